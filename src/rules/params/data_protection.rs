//! Part 3 of the Data Protection Act 2018.

use crate::law::provisions as p;
use crate::rules::params::{Jurisdiction, Parameter, READ_ON, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DPA-BREACH-72H",
        version: 1,
        jurisdiction: Jurisdiction::UnitedKingdom,
        title: "tell the Commissioner of a personal data breach within 72 hours, where feasible",
        provisions: &[p::DATA_PROTECTION_2018_S67_1_B, p::DATA_PROTECTION_2018_S67],
        text_as_at: "before the amendments of 2025",
        text_read_on: READ_ON,
        from: None,
        enacted_in: None,
        until: None,
        parameters: &[Parameter::new("notice_hours", 72, p::DATA_PROTECTION_2018_S67_1_B)],
        cautions: &[],
        inputs: &["aware_local"],
        answers: &["notify_ico_by_local", "notify_ico_by_utc"],
    },
    Rule {
        id: "DPA-REVIEW-LIMIT",
        version: 1,
        jurisdiction: Jurisdiction::UnitedKingdom,
        title: "there is a limit of time for the periodic review of every record",
        provisions: &[p::DATA_PROTECTION_2018_S39_2],
        text_as_at: "before the amendments of 2025",
        text_read_on: READ_ON,
        from: None,
        enacted_in: None,
        until: None,
        parameters: &[],
        cautions: &[],
        inputs: &["on", "review_due"],
        answers: &["reason", "valid"],
    },
];

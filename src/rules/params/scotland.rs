//! Scotland, which has no stalking protection order in the texts read.

use crate::law::provisions as p;
use crate::rules::params::{Caution, Jurisdiction, Parameter, READ_ON, Rule};

const BASE: Rule = Rule {
    id: "",
    version: 1,
    jurisdiction: Jurisdiction::Scotland,
    title: "",
    provisions: &[],
    text_as_at: "2011",
    text_read_on: READ_ON,
    from: None,
    enacted_in: None,
    until: None,
    parameters: &[],
    cautions: &[],
    inputs: &[],
    answers: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "SC-SPO",
        title: "no order of a Scottish court carries a duty to notify",
        provisions: &[p::HARASSMENT_1997_S8, p::STALKING_2019_S15],
        cautions: &[Caution {
            since: None,
            words: "needs review: a member's bill for stalking protection orders was proposed in 2019; its \
                    outcome was not found",
        }],
        inputs: &["made", "order_type"],
        answers: &["duty", "reason"],
        ..BASE
    },
    Rule {
        id: "SC-SOA-DISCHARGE-DATE",
        title: "the date of discharge from indefinite notification",
        provisions: &[p::REMEDIAL_SCOTLAND_2011_ART3],
        parameters: &[
            Parameter::new("adult_age_years", 18, p::REMEDIAL_SCOTLAND_2011_ART3),
            Parameter::new("discharge_adult_years", 15, p::REMEDIAL_SCOTLAND_2011_ART3),
            Parameter::new("discharge_young_years", 8, p::REMEDIAL_SCOTLAND_2011_ART3),
        ],
        inputs: &["age_on_relevant_date", "disregard_days", "relevant_date"],
        answers: &["date_of_discharge"],
        ..BASE
    },
    Rule {
        id: "SC-X-BORDER",
        title: "orders of the other parts bind in Scotland; the breach goes to the force of the order",
        provisions: &[p::STALKING_2019_S2_4, p::STALKING_NI_2022_S8_6, p::STALKING_2019_S15],
        inputs: &["made_in"],
        answers: &["binds", "prosecute", "reason"],
        ..BASE
    },
];

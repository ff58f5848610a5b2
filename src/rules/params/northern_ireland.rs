//! Stalking protection orders of Northern Ireland.

use crate::law::provisions as p;
use crate::rules::params::{Caution, Jurisdiction, Parameter, READ_ON, Rule};

/// The text read says that these follow the Act for England and Wales, not under which subsection.
const SUBSECTION_INFERRED: Caution = Caution {
    since: None,
    words: "needs review: the subsection is inferred from its counterpart in the Stalking Protection Act \
            2019; check it against the text",
};

/// No text read says from which day the Act is in force.
const COMMENCEMENT: Caution = Caution {
    since: None,
    words: "needs review: the commencement was not found; an Act of 2022 governs no day of an earlier year",
};

/// The text read is that of the counterpart.
const TAKEN_OVER: Caution = Caution {
    since: None,
    words: "needs review: taken over from the Act for England and Wales; the text of the section was not read in full",
};

const BASE: Rule = Rule {
    id: "",
    version: 1,
    jurisdiction: Jurisdiction::NorthernIreland,
    title: "",
    provisions: &[],
    text_as_at: "2024-02",
    text_read_on: READ_ON,
    from: None,
    enacted_in: Some(2022),
    until: None,
    parameters: &[],
    cautions: &[COMMENCEMENT],
    inputs: &[],
    answers: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "NI-SPO-NOT-INIT",
        title: "notify within three days beginning with the day on which the order comes into force",
        provisions: &[
            p::STALKING_NI_2022_S14_1,
            p::STALKING_NI_2022_S14_5,
            p::SEXUAL_OFFENCES_2003_PART2,
            p::JUSTICE_NI_2015_PART8,
            p::TRAFFICKING_NI_2015_SCHEDULE3,
            p::STALKING_NI_2022_S16,
        ],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_NI_2022_S14_1)],
        inputs: &["exempt", "in_force", "order_type", "replaces_interim", "served"],
        answers: &["duty", "notify_by", "reason"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-NOT-NAME",
        title: "notify another name within three days beginning with its first use",
        provisions: &[p::STALKING_NI_2022_S14_3, p::STALKING_NI_2022_S14_5, p::STALKING_NI_2022_S16],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_NI_2022_S14_3)],
        cautions: &[SUBSECTION_INFERRED, COMMENCEMENT],
        inputs: &["exempt", "first_used", "order_in_force"],
        answers: &["duty", "notify_by"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-NOT-ADDR",
        title: "notify a change of home address within three days beginning with the change",
        provisions: &[p::STALKING_NI_2022_S14_4, p::STALKING_NI_2022_S14_5, p::STALKING_NI_2022_S16],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_NI_2022_S14_4)],
        cautions: &[SUBSECTION_INFERRED, COMMENCEMENT],
        inputs: &["changed", "exempt", "notified", "order_in_force"],
        answers: &["duty", "note", "notify_by", "satisfied"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-EXEMPT-END",
        title: "notify within three days beginning with the final day of the other notification duty",
        provisions: &[
            p::STALKING_NI_2022_S14_7,
            p::STALKING_NI_2022_S14_6,
            p::STALKING_NI_2022_S14_1,
            p::STALKING_NI_2022_S16,
        ],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_NI_2022_S14_1)],
        inputs: &[
            "exempt_when_made",
            "final_day",
            "initial_notified",
            "order_in_effect_on_final_day",
            "order_made",
        ],
        answers: &["duty", "notify_by", "reason"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-DUR",
        title: "each prohibition or requirement lasts for two years or more, or until further order",
        provisions: &[p::STALKING_NI_2022_S9_1_A, p::STALKING_NI_2022_S9],
        parameters: &[Parameter::new("fixed_years_min", 2, p::STALKING_NI_2022_S9_1_A)],
        inputs: &["made", "prohibition_fixed_years"],
        answers: &["reason", "valid"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-DISCH",
        title: "no discharge within two years of making, but by consent",
        provisions: &[p::STALKING_NI_2022_S10_3_B],
        parameters: &[Parameter::new("without_consent_years", 2, p::STALKING_NI_2022_S10_3_B)],
        inputs: &["consents", "made"],
        answers: &["earliest_without_consent"],
        ..BASE
    },
    Rule {
        id: "NI-ISPO-END",
        title: "an interim order outlives the dismissal until no appeal can come",
        provisions: &[p::STALKING_NI_2022_S11_9, p::STALKING_NI_2022_S11_10],
        inputs: &[
            "appeal_pending",
            "appeal_time_expires",
            "dismissed",
            "extension_application_pending",
            "fixed_last_day",
            "main_application",
        ],
        answers: &["ceases_no_earlier_than", "not_on"],
        ..BASE
    },
    Rule {
        id: "NI-BIOM-DESTROY",
        title: "destroy fingerprints and photographs by the day on which the person ceases to be subject",
        provisions: &[p::STALKING_NI_2022_S15_5, p::STALKING_NI_2022_S15_6],
        inputs: &["ceases_to_be_subject", "replaced_by_spo"],
        answers: &["destroy_by"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-CONTENT",
        title: "an order states its date, its conditions and the period of each",
        provisions: &[p::STALKING_NI_2022_S9, p::STALKING_NI_2022_S8],
        cautions: &[
            Caution {
                since: None,
                words: "needs review: the counterpart of the Stalking Protection Act 2019, s. 6, was not read; the \
                        particulars follow from ss. 8 and 9",
            },
            COMMENCEMENT,
        ],
        inputs: &["order"],
        answers: &["complete", "missing", "needs_review"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-APPLY",
        title: "the Chief Constable applies",
        provisions: &[p::STALKING_NI_2022_S7],
        inputs: &["applicant"],
        answers: &["reason", "valid"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-TERMS",
        title: "a condition holds in all of the United Kingdom, and for residents and nationals outside it",
        provisions: &[p::STALKING_NI_2022_S8_6],
        inputs: &["resident_or_national"],
        answers: &["effective_in", "reason"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-VARY",
        title: "a variation starts neither the two years nor the initial notification again",
        provisions: &[p::STALKING_NI_2022_S10, p::STALKING_NI_2022_S10_3_B, p::STALKING_NI_2022_S14_1],
        parameters: &[Parameter::new("without_consent_years", 2, p::STALKING_NI_2022_S10_3_B)],
        cautions: &[TAKEN_OVER, COMMENCEMENT],
        inputs: &["initial_notified", "made", "subject_to_soa_part2", "varied"],
        answers: &["earliest_discharge_without_consent", "new_initial_duty", "two_year_clock_from"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-RENEW",
        title: "an order that lasts may be renewed",
        provisions: &[p::STALKING_NI_2022_S10, p::STALKING_NI_2022_S9_1_A],
        parameters: &[Parameter::new("fixed_years_min", 2, p::STALKING_NI_2022_S9_1_A)],
        cautions: &[TAKEN_OVER, COMMENCEMENT],
        inputs: &["last_day", "made", "renewed", "renewed_until"],
        answers: &["last_day", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-NOT-INFO",
        title: "regulations may ask for further information",
        provisions: &[p::STALKING_NI_2022_S14_2_C],
        inputs: &["in_force"],
        answers: &["duty", "reason"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-HOW",
        title: "notify at a prescribed police station",
        provisions: &[p::STALKING_NI_2022_S15_1],
        inputs: &["at_prescribed_station"],
        answers: &["reason", "valid"],
        ..BASE
    },
    Rule {
        id: "NI-SPO-NOT-OFF",
        title: "the failure is first committed on the day after the last day, and continues",
        provisions: &[p::STALKING_NI_2022_S16],
        cautions: &[TAKEN_OVER, COMMENCEMENT],
        inputs: &["notified", "notify_by"],
        answers: &["continuing", "since"],
        ..BASE
    },
    Rule {
        id: "NI-PEN",
        title: "at most five years for a breach, and for a failure to notify",
        provisions: &[p::STALKING_NI_2022_S13, p::STALKING_NI_2022_S16],
        parameters: &[
            Parameter::new("imprisonment_years_max", 5, p::STALKING_NI_2022_S13),
            Parameter::new("default_imprisonment_years_max", 5, p::STALKING_NI_2022_S16),
        ],
        cautions: &[
            Caution {
                since: None,
                words: "needs review: whether a conditional discharge is open to the court was not read",
            },
            COMMENCEMENT,
        ],
        inputs: &["disposal", "sentence_months"],
        answers: &["reason", "valid"],
        ..BASE
    },
];

//! Part 2 of the Sexual Offences Act 2003: for the exemption, and to compare with.

use crate::law::provisions as p;
use crate::rules::params::{Caution, Jurisdiction, Parameter, READ_ON, Rule};

const OLD_TEXT: Caution = Caution {
    since: None,
    words: "needs review: an old revision of Part 2 was read; use this for the exemption and for comparison \
            only",
};

const BASE: Rule = Rule {
    id: "",
    version: 1,
    jurisdiction: Jurisdiction::EnglandAndWales,
    title: "",
    provisions: &[],
    text_as_at: "an old revision",
    text_read_on: READ_ON,
    from: None,
    enacted_in: None,
    until: None,
    parameters: &[],
    cautions: &[OLD_TEXT],
    inputs: &[],
    answers: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "SOA-INIT",
        title: "notify within three days beginning with the relevant date, custody disregarded",
        provisions: &[p::SEXUAL_OFFENCES_2003_S83_1, p::SEXUAL_OFFENCES_2003_S83_6],
        parameters: &[Parameter::new("notification_days", 3, p::SEXUAL_OFFENCES_2003_S83_1)],
        inputs: &["custody", "relevant_date"],
        answers: &["notify_by"],
        ..BASE
    },
    Rule {
        id: "SOA-CHANGE-ADVANCE",
        title: "what an advance notice of a change is worth",
        provisions: &[
            p::SEXUAL_OFFENCES_2003_S84,
            p::SEXUAL_OFFENCES_2003_S84_1,
            p::SEXUAL_OFFENCES_2003_S84_4,
            p::SEXUAL_OFFENCES_2003_S84_5,
        ],
        parameters: &[
            Parameter::new("notification_days", 3, p::SEXUAL_OFFENCES_2003_S84_1),
            Parameter::new("early_max_days", 2, p::SEXUAL_OFFENCES_2003_S84_4),
            Parameter::new("occurrence_days", 3, p::SEXUAL_OFFENCES_2003_S84_5),
            Parameter::new("non_occurrence_days", 6, p::SEXUAL_OFFENCES_2003_S84_5),
        ],
        inputs: &["occurred", "specified"],
        answers: &["advance_notice_good", "notify_by", "notify_non_occurrence_by"],
        ..BASE
    },
    Rule {
        id: "SOA-PERIODIC",
        title: "notify again within a year after the last event, or a week without a home; after custody \
                three days",
        provisions: &[
            p::SEXUAL_OFFENCES_2003_S85_1,
            p::SEXUAL_OFFENCES_2003_S85_5,
            p::SEXUAL_OFFENCES_2003_S85,
        ],
        parameters: &[
            Parameter::new("periodic_years", 1, p::SEXUAL_OFFENCES_2003_S85_5),
            Parameter::new("no_residence_days", 7, p::SEXUAL_OFFENCES_2003_S85_5),
            Parameter::new("release_days", 3, p::SEXUAL_OFFENCES_2003_S85),
        ],
        inputs: &["custody", "last_event", "no_sole_or_main_residence"],
        answers: &["notify_by"],
        ..BASE
    },
    Rule {
        id: "SOA-PERIOD",
        title: "the notification period",
        provisions: &[
            p::SEXUAL_OFFENCES_2003_S82_1,
            p::SEXUAL_OFFENCES_2003_S82_2,
            p::SEXUAL_OFFENCES_2003_S82_4,
            p::SEXUAL_OFFENCES_2003_S82,
        ],
        parameters: &[
            Parameter::new("adult_age_years", 18, p::SEXUAL_OFFENCES_2003_S82_2),
            Parameter::new("indefinite_sentence_min_months", 30, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("short_sentence_max_months", 6, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("long_sentence_years", 10, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("short_sentence_years", 7, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("hospital_years", 7, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("caution_years", 2, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("other_years", 5, p::SEXUAL_OFFENCES_2003_S82_1),
            Parameter::new("young_divisor", 2, p::SEXUAL_OFFENCES_2003_S82_2),
        ],
        inputs: &["age_on_relevant_date", "disposal", "relevant_date", "sentence_months", "sentence_terms"],
        answers: &["last_day", "period"],
        ..BASE
    },
    Rule {
        id: "SOA-REVIEW",
        title: "the qualifying date for a review of indefinite notification",
        provisions: &[p::SEXUAL_OFFENCES_2003_S91B],
        parameters: &[
            Parameter::new("adult_age_years", 18, p::SEXUAL_OFFENCES_2003_S91B),
            Parameter::new("review_adult_years", 15, p::SEXUAL_OFFENCES_2003_S91B),
            Parameter::new("review_young_years", 8, p::SEXUAL_OFFENCES_2003_S91B),
        ],
        inputs: &["age_on_relevant_date", "relevant_notification"],
        answers: &["qualifying_date"],
        ..BASE
    },
    Rule {
        id: "SOA-CHANGE",
        title: "notify a change within three days beginning with it",
        provisions: &[p::SEXUAL_OFFENCES_2003_S84_1, p::SEXUAL_OFFENCES_2003_S84],
        parameters: &[
            Parameter::new("notification_days", 3, p::SEXUAL_OFFENCES_2003_S84_1),
            Parameter::new("qualifying_days", 7, p::SEXUAL_OFFENCES_2003_S84),
        ],
        inputs: &["changed", "days_elsewhere"],
        answers: &["duty", "notify_by"],
        ..BASE
    },
    Rule {
        id: "SOA-TRAVEL",
        title: "notify a journey abroad before it; the last day for it was not found",
        provisions: &[p::SEXUAL_OFFENCES_2003_S86],
        parameters: &[Parameter::new("notice_days", 7, p::SEXUAL_OFFENCES_2003_S86)],
        inputs: &["leaves"],
        answers: &["duty", "notify_by", "reason"],
        ..BASE
    },
    Rule {
        id: "SOA-REVIEW-AGAIN",
        title: "a further review of indefinite notification after a determination",
        provisions: &[p::SEXUAL_OFFENCES_2003_S91B],
        parameters: &[Parameter::new("further_years", 8, p::SEXUAL_OFFENCES_2003_S91B)],
        inputs: &["determined"],
        answers: &["qualifying_date", "qualifying_date_unless_changed", "reason"],
        ..BASE
    },
];

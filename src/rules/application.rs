//! Who may apply for an order, where it holds, and what a court may do about its breach.

use serde::Deserialize;

use crate::law::provisions as p;
use crate::rules::counting;
use crate::rules::given::told;
use crate::rules::params::{self, Jurisdiction, Parameter, Rule};
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::{Finding, Validity};

/// Who applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Applicant {
    /// The chief officer of the Ministry of Defence Police.
    MinistryOfDefencePolice,
    /// Anyone else.
    Other,
    /// The Chief Constable of the Police Service of Northern Ireland.
    PoliceServiceOfNorthernIreland,
    /// The chief officer of a police area of England and Wales.
    TerritorialForce,
    /// The chief officer of the British Transport Police.
    TransportPolice,
}

/// What connects the person with the applicant's area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Connection {
    /// The person is believed to be in it.
    BelievedIn,
    /// The person is intending to come to it.
    IntendsToCome,
    /// Nothing does.
    None,
    /// The person resides in it.
    Resides,
}

fn rule_of(id: &'static str) -> (&'static Rule, Trace) {
    let rule = params::nearest(id, None).expect("every rule that a function applies has a row");
    (rule, Trace::of(rule, None))
}

/// Tells whether an application for an order can be made by someone.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 1
/// - Stalking Protection Act 2019, s. 14(1)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 7
#[must_use]
pub fn application(
    jurisdiction: Jurisdiction,
    applicant: Option<Applicant>,
    connection: Option<Connection>,
) -> Outcome<Finding> {
    let (rule, mut trace) = match jurisdiction {
        Jurisdiction::NorthernIreland => rule_of("NI-SPO-APPLY"),
        _ => rule_of("EW-SPO-APPLY"),
    };
    let finding = match (jurisdiction, applicant, connection) {
        (_, None, _) => Finding::needs_review("it is not known who applies"),
        (Jurisdiction::NorthernIreland, Some(Applicant::PoliceServiceOfNorthernIreland), _) => {
            Finding::valid("the Chief Constable applies")
        }
        (Jurisdiction::NorthernIreland, Some(_), _) => {
            Finding::not_valid("only the Chief Constable of the Police Service of Northern Ireland applies")
        }
        (_, Some(Applicant::TransportPolice | Applicant::MinistryOfDefencePolice), _) => {
            Finding::valid("these forces apply wherever the person is")
        }
        (_, Some(Applicant::TerritorialForce), None) => {
            Finding::needs_review("it is not known what connects the person with the police area")
        }
        (_, Some(Applicant::TerritorialForce), Some(Connection::None)) => Finding::not_valid(
            "the person neither resides in the police area, nor is believed to be in it or intending to come to it",
        ),
        (_, Some(Applicant::TerritorialForce), Some(_)) => {
            Finding::valid("the person is connected with the police area")
        }
        (_, Some(_), _) => Finding::not_valid("only chief officers of police apply"),
    };
    trace.cite(rule.provision(), finding.reason);
    if jurisdiction == Jurisdiction::EnglandAndWales {
        trace.cite(
            p::STALKING_2019_S13,
            "the limit of six months for complaints to magistrates does not apply: there is no last day",
        );
    }
    trace.would_change("someone else applies, or the person is connected with another area");
    finding.concluded(trace)
}

/// Tells whether the youth court hears an application, by the age of the person in years.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 14(1)
#[must_use]
pub fn is_for_the_youth_court(age_years: u32) -> bool {
    age_years < rule_of("EW-SPO-APPLY").0.number("adult_age_years")
}

/// Where a prohibition or requirement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Territory {
    /// In the locality that it is limited to.
    Locality,
    /// In all of the United Kingdom.
    UnitedKingdom,
    /// In all of the United Kingdom, and outside it.
    UnitedKingdomAndBeyond,
}

impl Territory {
    /// Returns its name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Locality => "locality",
            Self::UnitedKingdom => "united_kingdom",
            Self::UnitedKingdomAndBeyond => "united_kingdom_and_beyond",
        }
    }
}

/// Whether a court limited a condition to a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// It did.
    Limited,
    /// It did not.
    Whole,
}

/// Tells whether a prohibition or requirement of England and Wales can be in an order, and where it holds.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 2
/// - Stalking Protection Act 2019, s. 2(4)
/// - Stalking Protection Act 2019, s. 2(7)
#[must_use]
pub fn condition(
    limits: Limits,
    necessary: Option<bool>,
    incompatible: Option<bool>,
) -> Outcome<(Finding, Territory)> {
    let (rule, mut trace) = rule_of("EW-SPO-TERMS");
    let territory = match limits {
        Limits::Limited => Territory::Locality,
        Limits::Whole => Territory::UnitedKingdom,
    };
    trace.cite(p::STALKING_2019_S2_4, format!("it holds in: {}", territory.name().replace('_', " ")));
    trace.step(format!("necessary: {}", told(necessary)));
    trace.step(format!("not compatible with an earlier order: {}", told(incompatible)));
    let finding = match (necessary, incompatible) {
        (_, Some(true)) => Finding::not_valid("it is not compatible with an earlier order"),
        (Some(false), _) => Finding::not_valid("it is not necessary"),
        (Some(true), Some(false)) => Finding::valid("it is necessary, and compatible with earlier orders"),
        (None, _) => Finding::needs_review("it is not known whether it is necessary"),
        (_, None) => Finding::needs_review("it is not known whether it is compatible with earlier orders"),
    };
    let provision = if incompatible == Some(true) { p::STALKING_2019_S2_7 } else { rule.provision() };
    trace.cite(provision, finding.reason);
    trace.would_change("the court limits it to a locality");
    let Outcome { value, trace } = finding.concluded(trace);
    Outcome { value: (value, territory), trace }
}

/// Tells where a prohibition or requirement of Northern Ireland holds; nothing where it is not known
/// whether the person resides there or is a national of the United Kingdom.
///
/// # Law
///
/// Protection from Stalking Act (Northern Ireland) 2022, s. 8(6)
#[must_use]
pub fn territory_in_northern_ireland(is_resident_or_national: Option<bool>) -> Outcome<Option<Territory>> {
    let (rule, mut trace) = rule_of("NI-SPO-TERMS");
    trace.cite(
        rule.provision(),
        "it holds in all of the United Kingdom, and for residents of Northern Ireland and nationals of the United \
         Kingdom everywhere outside it",
    );
    trace.step(format!("resident or national: {}", told(is_resident_or_national)));
    let value = is_resident_or_national
        .map(|it| if it { Territory::UnitedKingdomAndBeyond } else { Territory::UnitedKingdom });
    let answer = value.map_or_else(
        || "someone must look: it is not known whether the person resides there or is a national".to_owned(),
        |it| it.name().replace('_', " "),
    );
    trace.would_change("the person is, or is not, a resident of Northern Ireland or a national");
    Outcome::new(value, trace, answer)
}

/// What a court does about a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BreachDisposal {
    /// A conditional discharge.
    ConditionalDischarge,
    /// Imprisonment.
    Imprisonment,
    /// Anything else.
    Other,
}

/// Tells whether a court of England and Wales may dispose of a breach in a way.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 8
/// - Stalking Protection Act 2019, s. 8(4)
#[must_use]
pub fn breach_disposal(disposal: BreachDisposal, months: Option<u32>) -> Outcome<Finding> {
    let (rule, mut trace) = rule_of("EW-SPO-BREACH");
    let most = rule.parameter("imprisonment_years_max");
    let (finding, provision) = match disposal {
        BreachDisposal::ConditionalDischarge => {
            (Finding::not_valid("a conditional discharge is not open to the court"), p::STALKING_2019_S8_4)
        }
        _ => (penalty(disposal, months, most), most.provision),
    };
    trace.cite(provision, finding.reason);
    trace.step(format!(
        "on indictment at most {} years; a magistrates' court has its own, shorter limit",
        most.value
    ));
    finding.concluded(trace)
}

/// Tells whether a court of Northern Ireland may dispose of a breach, or of a failure to notify, in a way.
///
/// # Law
///
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 13
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 16
#[must_use]
pub fn penalty_in_northern_ireland(disposal: BreachDisposal, months: Option<u32>) -> Outcome<Finding> {
    let (rule, mut trace) = rule_of("NI-PEN");
    let of_breach = rule.parameter("imprisonment_years_max");
    let of_default = rule.parameter("default_imprisonment_years_max");
    let finding = match disposal {
        BreachDisposal::ConditionalDischarge => {
            Finding::needs_review("whether a conditional discharge is open to the court was not read")
        }
        _ => penalty(disposal, months, of_breach),
    };
    trace.cite(of_breach.provision, finding.reason);
    trace.step(format!("for a breach at most {} years", of_breach.value));
    trace.cite(of_default.provision, format!("for a failure to notify at most {} years", of_default.value));
    finding.concluded(trace)
}

/// Compares a sentence with the longest one.
fn penalty(disposal: BreachDisposal, months: Option<u32>, most_years: Parameter) -> Finding {
    let most_months = most_years.value * counting::MONTHS_OF_A_YEAR;
    match (disposal, months) {
        (BreachDisposal::Imprisonment, None) => {
            Finding::needs_review("the length of the sentence is not known")
        }
        (BreachDisposal::Imprisonment, Some(months)) if months > most_months => {
            Finding::not_valid("the sentence is longer than the longest one")
        }
        (BreachDisposal::Imprisonment, Some(_)) => Finding::valid("the sentence is within the longest one"),
        _ => Finding::needs_review("the section names no other limit; check the disposal"),
    }
}

/// Tells whether an order of another part of the United Kingdom binds in Scotland, and what to do about its
/// breach there.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 2(4)
/// - Stalking Protection Act 2019, s. 15
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 8(6)
#[must_use]
pub fn breach_in_scotland(made_in: Jurisdiction) -> Outcome<Finding> {
    let (_, mut trace) = rule_of("SC-X-BORDER");
    let binding = match made_in {
        Jurisdiction::NorthernIreland => p::STALKING_NI_2022_S8_6,
        _ => p::STALKING_2019_S2_4,
    };
    trace.cite(binding, "the conditions bind in all of the United Kingdom, Scotland included");
    trace.cite(p::STALKING_2019_S15, "the Act that makes the breach an offence does not extend to Scotland");
    trace.step("record the breach and pass it to the force that had the order made");
    Finding {
        validity: Validity::NeedsReview,
        reason: "whether the breach can be prosecuted in Scotland was not found",
    }
    .concluded(trace)
}

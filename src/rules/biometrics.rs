//! Fingerprints and photographs taken on notification: in Northern Ireland they have to go.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::counting;
use crate::rules::duty::{BEFORE_COMMENCEMENT, Duty, Ground, Notice};
use crate::rules::given::Given;
use crate::rules::notification::governing;
use crate::rules::params;
use crate::rules::trace::{Outcome, Sources, Trace};

const WHEN: &str = "fingerprints and photographs are destroyed no later than the day on which the person ceases to be subject";

/// Returns the day by which fingerprints, photographs and their copies have to be destroyed; none
/// while the person is still subject to the notification requirements.
///
/// It overrides every retention policy. England and Wales have no such provision.
///
/// # Law
///
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 15(5)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 15(6)
///
/// # Errors
///
/// [`Problem::Missing`] if it is not known when the person ceases to be subject; [`Problem::BeforeItCan`] for a day
/// from before the Act.
pub fn destroy_by(
    ceases: Given<NaiveDate>,
    replacement: Replacement,
) -> Result<Outcome<Option<NaiveDate>>, Problem> {
    if ceases == Given::Unknown {
        return Err(Problem::Missing);
    }
    let on = ceases.value();
    let rule = params::governing_if_known("NI-BIOM-DESTROY", on)?;
    let mut trace = Trace::of(rule, on);
    trace.cite(p::STALKING_NI_2022_S15_5, WHEN);
    let value = match replacement {
        Replacement::ByFullOrder => {
            trace.cite(
                p::STALKING_NI_2022_S15_6,
                "a full order replaces the interim one: the person stays subject",
            );
            trace.would_change("the full order ends");
            None
        }
        Replacement::None => on,
    };
    let answer = value.map_or_else(|| "no day yet".to_owned(), |it| format!("destroy by {it}"));
    Ok(Outcome::new(value, trace, answer))
}

/// What follows the order that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Replacement {
    /// A full order replaces the interim one.
    ByFullOrder,
    /// Nothing does.
    None,
}

/// The facts about fingerprints or a photograph taken on one notification in Northern Ireland.
#[derive(Clone, Debug)]
pub struct Taken {
    /// When they were taken.
    pub on: NaiveDate,
    /// When the person ceases to be subject: the last day of the order, or of the full one that replaced it. `Not`:
    /// until further order.
    pub ceases: Given<NaiveDate>,
    /// Whether a full order replaced the one under which they were taken.
    pub replacement: Replacement,
    /// Why it is in doubt that the person ceases to be subject then, in words; someone must look.
    pub doubt: Option<&'static str>,
    /// When they were destroyed.
    pub destroyed_on: Option<NaiveDate>,
    /// The records that the facts were read from: the order that ends last, what ended it, the notification.
    pub sources: Sources,
}

/// Computes by when what was taken on a notification has to be destroyed.
///
/// It is asked of the police, and of the dead, too.
///
/// # Law
///
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 15(5)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 15(6)
#[must_use]
pub fn destruction(taken: &Taken) -> Duty {
    let on = taken.ceases.value().unwrap_or(taken.on);
    let rule = governing("NI-BIOM-DESTROY", Some(on));
    let mut trace = Trace::of(rule, Some(on));
    let sources = &taken.sources;
    trace.input("taken_on", taken.on, sources.met.as_deref());
    trace.input("ceases_to_be_subject", taken.ceases, sources.end.as_deref().or(sources.order.as_deref()));
    trace.input("destroyed_on", Given::or_not(taken.destroyed_on), sources.met.as_deref());
    trace.cite(p::STALKING_NI_2022_S15_5, WHEN);
    if taken.replacement == Replacement::ByFullOrder {
        trace.cite(p::STALKING_NI_2022_S15_6, "a full order replaced the other: the person stayed subject");
    }
    let ground = if rule.governs(on) && rule.governs(taken.on) {
        ground(taken)
    } else {
        Ground::NeedsReview { why: BEFORE_COMMENCEMENT }
    };
    let last_day = taken.ceases.value().or(taken.destroyed_on);
    let answer = match (ground, taken.destroyed_on, taken.ceases.value()) {
        (Ground::NeedsReview { why }, _, Some(last_day)) => {
            format!("someone must look: {why}; if so, destroy by {last_day}")
        }
        (Ground::NeedsReview { why }, ..) => format!("someone must look: {why}"),
        (Ground::Pending { why } | Ground::Exempt { why }, ..) => format!("no day yet: {why}"),
        (Ground::Applies { .. }, Some(destroyed), Some(last_day)) if destroyed > last_day => {
            format!("destroyed on {destroyed}, late: the last day was {last_day}")
        }
        (Ground::Applies { .. }, Some(destroyed), Some(_)) => format!("destroyed on {destroyed}, in time"),
        (Ground::Applies { .. }, Some(destroyed), None) => format!("destroyed on {destroyed}"),
        (Ground::Applies { .. }, None, _) => format!("destroy by {on}"),
    };
    trace.would_change("the order ends on another day, or another one keeps the person subject");
    let Outcome { trace, .. } = Outcome::new((), trace, answer);
    Duty {
        rule,
        what: Notice::Destruction,
        ground,
        last_day,
        due_before: last_day.and_then(|it| counting::midnight_ending(it).ok()),
        done_on: taken.destroyed_on.filter(|_| ground.why().is_none()),
        trace,
    }
}

/// Decides whether there is a day; what is gone is gone, and no doubt asks for more.
fn ground(taken: &Taken) -> Ground {
    match (taken.doubt, taken.ceases, taken.destroyed_on) {
        (.., Some(_)) | (None, Given::Is(_), None) => Ground::Applies { trigger: taken.on },
        (Some(why), ..) => Ground::NeedsReview { why },
        (None, Given::Not, None) => Ground::Pending { why: UNTIL_FURTHER_ORDER },
        (None, Given::Unknown, None) => Ground::NeedsReview { why: END_UNKNOWN },
    }
}

const UNTIL_FURTHER_ORDER: &str =
    "the order lasts until further order, and the person is subject until it ends";
const END_UNKNOWN: &str =
    "it is not known when the person ceases to be subject to the notification requirements";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::duty::Standing;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn biometrics_go_with_the_duty_unless_a_full_order_follows() {
        let day = day("2027-05-19");
        let by = |ceases, replacement| destroy_by(ceases, replacement).map(|it| it.value);
        assert_eq!(by(Given::Is(day), Replacement::None), Ok(Some(day)));
        assert_eq!(by(Given::Is(day), Replacement::ByFullOrder), Ok(None));
        assert_eq!(by(Given::Not, Replacement::None), Ok(None));
        assert_eq!(by(Given::Unknown, Replacement::None), Err(Problem::Missing));
        let early = "2021-12-31".parse().expect("a day");
        assert_eq!(by(Given::Is(early), Replacement::None), Err(Problem::BeforeItCan));
    }

    fn taken() -> Taken {
        Taken {
            on: day("2026-03-01"),
            ceases: Given::Is(day("2028-03-09")),
            replacement: Replacement::None,
            doubt: None,
            destroyed_on: None,
            sources: Sources::default(),
        }
    }

    #[track_caller]
    fn check(taken: &Taken, last_day: Option<&str>, rows: &[(&str, &str)]) {
        let duty = destruction(taken);
        assert_eq!(duty.last_day, last_day.map(day), "{}", duty.trace);
        assert_eq!(
            duty.due_before,
            duty.last_day.map(|it| counting::midnight_ending(it).expect("a midnight"))
        );
        for (on, standing) in rows {
            assert_eq!(duty.standing_on(day(on)).name(), *standing, "on {on}\n{}", duty.trace);
        }
    }

    #[test]
    fn what_was_taken_may_be_kept_to_the_day_on_which_the_person_ceases_to_be_subject() {
        let rows = [
            ("2026-02-28", "pending"),
            ("2026-03-01", "open"),
            ("2028-03-09", "open"),
            ("2028-03-10", "overdue"),
        ];
        check(&taken(), Some("2028-03-09"), &rows);
        let overdue = destruction(&taken()).standing_on(day("2028-04-01"));
        assert_eq!(overdue, Standing::Overdue { since: day("2028-03-10") });
        assert_eq!(destruction(&taken()).offence_from(), None, "no offence is made of it");
    }

    #[test]
    fn what_was_destroyed_is_met_in_time_or_late() {
        let destroyed = |on: &str| Taken { destroyed_on: Some(day(on)), ..taken() };
        check(&destroyed("2028-03-09"), Some("2028-03-09"), &[("2028-03-08", "open"), ("2028-03-09", "met")]);
        let rows = [("2028-03-09", "open"), ("2028-03-10", "late")];
        check(&destroyed("2028-03-10"), Some("2028-03-09"), &rows);
        for ceases in [Given::Not, Given::Unknown] {
            let destroyed = Taken { ceases, ..destroyed("2026-05-01") };
            check(&destroyed, Some("2026-05-01"), &[("2026-05-01", "met")]);
        }
        let doubted = Taken { doubt: Some("a doubt"), ..destroyed("2026-05-01") };
        check(&doubted, Some("2028-03-09"), &[("2026-05-01", "met")]);
        let further = destruction(&Taken { ceases: Given::Not, ..destroyed("2026-05-01") });
        assert!(further.trace.text().contains("Answer: destroyed on 2026-05-01."), "{}", further.trace);
        let kept = destruction(&taken()).trace.text();
        assert!(kept.contains("Answer: destroy by 2028-03-09."), "{kept}");
        for (on, answer) in [
            ("2028-03-09", "Answer: destroyed on 2028-03-09, in time."),
            ("2028-03-10", "Answer: destroyed on 2028-03-10, late: the last day was 2028-03-09."),
        ] {
            let text = destruction(&destroyed(on)).trace.text();
            assert!(text.contains(answer), "{text}");
        }
    }

    #[test]
    fn while_the_day_is_not_known_someone_must_look_and_until_further_order_there_is_none() {
        let on = "2026-06-01";
        check(&Taken { ceases: Given::Unknown, ..taken() }, None, &[(on, "needs_review")]);
        check(&Taken { ceases: Given::Not, ..taken() }, None, &[(on, "pending")]);
        check(&Taken { doubt: Some("a doubt"), ..taken() }, Some("2028-03-09"), &[(on, "needs_review")]);
        let text = destruction(&Taken { doubt: Some("a doubt"), ..taken() }).trace.text();
        assert!(text.contains("Answer: someone must look: a doubt; if so, destroy by 2028-03-09."), "{text}");
        let text = destruction(&Taken { ceases: Given::Unknown, ..taken() }).trace.text();
        assert!(text.contains("Answer: someone must look: it is not known when the person ceases"), "{text}");
        let text = destruction(&Taken { ceases: Given::Not, ..taken() }).trace.text();
        assert!(text.contains("Answer: no day yet: the order lasts until further order"), "{text}");
    }

    #[test]
    fn the_trace_cites_the_replacement_only_where_there_was_one() {
        let cites =
            |replacement| destruction(&Taken { replacement, ..taken() }).trace.text().contains("s. 15(6)]");
        assert!(cites(Replacement::ByFullOrder) && !cites(Replacement::None));
    }

    #[test]
    fn before_the_act_nothing_is_asked_without_a_look() {
        let early = |on: &str, ceases: &str| {
            let taken = Taken { on: day(on), ceases: Given::Is(day(ceases)), ..taken() };
            destruction(&taken).standing_on(day("2022-06-01")).name()
        };
        assert_eq!(early("2021-12-31", "2022-12-31"), "needs_review");
        assert_eq!(early("2022-01-01", "2022-12-31"), "open");
        assert_eq!(early("2021-01-01", "2021-12-31"), "needs_review");
    }
}

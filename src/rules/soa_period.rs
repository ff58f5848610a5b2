//! How long a sexual offender notifies: what follows from the disposal.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::counting::{self, MONTHS_OF_A_YEAR};
use crate::rules::params;
use crate::rules::sexual_offences::is_young;
use crate::rules::trace::{Outcome, Trace};

/// What the court or the police did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disposal {
    /// A caution.
    Caution,
    /// A conditional discharge of so many months.
    ConditionalDischarge {
        /// Its length, in months.
        months: u32,
    },
    /// Detention in hospital without a restriction order.
    Hospital,
    /// Detention in hospital with a restriction order.
    HospitalRestricted,
    /// Imprisonment for life, or an indeterminate sentence.
    Life,
    /// Anything else.
    Other,
    /// A sentence of so many months.
    Sentence(Sentence),
}

/// One of the terms of imprisonment to which somebody was sentenced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its length, in months.
    pub months: u32,
    /// How much of it runs together with the terms before it, in months; naught where it follows them.
    pub concurrent_months: u32,
}

/// A sentence of imprisonment, of one term or of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    months: u32,
    /// How it came together, in words and numbers.
    sum: Option<String>,
}

impl Sentence {
    /// Takes the sentence to one term, in months.
    #[must_use]
    pub fn of(months: u32) -> Self {
        Self { months, sum: None }
    }

    /// Puts terms together: consecutive ones are added, and what runs together counts once.
    ///
    /// # Law
    ///
    /// Sexual Offences Act 2003, s. 82(4)
    ///
    /// # Errors
    ///
    /// The place of the term and [`Problem::OutOfRange`], for a term of no months, where more runs together than
    /// there is of the term or of those before it, and where they are too long together.
    pub fn of_terms(terms: &[Term]) -> Result<Self, (usize, Problem)> {
        let (mut months, mut sum) = (0_u32, Vec::new());
        for (at, term) in terms.iter().enumerate() {
            if term.months == 0 || term.concurrent_months > term.months.min(months) {
                return Err((at, Problem::OutOfRange));
            }
            let more = term.months - term.concurrent_months;
            months = months.checked_add(more).ok_or((at, Problem::OutOfRange))?;
            let together = Some(term.concurrent_months).filter(|it| *it > 0);
            sum.push(term.months.to_string() + &together.map_or_else(String::new, |it| format!(" - {it}")));
        }
        let sum = format!("the terms together: {} = {months} months", sum.join(" + "));
        Ok(Self { months, sum: (terms.len() > 1).then_some(sum) })
    }

    /// Returns its length, in months.
    #[must_use]
    pub const fn months(&self) -> u32 {
        self.months
    }
}

/// The notification period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its last day; none where it is indefinite.
    pub last_day: Option<NaiveDate>,
    /// Its length in months; none where it is indefinite.
    pub months: Option<u32>,
}

impl Period {
    /// Returns the length in words of years and months, such as `10y`, `3y6m` or `indefinite`.
    #[must_use]
    pub fn length(&self) -> String {
        let Some(months) = self.months else { return "indefinite".to_owned() };
        match (months / MONTHS_OF_A_YEAR, months % MONTHS_OF_A_YEAR) {
            (0, months) => format!("{months}m"),
            (years, 0) => format!("{years}y"),
            (years, months) => format!("{years}y{months}m"),
        }
    }
}

/// Returns the notification period that follows from a disposal.
///
/// # Law
///
/// - Sexual Offences Act 2003, s. 82(1)
/// - Sexual Offences Act 2003, s. 82(2)
/// - Sexual Offences Act 2003, s. 82(4)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] where no version of the rule governs the day; [`Problem::OutOfRange`] for a sentence or
/// a conditional discharge of no months, and where the last day would lie outside 1900 to 2200.
pub fn period(relevant: NaiveDate, age_years: u32, disposal: &Disposal) -> Result<Outcome<Period>, Problem> {
    let rule = params::governing("SOA-PERIOD", relevant)?;
    if matches!(disposal, Disposal::Sentence(Sentence { months: 0, .. })) {
        return Err(Problem::OutOfRange);
    }
    let mut trace = Trace::of(rule, Some(relevant));
    if let Disposal::Sentence(Sentence { sum: Some(sum), .. }) = disposal {
        trace.cite(p::SEXUAL_OFFENCES_2003_S82_4, sum);
    }
    let years = |name| Some(rule.number(name) * MONTHS_OF_A_YEAR);
    let (full, words) = match disposal {
        Disposal::Life | Disposal::HospitalRestricted => {
            (None, "for life or in hospital with a restriction order")
        }
        Disposal::Sentence(it) if it.months >= rule.number("indefinite_sentence_min_months") => {
            (None, "a sentence of the length that makes the period indefinite")
        }
        Disposal::Sentence(it) if it.months > rule.number("short_sentence_max_months") => {
            (years("long_sentence_years"), "a sentence above the short and below the indefinite")
        }
        Disposal::Sentence(_) => (years("short_sentence_years"), "a short sentence"),
        Disposal::Hospital => (years("hospital_years"), "detention in hospital without a restriction order"),
        Disposal::Caution => (years("caution_years"), "a caution"),
        Disposal::ConditionalDischarge { months } => {
            (Some(*months), "the length of the conditional discharge")
        }
        Disposal::Other => (years("other_years"), "a disposal of any other description"),
    };
    trace.cite(rule.provision(), words);
    // The Act halves the terms that it fixes itself, not the length of a conditional discharge.
    let halved = is_young(rule, age_years) && !matches!(disposal, Disposal::ConditionalDischarge { .. });
    let months = full.map(|it| if halved { it / rule.number("young_divisor") } else { it });
    if halved && months.is_some() {
        trace.cite(
            rule.parameter("young_divisor").provision,
            "halved for a person who was under age on that day",
        );
    }
    let last_day = months.map(|it| counting::last_day_of_months(relevant, it)).transpose()?;
    let value = Period { last_day, months };
    let end = last_day.map_or_else(String::new, |it| format!(", beginning with {relevant}, to {it}"));
    let answer = format!("{}{end}", value.length());
    Ok(Outcome::new(value, trace, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_period_follows_from_the_disposal_and_is_halved_under_eighteen() {
        let months = |months| Disposal::Sentence(Sentence::of(months));
        let discharge = Disposal::ConditionalDischarge { months: 12 };
        for (age, disposal, length, last_day) in [
            (40, months(12), "10y", Some("2026-04-30")),
            (40, months(6), "7y", Some("2023-04-30")),
            (40, months(7), "10y", Some("2026-04-30")),
            (40, months(29), "10y", Some("2026-04-30")),
            (40, months(30), "indefinite", None),
            (18, Disposal::Other, "5y", Some("2021-04-30")),
            (17, Disposal::Other, "2y6m", Some("2018-10-31")),
            (17, months(12), "5y", Some("2021-04-30")),
            (17, months(6), "3y6m", Some("2019-10-31")),
            (17, discharge, "1y", Some("2017-04-30")),
            (17, Disposal::Life, "indefinite", None),
            (40, Disposal::HospitalRestricted, "indefinite", None),
            (40, Disposal::Hospital, "7y", Some("2023-04-30")),
            (40, Disposal::Caution, "2y", Some("2018-04-30")),
        ] {
            let period = period(day("2016-05-01"), age, &disposal).expect("countable").value;
            assert_eq!(
                (period.length().as_str(), period.last_day),
                (length, last_day.map(day)),
                "{disposal:?}"
            );
        }
    }

    #[test]
    fn terms_that_follow_are_added_and_what_runs_together_counts_once() {
        for (terms, expected) in [
            (&[(12, 0)][..], Ok(12)),
            (&[(12, 0), (18, 0)], Ok(30)),
            // X + Y - Z.
            (&[(18, 0), (18, 6)], Ok(30)),
            (&[(18, 0), (18, 7)], Ok(29)),
            // All of the second runs beside the first.
            (&[(18, 0), (6, 6)], Ok(18)),
            (&[(4, 0), (1, 0), (2, 1)], Ok(6)),
            (&[(4, 0), (2, 1), (2, 0)], Ok(7)),
            // No more can run together than there is of either.
            (&[(12, 1)], Err(0)),
            (&[(18, 0), (6, 7)], Err(1)),
            (&[(6, 0), (18, 7)], Err(1)),
            (&[(6, 0), (u32::MAX, 0)], Err(1)),
            // Nobody is sentenced to nothing.
            (&[(0, 0)], Err(0)),
            (&[(6, 0), (0, 0)], Err(1)),
        ] {
            let of = |&(months, concurrent_months)| Term { months, concurrent_months };
            let found = Sentence::of_terms(&terms.iter().map(of).collect::<Vec<_>>());
            let expected = expected.map_err(|at| (at, Problem::OutOfRange));
            assert_eq!(found.map(|it| it.months()), expected, "{terms:?}");
        }
    }

    #[test]
    fn a_sentence_and_a_discharge_of_no_months_have_no_period() {
        for months in [0, 1] {
            for disposal in
                [Disposal::Sentence(Sentence::of(months)), Disposal::ConditionalDischarge { months }]
            {
                let found = period(day("2016-05-01"), 40, &disposal).err();
                assert_eq!(found, (months == 0).then_some(Problem::OutOfRange), "{disposal:?}");
            }
        }
        let one = Sentence::of_terms(&[Term { months: 6, concurrent_months: 0 }]);
        assert_eq!(one, Ok(Sentence::of(6)), "one term is no sum");
        let none = Sentence::of_terms(&[]).expect("no terms are no fault of a term");
        let found = period(day("2016-05-01"), 40, &Disposal::Sentence(none)).err();
        assert_eq!(found, Some(Problem::OutOfRange));
    }

    #[test]
    fn the_sum_of_several_terms_stands_in_the_trace() {
        let terms = |second| [Term { months: 18, concurrent_months: 0 }, second];
        for (second, sum, length) in [
            (Term { months: 12, concurrent_months: 0 }, "18 + 12 = 30 months", "indefinite"),
            (Term { months: 18, concurrent_months: 7 }, "18 + 18 - 7 = 29 months", "10y"),
        ] {
            let sentence = Sentence::of_terms(&terms(second)).expect("a sentence");
            let Outcome { value, trace } =
                period(day("2016-05-01"), 40, &Disposal::Sentence(sentence)).expect("countable");
            assert!(trace.text().contains(sum) && trace.text().contains("s. 82(4)"), "{}", trace.text());
            assert_eq!(value.length(), length);
        }
    }
}

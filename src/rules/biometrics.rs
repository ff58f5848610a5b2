//! Fingerprints and photographs taken on notification: in Northern Ireland they have to go.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::given::Given;
use crate::rules::params;
use crate::rules::trace::{Outcome, Trace};

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
/// [`Problem::Missing`] if it is not known when the person ceases to be subject.
pub fn destroy_by(
    ceases: Given<NaiveDate>,
    replacement: Replacement,
) -> Result<Outcome<Option<NaiveDate>>, Problem> {
    if ceases == Given::Unknown {
        return Err(Problem::Missing);
    }
    let on = ceases.value();
    let rule = params::nearest("NI-BIOM-DESTROY", on).ok_or(Problem::BeforeItCan)?;
    let mut trace = Trace::of(rule, on);
    trace.cite(
        p::STALKING_NI_2022_S15_5,
        "fingerprints and photographs are destroyed no later than the day on which the person ceases to be subject",
    );
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn biometrics_go_with_the_duty_unless_a_full_order_follows() {
        let day = "2027-05-19".parse().expect("a day");
        let by = |ceases, replacement| destroy_by(ceases, replacement).map(|it| it.value);
        assert_eq!(by(Given::Is(day), Replacement::None), Ok(Some(day)));
        assert_eq!(by(Given::Is(day), Replacement::ByFullOrder), Ok(None));
        assert_eq!(by(Given::Not, Replacement::None), Ok(None));
        assert_eq!(by(Given::Unknown, Replacement::None), Err(Problem::Missing));
    }
}

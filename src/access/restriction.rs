//! Need to know: whom an entry's restriction lets through.
//!
//! What this refuses is absent for the viewer: not found, never forbidden.

use crate::model::{Id, Level, Restriction};

/// Who looks, as far as a restriction asks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The account that acts.
    pub account: Id,
    /// The account's team, if it has one.
    pub team: Option<&'a str>,
}

/// Tells whether the viewer may know that what is so restricted exists.
///
/// No role passes a restriction, whatever its rank: only a team or an account that is named.
#[must_use]
pub fn may_know(viewer: &Viewer<'_>, restriction: &Restriction) -> bool {
    let named = || restriction.accounts.contains(&viewer.account);
    // References of teams are compared as written: a near miss must not open anything.
    let same_team = || viewer.team.is_some_and(|team| restriction.teams.iter().any(|it| it.as_str() == team));
    match restriction.level {
        Level::Open => true,
        Level::Team => same_team() || named(),
        Level::Named | Level::Sealed => named(),
    }
}

/// Tells whether a restriction opens what another one kept closed: by its level, or to a team. Whom it names,
/// [`may_know`] tells of the other one by one.
#[must_use]
pub fn opens_further(before: &Restriction, after: &Restriction) -> bool {
    let to_a_team = after.level == Level::Team
        && before.level > Level::Open
        && !after.teams.iter().all(|it| before.level == Level::Team && before.teams.contains(it));
    after.level < before.level || to_a_team
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::{Few, Line};

    #[test]
    fn a_restriction_lets_through_whom_it_names() {
        let (anna, ben) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        // The restriction names the team "North" and the account of Anna.
        for (level, account, team, expected) in [
            (Level::Open, ben, None, true),
            (Level::Open, ben, Some("South"), true),
            (Level::Team, ben, Some("North"), true),
            (Level::Team, ben, Some("South"), false),
            (Level::Team, ben, Some("north"), false),
            (Level::Team, ben, Some(""), false),
            (Level::Team, ben, None, false),
            (Level::Team, anna, Some("South"), true),
            (Level::Team, anna, None, true),
            (Level::Named, ben, Some("North"), false),
            (Level::Named, anna, None, true),
            (Level::Sealed, ben, Some("North"), false),
            (Level::Sealed, anna, Some("South"), true),
        ] {
            let restriction = Restriction {
                level,
                teams: Few::new(vec![Line::new("North").expect("a team")]).expect("one"),
                accounts: Few::new(vec![anna]).expect("one"),
            };
            let viewer = Viewer { account, team };
            assert_eq!(may_know(&viewer, &restriction), expected, "{level:?} {account} {team:?}");
        }
    }

    #[test]
    fn a_restriction_that_names_nobody_lets_nobody_through() {
        let viewer = Viewer { account: Id::from_bytes([1; 16]), team: Some("North") };
        for level in [Level::Team, Level::Named, Level::Sealed] {
            assert!(!may_know(&viewer, &Restriction { level, ..Restriction::default() }), "{level:?}");
        }
    }

    #[test]
    fn a_restriction_opens_further_by_its_level_or_to_another_team() {
        let of = |level, teams: &[&str]| Restriction {
            level,
            teams: Few::new(teams.iter().map(|it| Line::new(it).expect("a team")).collect()).expect("few"),
            accounts: Few::default(),
        };
        for (before, after, expected) in [
            (of(Level::Open, &[]), of(Level::Team, &["North"]), false),
            (of(Level::Team, &["North"]), of(Level::Team, &["North"]), false),
            (of(Level::Team, &["North", "South"]), of(Level::Team, &["South"]), false),
            (of(Level::Team, &["North"]), of(Level::Team, &["North", "South"]), true),
            (of(Level::Team, &["North"]), of(Level::Named, &["North", "South"]), false),
            (of(Level::Team, &["North"]), of(Level::Open, &[]), true),
            (of(Level::Sealed, &[]), of(Level::Named, &[]), true),
        ] {
            assert_eq!(opens_further(&before, &after), expected, "{before:?} {after:?}");
        }
    }
}

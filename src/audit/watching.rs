//! What a view of the log finds: each a plain question to a list of accesses.
//!
//! Nothing here knows a name. Who somebody is and what an entry says was compared before; here are
//! only accounts, entries, moments and what was compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::audit::action::{Action, Outcome};
use crate::audit::watch::Watch;
use crate::clock::{london_day, london_hour, moment};
use crate::model::Id;

/// Accesses of one person's entry without a task that are told.
pub const REPEATS_MIN: usize = 3;
/// Days within which something should have been done with what was opened.
pub const ACTION_DAYS_MAX: u64 = 7;
/// Entries within an hour that are told whatever is usual, and times the usual that are told.
pub const FAN_OUT_ENTRIES_MIN: usize = 20;
/// How many times its usual number of entries in an hour an account must reach to be told of.
pub const FAN_OUT_TIMES_USUAL: usize = 3;
/// Days of an account's own past that tell what is usual for it.
pub const BASELINE_DAYS: u64 = 28;
/// Days with accesses that an account needs before its hours are known.
pub const SHIFT_DAYS_MIN: usize = 5;
/// Days without any event after which an access is one after an absence.
pub const ABSENCE_DAYS_MIN: u64 = 14;
/// Days after a change of role in which accesses are told.
pub const NEW_ROLE_DAYS: u64 = 7;
/// Searches without a hit within an hour that are told.
pub const ZERO_HITS_MIN: usize = 5;
/// Entries opened in the order of their making, within an hour, that are told.
pub const BROWSED_MIN: usize = 8;
/// Accounts that looked at one entry within a day that are told.
pub const VIEWERS_MIN: usize = 8;

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// An entry that an event named, as far as it was compared with the actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The entry.
    pub entry: Id16,
    /// The event that registered it: the order of the entries' making.
    pub registered: u64,
    /// What was compared: the views of single accesses that the entry belongs to.
    pub marks: BTreeSet<Watch>,
}

/// An entry's id, by its bytes.
pub type Id16 = [u8; 16];

/// One event, as the views look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Its number.
    pub seq: u64,
    /// When, in milliseconds since 1970, UTC.
    pub at_ms: u64,
    /// Who.
    pub actor: Id,
    /// What.
    pub action: Action,
    /// What came of it.
    pub outcome: Outcome,
    /// Records released.
    pub count: u32,
    /// Whether a task or an incident was named.
    pub task: Tasked,
    /// The entries that it named.
    pub touched: Vec<Touched>,
}

/// Whether an access named the task or incident that it served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tasked {
    /// It named one.
    Named,
    /// It named none.
    Unnamed,
}

/// Which accesses are asked about; those before are the accounts' own past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From this moment on, in milliseconds since 1970.
    pub since_ms: u64,
    /// Up to, and without, this one.
    pub until_ms: u64,
    /// The moment of the question.
    pub now_ms: u64,
}

/// What a view found, at the event that completed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The event.
    pub seq: u64,
    /// The entry, where it is about one.
    pub entry: Option<Id16>,
    /// How many: accesses, entries, searches or accounts.
    pub measure: u64,
}

impl Window {
    fn holds(&self, access: &Access) -> bool {
        (self.since_ms..self.until_ms).contains(&access.at_ms)
    }
}

impl Access {
    /// Tells whether somebody saw a person.
    fn sees(&self) -> bool {
        self.outcome == Outcome::Done && self.action.number() / 100 == 2
    }

    /// Tells whether somebody opened a person's records.
    fn opens(&self) -> bool {
        self.outcome == Outcome::Done
            && matches!(self.action, Action::History | Action::Open | Action::Timeline)
    }

    /// Tells whether somebody did something with a person's records.
    fn acts(&self) -> bool {
        self.outcome == Outcome::Done && matches!(self.action.number() / 100, 3 | 4)
    }

    fn entries(&self) -> impl Iterator<Item = Id16> + '_ {
        self.touched.iter().map(|it| it.entry)
    }
}

/// Returns what a view finds among accesses, which are in the order of their numbers.
///
/// The views of broken glass and restricted access are kept by the register as they happen, and find
/// nothing here.
#[must_use]
pub fn found(watch: Watch, accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = match watch {
        Watch::OwnDetails | Watch::PoliceEmployee | Watch::SameSurname => marked(watch, accesses, window),
        Watch::RepeatedWithoutTask => repeated(accesses, window),
        Watch::ViewedWithoutAction => without_action(accesses, window),
        Watch::FanOut => fan_out(accesses, window),
        Watch::OffShift => off_shift(accesses, window),
        Watch::AfterAbsence => after_absence(accesses, window),
        Watch::ZeroHits => zero_hits(accesses, window),
        Watch::Browsing => browsing(accesses, window),
        Watch::ManyViewers => many_viewers(accesses, window),
        Watch::GlassBroken | Watch::GlassNotReviewed | Watch::RestrictedAccess => Vec::new(),
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns the accesses of each account, in their order.
fn by_actor(accesses: &[Access]) -> BTreeMap<Id16, Vec<&Access>> {
    let mut found: BTreeMap<Id16, Vec<&Access>> = BTreeMap::new();
    for access in accesses {
        found.entry(*access.actor.as_bytes()).or_default().push(access);
    }
    found
}

fn marked(watch: Watch, accesses: &[Access], window: Window) -> Vec<Found> {
    let seen = accesses.iter().filter(|it| window.holds(it) && it.sees());
    seen.flat_map(|it| {
        let marked = it.touched.iter().filter(|touched| touched.marks.contains(&watch));
        marked.map(|touched| Found { seq: it.seq, entry: Some(touched.entry), measure: 1 })
    })
    .collect()
}

fn repeated(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut seen: HashMap<(Id16, Id16), Vec<u64>> = HashMap::new();
    for access in accesses.iter().filter(|it| window.holds(it) && it.opens() && it.task == Tasked::Unnamed) {
        for entry in access.entries() {
            seen.entry((*access.actor.as_bytes(), entry)).or_default().push(access.seq);
        }
    }
    let told = seen.into_iter().filter(|(_, seqs)| seqs.len() >= REPEATS_MIN);
    told.filter_map(|((_, entry), seqs)| {
        Some(Found { seq: *seqs.last()?, entry: Some(entry), measure: seqs.len() as u64 })
    })
    .collect()
}

fn without_action(accesses: &[Access], window: Window) -> Vec<Found> {
    let wait_ms = ACTION_DAYS_MAX * DAY_MS;
    let mut found: BTreeMap<(Id16, Id16), Found> = BTreeMap::new();
    for access in accesses.iter().filter(|it| window.holds(it) && it.opens()) {
        // It can still come.
        if window.now_ms < access.at_ms + wait_ms {
            continue;
        }
        for entry in access.entries() {
            let acted = accesses.iter().any(|it| {
                it.actor == access.actor
                    && it.acts()
                    && it.at_ms.abs_diff(access.at_ms) <= wait_ms
                    && it.entries().any(|other| other == entry)
            });
            if !acted {
                let told = found.entry((*access.actor.as_bytes(), entry)).or_insert(Found {
                    seq: access.seq,
                    entry: Some(entry),
                    measure: 0,
                });
                told.measure += 1;
            }
        }
    }
    found.into_values().collect()
}

fn fan_out(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    for own in by_actor(accesses).into_values() {
        let mut hours: BTreeMap<u64, (BTreeSet<Id16>, u64)> = BTreeMap::new();
        for access in own.into_iter().filter(|it| it.opens()) {
            let hour = hours.entry(access.at_ms / HOUR_MS).or_default();
            hour.0.extend(access.entries());
            hour.1 = access.seq;
        }
        let past: Vec<usize> =
            hours.range(..window.since_ms / HOUR_MS).map(|(_, (entries, _))| entries.len()).collect();
        let usual = if past.is_empty() { 0 } else { past.iter().sum::<usize>().div_ceil(past.len()) };
        let least = FAN_OUT_ENTRIES_MIN.max(usual * FAN_OUT_TIMES_USUAL);
        let told = hours.range(window.since_ms / HOUR_MS..window.until_ms.div_ceil(HOUR_MS));
        found.extend(
            told.filter(|(_, (entries, _))| entries.len() >= least).map(|(_, (entries, seq))| Found {
                seq: *seq,
                entry: None,
                measure: entries.len() as u64,
            }),
        );
    }
    found
}

fn off_shift(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    for own in by_actor(accesses).into_values() {
        let (mut days, mut hours) = (BTreeSet::new(), BTreeSet::new());
        for access in own.iter().filter(|it| it.at_ms < window.since_ms) {
            let at = moment(i64::try_from(access.at_ms).unwrap_or(i64::MAX));
            days.insert(london_day(at));
            let hour = london_hour(at);
            // An hour sooner or later is no other shift.
            hours.extend([(hour + 23) % 24, hour, (hour + 1) % 24]);
        }
        if days.len() < SHIFT_DAYS_MIN {
            continue;
        }
        let told = own
            .iter()
            .filter(|it| window.holds(it) && it.sees())
            .filter(|it| !hours.contains(&london_hour(moment(i64::try_from(it.at_ms).unwrap_or(i64::MAX)))));
        found.extend(told.map(|it| Found { seq: it.seq, entry: it.entries().next(), measure: 1 }));
    }
    found
}

fn after_absence(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    // Events that changed what an account may do name the account.
    let changes: Vec<(Id16, u64)> = accesses
        .iter()
        .filter(|it| {
            it.outcome == Outcome::Done && matches!(it.action, Action::RoleGranted | Action::RoleRevoked)
        })
        .flat_map(|it| it.entries().map(|account| (account, it.at_ms)))
        .collect();
    for (actor, own) in by_actor(accesses) {
        let mut before_ms: Option<u64> = None;
        for access in own {
            let absent_ms = before_ms.map_or(0, |it| access.at_ms - it);
            before_ms = Some(access.at_ms);
            if !window.holds(access) {
                continue;
            }
            // The sign-in ends the absence; what is seen in it is what matters.
            let back = absent_ms >= ABSENCE_DAYS_MIN * DAY_MS;
            let new_role = changes.iter().any(|(account, at_ms)| {
                *account == actor && (*at_ms..at_ms + NEW_ROLE_DAYS * DAY_MS).contains(&access.at_ms)
            });
            if back || (new_role && access.sees()) {
                let measure = if back { absent_ms / DAY_MS } else { 0 };
                found.push(Found { seq: access.seq, entry: access.entries().next(), measure });
            }
        }
    }
    found
}

fn zero_hits(accesses: &[Access], window: Window) -> Vec<Found> {
    let searches =
        |it: &&Access| it.sees() && it.count == 0 && matches!(it.action, Action::Screen | Action::Search);
    bursts(accesses, window, ZERO_HITS_MIN, searches)
}

/// Tells runs of at least so many accesses of one account within an hour, at the last of each.
fn bursts(
    accesses: &[Access],
    window: Window,
    least: usize,
    counts: impl Fn(&&Access) -> bool,
) -> Vec<Found> {
    let mut found = Vec::new();
    for own in by_actor(accesses).into_values() {
        let mut run: Vec<&Access> = Vec::new();
        let mut told = |run: &[&Access]| {
            if let Some(last) = run.last().filter(|_| run.len() >= least) {
                found.push(Found { seq: last.seq, entry: None, measure: run.len() as u64 });
            }
        };
        for access in own.into_iter().filter(|it| window.holds(it)).filter(&counts) {
            if run.first().is_some_and(|it| access.at_ms - it.at_ms >= HOUR_MS) {
                told(&run);
                run.clear();
            }
            run.push(access);
        }
        told(&run);
    }
    found
}

fn browsing(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    for own in by_actor(accesses).into_values() {
        let mut opened: Vec<(&Access, u64)> = Vec::new();
        for access in own.into_iter().filter(|it| window.holds(it) && it.opens()) {
            let Some(registered) = access.touched.first().map(|it| it.registered) else { continue };
            if opened.last().is_none_or(|it| it.1 != registered) {
                opened.push((access, registered));
            }
        }
        let mut start = 0;
        for end in 1..=opened.len() {
            let goes_on = end < opened.len() && {
                let direction = |it: usize| opened[it].1.cmp(&opened[it - 1].1);
                let same = end == start + 1 || direction(end) == direction(start + 1);
                same && opened[end].0.at_ms - opened[start].0.at_ms < HOUR_MS
            };
            if !goes_on {
                if end - start >= BROWSED_MIN {
                    found.push(Found {
                        seq: opened[end - 1].0.seq,
                        entry: None,
                        measure: (end - start) as u64,
                    });
                }
                start = end;
            }
        }
    }
    found
}

fn many_viewers(accesses: &[Access], window: Window) -> Vec<Found> {
    let mut seen: BTreeMap<(u64, Id16), (BTreeSet<Id16>, u64)> = BTreeMap::new();
    for access in accesses.iter().filter(|it| window.holds(it) && it.opens()) {
        let at = moment(i64::try_from(access.at_ms).unwrap_or(i64::MAX));
        let day = u64::try_from(chrono::Datelike::num_days_from_ce(&london_day(at))).unwrap_or(0);
        for entry in access.entries() {
            let one = seen.entry((day, entry)).or_default();
            one.0.insert(*access.actor.as_bytes());
            one.1 = access.seq;
        }
    }
    let told = seen.into_iter().filter(|(_, (actors, _))| actors.len() >= VIEWERS_MIN);
    told.map(|((_, entry), (actors, seq))| Found { seq, entry: Some(entry), measure: actors.len() as u64 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_795_435_200_000;

    fn access(seq: u64, minutes: u64, actor: u8, action: Action, entry: u8) -> Access {
        let touched = Touched { entry: [entry; 16], registered: u64::from(entry), marks: BTreeSet::new() };
        Access {
            seq,
            at_ms: NOON + minutes * 60_000,
            actor: Id::from_bytes([actor; 16]),
            action,
            outcome: Outcome::Done,
            count: u32::from(entry != 0),
            task: Tasked::Unnamed,
            touched: if entry == 0 { Vec::new() } else { vec![touched] },
        }
    }

    fn ask(watch: Watch, accesses: &[Access], since: u64) -> Vec<(u64, u64)> {
        let window = Window { since_ms: since, until_ms: NOON + 60 * DAY_MS, now_ms: NOON + 60 * DAY_MS };
        found(watch, accesses, window).into_iter().map(|it| (it.seq, it.measure)).collect()
    }

    #[test]
    fn the_third_opening_of_one_person_without_a_task_is_told() {
        let mut list: Vec<_> = (0..2).map(|n| access(n, n, 1, Action::Open, 7)).collect();
        list.push(access(2, 2, 2, Action::Open, 7));
        list.push(access(3, 3, 1, Action::Open, 8));
        assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
        list.push(Access { task: Tasked::Named, ..access(4, 4, 1, Action::Open, 7) });
        assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
        list.push(access(5, 5, 1, Action::Timeline, 7));
        assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), [(5, 3)]);
        list[0].outcome = Outcome::Denied;
        assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
    }

    #[test]
    fn what_was_opened_and_not_worked_with_for_a_week_is_told() {
        let week = ACTION_DAYS_MAX * 24 * 60;
        let opened = access(0, 0, 1, Action::Open, 7);
        assert_eq!(ask(Watch::ViewedWithoutAction, std::slice::from_ref(&opened), NOON), [(0, 1)]);
        for (other, told) in [
            (access(1, week, 1, Action::Amend, 7), 0),
            (access(1, week + 1, 1, Action::Amend, 7), 1),
            (access(1, 5, 2, Action::Amend, 7), 1),
            (access(1, 5, 1, Action::Amend, 8), 1),
            (access(1, 5, 1, Action::Share, 7), 0),
        ] {
            let list = [opened.clone(), other.clone()];
            assert_eq!(ask(Watch::ViewedWithoutAction, &list, NOON).len(), told, "{other:?}");
        }
        let window = Window { since_ms: NOON, until_ms: NOON + DAY_MS, now_ms: NOON + DAY_MS };
        assert_eq!(found(Watch::ViewedWithoutAction, &[opened], window), [], "it can still come");
    }

    #[test]
    fn many_entries_in_an_hour_are_told_against_the_accounts_own_past() {
        let hour = |first: u64, minutes: u64, entries: u8| -> Vec<Access> {
            (0..entries).map(|n| access(first + u64::from(n), minutes, 1, Action::Open, n + 1)).collect()
        };
        assert_eq!(ask(Watch::FanOut, &hour(0, 1, 19), NOON), []);
        assert_eq!(ask(Watch::FanOut, &hour(0, 1, 20), NOON), [(19, 20)]);
        let mut busy = hour(0, 1, 10);
        busy.extend(hour(100, 24 * 60, 29));
        assert_eq!(ask(Watch::FanOut, &busy, NOON + DAY_MS), [], "three times ten is the least");
        busy.extend(hour(200, 48 * 60, 30));
        assert_eq!(ask(Watch::FanOut, &busy, NOON + DAY_MS), [(229, 30)]);
    }

    #[test]
    fn an_hour_that_was_never_the_accounts_own_is_told() {
        let mut list: Vec<_> = (0..5).map(|n| access(n, n * 24 * 60, 1, Action::Open, 7)).collect();
        list.push(access(5, 5 * 24 * 60 + 60, 1, Action::Open, 7));
        list.push(access(6, 5 * 24 * 60 + 13 * 60, 1, Action::Open, 7));
        let since = NOON + 5 * DAY_MS;
        assert_eq!(ask(Watch::OffShift, &list, since), [(6, 1)]);
        assert_eq!(ask(Watch::OffShift, &list[1..], since), [], "too little is known of its hours");
    }

    #[test]
    fn what_is_seen_after_an_absence_or_in_a_new_role_is_told() {
        let days = |n: u64| n * 24 * 60;
        let list = [
            access(0, 0, 1, Action::Open, 7),
            access(1, days(13), 1, Action::Open, 7),
            access(2, days(27), 1, Action::SignedIn, 0),
            access(3, days(27) + 1, 1, Action::Open, 7),
        ];
        assert_eq!(ask(Watch::AfterAbsence, &list, NOON), [(2, 14)]);
        let list = [
            access(0, 0, 9, Action::RoleGranted, 1),
            access(1, 5, 1, Action::Open, 7),
            access(2, 6, 2, Action::Open, 7),
            access(3, days(7), 1, Action::Open, 7),
        ];
        assert_eq!(ask(Watch::AfterAbsence, &list, NOON), [(1, 0)]);
    }

    #[test]
    fn five_searches_in_vain_within_an_hour_are_told() {
        let mut list: Vec<_> = (0..4).map(|n| access(n, n, 1, Action::Screen, 0)).collect();
        assert_eq!(ask(Watch::ZeroHits, &list, NOON), []);
        list.push(access(4, 60, 1, Action::Search, 0));
        assert_eq!(ask(Watch::ZeroHits, &list, NOON), [], "an hour later is another run");
        list[4].at_ms -= 1;
        assert_eq!(ask(Watch::ZeroHits, &list, NOON), [(4, 5)]);
        list[2].count = 1;
        assert_eq!(ask(Watch::ZeroHits, &list, NOON), []);
    }

    #[test]
    fn one_entry_after_the_other_in_the_order_of_their_making_is_told_either_way() {
        let run = |entries: &[u8]| -> Vec<Access> {
            (0..).zip(entries).map(|(n, it)| access(n, n, 1, Action::Open, *it)).collect()
        };
        assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 5, 6, 7]), NOON), []);
        assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 5, 6, 7, 9]), NOON), [(7, 8)]);
        assert_eq!(ask(Watch::Browsing, &run(&[9, 8, 7, 6, 5, 4, 3, 2, 1]), NOON), [(8, 9)]);
        assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 9, 6, 7, 8, 9, 10]), NOON), []);
    }

    #[test]
    fn one_person_seen_by_many_in_a_day_is_told() {
        let list = |viewers: u8| -> Vec<Access> {
            (0..viewers).map(|n| access(u64::from(n), u64::from(n), n + 1, Action::Open, 7)).collect()
        };
        assert_eq!(ask(Watch::ManyViewers, &list(7), NOON), []);
        assert_eq!(ask(Watch::ManyViewers, &list(8), NOON), [(7, 8)]);
    }

    #[test]
    fn what_was_compared_is_told_by_its_own_view_only() {
        let mut one = access(3, 0, 1, Action::Screen, 7);
        one.touched[0].marks.insert(Watch::SameSurname);
        assert_eq!(ask(Watch::SameSurname, std::slice::from_ref(&one), NOON), [(3, 1)]);
        assert_eq!(ask(Watch::OwnDetails, std::slice::from_ref(&one), NOON), []);
        assert_eq!(ask(Watch::SameSurname, &[one], NOON + 1), [], "before the window");
    }
}

//! What a view of the log finds: each a plain question to a list of accesses.
//!
//! Nothing here knows a name. Who somebody is and what an entry says was compared before; here are
//! only accounts, entries, moments and what was compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::audit::action::{Action, Outcome};
use crate::audit::watch::Watch;
use crate::clock::{london_day, london_hour, moment};
use crate::model::Id;

/// Accesses of one person's entry without a task that are told.
pub const REPEATS_MIN: usize = 3;
/// Days within which something should have been done with what was opened.
pub const ACTION_DAYS_MAX: u64 = 7;
/// Entries opened, found or disclosed within an hour that are told whatever is usual.
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

/// A record that an event named, as far as it was compared with the actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The record.
    pub entry: Id16,
    /// What it is.
    pub thing: Thing,
    /// The event that registered it: the order of the entries' making.
    pub registered: u64,
    /// What was compared: the views of single accesses that the entry belongs to.
    pub marks: BTreeSet<Watch>,
}

/// What an event named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thing {
    /// A person's entry.
    Entry,
    /// An account, or a record that belongs to an entry, which is named beside it.
    #[default]
    Other,
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
    /// When its account was made, in milliseconds since 1970, UTC.
    pub actor_since_ms: u64,
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

/// Which accesses are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// What was read of the accounts' own past begins at this moment.
    pub past_ms: u64,
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

/// What accounts did before a window, as far as it tells what is usual for them: a few numbers for each, however
/// much it was.
#[derive(Debug, Default)]
pub struct Past {
    accounts: HashMap<Id16, Usual>,
    /// The accounts whose role was changed, and when.
    roles: Vec<(Id16, u64)>,
}

/// What is usual for one account.
#[derive(Debug, Default)]
struct Usual {
    /// The days with any event of it.
    days: BTreeSet<NaiveDate>,
    /// The hours of the day with any event of it, or beside one: an hour sooner or later is no other shift.
    hours: BTreeSet<u32>,
    last_ms: u64,
    /// Hours in which it saw persons, and how many in all of them.
    shown_hours: usize,
    shown_entries: usize,
    /// The last of these hours, and whom it saw in it.
    hour: Option<(u64, BTreeSet<Id16>)>,
}

impl Past {
    /// Takes an access into account; they come in the order of their numbers.
    pub fn take(&mut self, access: &Access) {
        self.roles.extend(roles_changed(access));
        let usual = self.accounts.entry(*access.actor.as_bytes()).or_default();
        let at = moment(i64::try_from(access.at_ms).unwrap_or(i64::MAX));
        let hour = london_hour(at);
        usual.days.insert(london_day(at));
        usual.hours.extend([(hour + 23) % 24, hour, (hour + 1) % 24]);
        usual.last_ms = access.at_ms;
        if access.shows() {
            usual.shows(access);
        }
    }

    fn of(&self, account: &Id16) -> Option<&Usual> {
        self.accounts.get(account)
    }
}

impl Usual {
    fn shows(&mut self, access: &Access) {
        let hour = access.at_ms / HOUR_MS;
        if self.hour.as_ref().is_none_or(|it| it.0 != hour) {
            self.shown_hours += 1;
            self.hour = Some((hour, BTreeSet::new()));
        }
        if let Some((_, seen)) = &mut self.hour {
            for entry in access.entries() {
                self.shown_entries += usize::from(seen.insert(entry));
            }
        }
    }

    /// Returns how many persons it sees in an hour in which it sees any.
    fn shown_in_an_hour(&self) -> usize {
        if self.shown_hours == 0 { 0 } else { self.shown_entries.div_ceil(self.shown_hours) }
    }
}

/// Returns the accounts whose role an access changed: such an event names them.
fn roles_changed(access: &Access) -> impl Iterator<Item = (Id16, u64)> + '_ {
    let changes =
        access.outcome == Outcome::Done && matches!(access.action, Action::RoleGranted | Action::RoleRevoked);
    access.touched.iter().filter(move |_| changes).map(|it| (it.entry, access.at_ms))
}

/// Returns how long before its window a view looks at single accesses, in milliseconds: at what was done with
/// what was opened, or at the rest of the hour.
#[must_use]
pub const fn before_ms(watch: Watch) -> u64 {
    match watch {
        Watch::ViewedWithoutAction => ACTION_DAYS_MAX * DAY_MS,
        Watch::FanOut => HOUR_MS,
        _ => 0,
    }
}

/// Returns for how many days before its window a view holds accounts against their own past.
#[must_use]
pub const fn past_days(watch: Watch) -> u64 {
    match watch {
        Watch::AfterAbsence | Watch::FanOut | Watch::OffShift => BASELINE_DAYS,
        _ => 0,
    }
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

    /// Tells whether somebody saw who persons are, or told others: opened, found or disclosed.
    #[must_use]
    pub fn shows(&self) -> bool {
        self.outcome == Outcome::Done
            && (self.opens()
                || matches!(
                    self.action,
                    Action::Duplicates | Action::Screen | Action::ScreenBatch | Action::Search
                )
                || self.action.number() / 100 == 4)
    }

    fn entries(&self) -> impl Iterator<Item = Id16> + '_ {
        self.touched.iter().filter(|it| it.thing == Thing::Entry).map(|it| it.entry)
    }
}

/// Returns what a view finds among accesses, which are in the order of their numbers: those of the window, those
/// that [`before_ms`] asks for, and the past before the window.
///
/// The views of broken glass and restricted access are kept by the register as they happen, and find
/// nothing here.
#[must_use]
pub fn found(watch: Watch, past: &Past, accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = match watch {
        Watch::OwnDetails | Watch::PoliceEmployee | Watch::SameSurname => marked(watch, accesses, window),
        Watch::RepeatedWithoutTask => repeated(accesses, window),
        Watch::ViewedWithoutAction => without_action(accesses, window),
        Watch::FanOut => fan_out(past, accesses, window),
        Watch::OffShift => off_shift(past, accesses, window),
        Watch::AfterAbsence => after_absence(past, accesses, window),
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

/// Tells runs of an account within which an hour always holds too many entries, whichever way the clock's hours
/// fall; what is usual is counted by the clock's hours of its past.
fn fan_out(past: &Past, accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    for (actor, own) in by_actor(accesses) {
        let shows: Vec<&Access> = own.into_iter().filter(|it| it.shows()).collect();
        let usual = past.of(&actor).map_or(0, Usual::shown_in_an_hour);
        let least = FAN_OUT_ENTRIES_MIN.max(usual * FAN_OUT_TIMES_USUAL);
        found.extend(sliding_hours(&shows, least, window));
    }
    found
}

/// Tells the last access of each run in which the hour up to it holds at least so many entries, and the most that
/// one held.
fn sliding_hours(shows: &[&Access], least: usize, window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    let mut counts: HashMap<Id16, usize> = HashMap::new();
    let mut first = 0;
    let mut run: Option<Found> = None;
    for access in shows {
        while access.at_ms - shows[first].at_ms >= HOUR_MS {
            for entry in shows[first].entries() {
                if let Some(count) = counts.get_mut(&entry) {
                    *count -= 1;
                    if *count == 0 {
                        counts.remove(&entry);
                    }
                }
            }
            first += 1;
        }
        for entry in access.entries() {
            *counts.entry(entry).or_default() += 1;
        }
        if counts.len() >= least && window.holds(access) {
            let most = run.map_or(0, |it| it.measure).max(counts.len() as u64);
            run = Some(Found { seq: access.seq, entry: None, measure: most });
        } else {
            found.extend(run.take());
        }
    }
    found.extend(run);
    found
}

fn off_shift(past: &Past, accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    for (actor, own) in by_actor(accesses) {
        let Some(usual) = past.of(&actor).filter(|it| it.days.len() >= SHIFT_DAYS_MIN) else { continue };
        let told = own.iter().filter(|it| window.holds(it) && it.sees()).filter(|it| {
            !usual.hours.contains(&london_hour(moment(i64::try_from(it.at_ms).unwrap_or(i64::MAX))))
        });
        found.extend(told.map(|it| Found { seq: it.seq, entry: it.entries().next(), measure: 1 }));
    }
    found
}

fn after_absence(past: &Past, accesses: &[Access], window: Window) -> Vec<Found> {
    let mut found = Vec::new();
    let mut changes = past.roles.clone();
    changes.extend(accesses.iter().flat_map(roles_changed));
    for (actor, own) in by_actor(accesses) {
        let mut before_ms = past.of(&actor).map(|it| it.last_ms);
        for access in own {
            // Who is not seen in what was read was away for longer, or is new.
            let before = before_ms.unwrap_or(window.past_ms.max(access.actor_since_ms).min(access.at_ms));
            let absent_ms = access.at_ms - before;
            before_ms = Some(access.at_ms);
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
            let entry = access.touched.iter().find(|it| it.thing == Thing::Entry);
            let Some(registered) = entry.map(|it| it.registered) else { continue };
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
mod tests;

//! The diary as a whole: made anew from the records, and given from one officer to another.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::{mem, thread};

use serde::Serialize;

use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Result, Slip, What};
use crate::model::account::AccountStatus;
use crate::model::restriction::Team;
use crate::model::{Account, Entry, Id, Kind, Review, document};
use crate::register::gate::perform;
use crate::register::indexes::{Documents, MANAGER_SCHEME, SUPERVISOR_SCHEME, diary_of};
use crate::register::policy::InForce;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{Commitments, DiaryLine, DiaryPlace, DiaryRow, DiaryScope, UncheckedCase, View};

/// Entries whose lines one transaction mends at the most, so that no other caller waits long.
const MENDED_AT_ONCE_MAX: usize = 1000;

/// Entries that are checked and reckoned together, between two words about the progress.
const LOT_ENTRIES: usize = 1000;

/// Threads that check and reckon at the most; one more reads.
const HELPERS_MAX: usize = 8;

/// Records that one event hands over at the most.
pub const HANDED_OVER_AT_ONCE_MAX: usize = 200;

/// Rows of the diary that are looked at together while a diary is handed over.
const ROWS_AT_ONCE: u32 = 1000;

/// What making the diary anew found and mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refreshed {
    /// Entries that were looked at.
    pub entries: u64,
    /// Lines that the diary has.
    pub lines: u64,
    /// Lines that were missing and are there again.
    pub lines_added: u64,
    /// Lines that were there without a reason and are taken away.
    pub lines_removed: u64,
    /// The version of the policy that it was made by; 0 for the one that is built in.
    pub policy: u32,
}

impl Refreshed {
    /// Tells whether the diary was right.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.lines_added == 0 && self.lines_removed == 0
    }
}

/// What was handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HandedOver {
    /// Entries that have another manager or supervisor.
    pub entries: u64,
    /// Open reviews that have another owner.
    pub reviews: u64,
    /// Entries and reviews that stay with the officer: those that the other may not know of, or that a declared
    /// conflict keeps from either of the two. Somebody else must take them.
    pub kept: u64,
}

impl Task {
    /// Makes the diary anew from the records, the rules and the policy, and tells what had to be mended.
    ///
    /// The comparison is made on a snapshot while others work; only what is wrong is written, a little at a
    /// time. A run that follows another finds nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] if the policy changed meanwhile; [`Error::Corrupt`]; [`Error::Forbidden`];
    /// [`Slip::Interrupted`] if `progress` says no.
    pub fn refresh_diary(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Audited<Refreshed>> {
        refresh(self, Act::RebuildIndexes, progress)
    }

    /// Gives everything that one officer manages, supervises or must review to another.
    ///
    /// What the caller may not know of stays where it is, and so does what the other officer could not open; of
    /// the latter the answer tells how much. A diary of more than [`HANDED_OVER_AT_ONCE_MAX`] records takes several
    /// events, and the receipt is of the last one; if one of them fails, the call can be made again.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/to` if both are the same, or if the other's role sees no diary;
    /// [`Error::NotFound`] if either is no account, or the other is not active; [`Error::Forbidden`].
    pub fn hand_over_diary(&self, from: Id, to: Id) -> Result<Audited<HandedOver>> {
        let mut total = HandedOver::default();
        loop {
            let lot = perform(self, Act::HandOver, Action::DiaryHandedOver, move |work| {
                work.say(Field::Criteria, format!("from account {from} to account {to}"));
                if from == to {
                    return Err(Error::invalid("/to", Problem::Contradiction));
                }
                super::accounts::stored(work, from)?;
                let officer = Officer { id: to, team: taker(work, to)?.team };
                hand_over(work, from, &officer)
            })?;
            total.entries += lot.handed_over.entries;
            total.reviews += lot.handed_over.reviews;
            // The last lot has passed all that stays.
            total.kept = lot.handed_over.kept;
            if !lot.is_full {
                return Ok(lot.map(|_| total));
            }
        }
    }
}

/// Makes the diary anew for whoever may do an act.
pub(super) fn refresh(
    task: &Task,
    act: Act,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Audited<Refreshed>> {
    // Asked and logged before anything is read.
    perform(task, act, Action::DiaryRefreshed, |work| {
        work.say(Field::Criteria, "begun".to_owned());
        Ok(())
    })?;
    let register = Arc::clone(&task.inner.session.register);
    let (mut refreshed, in_force, wrong) = register.store.read(|view| compare(view, progress))?;
    let in_force = Arc::new(in_force);
    for lot in wrong.chunks(MENDED_AT_ONCE_MAX) {
        let (lot, in_force) = (lot.to_vec(), Arc::clone(&in_force));
        let (added, removed) = register.store.commit(move |tx| mend(tx, &lot, &in_force))?;
        refreshed.lines_added += added;
        refreshed.lines_removed += removed;
    }
    refreshed.lines = (refreshed.lines + refreshed.lines_added).saturating_sub(refreshed.lines_removed);
    perform(task, act, Action::DiaryRefreshed, move |work| {
        if InForce::read(work.tx)?.state() != in_force.state() {
            return Err(Error::Busy);
        }
        work.say(Field::Criteria, document::write(&refreshed));
        work.then(move |tx| tx.settle_diary(&in_force.state()));
        Ok(refreshed)
    })
}

/// The sum of what each entry of a lot asks for.
type Sums = Result<Vec<(Id, u64)>>;

/// Finds the entries whose lines are not what their records ask for.
///
/// A sum over an entry's lines stands for them: a million diaries fit into memory so. This thread reads the
/// file from end to end; others check, parse and reckon meanwhile, which takes longer.
fn compare(
    view: &View<'_>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(Refreshed, InForce, Vec<Id>)> {
    let in_force = InForce::read(view)?;
    let mut refreshed = Refreshed { policy: in_force.version, ..Refreshed::default() };
    let mut found: HashMap<Id, u64> = HashMap::new();
    view.each_diary_line(|line| {
        refreshed.lines += 1;
        let sum = found.entry(line.entry_id).or_default();
        *sum = sum.wrapping_add(sum_of(&line));
        Ok(())
    })?;
    let total = view.count(Kind::Entry)?;
    let commitments = view.commitments()?;
    let mut wrong = Vec::new();
    let mut take = |sums: Sums| {
        for (entry, expected) in sums? {
            refreshed.entries += 1;
            if found.remove(&entry).unwrap_or_default() != expected {
                wrong.push(entry);
            }
        }
        if progress(refreshed.entries, total) { Ok(()) } else { Err(Error::Misused(Slip::Interrupted)) }
    };
    let helpers_max = thread::available_parallelism().map_or(1, NonZero::get).min(HELPERS_MAX);
    // The threads end with this call: there is deliberately none that outlives it.
    thread::scope(|scope| {
        let mut helpers = VecDeque::new();
        let mut hand_on = |lot: Vec<UncheckedCase>| {
            if helpers.len() == helpers_max {
                helpers.pop_front().map_or(Ok(()), |it| take(joined(it)))?;
            }
            let help = || sums_of(lot, &commitments, &in_force);
            let helper = thread::Builder::new().spawn_scoped(scope, help).map_err(|_| Error::Busy)?;
            helpers.push_back(helper);
            Ok(())
        };
        let mut lot = Vec::with_capacity(LOT_ENTRIES);
        view.each_case(|case| {
            lot.push(case);
            if lot.len() < LOT_ENTRIES { Ok(()) } else { hand_on(mem::take(&mut lot)) }
        })?;
        hand_on(lot)?;
        helpers.into_iter().try_for_each(|it| take(joined(it)))
    })?;
    // What is left belongs to no entry.
    wrong.extend(found.into_keys());
    Ok((refreshed, in_force, wrong))
}

fn joined(helper: thread::ScopedJoinHandle<'_, Sums>) -> Sums {
    helper.join().unwrap_or_else(|payload| resume_unwind(payload))
}

/// Checks a lot of cases and sums up what each of them asks for.
fn sums_of(lot: Vec<UncheckedCase>, commitments: &Commitments, in_force: &InForce) -> Sums {
    let mut sums = Vec::with_capacity(lot.len());
    for case in lot {
        let Some(documents) = Documents::of(&case.checked(commitments)?)? else { continue };
        let lines = documents.lines(in_force);
        let sum = lines.iter().fold(0, |sum: u64, it| sum.wrapping_add(sum_of(&it.line())));
        sums.push((documents.entry.0, sum));
    }
    Ok(sums)
}

fn sum_of(line: &DiaryLine<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

/// Mends the lines of entries, as their records are at this moment.
fn mend(tx: &mut crate::store::Tx<'_>, entries: &[Id], in_force: &InForce) -> Result<(u64, u64)> {
    // Lines that another policy asks for would be mended to what this one asked for, and nobody would know.
    if InForce::read(tx)?.state() != in_force.state() {
        return Err(Error::Busy);
    }
    let (mut added, mut removed) = (0, 0);
    for entry in entries {
        let found = tx.diary_of(*entry)?;
        let expected = diary_of(tx, *entry, in_force)?;
        let lacking = |of: &[DiaryRow], than: &[DiaryRow]| {
            of.iter().filter(|it| !than.contains(it)).cloned().collect::<Vec<_>>()
        };
        let (missing, extra) = (lacking(&expected, &found), lacking(&found, &expected));
        for line in &extra {
            removed += tx.strike_from_diary(line.record_id, line.item)?;
        }
        for line in &missing {
            // Its place may be taken by a line that is said to belong to another entry.
            removed += tx.strike_from_diary(line.record_id, line.item)?;
            added += 1;
        }
        tx.add_to_diary(&missing)?;
    }
    Ok((added, removed))
}

/// Who takes a diary over.
struct Officer {
    id: Id,
    team: Option<Team>,
}

/// What one event handed over, and whether there is more.
struct Lot {
    handed_over: HandedOver,
    is_full: bool,
}

/// Returns the account that is to take a diary over: an active one, of a role that sees one.
fn taker(work: &Work<'_, '_>, id: Id) -> Result<Account> {
    let absent = Error::NotFound { what: What::Account };
    let record = work.tx.newest(id)?.filter(|it| it.kind == Kind::Account).ok_or(absent.clone())?;
    let account: Account = document::parse(&record.document)?;
    if account.status != AccountStatus::Active {
        return Err(absent);
    }
    if permit(account.role, Act::ViewDue) != Permit::Yes {
        return Err(Error::invalid("/to", Problem::WrongState));
    }
    Ok(account)
}

/// Hands over as much as one event may.
fn hand_over(work: &mut Work<'_, '_>, from: Id, to: &Officer) -> Result<Lot> {
    let mut lot = Lot { handed_over: HandedOver::default(), is_full: false };
    let HandedOver { entries: handed, reviews, kept } = &mut lot.handed_over;
    let mut entries = work.tx.entries_with(MANAGER_SCHEME, &from.to_string())?;
    entries.extend(work.tx.entries_with(SUPERVISOR_SCHEME, &from.to_string())?);
    entries.sort_unstable();
    entries.dedup();
    for id in entries {
        let Some(record) = work.find(id)? else { continue };
        let mut entry: Entry = document::parse(&record.document)?;
        if work.is_barred(id) || !work.may_open(to.id, to.team.as_deref(), &entry)? {
            *kept += 1;
            continue;
        }
        if *handed == HANDED_OVER_AT_ONCE_MAX as u64 {
            lot.is_full = true;
            return Ok(lot);
        }
        for role in [&mut entry.registration.manager, &mut entry.registration.supervisor] {
            if *role == Some(from) {
                *role = Some(to.id);
            }
        }
        let version = record.version.checked_add(1).ok_or(Error::Internal)?;
        work.write(id, id, version, &entry)?;
        *handed += 1;
    }
    let scope = DiaryScope { officer: Some(from), ..DiaryScope::default() };
    let mut after: Option<DiaryPlace> = None;
    loop {
        let rows = work.tx.due("9999", scope, after.as_ref(), ROWS_AT_ONCE)?;
        for row in rows.iter().filter(|it| it.owner == Some(from)) {
            let Some(record) = work.find(row.record_id)?.filter(|it| it.kind == Kind::Review) else {
                continue;
            };
            let entry = work.find(row.entry_id)?.ok_or(Error::Internal)?;
            let entry: Entry = document::parse(&entry.document)?;
            if work.is_barred(row.entry_id) || !work.may_open(to.id, to.team.as_deref(), &entry)? {
                *kept += 1;
                continue;
            }
            if *handed + *reviews == HANDED_OVER_AT_ONCE_MAX as u64 {
                lot.is_full = true;
                return Ok(lot);
            }
            let mut review: Review = document::parse(&record.document)?;
            review.owner = Some(to.id);
            let version = record.version.checked_add(1).ok_or(Error::Internal)?;
            work.write(record.id, record.entry_id, version, &review)?;
            *reviews += 1;
        }
        let Some(last) = rows.last().filter(|_| rows.len() == ROWS_AT_ONCE as usize) else { return Ok(lot) };
        after = Some(last.place());
    }
}

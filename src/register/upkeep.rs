//! Upkeep: backup and restore, the check of files and indexes, the indexes made again.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::Datelike;
use serde::Serialize;

use crate::access::{Act, Key, KeyFile, MasterKey};
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Result, What};
use crate::model::{Id, Kind, document};
use crate::register::audit::Verified;
use crate::register::forensics::Forensics;
use crate::register::gate::perform;
use crate::register::indexes::{Documents, diary_of, identifiers_of, lets_of};
use crate::register::logged::Logged;
use crate::register::policy::InForce;
use crate::register::restoring::{self, Acceptance};
use crate::register::screening::Comparison;
use crate::register::{Audited, Options, Register, Task, audit_signing, erasures};
use crate::store::{DiaryRow, Lock, Making, Store, View, WrongReferences, key_file, take_away};

/// What a comparison of the indexes with the records and the events found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Differences {
    /// Identifiers that records have and the index had not.
    pub identifiers_missing: u64,
    /// Identifiers that the index had and no record has.
    pub identifiers_extra: u64,
    /// Diary lines that records ask for and the diary had not.
    pub diary_missing: u64,
    /// Diary lines that the diary had and no record asks for.
    pub diary_extra: u64,
    /// Lines of restrictions that entries have and the index had not.
    pub restrictions_missing: u64,
    /// Lines of restrictions that the index had and no entry has.
    pub restrictions_extra: u64,
    /// Records that events name and the index of who saw a record had not.
    pub references_missing: u64,
    /// Lines that the index of who saw a record had and no event names.
    pub references_extra: u64,
    /// Entries that the packed screening index, if one is kept, had not or had otherwise.
    pub screening_missing: u64,
    /// Entries that the packed screening index had and should not have, or had otherwise.
    pub screening_extra: u64,
}

impl Differences {
    /// Tells whether the indexes were right.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What a check of the whole register found.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Checked {
    /// Entries on the register.
    pub entries: u64,
    /// Events in the log.
    pub events: u64,
    /// Record versions compared with their events.
    pub versions: u64,
    /// Where the indexes disagreed with the records and the events.
    pub indexes: Differences,
}

impl Task {
    /// Copies the register into a new directory, under the same keys, while it is in use.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something is there already; [`Error::Full`]; [`Error::Busy`];
    /// [`Error::Forbidden`].
    pub fn backup(&self, place: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Audited<()>> {
        let making = Making::begin(place).map_err(|fault| match fault {
            Error::Duplicate { .. } => Error::duplicate(What::Backup),
            fault => fault,
        })?;
        let words = place.to_string_lossy().into_owned();
        // Logged first, so that the copy holds the event of its own making.
        let logged = perform(self, Act::Backup, Action::BackupTaken, move |work| {
            work.say(Field::Means, words);
            Ok(())
        })?;
        let register = &self.inner.session.register;
        let (issued, _) = register.checkpoint_now(Logged::of_session(&self.inner.session))?;
        register.store.copy_to(making, &issued.note, progress)?;
        Ok(logged)
    }

    /// Checks pages, indexes, log and records; a report, not a repair.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] with the first bad place; [`Error::Forbidden`].
    pub fn check(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Audited<Checked>> {
        let register = std::sync::Arc::clone(&self.inner.session.register);
        perform(self, Act::VerifyAudit, Action::IntegrityAsked, |_| Ok(()))?;
        let year = self.year();
        let checked = register.store.read(|view| {
            view.check_pages()?;
            let walk = audit_signing::walk_log(view, progress)?;
            let indexes = compare(view, year)?.differences();
            let entries = view.count(Kind::Entry)?;
            Ok(Checked { entries, events: walk.events, versions: walk.versions, indexes })
        })?;
        perform(self, Act::VerifyAudit, Action::Verified, move |_| Ok(checked))
    }

    /// Makes the indexes again from the records and the events, and tells where they had been wrong.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`], for nothing is made from what is not whole; [`Error::Forbidden`].
    pub fn rebuild_indexes(&self) -> Result<Audited<Differences>> {
        let year = self.year();
        perform(self, Act::RebuildIndexes, Action::IndexesRebuilt, move |work| {
            let compared = compare(work.tx, year)?;
            let differences = compared.differences();
            work.say(Field::Criteria, document::write(&differences));
            work.then(move |tx| {
                let in_force = InForce::read(tx)?;
                for entry in compared.wrong() {
                    let own = |it: &(u16, String, Id)| (it.2 == entry).then(|| (it.0, it.1.clone()));
                    let identifiers: Vec<_> = compared.identifiers.iter().filter_map(own).collect();
                    tx.index_identifiers(entry, &identifiers)?;
                    let lets = compared.restrictions.iter().filter(|it| it.0 == entry);
                    let lets: Vec<_> = lets.map(|it| it.1.clone()).collect();
                    tx.index_restriction(entry, &lets)?;
                    let rows = diary_of(tx, entry, &in_force)?;
                    for row in &rows {
                        tx.strike_from_diary(row.record_id, row.item)?;
                    }
                    tx.index_diary(entry, &rows)?;
                }
                tx.mend_references(&compared.references)?;
                // The next screening builds it anew.
                if compared.screening != compared.screening_found {
                    tx.strike_packed_index()?;
                }
                tx.settle_diary(&in_force.state())
            });
            Ok(differences)
        })
    }

    fn year(&self) -> i32 {
        crate::clock::london_day(self.inner.session.register.clock.now()).year()
    }
}

/// The indexes as they should be, and as they are.
struct Compared {
    identifiers: BTreeSet<(u16, String, Id)>,
    identifiers_found: BTreeSet<(u16, String, Id)>,
    diary: BTreeSet<DiaryRow>,
    diary_found: BTreeSet<DiaryRow>,
    restrictions: BTreeSet<(Id, Vec<u8>)>,
    restrictions_found: BTreeSet<(Id, Vec<u8>)>,
    references: WrongReferences,
    screening: BTreeSet<(Id, u64)>,
    screening_found: BTreeSet<(Id, u64)>,
}

fn compare(view: &View<'_>, year: i32) -> Result<Compared> {
    let mut compared = Compared {
        identifiers: BTreeSet::new(),
        identifiers_found: view.all_identifiers()?.into_iter().collect(),
        diary: BTreeSet::new(),
        diary_found: view.whole_diary()?,
        restrictions: BTreeSet::new(),
        restrictions_found: view.all_restrictions()?.into_iter().collect(),
        references: view.wrong_references()?,
        screening: BTreeSet::new(),
        screening_found: BTreeSet::new(),
    };
    let mut screening = Comparison::begin(view)?;
    let in_force = InForce::read(view)?;
    let commitments = view.commitments()?;
    view.each_case(|case| {
        let Some(documents) = Documents::of(&case.checked(&commitments)?)? else { return Ok(()) };
        let (id, _, entry) = &documents.entry;
        screening.take(*id, entry);
        let found = identifiers_of(entry, year).into_iter().map(|(scheme, value)| (scheme, value, *id));
        compared.identifiers.extend(found);
        compared.restrictions.extend(lets_of(entry).into_iter().map(|it| (*id, it)));
        compared.diary.extend(documents.lines(&in_force));
        Ok(())
    })?;
    (compared.screening, compared.screening_found) = screening.sums();
    Ok(compared)
}

impl Compared {
    fn differences(&self) -> Differences {
        let count = |it: usize| it as u64;
        Differences {
            identifiers_missing: count(self.identifiers.difference(&self.identifiers_found).count()),
            identifiers_extra: count(self.identifiers_found.difference(&self.identifiers).count()),
            diary_missing: count(self.diary.difference(&self.diary_found).count()),
            diary_extra: count(self.diary_found.difference(&self.diary).count()),
            restrictions_missing: count(self.restrictions.difference(&self.restrictions_found).count()),
            restrictions_extra: count(self.restrictions_found.difference(&self.restrictions).count()),
            references_missing: count(self.references.missing.len()),
            references_extra: count(self.references.extra.len()),
            screening_missing: count(self.screening.difference(&self.screening_found).count()),
            screening_extra: count(self.screening_found.difference(&self.screening).count()),
        }
    }

    /// Returns the entries whose lines are wrong.
    fn wrong(&self) -> BTreeSet<Id> {
        let identifiers = self.identifiers.symmetric_difference(&self.identifiers_found).map(|it| it.2);
        let diary = self.diary.symmetric_difference(&self.diary_found).map(|it| it.entry_id);
        let restrictions = self.restrictions.symmetric_difference(&self.restrictions_found).map(|it| it.0);
        identifiers.chain(diary).chain(restrictions).collect()
    }
}

impl Register {
    /// Puts a backup in an empty place after checking all of it, and opens it there: by two persons'
    /// agreement, as another history of the log. What was erased since the backup was taken is erased again, as
    /// far as the list beside the anchor, or the one that was brought, names it.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something is at the place; [`Error::WrongKey`]; [`Error::Corrupt`];
    /// [`Error::NotARegister`]; [`Error::Full`]; [`Error::NotSignedIn`] and [`Error::Forbidden`] for the
    /// persons.
    pub fn restore(
        backup: &Path,
        place: &Path,
        key: Key<'_>,
        options: Options,
        acceptance: &Acceptance,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Self> {
        let admit = |view: &View<'_>, master: &MasterKey| {
            restoring::look(view, master, &options, acceptance)?;
            erasures::known(&view.meta()?, master, acceptance.erasures.as_deref()).map(drop)
        };
        lay_out(backup, place, key, admit, progress)?;
        Forensics::open(place, key, options.clone())?.accept(acceptance, &mut |_, _| true)?;
        Self::open(place, key, options)
    }

    /// Rehearses a restore: checks all of a backup, puts it in an empty place, checks all of that, and takes it away
    /// again. Nobody is asked and no history begins, so that the register in use and its anchor stay as they are.
    ///
    /// # Errors
    ///
    /// As [`Register::restore`], but for the persons.
    pub fn rehearse(
        backup: &Path,
        place: &Path,
        key: Key<'_>,
        options: Options,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Verified> {
        lay_out(backup, place, key, |_, _| Ok(()), progress)?;
        let verified = Forensics::open(place, key, options).and_then(|it| it.verify(&mut |_, _| true));
        take_away(place)?;
        verified
    }
}

/// Checks all of a backup, after a look at who asks, and copies it to an empty place.
fn lay_out(
    backup: &Path,
    place: &Path,
    key: Key<'_>,
    admit: impl FnOnce(&View<'_>, &MasterKey) -> Result<()>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<()> {
    Store::look(backup)?;
    let lock = Lock::alone(backup)?;
    let (master, _) = KeyFile::decode(&key_file::read(backup)?)?.open(key)?;
    let store = Store::open(backup, master.database(), lock)?;
    let newest = store.read(|view| {
        admit(view, &master)?;
        view.check_pages()?;
        audit_signing::walk(view, progress)?;
        view.newest_checkpoint()
    })?;
    let newest = newest.map_or_else(String::new, |it| it.1);
    store.copy_to(Making::begin(place)?, &newest, &mut |_, _| true)
}

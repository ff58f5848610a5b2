//! Erasures that outlast a restore: a list beside the anchor, and the same list on demand, tells a backup
//! that is older what was erased since it was taken.
//!
//! A list erases nothing by itself. It is applied where two persons go on with a restored register, in the
//! transaction and under the events by which they do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq;

use crate::access::master_key::keyed_digest;
use crate::access::{Act, MasterKey};
use crate::audit::commitment::{Committed, Field};
use crate::audit::erasures::{Erased, Erasure};
use crate::audit::{Action, Outcome};
use crate::clock::Entropy;
use crate::error::{Corruption, Error, Problem, Result};
use crate::register::forensics::Forensics;
use crate::register::gate::perform;
use crate::register::logged::{Logged, append_with};
use crate::register::opening::Inner;
use crate::register::{Audited, Task};
use crate::store::{self, Meta, Tx, View};

/// What an event says that erases again.
const AGAIN: &str = "on the list of erasures: erased before, and again after a restore";

impl Task {
    /// Returns the list of what was erased, to be kept with the backups: random ids and digests, sealed with
    /// a key of the register's. [`Acceptance::erasures`](crate::register::restoring::Acceptance) takes it.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn erasure_list(&self) -> Result<Audited<String>> {
        let logged = perform(self, Act::Backup, Action::AuditExported, |work| {
            work.say(Field::Means, "the list of erasures".to_owned());
            Ok(())
        })?;
        let register = &self.inner.session.register;
        let lines = register.store.read(|view| lines(view, &register.meta, &register.master))?;
        Ok(logged.map(|()| text(&lines)))
    }
}

impl Forensics {
    /// Returns the list of what was erased in a register that is locked, or of which an older copy is to be
    /// restored.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn erasure_list(&self) -> Result<String> {
        let lines = self.store.read(|view| lines(view, &self.meta, &self.master))?;
        Ok(text(&lines))
    }
}

impl Inner {
    /// Brings the list beside the anchor up to what was erased. Nobody's erasure fails by it: what is missing
    /// is added with the next one, and the operator is warned.
    pub(super) fn list_erasures(&self) {
        let listed = self.meta.anchor.as_deref().map_or(Ok(()), |anchor| {
            let file = beside(anchor);
            let mut known = BTreeSet::new();
            if file.exists() {
                store::anchor::each(&file, |line| {
                    known.insert(line.to_owned());
                    Ok(())
                })?;
            }
            let lines = self.store.read(|view| lines(view, &self.meta, &self.master))?;
            lines.iter().filter(|it| !known.contains(*it)).try_for_each(|it| store::anchor::make(&file, it))
        });
        self.unlisted.store(listed.is_err(), Ordering::Release);
    }
}

/// Returns where the list beside an anchor is.
fn beside(anchor: &Path) -> PathBuf {
    let mut name = anchor.as_os_str().to_owned();
    name.push(".erasures");
    PathBuf::from(name)
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |text, it| text + it + "\n")
}

/// Makes the lines of everything that was erased.
fn lines(view: &View<'_>, meta: &Meta, master: &MasterKey) -> Result<Vec<String>> {
    let erased = view.all_erased()?.into_iter().map(|erased| {
        let erasure = Erasure { register: meta.id, erased };
        erasure.line(&keyed_digest(&master.header(), erasure.to_string().as_bytes()))
    });
    Ok(erased.collect())
}

/// Reads what a restored register is to erase again: what the list beside its anchor says, and the one that
/// was brought.
///
/// # Errors
///
/// [`Error::Invalid`] at `/erasures` if a line of the list that was brought is not this register's own;
/// [`Corruption::Anchor`] if one beside the anchor is not.
pub(super) fn known(meta: &Meta, master: &MasterKey, brought: Option<&str>) -> Result<BTreeSet<Erased>> {
    let read = |line: &str| {
        let (erasure, said, seal) = Erasure::parse(line).filter(|it| it.0.register == meta.id)?;
        let sealed = keyed_digest(&master.header(), said.as_bytes()).ct_eq(&seal);
        bool::from(sealed).then_some(erasure.erased)
    };
    let mut known = BTreeSet::new();
    for line in brought.unwrap_or_default().lines() {
        known.insert(read(line).ok_or_else(|| Error::invalid("/erasures", Problem::Malformed))?);
    }
    if let Some(file) = meta.anchor.as_deref().map(beside).filter(|it| it.exists()) {
        store::anchor::each(&file, |line| {
            known.insert(read(line).ok_or(Error::Corrupt(Corruption::Anchor))?);
            Ok(())
        })?;
    }
    Ok(known)
}

/// Erases again what a list names and the register still holds, each by an event of its own that names the
/// restore; returns how many there were.
pub(super) fn apply(
    tx: &mut Tx<'_>,
    known: &BTreeSet<Erased>,
    entropy: &Entropy,
    now: DateTime<Utc>,
    logged: &Logged,
) -> Result<u32> {
    let mut count = 0;
    let again = |fields: Vec<(Field, String)>| {
        let mut said = vec![(Field::RetentionRule, AGAIN.to_owned())];
        said.extend(fields);
        Logged { fields: said, ..logged.clone() }
    };
    for erased in known {
        match *erased {
            Erased::Record { record, entry } if record == entry => {
                let records = tx.records_belonging_to(entry)?;
                if records.is_empty() {
                    continue;
                }
                let touched = u32::try_from(records.len()).unwrap_or(u32::MAX);
                let logged = Logged { references: records.clone(), count: touched, ..again(Vec::new()) };
                let receipt = append_with(entropy, tx, now, &logged, Action::ErasureExecuted, Outcome::Done)?;
                tx.erase_entry(entry, &records, receipt.seq)?;
            }
            // What belonged to an entry goes with it.
            Erased::Record { .. } => continue,
            Erased::Part { event, field, leaf } => {
                let held = tx.event(event)?.filter(|it| it.leaf == leaf).is_some_and(|it| {
                    let opened = |it: &Committed| matches!(it, Committed::Opened { opening, .. } if opening.field == field);
                    it.openings.iter().any(opened)
                });
                if !held || !field.is_personal() {
                    continue;
                }
                let mask = vec![(Field::FieldMask, field.name().to_owned())];
                let logged = Logged { link: Some(event), ..again(mask) };
                let receipt = append_with(entropy, tx, now, &logged, Action::FieldErased, Outcome::Done)?;
                tx.erase_field(event, field, receipt.seq)?;
            }
        }
        count += 1;
    }
    Ok(count)
}

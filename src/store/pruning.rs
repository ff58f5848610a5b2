//! Pruning: the oldest events go, with their openings and the records they name; their leaves stay in the
//! tree, and the sums over all records that they wrote stay in the event that pruned them.

use rusqlite::OptionalExtension;

use crate::audit::commitment::{Committed, Field};
use crate::audit::heads::{LOTS, Sum, erasure_term, fact_term, lot, member_term, seal, version_term};
use crate::audit::verify::check_openings;
use crate::audit::{Action, Digest, Outcome};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::facts::fact;
use crate::store::{Tx, View};

/// Where the log begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Floor {
    /// The first event that is kept.
    pub(super) first: u64,
    /// The event that pruned what was before.
    pub(super) by: u64,
}

impl View<'_> {
    /// Returns the number of the first event that is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn first_event(&self) -> Result<u64> {
        Ok(self.floor()?.map_or(0, |it| it.first))
    }

    pub(super) fn floor(&self) -> Result<Option<Floor>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT first, by FROM audit_floor WHERE one = 1")?
            .query_row([], |row| Ok(Floor { first: row.get(0)?, by: row.get(1)? }))
            .optional()?)
    }

    /// Returns the sums over all records when the log had the size that the pruning event tells of: as the
    /// event sealed them, or a fault.
    pub(super) fn pruned_sums(&self, floor: Floor) -> Result<(u64, Vec<Sum>)> {
        let (size, sealed) = self.told_by_pruning(floor)?;
        let sums = self.sums_at(size)?;
        if seal(size, &self.root_at(size)?, &sums).to_string() == sealed {
            Ok((size, sums))
        } else {
            Err(Error::Corrupt(Corruption::Record { seq: floor.by }))
        }
    }

    /// Reads what the event that pruned says of the sums: for which size of the log, and their seal.
    fn told_by_pruning(&self, Floor { first, by }: Floor) -> Result<(u64, String)> {
        let wrong = || Error::Corrupt(Corruption::MissingEvent { seq: first.saturating_sub(1) });
        let opened = self.event(by)?.ok_or_else(wrong)?;
        if opened.event.action != Action::LogPruned || opened.event.outcome != Outcome::Done || by < first {
            return Err(wrong());
        }
        check_openings(&opened.event, &opened.openings).map_err(Error::Corrupt)?;
        let said = opened.openings.into_iter().find_map(|it| match it {
            Committed::Opened { opening, .. } if opening.field == Field::BeforeVersion => Some(opening.value),
            _ => None,
        });
        let said = said.ok_or(Error::Corrupt(Corruption::Opening { seq: by }))?;
        let words: Vec<_> = said.split(' ').collect();
        let [kept, size, sealed] = words[..] else { return Err(wrong()) };
        let size: u64 = size.parse().map_err(|_| wrong())?;
        if kept.parse() == Ok(first) && (first..=by).contains(&size) {
            Ok((size, sealed.to_owned()))
        } else {
            Err(wrong())
        }
    }

    /// Adds up what the tables say of the records of the first `size` events.
    fn sums_at(&self, size: u64) -> Result<Vec<Sum>> {
        let mut sums = vec![Sum::default(); LOTS];
        let connection = self.connection();
        let mut versions = connection
            .prepare("SELECT record_id, version, seq, digest FROM audit_versions WHERE seq < ?1")?;
        let mut rows = versions.query([size])?;
        while let Some(row) = rows.next()? {
            let (id, digest) = (Id::from_bytes(row.get(0)?), Digest::from_bytes(row.get(3)?));
            sums[lot(id)].add(&version_term(id, row.get(1)?, row.get(2)?, &digest));
        }
        let mut facts =
            connection.prepare("SELECT seq, about, kind, digest FROM audit_facts WHERE seq < ?1")?;
        let mut rows = facts.query([size])?;
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            let fact = fact(seq, row.get(1)?, row.get(2)?, row.get(3)?)?;
            sums[lot(fact.about)].add(&fact_term(&fact, seq));
        }
        let mut erased =
            connection.prepare("SELECT record_id, entry_id, seq FROM erasures WHERE seq < ?1")?;
        let mut rows = erased.query([size])?;
        while let Some(row) = rows.next()? {
            let (id, entry) = (Id::from_bytes(row.get(0)?), Id::from_bytes(row.get(1)?));
            sums[lot(id)].add(&erasure_term(id, entry, row.get(2)?));
        }
        // What was erased since belonged to its entry then.
        let mut members = connection.prepare(
            "SELECT entry_id, id FROM records WHERE version = 1 AND seq < ?1 UNION ALL \
             SELECT e.entry_id, e.record_id FROM erasures AS e JOIN audit_versions AS v \
             ON v.record_id = e.record_id AND v.version = 1 WHERE e.seq >= ?1 AND v.seq < ?1",
        )?;
        let mut rows = members.query([size])?;
        while let Some(row) = rows.next()? {
            let (entry, id) = (Id::from_bytes(row.get(0)?), Id::from_bytes(row.get(1)?));
            sums[lot(entry)].add(&member_term(entry, id));
        }
        Ok(sums)
    }
}

impl Tx<'_> {
    /// Prunes the events before `first`, as the event `by` says.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if a guard refuses it.
    pub fn prune(&mut self, first: u64, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO audit_floor (one, first, by) VALUES (1, ?1, ?2) \
                 ON CONFLICT (one) DO UPDATE SET first = excluded.first, by = excluded.by",
            )?
            .execute((first, by))?;
        for sql in [
            "DELETE FROM audit_fields WHERE seq < ?1",
            "DELETE FROM audit_references WHERE seq < ?1",
            "DELETE FROM alerts WHERE seq < ?1",
            "DELETE FROM findings WHERE seq < ?1",
            "DELETE FROM glasses WHERE start < ?1 AND reviewed_by IS NOT NULL",
            "DELETE FROM requests WHERE seq < ?1",
            "DELETE FROM audit_events WHERE seq < ?1",
        ] {
            self.connection().prepare(sql)?.execute([first])?;
        }
        self.heads().keep_soon();
        Ok(())
    }
}

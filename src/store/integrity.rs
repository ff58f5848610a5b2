//! A walk over everything that the log commits to, from the first event to the last.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Rows};

use crate::audit::commitment::Committed;
use crate::audit::tree::stored_count;
use crate::audit::verify::{Verifier, check_erasure, check_object, check_openings};
use crate::audit::{Digest, Event};
use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Kind};
use crate::store::View;
use crate::store::audit::opening;
use crate::store::facts::fact;
use crate::store::references::{Sum, named_by};

/// What a walk found whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk {
    /// Events in the log, those among them that were pruned.
    pub events: u64,
    /// Events at the beginning that were pruned.
    pub pruned: u64,
    /// The root of the log's tree.
    pub root: Digest,
    /// Record versions that were compared with their events.
    pub versions: u64,
    /// Where the index of who saw which record is not what the events say, if it is not: it can be made again.
    pub index: Option<Corruption>,
}

/// Rows of a side table in the order of their events, read along with the log.
struct Along<'s, T> {
    rows: Rows<'s>,
    read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<(u64, T)>,
    ahead: Option<(u64, T)>,
}

impl<'s, T> Along<'s, T> {
    fn new(mut rows: Rows<'s>, read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<(u64, T)>) -> Result<Self> {
        let ahead = rows.next()?.map(read).transpose()?;
        Ok(Self { rows, read, ahead })
    }

    /// Takes the rows of an event; a row of an event that is not there is a fault.
    fn of(&mut self, seq: u64) -> Result<Vec<T>> {
        let mut taken = Vec::new();
        while let Some((at, row)) = self.ahead.take() {
            if at != seq {
                if at < seq {
                    return Err(Error::Corrupt(Corruption::MissingEvent { seq: at }));
                }
                self.ahead = Some((at, row));
                break;
            }
            taken.push(row);
            self.ahead = self.rows.next()?.map(self.read).transpose()?;
        }
        Ok(taken)
    }

    fn finish(self) -> Result<()> {
        match self.ahead {
            None => Ok(()),
            Some((seq, _)) => Err(Error::Corrupt(Corruption::MissingEvent { seq })),
        }
    }
}

/// Takes the nodes that an event completed.
fn nodes_of(rows: &mut Rows<'_>, seq: u64) -> Result<Vec<(u64, Digest)>> {
    let mut own = Vec::new();
    while stored_count(seq) + own.len() as u64 != stored_count(seq + 1) {
        let Some(node) = rows.next()? else { break };
        own.push((node.get(0)?, Digest::from_bytes(node.get(1)?)));
    }
    Ok(own)
}

impl View<'_> {
    /// Checks every event, node, opening, reference and record version, and names the first bad place. That the
    /// index of who saw which record is wrong is told beside, for all that it is made from is sound.
    ///
    /// `progress` is told the number of events done and of all, now and then; if it answers no, the walk
    /// is stopped.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] with the first bad place; [`Slip::Interrupted`](crate::error::Slip).
    pub fn walk(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Walk> {
        let size = self.log_size()?;
        let connection = self.connection();
        let mut events =
            connection.prepare("SELECT seq, envelope, salt, records FROM audit_events ORDER BY seq")?;
        let mut nodes = connection.prepare("SELECT place, hash FROM audit_nodes ORDER BY place")?;
        let mut fields = connection.prepare(
            "SELECT field, digest, salt, value, erased_by, seq FROM audit_fields ORDER BY seq, field",
        )?;
        let mut versions = connection
            .prepare("SELECT seq, record_id, digest FROM audit_versions WHERE seq >= ?1 ORDER BY seq, record_id, version")?;

        let mut facts = connection.prepare(
            "SELECT seq, about, kind, digest FROM audit_facts WHERE seq >= ?1 ORDER BY seq, about, kind",
        )?;

        let mut nodes = nodes.query([])?;
        let mut fields = Along::new(fields.query([])?, |row| Ok((row.get(5)?, opening(row)?)))?;
        // What pruned events wrote is held against the seal in the event that pruned them.
        let pruned = self.first_event()?;
        let mut versions = Along::new(versions.query([pruned])?, |row| {
            Ok((row.get(0)?, (Id::from_bytes(row.get(1)?), Digest::from_bytes(row.get(2)?))))
        })?;

        let mut facts = Along::new(facts.query([pruned])?, |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
        })?;

        let mut verifier = Verifier::new();
        let mut named = Sum::default();
        for seq in 0..pruned {
            verifier.pass(&nodes_of(&mut nodes, seq)?).map_err(Error::Corrupt)?;
        }
        if let Some(floor) = self.floor()? {
            self.pruned_sums(floor)?;
        }
        let mut rows = events.query([])?;
        while let Some(row) = rows.next()? {
            let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let own = nodes_of(&mut nodes, seq)?;
            let event = verifier.next(seq, &envelope, &own).map_err(Error::Corrupt)?;
            self.check_opened(&event, fields.of(seq)?)?;
            let (salt, packed): (Option<[u8; 32]>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
            let records = named_by(&event, salt.as_ref(), packed.as_deref())?;
            named.extend(records.iter().map(|it| (*it, seq)));
            let mut wrote = versions.of(seq)?;
            for (about, kind, digest) in facts.of(seq)? {
                wrote.push(fact(seq, about, kind, digest)?.committed());
            }
            check_object(&event, &wrote).map_err(Error::Corrupt)?;
            if seq % 4096 == 0 && !progress(seq, size) {
                return Err(Error::Misused(crate::error::Slip::Interrupted));
            }
        }
        let (events, root) = verifier.finish();
        fields.finish()?;
        versions.finish()?;
        facts.finish()?;
        if let Some(extra) = nodes.next()? {
            return Err(Error::Corrupt(Corruption::Node { index: extra.get(0)? }));
        }
        let versions = self.walk_records()?;
        let index =
            if self.sum_of_references()? == named { None } else { Some(self.first_wrong_reference()?) };
        progress(size, size);
        Ok(Walk { events, pruned, root, versions, index })
    }

    fn check_opened(&self, event: &Event, rows: Vec<Option<Committed>>) -> Result<()> {
        let seq = event.seq;
        let fields = rows
            .into_iter()
            .map(|it| it.ok_or(Error::Corrupt(Corruption::Opening { seq })))
            .collect::<Result<Vec<_>>>()?;
        check_openings(event, &fields).map_err(Error::Corrupt)?;
        for field in &fields {
            if let Committed::Erased { by, .. } = field {
                let by = self.event(*by)?.ok_or(Error::Corrupt(Corruption::Opening { seq }))?;
                check_erasure(event, &by.event).map_err(Error::Corrupt)?;
            }
        }
        Ok(())
    }

    /// Compares every record version with the digest committed, and finds those that are missing.
    fn walk_records(&self) -> Result<u64> {
        self.walk_erasures()?;
        let mut newest: HashMap<Id, u32> = HashMap::new();
        let mut count = 0;
        for kind in Kind::ALL {
            self.each_version(kind, |record| {
                count += 1;
                let last = newest.entry(record.id).or_default();
                *last = (*last).max(record.version);
                Ok(())
            })?;
        }
        let committed: u64 = self.connection().query_row(
            "SELECT count(*) FROM audit_versions WHERE record_id NOT IN (SELECT record_id FROM erasures)",
            [],
            |row| row.get(0),
        )?;
        if committed != count {
            let missing: Option<u64> = self
                .connection()
                .query_row(
                    "SELECT v.seq FROM audit_versions AS v LEFT JOIN records AS r \
                     ON r.id = v.record_id AND r.version = v.version WHERE r.id IS NULL AND v.record_id NOT IN (SELECT record_id FROM erasures) ORDER BY v.seq LIMIT 1",
                    [],
                    |row| row.get(0),
                )
                .optional()?;
            return Err(Error::Corrupt(Corruption::Record { seq: missing.unwrap_or(0) }));
        }
        Ok(count)
    }

    /// Runs the engine's own checks of its pages and indexes.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if a page's seal or the structure is broken.
    pub fn check_pages(&self) -> Result<()> {
        let mut seals = self.connection().prepare("PRAGMA cipher_integrity_check")?;
        if seals.query([])?.next()?.is_some() {
            return Err(Error::Corrupt(Corruption::Database));
        }
        let verdict: String =
            self.connection().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" { Ok(()) } else { Err(Error::Corrupt(Corruption::Database)) }
    }
}

//! What the tables say of records: held against the events that tell of them, and added up by lots.

use rusqlite::OptionalExtension;

use super::{ERASED, Head, short};
use crate::audit::facts::{Fact, NOBODY};
use crate::audit::heads::{LOTS, SUM_BYTES, Sum, bounds, erasure_term, member_term, seal, version_term};
use crate::audit::tree::stored_index;
use crate::audit::verify::{check_object, check_references};
use crate::audit::{Action, Digest, Event, Frontier, Outcome, Verifier};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::View;

/// What an event told of records.
#[derive(Default)]
pub(in crate::store) struct Told {
    /// The versions that it wrote; for a first one, the entry that the record belongs to.
    pub(in crate::store) wrote: Vec<(Id, u32, Digest, Option<Id>)>,
    /// The facts that it says.
    pub(in crate::store) facts: Vec<Fact>,
    /// The records that it erased, with their entry.
    pub(in crate::store) erased: Vec<(Id, Id)>,
    /// The records that it names, if what is found of them is not what it wrote.
    pub(in crate::store) damaged: Vec<Id>,
}

impl View<'_> {
    /// Reads the sums that were last kept, if they are of this log; if they are not, they are made again.
    pub(super) fn kept_sums(&self) -> Result<Option<(u64, Vec<Sum>)>> {
        let row: Option<(u64, Vec<u8>, [u8; 32])> = self
            .connection()
            .prepare_cached("SELECT size, sums, seal FROM audit_heads WHERE one = 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((size, bytes, sealed)) = row else { return Ok(None) };
        let (bytes, rest) = bytes.as_chunks::<SUM_BYTES>();
        if size > self.log_end()? || bytes.len() != LOTS || !rest.is_empty() {
            return Ok(None);
        }
        let sums: Vec<_> = bytes.iter().map(Sum::from_bytes).collect();
        let sound = seal(size, &self.root_at(size)?, &sums) == Digest::from_bytes(sealed);
        Ok(sound.then_some((size, sums)))
    }

    /// Makes a verifier that goes on after the first `size` events.
    pub(in crate::store) fn verifier_at(&self, size: u64) -> Result<Verifier> {
        let Some(last) = size.checked_sub(1) else { return Ok(Verifier::new()) };
        let hashes = Frontier::positions(size).into_iter().map(|at| self.node(at));
        let frontier = Frontier::restore(size, hashes.collect::<Result<_>>()?).ok_or(Error::Internal)?;
        let at_ms = self.event(last)?.map_or(0, |it| it.event.at_ms);
        Ok(Verifier::after(frontier, self.node(stored_index(0, last))?, at_ms))
    }

    /// Reads what is found of the records that an event wrote or erased, and holds it against what the event
    /// commits to.
    ///
    /// Which records these are is taken from the event's references, which must be whole.
    pub(in crate::store) fn told_by(&self, event: &Event) -> Result<Told> {
        let seq = event.seq;
        let erases = event.action == Action::ErasureExecuted && event.outcome == Outcome::Done;
        let mut told = Told::default();
        if event.object.is_none() && !erases {
            return Ok(told);
        }
        let records = self.records_of(seq)?;
        // An event that only says facts may name no record.
        if event.subjects.is_some() || erases {
            let salt = self.reference_salt(seq)?.ok_or(Error::Corrupt(Corruption::Opening { seq }))?;
            check_references(event, &salt, &records).map_err(Error::Corrupt)?;
        } else if !records.is_empty() {
            return Err(Error::Corrupt(Corruption::Opening { seq }));
        }
        let mut sound = true;
        if event.object.is_some() {
            for id in &records {
                self.versions_by(seq, *id, &mut told.wrote)?;
            }
            told.facts = self.facts_by(seq)?;
            let versions = told.wrote.iter().map(|it| (it.0, it.2));
            let digests: Vec<_> = versions.chain(told.facts.iter().map(Fact::committed)).collect();
            sound = check_object(event, &digests).is_ok();
            for (id, version, _, entry) in told.wrote.iter_mut().filter(|it| it.1 == 1) {
                *entry = self.erasure_of(*id)?.map(|it| it.0);
                if entry.is_none() {
                    sound &= matches!(self.version(*id, *version), Ok(Some(_)));
                    *entry = self.first_entry_of(*id)?;
                }
            }
        }
        for id in records.iter().filter(|_| erases) {
            match self.erasure_of(*id)? {
                Some((entry, by)) if by == seq => told.erased.push((*id, entry)),
                _ => sound = false,
            }
        }
        if !sound {
            told.damaged = records;
            told.damaged.extend(told.facts.iter().map(|it| it.about));
            told.damaged.push(NOBODY);
        }
        Ok(told)
    }

    /// Reads the versions of a record that are said to be of an event.
    fn versions_by(&self, seq: u64, id: Id, wrote: &mut Vec<(Id, u32, Digest, Option<Id>)>) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT version, digest FROM audit_versions WHERE record_id = ?1 AND seq = ?2")?;
        let rows = statement
            .query_map((id.as_bytes(), seq), |row| Ok((row.get(0)?, Digest::from_bytes(row.get(1)?))))?;
        for row in rows {
            let (version, digest) = row?;
            wrote.push((id, version, digest, None));
        }
        Ok(())
    }

    /// Returns the entry that a record's first version names, unchecked.
    fn first_entry_of(&self, id: Id) -> Result<Option<Id>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT entry_id FROM records WHERE id = ?1 AND version = 1")?
            .query_row([id.as_bytes()], |row| row.get(0).map(Id::from_bytes))
            .optional()?)
    }

    /// Reads the heads of a lot and what their rows add up to.
    pub(super) fn lot(&self, lot: usize) -> Result<(Vec<Head>, Sum)> {
        let (from, until) = bounds(lot);
        // Longer than any id, and after all of them.
        let until = until.map_or_else(|| vec![0xff; 17], |it| it.to_vec());
        let (mut heads, mut sum) = (Vec::<Head>::new(), Sum::default());
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT record_id, version, seq, digest FROM audit_versions \
             WHERE record_id >= ?1 AND record_id < ?2 ORDER BY record_id, version",
        )?;
        let mut rows = statement.query((&from, &until))?;
        while let Some(row) = rows.next()? {
            let (id, digest) = (Id::from_bytes(row.get(0)?), Digest::from_bytes(row.get(3)?));
            let head = Head {
                id,
                version: row.get(1)?,
                seq: row.get(2)?,
                digest: short(&digest),
                place: 0,
                members: 0,
            };
            sum.add(&version_term(id, head.version, head.seq, &digest));
            match heads.last_mut().filter(|it| it.id == id) {
                Some(last) => *last = head,
                None => heads.push(head),
            }
        }
        heads.shrink_to_fit();
        let at = |heads: &mut Vec<Head>, id| heads.binary_search_by_key(&id, |it: &Head| it.id).ok();
        let mut statement = connection.prepare_cached(
            "SELECT entry_id, id, version, place FROM records INDEXED BY records_by_entry \
             WHERE entry_id >= ?1 AND entry_id < ?2",
        )?;
        let mut rows = statement.query((&from, &until))?;
        while let Some(row) = rows.next()? {
            let (entry, id) = (Id::from_bytes(row.get(0)?), Id::from_bytes(row.get(1)?));
            let (version, place): (u32, u64) = (row.get(2)?, row.get(3)?);
            if version == 1 {
                sum.add(&member_term(entry, id));
            }
            let Some(head) = at(&mut heads, entry).and_then(|it| heads.get_mut(it)) else { continue };
            head.members += u32::from(version == 1);
            if id == entry && version == head.version {
                head.place = u32::try_from(place).unwrap_or(0);
            }
        }
        let mut statement = connection.prepare_cached(
            "SELECT record_id, entry_id, seq FROM erasures WHERE record_id >= ?1 AND record_id < ?2",
        )?;
        let mut rows = statement.query((&from, &until))?;
        while let Some(row) = rows.next()? {
            let (id, entry) = (Id::from_bytes(row.get(0)?), Id::from_bytes(row.get(1)?));
            sum.add(&erasure_term(id, entry, row.get(2)?));
            if let Some(at) = at(&mut heads, id) {
                heads[at].members = ERASED;
            }
        }
        Ok((heads, sum))
    }

    /// Looks for the first event whose records are not what it wrote, to name it.
    pub(super) fn culprit(&self) -> Error {
        let look = || -> Result<()> {
            let mut statement =
                self.connection().prepare("SELECT seq, envelope FROM audit_events ORDER BY seq")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let event =
                    Event::decode(&envelope).map_err(|_| Error::Corrupt(Corruption::Event { seq }))?;
                if !self.told_by(&event)?.damaged.is_empty() {
                    return Err(Error::Corrupt(Corruption::Record { seq }));
                }
            }
            Ok(())
        };
        // What no event can be blamed for is wrong in an index over the records.
        look().err().unwrap_or(Error::Corrupt(Corruption::Index))
    }
}

//! Facts: what events say of things that are no records, held against what is known of the log in memory.

use crate::audit::facts::{Fact, FactKind};
use crate::audit::heads::{bounds, fact_term};
use crate::audit::{Digest, heads::Sum};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::{Tx, View};

/// A fact, and the event that says it.
pub(super) type Told = (u64, Fact);

impl View<'_> {
    /// Returns what the log says of a kind about an account, or about nobody; the newest last.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn facts(&self, about: Id, kind: FactKind) -> Result<Vec<(u64, Digest)>> {
        self.hold_facts(about, kind)
    }

    /// Returns the newest fact of a kind about an account, or about nobody.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn newest_fact(&self, about: Id, kind: FactKind) -> Result<Option<(u64, Digest)>> {
        Ok(self.hold_facts(about, kind)?.pop())
    }

    /// Returns the event that said something of a kind about nobody, by its digest, if one did.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn said_by(&self, kind: FactKind, digest: &Digest) -> Result<Option<u64>> {
        let told = self.hold_facts(crate::audit::facts::NOBODY, kind)?;
        Ok(told.into_iter().find(|it| it.1 == *digest).map(|it| it.0))
    }

    /// Reads the facts that an event is said to say.
    pub(super) fn facts_by(&self, seq: u64) -> Result<Vec<Fact>> {
        let mut statement =
            self.connection().prepare_cached("SELECT about, kind, digest FROM audit_facts WHERE seq = ?1")?;
        let mut rows = statement.query([seq])?;
        let mut facts = Vec::new();
        while let Some(row) = rows.next()? {
            facts.push(fact(seq, row.get(0)?, row.get(1)?, row.get(2)?)?);
        }
        Ok(facts)
    }

    /// Reads the facts about what lies in a lot, and adds up their terms.
    pub(super) fn facts_of_lot(&self, lot: usize, sum: &mut Sum) -> Result<Vec<Told>> {
        let (from, until) = bounds(lot);
        let until = until.map_or_else(|| vec![0xff; 17], |it| it.to_vec());
        let mut statement = self.connection().prepare_cached(
            "SELECT seq, about, kind, digest FROM audit_facts WHERE about >= ?1 AND about < ?2",
        )?;
        let mut rows = statement.query((&from, &until))?;
        let mut told = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            let fact = fact(seq, row.get(1)?, row.get(2)?, row.get(3)?)?;
            sum.add(&fact_term(&fact, seq));
            told.push((seq, fact));
        }
        Ok(told)
    }

    /// Reads the facts of a kind about something from a snapshot, unchecked.
    pub(super) fn found_facts(&self, about: Id, kind: FactKind) -> Result<Vec<(u64, Digest)>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT seq, digest FROM audit_facts WHERE about = ?1 AND kind = ?2 ORDER BY seq",
        )?;
        let rows = statement.query_map((about.as_bytes(), kind.number()), |row| {
            Ok((row.get(0)?, Digest::from_bytes(row.get(1)?)))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Writes a fact of the last event, which commits to it.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if a guard refuses it.
    pub fn add_fact(&mut self, fact: &Fact, seq: u64) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT OR ROLLBACK INTO audit_facts (about, kind, seq, digest) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((fact.about.as_bytes(), fact.kind.number(), seq, fact.digest.as_bytes()))?;
        self.heads().add_fact(fact, seq);
        Ok(())
    }
}

/// Makes a fact of a row.
pub(super) fn fact(seq: u64, about: [u8; 16], kind: u8, digest: [u8; 32]) -> Result<Fact> {
    let kind = FactKind::of_number(kind).ok_or(Error::Corrupt(Corruption::Record { seq }))?;
    Ok(Fact { about: Id::from_bytes(about), kind, digest: Digest::from_bytes(digest) })
}

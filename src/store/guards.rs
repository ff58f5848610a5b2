//! Broken glass, declared conflicts, restrictions as the engine looks at them, and alerts.

use rusqlite::{OptionalExtension, Row};

use crate::error::Result;
use crate::model::Id;
use crate::store::{Tx, View};

/// A glass that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlassRow {
    /// The event that broke it.
    pub start: u64,
    /// The account.
    pub account: Id,
    /// The sign-in.
    pub session: Id,
    /// The entry that it opens; none for one search.
    pub entry: Option<Id>,
    /// From when on it opens nothing, in Unix milliseconds.
    pub until_ms: u64,
    /// What the wall clock showed when it was broken, in Unix milliseconds.
    pub clock_ms: i64,
    /// The event that ended it.
    pub ended_by: Option<u64>,
    /// The last day for its review, `YYYY-MM-DD`.
    pub review_due: String,
    /// The event that reviewed it.
    pub reviewed_by: Option<u64>,
}

/// Something that somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlertRow {
    /// The event.
    pub seq: u64,
    /// The number of the view.
    pub watch: u8,
    /// The entry; zeros where it is about none.
    pub entry: Id,
}

const GLASS: &str = "SELECT start, account_id, session_id, entry_id, until, clock, ended_by, review_due, reviewed_by FROM glasses";

fn glass(row: &Row<'_>) -> rusqlite::Result<GlassRow> {
    Ok(GlassRow {
        start: row.get(0)?,
        account: Id::from_bytes(row.get(1)?),
        session: Id::from_bytes(row.get(2)?),
        entry: row.get::<_, Option<[u8; 16]>>(3)?.map(Id::from_bytes),
        until_ms: row.get(4)?,
        clock_ms: row.get(5)?,
        ended_by: row.get(6)?,
        review_due: row.get(7)?,
        reviewed_by: row.get(8)?,
    })
}

impl View<'_> {
    /// Returns a broken glass.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn glass(&self, start: u64) -> Result<Option<GlassRow>> {
        let mut statement = self.connection().prepare_cached(&format!("{GLASS} WHERE start = ?1"))?;
        Ok(statement.query_row([start], glass).optional()?)
    }

    /// Returns the glasses that a sign-in broke and that are not ended.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn open_glasses_of(&self, session: Id) -> Result<Vec<u64>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT start FROM glasses WHERE session_id = ?1 AND ended_by IS NULL ORDER BY start",
        )?;
        let rows = statement.query_map([session.as_bytes()], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the digests that an account declared, each with its kind's number.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn conflicts_of(&self, account: Id) -> Result<Vec<([u8; 32], u8)>> {
        let mut statement =
            self.connection().prepare_cached("SELECT digest, kind FROM conflicts WHERE account_id = ?1")?;
        let rows = statement.query_map([account.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Tells whether a restriction lets an account or its team through; an entry without one lets all.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn lets_through(&self, entry: Id, account: Id, team: Option<&str>) -> Result<bool> {
        let mut statement = self.connection().prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM restrictions WHERE entry_id = ?1) \
             OR EXISTS (SELECT 1 FROM restrictions WHERE entry_id = ?1 AND lets IN (?2, ?3))",
        )?;
        let lets = [account_key(account), team.map(team_key).unwrap_or_default()];
        Ok(statement.query_row((entry.as_bytes(), &lets[0], &lets[1]), |row| row.get(0))?)
    }

    /// Returns every line of the restrictions' index, for a comparison with the records.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn all_restrictions(&self) -> Result<Vec<(Id, Vec<u8>)>> {
        let mut statement = self.connection().prepare("SELECT entry_id, lets FROM restrictions")?;
        let rows = statement.query_map([], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the alerts of events from one number on and before another, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn alerts(&self, from: u64, before: u64) -> Result<Vec<AlertRow>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT seq, watch, entry_id FROM alerts WHERE seq >= ?1 AND seq < ?2 ORDER BY seq, watch, entry_id",
        )?;
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let rows = statement.query_map((from, before), |row| {
            Ok(AlertRow { seq: row.get(0)?, watch: row.get(1)?, entry: Id::from_bytes(row.get(2)?) })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the event that looked at a finding of a view, if one did.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn looked_at(&self, seq: u64, watch: u8) -> Result<Option<u64>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT reviewed_by FROM findings WHERE seq = ?1 AND watch = ?2")?
            .query_row((seq, watch), |row| row.get(0))
            .optional()?
            .flatten())
    }

    /// Lists the findings that views have shown: the event, the view, and the event that looked at it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn all_findings(&self) -> Result<Vec<(u64, u8, Option<u64>)>> {
        let mut statement =
            self.connection().prepare("SELECT seq, watch, reviewed_by FROM findings ORDER BY seq, watch")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Tells whether a view has shown an event as a finding.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn is_found(&self, seq: u64, watch: u8) -> Result<bool> {
        Ok(self
            .connection()
            .prepare_cached("SELECT 1 FROM findings WHERE seq = ?1 AND watch = ?2")?
            .exists((seq, watch))?)
    }
}

/// Returns how the restrictions' index names an account.
#[must_use]
pub fn account_key(account: Id) -> Vec<u8> {
    [b"a".as_slice(), account.as_bytes()].concat()
}

/// Returns how the restrictions' index names a team.
#[must_use]
pub fn team_key(team: &str) -> Vec<u8> {
    [b"t".as_slice(), team.as_bytes()].concat()
}

impl Tx<'_> {
    /// Notes that a glass was broken.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn break_glass(&mut self, glass: &GlassRow) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO glasses (start, account_id, session_id, entry_id, until, clock, review_due) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                glass.start,
                glass.account.as_bytes(),
                glass.session.as_bytes(),
                glass.entry.as_ref().map(|it| it.as_bytes().as_slice()),
                glass.until_ms,
                glass.clock_ms,
                &glass.review_due,
            ))?;
        Ok(())
    }

    /// Notes that a broken glass opens nothing any more.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn end_glass(&mut self, start: u64, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached("UPDATE glasses SET ended_by = ?2 WHERE start = ?1 AND ended_by IS NULL")?
            .execute((start, by))?;
        Ok(())
    }

    /// Notes that somebody reviewed a broken glass; it opens nothing from then on.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn review_glass(&mut self, start: u64, by: u64) -> Result<()> {
        self.end_glass(start, by)?;
        self.connection()
            .prepare_cached("UPDATE glasses SET reviewed_by = ?2 WHERE start = ?1 AND reviewed_by IS NULL")?
            .execute((start, by))?;
        Ok(())
    }

    /// Adds to what an account declared.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn add_conflicts(&mut self, account: Id, digests: &[([u8; 32], u8)]) -> Result<()> {
        for (digest, kind) in digests {
            self.connection()
                .prepare_cached(
                    "INSERT OR IGNORE INTO conflicts (account_id, digest, kind) VALUES (?1, ?2, ?3)",
                )?
                .execute((account.as_bytes(), digest, kind))?;
        }
        Ok(())
    }

    /// Takes away what an account declared.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn clear_conflicts(&mut self, account: Id) -> Result<()> {
        self.connection()
            .prepare_cached("DELETE FROM conflicts WHERE account_id = ?1")?
            .execute([account.as_bytes()])?;
        Ok(())
    }

    /// Replaces an entry's lines in the restrictions' index.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn index_restriction(&mut self, entry: Id, lets: &[Vec<u8>]) -> Result<()> {
        self.connection()
            .prepare_cached("DELETE FROM restrictions WHERE entry_id = ?1")?
            .execute([entry.as_bytes()])?;
        self.add_restriction(entry, lets)
    }

    /// Adds whom an entry that was not there before lets through; nobody in particular if it is open.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn add_restriction(&mut self, entry: Id, lets: &[Vec<u8>]) -> Result<()> {
        for it in lets {
            self.connection()
                .prepare_cached("INSERT OR IGNORE INTO restrictions (entry_id, lets) VALUES (?1, ?2)")?
                .execute((entry.as_bytes(), it))?;
        }
        Ok(())
    }

    /// Notes something that somebody should look at.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn raise(&mut self, alert: &AlertRow) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR IGNORE INTO alerts (seq, watch, entry_id) VALUES (?1, ?2, ?3)")?
            .execute((alert.seq, alert.watch, alert.entry.as_bytes()))?;
        Ok(())
    }

    /// Notes that a view showed an event as a finding.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn show_finding(&mut self, seq: u64, watch: u8, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR IGNORE INTO findings (seq, watch, shown_by) VALUES (?1, ?2, ?3)")?
            .execute((seq, watch, by))?;
        Ok(())
    }

    /// Notes that an event looked at a finding of a view.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn note_finding(&mut self, seq: u64, watch: u8, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached(
                "UPDATE findings SET reviewed_by = ?3 WHERE seq = ?1 AND watch = ?2 AND reviewed_by IS NULL",
            )?
            .execute((seq, watch, by))?;
        Ok(())
    }
}

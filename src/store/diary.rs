//! The diary index: which record asks for something on which day, and whose matter it is.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use crate::error::Result;
use crate::model::Id;
use crate::store::{Tx, View};

/// One thing that is to be done.
///
/// In the order of the diary.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DiaryRow {
    /// The day on which it stands in the diary, `YYYY-MM-DD`.
    pub day: String,
    /// The record that asks for it.
    pub record_id: Id,
    /// Which of the record's items it is.
    pub item: u32,
    /// The entry it belongs to.
    pub entry_id: Id,
    /// The managing force's code.
    pub force: String,
    /// The managing team.
    pub team: Option<String>,
    /// The entry's manager.
    pub manager: Option<Id>,
    /// The entry's supervisor.
    pub supervisor: Option<Id>,
    /// The owner of a review.
    pub owner: Option<Id>,
}

/// A row of the diary, borrowed: whoever only sums up a million of them need not keep their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DiaryLine<'a> {
    /// As in [`DiaryRow`], and so are the others.
    pub day: &'a str,
    /// The record.
    pub record_id: Id,
    /// The item.
    pub item: u32,
    /// The entry.
    pub entry_id: Id,
    /// The force.
    pub force: &'a str,
    /// The team.
    pub team: Option<&'a str>,
    /// The manager.
    pub manager: Option<Id>,
    /// The supervisor.
    pub supervisor: Option<Id>,
    /// The owner.
    pub owner: Option<Id>,
}

/// Where a page of the diary begins: after this day, record and item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiaryPlace {
    /// The day.
    pub day: String,
    /// The record.
    pub record_id: Id,
    /// The item.
    pub item: u32,
}

impl DiaryRow {
    /// Borrows the row.
    #[must_use]
    pub fn line(&self) -> DiaryLine<'_> {
        DiaryLine {
            day: &self.day,
            record_id: self.record_id,
            item: self.item,
            entry_id: self.entry_id,
            force: &self.force,
            team: self.team.as_deref(),
            manager: self.manager,
            supervisor: self.supervisor,
            owner: self.owner,
        }
    }

    /// Returns the row's place.
    #[must_use]
    pub fn place(&self) -> DiaryPlace {
        DiaryPlace { day: self.day.clone(), record_id: self.record_id, item: self.item }
    }
}

/// Whose diary is read; what is given narrows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiaryScope<'a> {
    /// Only what this force manages.
    pub force: Option<&'a str>,
    /// Only what this team manages.
    pub team: Option<&'a str>,
    /// Only what this account manages, supervises or must review.
    pub officer: Option<Id>,
}

/// What the whole diary was last made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryState {
    /// The version of the policy; 0 for the one that is built in.
    pub policy: u32,
    /// The code that made it, and the rules with their versions.
    pub rules: String,
}

const COLUMNS: &str =
    "SELECT day, record_id, item, entry_id, force, team, manager, supervisor, owner FROM diary";

fn line<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<DiaryLine<'a>> {
    let id = |column| row.get::<_, Option<[u8; 16]>>(column).map(|it| it.map(Id::from_bytes));
    Ok(DiaryLine {
        day: row.get_ref(0)?.as_str()?,
        record_id: Id::from_bytes(row.get(1)?),
        item: row.get(2)?,
        entry_id: Id::from_bytes(row.get(3)?),
        force: row.get_ref(4)?.as_str()?,
        team: row.get_ref(5)?.as_str_or_null()?,
        manager: id(6)?,
        supervisor: id(7)?,
        owner: id(8)?,
    })
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DiaryRow> {
    let line = line(row)?;
    Ok(DiaryRow {
        day: line.day.to_owned(),
        record_id: line.record_id,
        item: line.item,
        entry_id: line.entry_id,
        force: line.force.to_owned(),
        team: line.team.map(str::to_owned),
        manager: line.manager,
        supervisor: line.supervisor,
        owner: line.owner,
    })
}

impl View<'_> {
    /// Returns what stands in the diary up to a day, the earliest first, after the place of an earlier
    /// page; at most `limit` rows.
    ///
    /// Each scope has an index of its own, so that a page costs its own length, whatever the diary's.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn due(
        &self,
        until: &str,
        scope: DiaryScope<'_>,
        after: Option<&DiaryPlace>,
        limit: u32,
    ) -> Result<Vec<DiaryRow>> {
        let Some(_) = scope.officer else {
            let by = match (scope.team, scope.force) {
                (Some(_), _) => "diary_by_team",
                (None, Some(_)) => "diary_by_force",
                (None, None) => "diary_by_day",
            };
            return self.page(by, "1", until, scope, after, limit);
        };
        let mut rows = Vec::new();
        for (by, column) in [
            ("diary_by_manager", "manager"),
            ("diary_by_supervisor", "supervisor"),
            ("diary_by_owner", "owner"),
        ] {
            rows.extend(self.page(by, &format!("{column} = ?7"), until, scope, after, limit)?);
        }
        rows.sort_unstable();
        rows.dedup();
        rows.truncate(limit as usize);
        Ok(rows)
    }

    /// Reads a page by one index.
    fn page(
        &self,
        by: &str,
        whose: &str,
        until: &str,
        scope: DiaryScope<'_>,
        after: Option<&DiaryPlace>,
        limit: u32,
    ) -> Result<Vec<DiaryRow>> {
        let force = if scope.force.is_some() { "force = ?5" } else { "?5 IS NULL" };
        let team = if scope.team.is_some() { "team = ?6" } else { "?6 IS NULL" };
        let whose = if scope.officer.is_some() { whose } else { "?7 IS NULL" };
        let start = ("", [0_u8; 16], -1_i64);
        let (day, record, item) =
            after.map_or(start, |it| (it.day.as_str(), *it.record_id.as_bytes(), i64::from(it.item)));
        let mut statement = self.connection().prepare_cached(&format!(
            "{COLUMNS} INDEXED BY {by} WHERE {force} AND {team} AND {whose} AND day <= ?1 \
             AND (day, record_id, item) > (?2, ?3, ?4) ORDER BY day, record_id, item LIMIT ?8"
        ))?;
        let officer = scope.officer.map(|it| *it.as_bytes());
        let given = (until, day, record, item, scope.force, scope.team, officer, limit);
        let rows = statement.query_map(given, row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns an entry's lines in the diary, sorted.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn diary_of(&self, entry: Id) -> Result<Vec<DiaryRow>> {
        let mut statement = self.connection().prepare_cached(&format!("{COLUMNS} WHERE entry_id = ?1"))?;
        let rows = statement.query_map([entry.as_bytes()], row)?;
        let mut rows: Vec<_> = rows.collect::<std::result::Result<_, _>>()?;
        rows.sort_unstable();
        Ok(rows)
    }

    /// Calls a function with every line of the diary, in no promised order.
    ///
    /// # Errors
    ///
    /// The function's own, and [`Error::Storage`](crate::error::Error::Storage).
    pub fn each_diary_line(&self, mut visit: impl FnMut(DiaryLine<'_>) -> Result<()>) -> Result<()> {
        let mut statement = self.connection().prepare(COLUMNS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(line(row)?)?;
        }
        Ok(())
    }

    /// Returns every row of the diary, sorted.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn whole_diary(&self) -> Result<BTreeSet<DiaryRow>> {
        let mut statement = self.connection().prepare(COLUMNS)?;
        let rows = statement.query_map([], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns what the whole diary was last made with.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn diary_state(&self) -> Result<Option<DiaryState>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT policy, rules FROM diary_state WHERE one = 1")?
            .query_row([], |row| Ok(DiaryState { policy: row.get(0)?, rules: row.get(1)? }))
            .optional()?)
    }
}

impl Tx<'_> {
    /// Replaces an entry's lines in the diary.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn index_diary(&mut self, entry: Id, rows: &[DiaryRow]) -> Result<()> {
        self.connection()
            .prepare_cached("DELETE FROM diary WHERE entry_id = ?1")?
            .execute([entry.as_bytes()])?;
        self.add_to_diary(rows)
    }

    /// Adds lines to the diary, of an entry that had none.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn add_to_diary(&mut self, rows: &[DiaryRow]) -> Result<()> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO diary (record_id, item, entry_id, day, force, team, manager, supervisor, owner) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for row in rows {
            let id = |it: &Option<Id>| it.map(|it| *it.as_bytes());
            statement.execute((
                row.record_id.as_bytes(),
                row.item,
                row.entry_id.as_bytes(),
                &row.day,
                &row.force,
                &row.team,
                id(&row.manager),
                id(&row.supervisor),
                id(&row.owner),
            ))?;
        }
        Ok(())
    }

    /// Takes a line out of the diary, whichever entry it is said to belong to; tells how many went.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn strike_from_diary(&mut self, record: Id, item: u32) -> Result<u64> {
        let struck = self
            .connection()
            .prepare_cached("DELETE FROM diary WHERE record_id = ?1 AND item = ?2")?
            .execute((record.as_bytes(), item))?;
        Ok(struck as u64)
    }

    /// Notes what the whole diary was made with.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn settle_diary(&mut self, state: &DiaryState) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO diary_state (one, policy, rules) VALUES (1, ?1, ?2) \
                 ON CONFLICT (one) DO UPDATE SET policy = ?1, rules = ?2",
            )?
            .execute((state.policy, &state.rules))?;
        Ok(())
    }
}

//! The diary index: which record asks for something by which day.

use crate::error::Result;
use crate::model::Id;
use crate::store::{Tx, View};

/// One thing that is to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiaryRow {
    /// The last day for it, `YYYY-MM-DD`.
    pub last_day: String,
    /// The record that asks for it.
    pub record_id: Id,
    /// Which of the record's duties it is.
    pub item: u16,
    /// The entry it belongs to.
    pub entry_id: Id,
    /// The managing force's code, or empty.
    pub force: String,
}

const COLUMNS: &str = "SELECT last_day, record_id, item, entry_id, force FROM diary";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DiaryRow> {
    Ok(DiaryRow {
        last_day: row.get(0)?,
        record_id: Id::from_bytes(row.get(1)?),
        item: row.get(2)?,
        entry_id: Id::from_bytes(row.get(3)?),
        force: row.get(4)?,
    })
}

impl View<'_> {
    /// Returns what is to be done up to a day, the earliest first, after a row of an earlier page.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn due(&self, last_day: &str, after: Option<&DiaryRow>, limit: u32) -> Result<Vec<DiaryRow>> {
        let start = ("", [0_u8; 16], -1_i32);
        let (day, record, item) =
            after.map_or(start, |it| (it.last_day.as_str(), *it.record_id.as_bytes(), i32::from(it.item)));
        let mut statement = self.connection().prepare_cached(&format!(
            "{COLUMNS} WHERE last_day <= ?1 AND (last_day, record_id, item) > (?2, ?3, ?4) \
             ORDER BY last_day, record_id, item LIMIT ?5"
        ))?;
        let rows = statement.query_map((last_day, day, record, item, limit), row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns every row of the diary, sorted, for a comparison with the records.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn all_diary(&self) -> Result<Vec<DiaryRow>> {
        let mut statement =
            self.connection().prepare(&format!("{COLUMNS} ORDER BY last_day, record_id, item"))?;
        let rows = statement.query_map([], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
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
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO diary (record_id, item, entry_id, last_day, force) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for row in rows {
            statement.execute((
                row.record_id.as_bytes(),
                row.item,
                entry.as_bytes(),
                &row.last_day,
                &row.force,
            ))?;
        }
        Ok(())
    }
}

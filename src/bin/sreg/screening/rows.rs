//! Entries and labelled queries of a set, from CSV files.

use std::collections::HashMap;
use std::path::Path;

use csv::{Reader, StringRecord};
use stalking_register::model::Id;
use stalking_register::model::text::{Few, Line};
use stalking_register::screening::{Birth, Index, Name, NameKind, Profile, Query, Sex, Weights};

use crate::fault::Fault;
use crate::import::csv_fault;

/// The entries of a set, indexed.
pub(super) struct Rows {
    pub(super) index: Index,
    ids: HashMap<String, Id>,
    entries: Vec<(String, String)>,
}

/// A query of a set; none where there is nothing to search by.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) query: Option<Query>,
    pub(super) persons: Vec<Id>,
}

/// A row by the names of its columns.
pub(super) struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    record: &'a StringRecord,
}

impl Row<'_> {
    pub(super) fn text(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|it| self.record.get(*it)).unwrap_or("").trim()
    }

    fn line<const MAX: usize>(&self, column: &str) -> Option<Line<MAX>> {
        Line::new(self.text(column)).ok()
    }

    fn sex(&self) -> Option<Sex> {
        match self.text("sex") {
            "F" | "f" => Some(Sex::Female),
            "M" | "m" => Some(Sex::Male),
            _ => None,
        }
    }

    /// Reads an entry: the family name as given, everything else of the name before it.
    pub(super) fn profile(&self) -> Profile {
        let (name, family) = (self.text("name"), self.text("family"));
        let given = name.strip_suffix(family).map_or(self.text("given"), str::trim);
        let aliases = self.text("aliases").split(';').filter(|it| !it.is_empty());
        let some = |column: &str| -> Vec<String> {
            Some(self.text(column).to_owned()).filter(|it| !it.is_empty()).into_iter().collect()
        };
        Profile {
            names: std::iter::once(Name::new(given, family, NameKind::Main))
                .chain(aliases.map(|it| Name::free(it, NameKind::Alias)))
                .collect(),
            births: Birth::read(self.text("dob")).into_iter().collect(),
            postcodes: some("postcode"),
            places: some("place"),
            addresses: some("address"),
            sex: self.sex(),
        }
    }

    pub(super) fn query(&self) -> Option<Query> {
        let aliases = self.text("aliases").split(';').filter_map(|it| Line::new(it).ok()).collect();
        let query = Query {
            name: self.line("name"),
            given: self.line("given"),
            family: self.line("family"),
            aliases: Few::new(aliases).unwrap_or_default(),
            born: self.line("dob").filter(|it: &Line<40>| Birth::read(it).is_some()),
            postcode: self.line("postcode"),
            place: self.line("place"),
            address: self.line("address"),
            sex: self.sex(),
        };
        query.check().is_ok().then_some(query)
    }
}

/// Calls for each row of a file.
pub(super) fn each(path: &Path, what: &'static str, mut row: impl FnMut(Row<'_>)) -> Result<(), Fault> {
    let mut reader = Reader::from_path(path).map_err(|it| csv_fault(what, &it))?;
    let head = reader.headers().map_err(|it| csv_fault(what, &it))?;
    let columns: HashMap<String, usize> =
        head.iter().enumerate().map(|(at, it)| (it.to_owned(), at)).collect();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|it| csv_fault(what, &it))? {
        row(Row { columns: &columns, record: &record });
    }
    Ok(())
}

/// Returns the id of a row.
pub(super) fn id_of(row: usize) -> Id {
    Id::from_bytes((row as u128).to_be_bytes())
}

/// Returns the row of an id.
pub(super) fn row_of(id: Id) -> Option<usize> {
    usize::try_from(u128::from_be_bytes(*id.as_bytes())).ok()
}

impl Rows {
    /// Reads the entries of a file into an index.
    pub(super) fn read(path: &Path, weights: Weights) -> Result<Self, Fault> {
        let mut rows = Self { index: Index::with_weights(weights), ids: HashMap::new(), entries: Vec::new() };
        each(path, "--register", |row| {
            let id = id_of(rows.entries.len());
            rows.index.insert(id, &row.profile());
            rows.ids.insert(row.text("entry_id").to_owned(), id);
            rows.entries.push((row.text("entry_id").to_owned(), row.text("family").to_owned()));
        })?;
        Ok(rows)
    }

    /// Reads the queries of a file.
    pub(super) fn queries(&self, path: &Path, limit: usize) -> Result<Vec<Asked>, Fault> {
        let mut asked = Vec::new();
        let mut strange = false;
        each(path, "--queries", |row| {
            if asked.len() < limit {
                let truths = row.text("truth_ids").split(';').filter(|it| !it.is_empty());
                let persons: Vec<Option<Id>> = truths.map(|it| self.ids.get(it).copied()).collect();
                strange |= persons.contains(&None);
                let persons = persons.into_iter().flatten().collect();
                asked.push(Asked { id: row.text("query_id").to_owned(), query: row.query(), persons });
            }
        })?;
        if strange {
            return Err(Fault::slip("--queries: a truth_id is not an entry of --register"));
        }
        Ok(asked)
    }

    /// Returns the entry_id of an entry.
    pub(super) fn entry_id(&self, id: Id) -> &str {
        self.at(id).map_or("", |it| &it.0)
    }

    /// Returns the family name of an entry.
    pub(super) fn family(&self, id: Id) -> &str {
        self.at(id).map_or("", |it| &it.1)
    }

    fn at(&self, id: Id) -> Option<&(String, String)> {
        row_of(id).and_then(|it| self.entries.get(it))
    }
}

/// Reads the origins of family names.
pub(super) fn origins(path: &Path) -> Result<HashMap<String, String>, Fault> {
    let mut origins = HashMap::new();
    each(path, "--origins", |row| {
        origins.insert(row.text("name").to_owned(), row.text("origin").to_owned());
    })?;
    Ok(origins)
}

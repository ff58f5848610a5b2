//! Which column of a CSV file holds which field of an entry.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use stalking_register::error::Code;
use stalking_register::model::Scheme;

use crate::fault::Fault;

/// The fields that a column can hold, with their place in an entry's document.
///
/// Identifiers are not here: they are named after their schemes.
pub(crate) const FIELDS: [(&str, &str); 17] = [
    ("source_ref", "/registration/source_ref"),
    ("name", "/subject/names/0/full"),
    ("given", "/subject/names/0/given"),
    ("family", "/subject/names/0/family"),
    ("aliases", "/subject/names"),
    ("born", "/subject/births/0/date"),
    ("birth_place", "/subject/births/0/place"),
    ("sex", "/subject/sex"),
    ("occupation", "/subject/occupation"),
    ("address", "/subject/addresses/0/lines"),
    ("place", "/subject/addresses/0/place"),
    ("postcode", "/subject/addresses/0/postcode"),
    ("lawful_basis", "/registration/lawful_basis"),
    ("managing_force", "/registration/managing_force"),
    ("since", "/registration/since"),
    ("team", "/registration/team"),
    ("source_system", "/registration/source_system"),
];

/// What a reject file says of each of its lines.
pub(crate) const REJECT_COLUMNS: [&str; 3] = ["reject_line", "reject_reason", "reject_source_system"];

/// What happens to a birth date that is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnBadDate {
    /// The words are kept, and the precision is unknown.
    KeepAsText,
    /// The line is at fault.
    #[default]
    Refuse,
}

/// Which column holds which field; without a map each is called like its field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    /// What happens to a birth date that is none.
    #[serde(default)]
    pub(crate) on_bad_date: OnBadDate,
    /// What parts the aliases.
    #[serde(default = "semicolon")]
    separator: String,
    /// The system that the persons come from.
    #[serde(default)]
    pub(crate) source_system: Option<String>,
    /// The name of the file without its ending, which stands for the system where nothing tells it.
    #[serde(skip)]
    pub(crate) file_stem: Option<String>,
    /// The columns, by their fields.
    #[serde(default)]
    columns: BTreeMap<String, String>,
    /// What a field says where no column does.
    #[serde(default)]
    defaults: BTreeMap<String, String>,
}

fn semicolon() -> String {
    ";".to_owned()
}

/// Where each field stands in the lines of one file.
pub(crate) struct Positions {
    places: BTreeMap<&'static str, (usize, String)>,
    /// Where a reject file tells the system that the line came from first.
    first_system: Option<usize>,
}

impl Layout {
    /// Reads a map.
    pub(crate) fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|it| Fault::file("--map", &it))?;
        Self::parse(&text)
    }

    /// Reads a map's text.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let layout: Self = toml::from_str(text).map_err(|it| {
            let line = it.span().map_or(0, |it| text[..it.start].lines().count().max(1));
            Fault::slip(format!("--map: line {line} is no line of a map"))
        })?;
        let unknown = layout.columns.keys().chain(layout.defaults.keys()).any(|it| known(it).is_none());
        if unknown {
            return Err(Fault::slip("--map: it names a field that is none; see `sreg import --help`"));
        }
        Ok(layout)
    }

    /// Parts the aliases of a cell.
    pub(crate) fn parts<'a>(&'a self, cell: &'a str) -> impl Iterator<Item = &'a str> {
        let separator = if self.separator.is_empty() { ";" } else { &self.separator };
        cell.split(separator).map(str::trim).filter(|it| !it.is_empty())
    }

    /// Returns what a field says where no column does.
    pub(crate) fn default_of(&self, field: &str) -> Option<&str> {
        self.defaults.get(field).map(String::as_str)
    }

    /// Returns the system of a line that a reject file may have told to come from another than its own.
    pub(crate) fn system_of<'a>(&'a self, told: Option<&'a str>) -> Option<&'a str> {
        self.source_system.as_deref().or(told).or(self.file_stem.as_deref())
    }

    /// Finds the fields in a file's line of column names.
    pub(crate) fn positions(&self, head: &csv::StringRecord) -> Result<Positions, Fault> {
        let mut places = BTreeMap::new();
        let mut first_system = None;
        for (at, column) in head.iter().enumerate() {
            let column = column.trim();
            if REJECT_COLUMNS.contains(&column) {
                first_system = (column == REJECT_COLUMNS[2]).then_some(at).or(first_system);
                continue;
            }
            let field = if self.columns.is_empty() {
                let unknown =
                    || Fault::slip(format!("column {} is no field; see `sreg import --help`", at + 1));
                known(column).ok_or_else(unknown)?
            } else {
                let mapped = self.columns.iter().find(|it| it.1 == column);
                let Some(field) = mapped.and_then(|it| known(it.0)) else { continue };
                field
            };
            if places.insert(field, (at, column.to_owned())).is_some() {
                return Err(Fault::slip(format!("the column of {field} is there twice")));
            }
        }
        let absent = self.columns.keys().find(|it| known(it).is_some_and(|it| !places.contains_key(it)));
        if let Some(field) = absent {
            return Err(Fault::new(format!("the file has no column for {field}"), Code::Invalid));
        }
        if !places.contains_key("source_ref") {
            return Err(Fault::slip("the file has no column for source_ref"));
        }
        Ok(Positions { places, first_system })
    }
}

impl Positions {
    /// Returns what a line says of a field, if it says anything.
    pub(crate) fn cell<'a>(&self, field: &str, record: &'a csv::StringRecord) -> Option<&'a str> {
        let cell = record.get(self.places.get(field)?.0)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// Returns the system that a reject file tells of a line.
    pub(crate) fn first_system<'a>(&self, record: &'a csv::StringRecord) -> Option<&'a str> {
        record.get(self.first_system?).map(str::trim).filter(|it| !it.is_empty())
    }

    /// Returns what the file calls a field.
    pub(crate) fn column<'a>(&'a self, field: &'a str) -> &'a str {
        self.places.get(field).map_or(field, |it| &it.1)
    }
}

/// Returns our own name of a field that is one.
fn known(name: &str) -> Option<&'static str> {
    let fields = FIELDS.iter().map(|it| it.0);
    fields.chain(Scheme::ALL.iter().map(|it| it.name())).find(|it| *it == name)
}

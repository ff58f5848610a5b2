//! What a command prints: aligned lines for people, or JSON for programs.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use stalking_register::register::Stored;

use crate::fault::Fault;

/// How the answer is written.
#[derive(Args)]
pub(crate) struct Form {
    /// Writes JSON instead of lines for people.
    #[arg(long)]
    json: bool,
}

impl Form {
    /// Tells whether programs read the answer.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints an answer as JSON, or in the words that `human` makes.
    pub(crate) fn print<T: Serialize>(&self, value: &T, human: impl FnOnce() -> String) -> Result<(), Fault> {
        if !self.json {
            return print(&human());
        }
        let json = serde_json::to_string_pretty(value)
            .map_err(|_| Fault::from(stalking_register::error::Error::Internal))?;
        print(&json)
    }
}

/// Prints a text and ends its last line.
pub(crate) fn print(text: &str) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') || text.is_empty() { Ok(()) } else { out.write_all(b"\n") })
        .and_then(|()| out.flush())
        .map_err(|it| Fault::output(&it))
}

/// Writes rows in aligned columns.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|it| it.get(column)).map(|it| it.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let gap = width - cell.chars().count() + 2;
            line.push_str(cell);
            line.push_str(&" ".repeat(gap));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Writes the heading of a record's version and its document.
pub(crate) fn record(stored: &Stored) -> String {
    let document: Value = serde_json::from_str(&stored.json).unwrap_or_default();
    format!("{}\n{}", heading(stored), fields(&document, 1))
}

/// Writes one line that tells which version of which record it is.
pub(crate) fn heading(stored: &Stored) -> String {
    let Stored { id, kind, version, recorded_at, event, .. } = stored;
    format!("{kind} {id}, version {version}, recorded {recorded_at}, event {event}")
}

/// Writes a document's fields line by line, those within others indented.
pub(crate) fn fields(value: &Value, depth: usize) -> String {
    let mut text = String::new();
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) => {
            let plain = |it: &Value| one_line(it).is_some();
            let widest =
                members.iter().filter(|(_, it)| plain(it)).map(|(name, _)| name.chars().count()).max();
            for (name, member) in members {
                let name = name.replace('_', " ");
                if let Some(line) = one_line(member) {
                    let width = widest.unwrap_or(0);
                    writeln!(text, "{indent}{name:<width$}  {line}").expect("a text can be written to");
                } else {
                    writeln!(text, "{indent}{name}").expect("a text can be written to");
                    text.push_str(&fields(member, depth + 1));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let inside = fields(item, depth + 1);
                // The number takes the place of the first line's indentation.
                let number = format!("{indent}{}. ", index + 1);
                text.push_str(&number);
                text.push_str(inside.trim_start());
            }
        }
        other => {
            writeln!(text, "{indent}{}", one_line(other).unwrap_or_default())
                .expect("a text can be written to");
        }
    }
    text
}

/// Writes what fits a line: a text, a number, a list of those.
fn one_line(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("-".to_owned()),
        Value::Bool(it) => Some(if *it { "yes" } else { "no" }.to_owned()),
        Value::Number(it) => Some(it.to_string()),
        Value::String(it) => Some(it.replace('\n', " / ")),
        Value::Array(items) => {
            let scalar = |it: &Value| if it.is_object() || it.is_array() { None } else { one_line(it) };
            items.iter().map(scalar).collect::<Option<Vec<_>>>().map(|it| it.join(", "))
        }
        Value::Object(_) => None,
    }
}

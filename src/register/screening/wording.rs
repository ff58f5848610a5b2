//! The answer to a screening in lines for people.

use std::fmt::Write as _;

use crate::register::screening::{Candidate, Screening};
use crate::screening::{Band, Extent};

/// What is said where nobody was found.
const NOBODY: &str = "Nobody was found.\n";

/// What is said where a limit was reached.
const CUT: &str = "A limit was reached: others may fit as well. Ask for more of the person.\n";

/// How much is said of each match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// One line.
    Line,
    /// One line, and below it what each field contributes.
    Reasons,
}

impl Screening {
    /// Writes the answer as a table for people, or each match with its reasons.
    #[must_use]
    pub fn text(&self, detail: Detail) -> String {
        let mut text = match detail {
            _ if self.matches.is_empty() => NOBODY.to_owned(),
            Detail::Line => self.lines(),
            Detail::Reasons => self.matches.iter().map(reasoned).collect::<Vec<_>>().join("\n"),
        };
        if self.extent == Extent::Cut {
            text.push_str(CUT);
        }
        text
    }

    fn lines(&self) -> String {
        let head = ["BITS", "BAND", "NAME", "BORN", "FORCE", "WARNINGS", "SOURCE", "ENTRY"];
        let mut rows = vec![head.map(str::to_owned)];
        rows.extend(self.matches.iter().map(row));
        aligned(&rows, "")
    }
}

fn row(found: &Candidate) -> [String; 8] {
    let or_dash = |it: Option<&str>| it.unwrap_or("-").to_owned();
    [
        format!("{:.1}", found.bits),
        band(found.band).to_owned(),
        found.name.clone(),
        or_dash(found.born.as_deref()),
        found.managing_force.clone(),
        if found.warnings.is_empty() { "-".to_owned() } else { found.warnings.join(", ") },
        or_dash(found.source_ref.as_deref()),
        found.entry.to_string(),
    ]
}

fn reasoned(found: &Candidate) -> String {
    let mut text = found.name.clone();
    if let Some(born) = &found.born {
        write!(text, ", born {born}").expect("a text can be written to");
    }
    writeln!(text, ": {} at {:.1} bits ({})", band(found.band), found.bits, found.entry)
        .expect("a text can be written to");
    let rows: Vec<_> =
        found.reasons.iter().map(|it| [format!("{:+.1}", it.bits), it.words.clone()]).collect();
    text.push_str(&aligned(&rows, "  "));
    text
}

/// Returns a band's word.
const fn band(band: Band) -> &'static str {
    match band {
        Band::Identify => "identify",
        Band::Probable => "probable",
        Band::Possible => "possible",
    }
}

/// Writes rows in aligned columns.
fn aligned<const N: usize>(rows: &[[String; N]], indent: &str) -> String {
    let width = |column: usize| rows.iter().map(|it| it[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(text, "{indent}{}", line.trim_end()).expect("a text can be written to");
    }
    text
}

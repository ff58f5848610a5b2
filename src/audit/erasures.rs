//! The list of what was erased, for a backup that still holds it: random ids, and nothing of anybody.
//!
//! A line names the register and one record, or one part of one event by the event's leaf: whichever
//! history of the log is restored, no line fits anything but what was erased. The seal over it is made with
//! a key of the register's (`register::erasures`), and nothing here knows that key.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::audit::checkpoint::number;
use crate::audit::commitment::Field;
use crate::audit::digest::Digest;
use crate::model::Id;

/// What a line begins with.
const HEAD: &str = "sreg-erasure-1";

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Erased {
    /// A record, with all that belonged to its entry.
    Record {
        /// The record.
        record: Id,
        /// The entry that it belonged to.
        entry: Id,
    },
    /// A personal part of an event.
    Part {
        /// The event's number.
        event: u64,
        /// The part.
        field: Field,
        /// The event's leaf.
        leaf: Digest,
    },
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The register.
    pub register: Id,
    /// What was erased.
    pub erased: Erased,
}

impl Erasure {
    /// Splits a line into what it says and the seal over that; nothing if it is no line of a list.
    #[must_use]
    pub fn parse(line: &str) -> Option<(Self, &str, [u8; 32])> {
        let (said, seal) = line.rsplit_once(' ')?;
        let seal = hexadecimal(seal)?;
        let words: Vec<_> = said.split(' ').collect();
        let (register, erased) = match words[..] {
            [HEAD, register, "record", record, entry] => {
                (register, Erased::Record { record: record.parse().ok()?, entry: entry.parse().ok()? })
            }
            [HEAD, register, "part", event, field, leaf] => {
                let field = Field::ALL.into_iter().find(|it| it.name() == field)?;
                let leaf = Digest::from_bytes(hexadecimal(leaf)?);
                (register, Erased::Part { event: number(event)?, field, leaf })
            }
            _ => return None,
        };
        let erasure = Self { register: register.parse().ok()?, erased };
        (erasure.to_string() == said).then_some((erasure, said, seal))
    }

    /// Returns the line with its seal.
    #[must_use]
    pub fn line(&self, seal: &[u8; 32]) -> String {
        format!("{self} {}", HEXLOWER.encode(seal))
    }
}

impl fmt::Display for Erasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { register, erased } = self;
        match erased {
            Erased::Record { record, entry } => write!(f, "{HEAD} {register} record {record} {entry}"),
            Erased::Part { event, field, leaf } => write!(f, "{HEAD} {register} part {event} {field} {leaf}"),
        }
    }
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_no_other_spelling_does() {
        let (register, record) = (Id::from_bytes([7; 16]), Id::from_bytes([1; 16]));
        let leaf = Digest::of(&[b"a leaf"]);
        for erased in [
            Erased::Record { record, entry: Id::from_bytes([2; 16]) },
            Erased::Part { event: 40, field: Field::Reason, leaf },
        ] {
            let erasure = Erasure { register, erased };
            let line = erasure.line(&[5; 32]);
            assert_eq!(Erasure::parse(&line), Some((erasure, erasure.to_string().as_str(), [5; 32])));
            for wrong in [
                line.replace(HEAD, "sreg-erasure-2"),
                line.replace("0505", "05 05"),
                line.replace(" 40 ", " 040 "),
                line.replace("reason", "surname").replace(" record ", " person "),
                format!("{line} "),
                format!(" {line}"),
                line.to_uppercase(),
                String::new(),
            ] {
                assert!(wrong == line || Erasure::parse(&wrong).is_none(), "{wrong}");
            }
        }
    }
}

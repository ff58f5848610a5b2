//! Checkpoints (C2SP tlog-checkpoint): a log's origin, its size and its root, to be signed as a note.
//!
//! There are deliberately no extension lines: the moment of a checkpoint is in the tree, in the event
//! that was added before it was signed.

use std::fmt;

use data_encoding::BASE64;

use crate::audit::base64;
use crate::audit::digest::{DIGEST_BYTES, Digest};
use crate::audit::note::{self, Note, Unsigned, VerifierKey};
use crate::audit::proof::{self, HASHES_MAX};
use crate::audit::tree;
use crate::model::Id;

/// The first line of a proof of one event (C2SP tlog-proof).
const PROOF_HEAD: &str = "c2sp.org/tlog-proof@v1";

/// The name of a log where none was given.
pub const NAME_DEFAULT: &str = "localhost";

/// The longest name of a log, in bytes.
pub const LOG_NAME_BYTES_MAX: usize = 100;

/// Whose log it is, and which of its histories: `police.example/sreg/<register>/<incarnation>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name of the force's log.
    pub name: String,
    /// The register.
    pub register: Id,
    /// Which of the register's histories.
    pub incarnation: u32,
}

impl Origin {
    /// Reads an origin.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Unsigned> {
        let read = || {
            let (rest, incarnation) = text.rsplit_once('/')?;
            let (name, register) = rest.split_once("/sreg/")?;
            let incarnation = number(incarnation)?.try_into().ok()?;
            let origin = Self { name: name.to_owned(), register: register.parse().ok()?, incarnation };
            (is_log_name(name) && origin.to_string() == text).then_some(origin)
        };
        read().ok_or(Unsigned::Malformed)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/sreg/{}/{}", self.name, self.register, self.incarnation)
    }
}

/// Tells whether a name can be a log's: lower-case letters, digits, dots and hyphens.
#[must_use]
pub fn is_log_name(name: &str) -> bool {
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b".-".contains(&it);
    (1..=LOG_NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(fits)
}

/// What a log was at a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is: an [`Origin`], or another log's name.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Digest,
}

impl Checkpoint {
    /// Returns the text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root.as_bytes()))
    }

    /// Reads a text that was signed: three lines, no more.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Unsigned> {
        let read = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
            let checkpoint = Self { origin: origin.to_owned(), size: number(size)?, root: digest(root)? };
            (lines.next().is_none() && note::is_name(origin)).then_some(checkpoint)
        };
        read().ok_or(Unsigned::Malformed)
    }

    /// Reads a checkpoint that a log signed by a key which bears its origin's name.
    ///
    /// # Errors
    ///
    /// [`Unsigned`].
    pub fn signed(note: &Note, key: &VerifierKey) -> Result<Self, Unsigned> {
        note.check(key)?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(Unsigned::Unknown) }
    }
}

/// A proof of one event that stands for itself: its place, its path, and a signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventProof {
    /// The event's number.
    pub index: u64,
    /// The path from its leaf to the root.
    pub path: Vec<Digest>,
    /// The signed checkpoint.
    pub note: Note,
}

impl EventProof {
    /// Reads a proof (C2SP tlog-proof); nothing is checked.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Unsigned> {
        let (head, note) = text.split_once("\n\n").ok_or(Unsigned::Malformed)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(PROOF_HEAD) {
            return Err(Unsigned::Malformed);
        }
        let index = lines.next().and_then(|it| it.strip_prefix("index ")).and_then(number);
        let path = lines.map(digest).collect::<Option<Vec<_>>>().filter(|it| it.len() <= HASHES_MAX);
        match (index, path) {
            (Some(index), Some(path)) => Ok(Self { index, path, note: Note::parse(note)? }),
            _ => Err(Unsigned::Malformed),
        }
    }

    /// Checks that an entry is in the log of a key, at the place that the proof names.
    ///
    /// # Errors
    ///
    /// [`Unsigned`]; [`Unsigned::Wrong`] where the path does not lead to the root.
    pub fn check(&self, entry: &Digest, key: &VerifierKey) -> Result<Checkpoint, Unsigned> {
        let checkpoint = Checkpoint::signed(&self.note, key)?;
        let leaf = tree::leaf_hash(entry.as_bytes());
        let Checkpoint { size, root, .. } = &checkpoint;
        proof::check_inclusion(&self.path, self.index, *size, &leaf, root).map_err(|_| Unsigned::Wrong)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for EventProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PROOF_HEAD}\nindex {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", BASE64.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.note)
    }
}

/// Reads a number in its one decimal form.
pub(crate) fn number(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|it| it.to_string() == text)
}

/// Reads a digest in base64.
pub(crate) fn digest(text: &str) -> Option<Digest> {
    let bytes: [u8; DIGEST_BYTES] = base64::decode(text)?.try_into().ok()?;
    Some(Digest::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn a_checkpoint() -> Checkpoint {
        Checkpoint { origin: "police.example/sreg/x/1".into(), size: 13, root: Digest::of(&[b"a"]) }
    }

    #[test]
    fn a_checkpoint_reads_back_and_has_one_form() {
        let text = a_checkpoint().text();
        assert_eq!(Checkpoint::parse(&text), Ok(a_checkpoint()));
        for wrong in [
            text.trim_end().to_owned(),
            format!("{text}extension\n"),
            text.replace("\n13\n", "\n013\n"),
            text.replace("\n13\n", "\n+13\n"),
            text.replace("\n13\n", "\n\n"),
            text.replace("\n13\n", "\n18446744073709551616\n"),
            text.replace("=\n", "\n"),
            text.replace("police.example/sreg/x/1", ""),
            text.replace("police.example", "police example"),
        ] {
            assert_eq!(Checkpoint::parse(&wrong), Err(Unsigned::Malformed), "{wrong}");
        }
    }

    #[test]
    fn an_origin_reads_back_and_has_one_form() {
        let origin =
            Origin { name: "police.example".into(), register: Id::from_bytes([7; 16]), incarnation: 2 };
        let text = origin.to_string();
        assert_eq!(Origin::parse(&text), Ok(origin));
        for wrong in
            [text.replace("/2", "/02"), text.to_uppercase(), format!("a b{text}"), format!("{text}/")]
        {
            assert_eq!(Origin::parse(&wrong), Err(Unsigned::Malformed), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_as_a_checkpoint_is_written_the_same(text in "(\\PC|\n|[0-9]|=){0,120}") {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.text(), text);
            }
        }

        #[test]
        fn what_is_read_as_a_proof_is_written_the_same(
            lines in prop::collection::vec("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=|index 1|", 0..5)
        ) {
            let text = format!("{PROOF_HEAD}\n{}\n\na\n\n\u{2014} a AAAAAAAA\n", lines.join("\n"));
            if let Ok(proof) = EventProof::parse(&text) {
                prop_assert_eq!(proof.to_string(), text);
            }
        }
    }
}

//! Signed notes (C2SP signed-note): a text, and below it one line for each signature.
//!
//! The container of checkpoints. Keys that nobody here knows sign lines that nobody here reads: they are
//! kept and ignored, so that a witness or another algorithm can be added later.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::audit::base64;
use crate::audit::digest::Digest;

/// The longest note, in bytes.
pub const NOTE_BYTES_MAX: usize = 1_000_000;
/// The greatest number of signature lines.
pub const SIGNATURES_MAX: usize = 100;
/// The longest name of a key, in bytes.
pub const NAME_BYTES_MAX: usize = 255;
/// The length of an Ed25519 signature, in bytes.
pub const SIGNATURE_BYTES: usize = 64;

/// What a signature line begins with.
const LINE_HEAD: &str = "\u{2014} ";

/// Why a note or a key says nothing that can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsigned {
    /// It has not the form of a note or of a key.
    #[error("not of the form of a signed note")]
    Malformed,
    /// None of the keys that are asked for signed it.
    #[error("not signed by the key that is asked for")]
    Unknown,
    /// A key that is asked for is named, and did not sign this text.
    #[error("wrongly signed")]
    Wrong,
}

/// What a key signs, as its first byte tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// Ed25519 over the text.
    Log,
    /// Ed25519 over a moment and the text: a witness's cosignature.
    Witness,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// A public key with its name, as `name+id+key` in a `.vkey` file.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: [u8; 32],
}

impl VerifierKey {
    /// Names a public key.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`] if the name can be no key's, or the bytes are no key.
    pub fn new(name: &str, kind: KeyKind, key: [u8; 32]) -> Result<Self, Unsigned> {
        let whole = is_name(name) && VerifyingKey::from_bytes(&key).is_ok_and(|it| !it.is_weak());
        if whole { Ok(Self { name: name.to_owned(), kind, key }) } else { Err(Unsigned::Malformed) }
    }

    /// Reads a key as it stands in a `.vkey` file.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Unsigned> {
        let (name, rest) = text.split_once('+').ok_or(Unsigned::Malformed)?;
        let (id, key) = rest.split_once('+').ok_or(Unsigned::Malformed)?;
        let key = base64::decode(key).ok_or(Unsigned::Malformed)?;
        let (kind, key) = key.split_first().ok_or(Unsigned::Malformed)?;
        let kind = match kind {
            1 => KeyKind::Log,
            4 => KeyKind::Witness,
            _ => return Err(Unsigned::Malformed),
        };
        let key = Self::new(name, kind, key.try_into().map_err(|_| Unsigned::Malformed)?)?;
        if HEXLOWER.encode(&key.id()) == id { Ok(key) } else { Err(Unsigned::Malformed) }
    }

    /// Returns the key's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what the key signs.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns the public key.
    #[must_use]
    pub const fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// Returns the four bytes by which its signatures are found.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let whole = Digest::of(&[self.name.as_bytes(), b"\n", &[self.kind.byte()], &self.key]);
        let [a, b, c, d, ..] = *whole.as_bytes();
        [a, b, c, d]
    }

    /// Checks what this key says of a text; gives the second at which a witness signed it.
    fn check(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, Unsigned> {
        let (said, at, signature) = match self.kind {
            KeyKind::Log => (text.to_owned(), None, signature),
            KeyKind::Witness => {
                let (at, signature) = signature.split_first_chunk().ok_or(Unsigned::Wrong)?;
                let at = u64::from_be_bytes(*at);
                (cosigned(at, text), Some(at), signature)
            }
        };
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| Unsigned::Wrong)?;
        let key = VerifyingKey::from_bytes(&self.key).map_err(|_| Unsigned::Malformed)?;
        key.verify_strict(said.as_bytes(), &signature).map_err(|_| Unsigned::Wrong)?;
        Ok(at)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64.encode(&[&[self.kind.byte()], &self.key[..]].concat());
        write!(f, "{}+{}+{key}", self.name, HEXLOWER.encode(&self.id()))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that signs: 32 bytes, wiped when dropped.
pub struct Seed(Box<SigningKey>);

impl Seed {
    /// Takes 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(SigningKey::from_bytes(bytes)))
    }

    /// Returns the bytes, for wrapping them.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Returns the public key.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed")
    }
}

/// One signature line.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    name: String,
    id: [u8; 4],
    signature: Vec<u8>,
}

impl Line {
    /// Makes the line of a log's signature over a text.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Wrong`] if the key did not sign this text.
    pub fn of_log(key: &VerifierKey, text: &str, signature: [u8; SIGNATURE_BYTES]) -> Result<Self, Unsigned> {
        if key.kind != KeyKind::Log {
            return Err(Unsigned::Malformed);
        }
        key.check(text, &signature)?;
        Ok(Self { name: key.name.clone(), id: key.id(), signature: signature.to_vec() })
    }

    /// Makes the line of a witness's cosignature, which it gives at a second since 1970.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Wrong`] if the seed is not this key's.
    pub fn of_witness(key: &VerifierKey, seed: &Seed, text: &str, at: u64) -> Result<Self, Unsigned> {
        let signature = seed.sign(cosigned(at, text).as_bytes());
        let signature = [&at.to_be_bytes()[..], &signature].concat();
        key.check(text, &signature)?;
        Ok(Self { name: key.name.clone(), id: key.id(), signature })
    }

    /// Reads a line without its end.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(line: &str) -> Result<Self, Unsigned> {
        let line = line.strip_prefix(LINE_HEAD).ok_or(Unsigned::Malformed)?;
        let (name, blob) = line.split_once(' ').ok_or(Unsigned::Malformed)?;
        let blob = base64::decode(blob).ok_or(Unsigned::Malformed)?;
        let (id, signature) = blob.split_first_chunk::<4>().ok_or(Unsigned::Malformed)?;
        if !is_name(name) || signature.is_empty() {
            return Err(Unsigned::Malformed);
        }
        Ok(Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
    }

    /// Tells whether the line names a key.
    #[must_use]
    pub fn is_of(&self, key: &VerifierKey) -> bool {
        self.name == key.name && self.id == key.id()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blob = BASE64.encode(&[&self.id[..], &self.signature].concat());
        write!(f, "{LINE_HEAD}{} {blob}", self.name)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}", self.name)
    }
}

/// A text with its signature lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    lines: Vec<Line>,
}

impl Note {
    /// Puts signature lines under a text.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`] if the text can be no note's, or there are no lines or too many.
    pub fn new(text: &str, lines: Vec<Line>) -> Result<Self, Unsigned> {
        let whole = is_text(text) && (1..=SIGNATURES_MAX).contains(&lines.len());
        if whole { Ok(Self { text: text.to_owned(), lines }) } else { Err(Unsigned::Malformed) }
    }

    /// Reads a note; no signature is checked.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(note: &str) -> Result<Self, Unsigned> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(Unsigned::Malformed);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(Unsigned::Malformed)?;
        let lines = lines.strip_suffix('\n').ok_or(Unsigned::Malformed)?;
        let lines = lines.split('\n').map(Line::parse).collect::<Result<_, _>>()?;
        Self::new(&format!("{text}\n"), lines)
    }

    /// Returns the text, which ends with a line's end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the signature lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Adds a signature line, if it is not there.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`] if there are too many.
    pub fn add(&mut self, line: Line) -> Result<(), Unsigned> {
        if self.lines.contains(&line) {
            return Ok(());
        }
        if self.lines.len() >= SIGNATURES_MAX {
            return Err(Unsigned::Malformed);
        }
        self.lines.push(line);
        Ok(())
    }

    /// Checks that a key signed the text; gives the second at which a witness did. Lines of other keys
    /// are not looked at.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Unknown`] if no line names the key, [`Unsigned::Wrong`] if one does wrongly.
    pub fn check(&self, key: &VerifierKey) -> Result<Option<u64>, Unsigned> {
        let mut said = Err(Unsigned::Unknown);
        for line in self.lines.iter().filter(|it| it.is_of(key)) {
            said = Ok(key.check(&self.text, &line.signature)?);
        }
        said
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n{}\n",
            self.text,
            self.lines.iter().map(Line::to_string).collect::<Vec<_>>().join("\n")
        )
    }
}

/// What a witness signs.
fn cosigned(at: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

/// Tells whether a name can be a key's.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let printable = |it: char| !it.is_whitespace() && !it.is_control() && it != '+';
    (1..=NAME_BYTES_MAX).contains(&name.len()) && name.chars().all(printable)
}

/// Tells whether a text can be a note's: whole lines without control characters.
fn is_text(text: &str) -> bool {
    text.len() <= NOTE_BYTES_MAX && text.ends_with('\n') && !text.chars().any(|it| it < ' ' && it != '\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use signed_note::{Note as TheirNote, StandardVerifier, Verifier, VerifierList};

    use super::*;

    const NAME: &str = "police.example/sreg/1";

    fn seed(byte: u8) -> Seed {
        Seed::from_bytes(&Zeroizing::new([byte; 32]))
    }

    fn key_of(seed: &Seed, kind: KeyKind) -> VerifierKey {
        VerifierKey::new(NAME, kind, seed.public()).unwrap()
    }

    fn signed(text: &str, seed: &Seed) -> Note {
        let line = Line::of_log(&key_of(seed, KeyKind::Log), text, seed.sign(text.as_bytes())).unwrap();
        Note::new(text, vec![line]).unwrap()
    }

    proptest! {
        #[test]
        fn another_implementation_reads_our_notes_and_refuses_changed_ones(
            byte: u8,
            text in "([ -~£é]{0,40}\n){1,4}",
            flip: prop::sample::Index,
        ) {
            let seed = seed(byte);
            let key = key_of(&seed, KeyKind::Log);
            let note = signed(&text, &seed);
            let written = note.to_string();
            prop_assert_eq!(Note::parse(&written), Ok(note.clone()));
            prop_assert_eq!(note.check(&key), Ok(None));

            let theirs = |bytes: &[u8]| -> bool {
                let key: Box<dyn Verifier> = Box::new(StandardVerifier::new(&key.to_string()).unwrap());
                let note = TheirNote::from_bytes(bytes);
                note.is_ok_and(|it| it.verify(&VerifierList::new(vec![key])).is_ok_and(|it| !it.0.is_empty()))
            };
            prop_assert!(theirs(written.as_bytes()));

            let mut bytes = written.into_bytes();
            let at = flip.index(bytes.len());
            bytes[at] ^= 1;
            let ours = String::from_utf8(bytes.clone()).ok().and_then(|it| Note::parse(&it).ok());
            prop_assert!(ours.is_none_or(|it| it.check(&key).is_err()));
            prop_assert!(!theirs(&bytes));
        }

        #[test]
        fn whatever_is_read_as_a_note_is_written_the_same(text in "(\\PC|\n|\u{2014}| ){0,200}") {
            if let Ok(note) = Note::parse(&text) {
                prop_assert_eq!(note.to_string(), text);
            }
        }
    }

    #[test]
    fn lines_of_other_keys_are_ignored_and_kept() {
        let (one, other, witness) = (seed(1), seed(2), seed(3));
        let mut note = signed("a text\n", &one);
        note.add(signed("a text\n", &other).lines()[0].clone()).unwrap();
        let watching = key_of(&witness, KeyKind::Witness);
        note.add(Line::of_witness(&watching, &witness, "a text\n", 1_790_000_000).unwrap()).unwrap();
        let note = Note::parse(&note.to_string()).unwrap();
        assert_eq!(note.lines().len(), 3);
        assert_eq!(note.check(&key_of(&one, KeyKind::Log)), Ok(None));
        assert_eq!(note.check(&watching), Ok(Some(1_790_000_000)));
        assert_eq!(note.check(&key_of(&seed(4), KeyKind::Log)), Err(Unsigned::Unknown));
        // A witness's line is no log's, though the key is the same.
        assert_eq!(note.check(&key_of(&witness, KeyKind::Log)), Err(Unsigned::Unknown));
    }

    #[test]
    fn a_known_key_that_signed_another_text_is_wrong() {
        let one = seed(1);
        let line = signed("another text\n", &one).lines()[0].clone();
        let note = Note::new("a text\n", vec![line]).unwrap();
        assert_eq!(note.check(&key_of(&one, KeyKind::Log)), Err(Unsigned::Wrong));
        let line = Line::of_log(&key_of(&one, KeyKind::Log), "a text\n", seed(2).sign(b"a text\n"));
        assert_eq!(line, Err(Unsigned::Wrong));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let right = signed("a text\n", &seed(1)).to_string();
        let line = right.lines().last().unwrap().to_owned();
        for wrong in [
            String::new(),
            right.trim_end().to_owned(),
            format!("{right}\n"),
            right.replace("\n\n", "\n"),
            right.replace('\u{2014}', "-"),
            right.replace("a text", "a\ttext"),
            right.replace(NAME, "a name"),
            right.replace(NAME, "a+name"),
            right.replace("a text\n\n", "a text\n\nno signature\n"),
            format!("{right}{}", format!("{line}\n").repeat(SIGNATURES_MAX)),
            format!("{}{right}", "a".repeat(NOTE_BYTES_MAX)),
        ] {
            assert_eq!(Note::parse(&wrong), Err(Unsigned::Malformed), "{wrong:.80}");
        }
    }

    #[test]
    fn a_key_reads_back_and_a_changed_one_is_refused() {
        for kind in [KeyKind::Log, KeyKind::Witness] {
            let text = key_of(&seed(1), kind).to_string();
            assert_eq!(VerifierKey::parse(&text).unwrap().to_string(), text);
            for at in 0..text.len() {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1;
                let changed = String::from_utf8(bytes).unwrap();
                assert_eq!(VerifierKey::parse(&changed), Err(Unsigned::Malformed), "{changed}");
            }
        }
        assert!(VerifierKey::new(NAME, KeyKind::Log, [0; 32]).is_err(), "a key that signs anything");
    }

    #[test]
    fn debug_output_shows_no_seed() {
        assert_eq!(format!("{:?}", seed(7)), "Seed");
    }
}

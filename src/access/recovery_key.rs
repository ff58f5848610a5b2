//! The printed recovery key: what opens the register when every passphrase is forgotten.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::access::master_key::SecretKey;
use crate::error::Problem;

/// Crockford's alphabet: no I, L, O or U, so that what looks alike is read alike.
const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of the printed key: 32 bytes of key and 3 of checksum, five bits each.
const LETTERS_COUNT: usize = 56;

/// Letters of a group.
const GROUP_LETTERS: usize = 4;

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut letters = Specification::new();
    letters.symbols.push_str(LETTERS);
    letters.translate.from.push_str("OILabcdefghijklmnopqrstvwxyz");
    letters.translate.to.push_str("011ABCDEFGH1JK1MN0PQRSTVWXYZ");
    letters.encoding().expect("the alphabet has 32 letters")
});

/// Thirty-two random bytes that are kept on paper.
pub struct RecoveryKey(SecretKey);

impl RecoveryKey {
    /// Takes 32 random bytes; the array given is the caller's to wipe.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(bytes);
        Self(key)
    }

    /// Returns the bytes.
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the text to print: fourteen groups of four letters.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 35]);
        bytes[..32].copy_from_slice(self.as_bytes());
        bytes[32..].copy_from_slice(&checksum(self.as_bytes()));
        let letters = Zeroizing::new(BASE32.encode(bytes.as_slice()));
        let mut text = Zeroizing::new(String::with_capacity(LETTERS_COUNT + LETTERS_COUNT / GROUP_LETTERS));
        for (index, letter) in letters.chars().enumerate() {
            if index > 0 && index % GROUP_LETTERS == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }
}

impl FromStr for RecoveryKey {
    type Err = Problem;

    /// Reads a key as typed: either case, any spaces and hyphens, O for 0, I or L for 1.
    ///
    /// # Errors
    ///
    /// [`Problem::Malformed`] if letters are missing, too many, or of no key;
    /// [`Problem::CheckLetter`] if one is wrong or two have changed places.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut letters = Zeroizing::new(String::with_capacity(LETTERS_COUNT));
        for letter in text.chars().filter(|it| !is_separator(*it)) {
            // Bounded, so that the text never grows and leaves a copy behind.
            if letters.len() + letter.len_utf8() > LETTERS_COUNT {
                return Err(Problem::Malformed);
            }
            letters.push(letter);
        }
        if letters.len() != LETTERS_COUNT {
            return Err(Problem::Malformed);
        }
        let mut bytes = BASE32.decode(letters.as_bytes()).map_err(|_| Problem::Malformed)?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(&bytes[..32]);
        let right = bytes[32..] == checksum(&key);
        bytes.zeroize();
        if right { Ok(Self(key)) } else { Err(Problem::CheckLetter) }
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey")
    }
}

/// Tells whether a character only parts the groups, as hands and word processors write it.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || letter == '-' || ('\u{2010}'..='\u{2015}').contains(&letter)
}

/// Returns what tells a typing error from another key: 24 bits, of no use without the other 256.
fn checksum(key: &[u8; 32]) -> [u8; 3] {
    let digest = Sha256::new().chain_update(b"sreg.recovery1").chain_update(key).finalize();
    [digest[0], digest[1], digest[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFJ-XRJZ";

    fn key() -> RecoveryKey {
        RecoveryKey::from_bytes(&std::array::from_fn(|it| u8::try_from(it).expect("32 is small")))
    }

    fn read(text: &str) -> Result<[u8; 32], Problem> {
        text.parse::<RecoveryKey>().map(|it| *it.as_bytes())
    }

    #[test]
    fn the_printed_form_stands() {
        assert_eq!(key().text().as_str(), PRINTED);
    }

    #[test]
    fn a_key_is_read_however_it_is_typed() {
        for text in [
            PRINTED.to_owned(),
            PRINTED.to_lowercase(),
            PRINTED.replace('-', ""),
            PRINTED.replace('-', " "),
            PRINTED.replace('-', " \u{2013}\n"),
            PRINTED.replace('0', "O"),
            PRINTED.replace('0', "o").replace('1', "l"),
            PRINTED.replace('1', "I"),
            PRINTED.replace('1', "i"),
            PRINTED.replace('1', "L"),
            format!("  {PRINTED}\r\n"),
        ] {
            assert_eq!(read(&text), Ok(*key().as_bytes()), "{text}");
        }
    }

    #[test]
    fn every_wrong_letter_is_told() {
        for (at, right) in PRINTED.char_indices().filter(|(_, it)| *it != '-') {
            for wrong in LETTERS.chars().filter(|it| *it != right) {
                let mut text = PRINTED.to_owned();
                text.replace_range(at..=at, &wrong.to_string());
                assert_eq!(read(&text), Err(Problem::CheckLetter), "{text}");
            }
        }
    }

    #[test]
    fn two_neighbours_that_changed_places_are_told() {
        let letters: Vec<char> = PRINTED.chars().filter(|it| *it != '-').collect();
        for at in 1..letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at - 1, at);
            if swapped != letters {
                assert_eq!(read(&swapped.iter().collect::<String>()), Err(Problem::CheckLetter), "{at}");
            }
        }
    }

    #[test]
    fn what_has_not_the_form_of_a_key_is_malformed() {
        for wrong in [
            String::new(),
            PRINTED[..PRINTED.len() - 1].to_owned(),
            format!("{PRINTED}0"),
            PRINTED.replacen('0', "U", 1),
            PRINTED.replacen('0', "é", 1),
            PRINTED.replacen('0', "_", 1),
        ] {
            assert_eq!(read(&wrong), Err(Problem::Malformed), "{wrong}");
        }
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert_eq!(format!("{:?}", key()), "RecoveryKey");
    }
}

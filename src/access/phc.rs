//! A stored password hash: the PHC string form of Argon2id, read strictly.

use data_encoding::BASE64_NOPAD;

use std::fmt;
use std::str::FromStr;

use crate::access::Cost;
use crate::error::Problem;

/// The longest text of a hash, in bytes; beyond it nothing is even looked at.
const TEXT_BYTES_MAX: usize = 256;

/// The shortest and longest salt, in bytes.
const SALT_BYTES: std::ops::RangeInclusive<usize> = 8..=64;

/// An Argon2id hash with its salt and its cost; shown by no `Debug`.
///
/// A cost below today's floor is read, so that an old account can sign in once more and be hashed anew;
/// one above the ceiling is not, so that a planted hash cannot take all memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Phc {
    cost: Cost,
    salt: Vec<u8>,
    hash: [u8; 32],
}

impl Phc {
    /// Puts a hash together with the salt and the cost that it was made with.
    #[must_use]
    pub fn new(cost: Cost, salt: [u8; 16], hash: [u8; 32]) -> Self {
        Self { cost, salt: salt.to_vec(), hash }
    }

    /// Returns the cost that the hash was made with.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }

    /// Returns the salt.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// Returns the hash.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Returns the text that is stored: `$argon2id$v=19$m=..,t=..,p=..$salt$hash`.
    #[must_use]
    pub fn text(&self) -> String {
        let (memory, passes, lanes) = (self.cost.memory_kib(), self.cost.passes(), self.cost.lanes());
        let (salt, hash) = (BASE64_NOPAD.encode(&self.salt), BASE64_NOPAD.encode(&self.hash));
        format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
    }
}

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phc").field("cost", &self.cost).finish_non_exhaustive()
    }
}

impl FromStr for Phc {
    type Err = Problem;

    /// Reads the one form that [`Phc::text`] writes: no other variant, version, order or spelling.
    ///
    /// # Errors
    ///
    /// [`Problem::Malformed`], or [`Problem::OutOfRange`] for a cost that no cost can be.
    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(Problem::Malformed);
        }
        let rest = text.strip_prefix("$argon2id$v=19$").ok_or(Problem::Malformed)?;
        let [cost, salt, hash] = split(rest, '$')?;
        let [memory, passes, lanes] = split(cost, ',')?;
        let cost = Cost::stored(number(memory, "m=")?, number(passes, "t=")?, number(lanes, "p=")?)?;
        let decoded = |it: &str| BASE64_NOPAD.decode(it.as_bytes()).map_err(|_| Problem::Malformed);
        let (salt, hash) = (decoded(salt)?, decoded(hash)?);
        if !SALT_BYTES.contains(&salt.len()) {
            return Err(Problem::Malformed);
        }
        Ok(Self { cost, salt, hash: hash.try_into().map_err(|_| Problem::Malformed)? })
    }
}

/// Splits a text into exactly three parts.
fn split(text: &str, separator: char) -> Result<[&str; 3], Problem> {
    let mut parts = text.split(separator);
    let mut next = || parts.next().ok_or(Problem::Malformed);
    let three = [next()?, next()?, next()?];
    if parts.next().is_some() { Err(Problem::Malformed) } else { Ok(three) }
}

/// Reads a decimal number after its name: digits only, no leading zero.
fn number(text: &str, name: &str) -> Result<u32, Problem> {
    let digits = text.strip_prefix(name).ok_or(Problem::Malformed)?;
    if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(Problem::Malformed);
    }
    digits.parse().map_err(|_| Problem::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "AAAAAAAAAAAAAAAAAAAAAA";
    const HASH: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn a_hash_reads_back_from_its_text() {
        let phc = Phc::new(Cost::ACCOUNT, [7; 16], [9; 32]);
        assert_eq!(phc.text().parse(), Ok(phc));
    }

    #[test]
    fn debug_output_shows_no_salt_and_no_hash() {
        let shown = format!("{:?}", Phc::new(Cost::FLOOR, [7; 16], [9; 32]));
        assert_eq!(shown, "Phc { cost: Cost { memory_kib: 19456, passes: 2, lanes: 1 }, .. }");
    }

    #[test]
    fn a_cost_that_would_take_all_memory_is_refused_before_any_work() {
        for (cost, expected) in [
            ("m=8,t=1,p=1", Ok(())),
            ("m=1048576,t=16,p=16", Ok(())),
            ("m=1048577,t=1,p=1", Err(Problem::OutOfRange)),
            ("m=4294967295,t=1,p=1", Err(Problem::OutOfRange)),
            ("m=4294967296,t=1,p=1", Err(Problem::OutOfRange)),
            ("m=65536,t=17,p=1", Err(Problem::OutOfRange)),
            ("m=65536,t=1,p=17", Err(Problem::OutOfRange)),
            ("m=7,t=1,p=1", Err(Problem::OutOfRange)),
            ("m=31,t=1,p=4", Err(Problem::OutOfRange)),
            ("m=65536,t=0,p=1", Err(Problem::Malformed)),
            ("m=65536,t=2,p=0", Err(Problem::Malformed)),
        ] {
            let read = format!("$argon2id$v=19${cost}${SALT}${HASH}").parse::<Phc>().map(|_| ());
            assert_eq!(read, expected, "{cost}");
        }
    }

    #[test]
    fn another_spelling_is_refused() {
        let right = format!("$argon2id$v=19$m=65536,t=3,p=4${SALT}${HASH}");
        assert!(right.parse::<Phc>().is_ok());
        for (from, to) in [
            ("argon2id", "argon2i"),
            ("argon2id", "argon2d"),
            ("argon2id", "ARGON2ID"),
            ("$v=19", ""),
            ("v=19", "v=16"),
            ("v=19", "v=019"),
            ("m=65536,t=3", "t=3,m=65536"),
            ("m=65536", "m=+65536"),
            ("m=65536", "m=065536"),
            ("m=65536", "m= 65536"),
            ("m=65536", "m="),
            (",p=4", ""),
            (",p=4", ",p=4,p=4"),
            (",p=4", ",p=4,keyid=AA"),
            ("$argon2id", "argon2id"),
            (SALT, ""),
            (SALT, "AAAAAAAAAA"),
            (SALT, "AAAAAAAAAAAAAAAAAAAAAA=="),
            (SALT, "AAAAAAAAAAAAAAAAAAAAAB"),
            (SALT, "AAAAAAAAAAAAAAAAAAAA-A"),
            (HASH, ""),
            (HASH, "AAAAAAAAAAAAAAAAAAAAAA"),
            (HASH, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA$"),
            (HASH, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"),
        ] {
            // The last place, so that the salt's letters are not found in the hash's.
            let wrong = if from == HASH { right.replace(HASH, to) } else { right.replacen(from, to, 1) };
            assert_eq!(wrong.parse::<Phc>(), Err(Problem::Malformed), "{wrong}");
        }
        assert_eq!("a".repeat(257).parse::<Phc>(), Err(Problem::Malformed));
    }
}

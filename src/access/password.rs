//! Passwords: Argon2id (RFC 9106), and what a new password must be.
//!
//! A password is compared after NFC, so that it does not matter which keyboard wrote the accent. There
//! are deliberately no rules of composition: length is what counts.
//!
//! Hashing takes long and much memory: hold a place in a [`Turnstile`](crate::access::Turnstile).

use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::access::{Cost, Phc};
use crate::error::{Error, Problem, Result};

/// The shortest new password, in Unicode characters after NFC.
pub const PASSWORD_CHARACTERS_MIN: u32 = 12;

/// The longest password, in Unicode characters after NFC.
pub const PASSWORD_CHARACTERS_MAX: u32 = 128;

/// The longest password that is looked at, in bytes before NFC; no allowed one is longer.
const PASSWORD_BYTES_MAX: usize = 8192;

/// The number under which the systems of POSIX report that there is no memory.
const ENOMEM: i32 = 12;

/// What the look at a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "a password is right or wrong")]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is the password, and its hash should be made anew at the policy's cost.
    RightButWeak,
    /// It is not the password.
    Wrong,
}

/// Derives 32 bytes from a secret with Argon2id, version 1.3.
///
/// # Errors
///
/// [`Error::Storage`] with the system's number if there is no memory; [`Error::Invalid`] at `/salt` if
/// the salt is shorter than 8 bytes.
pub fn derive(secret: &[u8], salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>> {
    let params =
        Params::new(cost.memory_kib(), cost.passes(), cost.lanes(), Some(32)).map_err(|_| Error::Internal)?; // A Cost is within what Argon2 allows.
    let mut derived = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, derived.as_mut_slice())
        .map_err(|fault| match fault {
            argon2::Error::OutOfMemory => Error::Storage { number: -ENOMEM },
            argon2::Error::SaltTooShort => Error::invalid("/salt", Problem::TooShort { least: 8 }),
            _ => Error::Internal,
        })?;
    Ok(derived)
}

/// Hashes a new password; whether it is good enough, [`check_new`] tells.
///
/// # Errors
///
/// [`Error::Storage`] if there is no memory; [`Error::Invalid`] at `/password` if it is far too long.
pub fn hash(password: &str, salt: [u8; 16], cost: Cost) -> Result<Phc> {
    let password = composed(password)?;
    Ok(Phc::new(cost, salt, *derive(password.as_bytes(), &salt, cost)?))
}

/// Tells whether a password is the one that was hashed; in time that does not depend on how far it fits.
///
/// # Errors
///
/// [`Error::Storage`] if there is no memory; [`Error::Invalid`] at `/password` if it is far too long,
/// whosever it is.
pub fn verify(password: &str, phc: &Phc, policy: Cost) -> Result<Verdict> {
    let password = composed(password)?;
    let derived = derive(password.as_bytes(), phc.salt(), phc.cost())?;
    let right = bool::from(derived.as_slice().ct_eq(phc.hash()));
    let weak = phc.cost().is_below(policy) || phc.salt().len() < 16;
    Ok(match (right, weak) {
        (true, false) => Verdict::Right,
        (true, true) => Verdict::RightButWeak,
        (false, _) => Verdict::Wrong,
    })
}

/// Refuses a new password that is too short or too long.
///
/// # Errors
///
/// [`Error::Invalid`] at `/password`, limits in Unicode characters after NFC.
pub fn check_new(password: &str) -> Result<()> {
    let characters = composed(password)?.chars().count();
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    if characters < PASSWORD_CHARACTERS_MIN {
        return Err(Error::invalid("/password", Problem::TooShort { least: PASSWORD_CHARACTERS_MIN }));
    }
    if characters > PASSWORD_CHARACTERS_MAX {
        return Err(too_long());
    }
    Ok(())
}

/// Returns a hash that no password has, at the cost of an account's.
///
/// A sign-in under an unknown name is verified against it, so that it takes as long as a known one.
#[must_use]
pub fn dummy(cost: Cost) -> Phc {
    // A digest of plain words: nobody knows a password whose Argon2id tag it would be.
    Phc::new(cost, *b"no such account.", Sha256::digest(b"the tag of no password").into())
}

/// Returns a password in NFC, in memory that is wiped.
///
/// # Errors
///
/// [`Error::Invalid`] at `/password` if it is so long that no allowed one can be meant.
pub(crate) fn composed(password: &str) -> Result<Zeroizing<String>> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(too_long());
    }
    // Room for all, since a growing text would leave copies behind. NFC makes a text at most three times
    // as long in UTF-8 (UAX 15).
    let mut composed = Zeroizing::new(String::with_capacity(password.len() * 3));
    composed.extend(password.nfc());
    Ok(composed)
}

fn too_long() -> Error {
    Error::invalid("/password", Problem::TooManyCharacters { characters: PASSWORD_CHARACTERS_MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_has_twelve_to_a_hundred_and_twenty_eight_characters() {
        let short = Err(Error::invalid("/password", Problem::TooShort { least: 12 }));
        for (password, expected) in [
            ("a".repeat(11), short.clone()),
            ("a".repeat(12), Ok(())),
            ("            ".to_owned(), Ok(())),
            ("é".repeat(12), Ok(())),
            // Eleven characters, written as twenty-two.
            ("e\u{301}".repeat(11), short),
            ("🔑".repeat(128), Ok(())),
            ("e\u{301}".repeat(128), Ok(())),
            ("a".repeat(129), Err(too_long())),
            ("a".repeat(100_000), Err(too_long())),
        ] {
            assert_eq!(check_new(&password), expected, "{}", password.chars().count());
        }
    }

    #[test]
    fn a_password_is_the_same_whichever_keyboard_wrote_its_accents() {
        // A cost far below the floor: what is tested is the form, not the work.
        let cost = Cost::stored(32, 1, 1).expect("a cost");
        let phc = hash("Jose\u{301} and the rest", [1; 16], cost).expect("a hash");
        assert_eq!(verify("Jos\u{e9} and the rest", &phc, cost), Ok(Verdict::Right));
        assert_eq!(verify("Jose and the rest", &phc, cost), Ok(Verdict::Wrong));
        assert_eq!(verify(&"a".repeat(100_000), &phc, cost), Err(too_long()));
    }

    #[test]
    fn a_hash_below_policy_is_to_be_made_anew() {
        let of = |memory, passes, lanes| Cost::stored(memory, passes, lanes).expect("a cost");
        let phc = hash("correct horse", [1; 16], of(64, 2, 2)).expect("a hash");
        for (policy, expected) in [
            (of(64, 2, 2), Verdict::Right),
            (of(63, 2, 2), Verdict::Right),
            (of(65, 2, 2), Verdict::RightButWeak),
            (of(64, 3, 2), Verdict::RightButWeak),
            (of(64, 2, 3), Verdict::RightButWeak),
        ] {
            assert_eq!(verify("correct horse", &phc, policy), Ok(expected), "{policy:?}");
            assert_eq!(verify("another horse", &phc, policy), Ok(Verdict::Wrong), "{policy:?}");
        }
    }

    #[test]
    fn the_dummy_costs_what_an_account_costs_and_has_no_password() {
        let cost = Cost::stored(32, 1, 1).expect("a cost");
        assert_eq!(dummy(Cost::ACCOUNT).cost(), Cost::ACCOUNT);
        assert_eq!(dummy(cost).text().len(), hash("", [1; 16], cost).expect("a hash").text().len());
        assert_eq!(dummy(cost), dummy(cost));
        for password in ["", "the tag of no password", "no such account."] {
            assert_eq!(verify(password, &dummy(cost), cost), Ok(Verdict::Wrong));
        }
    }

    #[test]
    fn a_salt_that_is_too_short_is_refused() {
        let found = derive(b"secret", b"seven b", Cost::FLOOR);
        assert_eq!(found.map(|_| ()), Err(Error::invalid("/salt", Problem::TooShort { least: 8 })));
    }
}

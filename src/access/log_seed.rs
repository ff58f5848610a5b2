//! The seed that signs the log's checkpoints, wrapped under a key made from the master key.

use aes_kw::{KeyInit, KwpAes256};
use zeroize::Zeroizing;

use crate::access::MasterKey;
use crate::access::master_key::SecretKey;
use crate::error::{Corruption, Error, Result};

/// The length of a wrapped seed, in bytes.
pub const WRAPPED_SEED_BYTES: usize = 40;

/// Wraps a seed.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "32 bytes always wrap into 40")]
pub fn wrap(master: &MasterKey, seed: &SecretKey) -> [u8; WRAPPED_SEED_BYTES] {
    let mut wrapped = [0; WRAPPED_SEED_BYTES];
    cipher(master).wrap_key(seed.as_slice(), &mut wrapped).expect("32 bytes wrap into 40");
    wrapped
}

/// Unwraps a seed.
///
/// # Errors
///
/// [`Error::Corrupt`] if it was wrapped under another key, or changed since.
pub fn unwrap(master: &MasterKey, wrapped: &[u8]) -> Result<SecretKey> {
    let mut seed = Zeroizing::new([0; 32]);
    match cipher(master).unwrap_key(wrapped, seed.as_mut_slice()).map(<[u8]>::len) {
        Ok(32) => Ok(seed),
        _ => Err(Error::Corrupt(Corruption::LogKey)),
    }
}

fn cipher(master: &MasterKey) -> KwpAes256 {
    KwpAes256::new_from_slice(master.signing().as_slice()).expect("the key has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_comes_back_under_its_own_master_key_only() {
        let (master, seed) = (MasterKey::from_bytes(&[1; 32]), Zeroizing::new([2; 32]));
        let mut wrapped = wrap(&master, &seed);
        assert_eq!(unwrap(&master, &wrapped).unwrap(), seed);
        let corrupt = Err(Error::Corrupt(Corruption::LogKey));
        assert_eq!(unwrap(&MasterKey::from_bytes(&[3; 32]), &wrapped), corrupt);
        assert_eq!(unwrap(&master, &wrapped[1..]), corrupt);
        wrapped[5] ^= 1;
        assert_eq!(unwrap(&master, &wrapped), corrupt);
    }
}

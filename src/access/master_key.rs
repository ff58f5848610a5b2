//! The master key, and the keys that are made from it: one for each use.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key of 32 bytes, wiped when dropped.
pub type SecretKey = Zeroizing<[u8; 32]>;

/// The key that opens the register. It stays in one place on the heap and is wiped when dropped.
pub struct MasterKey(Box<SecretKey>);

impl MasterKey {
    /// Takes 32 random bytes; the array given is the caller's to wipe.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut key = Box::new(Zeroizing::new([0; 32]));
        key.copy_from_slice(bytes);
        Self(key)
    }

    /// Returns the bytes, for wrapping them.
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the database's raw key, and the salt that stands at the head of its file.
    #[must_use]
    pub fn database(&self) -> (SecretKey, [u8; 16]) {
        let mut both = Zeroizing::new([0; 48]);
        self.expand(b"db", both.as_mut_slice());
        let (mut key, mut salt) = (Zeroizing::new([0; 32]), [0; 16]);
        key.copy_from_slice(&both[..32]);
        salt.copy_from_slice(&both[32..]);
        (key, salt)
    }

    /// Returns the key of keyed digests: blinded references, names, dummy rows.
    #[must_use]
    pub fn blinding(&self) -> SecretKey {
        self.derived(b"ref")
    }

    /// Returns the key that seals the key file and the anchor file.
    #[must_use]
    pub fn header(&self) -> SecretKey {
        self.derived(b"hdr")
    }

    /// Returns the key that wraps the seed of the log's signing key.
    #[must_use]
    pub fn signing(&self) -> SecretKey {
        self.derived(b"sig")
    }

    fn derived(&self, info: &[u8]) -> SecretKey {
        let mut key = Zeroizing::new([0; 32]);
        self.expand(info, key.as_mut_slice());
        key
    }

    fn expand(&self, info: &[u8], out: &mut [u8]) {
        expand(None, self.as_bytes(), info, out);
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

/// Fills `out` by HKDF-SHA256 (RFC 5869).
pub(crate) fn expand(salt: Option<&[u8]>, secret: &[u8], info: &[u8], out: &mut [u8]) {
    Hkdf::<Sha256>::new(salt, secret).expand(info, out).expect("no key is longer than 255 digests");
}

/// Returns the HMAC-SHA256 of a text.
pub(crate) fn keyed_digest(key: &SecretKey, text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn each_use_has_the_key_that_hkdf_gives_it() {
        // Computed by another implementation of RFC 5869: no salt, secret 00 01 .. 1f.
        let bytes = std::array::from_fn(|it| u8::try_from(it).expect("32 is small"));
        let master = MasterKey::from_bytes(&bytes);
        let (database, salt) = master.database();
        let hex = |it: &[u8]| HEXLOWER.encode(it);
        assert_eq!(
            hex(database.as_slice()),
            "f7f69dc8b6f244b61820ac99c96e891aaed6340a331a0d82c8a4c61e2cd415c7"
        );
        assert_eq!(hex(&salt), "f553c3ba7e67c5ba5076605c902a3433");
        assert_eq!(
            hex(master.blinding().as_slice()),
            "e88a78802c8489271c82c5d643a6ea890411c26f0993df1cd60054ae3858bdd1"
        );
        assert_eq!(
            hex(master.header().as_slice()),
            "8fdf5f73597c7c4c63a10ed97c5ca13028b87303bff420252b7531b2e575384c"
        );
        assert_eq!(
            hex(master.signing().as_slice()),
            "8f9c68ffefe35b31d4574655af9767cf6adf2bbe8b2a1e84a0709dff4b2eb3ee"
        );
    }

    #[test]
    fn the_keyed_digest_is_that_of_rfc_4231() {
        let mut key = Zeroizing::new([0; 32]);
        // Test case 2's key, which HMAC pads with zeros.
        key[..4].copy_from_slice(b"Jefe");
        assert_eq!(
            HEXLOWER.encode(&keyed_digest(&key, b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert_eq!(format!("{:?}", MasterKey::from_bytes(&[7; 32])), "MasterKey");
    }
}

//! One way to open the register: the master key, wrapped under a key that someone holds.
//!
//! Wrapping is AES-256-KWP (RFC 5649), which smart cards and security modules know too. Its own check is
//! only 32 bits, so that [`key_file`](crate::access::key_file) seals the whole.

use std::fmt;

use aes_kw::{KeyInit, KwpAes256};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::access::master_key::{SecretKey, expand};
use crate::access::{Cost, MasterKey, RecoveryKey, hexadecimal, password};
use crate::error::{Error, Problem, Result};
use crate::model::text::Line;

/// The length of a host's key, in bytes.
pub const HOST_KEY_BYTES: std::ops::RangeInclusive<usize> = 32..=64;

/// The name of a key slot, such as `duty inspector's safe`.
pub type Label = Line<100>;

/// A key that someone tries.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Key<'a> {
    /// Bytes from the host: its key store or security module.
    Host(&'a [u8]),
    /// A passphrase, as typed.
    Passphrase(&'a str),
    /// A printed recovery key, as typed.
    Recovery(&'a str),
}

/// A key for a slot to be made.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum NewKey<'a> {
    /// Random bytes from the host, 32 to 64 of them.
    Host(&'a [u8]),
    /// A passphrase, 12 to 128 characters.
    Passphrase {
        /// The passphrase.
        words: &'a str,
        /// The cost of trying it; [`Cost::KEY_SLOT`] but for tests.
        cost: Cost,
    },
    /// A recovery key, to be printed.
    Recovery(&'a RecoveryKey),
}

/// What a slot asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Lock {
    /// Bytes from the host.
    Host {
        /// The derivation's salt.
        #[serde(with = "hexadecimal")]
        salt: [u8; 16],
    },
    /// A passphrase.
    Passphrase {
        /// The cost of trying one.
        cost: Cost,
        /// The derivation's salt.
        #[serde(with = "hexadecimal")]
        salt: [u8; 16],
    },
    /// A printed recovery key.
    Recovery {
        /// The derivation's salt.
        #[serde(with = "hexadecimal")]
        salt: [u8; 16],
    },
}

/// A slot: what it asks for, and the master key that it then gives.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    id: u32,
    label: Label,
    made_at_ms: i64,
    lock: Lock,
    #[serde(with = "hexadecimal")]
    wrapped: [u8; 40],
}

impl Slot {
    /// Wraps the master key for whoever holds the key.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the key is too short or too long; [`Error::Storage`] if there is no memory.
    pub(crate) fn closed(
        master: &MasterKey,
        id: u32,
        label: Label,
        made_at_ms: i64,
        key: NewKey<'_>,
        salt: [u8; 16],
    ) -> Result<Self> {
        let (lock, tried) = match key {
            NewKey::Host(bytes) => (Lock::Host { salt }, host(bytes, &salt)?),
            NewKey::Passphrase { words, cost } => {
                password::check_new(words)?;
                (Lock::Passphrase { cost, salt }, passphrase(words, &salt, cost)?)
            }
            NewKey::Recovery(key) => (Lock::Recovery { salt }, recovery(key, &salt)),
        };
        let mut wrapped = [0; 40];
        cipher(&tried).wrap_key(master.as_bytes(), &mut wrapped).expect("32 bytes wrap into 40");
        Ok(Self { id, label, made_at_ms, lock, wrapped })
    }

    /// Gives the master key if the key is this slot's, and nothing if it is another's.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a key that can be no slot's: a host key of a wrong length, a recovery key
    /// with a typing error; [`Error::Storage`] if there is no memory.
    pub(crate) fn opened(&self, key: Key<'_>) -> Result<Option<MasterKey>> {
        let tried = match (&self.lock, key) {
            (Lock::Host { salt }, Key::Host(bytes)) => host(bytes, salt)?,
            (Lock::Passphrase { cost, salt }, Key::Passphrase(words)) => passphrase(words, salt, *cost)?,
            (Lock::Recovery { salt }, Key::Recovery(text)) => {
                let key = text.parse().map_err(|problem| Error::invalid("/recovery_key", problem))?;
                recovery(&key, salt)
            }
            _ => return Ok(None),
        };
        let mut bytes = Zeroizing::new([0; 32]);
        let unwrapped = cipher(&tried).unwrap_key(&self.wrapped, bytes.as_mut_slice()).map(<[u8]>::len);
        Ok((unwrapped == Ok(32)).then(|| MasterKey::from_bytes(&bytes)))
    }

    /// Returns the slot's number, which no later slot of this register will have.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Returns the slot's name.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// Returns when the slot was made, in milliseconds since 1970, UTC.
    #[must_use]
    pub const fn made_at_ms(&self) -> i64 {
        self.made_at_ms
    }

    /// Returns what the slot asks for.
    #[must_use]
    pub const fn lock(&self) -> &Lock {
        &self.lock
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("id", &self.id).field("lock", &self.lock).finish_non_exhaustive()
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host(_) => "Host",
            Self::Passphrase(_) => "Passphrase",
            Self::Recovery(_) => "Recovery",
        })
    }
}

impl fmt::Debug for NewKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host(_) => "Host",
            Self::Passphrase { .. } => "Passphrase",
            Self::Recovery(_) => "Recovery",
        })
    }
}

fn cipher(key: &SecretKey) -> KwpAes256 {
    KwpAes256::new_from_slice(key.as_slice()).expect("the key has 32 bytes")
}

fn passphrase(words: &str, salt: &[u8; 16], cost: Cost) -> Result<SecretKey> {
    password::derive(password::composed(words)?.as_bytes(), salt, cost)
}

fn host(bytes: &[u8], salt: &[u8; 16]) -> Result<SecretKey> {
    if bytes.len() < *HOST_KEY_BYTES.start() {
        return Err(Error::invalid("/host_key", Problem::TooShort { least: 32 }));
    }
    if bytes.len() > *HOST_KEY_BYTES.end() {
        return Err(Error::invalid("/host_key", Problem::TooLong { bytes: 64 }));
    }
    Ok(hkdf(bytes, salt, b"sreg.slot.host1"))
}

fn recovery(key: &RecoveryKey, salt: &[u8; 16]) -> SecretKey {
    hkdf(key.as_bytes(), salt, b"sreg.slot.recovery1")
}

/// Derives a wrapping key from a secret that is random already.
fn hkdf(secret: &[u8], salt: &[u8; 16], info: &[u8]) -> SecretKey {
    let mut key = Zeroizing::new([0; 32]);
    expand(Some(salt), secret, info, key.as_mut_slice());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Cost {
        Cost::stored(32, 1, 1).expect("a cost")
    }

    fn closed(key: NewKey<'_>) -> Result<Slot> {
        let label = Label::new("a slot").expect("a label");
        Slot::closed(&MasterKey::from_bytes(&[7; 32]), 1, label, 0, key, [3; 16])
    }

    fn opens(slot: &Slot, key: Key<'_>) -> Result<bool> {
        slot.opened(key).map(|it| it.is_some_and(|master| *master.as_bytes() == [7; 32]))
    }

    #[test]
    fn a_slot_opens_with_its_own_key_and_with_no_other() {
        let paper = RecoveryKey::from_bytes(&[5; 32]);
        let printed = paper.text();
        let another = RecoveryKey::from_bytes(&[6; 32]).text();
        let slots = [
            closed(NewKey::Host(&[5; 32])).expect("a slot"),
            closed(NewKey::Passphrase { words: "correct horse", cost: cheap() }).expect("a slot"),
            closed(NewKey::Recovery(&paper)).expect("a slot"),
        ];
        for (key, opened) in [
            (Key::Host(&[5; 32]), [true, false, false]),
            (Key::Host(&[5; 33]), [false, false, false]),
            (Key::Host(&[6; 64]), [false, false, false]),
            (Key::Passphrase("correct horse"), [false, true, false]),
            (Key::Passphrase("correct horse "), [false, false, false]),
            (Key::Passphrase(""), [false, false, false]),
            (Key::Recovery(&printed), [false, false, true]),
            (Key::Recovery(&another), [false, false, false]),
        ] {
            for (slot, expected) in slots.iter().zip(opened) {
                assert_eq!(opens(slot, key), Ok(expected), "{key:?} {slot:?}");
            }
        }
    }

    #[test]
    fn a_key_that_can_be_no_slots_is_told_from_a_wrong_one() {
        let host = closed(NewKey::Host(&[5; 32])).expect("a slot");
        let short = Error::invalid("/host_key", Problem::TooShort { least: 32 });
        let long = Error::invalid("/host_key", Problem::TooLong { bytes: 64 });
        assert_eq!(opens(&host, Key::Host(&[5; 31])), Err(short.clone()));
        assert_eq!(opens(&host, Key::Host(&[5; 65])), Err(long.clone()));
        assert_eq!(closed(NewKey::Host(&[5; 31])), Err(short));
        assert_eq!(closed(NewKey::Host(&[5; 65])), Err(long));

        let paper = RecoveryKey::from_bytes(&[5; 32]);
        let slot = closed(NewKey::Recovery(&paper)).expect("a slot");
        let typed = format!("{}0", &paper.text()[..paper.text().len() - 1]);
        let found = opens(&slot, Key::Recovery(&typed));
        assert_eq!(found, Err(Error::invalid("/recovery_key", Problem::CheckLetter)));

        let weak = closed(NewKey::Passphrase { words: "eleven char", cost: cheap() });
        assert_eq!(weak, Err(Error::invalid("/password", Problem::TooShort { least: 12 })));
    }

    #[test]
    fn the_key_wrap_is_that_of_rfc_5649() {
        // Computed by another implementation: wrapping key 00 01 .. 1f, key 07 .. 07.
        let mut key = Zeroizing::new([0; 32]);
        for (value, byte) in (0..).zip(key.iter_mut()) {
            *byte = value;
        }
        let mut wrapped = [0; 40];
        cipher(&key).wrap_key(&[7; 32], &mut wrapped).expect("it fits");
        assert_eq!(
            data_encoding::HEXLOWER.encode(&wrapped),
            "d59ee2320a23f14f9837a053551246a7365c0d48677d0ab554ec10c96d04c203bf618b62c1252835"
        );
    }

    #[test]
    fn debug_output_shows_no_key() {
        let key = NewKey::Passphrase { words: "correct horse", cost: cheap() };
        let shown =
            format!("{key:?} {:?} {:?}", Key::Passphrase("correct horse"), closed(key).expect("a slot"));
        assert!(!shown.contains("horse") && !shown.contains("wrapped"), "{shown}");
    }
}

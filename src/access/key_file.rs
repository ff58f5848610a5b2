//! The key file: every slot that opens one register, and two lines that guard it.
//!
//! ```text
//! {"format":1,"register":"…","made_at_ms":0,"slots_made":2,"slots":[…]}
//! mac <hex>
//! sha256 <hex>
//! ```
//!
//! The last line is a checksum over all before it: an accident to any byte is found without a key, and
//! so is never taken for a wrong one. The line before it is an HMAC over the document under a key made
//! from the master key: a change on purpose is found as soon as any slot opens.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::access::key_slot::{Label, Slot};
use crate::access::master_key::keyed_digest;
use crate::access::{Key, MasterKey, NewKey, hexadecimal};
use crate::error::{Corruption, Error, Problem, Result, What};
use crate::model::{Id, document};

/// The format of key files that this release writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The greatest number of slots.
pub const SLOTS_MAX: usize = 16;

/// The least number of slots at creation: the operator's, and a sealed one to recover by.
pub const SLOTS_AT_CREATION_MIN: usize = 2;

/// The longest key file, in bytes.
pub const FILE_BYTES_MAX: usize = 64 * 1024;

/// A slot to be made.
#[derive(Clone, Debug)]
pub struct DraftSlot<'a> {
    /// Its name.
    pub label: Label,
    /// When it is made, in milliseconds since 1970, UTC.
    pub made_at_ms: i64,
    /// The key that will open it.
    pub key: NewKey<'a>,
    /// Sixteen random bytes.
    pub salt: [u8; 16],
}

/// The content of a key file, with the seal that it was read or made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    content: Content,
    mac: [u8; 32],
}

/// What the seal is over: its JSON, to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    format: u32,
    register: Id,
    made_at_ms: i64,
    /// Slots ever made, so that no number comes twice.
    slots_made: u32,
    slots: Vec<Slot>,
}

/// The one field that every format has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl KeyFile {
    /// Makes the key file of a new register.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/slots` for fewer than [`SLOTS_AT_CREATION_MIN`] or more than
    /// [`SLOTS_MAX`], at the key if it is too short or too long; [`Error::Storage`] without memory.
    pub fn new<'a>(
        master: &MasterKey,
        register: Id,
        made_at_ms: i64,
        drafts: impl IntoIterator<Item = DraftSlot<'a>>,
    ) -> Result<Self> {
        let mut content = Content { format: FORMAT, register, made_at_ms, slots_made: 0, slots: Vec::new() };
        for draft in drafts {
            content.add(master, draft)?;
        }
        if content.slots.len() < SLOTS_AT_CREATION_MIN {
            return Err(Error::invalid("/slots", Problem::TooShort { least: 2 }));
        }
        Ok(Self::sealed(master, content))
    }

    /// Reads the bytes of a key file. The seal is checked by [`KeyFile::open`].
    ///
    /// # Errors
    ///
    /// [`Corruption::KeyFile`] if a byte is lost, added or changed; [`Error::NewerFile`] if a newer
    /// release wrote it.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let (json, mac) = lines(bytes).ok_or_else(corrupt)?;
        // A newer format may have any other field, so it is looked at first.
        let format: Format = serde_json::from_str(json).map_err(|_| corrupt())?;
        if format.format > FORMAT {
            return Err(Error::NewerFile { found: format.format, known: FORMAT });
        }
        let content: Content = document::parse(json).map_err(|_| corrupt())?;
        // The seal is over our own spelling, so there may be no other.
        if !content.is_sound() || document::write(&content) != json {
            return Err(corrupt());
        }
        Ok(Self { content, mac })
    }

    /// Returns the bytes of the file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mac = data_encoding::HEXLOWER.encode(&self.mac);
        let text = format!("{}\nmac {mac}\n", document::write(&self.content));
        let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(&text));
        format!("{text}sha256 {sum}\n").into_bytes()
    }

    /// Tries a key on every slot of its kind; gives the master key and the number of the slot.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] if it opens none; [`Corruption::KeyFile`] if it opens one and the seal tells
    /// that the file was changed; [`Error::Invalid`] for a key that can be no slot's, such as a recovery
    /// key with a typing error; [`Error::Storage`] without memory.
    pub fn open(&self, key: Key<'_>) -> Result<(MasterKey, u32)> {
        for slot in &self.content.slots {
            if let Some(master) = slot.opened(key)? {
                self.check_seal(&master)?;
                return Ok((master, slot.id()));
            }
        }
        Err(Error::WrongKey)
    }

    /// Tells whether a key opens the slot of a number.
    ///
    /// # Errors
    ///
    /// As [`KeyFile::open`], but for [`Error::WrongKey`].
    pub fn opens(&self, id: u32, key: Key<'_>) -> Result<bool> {
        let slot = self.content.slots.iter().find(|it| it.id() == id);
        Ok(slot.map(|it| it.opened(key)).transpose()?.flatten().is_some())
    }

    /// Adds a slot and returns its number.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/slots` if there are [`SLOTS_MAX`] already, at the key if it is too short or
    /// too long; [`Corruption::KeyFile`] if the file is not this master key's.
    pub fn add(&mut self, master: &MasterKey, draft: DraftSlot<'_>) -> Result<u32> {
        self.check_seal(master)?;
        let mut content = self.content.clone();
        let id = content.add(master, draft)?;
        *self = Self::sealed(master, content);
        Ok(id)
    }

    /// Removes a slot, but never the last.
    ///
    /// Whoever could open it may have kept the master key, or an older key file.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such slot; [`Error::Invalid`] at `/slots` if it is the last;
    /// [`Corruption::KeyFile`] if the file is not this master key's.
    pub fn remove(&mut self, master: &MasterKey, id: u32) -> Result<()> {
        self.check_seal(master)?;
        let mut content = self.content.clone();
        content.slots.retain(|it| it.id() != id);
        if content.slots.len() == self.content.slots.len() {
            return Err(Error::NotFound { what: What::KeySlot });
        }
        if content.slots.is_empty() {
            return Err(Error::invalid("/slots", Problem::WrongState));
        }
        *self = Self::sealed(master, content);
        Ok(())
    }

    /// Returns the register that the file opens.
    #[must_use]
    pub const fn register(&self) -> Id {
        self.content.register
    }

    /// Returns when the file was first made, in milliseconds since 1970, UTC.
    #[must_use]
    pub const fn made_at_ms(&self) -> i64 {
        self.content.made_at_ms
    }

    /// Returns the slots, in the order in which they were made.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.content.slots
    }

    fn sealed(master: &MasterKey, content: Content) -> Self {
        let mac = seal(master, &content);
        Self { content, mac }
    }

    fn check_seal(&self, master: &MasterKey) -> Result<()> {
        let right = seal(master, &self.content).ct_eq(&self.mac);
        if bool::from(right) { Ok(()) } else { Err(corrupt()) }
    }
}

impl Content {
    fn add(&mut self, master: &MasterKey, draft: DraftSlot<'_>) -> Result<u32> {
        if self.slots.len() >= SLOTS_MAX {
            return Err(Error::invalid("/slots", Problem::TooMany { items: 16 }));
        }
        let id = self.slots_made.checked_add(1).ok_or(Error::Internal)?;
        let DraftSlot { label, made_at_ms, key, salt } = draft;
        self.slots.push(Slot::closed(master, id, label, made_at_ms, key, salt)?);
        self.slots_made = id;
        Ok(id)
    }

    /// Tells whether this is what this release writes: one to sixteen slots, numbered upwards.
    fn is_sound(&self) -> bool {
        let ids = || self.slots.iter().map(Slot::id);
        self.format == FORMAT
            && (1..=SLOTS_MAX).contains(&self.slots.len())
            && ids().zip(ids().skip(1)).all(|(one, next)| one < next)
            && ids().all(|it| (1..=self.slots_made).contains(&it))
    }
}

/// Returns the document and the seal, if the checksum is right.
fn lines(bytes: &[u8]) -> Option<(&str, [u8; 32])> {
    if bytes.len() > FILE_BYTES_MAX {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.split_inclusive('\n');
    let (json, mac, sum) = (lines.next()?, lines.next()?, lines.next()?);
    let whole =
        |line: &str, name: &str| hexadecimal::parse::<32>(line.strip_prefix(name)?.strip_suffix('\n')?).ok();
    let digest: [u8; 32] = Sha256::digest(&bytes[..json.len() + mac.len()]).into();
    if lines.next().is_some() || whole(sum, "sha256 ")? != digest {
        return None;
    }
    Some((json.strip_suffix('\n')?, whole(mac, "mac ")?))
}

fn seal(master: &MasterKey, content: &Content) -> [u8; 32] {
    keyed_digest(&master.header(), document::write(content).as_bytes())
}

const fn corrupt() -> Error {
    Error::Corrupt(Corruption::KeyFile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cost, RecoveryKey};

    const WORDS: &str = "correct horse";
    const HOST: [u8; 32] = [9; 32];

    fn master() -> MasterKey {
        MasterKey::from_bytes(&[7; 32])
    }

    fn draft<'a>(label: &str, key: NewKey<'a>) -> DraftSlot<'a> {
        DraftSlot { label: Label::new(label).expect("a label"), made_at_ms: 1000, key, salt: [3; 16] }
    }

    /// A passphrase's slot at a cost far below the floor: what is tested is the file, not the work.
    fn passphrase(words: &str) -> DraftSlot<'_> {
        draft("operator", NewKey::Passphrase { words, cost: Cost::stored(32, 1, 1).expect("a cost") })
    }

    fn paper() -> RecoveryKey {
        RecoveryKey::from_bytes(&[5; 32])
    }

    fn file() -> KeyFile {
        let paper = paper();
        let drafts = [passphrase(WORDS), draft("the safe \"A\"", NewKey::Recovery(&paper))];
        KeyFile::new(&master(), Id::from_bytes([1; 16]), 1000, drafts).expect("a key file")
    }

    fn opened(file: &KeyFile, key: Key<'_>) -> Result<u32> {
        let (master, id) = file.open(key)?;
        assert_eq!(master.as_bytes(), &[7; 32]);
        Ok(id)
    }

    /// Makes the last line right again, as one who changes the file on purpose would.
    fn with_checksum(text: &str) -> Vec<u8> {
        let before = &text[..text.rfind("sha256 ").expect("a checksum")];
        format!("{before}sha256 {}\n", data_encoding::HEXLOWER.encode(&Sha256::digest(before))).into_bytes()
    }

    #[test]
    fn a_key_file_reads_back_and_opens_with_each_of_its_keys() {
        let mut file = file();
        let id = file.add(&master(), draft("server", NewKey::Host(&HOST))).expect("a third slot");
        let read = KeyFile::decode(&file.encode()).expect("a key file");
        assert_eq!((&read, id), (&file, 3));
        assert_eq!(opened(&read, Key::Passphrase(WORDS)), Ok(1));
        assert_eq!(opened(&read, Key::Recovery(&paper().text())), Ok(2));
        assert_eq!(opened(&read, Key::Host(&HOST)), Ok(3));
        assert_eq!(opened(&read, Key::Passphrase("another horse")), Err(Error::WrongKey));
        assert_eq!(opened(&read, Key::Host(&[8; 32])), Err(Error::WrongKey));
    }

    #[test]
    fn the_bytes_of_a_key_file_stand() {
        expect_test::expect_file!["../../tests/golden/register.keys"]
            .assert_eq(std::str::from_utf8(&file().encode()).expect("text"));
    }

    #[test]
    fn any_lost_byte_is_corruption_and_never_a_wrong_key() {
        let bytes = file().encode();
        for at in 0..bytes.len() {
            let mut shorter = bytes.clone();
            shorter.remove(at);
            assert_eq!(KeyFile::decode(&shorter), Err(corrupt()), "without byte {at}");
            assert_eq!(KeyFile::decode(&bytes[..at]), Err(corrupt()), "cut at {at}");
        }
    }

    #[test]
    fn any_flipped_bit_is_corruption_and_never_a_wrong_key() {
        let bytes = file().encode();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                assert_eq!(KeyFile::decode(&flipped), Err(corrupt()), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn any_added_byte_is_corruption_and_never_a_wrong_key() {
        let bytes = file().encode();
        for at in 0..=bytes.len() {
            for added in [b'\n', b' ', b'0', b'a', 0, 0xff] {
                let mut longer = bytes.clone();
                longer.insert(at, added);
                assert_eq!(KeyFile::decode(&longer), Err(corrupt()), "byte {added} added at {at}");
            }
        }
        let mut twice = bytes.clone();
        twice.extend_from_slice(&bytes);
        assert_eq!(KeyFile::decode(&twice), Err(corrupt()));
        assert_eq!(KeyFile::decode(&vec![b'a'; FILE_BYTES_MAX + 1]), Err(corrupt()));
    }

    #[test]
    fn a_change_on_purpose_is_found_when_a_slot_opens() {
        let text = String::from_utf8(file().encode()).expect("text");
        let mac_at = text.find("\nmac ").expect("a seal") + 5;
        let other_mac = if text[mac_at..].starts_with('0') { "1" } else { "0" };
        let mut unsealed = text.clone();
        unsealed.replace_range(mac_at..=mac_at, other_mac);
        for changed in [
            text.replacen("01010101-", "02010101-", 1),
            text.replacen("operator", "intruder", 1),
            text.replacen("\"made_at_ms\":1000", "\"made_at_ms\":1001", 1),
            text.replacen("\"slots_made\":2", "\"slots_made\":9", 1),
            unsealed,
        ] {
            assert_ne!(changed, text);
            let mut read = KeyFile::decode(&with_checksum(&changed)).expect("a right checksum");
            assert_eq!(opened(&read, Key::Passphrase(WORDS)), Err(corrupt()), "{changed}");
            assert_eq!(read.remove(&master(), 1), Err(corrupt()), "{changed}");
            assert_eq!(read.add(&master(), passphrase(WORDS)), Err(corrupt()), "{changed}");
        }
    }

    #[test]
    fn a_file_that_no_release_writes_is_corruption_though_its_checksum_is_right() {
        let text = String::from_utf8(file().encode()).expect("text");
        for (from, to) in [
            ("{\"format\":1", "{ \"format\":1"),
            ("\"format\":1", "\"format\":0"),
            ("\"format\":1,", "\"format\":1,\"more\":1,"),
            ("\"slots_made\":2", "\"slots_made\":1"),
            ("\"id\":2", "\"id\":1"),
            ("\"id\":1", "\"id\":0"),
            ("\"memory_kib\":32", "\"memory_kib\":1048577"),
            ("\"passes\":1", "\"passes\":4000000000"),
            ("\"kind\":\"recovery\"", "\"kind\":\"retina\""),
            ("mac ", "MAC "),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            assert_eq!(KeyFile::decode(&with_checksum(&changed)), Err(corrupt()), "{to}");
        }
    }

    #[test]
    fn a_newer_format_is_refused_as_such() {
        let text = String::from_utf8(file().encode()).expect("text");
        let newer = text.replacen("\"format\":1,", "\"format\":2,\"more\":[],", 1);
        assert_eq!(KeyFile::decode(&with_checksum(&newer)), Err(Error::NewerFile { found: 2, known: 1 }));
    }

    #[test]
    fn a_register_is_made_with_two_slots_and_keeps_one() {
        let id = Id::from_bytes([1; 16]);
        let one = KeyFile::new(&master(), id, 0, [passphrase(WORDS)]);
        assert_eq!(one, Err(Error::invalid("/slots", Problem::TooShort { least: 2 })));

        let mut file = file();
        assert_eq!(file.remove(&master(), 7), Err(Error::NotFound { what: What::KeySlot }));
        assert_eq!(file.remove(&master(), 1), Ok(()));
        assert_eq!(file.remove(&master(), 2), Err(Error::invalid("/slots", Problem::WrongState)));
        assert_eq!(opened(&file, Key::Passphrase(WORDS)), Err(Error::WrongKey));
        assert_eq!(opened(&file, Key::Recovery(&paper().text())), Ok(2));
    }

    #[test]
    fn a_removed_slots_number_never_comes_back() {
        let mut file = file();
        assert_eq!(file.add(&master(), draft("server", NewKey::Host(&HOST))), Ok(3));
        assert_eq!(file.remove(&master(), 3), Ok(()));
        let mut read = KeyFile::decode(&file.encode()).expect("a key file");
        assert_eq!(read.add(&master(), draft("server", NewKey::Host(&HOST))), Ok(4));
        assert_eq!(opened(&read, Key::Host(&HOST)), Ok(4));
    }

    #[test]
    fn a_seventeenth_slot_is_refused() {
        let mut file = file();
        for _ in 2..SLOTS_MAX {
            file.add(&master(), draft("server", NewKey::Host(&HOST))).expect("room");
        }
        let one_more = file.add(&master(), draft("server", NewKey::Host(&HOST)));
        assert_eq!(one_more, Err(Error::invalid("/slots", Problem::TooMany { items: 16 })));
        assert_eq!(KeyFile::decode(&file.encode()).map(|it| it.slots().len()), Ok(16));
    }

    #[test]
    fn another_registers_master_key_changes_nothing() {
        let mut file = file();
        let before = file.clone();
        let other = MasterKey::from_bytes(&[8; 32]);
        assert_eq!(file.add(&other, passphrase(WORDS)), Err(corrupt()));
        assert_eq!(file.remove(&other, 1), Err(corrupt()));
        assert_eq!(file, before);
    }

    #[test]
    fn debug_output_shows_no_key_and_no_label() {
        let shown = format!("{:?}", file());
        assert!(!shown.contains("operator") && !shown.contains("wrapped"), "{shown}");
    }
}

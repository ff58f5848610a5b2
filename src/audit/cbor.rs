//! The canonical encoding: a small profile of deterministic CBOR (RFC 8949, section 4.2.1).
//!
//! There are five kinds of item: unsigned integers, byte strings, text strings in Unicode's normal
//! form C, null, and arrays of these. Every length is definite and every number has its shortest
//! form, so a value has exactly one encoding; [`Reader`] refuses everything else. There is
//! deliberately no map (positions are fixed), no negative number, no float and no tag.

use unicode_normalization::{UnicodeNormalization, is_nfc};

const UINT: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const SIMPLE: u8 = 7;
/// The simple value `null`.
const NULL: u64 = 22;
/// The longest head of an item, in bytes.
const HEAD_BYTES_MAX: usize = 9;

/// The bytes are not of the canonical form asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("malformed at byte {at}")]
pub struct Malformed {
    /// Offset of the item that is wrong, in bytes.
    pub at: usize,
}

/// Writes canonical items, one after the other; an array's items follow its head.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Makes a writer with room for that many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// Writes an unsigned integer.
    pub fn uint(&mut self, value: impl Into<u64>) -> &mut Self {
        self.head(UINT, value.into())
    }

    /// Writes a byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.bytes_ahead(value.len());
        self.bytes.extend_from_slice(value);
        self
    }

    /// Writes only the head of a byte string whose bytes the caller hashes from where they lie.
    pub fn bytes_ahead(&mut self, len: usize) -> &mut Self {
        self.head(BYTES, length(len))
    }

    /// Writes a text string, brought to normal form C.
    pub fn text(&mut self, value: &str) -> &mut Self {
        if value.is_ascii() || is_nfc(value) {
            return self.text_as_is(value);
        }
        let normal: String = value.nfc().collect();
        self.text_as_is(&normal)
    }

    /// Writes null.
    pub fn null(&mut self) -> &mut Self {
        self.head(SIMPLE, NULL)
    }

    /// Writes the head of an array of that many items.
    pub fn array(&mut self, items: usize) -> &mut Self {
        self.head(ARRAY, length(items))
    }

    /// Writes an item, or null where there is none.
    pub fn nullable<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> &mut Self,
    ) -> &mut Self {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }

    /// Returns what was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn text_as_is(&mut self, value: &str) -> &mut Self {
        self.head(TEXT, length(value.len()));
        self.bytes.extend_from_slice(value.as_bytes());
        self
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let wide = value.to_be_bytes();
        let (info, from) = match value {
            0..=23 => (wide[7], 8),
            24..=0xff => (24, 7),
            0x100..=0xffff => (25, 6),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 0),
        };
        // One extension instead of two: most of an envelope is heads.
        let mut head = [0; HEAD_BYTES_MAX];
        head[0] = major << 5 | info;
        let tail = &wide[from..];
        head[1..=tail.len()].copy_from_slice(tail);
        self.bytes.extend_from_slice(&head[..=tail.len()]);
        self
    }
}

fn length(len: usize) -> u64 {
    u64::try_from(len).expect("no machine that this builds for has more than 64 bits")
}

/// Reads canonical items, one after the other, and refuses anything else.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Makes a reader of the bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads an unsigned integer that fits the type asked for.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none, or is too great.
    pub fn uint<T: TryFrom<u64>>(&mut self) -> Result<T, Malformed> {
        let at = self.at;
        let value = self.expect(UINT)?;
        T::try_from(value).map_err(|_| Malformed { at })
    }

    /// Reads an unsigned integer that stands for something.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none, or stands for nothing.
    pub fn code<N: TryFrom<u64>, T>(
        &mut self,
        of_number: impl FnOnce(N) -> Option<T>,
    ) -> Result<T, Malformed> {
        let at = self.at;
        of_number(self.uint()?).ok_or(Malformed { at })
    }

    /// Reads a byte string.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let at = self.at;
        let len = self.expect(BYTES)?;
        self.take(len, at)
    }

    /// Reads a byte string of exactly `N` bytes.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none, or has another length.
    pub fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let at = self.at;
        self.bytes()?.try_into().map_err(|_| Malformed { at })
    }

    /// Reads a text string.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none, is not UTF-8, or is not in normal form C.
    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let at = self.at;
        let len = self.expect(TEXT)?;
        let text = std::str::from_utf8(self.take(len, at)?).map_err(|_| Malformed { at })?;
        if text.is_ascii() || is_nfc(text) { Ok(text) } else { Err(Malformed { at }) }
    }

    /// Reads the head of an array and returns its number of items.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is none, or promises more items than there are bytes.
    pub fn array(&mut self) -> Result<usize, Malformed> {
        let at = self.at;
        let items = self.expect(ARRAY)?;
        self.count(items, at)
    }

    /// Reads an item, or none where there is null.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the next item is neither.
    pub fn nullable<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        let mut ahead = self.clone();
        if ahead.head()? == (SIMPLE, NULL) {
            *self = ahead;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if there are further bytes.
    pub fn finish(self) -> Result<(), Malformed> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(Malformed { at: self.at }) }
    }

    /// Returns the refusal of the item that comes next.
    #[must_use]
    pub const fn malformed(&self) -> Malformed {
        Malformed { at: self.at }
    }

    fn expect(&mut self, major: u8) -> Result<u64, Malformed> {
        let at = self.at;
        match self.head()? {
            (found, value) if found == major => Ok(value),
            _ => Err(Malformed { at }),
        }
    }

    /// Reads a head: the major type and the number, which is in its shortest form.
    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let at = self.at;
        let first = self.take(1, at)?[0];
        let (bytes, least) = match first & 0x1f {
            info @ 0..=23 => return Ok((first >> 5, u64::from(info))),
            24 => (1, 24),
            25 => (2, 0x100),
            26 => (4, 0x1_0000),
            27 => (8, 0x1_0000_0000),
            _ => return Err(Malformed { at }),
        };
        let value = self.take(bytes, at)?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        if value < least { Err(Malformed { at }) } else { Ok((first >> 5, value)) }
    }

    fn take(&mut self, len: u64, at: usize) -> Result<&'a [u8], Malformed> {
        let len = self.count(len, at)?;
        let taken = &self.bytes[self.at..self.at + len];
        self.at += len;
        Ok(taken)
    }

    /// Returns a promised number if that many bytes are left: no item is shorter than one byte.
    fn count(&self, promised: u64, at: usize) -> Result<usize, Malformed> {
        let left = self.bytes.len() - self.at;
        usize::try_from(promised).ok().filter(|it| *it <= left).ok_or(Malformed { at })
    }
}

/// Checks that the bytes are one canonical item of any kind.
///
/// # Errors
///
/// [`Malformed`] if they are not, or if anything follows.
pub fn check(bytes: &[u8]) -> Result<(), Malformed> {
    let mut reader = Reader::new(bytes);
    // Counting instead of recursion: no depth of nesting can exhaust the stack.
    let mut pending = 1_usize;
    while pending > 0 {
        pending -= 1;
        let at = reader.at;
        match reader.clone().head()? {
            (UINT, _) => reader.uint::<u64>().map(drop)?,
            (BYTES, _) => reader.bytes().map(drop)?,
            (TEXT, _) => reader.text().map(drop)?,
            // An item takes a byte or more, so the sum cannot pass the number of bytes given.
            (ARRAY, _) => pending += reader.array()?,
            (SIMPLE, NULL) => reader.head().map(drop)?,
            _ => return Err(Malformed { at }),
        }
    }
    reader.finish()
}

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Any value of the profile, as the independent encoder knows it.
    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<u64>().prop_map(Value::from),
            (0_u64..70_000).prop_map(Value::from),
            vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
            any::<String>().prop_map(|it| Value::Text(it.nfc().collect())),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 64, 30, |inner| vec(inner, 0..30).prop_map(Value::Array))
    }

    fn write(writer: &mut Writer, value: &Value) {
        match value {
            Value::Integer(it) => writer.uint(u64::try_from(*it).unwrap()),
            Value::Bytes(it) => writer.bytes(it),
            Value::Text(it) => writer.text(it),
            Value::Null => writer.null(),
            Value::Array(items) => {
                writer.array(items.len());
                for item in items {
                    write(writer, item);
                }
                writer
            }
            other => panic!("{other:?} is outside the profile"),
        };
    }

    fn theirs(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    }

    /// What is accepted must read and write back to the very same bytes elsewhere.
    fn accepted_is_canonical(bytes: &[u8]) {
        if check(bytes).is_ok() {
            let value: Value = ciborium::from_reader(bytes).expect("an independent decoder accepts it");
            assert_eq!(theirs(&value), bytes);
            let mut writer = Writer::default();
            write(&mut writer, &value);
            assert_eq!(writer.finish(), bytes);
        }
    }

    proptest! {
        #[test]
        fn an_independent_encoder_writes_the_same_bytes(value in any_value()) {
            let mut writer = Writer::default();
            write(&mut writer, &value);
            let ours = writer.finish();
            prop_assert_eq!(&ours, &theirs(&value));
            prop_assert_eq!(check(&ours), Ok(()));
            prop_assert!(check(&ours[..ours.len() - 1]).is_err());
            prop_assert!(check(&[&ours[..], &[0]].concat()).is_err());
        }

        #[test]
        fn no_value_has_two_encodings(value in any_value(), at: prop::sample::Index, byte: u8) {
            let mut bytes = theirs(&value);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            accepted_is_canonical(&bytes);
        }

        #[test]
        fn any_bytes_are_refused_or_canonical(bytes in vec(any::<u8>(), 0..24)) {
            accepted_is_canonical(&bytes);
        }
    }

    #[test]
    fn text_is_written_in_normal_form_c_and_read_in_no_other() {
        let mut writer = Writer::default();
        writer.text("Zoe\u{308}");
        let bytes = writer.finish();
        assert_eq!(Reader::new(&bytes).text(), Ok("Zo\u{eb}"));
        let decomposed = [&[0x65][..], "Zoe\u{308}".as_bytes()].concat();
        assert_eq!(Reader::new(&decomposed).text(), Err(Malformed { at: 0 }));
    }

    #[test]
    fn what_lies_outside_the_profile_is_refused() {
        for (bytes, why) in [
            (&[][..], "nothing"),
            (&[0x20], "a negative number"),
            (&[0xf4], "false"),
            (&[0xf7], "undefined"),
            (&[0xf8, 0x16], "null in two bytes"),
            (&[0xa0], "a map"),
            (&[0xc1, 0x00], "a tag"),
            (&[0x1c], "a reserved head"),
            (&[0x62, 0xff, 0xff], "text that is not UTF-8"),
            (&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "an array longer than the bytes"),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "a string longer than the bytes"),
        ] {
            assert!(check(bytes).is_err(), "{why}");
        }
    }

    #[test]
    fn nesting_of_any_depth_is_checked() {
        let mut bytes = vec![0x81; 1_000_000];
        assert!(check(&bytes).is_err());
        bytes.push(0x80);
        assert_eq!(check(&bytes), Ok(()));
    }

    #[test]
    fn a_refusal_names_the_item_that_is_wrong() {
        let mut reader = Reader::new(&[0x82, 0x01, 0x19, 0x01, 0x00]);
        assert_eq!(reader.array(), Ok(2));
        assert_eq!(reader.uint(), Ok(1_u8));
        assert_eq!(reader.uint::<u8>(), Err(Malformed { at: 2 }));
    }
}

//! An index written down in parts, and read again: so that one process need not build what another one built.
//!
//! Numbers and bytes in the order in which they are asked for again. What comes back wrong is no index: nothing
//! here panics on it. It is told from a right one by who keeps the parts, who also knows which code wrote them.

use zeroize::Zeroize;

use crate::error::Result;

/// How long a part is at the most, in bytes.
pub(crate) const PART_BYTES_MAX: usize = 1 << 22;

const WORD: usize = size_of::<u32>();

/// Takes numbers and bytes, and gives parts.
pub(crate) struct Packer<'a> {
    part: Vec<u8>,
    give: &'a mut dyn FnMut(&[u8]) -> Result<()>,
}

impl<'a> Packer<'a> {
    pub(crate) fn new(give: &'a mut dyn FnMut(&[u8]) -> Result<()>) -> Self {
        Self { part: Vec::with_capacity(PART_BYTES_MAX), give }
    }

    pub(crate) fn number(&mut self, number: u32) -> Result<()> {
        if self.part.len() + WORD > PART_BYTES_MAX {
            self.turn()?;
        }
        self.part.extend_from_slice(&number.to_le_bytes());
        Ok(())
    }

    /// Takes how many there are, which must be few enough for 32 bits.
    pub(crate) fn count(&mut self, count: usize) -> Result<()> {
        self.number(u32::try_from(count).map_err(|_| crate::error::Error::Internal)?)
    }

    pub(crate) fn numbers(&mut self, numbers: &[u32]) -> Result<()> {
        self.count(numbers.len())?;
        let mut rest = numbers;
        while !rest.is_empty() {
            if self.part.len() + WORD > PART_BYTES_MAX {
                self.turn()?;
            }
            let (now, later) = rest.split_at(rest.len().min((PART_BYTES_MAX - self.part.len()) / WORD));
            self.part.extend(now.iter().flat_map(|it| it.to_le_bytes()));
            rest = later;
        }
        Ok(())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.count(bytes.len())?;
        self.bytes_of(bytes)
    }

    fn bytes_of(&mut self, bytes: &[u8]) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.part.len() == PART_BYTES_MAX {
                self.turn()?;
            }
            let (now, later) = rest.split_at(rest.len().min(PART_BYTES_MAX - self.part.len()));
            self.part.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// Gives the last part.
    pub(crate) fn end(mut self) -> Result<()> {
        self.turn()
    }

    fn turn(&mut self) -> Result<()> {
        let given = (self.give)(&self.part);
        self.part.zeroize();
        given
    }
}

impl Drop for Packer<'_> {
    fn drop(&mut self) {
        self.part.zeroize();
    }
}

/// Gives back what a [`Packer`] took, in the same order; nothing where the parts hold something else.
pub(crate) struct Unpacker<'a> {
    part: Vec<u8>,
    at: usize,
    next: &'a mut dyn FnMut() -> Option<Vec<u8>>,
}

impl<'a> Unpacker<'a> {
    pub(crate) fn new(next: &'a mut dyn FnMut() -> Option<Vec<u8>>) -> Self {
        Self { part: Vec::new(), at: 0, next }
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        if self.at == self.part.len() {
            self.turn()?;
        }
        let bytes = self.part.get(self.at..)?.first_chunk()?;
        self.at += WORD;
        Some(u32::from_le_bytes(*bytes))
    }

    pub(crate) fn count(&mut self) -> Option<usize> {
        self.number().map(|it| it as usize)
    }

    pub(crate) fn numbers(&mut self) -> Option<Vec<u32>> {
        let count = self.count()?;
        // A wrong count finds its end with the parts: it must not take memory before.
        let mut numbers = Vec::with_capacity(count.min(PART_BYTES_MAX));
        while numbers.len() < count {
            if self.at == self.part.len() {
                self.turn()?;
            }
            let rest = &self.part[self.at..];
            let take = (rest.len() / WORD).min(count - numbers.len());
            if take == 0 {
                return None;
            }
            let (words, _) = rest[..take * WORD].as_chunks::<WORD>();
            numbers.extend(words.iter().map(|it| u32::from_le_bytes(*it)));
            self.at += take * WORD;
        }
        numbers.shrink_to_fit();
        Some(numbers)
    }

    /// Reads numbers that must all be less than another.
    pub(crate) fn numbers_below(&mut self, bound: usize) -> Option<Vec<u32>> {
        let numbers = self.numbers()?;
        let highest = numbers.iter().fold(0, |highest, it| highest.max(*it));
        (numbers.is_empty() || (highest as usize) < bound).then_some(numbers)
    }

    pub(crate) fn bytes(&mut self) -> Option<Vec<u8>> {
        let count = self.count()?;
        self.bytes_of(count)
    }

    pub(crate) fn text(&mut self) -> Option<Box<str>> {
        String::from_utf8(self.bytes()?).ok().map(String::into_boxed_str)
    }

    fn bytes_of(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(count.min(PART_BYTES_MAX));
        while bytes.len() < count {
            if self.at == self.part.len() {
                self.turn()?;
            }
            let rest = &self.part[self.at..];
            let now = &rest[..rest.len().min(count - bytes.len())];
            bytes.extend_from_slice(now);
            self.at += now.len();
        }
        Some(bytes)
    }

    /// Tells whether all was read.
    pub(crate) fn is_at_its_end(&mut self) -> bool {
        self.at == self.part.len() && (self.next)().is_none()
    }

    fn turn(&mut self) -> Option<()> {
        self.part.zeroize();
        self.part = (self.next)().filter(|it| !it.is_empty())?;
        self.at = 0;
        Some(())
    }
}

impl Drop for Unpacker<'_> {
    fn drop(&mut self) {
        self.part.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(pack: impl FnOnce(&mut Packer<'_>) -> Result<()>) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        let mut give = |it: &[u8]| {
            parts.push(it.to_vec());
            Ok(())
        };
        let mut packer = Packer::new(&mut give);
        pack(&mut packer).expect("packed");
        packer.end().expect("the end");
        parts
    }

    #[test]
    fn what_was_packed_comes_back_across_the_ends_of_parts() {
        let numbers: Vec<u32> = (0..3_000_000).map(|it| it * 7).collect();
        let bytes: Vec<u8> = (0..5_000_001_u32).map(|it| (it % 251).to_le_bytes()[0]).collect();
        let parts = packed(|it| {
            it.number(9)?;
            it.bytes(&bytes)?;
            it.numbers(&numbers)?;
            it.bytes("Ann".as_bytes())?;
            it.numbers(&[])
        });
        assert!(parts.len() > 3 && parts.iter().all(|it| it.len() <= PART_BYTES_MAX), "{}", parts.len());
        let mut left = parts.clone().into_iter();
        let mut next = || left.next();
        let mut it = Unpacker::new(&mut next);
        assert_eq!(it.number(), Some(9));
        assert!(it.bytes().as_ref() == Some(&bytes) && it.numbers_below(21_000_000) == Some(numbers));
        assert_eq!(it.text().as_deref(), Some("Ann"));
        assert_eq!(it.numbers_below(0), Some(Vec::new()));
        assert!(it.is_at_its_end());
    }

    #[test]
    fn what_is_missing_or_too_great_is_nothing() {
        let parts = packed(|it| it.numbers(&[1, 2, 7]));
        let read = |parts: &[Vec<u8>], bound| {
            let mut left = parts.iter().cloned();
            Unpacker::new(&mut || left.next()).numbers_below(bound)
        };
        assert_eq!(read(&parts, 8), Some(vec![1, 2, 7]));
        assert_eq!(read(&parts, 7), None);
        assert_eq!(read(&[parts[0][..13].to_vec()], 8), None);
        assert_eq!(read(&[parts[0][..12].to_vec()], 8), None);
        assert_eq!(read(&[], 8), None);
        // A count that nothing stands behind.
        assert_eq!(read(&[u32::MAX.to_le_bytes().to_vec()], 8), None);
    }
}

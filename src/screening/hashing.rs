//! Digests and hash tables without a random seed: one index and one query give the same result every time.

use std::hash::{BuildHasherDefault, Hasher};

/// The multiplier of the digests, from the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Returns the digest of a text.
pub(crate) fn digest(text: &str) -> u64 {
    let mut hasher = Mixer::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Mixes a number into a digest.
pub(crate) const fn mix(state: u64, number: u64) -> u64 {
    let mixed = (state ^ number).wrapping_mul(STEP);
    mixed ^ (mixed >> 29)
}

/// Hashes texts and numbers fast. Who chooses the names in a register gains nothing by collisions: they cost
/// a comparison each, and the register's own limits bound how many there can be.
#[derive(Default)]
pub(crate) struct Mixer(u64);

pub(crate) type Seedless = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        mix(self.0, self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = mix(self.0, u64::from_le_bytes(word));
        }
        self.0 = mix(self.0, bytes.len() as u64);
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = mix(self.0, u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0, number);
    }

    fn write_u8(&mut self, number: u8) {
        self.0 = mix(self.0, u64::from(number));
    }
}

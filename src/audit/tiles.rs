//! The log as files (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries.
//!
//! Only blinded entries leave in this form. Whoever writes an export and whoever checks one build the
//! same files from the entries, so that a check is a comparison.

use crate::audit::digest::{DIGEST_BYTES, Digest};
use crate::audit::tree::{Frontier, leaf_hash, split_stored_index};

/// Hashes in a whole tile, and entries in a whole bundle.
pub const TILE_WIDTH: usize = 256;
/// Levels of the tree in one tile.
const TILE_HEIGHT: u32 = 8;
/// The length of an entry in a bundle: its own length in two bytes, and a digest.
pub const BUNDLED_BYTES: usize = 2 + DIGEST_BYTES;

/// Which file of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Hashes of a level of tiles.
    Tile {
        /// Which level, from 0 for the leaves.
        level: u8,
        /// Which tile of it.
        n: u64,
    },
    /// Entries.
    Bundle {
        /// Which bundle.
        n: u64,
    },
}

impl Part {
    /// Returns the path inside the export; `width` is how many hashes or entries it holds.
    #[must_use]
    pub fn path(self, width: usize) -> String {
        let (folder, n) = match self {
            Self::Tile { level, n } => (level.to_string(), n),
            Self::Bundle { n } => ("entries".to_owned(), n),
        };
        let path = format!("tile/{folder}/{}", spelt(n));
        if width < TILE_WIDTH { format!("{path}.p/{width}") } else { path }
    }
}

/// Spells a number in groups of three digits, all but the last marked: 1234067 is `x001/x234/067`.
fn spelt(n: u64) -> String {
    let mut text = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    text
}

/// Builds the files of an export, leaf by leaf.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    frontier: Frontier,
    /// Hashes of the unfinished tile of each level.
    open: Vec<Vec<u8>>,
    entries: Vec<u8>,
}

/// A file of an export.
pub type File = (Part, usize, Vec<u8>);

impl Builder {
    /// Begins an export.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry and gives the files that it completes.
    pub fn push(&mut self, entry: &Digest) -> Vec<File> {
        self.entries.extend([0, u8::try_from(DIGEST_BYTES).unwrap_or(0)]);
        self.entries.extend(entry.as_bytes());
        let mut files = self.push_leaf(leaf_hash(entry.as_bytes()));
        if self.frontier.size().is_multiple_of(TILE_WIDTH as u64) {
            files.extend(self.bundle());
        }
        files
    }

    /// Adds the leaf of an event whose entry was pruned; its bundle is not written.
    pub fn push_pruned(&mut self, leaf: Digest) -> Vec<File> {
        self.entries.clear();
        self.push_leaf(leaf)
    }

    /// Gives the unfinished files, the size and the root.
    #[must_use]
    pub fn finish(mut self) -> (Vec<File>, u64, Digest) {
        let mut files: Vec<File> = self.bundle().into_iter().collect();
        for (level, hashes) in (0..).zip(&self.open) {
            let n = self.frontier.size() >> (TILE_HEIGHT * (u32::from(level) + 1));
            if !hashes.is_empty() {
                files.push((Part::Tile { level, n }, hashes.len() / DIGEST_BYTES, hashes.clone()));
            }
        }
        (files, self.frontier.size(), self.frontier.root())
    }

    fn push_leaf(&mut self, leaf: Digest) -> Vec<File> {
        let mut files = Vec::new();
        for (position, hash) in self.frontier.push(leaf) {
            let (level, n) = split_stored_index(position);
            if !level.is_multiple_of(TILE_HEIGHT) {
                continue;
            }
            let place = (level / TILE_HEIGHT) as usize;
            if self.open.len() <= place {
                self.open.resize(place + 1, Vec::new());
            }
            let Some(tile) = self.open.get_mut(place) else { continue };
            tile.extend(hash.as_bytes());
            if tile.len() == TILE_WIDTH * DIGEST_BYTES {
                let part =
                    Part::Tile { level: u8::try_from(place).unwrap_or(u8::MAX), n: n / TILE_WIDTH as u64 };
                files.push((part, TILE_WIDTH, std::mem::take(tile)));
            }
        }
        files
    }

    /// Takes the entries since the last whole bundle, if none of them was pruned.
    fn bundle(&mut self) -> Option<File> {
        let entries = std::mem::take(&mut self.entries);
        let (width, size) = (entries.len() / BUNDLED_BYTES, self.frontier.size());
        let since = size.checked_sub(width as u64)?;
        let whole = width > 0 && since.is_multiple_of(TILE_WIDTH as u64);
        whole.then(|| (Part::Bundle { n: since / TILE_WIDTH as u64 }, width, entries))
    }
}

/// Reads the entries of a bundle; nothing if it is no bundle of that many blinded entries.
#[must_use]
pub fn entries(bundle: &[u8], width: usize) -> Option<Vec<Digest>> {
    if bundle.len() != width * BUNDLED_BYTES {
        return None;
    }
    let read = |it: &[u8]| {
        let entry = it.strip_prefix(&[0, u8::try_from(DIGEST_BYTES).ok()?])?;
        Some(Digest::from_bytes(entry.try_into().ok()?))
    };
    bundle.chunks(BUNDLED_BYTES).map(read).collect()
}

/// Reads the hashes of a tile; nothing if it has not that many.
#[must_use]
pub fn hashes(tile: &[u8], width: usize) -> Option<Vec<Digest>> {
    if tile.len() != width * DIGEST_BYTES {
        return None;
    }
    tile.chunks(DIGEST_BYTES).map(|it| Some(Digest::from_bytes(it.try_into().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tree::root_of;

    fn entry(n: u64) -> Digest {
        Digest::of(&[&n.to_be_bytes()])
    }

    fn build(size: u64) -> (Vec<File>, Digest) {
        let mut builder = Builder::new();
        let mut files: Vec<File> = (0..size).flat_map(|n| builder.push(&entry(n))).collect();
        let (last, found, root) = builder.finish();
        assert_eq!(found, size);
        files.extend(last);
        (files, root)
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        assert_eq!(Part::Tile { level: 0, n: 1_234_067 }.path(256), "tile/0/x001/x234/067");
        assert_eq!(Part::Tile { level: 1, n: 0 }.path(1), "tile/1/000.p/1");
        assert_eq!(Part::Bundle { n: 273 }.path(112), "tile/entries/273.p/112");
    }

    #[test]
    fn seventy_thousand_entries_make_the_tiles_that_the_specification_names() {
        let (files, root) = build(70_000);
        let paths: Vec<_> = files.iter().map(|(part, width, _)| part.path(*width)).collect();
        // The example of tlog-tiles: 70,000 leaves.
        for expected in ["tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
        {
            assert!(paths.iter().any(|it| it == expected), "{expected}");
        }
        assert_eq!(paths.iter().filter(|it| it.starts_with("tile/0/")).count(), 274);
        assert_eq!(paths.iter().filter(|it| it.starts_with("tile/entries/")).count(), 274);
        assert_eq!(paths.len(), 274 + 274 + 2 + 1);
        let leaves: Vec<_> = (0..70_000).map(|n| leaf_hash(entry(n).as_bytes())).collect();
        assert_eq!(root, root_of(&leaves));
        for (part, width, bytes) in &files {
            match part {
                Part::Bundle { n } => {
                    let found = entries(bytes, *width).unwrap();
                    assert!((n * 256..).map(entry).zip(found).all(|(ours, theirs)| ours == theirs));
                }
                Part::Tile { level, n } => {
                    let found = hashes(bytes, *width).unwrap();
                    let span = TILE_WIDTH.pow(u32::from(*level));
                    let first = usize::try_from(*n).unwrap() * TILE_WIDTH * span;
                    let expected = leaves[first..].chunks(span).map(root_of);
                    assert!(expected.zip(found).all(|(ours, theirs)| ours == theirs), "{part:?}");
                }
            }
        }
    }

    #[test]
    fn pruned_events_leave_their_tiles_and_no_bundle() {
        let (whole, root) = build(700);
        let mut builder = Builder::new();
        let mut files: Vec<File> = Vec::new();
        for n in 0..700 {
            let pruned = n < 300;
            files.extend(if pruned {
                builder.push_pruned(leaf_hash(entry(n).as_bytes()))
            } else {
                builder.push(&entry(n))
            });
        }
        let (last, _, found) = builder.finish();
        files.extend(last);
        assert_eq!(found, root);
        let expected = whole.into_iter().filter(|it| {
            // The second bundle has lost some of its entries.
            !matches!(it.0, Part::Bundle { n: 0 | 1 })
        });
        assert!(files.into_iter().eq(expected));
    }

    #[test]
    fn what_is_no_bundle_or_tile_of_its_width_is_not_read() {
        let (files, _) = build(3);
        for (part, width, bytes) in files {
            let read = |bytes: &[u8], width| match part {
                Part::Bundle { .. } => entries(bytes, width).is_some(),
                Part::Tile { .. } => hashes(bytes, width).is_some(),
            };
            assert!(read(&bytes, width));
            assert!(!read(&bytes, width + 1) && !read(&bytes[1..], width));
        }
        let mut long = vec![0, 33];
        long.extend([0; 33]);
        assert_eq!(entries(&long, 1), None);
    }
}

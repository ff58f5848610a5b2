//! The log's Merkle tree: RFC 6962, section 2.1, over SHA-256, unchanged.
//!
//! Nodes are stored in the order in which they are completed: a leaf, then the parents that it
//! completes. So the store only ever appends, and a position is arithmetic on [`stored_index`]. The
//! [`Frontier`] is all that appending needs: the roots of the complete subtrees, at most 64.

use crate::audit::digest::Digest;

/// The greatest number of leaves: beyond it a position passes the store's 63 bits.
pub const SIZE_MAX: u64 = 1 << 62;

/// Returns the hash of a leaf's data.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Digest {
    Digest::of(&[&[0], data])
}

/// Returns the hash of the node over two subtrees.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    Digest::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Returns the root of a tree without leaves.
#[must_use]
pub fn empty_root() -> Digest {
    Digest::of(&[])
}

/// Returns the root of the tree over these leaf hashes.
#[must_use]
pub fn root_of(leaf_hashes: &[Digest]) -> Digest {
    match leaf_hashes {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            // The left subtree is the greatest complete one that leaves something to the right.
            let (left, right) = leaf_hashes.split_at(leaf_hashes.len().next_power_of_two() / 2);
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// Returns how many nodes are stored for a tree of that many leaves, at most [`SIZE_MAX`].
///
/// It is also the position of the next leaf.
#[must_use]
pub const fn stored_count(size: u64) -> u64 {
    // Each level holds half of the level below: size + size/2 + size/4 + ..
    size.saturating_mul(2) - size.count_ones() as u64
}

/// Returns the stored position of the node that is `n`-th (from 0) on its level (0 for leaves).
///
/// The last leaf under the node, `(n + 1) << level`, is at most [`SIZE_MAX`].
#[must_use]
pub const fn stored_index(level: u32, n: u64) -> u64 {
    let last_leaf = ((n + 1) << level) - 1;
    stored_count(last_leaf) + level as u64
}

/// Returns the level and the number on it of the node at a stored position.
#[must_use]
pub const fn split_stored_index(index: u64) -> (u32, u64) {
    // A leaf lies at most at twice its number, so the search starts at half and ends soon: the
    // difference is at most one for each level.
    let mut leaf = index / 2;
    loop {
        let next = stored_count(leaf + 1);
        if next > index {
            break;
        }
        leaf += 1;
    }
    let mut level = 0;
    let mut at = stored_count(leaf);
    while at < index {
        at += 1;
        level += 1;
    }
    (level, leaf >> level)
}

/// The right edge of the tree: its size, and the roots of its complete subtrees from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Digest>,
}

impl Frontier {
    /// Makes the frontier of the empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, roots: Vec::new() }
    }

    /// Returns the stored positions that [`Frontier::restore`] needs the hashes of, in their order.
    ///
    /// `size` is at most [`SIZE_MAX`].
    #[must_use]
    pub fn positions(size: u64) -> Vec<u64> {
        let mut before = 0;
        let complete = (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1);
        let mut positions = Vec::new();
        for level in complete {
            positions.push(stored_index(level, before >> level));
            before += 1 << level;
        }
        positions
    }

    /// Makes the frontier of a tree from the hashes at its [`Frontier::positions`].
    ///
    /// Nothing if there are more or fewer hashes than the size asks for, or the size is over
    /// [`SIZE_MAX`].
    #[must_use]
    pub fn restore(size: u64, hashes: Vec<Digest>) -> Option<Self> {
        let fits = size <= SIZE_MAX && u32::try_from(hashes.len()) == Ok(size.count_ones());
        fits.then_some(Self { size, roots: hashes })
    }

    /// Appends a leaf and returns the nodes to store, with their positions, in ascending order.
    pub fn push(&mut self, leaf: Digest) -> Vec<(u64, Digest)> {
        // A leaf completes as many parents as the size ends in one bits, and each takes a root.
        let kept = self.roots.len() - self.size.trailing_ones() as usize;
        let mut index = stored_count(self.size);
        let mut node = leaf;
        let mut nodes = Vec::with_capacity(1 + self.roots.len() - kept);
        nodes.push((index, node));
        for left in self.roots.drain(kept..).rev() {
            node = node_hash(&left, &node);
            index += 1;
            nodes.push((index, node));
        }
        self.roots.push(node);
        self.size += 1;
        nodes
    }

    /// Returns the number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the root of the tree.
    #[must_use]
    pub fn root(&self) -> Digest {
        let root = self.roots.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        root.unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;

    fn data(n: u64) -> Vec<u8> {
        n.to_be_bytes().to_vec()
    }

    #[test]
    fn three_ways_to_the_root_agree_at_every_size() {
        let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        let mut frontier = Frontier::new();
        let mut leaves = Vec::new();
        for n in 0..=300 {
            let theirs: [u8; 32] = (*oracle.root().as_bytes()).into();
            assert_eq!(frontier.root().as_bytes(), &theirs, "size {n}");
            assert_eq!(root_of(&leaves), frontier.root(), "size {n}");
            oracle.push(data(n));
            leaves.push(leaf_hash(&data(n)));
            frontier.push(leaf_hash(&data(n)));
        }
    }

    #[test]
    fn nodes_are_stored_without_gaps_and_restore_the_frontier() {
        let mut stored = Vec::new();
        let mut frontier = Frontier::new();
        for n in 0..=300_u64 {
            let hashes =
                Frontier::positions(n).iter().map(|at| stored[usize::try_from(*at).unwrap()]).collect();
            assert_eq!(Frontier::restore(n, hashes), Some(frontier.clone()), "size {n}");
            assert_eq!(stored.len() as u64, stored_count(n));
            for (at, node) in frontier.push(leaf_hash(&data(n))) {
                assert_eq!(at, stored.len() as u64);
                stored.push(node);
            }
        }
    }

    #[test]
    fn a_frontier_is_not_restored_from_the_wrong_number_of_hashes() {
        assert_eq!(Frontier::restore(5, vec![Digest::ZERO]), None);
        assert_eq!(Frontier::restore(5, vec![Digest::ZERO; 3]), None);
        assert_eq!(Frontier::restore(SIZE_MAX << 1, vec![Digest::ZERO]), None);
    }

    proptest! {
        #[test]
        fn a_position_splits_into_the_level_and_number_it_was_made_of(level in 0_u32..62, n: u64) {
            let n = n % (SIZE_MAX >> level);
            prop_assert_eq!(split_stored_index(stored_index(level, n)), (level, n));
        }

        #[test]
        fn every_position_is_that_of_one_node(index in 0..SIZE_MAX) {
            let (level, n) = split_stored_index(index);
            prop_assert_eq!(stored_index(level, n), index);
        }

        #[test]
        fn positions_of_a_frontier_lie_inside_the_tree(size in 0..=SIZE_MAX) {
            let positions = Frontier::positions(size);
            prop_assert_eq!(positions.len(), size.count_ones() as usize);
            prop_assert!(positions.is_sorted());
            prop_assert!(positions.iter().all(|at| *at < stored_count(size)));
        }
    }
}

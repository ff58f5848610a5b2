//! Proofs: that an event is in the log, and that a longer log goes on from a shorter one.
//!
//! A proof is a list of subtree hashes (RFC 6962, section 2.1). Each is read from the stored nodes by
//! its position, so that a proof costs point reads and no walk. Verification needs nothing but the
//! proof and the two roots, and is written from RFC 9162, section 2.1: without the log's own code.

use crate::audit::digest::Digest;
use crate::audit::tree::{SIZE_MAX, node_hash, stored_index};

/// The greatest number of hashes of a proof.
pub const HASHES_MAX: usize = 64;

/// A run of leaves whose subtree hash is part of a proof: from the first up to, not including, the last.
type Run = (u64, u64);

/// Why a proof cannot be made, or proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unproven {
    /// The sizes or the index are not those of a log.
    #[error("the sizes are not those of a log")]
    Sizes,
    /// The proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Makes the proof that a leaf is in a tree; `read` gives the hash at a stored position.
///
/// # Errors
///
/// Those of `read`; [`Unproven::Sizes`] if there is no such leaf.
pub fn inclusion<E: From<Unproven>>(
    index: u64,
    size: u64,
    read: impl FnMut(u64) -> Result<Digest, E>,
) -> Result<Vec<Digest>, E> {
    if index >= size || size > SIZE_MAX {
        return Err(Unproven::Sizes.into());
    }
    let (mut low, mut high) = (0, size);
    let mut runs = Vec::new();
    while high - low > 1 {
        let middle = low + left_leaves(high - low);
        if index < middle {
            runs.push((middle, high));
            high = middle;
        } else {
            runs.push((low, middle));
            low = middle;
        }
    }
    gather(&runs, read)
}

/// Makes the proof that a tree of `old` leaves is the beginning of one of `new`.
///
/// # Errors
///
/// Those of `read`; [`Unproven::Sizes`] if `old` is zero or greater than `new`.
pub fn consistency<E: From<Unproven>>(
    old: u64,
    new: u64,
    read: impl FnMut(u64) -> Result<Digest, E>,
) -> Result<Vec<Digest>, E> {
    if old == 0 || old > new || new > SIZE_MAX {
        return Err(Unproven::Sizes.into());
    }
    let (mut low, mut high) = (0, new);
    let mut runs = Vec::new();
    while high != old {
        let middle = low + left_leaves(high - low);
        if old <= middle {
            runs.push((middle, high));
            high = middle;
        } else {
            runs.push((low, middle));
            low = middle;
        }
    }
    // The old tree itself is known to whoever asks; a part of it is not.
    if low > 0 {
        runs.push((low, high));
    }
    gather(&runs, read)
}

/// Returns the root of the first `size` leaves of a tree, from its stored nodes.
///
/// # Errors
///
/// Those of `read`; [`Unproven::Sizes`] if the size is zero or too great.
pub fn root<E: From<Unproven>>(
    size: u64,
    mut read: impl FnMut(u64) -> Result<Digest, E>,
) -> Result<Digest, E> {
    if size == 0 || size > SIZE_MAX {
        return Err(Unproven::Sizes.into());
    }
    subtree((0, size), &mut read)
}

/// Returns how many leaves stand in the left subtree of a tree of at least two.
const fn left_leaves(leaves: u64) -> u64 {
    1 << (u64::BITS - 1 - (leaves - 1).leading_zeros())
}

/// Reads the subtree hashes in the order from the leaf to the root.
fn gather<E>(runs: &[Run], mut read: impl FnMut(u64) -> Result<Digest, E>) -> Result<Vec<Digest>, E> {
    runs.iter().rev().map(|run| subtree(*run, &mut read)).collect()
}

/// Reads the hash over a run of leaves, which begins at a multiple of its greatest complete subtree.
fn subtree<E>((low, high): Run, read: &mut impl FnMut(u64) -> Result<Digest, E>) -> Result<Digest, E> {
    let leaves = high - low;
    let levels = (0..u64::BITS).rev().filter(|level| leaves >> level & 1 == 1);
    let mut at = low;
    let mut hashes = Vec::new();
    for level in levels {
        hashes.push(read(stored_index(level, at >> level))?);
        at += 1 << level;
    }
    let hash = hashes.into_iter().rev().reduce(|right, left| node_hash(&left, &right));
    Ok(hash.expect("a run has a leaf"))
}

/// Checks that a leaf is at an index of the tree with a root.
///
/// # Errors
///
/// [`Unproven`].
pub fn check_inclusion(
    proof: &[Digest],
    index: u64,
    size: u64,
    leaf: &Digest,
    root: &Digest,
) -> Result<(), Unproven> {
    if index >= size {
        return Err(Unproven::Sizes);
    }
    let (mut own, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(Unproven::Root);
        }
        if own & 1 == 1 || own == last {
            hash = node_hash(sibling, &hash);
            while own & 1 == 0 && own != 0 {
                (own, last) = (own >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (own, last) = (own >> 1, last >> 1);
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(Unproven::Root) }
}

/// Checks that the tree of `old` leaves with one root is the beginning of the tree of `new` with another.
///
/// Of no leaves nothing can be proven.
///
/// # Errors
///
/// [`Unproven`].
pub fn check_consistency(
    proof: &[Digest],
    (old, old_root): (u64, &Digest),
    (new, new_root): (u64, &Digest),
) -> Result<(), Unproven> {
    if old == 0 || old > new {
        return Err(Unproven::Sizes);
    }
    if old == new {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { Err(Unproven::Root) };
    }
    let (mut own, mut last) = (old - 1, new - 1);
    while own & 1 == 1 {
        (own, last) = (own >> 1, last >> 1);
    }
    // A complete old tree is its own first hash.
    let mut hashes = old.is_power_of_two().then_some(old_root).into_iter().chain(proof);
    let Some(first) = hashes.next() else { return Err(Unproven::Root) };
    let (mut before, mut after) = (*first, *first);
    for hash in hashes {
        if last == 0 {
            return Err(Unproven::Root);
        }
        if own & 1 == 1 || own == last {
            before = node_hash(hash, &before);
            after = node_hash(hash, &after);
            while own & 1 == 0 && own != 0 {
                (own, last) = (own >> 1, last >> 1);
            }
        } else {
            after = node_hash(&after, hash);
        }
        (own, last) = (own >> 1, last >> 1);
    }
    if last == 0 && before == *old_root && after == *new_root { Ok(()) } else { Err(Unproven::Root) }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;
    use crate::audit::tree::{Frontier, leaf_hash};

    type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

    fn data(n: u64) -> Vec<u8> {
        n.to_be_bytes().to_vec()
    }

    /// A tree of that many leaves: another's, and the nodes that we store, with our roots by size.
    fn trees(size: u64) -> (Oracle, Vec<Digest>, Vec<Digest>) {
        let (mut oracle, mut frontier) = (Oracle::new(), Frontier::new());
        let (mut stored, mut roots) = (Vec::new(), vec![frontier.root()]);
        for n in 0..size {
            oracle.push(data(n));
            stored.extend(frontier.push(leaf_hash(&data(n))).into_iter().map(|(_, node)| node));
            roots.push(frontier.root());
        }
        (oracle, stored, roots)
    }

    fn at(stored: &[Digest]) -> impl FnMut(u64) -> Result<Digest, Unproven> {
        |position| stored.get(usize::try_from(position).unwrap()).copied().ok_or(Unproven::Sizes)
    }

    fn bytes(proof: &[Digest]) -> Vec<u8> {
        proof.iter().flat_map(|it| *it.as_bytes()).collect()
    }

    fn theirs(root: &Digest, size: u64) -> RootHash<Sha256> {
        RootHash::new((*root.as_bytes()).into(), size)
    }

    #[test]
    fn every_proof_in_small_logs_is_the_oracles_and_holds_in_both() {
        for new in 1..=40_u64 {
            let (oracle, stored, roots) = trees(new);
            let root = roots[usize::try_from(new).unwrap()];
            for index in 0..new {
                let proof = inclusion(index, new, at(&stored)).unwrap();
                let leaf = leaf_hash(&data(index));
                let known = oracle.prove_inclusion(usize::try_from(index).unwrap());
                assert_eq!(bytes(&proof), known.as_bytes(), "{index} in {new}");
                assert_eq!(check_inclusion(&proof, index, new, &leaf, &root), Ok(()), "{index} in {new}");
            }
            for old in 1..=new {
                let proof = consistency(old, new, at(&stored)).unwrap();
                let known = oracle.prove_consistency(usize::try_from(new - old).unwrap());
                assert_eq!(bytes(&proof), known.as_bytes(), "{old} in {new}");
                let old_root = roots[usize::try_from(old).unwrap()];
                assert_eq!(super::root(old, at(&stored)), Ok(old_root));
                assert_eq!(check_consistency(&proof, (old, &old_root), (new, &root)), Ok(()));
            }
        }
    }

    proptest! {
        #[test]
        fn a_changed_inclusion_proof_is_refused_by_us_and_by_the_oracle(
            (size, index) in (2_u64..200).prop_flat_map(|size| (Just(size), 0..size)),
            flip: prop::sample::Index,
        ) {
            let (_, stored, roots) = trees(size);
            let root = roots[usize::try_from(size).unwrap()];
            let leaf = leaf_hash(&data(index));
            let proof = inclusion(index, size, at(&stored)).unwrap();
            let mut flipped = bytes(&proof);
            let bit = flip.index(flipped.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            let ours = flipped.chunks(32).map(|it| Digest::from_bytes(it.try_into().unwrap()));
            prop_assert!(check_inclusion(&ours.collect::<Vec<_>>(), index, size, &leaf, &root).is_err());
            let known = InclusionProof::<Sha256>::from_bytes(flipped);
            prop_assert!(theirs(&root, size).verify_inclusion(&data(index), index, &known).is_err());
            prop_assert!(check_inclusion(&proof[1..], index, size, &leaf, &root).is_err());
            prop_assert!(check_inclusion(&[&proof[..], &[root]].concat(), index, size, &leaf, &root).is_err());
            prop_assert!(check_inclusion(&proof, index ^ 1, size, &leaf, &root).is_err());
        }

        #[test]
        fn the_oracle_accepts_our_consistency_proofs_and_refuses_changed_ones(
            (new, old) in (2_u64..200).prop_flat_map(|new| (Just(new), 1..new)),
            flip: prop::sample::Index,
        ) {
            let (_, stored, roots) = trees(new);
            let (old_root, new_root) = (roots[usize::try_from(old).unwrap()], roots[usize::try_from(new).unwrap()]);
            let proof = consistency(old, new, at(&stored)).unwrap();
            let (before, after) = (theirs(&old_root, old), theirs(&new_root, new));
            let known = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
            prop_assert!(after.verify_consistency(&before, &known).is_ok());
            let mut flipped = bytes(&proof);
            let bit = flip.index(flipped.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            let ours = flipped.chunks(32).map(|it| Digest::from_bytes(it.try_into().unwrap()));
            let ours = ours.collect::<Vec<_>>();
            prop_assert!(check_consistency(&ours, (old, &old_root), (new, &new_root)).is_err());
            let known = ConsistencyProof::<Sha256>::try_from_bytes(flipped).unwrap();
            prop_assert!(after.verify_consistency(&before, &known).is_err());
        }

        #[test]
        fn no_proof_is_longer_than_its_limit(size in 1..=SIZE_MAX, index: prop::sample::Index) {
            let index = index.index(usize::try_from(size).unwrap()) as u64;
            let read = |_| Ok::<_, Unproven>(Digest::ZERO);
            prop_assert!(inclusion(index, size, read).unwrap().len() <= HASHES_MAX);
            prop_assert!(consistency(index + 1, size, read).unwrap().len() <= HASHES_MAX);
        }
    }

    #[test]
    fn what_is_no_log_has_no_proofs() {
        let read = |_| Ok::<_, Unproven>(Digest::ZERO);
        for (index, size) in [(0, 0), (5, 5), (0, SIZE_MAX + 1)] {
            assert_eq!(inclusion(index, size, read), Err(Unproven::Sizes), "{index} in {size}");
        }
        for (old, new) in [(0, 5), (6, 5), (1, SIZE_MAX + 1)] {
            assert_eq!(consistency(old, new, read), Err(Unproven::Sizes), "{old} in {new}");
        }
        assert_eq!(root(0, read), Err(Unproven::Sizes));
    }
}

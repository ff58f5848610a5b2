//! The present of every record, summed: what a file can be held against without reading all of it.
//!
//! Each record version that an event wrote, each erasure, each belonging of a record to an entry and each fact
//! is a term: a digest read as a number. The terms of a lot of records are added up, in whatever order they
//! come; so the sum is kept right by adding what an event wrote, and rows put back from an older copy, which
//! lack some terms, make another one. A term holds a digest that is salted with random bytes, so nobody
//! can choose rows whose terms add up to nothing.

use crate::audit::Digest;
use crate::audit::facts::Fact;
use crate::model::Id;

/// What a term begins with.
const TERM_NAME: &[u8] = b"sreg.head1";
/// What the seal of all sums begins with.
const SEAL_NAME: &[u8] = b"sreg.heads1";

/// Lots that records are divided into, by the first ten bits of their random ids.
pub const LOTS: usize = 1024;
/// The length of a sum, in bytes.
pub const SUM_BYTES: usize = 32;

/// Returns the lot of a record.
#[must_use]
pub fn lot(record: Id) -> usize {
    let [first, second, ..] = *record.as_bytes();
    usize::from(u16::from_be_bytes([first, second]) >> 6)
}

/// Returns the first id of a lot, and the first one after it; none after the last.
#[must_use]
pub fn bounds(lot: usize) -> ([u8; 16], Option<[u8; 16]>) {
    let bound = |lot: usize| {
        let mut id = [0; 16];
        let head = u16::try_from(lot << 6).ok()?.to_be_bytes();
        id[..2].copy_from_slice(&head);
        Some(id)
    };
    (bound(lot).unwrap_or([0xff; 16]), if lot + 1 < LOTS { bound(lot + 1) } else { None })
}

/// Terms added up, modulo 2^256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum([u64; 4]);

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: &Digest) {
        let mut carry = false;
        for (limb, term) in self.0.iter_mut().zip(limbs(term.as_bytes())) {
            let (sum, over) = limb.overflowing_add(term);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = over || again;
        }
    }

    /// Takes away a term that was added.
    pub fn take(&mut self, term: &Digest) {
        let mut borrow = false;
        for (limb, term) in self.0.iter_mut().zip(limbs(term.as_bytes())) {
            let (rest, under) = limb.overflowing_sub(term);
            let (rest, again) = rest.overflowing_sub(u64::from(borrow));
            *limb = rest;
            borrow = under || again;
        }
    }

    /// Returns the bytes in which it is kept.
    #[must_use]
    pub fn to_bytes(self) -> [u8; SUM_BYTES] {
        let mut bytes = [0; SUM_BYTES];
        for (bytes, limb) in bytes.chunks_exact_mut(8).zip(self.0) {
            bytes.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// Reads the bytes in which it was kept.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; SUM_BYTES]) -> Self {
        Self(limbs(bytes))
    }
}

fn limbs(bytes: &[u8; 32]) -> [u64; 4] {
    let (limbs, _) = bytes.as_chunks::<8>();
    [0, 1, 2, 3].map(|at| limbs.get(at).map_or(0, |it| u64::from_le_bytes(*it)))
}

/// Returns the term of a record version, of the lot of the record.
#[must_use]
pub fn version_term(record: Id, version: u32, seq: u64, digest: &Digest) -> Digest {
    let (version, seq) = (version.to_be_bytes(), seq.to_be_bytes());
    Digest::of(&[TERM_NAME, &[1], record.as_bytes(), &version, &seq, digest.as_bytes()])
}

/// Returns the term of a record's erasure, of the lot of the record.
#[must_use]
pub fn erasure_term(record: Id, entry: Id, seq: u64) -> Digest {
    Digest::of(&[TERM_NAME, &[2], record.as_bytes(), entry.as_bytes(), &seq.to_be_bytes()])
}

/// Returns the term of a record's belonging to an entry, of the lot of the entry, while it is not erased.
#[must_use]
pub fn member_term(entry: Id, record: Id) -> Digest {
    Digest::of(&[TERM_NAME, &[3], entry.as_bytes(), record.as_bytes()])
}

/// Returns the term of a fact, of the lot of what it is about.
#[must_use]
pub fn fact_term(fact: &Fact, seq: u64) -> Digest {
    let (about, digest) = fact.committed();
    Digest::of(&[TERM_NAME, &[4], about.as_bytes(), &seq.to_be_bytes(), digest.as_bytes()])
}

/// Seals all sums together with the log that they are of.
#[must_use]
pub fn seal(size: u64, root: &Digest, sums: &[Sum]) -> Digest {
    let sums: Vec<u8> = sums.iter().flat_map(|it| it.to_bytes()).collect();
    Digest::of(&[SEAL_NAME, &size.to_be_bytes(), root.as_bytes(), &sums])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::audit::facts::FactKind;

    proptest! {
        #[test]
        fn a_sum_does_not_depend_on_the_order_and_forgets_what_is_taken(
            terms in prop::collection::vec(any::<[u8; 32]>(), 1..20), gone: prop::sample::Index,
        ) {
            let terms: Vec<_> = terms.into_iter().map(Digest::from_bytes).collect();
            let all = |terms: &mut dyn Iterator<Item = &Digest>| {
                let mut sum = Sum::default();
                terms.for_each(|it| sum.add(it));
                sum
            };
            let mut sum = all(&mut terms.iter());
            prop_assert_eq!(sum, all(&mut terms.iter().rev()));
            prop_assert_eq!(Sum::from_bytes(&sum.to_bytes()), sum);
            let gone = gone.index(terms.len());
            sum.take(&terms[gone]);
            let mut rest = terms.clone();
            rest.remove(gone);
            prop_assert_eq!(sum, all(&mut rest.iter()));
        }

        #[test]
        fn an_id_lies_between_the_bounds_of_its_lot_and_of_no_other(id: [u8; 16]) {
            let lot = lot(Id::from_bytes(id));
            let (from, until) = bounds(lot);
            prop_assert!(from <= id && until.is_none_or(|it| id < it));
        }
    }

    #[test]
    fn the_lots_follow_one_another_from_the_least_id_to_the_greatest() {
        assert_eq!(bounds(0).0, [0; 16]);
        assert!((1..LOTS).all(|it| bounds(it - 1).1 == Some(bounds(it).0)));
        assert_eq!(bounds(LOTS - 1).1, None);
    }

    #[test]
    fn a_carry_goes_through_all_limbs_and_back() {
        let mut one = [0; 32];
        one[0] = 1;
        let (one, most) = (Digest::from_bytes(one), Digest::from_bytes([0xff; 32]));
        let mut sum = Sum::default();
        sum.add(&most);
        sum.add(&one);
        assert_eq!(sum, Sum::default());
        sum.take(&one);
        assert_eq!(sum.to_bytes(), [0xff; 32]);
    }

    #[test]
    fn each_part_of_a_term_and_of_a_seal_counts() {
        let (one, other) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        let digest = Digest::ZERO;
        let terms = [
            version_term(one, 1, 1, &digest),
            version_term(other, 1, 1, &digest),
            version_term(one, 2, 1, &digest),
            version_term(one, 1, 2, &digest),
            version_term(one, 1, 1, &terms_digest()),
            erasure_term(one, other, 1),
            erasure_term(other, one, 1),
            erasure_term(one, other, 2),
            member_term(one, other),
            member_term(other, one),
            fact_term(&Fact::of(one, FactKind::Password, &[b"a"]), 1),
            fact_term(&Fact::of(one, FactKind::Password, &[b"a"]), 2),
            fact_term(&Fact::of(other, FactKind::Password, &[b"a"]), 1),
        ];
        for (n, term) in terms.iter().enumerate() {
            assert!(!terms[..n].contains(term), "{n}");
        }
        let sums = [Sum::default(); 2];
        let sealed = seal(7, &digest, &sums);
        assert!(sealed != seal(8, &digest, &sums) && sealed != seal(7, &terms_digest(), &sums));
        let mut changed = sums;
        changed[1].add(&digest);
        assert_eq!(sealed, seal(7, &digest, &changed), "zeros add nothing");
        changed[1].add(&terms_digest());
        assert_ne!(sealed, seal(7, &digest, &changed));
    }

    fn terms_digest() -> Digest {
        Digest::of(&[b"another"])
    }
}

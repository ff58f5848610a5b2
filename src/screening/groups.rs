//! Entries that may be one person, put into groups: a person is often on a register more than twice.
//!
//! Two groups become one while the mean of the bits between their members is at least what is asked for (average
//! linkage). So one chance resemblance does not chain two families together, and two entries that have little in
//! common are put together if others tell that they are one. Pure, and the same for the same pairs.

use std::collections::{BTreeMap, BinaryHeap};

/// The bits of two entries of which neither was found when the other was asked about.
const UNSEEN_BITS: f64 = -5.0;
/// The mean bits between its members that make a group, where nothing else is asked for.
pub const BITS: f64 = 2.0;
/// What is counted in 64ths of a bit, so that sums are exact.
const GRAIN: f64 = 64.0;

/// What stands between two groups: the sum of the bits that were found, in grains, and how many were.
#[derive(Clone, Copy, Default)]
struct Link {
    grains: i64,
    count: i64,
}

/// Groups under way: each under the number of its first member.
struct Groups {
    members: Vec<Vec<usize>>,
    links: Vec<BTreeMap<usize, Link>>,
}

/// Puts `entries` into groups by the bits between pairs of them; whoever is like nobody is a group alone.
///
/// `pairs` tells two different numbers below `entries` and their bits; of a pair told twice, the first counts.
#[must_use]
pub fn groups(entries: usize, pairs: &[(usize, usize, f64)], bits: f64) -> Vec<Vec<usize>> {
    let mut groups =
        Groups { members: (0..entries).map(|it| vec![it]).collect(), links: vec![BTreeMap::new(); entries] };
    for (one, other, bits) in pairs.iter().filter(|it| it.0 != it.1 && it.0.max(it.1) < entries) {
        let link = Link { grains: grains(*bits), count: 1 };
        groups.links[*one].entry(*other).or_insert(link);
        groups.links[*other].entry(*one).or_insert(link);
    }
    let mut next = BinaryHeap::new();
    for one in 0..entries {
        let later = groups.links[one].range(one + 1..);
        next.extend(later.filter_map(|(other, link)| groups.mean(one, *other, *link, bits)));
    }
    while let Some((mean, _, one, other)) = next.pop() {
        let link = groups.links[one].get(&other).copied();
        // What was put together since is here under another number or with another mean.
        let same = link.and_then(|it| groups.mean(one, other, it, bits)).is_some_and(|it| it.0 == mean);
        if same {
            groups.join(one, other);
            let links = groups.links[one].iter();
            next.extend(links.filter_map(|(other, link)| groups.mean(one, *other, *link, bits)));
        }
    }
    groups.members.retain(|it| !it.is_empty());
    for it in &mut groups.members {
        it.sort_unstable();
    }
    groups.members
}

fn grains(bits: f64) -> i64 {
    // A sum of bits is below 2^16; what is none counts nothing.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let grains = (bits.clamp(-65_536.0, 65_536.0) * GRAIN).round() as i64;
    grains
}

/// A pair of groups that may be put together: the mean, in grains; ties go to the first numbers.
type Next = (i64, std::cmp::Reverse<(usize, usize)>, usize, usize);

impl Groups {
    fn mean(&self, one: usize, other: usize, link: Link, bits: f64) -> Option<Next> {
        let pairs = self.members[one].len() * self.members[other].len();
        let pairs = i64::try_from(pairs).unwrap_or(i64::MAX);
        let mean = (link.grains + (pairs - link.count) * grains(UNSEEN_BITS)).div_euclid(pairs.max(1));
        let pair = (one.min(other), one.max(other));
        (mean >= grains(bits)).then_some((mean, std::cmp::Reverse(pair), one, other))
    }

    /// Puts the second group into the first.
    fn join(&mut self, one: usize, other: usize) {
        let members = std::mem::take(&mut self.members[other]);
        self.members[one].extend(members);
        self.links[one].remove(&other);
        for (third, link) in std::mem::take(&mut self.links[other]) {
            if third == one {
                continue;
            }
            self.links[third].remove(&other);
            let sum = self.links[one].entry(third).or_default();
            *sum = Link { grains: sum.grains + link.grains, count: sum.count + link.count };
            let sum = *sum;
            self.links[third].insert(one, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(pairs: &[(usize, usize, f64)], expected: &[&[usize]]) {
        let entries = expected.iter().map(|it| it.len()).sum();
        assert_eq!(groups(entries, pairs, BITS), expected);
    }

    #[test]
    fn what_is_alike_is_put_together_and_the_rest_stays_alone() {
        check(&[(0, 1, 9.0), (2, 3, 1.9)], &[&[0, 1], &[2], &[3]]);
    }

    #[test]
    fn two_that_have_little_in_common_are_one_if_others_tell_so() {
        check(&[(0, 1, 14.0), (1, 2, 14.0), (0, 2, -2.0)], &[&[0, 1, 2]]);
        check(&[(0, 1, 14.0), (1, 2, 14.0)], &[&[0, 1, 2]]);
    }

    #[test]
    fn one_resemblance_does_not_chain_two_families() {
        let family = |at: usize| [(at, at + 1, 12.0), (at, at + 2, 12.0), (at + 1, at + 2, 12.0)];
        let mut pairs: Vec<_> = family(0).into_iter().chain(family(3)).collect();
        pairs.push((2, 3, 8.0));
        check(&pairs, &[&[0, 1, 2], &[3, 4, 5]]);
    }

    #[test]
    fn numbers_beyond_the_entries_and_an_entry_with_itself_are_left_out() {
        check(&[(0, 0, 40.0), (0, 9, 40.0)], &[&[0], &[1]]);
    }

    proptest! {
        #[test]
        fn every_entry_is_in_one_group_whatever_the_pairs(
            pairs in prop::collection::vec((0_usize..20, 0_usize..20, -20.0..40.0), 0..80)
        ) {
            let groups = groups(20, &pairs, BITS);
            let mut all: Vec<usize> = groups.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..20).collect::<Vec<_>>());
        }
    }
}

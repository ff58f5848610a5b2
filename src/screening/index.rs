//! The index: every entry's profile in memory, and the search over it.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::Id;
use crate::screening::band::Policy;
use crate::screening::candidates::{self, Candidates};
use crate::screening::fold::Extent;
use crate::screening::postings::Postings;
use crate::screening::probe::Probe;
use crate::screening::profile::{Profile, Query};
use crate::screening::reason::Match;
use crate::screening::record::Record;
use crate::screening::score::{Piece, Scale};
use crate::screening::vocabulary::Vocabulary;
use crate::screening::weights::UNLISTED_BITS;
use crate::screening::wording;

/// What a search found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Found {
    /// The matches, most bits first, ties by id.
    pub candidates: Vec<Match>,
    /// How many entries were weighed in full.
    pub examined: usize,
    /// Whether a limit cut the query, the lists read, or entries that might have come first.
    pub extent: Extent,
}

/// The profiles of all entries, in memory.
///
/// It is plain data: share it between threads behind a lock of the caller's.
#[derive(Default)]
pub struct Index {
    vocabulary: Vocabulary,
    postings: Postings,
    records: Vec<Option<Record>>,
    free: Vec<u32>,
    slots: BTreeMap<Id, u32>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Makes an empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Tells whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Tells whether an entry is held.
    #[must_use]
    pub fn contains(&self, id: Id) -> bool {
        self.slots.contains_key(&id)
    }

    /// Takes an entry's profile, in place of the one it has, if any.
    pub fn insert(&mut self, id: Id, profile: &Profile) {
        self.remove(id);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.records.push(None);
            u32::try_from(self.records.len() - 1).expect("a register has fewer than 2^32 entries")
        });
        let record = Record::enter(id, profile, &mut self.vocabulary, slot);
        for key in record.keys() {
            self.postings.enter(key, slot);
        }
        self.records[slot as usize] = Some(record);
        self.slots.insert(id, slot);
    }

    /// Forgets an entry, its names with it; nothing happens if it is not held.
    pub fn remove(&mut self, id: Id) {
        let Some(slot) = self.slots.remove(&id) else { return };
        if let Some(record) = self.records[slot as usize].take() {
            record.strike(&mut self.vocabulary, slot);
            for key in record.keys() {
                self.postings.strike(key, slot);
            }
        }
        self.free.push(slot);
    }

    /// Returns the entries that may be the person searched for, at most `top`, best first.
    ///
    /// An entry below the lowest band is not returned. A query that [`Query::check`] refuses finds nobody.
    #[must_use]
    pub fn search(&self, query: &Query, top: usize, policy: &Policy) -> Found {
        let top = top.min(policy.limits.matches_max);
        let probe = Probe::new(query, &self.vocabulary);
        let sizes = (self.len(), self.records.len());
        let candidates = candidates::find(&probe, &self.vocabulary, &self.postings, sizes, &policy.limits);
        let scale = Scale {
            probe: &probe,
            vocabulary: &self.vocabulary,
            postings: &self.postings,
            entries: self.len(),
        };
        let (weighed, examined, extent) = self.weigh(scale, &candidates, top);
        let matches = weighed.iter().filter_map(|(bits, record, pieces)| {
            let band = policy.bands.band(*bits)?;
            let reasons = pieces.iter().map(|it| wording::reason(it, &probe, &self.vocabulary)).collect();
            Some(Match { id: record.id, bits: *bits, band, reasons })
        });
        Found {
            candidates: matches.collect(),
            examined,
            extent: probe.extent.and(candidates.extent).and(extent),
        }
    }

    /// Weighs the candidates that can still come among the first `top`, and returns those.
    fn weigh<'a>(
        &'a self,
        scale: Scale<'_>,
        candidates: &Candidates,
        top: usize,
    ) -> (Vec<Weighed<'a>>, usize, Extent) {
        let mut best: Vec<Weighed<'a>> = Vec::with_capacity(top + 1);
        let mut examined = 0;
        let floor = |best: &[Weighed<'_>]| if best.len() < top { f64::NEG_INFINITY } else { best[top - 1].0 };
        for candidate in &candidates.best {
            if top == 0 || candidate.bits + UNLISTED_BITS < floor(&best) {
                break;
            }
            let Some(record) = self.records[candidate.slot as usize].as_ref() else { continue };
            let pieces = scale.weigh(record);
            let bits: f64 = pieces.iter().map(|it| it.bits).sum();
            examined += 1;
            let at = best
                .partition_point(|it| it.0 > bits || it.0.total_cmp(&bits).is_eq() && it.1.id < record.id);
            best.insert(at, (bits, record, pieces));
            best.truncate(top);
        }
        // What was left out might have come before the first of these.
        let first = best.first().map_or(f64::NEG_INFINITY, |it| it.0);
        let missed = candidates.left_out.is_some_and(|it| it + UNLISTED_BITS >= first);
        (best, examined, if missed { Extent::Cut } else { Extent::Whole })
    }
}

/// An entry with its bits and what they are made of.
type Weighed<'a> = (f64, &'a Record, Vec<Piece>);

//! The index: every entry's profile in memory, and the search over it.

use std::collections::BTreeSet;
use std::fmt;

use crate::error::Result;
use crate::model::Id;
use crate::screening::band::{Policy, Standing};
use crate::screening::candidates::{self, Candidates, Searched, UNLISTED_BITS};
use crate::screening::columns::Columns;
use crate::screening::fold::Extent;
use crate::screening::gazetteer::Gazetteer;
use crate::screening::odds;
use crate::screening::packed::{Packer, Unpacker};
use crate::screening::pairs::Pairs;
use crate::screening::postings::Postings;
use crate::screening::probe::{Ground, Probe};
use crate::screening::profile::{Profile, Query};
use crate::screening::reason::Match;
use crate::screening::record;
use crate::screening::score::{Piece, Scale};
use crate::screening::seen::Seen;
use crate::screening::slots::Slots;
use crate::screening::surroundings::Surroundings;
use crate::screening::vocabulary::Vocabulary;
use crate::screening::weights::Weights;
use crate::screening::wording;

/// The fewest entries that are weighed for the odds, however few matches are asked for.
const RIVALS_MIN: usize = 10;

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

/// The profiles of all entries, in memory; wiped when it is dropped.
///
/// It is plain data: share it between threads behind a lock of the caller's.
#[derive(Default)]
pub struct Index {
    pub(super) vocabulary: Vocabulary,
    pub(super) postings: Postings,
    pub(super) places: Gazetteer,
    pub(super) streets: Gazetteer,
    pub(super) columns: Columns,
    pub(super) slots: Slots,
    weights: Weights,
    // The slots of entries that only some may know of.
    pub(super) guarded: BTreeSet<u32>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Makes an empty index with the weights that ship with the library.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty index with a host's own weights.
    #[must_use]
    pub fn with_weights(weights: Weights) -> Self {
        Self { weights, ..Self::default() }
    }

    /// Returns the weights.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Takes other weights; what was entered stays.
    pub fn reweigh(&mut self, weights: Weights) {
        self.weights = weights;
    }

    /// Returns the number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Tells whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slots.len() == 0
    }

    /// Tells whether an entry is held.
    #[must_use]
    pub fn contains(&self, id: Id) -> bool {
        self.slots.get(id).is_some()
    }

    /// Takes an entry's profile, in place of the one it has, if any.
    ///
    /// # Panics
    ///
    /// With 2^31 entries, which no machine holds.
    pub fn insert(&mut self, id: Id, profile: &Profile) {
        self.enter(id, profile);
    }

    /// Begins to take many profiles, faster than one by one: none of them is found before [`Index::settle`].
    pub fn begin(&mut self) {
        self.postings.begin();
        self.vocabulary.begin();
    }

    /// Ends what [`Index::begin`] began.
    pub fn settle(&mut self) {
        self.postings.settle();
        self.vocabulary.settle();
    }

    /// Takes the profile of an entry that only some may know of, in place of the one it has, if any.
    ///
    /// It is found by those only, and counts nowhere: no weight that anybody is shown changes with it.
    ///
    /// # Panics
    ///
    /// With 2^31 entries, which no machine holds.
    pub fn insert_guarded(&mut self, id: Id, profile: &Profile) {
        let slot = self.enter(id, profile);
        let detail = self.columns.detail(slot);
        self.vocabulary.guarded().enter(record::words(detail));
        self.postings.guard(&record::keys(detail));
        self.guarded.insert(slot);
    }

    /// Writes the whole index down, but for the weights; nothing may be taken in bulk meanwhile.
    ///
    /// # Errors
    ///
    /// Those of whoever takes the parts.
    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        self.slots.pack(to)?;
        self.columns.pack(to)?;
        self.vocabulary.pack(to)?;
        self.places.pack(to)?;
        self.streets.pack(to)?;
        self.postings.pack(to)?;
        to.numbers(&self.guarded.iter().copied().collect::<Vec<_>>())
    }

    /// Reads an index again, with the weights that ship with the library; nothing if it is not whole.
    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let slots = Slots::unpack(from)?;
        let places = slots.places();
        let index = Self {
            columns: Columns::unpack(from).filter(|it| it.places() == places)?,
            vocabulary: Vocabulary::unpack(from, places)?,
            places: Gazetteer::unpack(from)?,
            streets: Gazetteer::unpack(from)?,
            postings: Postings::unpack(from, places)?,
            guarded: from.numbers_below(places)?.into_iter().collect(),
            slots,
            weights: Weights::default(),
        };
        Some(index)
    }

    fn enter(&mut self, id: Id, profile: &Profile) -> u32 {
        self.remove(id);
        let slot = self.slots.insert(id);
        let Self { vocabulary, places, streets, columns, postings, .. } = self;
        columns.put(slot, &record::enter(profile, vocabulary, places, streets, slot));
        for key in record::keys(columns.detail(slot)) {
            postings.enter(key, slot);
        }
        slot
    }

    /// Returns the number of entries that are counted: those that everybody may know of.
    fn counted(&self) -> usize {
        self.slots.len() - self.guarded.len()
    }

    /// Forgets an entry, its names with it; nothing happens if it is not held.
    pub fn remove(&mut self, id: Id) {
        let Some(slot) = self.slots.remove(id) else { return };
        let Self { vocabulary, places, streets, columns, postings, .. } = self;
        let detail = columns.detail(slot);
        if self.guarded.remove(&slot) {
            vocabulary.guarded().strike(record::words(detail));
            postings.unguard(&record::keys(detail));
        }
        for key in record::keys(detail) {
            postings.strike(key, slot);
        }
        record::strike(detail, vocabulary, places, streets, slot);
        columns.clear(slot);
    }

    /// Returns the entries that may be the person searched for, at most `top`, best first.
    ///
    /// An entry below the lowest band is not returned, unless it is about as likely as the first or would be probable
    /// without the others. A query that [`Query::check`] refuses finds nobody.
    #[must_use]
    pub fn search(&self, query: &Query, top: usize, policy: &Policy) -> Found {
        self.search_permitted(query, top, policy, &|_| true)
    }

    /// Searches as [`Index::search`] for somebody who may not know of every guarded entry: `permits` is asked
    /// for each of those, before any is ranked.
    #[must_use]
    pub fn search_permitted(
        &self,
        query: &Query,
        top: usize,
        policy: &Policy,
        permits: &dyn Fn(Id) -> bool,
    ) -> Found {
        self.find(&self.hidden(permits), query, top, policy)
    }

    /// Searches as [`Index::search_permitted`] for the doubles of an entry, which is not found itself.
    #[must_use]
    pub fn search_others(
        &self,
        own: Id,
        query: &Query,
        top: usize,
        policy: &Policy,
        permits: &dyn Fn(Id) -> bool,
    ) -> Found {
        let mut hidden = self.hidden(permits);
        hidden.extend(self.slots.get(own));
        self.find(&hidden, query, top, policy)
    }

    /// Returns the slots of the guarded entries that may not be known of.
    fn hidden(&self, permits: &dyn Fn(Id) -> bool) -> BTreeSet<u32> {
        self.guarded.iter().copied().filter(|it| !permits(self.slots.id(*it))).collect()
    }

    fn find(&self, hidden: &BTreeSet<u32>, query: &Query, top: usize, policy: &Policy) -> Found {
        let top = top.min(policy.limits.matches_max);
        let probe = self.probe(query);
        let (mut weighed, examined, extent) = self.rank_but(hidden, &probe, top.max(RIVALS_MIN), policy);
        let sums: Vec<f64> = weighed.iter().map(|it| it.bits).collect();
        let nobody = self.weights.nobody(self.counted());
        let odds = odds::odds(&sums, nobody);
        weighed.truncate(top);
        let first = sums.first().copied().unwrap_or(nobody);
        let matches = weighed.iter().zip(odds).filter_map(|(it, odds)| {
            let standing = Standing { odds, alone: it.bits - nobody, behind: first - it.bits };
            let band = policy.bands.of(standing)?;
            let words = |piece| wording::reason(piece, &probe, &self.vocabulary);
            let reasons = it.pieces.iter().map(words).collect();
            Some(Match { id: self.slots.id(it.slot), bits: it.bits, odds, band, reasons })
        });
        Found { candidates: matches.collect(), examined, extent: probe.extent.and(extent) }
    }

    pub(crate) fn probe(&self, query: &Query) -> Probe {
        let Self { vocabulary, streets, .. } = self;
        Probe::new(query, Ground { vocabulary, streets, entries: self.counted() })
    }

    /// Weighs the entries that may be the person, and returns the best.
    pub(crate) fn rank(&self, probe: &Probe, top: usize, policy: &Policy) -> (Vec<Weighed>, usize, Extent) {
        self.rank_but(&BTreeSet::new(), probe, top, policy)
    }

    /// Ranks as [`Index::rank`] all but the entries in hidden slots.
    fn rank_but(
        &self,
        hidden: &BTreeSet<u32>,
        probe: &Probe,
        top: usize,
        policy: &Policy,
    ) -> (Vec<Weighed>, usize, Extent) {
        let Self { vocabulary, weights, streets, places, postings, columns, .. } = self;
        let seen = &Seen::new(probe, postings, places, weights, self.counted());
        let searched = Searched { probe, vocabulary, postings, places, columns, weights, seen, hidden };
        let candidates = candidates::find(searched, top, &policy.limits);
        let pairs = &Pairs::new(vocabulary, &self.guarded, self.counted());
        let place = probe.place.as_deref().and_then(|it| places.number(it));
        let surroundings = &Surroundings::new(place, postings, columns, &self.guarded, self.counted());
        let scale = Scale { probe, vocabulary, pairs, surroundings, places, streets, weights, seen };
        let (weighed, examined, extent) = self.weigh(scale, &candidates, top);
        (weighed, examined, candidates.extent.and(extent))
    }

    /// Weighs the candidates that can still come among the first `top`, and returns those.
    fn weigh(&self, scale: Scale<'_>, candidates: &Candidates, top: usize) -> (Vec<Weighed>, usize, Extent) {
        let mut best: Vec<Weighed> = Vec::with_capacity(top + 1);
        let mut examined = 0;
        for candidate in &candidates.best {
            let floor = best.get(top.saturating_sub(1)).map_or(f64::NEG_INFINITY, |it| it.bits);
            if top == 0 || candidate.bits + UNLISTED_BITS < floor {
                break;
            }
            let pieces = scale.weigh(self.columns.detail(candidate.slot));
            let bits: f64 = pieces.iter().map(|it| it.bits).sum();
            examined += 1;
            let id = self.slots.id(candidate.slot);
            let before = |it: &Weighed| {
                it.bits > bits || it.bits.total_cmp(&bits).is_eq() && self.slots.id(it.slot) < id
            };
            best.insert(best.partition_point(before), Weighed { bits, slot: candidate.slot, pieces });
            best.truncate(top);
        }
        // What was left out might have come before the first of these.
        let first = best.first().map_or(f64::NEG_INFINITY, |it| it.bits);
        let missed = candidates.left_out.is_some_and(|it| it + UNLISTED_BITS >= first);
        (best, examined, if missed { Extent::Cut } else { Extent::Whole })
    }

    /// Returns the entry in a slot.
    pub(crate) fn id(&self, slot: u32) -> Id {
        self.slots.id(slot)
    }
}

/// An entry with its bits and what they are made of.
pub(crate) struct Weighed {
    pub(crate) bits: f64,
    pub(crate) slot: u32,
    pub(crate) pieces: Vec<Piece>,
}

#[cfg(test)]
mod tests;

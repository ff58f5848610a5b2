//! Where the entries of a place are: "Lambeth" is told of persons in SE1 and SW4, whatever their own place is called.
//!
//! The register itself is the gazetteer: nobody has to keep a list of places and postcodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::screening::columns::Columns;
use crate::screening::locality::Postcode;
use crate::screening::postings::{Key, Postings};
use crate::screening::reason::Level;

/// How many entries of the place are looked at.
const SAMPLE: usize = 128;
/// How many entries' worth the shares of the whole register count beside those of the place.
const PRIOR: f64 = 2.0;

/// How much more often the entries of the place asked for are in a district or an area than others, in bits.
#[derive(Default)]
pub(crate) struct Surroundings {
    lifts: BTreeMap<(Level, u64), f64>,
}

impl Surroundings {
    /// Counts where the entries of a place are; `guarded` ones do not count.
    pub(crate) fn new(
        place: Option<u32>,
        postings: &Postings,
        columns: &Columns,
        guarded: &BTreeSet<u32>,
        entries: usize,
    ) -> Self {
        let slots = place.map_or(&[] as &[u32], |it| postings.list(Key::Place(it)));
        let counted =
            slots.iter().step_by(slots.len().div_ceil(SAMPLE).max(1)).filter(|it| !guarded.contains(it));
        let (mut found, mut sample) = (BTreeMap::<(Level, u64), (f64, Key)>::new(), 0.0);
        for slot in counted {
            let packed = columns.glance(*slot).postcode();
            if packed == 0 {
                continue;
            }
            sample += 1.0;
            for level in LEVELS {
                if let Some((packed, key)) = Postcode::unpacked(packed).part(level) {
                    found.entry((level, packed)).or_insert((0.0, key)).0 += 1.0;
                }
            }
        }
        let excess = |here: f64, key: Key| {
            let share = number(postings.count(key)) / number(entries.max(1));
            ((here + PRIOR * share) / (sample + PRIOR) / share.max(f64::EPSILON)).log2()
        };
        let lifts = found.into_iter().map(|(at, (here, key))| (at, excess(here, key)));
        Self { lifts: lifts.filter(|it| it.1 > 0.0).collect() }
    }

    /// Returns how far a postcode is where the entries of the place are.
    pub(crate) fn lift(&self, postcode: Postcode) -> Option<(Level, f64)> {
        LEVELS.into_iter().find_map(|level| {
            let (packed, _) = postcode.part(level)?;
            self.lifts.get(&(level, packed)).map(|it| (level, *it))
        })
    }
}

/// The parts of a postcode, nearest first.
const LEVELS: [Level; 2] = [Level::District, Level::Area];

fn number(it: usize) -> f64 {
    f64::from(u32::try_from(it).unwrap_or(u32::MAX))
}

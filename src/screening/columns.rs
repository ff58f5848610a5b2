//! The entries as the index keeps them: packed, so that a million take little memory.
//!
//! What a first look at an entry needs stands in columns, and is all that most have; the rest in one run of words.

use zeroize::Zeroize;

use crate::error::Result;
use crate::screening::birth::{Birth, Packed};
use crate::screening::locality::{Address, Postcode};
use crate::screening::packed::{Packer, Unpacker};
use crate::screening::profile::Sex;

/// Stands for no word of the vocabulary.
pub(crate) const NONE: u32 = u32::MAX;

/// A name in the words of the vocabulary.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) family: Option<u32>,
    pub(crate) family_parts: &'a [u32],
    pub(crate) given: &'a [u32],
}

/// An entry, unpacked.
#[derive(Clone, Default)]
pub(crate) struct Record {
    pub(crate) names: Vec<(Option<u32>, Vec<u32>, Vec<u32>)>,
    pub(crate) births: Vec<Birth>,
    pub(crate) postcodes: Vec<Postcode>,
    pub(crate) places: Vec<u32>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) sex: Option<Sex>,
    /// Whether a word of its names is an initial.
    pub(crate) initial: bool,
}

/// What a first look at an entry sees: its main name, birth and postcode; half a line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(crate) struct Glance {
    pub(crate) family: u32,
    /// The first two given names.
    pub(crate) given: [u32; 2],
    pub(crate) birth: u32,
    postcode: [u32; 2],
    pub(crate) place: u32,
    /// Where the run of words starts, and two bits for [`More`].
    start: u32,
}

impl Glance {
    /// Returns the packed postcode, 0 if there is none.
    pub(crate) const fn postcode(&self) -> u64 {
        whole(self.postcode)
    }

    /// Returns the main name; nothing where there is none.
    fn name(&self) -> Option<Named<'_>> {
        let family = Some(self.family).filter(|it| *it != NONE);
        let given = &self.given[..self.given.iter().take_while(|it| **it != NONE).count()];
        (family.is_some() || !given.is_empty()).then_some(Named { family, family_parts: &[], given })
    }

    pub(crate) const fn more(&self) -> More {
        match self.start >> START_BITS {
            0 => More::Nothing,
            1 => More::Names,
            _ => More::Other,
        }
    }
}

/// The bits of a run's start: a register's runs take less than 4 GiB.
const START_BITS: u32 = 30;
/// The start of a slot without a run.
const NO_START: u32 = (1 << START_BITS) - 1;

/// What an entry has that a first look does not see, besides addresses and a sex.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// Its run of words does not say again what a first look sees.
    Nothing,
    /// Other names, or parts of a compound name.
    Names,
    /// Other births, postcodes or places, and perhaps names.
    Other,
}

const BLANK: Glance =
    Glance { family: NONE, given: [NONE; 2], birth: 0, postcode: [0; 2], place: NONE, start: NO_START };

/// The bits of the first word of a run that tell its length.
const LENGTH_BITS: u32 = 20;
/// Seven bits, for the number of items in a list.
const ITEMS: u32 = 0x7f;
/// Where the first word of a run tells the sex, and whether births are told with how exact they are.
const SEX_SHIFT: u32 = 28;
const ABOUT_SHIFT: u32 = 31;

#[derive(Default)]
pub(crate) struct Columns {
    glances: Vec<Glance>,
    // What each slot has: a bit for each field of lists, and one for an initial among its names.
    has: Vec<u8>,
    words: Vec<u32>,
    wasted: usize,
}

impl Columns {
    /// Tells which fields of lists each slot has, a bit for each; the last bit tells of an initial in its names.
    pub(crate) fn all_have(&self) -> &[u8] {
        &self.has
    }

    /// Returns what a first look at a slot sees.
    pub(crate) fn glance(&self, slot: u32) -> &Glance {
        &self.glances[slot as usize]
    }

    /// Returns all of a slot; nothing if it is free.
    pub(crate) fn detail(&self, slot: u32) -> Detail<'_> {
        self.detail_of(&self.glances[slot as usize])
    }

    /// Returns all of the slot that a glance is of.
    pub(crate) fn detail_of<'a>(&'a self, glance: &'a Glance) -> Detail<'a> {
        let start = glance.start & NO_START;
        if start == NO_START {
            return Detail::default();
        }
        let run = &self.words[start as usize..];
        let run = &run[..length_of(run[0])];
        if glance.more() == More::Nothing { Detail::seen(glance, run) } else { Detail::read(run) }
    }

    /// Asks the memory for what these glances do not show, all at once: whoever reads it next need not wait.
    pub(crate) fn fetch(&self, glances: &[Glance]) {
        let starts = glances.iter().filter(|it| it.more() != More::Nothing).map(|it| it.start & NO_START);
        let heads = starts.filter_map(|it| self.words.get(it as usize));
        std::hint::black_box(heads.fold(0, |sum, it| sum ^ it));
    }

    /// Puts an entry into a slot, which is free or the next after the last.
    pub(crate) fn put(&mut self, slot: u32, record: &Record) {
        let at = slot as usize;
        if at == self.glances.len() {
            self.glances.push(BLANK);
            self.has.push(0);
        }
        self.has[at] = has(record);
        let births: Vec<Packed> = record.births.iter().map(|it| it.pack()).collect();
        let about = births.iter().any(|it| it.about);
        let start = self.words.len();
        let number = u32::try_from(start).ok().filter(|it| *it < NO_START);
        let glance = glance(record, &births, number.expect("a register's entries take less than 4 GiB"));
        self.glances[at] = glance;
        self.words.push(0);
        if glance.more() != More::Nothing {
            self.put_what_is_seen(record, &births, about);
        }
        self.words.extend(record.addresses.iter().flat_map(|it| it.words()));
        let length = u32::try_from(self.words.len() - start).unwrap_or(u32::MAX);
        debug_assert!(length >> LENGTH_BITS == 0, "the limits of a profile bound its run");
        let addresses = u32::try_from(record.addresses.len()).unwrap_or(ITEMS);
        let sex = match record.sex {
            None => 0,
            Some(Sex::Female) => 1,
            Some(Sex::Male) => 2,
        };
        self.words[start] =
            length | addresses << LENGTH_BITS | sex << SEX_SHIFT | u32::from(about) << ABOUT_SHIFT;
    }

    /// Puts down all names, births, postcodes and places of an entry that has more than a first look sees.
    fn put_what_is_seen(&mut self, record: &Record, births: &[Packed], about: bool) {
        self.words.push(counts(record));
        for (family, parts, given) in &record.names {
            let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
            self.words
                .push(u32::from(family.is_some()) | number(parts.len()) << 1 | number(given.len()) << 8);
            self.words.extend(family);
            self.words.extend(parts);
            self.words.extend(given);
        }
        for birth in births {
            self.words.push(birth.digits);
            self.words.extend(about.then_some(u32::from(birth.about)));
        }
        for postcode in &record.postcodes {
            self.words.extend(halves(postcode.packed()));
        }
        self.words.extend(&record.places);
    }

    /// Empties a slot and wipes what stood there.
    pub(crate) fn clear(&mut self, slot: u32) {
        let at = slot as usize;
        let start = std::mem::replace(&mut self.glances[at], BLANK).start & NO_START;
        self.has[at] = 0;
        if start == NO_START {
            return;
        }
        let start = start as usize;
        let length = length_of(self.words[start]);
        self.words[start..start + length].zeroize();
        self.wasted += length;
        if self.wasted > self.words.len() / 2 {
            self.compact();
        }
    }

    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        to.bytes(&self.has)?;
        for Glance { family, given, birth, postcode, place, start } in &self.glances {
            for word in [*family, given[0], given[1], *birth, postcode[0], postcode[1], *place, *start] {
                to.number(word)?;
            }
        }
        to.numbers(&self.words)?;
        to.count(self.wasted)
    }

    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let has = from.bytes()?;
        let mut glances = Vec::with_capacity(has.len());
        for _ in 0..has.len() {
            let mut word = || from.number();
            glances.push(Glance {
                family: word()?,
                given: [word()?, word()?],
                birth: word()?,
                postcode: [word()?, word()?],
                place: word()?,
                start: word()?,
            });
        }
        let words = from.numbers()?;
        let wasted = from.count()?;
        let fits = |it: &Glance| {
            let start = (it.start & NO_START) as usize;
            let run = words.get(start..).unwrap_or_default();
            let least = if it.more() == More::Nothing { 1 } else { 2 };
            it.start & NO_START == NO_START
                || run.first().is_some_and(|it| (least..=run.len()).contains(&length_of(*it)))
        };
        (wasted <= words.len() && glances.iter().all(fits)).then_some(Self { glances, has, words, wasted })
    }

    /// Returns how many slots there are.
    pub(crate) fn places(&self) -> usize {
        self.glances.len()
    }

    /// Moves the runs together.
    fn compact(&mut self) {
        let mut words = Vec::with_capacity(self.words.len() - self.wasted);
        for glance in self.glances.iter_mut().filter(|it| it.start & NO_START != NO_START) {
            let run = &self.words[(glance.start & NO_START) as usize..];
            glance.start = glance.start & !NO_START | u32::try_from(words.len()).unwrap_or(NO_START);
            words.extend_from_slice(&run[..length_of(run[0])]);
        }
        std::mem::replace(&mut self.words, words).zeroize();
        self.wasted = 0;
    }
}

impl Drop for Columns {
    fn drop(&mut self) {
        self.words.zeroize();
        self.glances.fill(BLANK);
        self.has.zeroize();
    }
}

fn glance(record: &Record, births: &[Packed], start: u32) -> Glance {
    let main = record.names.first();
    let given = main.map_or(&[] as &[u32], |it| &it.2);
    let other = births.iter().any(|it| it.about)
        || births.len() > 1
        || record.postcodes.len() > 1
        || record.places.len() > 1;
    let names = record.names.len() > 1 || main.is_some_and(|it| !it.1.is_empty() || it.2.len() > 2);
    let mut glance = Glance {
        family: main.and_then(|it| it.0).unwrap_or(NONE),
        given: [0, 1].map(|it| given.get(it).copied().unwrap_or(NONE)),
        birth: births.first().map_or(0, |it| it.digits),
        postcode: record.postcodes.first().map_or([0; 2], |it| halves(it.packed())),
        place: record.places.first().copied().unwrap_or(NONE),
        start,
    };
    // What a glance shows of nothing, it must not be asked for alone.
    let hidden = main.is_some() != glance.name().is_some()
        || births.is_empty() != (glance.birth == 0)
        || record.postcodes.is_empty() != (glance.postcode() == 0);
    glance.start |= match (other || hidden, names) {
        (true, _) => 2 << START_BITS,
        (false, true) => 1 << START_BITS,
        (false, false) => 0,
    };
    glance
}

/// Tells what a record has, in the order of the fields of lists.
fn has(record: &Record) -> u8 {
    let names = &record.names;
    let fields = [
        names.iter().any(|it| it.0.is_some()),
        names.iter().any(|it| !it.2.is_empty()),
        names.iter().any(|it| it.2.len() > 1),
        !record.births.is_empty(),
        !record.postcodes.is_empty(),
        !record.places.is_empty(),
        !record.addresses.is_empty(),
        record.initial,
    ];
    (0..).zip(fields).fold(0, |sum, (at, it)| sum | u8::from(it) << at)
}

const fn length_of(head: u32) -> usize {
    (head & ((1 << LENGTH_BITS) - 1)) as usize
}

fn counts(record: &Record) -> u32 {
    let number = |it: usize| u32::try_from(it).unwrap_or(ITEMS).min(ITEMS);
    number(record.names.len())
        | number(record.births.len()) << 7
        | number(record.postcodes.len()) << 14
        | number(record.places.len()) << 21
}

fn halves(it: u64) -> [u32; 2] {
    [u32::try_from(it >> 32).unwrap_or_default(), u32::try_from(it & 0xffff_ffff).unwrap_or_default()]
}

const fn whole([upper, lower]: [u32; 2]) -> u64 {
    (upper as u64) << 32 | lower as u64
}

/// All of an entry, read where it stands.
#[derive(Clone, Copy, Default)]
pub(crate) struct Detail<'a> {
    name: Option<Named<'a>>,
    names: (&'a [u32], usize),
    births: &'a [u32],
    about: bool,
    postcodes: &'a [u32],
    pub(crate) places: &'a [u32],
    addresses: &'a [u32],
    pub(crate) sex: Option<Sex>,
}

impl<'a> Detail<'a> {
    /// Takes an entry that a first look sees all of, but for what its run says.
    fn seen(glance: &'a Glance, run: &'a [u32]) -> Self {
        let some = |it: bool, list: &'a [u32]| if it { list } else { &[] };
        Self {
            name: glance.name(),
            births: some(glance.birth != 0, std::slice::from_ref(&glance.birth)),
            postcodes: some(glance.postcode() != 0, &glance.postcode),
            places: some(glance.place != NONE, std::slice::from_ref(&glance.place)),
            addresses: &run[1..=addresses_of(run[0])],
            sex: sex_of(run[0]),
            ..Self::default()
        }
    }

    fn read(run: &'a [u32]) -> Self {
        let (head, counts) = (run[0], run[1]);
        let about = head >> ABOUT_SHIFT == 1;
        let of = |shift: u32| ((counts >> shift) & ITEMS) as usize;
        let mut rest = &run[2..];
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at(length);
            rest = left;
            taken
        };
        let mut length = 0;
        for _ in 0..of(0) {
            length += name_length(run[2 + length]);
        }
        let names = take(length);
        let births = take(of(7) * if about { 2 } else { 1 });
        let postcodes = take(of(14) * 2);
        let places = take(of(21));
        let (addresses, sex) = (take(addresses_of(head)), sex_of(head));
        Self { name: None, names: (names, of(0)), births, about, postcodes, places, addresses, sex }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = Named<'a>> + use<'a> {
        let (mut rest, count) = self.names;
        let packed = (0..count).map(move |_| {
            let (name, left) = rest.split_at(name_length(rest[0]));
            rest = left;
            let (family, words) = name[1..].split_at((name[0] & 1) as usize);
            let (family_parts, given) = words.split_at(((name[0] >> 1) & ITEMS) as usize);
            Named { family: family.first().copied(), family_parts, given }
        });
        self.name.into_iter().chain(packed)
    }

    pub(crate) fn births(&self) -> impl Iterator<Item = Birth> + use<'a> {
        let stride = if self.about { 2 } else { 1 };
        self.births
            .chunks_exact(stride)
            .map(|it| Packed { digits: it[0], about: it.get(1) == Some(&1) }.unpack())
    }

    pub(crate) fn postcodes(&self) -> impl Iterator<Item = Postcode> + use<'a> {
        self.postcodes.as_chunks().0.iter().map(|it| Postcode::unpacked(whole(*it)))
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = Address> + use<'a> {
        self.addresses.chunks_exact(Address::WORDS).map(Address::of_words)
    }
}

/// Returns how many words the addresses take.
const fn addresses_of(head: u32) -> usize {
    (head >> LENGTH_BITS & ITEMS) as usize * Address::WORDS
}

const fn sex_of(head: u32) -> Option<Sex> {
    match head >> SEX_SHIFT & 3 {
        1 => Some(Sex::Female),
        2 => Some(Sex::Male),
        _ => None,
    }
}

const fn name_length(head: u32) -> usize {
    1 + (head & 1) as usize + ((head >> 1) & ITEMS) as usize + ((head >> 8) as usize)
}

//! Weighing one entry against a query, field by field.

use crate::screening::birth::Birth;
use crate::screening::candidates::counted;
use crate::screening::locality;
use crate::screening::postings::{Key, Postings, digest};
use crate::screening::probe::{Probe, Reading};
use crate::screening::reason::{Field, Level};
use crate::screening::record::{Named, Record};
use crate::screening::vocabulary::{Role, Vocabulary};
use crate::screening::weights::{HOUSEHOLD_BITS, SAME_HOME_SHARE, bits, grain};

/// One field's share, without words: those are made for the entries that are returned.
#[derive(Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) field: Field,
    pub(crate) level: Level,
    pub(crate) bits: f64,
    /// The term and the word of the vocabulary that were compared.
    pub(crate) pair: Option<(usize, u32)>,
}

/// What a query is weighed against.
#[derive(Clone, Copy)]
pub(crate) struct Scale<'a> {
    pub(crate) probe: &'a Probe,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) postings: &'a Postings,
    pub(crate) entries: usize,
}

impl Scale<'_> {
    /// Weighs an entry: the pieces in the order of their fields.
    pub(crate) fn weigh(self, record: &Record) -> Vec<Piece> {
        let mut pieces = self.name(record);
        pieces.extend(self.birth(record));
        pieces.extend(self.postcode(record));
        pieces.extend(self.place(record));
        pieces.extend(self.address(record));
        if let (Some(one), Some(other)) = (self.probe.sex, record.sex) {
            pieces.push(self.piece(
                Field::Sex,
                if one == other { Level::Exact } else { Level::Mismatch },
                None,
            ));
        }
        weigh_home(&mut pieces);
        pieces
    }

    fn piece(self, field: Field, level: Level, seen: Option<usize>) -> Piece {
        Piece { field, level, bits: bits(field, level, seen, self.entries), pair: None }
    }

    /// Weighs the pair of names that agree best.
    fn name(self, record: &Record) -> Vec<Piece> {
        let mut best: Option<(f64, [Option<Piece>; 4])> = None;
        for reading in &self.probe.readings {
            for name in &record.names {
                let pieces = self.align(reading, name);
                // Readings of no common part are no evidence, and no better than one that differs.
                if pieces.iter().flatten().all(|it| it.field == Field::Order) {
                    continue;
                }
                let sum = pieces.iter().flatten().map(|it| it.bits).sum();
                if best.as_ref().is_none_or(|it| sum > it.0) {
                    best = Some((sum, pieces));
                }
            }
        }
        best.map(|it| it.1.into_iter().flatten().collect()).unwrap_or_default()
    }

    fn align(self, reading: &Reading, name: &Named) -> [Option<Piece>; 4] {
        let order = (reading.order_bits < 0.0).then_some(Piece {
            field: Field::Order,
            level: Level::Swapped,
            bits: reading.order_bits,
            pair: None,
        });
        [self.family(reading, name), self.given(reading, name), self.middle(reading, name), order]
    }

    fn family(self, reading: &Reading, name: &Named) -> Option<Piece> {
        let term = reading.family?;
        let mut best = name.family.map(|token| self.words(Field::Family, term, token));
        let mut offer = |piece: Piece| {
            if best.is_none_or(|it| piece.bits > it.bits) {
                best = Some(piece);
            }
        };
        let wholes = name.family.iter().map(|it| (&reading.family_parts[..], *it));
        let parts = name.family_parts.iter().map(|it| (&reading.family_parts[..], *it));
        for (terms, token) in wholes.chain(parts) {
            for part in terms {
                self.part(*part, token).into_iter().for_each(&mut offer);
            }
        }
        for token in &name.family_parts {
            self.part(term, *token).into_iter().for_each(&mut offer);
        }
        for token in &name.given {
            if self.probe.terms[term].compare(*token, self.vocabulary).0 == Level::Exact {
                let seen = self.probe.terms[term].seen(0, Role::Given);
                offer(Piece {
                    pair: Some((term, *token)),
                    ..self.piece(Field::Family, Level::Elsewhere, Some(seen))
                });
            }
        }
        best
    }

    /// Weighs one part of a compound family name.
    fn part(self, term: usize, token: u32) -> Option<Piece> {
        let (level, degree) = self.probe.terms[term].compare(token, self.vocabulary);
        if !matches!(level, Level::Exact | Level::Letter) {
            return None;
        }
        let seen = degree.map(|it| self.probe.terms[term].seen(it, Role::Family));
        Some(Piece { pair: Some((term, token)), ..self.piece(Field::Family, Level::Part, seen) })
    }

    fn given(self, reading: &Reading, name: &Named) -> Option<Piece> {
        let (first, others) = reading.given.split_first()?;
        let (own_first, own_others) = name.given.split_first()?;
        let mut best = self.words(Field::Given, *first, *own_first);
        let crossed =
            own_others.iter().map(|it| (*first, *it)).chain(others.iter().map(|it| (*it, *own_first)));
        for (term, token) in crossed {
            let (level, degree) = self.probe.terms[term].compare(token, self.vocabulary);
            let near = matches!(level, Level::Exact | Level::Equivalent | Level::Letter);
            let Some(degree) = degree.filter(|_| near) else { continue };
            let seen = self.probe.terms[term].seen(degree, Role::Given);
            let piece = self.piece(Field::Given, Level::Elsewhere, Some(seen));
            if piece.bits > best.bits {
                best = Piece { pair: Some((term, token)), ..piece };
            }
        }
        Some(best)
    }

    fn middle(self, reading: &Reading, name: &Named) -> Option<Piece> {
        let (terms, tokens) = (reading.given.get(1..)?, name.given.get(1..)?);
        let pairs = terms.iter().flat_map(|it| tokens.iter().map(move |token| (*it, *token)));
        let mut best: Option<Piece> = None;
        for (term, token) in pairs {
            let (level, degree) = self.probe.terms[term].compare(token, self.vocabulary);
            let level = match level {
                Level::Exact | Level::Initial | Level::Mismatch => level,
                _ => Level::Similar,
            };
            let seen = degree.map(|it| self.probe.terms[term].seen(it, Role::Given));
            let piece = Piece { pair: Some((term, token)), ..self.piece(Field::Middle, level, seen) };
            if best.is_none_or(|it| piece.bits > it.bits) {
                best = Some(piece);
            }
        }
        best
    }

    fn words(self, field: Field, term: usize, token: u32) -> Piece {
        let role = if field == Field::Family { Role::Family } else { Role::Given };
        let (level, degree) = self.probe.terms[term].compare(token, self.vocabulary);
        let seen = degree.map(|it| self.probe.terms[term].seen(it, role));
        Piece { pair: Some((term, token)), ..self.piece(field, level, seen) }
    }

    fn birth(self, record: &Record) -> Option<Piece> {
        let birth = self.probe.birth?;
        let pieces = record.births.iter().filter_map(|other| {
            let level = birth.compare(*other)?;
            Some(self.piece(Field::Birth, level, self.births_seen(birth, level)))
        });
        strongest(pieces)
    }

    fn births_seen(self, birth: Birth, level: Level) -> Option<usize> {
        let key = match level {
            Level::Exact => birth.whole().map(|(year, month, day)| Key::Birth(year, month, day)),
            Level::Month => birth.year.zip(birth.month).map(|(year, month)| Key::Month(year, month)),
            Level::Placeholder | Level::Year => birth.year.map(Key::Year),
            _ => None,
        };
        key.filter(|_| counted(level)).map(|it| self.postings.list(it).len())
    }

    fn postcode(self, record: &Record) -> Option<Piece> {
        let postcode = self.probe.postcode.as_ref()?;
        strongest(record.postcodes.iter().map(|other| {
            let level = postcode.compare(other);
            let seen = postcode.key(level).map(|it| self.postings.list(it).len());
            self.piece(Field::Postcode, level, seen)
        }))
    }

    fn place(self, record: &Record) -> Option<Piece> {
        let place = self.probe.place.as_deref()?;
        strongest(record.places.iter().map(|other| {
            let level = locality::compare_places(place, other);
            let seen = (level == Level::Exact).then(|| self.postings.list(Key::Place(digest(place))).len());
            self.piece(Field::Place, level, seen)
        }))
    }

    fn address(self, record: &Record) -> Option<Piece> {
        let address = self.probe.address.as_deref()?;
        let seen =
            || locality::address_keys(address).into_iter().map(|it| self.postings.list(it).len()).min();
        strongest(record.addresses.iter().map(|other| {
            let level = locality::compare_addresses(address, other);
            self.piece(Field::Address, level, if level == Level::Exact { seen() } else { None })
        }))
    }
}

fn strongest(pieces: impl Iterator<Item = Piece>) -> Option<Piece> {
    pieces.reduce(|best, it| if it.bits > best.bits { it } else { best })
}

/// Weighs what the fields say together: one home told twice, and another person in it.
fn weigh_home(pieces: &mut Vec<Piece>) {
    let of = |pieces: &[Piece], field| pieces.iter().find(|it| it.field == field).copied();
    let agrees = |it: Option<Piece>| it.is_some_and(|it| it.bits > 0.0);
    let postcode = of(pieces, Field::Postcode);
    if agrees(postcode) {
        for piece in
            pieces.iter_mut().filter(|it| matches!(it.field, Field::Place | Field::Address) && it.bits > 0.0)
        {
            piece.bits = grain(piece.bits * SAME_HOME_SHARE);
        }
    }
    let home = [postcode, of(pieces, Field::Address)]
        .into_iter()
        .flatten()
        .any(|it| it.level == Level::Exact && it.bits > 0.0);
    let (given, birth) = (of(pieces, Field::Given), of(pieces, Field::Birth));
    let other_given = given.is_some_and(|it| it.level == Level::Mismatch);
    let other_birth = birth.is_some_and(|it| it.bits < 0.0);
    // A given name alone may be a nickname nobody listed: it takes the birth to agree to be excused.
    let other_person = other_given && !agrees(birth) || other_birth && !agrees(given);
    if home && agrees(of(pieces, Field::Family)) && other_person {
        pieces.push(Piece {
            field: Field::Household,
            level: Level::Mismatch,
            bits: HOUSEHOLD_BITS,
            pair: None,
        });
    }
}

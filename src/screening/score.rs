//! Weighing one entry against a query, field by field.

use crate::screening::columns::{Detail, Named};
use crate::screening::gazetteer::Gazetteer;
use crate::screening::likeness;
use crate::screening::locality;
use crate::screening::pairs::Pairs;
use crate::screening::probe::{Probe, Reading};
use crate::screening::profile::Sex;
use crate::screening::reason::{Field, Level};
use crate::screening::seen::Seen;
use crate::screening::surroundings::Surroundings;
use crate::screening::together::Together;
use crate::screening::vocabulary::{Role, Vocabulary};
use crate::screening::weights::Weights;

/// One field's share, without words: those are made for the entries that are returned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) field: Field,
    pub(crate) level: Level,
    /// How rare the level is, where the index can count it.
    pub(crate) rarity: f64,
    pub(crate) bits: f64,
    /// The term and the word of the vocabulary that were compared.
    pub(crate) pair: Option<(usize, u32)>,
    pub(crate) together: Option<Together>,
    /// Whether the entry's name has other given names and the query's none.
    pub(crate) others_untold: bool,
}

impl Piece {
    /// Makes the piece of what fields tell together.
    pub(crate) fn together(together: Together, bits: f64) -> Self {
        let level = if bits.is_sign_negative() { Level::Mismatch } else { Level::Exact };
        Self {
            field: together.field(),
            level,
            rarity: 0.0,
            bits,
            pair: None,
            together: Some(together),
            others_untold: false,
        }
    }
}

/// What a query is weighed against.
#[derive(Clone, Copy)]
pub(crate) struct Scale<'a> {
    pub(crate) probe: &'a Probe,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) pairs: &'a Pairs<'a>,
    pub(crate) surroundings: &'a Surroundings,
    pub(crate) places: &'a Gazetteer,
    pub(crate) streets: &'a Gazetteer,
    pub(crate) weights: &'a Weights,
    pub(crate) seen: &'a Seen,
}

impl Scale<'_> {
    /// Weighs an entry: the pieces in the order of their fields.
    pub(crate) fn weigh(self, detail: Detail<'_>) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(12);
        self.name(detail, &mut pieces);
        pieces.extend(self.birth(detail));
        pieces.extend(self.postcode(detail));
        pieces.extend(self.place(detail));
        pieces.extend(self.address(detail));
        if let (Some(one), Some(other)) = (self.probe.sex, detail.sex) {
            pieces.push(self.piece(
                Field::Sex,
                if one == other { Level::Exact } else { Level::Mismatch },
                0.0,
            ));
        }
        pieces.extend(self.relative(&pieces));
        self.weights.weigh_together(&mut pieces);
        pieces
    }

    /// Takes back what family name and home told, if it may be a relative: they have both, however rare they are.
    fn relative(self, pieces: &[Piece]) -> Option<Piece> {
        let of = |field| pieces.iter().find(|it| it.field == field);
        let family = of(Field::Family).filter(|it| !it.level.differs() && !it.level.is_untold())?;
        let home = [Field::Postcode, Field::Address].map(of);
        let home = home.into_iter().flatten().filter(|it| matches!(it.level, Level::Exact | Level::Letter));
        let home = home.map(|it| it.rarity).reduce(f64::max)?;
        let other = of(Field::Given).is_none_or(|it| it.level.differs() || it.level.is_untold());
        other.then(|| self.piece(Field::Household, Level::Exact, -(family.rarity + home)))
    }

    fn piece(self, field: Field, level: Level, rarity: f64) -> Piece {
        let bits = self.weights.bits(field, level, rarity);
        Piece { field, level, rarity, bits, pair: None, together: None, others_untold: false }
    }

    /// Weighs the pair of names that agree best.
    fn name(self, detail: Detail<'_>, pieces: &mut Vec<Piece>) {
        let mut best: Option<(f64, [Option<Piece>; 6])> = None;
        for reading in &self.probe.readings {
            for (number, name) in detail.names().enumerate() {
                let pieces = self.align(reading, name, number > 0, detail.sex);
                // Readings of no common part are no evidence, and no better than one that differs.
                if pieces.iter().flatten().all(|it| it.field == Field::Order || it.level.is_untold()) {
                    continue;
                }
                let sum = pieces.iter().flatten().map(|it| it.bits).sum();
                if best.as_ref().is_none_or(|it| sum > it.0) {
                    best = Some((sum, pieces));
                }
            }
        }
        pieces.extend(best.into_iter().flat_map(|it| it.1).flatten());
    }

    fn align(
        self,
        reading: &Reading,
        name: Named<'_>,
        is_alias: bool,
        sex: Option<Sex>,
    ) -> [Option<Piece>; 6] {
        let order = reading.order.map(|it| self.piece(Field::Order, it, 0.0));
        let alias = is_alias.then(|| self.piece(Field::Order, Level::Alias, 0.0));
        let (mut family, given) = (self.family(reading, name), self.given(reading, name));
        let woman = self.probe.sex.or(sex) == Some(Sex::Female);
        if let Some(it) = family.as_mut().filter(|it| woman && it.level.differs()) {
            *it = Piece { pair: it.pair, ..self.piece(Field::Family, Level::Renamed, 0.0) };
        }
        let near = |it: Option<Piece>| {
            it.filter(|it| matches!(it.level, Level::Exact | Level::Equivalent | Level::Letter))
                .and_then(|it| it.pair)
        };
        let names = near(family).zip(near(given)).map(|((_, family), (_, given))| {
            self.piece(Field::Names, Level::Exact, -self.pairs.excess(family, given))
        });
        let names = names.filter(|it| it.bits != 0.0);
        [family, given, self.middle(reading, name), names, order, alias]
    }

    fn family(self, reading: &Reading, name: Named<'_>) -> Option<Piece> {
        let Some(term) = reading.family else {
            let level = if name.family.is_none() { Level::BothUntold } else { return None };
            return Some(self.piece(Field::Family, level, 0.0));
        };
        if name.family.is_none() && name.family_parts.is_empty() {
            return Some(self.piece(Field::Family, Level::Untold, 0.0));
        }
        let mut best = name.family.map(|token| self.words(Field::Family, term, token));
        if best.is_some_and(|it| it.level == Level::Exact) {
            return best;
        }
        let mut offer = |piece: Piece| {
            if best.is_none_or(|it| piece.bits > it.bits) {
                best = Some(piece);
            }
        };
        for part in &reading.family_parts {
            for token in name.family.iter().chain(name.family_parts) {
                self.part(*part, *token).into_iter().for_each(&mut offer);
            }
        }
        for token in name.family_parts {
            self.part(term, *token).into_iter().for_each(&mut offer);
        }
        for token in name.given {
            let (level, degree) = self.probe.terms[term].compare(*token);
            let near = matches!(level, Level::Exact | Level::Equivalent | Level::Letter);
            if let Some(degree) = degree.filter(|_| near) {
                let rarity = self.probe.terms[term].rarity(degree, Role::Given);
                let piece = self.piece(Field::Family, Level::Elsewhere, rarity);
                offer(Piece { pair: Some((term, *token)), ..piece });
            }
        }
        best
    }

    /// Weighs one part of a compound family name.
    fn part(self, term: usize, token: u32) -> Option<Piece> {
        let (level, degree) = self.probe.terms[term].compare(token);
        let degree = degree.filter(|_| matches!(level, Level::Exact | Level::Letter))?;
        let rarity = self.probe.terms[term].rarity(degree, Role::Family);
        Some(Piece { pair: Some((term, token)), ..self.piece(Field::Family, Level::Part, rarity) })
    }

    fn given(self, reading: &Reading, name: Named<'_>) -> Option<Piece> {
        let (Some((first, others)), Some((own_first, own_others))) =
            (reading.given.split_first(), name.given.split_first())
        else {
            let level = match (reading.given.is_empty(), name.given.is_empty()) {
                (true, true) => Level::BothUntold,
                (false, true) => Level::Untold,
                (_, false) => return None,
            };
            return Some(self.piece(Field::Given, level, 0.0));
        };
        let mut best = self.words(Field::Given, *first, *own_first);
        best.others_untold = others.is_empty() && !own_others.is_empty();
        if best.level == Level::Exact {
            return Some(best);
        }
        let crossed =
            own_others.iter().map(|it| (*first, *it)).chain(others.iter().map(|it| (*it, *own_first)));
        for (term, token) in crossed {
            let (level, degree) = self.probe.terms[term].compare(token);
            let near = matches!(level, Level::Exact | Level::Equivalent | Level::Letter);
            let Some(degree) = degree.filter(|_| near) else { continue };
            let rarity = self.probe.terms[term].rarity(degree, Role::Given);
            let piece = self.piece(Field::Given, Level::Elsewhere, rarity);
            if piece.bits > best.bits {
                best = Piece { pair: Some((term, token)), ..piece };
            }
        }
        Some(best)
    }

    fn middle(self, reading: &Reading, name: Named<'_>) -> Option<Piece> {
        let (terms, tokens) = (reading.given.get(1..)?, name.given.get(1..)?);
        let pairs = terms.iter().flat_map(|it| tokens.iter().map(move |token| (*it, *token)));
        let mut best: Option<Piece> = None;
        for (term, token) in pairs {
            let (level, degree) = self.probe.terms[term].compare(token);
            let level = match level {
                Level::Exact | Level::Initial | Level::Mismatch => level,
                _ => Level::Similar,
            };
            let rarity = self.rarity(term, level, degree, Role::Given);
            let piece = Piece { pair: Some((term, token)), ..self.piece(Field::Middle, level, rarity) };
            if best.is_none_or(|it| piece.bits > it.bits) {
                best = Some(piece);
            }
        }
        best
    }

    fn words(self, field: Field, term: usize, token: u32) -> Piece {
        let role = if field == Field::Family { Role::Family } else { Role::Given };
        let (level, degree) = self.probe.terms[term].compare(token);
        let level = match level {
            Level::Mismatch => {
                likeness::beyond_degrees(&self.probe.terms[term].text, self.vocabulary.text(token))
            }
            // Some sounds are written in many ways, and some words only seem to sound alike.
            Level::Sounds => {
                match likeness::beyond_degrees(&self.probe.terms[term].text, self.vocabulary.text(token)) {
                    Level::Loose => Level::Sounds,
                    _ => Level::Echo,
                }
            }
            it => it,
        };
        let rarity = self.rarity(term, level, degree, role);
        Piece { pair: Some((term, token)), ..self.piece(field, level, rarity) }
    }

    fn rarity(self, term: usize, level: Level, degree: Option<usize>, role: Role) -> f64 {
        let term = &self.probe.terms[term];
        match (level, degree) {
            (Level::Initial, _) => likeness::initial_rarity(&term.text, role),
            (_, Some(it)) => term.rarity(it, role),
            _ => 0.0,
        }
    }

    fn birth(self, detail: Detail<'_>) -> Option<Piece> {
        let birth = self.probe.birth?;
        let pieces = detail.births().filter_map(|other| {
            let level = birth.compare(other)?;
            Some(self.piece(Field::Birth, level, self.seen.birth(level)))
        });
        strongest(pieces)
    }

    fn postcode(self, detail: Detail<'_>) -> Option<Piece> {
        let postcode = self.probe.postcode?;
        strongest(detail.postcodes().map(|other| {
            let level = postcode.compare(other);
            self.piece(Field::Postcode, level, self.seen.postcode(level))
        }))
    }

    fn place(self, detail: Detail<'_>) -> Option<Piece> {
        let place = self.probe.place.as_deref()?;
        strongest(detail.places.iter().map(|other| {
            let level = locality::compare_places(place, self.places.text(*other));
            self.piece(Field::Place, level, if level == Level::Exact { self.seen.place } else { 0.0 })
        }))
        .filter(|it| it.level != Level::Mismatch)
        .or_else(|| self.nearby(detail))
    }

    /// Weighs another place, or none, by where the entries of the place asked for are.
    fn nearby(self, detail: Detail<'_>) -> Option<Piece> {
        let near = detail
            .postcodes()
            .filter_map(|it| self.surroundings.lift(it))
            .map(|(level, lift)| self.piece(Field::Place, level, lift));
        let differs = || (!detail.places.is_empty()).then(|| self.piece(Field::Place, Level::Mismatch, 0.0));
        strongest(near).or_else(differs)
    }

    fn address(self, detail: Detail<'_>) -> Option<Piece> {
        let address = self.probe.address?;
        strongest(detail.addresses().map(|other| {
            let level = address.compare(other, |one, other| self.probe.is_alike(one, other, self.streets));
            self.piece(Field::Address, level, if level == Level::Exact { self.seen.address } else { 0.0 })
        }))
    }
}

fn strongest(pieces: impl Iterator<Item = Piece>) -> Option<Piece> {
    pieces.reduce(|best, it| if it.bits > best.bits { it } else { best })
}

#[cfg(test)]
mod tests;

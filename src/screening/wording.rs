//! Reasons in words, such as "family name Smyth: one letter from Smith, +6.1".

use crate::screening::probe::Probe;
use crate::screening::reason::{Field, Level, Reason};
use crate::screening::score::Piece;
use crate::screening::together::Together;
use crate::screening::vocabulary::Vocabulary;

/// Makes the reason of a piece.
pub(crate) fn reason(piece: &Piece, probe: &Probe, vocabulary: &Vocabulary) -> Reason {
    let subject = match piece.field {
        Field::Family => "family name",
        Field::Given => "given name",
        Field::Middle => "other given name",
        Field::Order | Field::Names => "names",
        Field::Birth => "date of birth",
        Field::Postcode => "postcode",
        Field::Place => "place",
        Field::Address => "address",
        Field::Sex => "sex",
        Field::Household | Field::Together => "",
    };
    let words = match piece.pair {
        _ if piece.together.is_some() => piece.together.map_or("", Together::words).to_owned(),
        Some((term, token)) => {
            let (one, other) = (shown(&probe.terms[term].text), shown(vocabulary.text(token)));
            format!("{subject} {one} {}", between(piece.level, &other))
        }
        None => format!("{subject} {}", alone(piece.field, piece.level)),
    };
    let words = format!("{words}, {:+.1}", piece.bits);
    Reason { field: piece.field, level: piece.level, words, bits: piece.bits }
}

/// Writes a folded name with a capital.
fn shown(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

fn between(level: Level, other: &str) -> String {
    match level {
        Level::Exact => "is the same".to_owned(),
        Level::Equivalent => format!("is another form of {other}"),
        Level::Letter => format!("is one letter from {other}"),
        Level::Echo => format!("sounds like {other}, which is written differently"),
        Level::Sounds => format!("sounds like {other}"),
        Level::Close => format!("is two letters from {other}"),
        Level::Prefix => format!("and {other} begin alike"),
        Level::Initial => format!("has the initial of {other}"),
        Level::Part => format!("is part of a compound with {other}"),
        Level::FirstLetter => format!("is not {other}, which begins with the same letter"),
        Level::Renamed => format!("is not {other}, which may be another after a marriage"),
        Level::Loose => format!("is written somewhat like {other}"),
        Level::Elsewhere => format!("stands elsewhere in the name as {other}"),
        Level::Similar => format!("is like {other}"),
        _ => format!("is not {other}"),
    }
}

const fn alone(field: Field, level: Level) -> &'static str {
    match (field, level) {
        (Field::Order, Level::AloneAsFamily) => "are one, told as a given name, taken for a family name",
        (Field::Order, Level::AloneAsGiven) => "are one, told as a family name, taken for a given name",
        (Field::Order, Level::Alias) => "are an alias or a former name",
        (Field::Order, _) => "stand in another order",
        (Field::Names, _) => "are borne together more often than by chance",
        (Field::Birth, Level::Swapped) => "has day and month swapped",
        (Field::Birth, Level::Letter) => "has one digit wrong or two swapped",
        (_, Level::Exact) => "is the same",
        (_, Level::Letter) => "has one character wrong or two swapped",
        (_, Level::Month) => "agrees as far as it is known, with the year",
        (_, Level::Placeholder) => "has the same year, 1 January stands for a day not known",
        (_, Level::Year) => "has the same year, the rest is not known",
        (_, Level::TwoParts) => "agrees in two parts of three",
        (_, Level::DayMonth) => "agrees in day and month, the year differs",
        (_, Level::Age) => "is one or two years off, as an age told may be",
        (_, Level::BothUntold) => "is told by neither",
        (_, Level::Untold) => "is not told of the entry",
        (_, Level::SameYear) => "has the same year, the rest differs",
        (_, Level::Near) => "is one or two years off",
        (_, Level::Decade) => "is less than ten years off",
        (Field::Place, Level::District) => "is told of others in the district of this postcode",
        (Field::Place, Level::Area) => "is told of others in the area of this postcode",
        (_, Level::Outward) => "has the same district, and no more is told",
        (Field::Household, _) => "name and home of one family tell nothing of who of them it is",
        (_, Level::Sector) => "is in the same sector",
        (_, Level::District) => "is in the same district",
        (_, Level::Area) => "is in the same area",
        (_, Level::Street) => "is in the same street",
        (_, Level::Similar) => "is written alike or shares a word",
        _ => "differs",
    }
}

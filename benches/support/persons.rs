//! Fictional persons, the same ones in every run.

use stalking_register::model::{Entry, Registration, Subject};

const GIVEN: [&str; 24] = [
    "Ada", "Brian", "Chloe", "Derek", "Elsie", "Frank", "Grace", "Harold", "Iris", "James", "Karen", "Leo",
    "Maud", "Nigel", "Olive", "Peter", "Queenie", "Ronald", "Sara", "Thomas", "Una", "Victor", "Wendy",
    "Yusuf",
];
const HEADS: [&str; 24] = [
    "Ash", "Birk", "Cold", "Dun", "Elm", "Fair", "Green", "Hart", "Ing", "Kirk", "Lang", "Mar", "North",
    "Oak", "Pem", "Rad", "South", "Thorn", "Under", "Wal", "West", "Whit", "Wood", "York",
];
const MIDDLES: [&str; 12] = ["", "er", "ing", "le", "ma", "ne", "o", "ra", "sel", "ter", "win", "y"];
const TAILS: [&str; 20] = [
    "bourne", "bridge", "by", "combe", "dale", "den", "field", "ford", "gate", "ham", "hurst", "ley", "man",
    "more", "shaw", "son", "thorpe", "ton", "well", "worth",
];

/// Returns the entry about the `n`th person.
pub(crate) fn entry(n: usize) -> Entry {
    let (given, family, born) = person(n);
    let subject = Subject::named(given, &family)
        .and_then(|it| it.born(&born))
        .and_then(|it| it.living_at(&format!("{} Station Road", n % 300 + 1), "LS1 4AP"))
        .expect("a subject");
    let since = "2026-01-05".parse().expect("a day");
    let registration = Registration::on("common law powers to prevent crime", since, "20");
    Entry::of(subject, registration.expect("a registration"))
}

/// Returns the `n`th person's given name, family name and birth date.
pub(crate) fn person(n: usize) -> (&'static str, String, String) {
    // A step that shares no factor with the number of names spreads them.
    let mixed = n.wrapping_mul(7919);
    let given = GIVEN[mixed % GIVEN.len()];
    let rest = mixed / GIVEN.len();
    let head = HEADS[rest % HEADS.len()];
    let middle = MIDDLES[rest / HEADS.len() % MIDDLES.len()];
    let tail = TAILS[rest / (HEADS.len() * MIDDLES.len()) % TAILS.len()];
    let born = format!("{}-{:02}-{:02}", 1940 + n % 65, n / 65 % 12 + 1, n / 780 % 28 + 1);
    (given, format!("{head}{middle}{tail}"), born)
}

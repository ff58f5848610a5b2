//! What holds of a search whoever is on the register and whoever is searched for.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use stalking_register::model::Id;
use stalking_register::screening::{Birth, Found, Index, Name, NameKind, Policy, Profile, Query};

const GIVEN: [&str; 12] = [
    "Ada",
    "Brian",
    "Chloe",
    "Derek",
    "Elsie",
    "Frank",
    "Grace",
    "Harold",
    "Mohammed",
    "Дмитрий",
    "Anne-Marie",
    "José",
];

/// A person as a searcher would write all of it down.
#[derive(Clone, Debug, PartialEq)]
struct Person {
    given: &'static str,
    family: String,
    born: String,
    postcode: String,
}

fn person() -> impl Strategy<Value = Person> {
    let family = "[BDFGKLMNPRSTVZ][aeiou][bdfgklmnprstvz]{1,2}[aeiou][bdfgklmnprstvz]{1,2}(ton|ham|by|sen)?";
    let born = (1930..2008_u16, 1..13_u8, 1..29_u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"));
    let postcode = "(LS|B|NE|SW)[1-9] [1-9][A-H][A-H]";
    (select(&GIVEN[..]), family, born, postcode).prop_map(|(given, family, born, postcode)| Person {
        given,
        family,
        born,
        postcode,
    })
}

impl Person {
    fn profile(&self) -> Profile {
        Profile {
            names: vec![Name::new(self.given, &self.family, NameKind::Main)],
            births: Birth::read(&self.born).into_iter().collect(),
            postcodes: vec![self.postcode.clone()],
            ..Profile::default()
        }
    }

    fn query(&self) -> Query {
        read(&serde_json::json!({
            "given": self.given, "family": self.family, "born": self.born, "postcode": self.postcode
        }))
    }
}

fn read(json: &serde_json::Value) -> Query {
    Query::read(&json.to_string()).expect("a query")
}

fn id(n: usize) -> Id {
    Id::from_bytes((n as u128 + 1).to_be_bytes())
}

fn index(people: &[Person]) -> Index {
    let mut index = Index::new();
    for (n, it) in people.iter().enumerate() {
        index.insert(id(n), &it.profile());
    }
    index
}

fn search(index: &Index, query: &Query) -> Found {
    index.search(query, 50, &Policy::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_record_always_finds_itself_first(people in vec(person(), 1..40)) {
        let index = index(&people);
        for (n, it) in people.iter().enumerate() {
            let found = search(&index, &it.query()).candidates;
            let own = found.iter().find(|it| it.id == id(n));
            // Only a twin in every field can stand before it, and weighs the same.
            prop_assert!(own.is_some_and(|it| it.bits >= found[0].bits), "{it:?}");
        }
    }

    #[test]
    fn an_unrelated_entry_never_hides_a_match(people in vec(person(), 2..30), strangers in vec(person(), 1..30)) {
        let mut index = index(&people);
        // Everybody is searched for by a part of what is known.
        let asked: Vec<_> = people
            .iter()
            .map(|it| read(&serde_json::json!({ "given": it.given, "family": it.family, "born": it.born[..4] })))
            .collect();
        let before: Vec<_> = asked.iter().map(|it| search(&index, it).candidates[0].id).collect();
        for (n, stranger) in strangers.iter().enumerate() {
            let stranger = Person { family: format!("Xq{}", stranger.family), given: "Wxyz", ..stranger.clone() };
            index.insert(id(1_000 + n), &Profile { births: Vec::new(), ..stranger.profile() });
        }
        for (asked, before) in asked.iter().zip(before) {
            let after = search(&index, asked).candidates;
            prop_assert_eq!(after.first().map(|it| it.id), Some(before));
        }
    }

    #[test]
    fn the_order_of_names_in_a_query_does_not_matter(people in vec(person(), 1..30), which in any::<prop::sample::Index>()) {
        let index = index(&people);
        let sought = &people[which.index(people.len())];
        let first = |name: String| {
            let found = search(&index, &read(&serde_json::json!({ "name": name, "born": sought.born }))).candidates;
            found.first().map(|it| it.id)
        };
        let straight = first(format!("{} {}", sought.given, sought.family));
        prop_assert!(straight.is_some());
        prop_assert_eq!(first(format!("{} {}", sought.family, sought.given)), straight);
        prop_assert_eq!(first(format!("{}, {}", sought.family.to_uppercase(), sought.given)), straight);
    }

    #[test]
    fn an_entry_that_leaves_takes_nothing_with_it(people in vec(person(), 2..30), gone in any::<prop::sample::Index>()) {
        let gone = gone.index(people.len());
        let mut changed = index(&people);
        changed.remove(id(gone));
        let mut fresh = Index::new();
        for (n, it) in people.iter().enumerate().filter(|it| it.0 != gone) {
            fresh.insert(id(n), &it.profile());
        }
        for it in &people {
            prop_assert_eq!(search(&changed, &it.query()).candidates, search(&fresh, &it.query()).candidates);
        }
    }

    #[test]
    fn a_guarded_entry_changes_no_answer_for_who_may_not_know_of_it(people in vec(person(), 2..30), guarded in vec(person(), 1..10)) {
        let before = index(&people);
        let mut after = index(&people);
        for (n, it) in guarded.iter().enumerate() {
            after.insert_guarded(id(1_000 + n), &it.profile());
        }
        for it in people.iter().chain(&guarded) {
            let found = after.search_permitted(&it.query(), 10, &Policy::default(), &|_| false);
            prop_assert_eq!(found.candidates, before.search(&it.query(), 10, &Policy::default()).candidates);
        }
        for (n, it) in guarded.iter().enumerate() {
            let found = after.search_permitted(&it.query(), 10, &Policy::default(), &|_| true).candidates;
            prop_assert!(found.iter().any(|it| it.id == id(1_000 + n)));
        }
        for n in 0..guarded.len() {
            after.remove(id(1_000 + n));
        }
        for it in &people {
            prop_assert_eq!(search(&after, &it.query()), search(&before, &it.query()));
        }
    }
}

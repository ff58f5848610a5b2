//! Is this person known? A misspelt name against 10,000 and 100,000 entries: the search of the index alone,
//! and the whole screening with its event and its flush.

#[path = "support/ground.rs"]
mod ground;
#[path = "support/persons.rs"]
mod persons;

use criterion::{Criterion, criterion_group, criterion_main};
use stalking_register::model::Id;
use stalking_register::model::text::Line;
use stalking_register::screening::{Index, Name, NameKind, Policy, Profile, Query};

const SIZES: [usize; 2] = [10_000, 100_000];

/// A person of the set, with a letter too many in the family name.
fn query() -> Query {
    let (given, family, born) = persons::person(4321);
    Query {
        given: Some(Line::new(given).expect("a name")),
        family: Some(Line::new(&format!("{family}e")).expect("a name")),
        born: Some(Line::new(&born).expect("a date")),
        ..Query::default()
    }
}

fn search(criterion: &mut Criterion) {
    for size in SIZES {
        let mut index = Index::new();
        for n in 0..size {
            let (given, family, _) = persons::person(n);
            let profile =
                Profile { names: vec![Name::new(given, &family, NameKind::Main)], ..Profile::default() };
            index.insert(Id::from_bytes((n as u128).to_be_bytes()), &profile);
        }
        let query = query();
        criterion.bench_function(&format!("search of {size} entries"), |it| {
            it.iter(|| index.search(&query, 30, &Policy::default()));
        });
    }
}

fn screen(criterion: &mut Criterion) {
    let ground = ground::Ground::new();
    let task = ground.task();
    let mut held = 0;
    for size in SIZES {
        let import = task.import();
        while held < size {
            import.write((held..held + 1000).map(persons::entry).collect()).expect("entries");
            held += 1000;
        }
        criterion.bench_function(&format!("audited screening of {size} entries"), |it| {
            it.iter(|| task.screen(query(), 10).expect("candidates"));
        });
    }
}

criterion_group!(benches, search, screen);
criterion_main!(benches);

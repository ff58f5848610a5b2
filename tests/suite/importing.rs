//! Taking many entries over at once: what the register makes of a batch.

use stalking_register::model::text::Few;
use stalking_register::model::{Identifier, Level, Scheme};
use stalking_register::register::due::DueRequest;

use crate::support::fixture::{Fixture, day, entry};

#[test]
fn an_import_leaves_nothing_to_mend_in_any_index() {
    let t = Fixture::new();
    let task = t.coordinator();
    let coordinator = t.session("coordinator").info().expect("told").account;
    let mut batch: Vec<_> = (0..40).map(|n| entry("Ann", &format!("Ode{n}"), "1980-01-02")).collect();
    let pnc =
        Identifier { scheme: Scheme::Pnc, value: "79/163001B".try_into().expect("a number"), issuer: None };
    batch[7].subject = batch[7].subject.clone().known_as(pnc).expect("a subject");
    batch[11].registration.manager = Some(coordinator);
    batch[13].restriction.level = Level::Named;
    batch[13].restriction.accounts = Few::new(vec![coordinator]).expect("few");
    let ids = task.import().write(batch).expect("entries").into_value();

    assert!(t.administrator().rebuild_indexes().expect("compared").is_none(), "the batch as it was written");
    assert_eq!(task.look_up(Scheme::Pnc, "79/163001B").expect("found")[0].id, ids[7]);
    let page = task.due(DueRequest::until(day("2099-12-31"))).expect("a page");
    assert!(page.items.iter().any(|it| it.entry == ids[11]), "the diary has the new entries");

    let read = task.entry(ids[13]).expect("an entry").into_value();
    let mut changed = read.document;
    changed.registration.manager = Some(coordinator);
    task.amend(ids[13], read.version, changed).expect("amended");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none(), "one of them changed");
}

#[test]
fn the_ids_of_one_call_follow_each_other_and_those_of_two_do_not() {
    let t = Fixture::new();
    let task = t.coordinator();
    let people =
        |from: u32| (from..from + 20).map(|n| entry("Bo", &format!("Peep{n}"), "1971-01-01")).collect();
    let head = |id: &stalking_register::model::Id| {
        u64::from_be_bytes(id.as_bytes()[..8].try_into().expect("eight bytes"))
    };
    let first = task.import().write(people(0)).expect("entries").into_value();
    let second = task.import().write(people(20)).expect("entries").into_value();
    for ids in [&first, &second] {
        for pair in ids.windows(2) {
            assert_eq!(head(&pair[1]), head(&pair[0]).wrapping_add(1));
            assert_ne!(pair[1].as_bytes()[8..], pair[0].as_bytes()[8..]);
        }
    }
    assert!(head(&second[0]).abs_diff(head(&first[0])) > 20);
}

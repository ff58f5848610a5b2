//! Whatever is done in whatever order, the register says what a plain map of versions says.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::Value;
use stalking_register::access::Purpose;
use stalking_register::model::review::ReviewKind;
use stalking_register::model::{Id, Moment, Review, Service};
use stalking_register::register::TaskRequest;

use crate::support::fixture::{Fixture, day, entry, order};

#[derive(Clone, Debug)]
enum Step {
    Register,
    Amend(usize, u32),
    Order(usize),
    Serve(usize),
    Review(usize, u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Register),
        (0..9_usize, 0..99_u32).prop_map(|(who, n)| Step::Amend(who, n)),
        (0..9_usize).prop_map(Step::Order),
        (0..9_usize).prop_map(Step::Serve),
        (0..9_usize, 1..28_u32).prop_map(|(who, n)| Step::Review(who, n)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_register_agrees_with_a_map_of_versions(steps in proptest::collection::vec(step(), 1..25)) {
        let t = Fixture::new();
        let task = t.session("coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
        let mut model: BTreeMap<Id, Vec<Moment>> = BTreeMap::new();
        let mut texts: BTreeMap<(Id, usize), Value> = BTreeMap::new();
        let (mut people, mut orders) = (Vec::new(), Vec::new());
        for step in steps {
            t.wait(TimeDelta::seconds(1));
            let pick = |list: &[Id], n: usize| (!list.is_empty()).then(|| list[n % list.len()]);
            let touched = match step {
                Step::Register => {
                    let made = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
                    people.push(made);
                    Some(made)
                }
                Step::Amend(who, n) => pick(&people, who).inspect(|id| {
                    let seen = u32::try_from(model[id].len()).expect("few");
                    let changed = entry(&format!("Ann {n}"), "Ode", "1980-01-02");
                    assert_eq!(*task.amend(*id, seen, changed).expect("amended"), seen + 1);
                    let stale = task.amend(*id, seen, entry("Ann", "Ode", "1980-01-02"));
                    assert!(stale.is_err(), "a stale write is refused");
                }),
                Step::Order(who) => pick(&people, who).map(|id| {
                    let made = task.make_order(id, order("2026-11-10")).expect("an order").into_value();
                    orders.push(made);
                    made
                }),
                Step::Serve(which) => pick(&orders, which).filter(|id| model[id].len() == 1).inspect(|id| {
                    task.serve(*id, 1, Service::in_person(day("2026-11-19"))).expect("served");
                }),
                Step::Review(who, n) => pick(&people, who).map(|id| {
                    let review = Review::due(ReviewKind::Risk, day(&format!("2026-12-{n:02}")));
                    task.set_review(id, review).expect("a review").into_value()
                }),
            };
            if let Some(id) = touched {
                let versions = model.entry(id).or_default();
                versions.push(Moment::new(t.now()).expect("a moment"));
                let newest = task.read(id).expect("read").into_value();
                texts.insert((id, versions.len()), serde_json::from_str(&newest.json).expect("json"));
            }
        }
        for (id, versions) in &model {
            let newest = task.read(*id).expect("read").into_value();
            prop_assert_eq!(newest.version as usize, versions.len());
            let history = task.history(*id).expect("read").into_value();
            prop_assert_eq!(history.iter().map(|it| it.recorded_at).collect::<Vec<_>>(), versions.clone());
            for (n, at) in versions.iter().enumerate() {
                let then = task.as_of(*id, *at).expect("read").into_value();
                prop_assert_eq!(then.version as usize, n + 1);
                let text: Value = serde_json::from_str(&then.json).expect("json");
                prop_assert_eq!(&text, &texts[&(*id, n + 1)]);
            }
        }
        let differences = t.administrator().rebuild_indexes().expect("rebuilt").into_value();
        prop_assert!(differences.is_none(), "{:?}", differences);
        t.auditor().verify(&mut |_, _| true).expect("a sound log");
    }
}

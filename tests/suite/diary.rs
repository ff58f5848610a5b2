//! The diary: whose it is, in which order it comes, that it stays right, and that it can be given away.

use proptest::prelude::*;
use stalking_register::access::Purpose;
use stalking_register::error::{Code, Problem};
use stalking_register::model::registration::{Deregistration, DeregistrationReason};
use stalking_register::model::review::{ReviewKind, ReviewOutcome};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Entry, Id, Policy, Restriction, Review, Role, Service, document};
use stalking_register::register::Task;
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::due::{DueItem, DueRequest};
use stalking_register::rules::diary::Ground;

use crate::support::damage::tamper;
use crate::support::fixture::{Fixture, account, day, entry, order};

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a line")
}

/// Makes an account for a coordinator of that name.
fn officer(t: &Fixture, name: &str) -> Id {
    t.administrator().create_account(account(name, Role::Coordinator), None).expect("an account").into_value()
}

fn managed(n: usize, force: &str, team: Option<&str>, manager: Option<Id>) -> Entry {
    let mut entry = entry("Ann", &format!("Ode{n}"), "1980-01-02");
    entry.registration.managing_force = line(force);
    entry.registration.team = team.map(line);
    entry.registration.manager = manager;
    entry
}

/// Returns everything of a request, read page by page.
fn whole(task: &Task, mut request: DueRequest, items: u32) -> Vec<DueItem> {
    let mut found = Vec::new();
    request.items = Some(items);
    loop {
        let page = task.due(request.clone()).expect("a page").into_value();
        assert!(page.up_to_date && page.items.len() <= items as usize);
        found.extend(page.items);
        match page.next {
            Some(next) => request.after = Some(line(&next)),
            None => return found,
        }
    }
}

fn far() -> DueRequest {
    DueRequest::until(day("2200-12-31"))
}

fn newest(t: &Fixture) -> Event {
    // The newest of all is the auditor's own sign-in.
    let request = AuditRequest { events: Some(2), ..AuditRequest::default() };
    t.auditor().read_audit(request).expect("a page").into_value().events.remove(1)
}

fn criteria(event: &Event) -> String {
    let said = event.said.iter().find(|it| it.field == "criteria").expect("criteria");
    said.value.clone().expect("not erased")
}

#[test]
fn the_diary_of_an_officer_a_team_and_a_force_has_what_is_theirs() {
    let t = Fixture::new();
    let task = t.coordinator();
    let (anna, ben) = (officer(&t, "anna"), officer(&t, "ben"));
    let mut supervised = managed(3, "21", Some("South"), Some(ben));
    supervised.registration.supervisor = Some(anna);
    let people: Vec<Id> = [
        managed(0, "20", Some("North"), Some(anna)),
        managed(1, "20", Some("South"), Some(ben)),
        managed(2, "21", None, None),
        supervised,
    ]
    .into_iter()
    .map(|it| task.register(it).expect("an entry").into_value())
    .collect();
    let review = Review::due(ReviewKind::Custody, day("2026-12-01")).owned_by(anna);
    task.set_review(people[2], review).expect("a review");

    let entries = |request: DueRequest| {
        let mut found: Vec<usize> = whole(&task, request, 3)
            .iter()
            .map(|it| people.iter().position(|id| *id == it.entry).expect("one of them"))
            .collect();
        found.dedup();
        found.sort_unstable();
        found.dedup();
        found
    };
    assert_eq!(entries(far()), [0, 1, 2, 3]);
    assert_eq!(entries(DueRequest { force: Some(line("20")), ..far() }), [0, 1]);
    assert_eq!(entries(DueRequest { team: Some(line("South")), ..far() }), [1, 3]);
    let both = DueRequest { team: Some(line("South")), force: Some(line("21")), ..far() };
    assert_eq!(entries(both), [3]);
    assert_eq!(entries(DueRequest { officer: Some(anna), ..far() }), [0, 2, 3]);
    assert_eq!(entries(DueRequest { officer: Some(anna), force: Some(line("20")), ..far() }), [0]);
    // Of an entry that another manages, only the review that is hers.
    let hers = whole(&task, DueRequest { officer: Some(anna), ..far() }, 500);
    let of_third: Vec<_> = hers.iter().filter(|it| it.entry == people[2]).collect();
    assert_eq!(of_third.len(), 1);
    assert_eq!(of_third[0].ground, Ground::Person);
}

#[test]
fn pages_of_any_length_give_the_whole_diary_once_in_the_order_of_its_days() {
    let t = Fixture::new();
    let task = t.coordinator();
    for n in 0..7 {
        let person = task.register(managed(n, "20", None, None)).expect("an entry").into_value();
        let on = day(&format!("2027-01-{:02}", 20 - n));
        task.set_review(person, Review::due(ReviewKind::Other, on)).expect("a review");
    }
    let all = whole(&task, far(), 500);
    assert_eq!(all.len(), 7 * 3, "a review set by hand, the risk and the retention of each");
    assert!(all.is_sorted_by_key(|it| it.on));
    let names = |items: &[DueItem]| items.iter().map(|it| (it.record, it.item)).collect::<Vec<_>>();
    for items in [1, 2, 3, 5, 20, 21, 22] {
        assert_eq!(names(&whole(&task, far(), items)), names(&all), "{items} to a page");
        let force = DueRequest { force: Some(line("20")), ..far() };
        assert_eq!(names(&whole(&task, force, items)), names(&all), "{items} to a page of a force");
    }
    let until = DueRequest::until(day("2027-01-16"));
    assert!(whole(&task, until, 4).iter().all(|it| it.on <= Some(day("2027-01-16"))));
    let fault = task.due(DueRequest { after: Some(line("2027-01-16/x/1")), ..far() }).expect_err("no place");
    assert_eq!(fault, stalking_register::error::Error::invalid("/after", Problem::Malformed));
}

#[test]
fn the_event_of_a_due_list_tells_the_day_the_scope_and_the_page() {
    let t = Fixture::new();
    let task = t.coordinator();
    let anna = officer(&t, "anna");
    for n in 0..3 {
        task.register(managed(n, "20", Some("North"), Some(anna))).expect("an entry");
    }
    let request = DueRequest {
        force: Some(line("20")),
        team: Some(line("North")),
        officer: Some(anna),
        items: Some(2),
        ..far()
    };
    let next = task.due(request.clone()).expect("a page").into_value().next.expect("more");
    let first = newest(&t);
    let scope = format!("until 2200-12-31; force 20; team North; officer {anna}; items 2");
    assert_eq!((first.action, criteria(&first)), ("due_list", format!("{scope}; page the first")));
    assert_eq!(first.count, 2);
    task.due(DueRequest { after: Some(line(&next)), ..request }).expect("a page");
    assert_eq!(criteria(&newest(&t)), format!("{scope}; after {next}"));
    task.due(DueRequest::until(day("2026-12-31"))).expect("a page");
    assert_eq!(criteria(&newest(&t)), "until 2026-12-31; items 50; page the first");
}

#[test]
fn a_refresh_mends_what_is_wrong_and_the_next_one_finds_nothing() {
    let t = Fixture::new();
    let task = t.coordinator();
    for n in 0..5 {
        let person = task.register(managed(n, "20", None, None)).expect("an entry").into_value();
        task.make_order(person, order("2026-11-10")).expect("an order");
    }
    let before = whole(&task, far(), 100).len();
    let refreshed = || t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").into_value();
    let found = refreshed();
    assert!(found.found_nothing(), "{found:?}");
    assert_eq!((found.entries, found.lines), (5, before as u64));

    tamper(&t.directory(), "DELETE FROM diary WHERE item = 44");
    tamper(&t.directory(), "UPDATE diary SET day = '2031-01-01' WHERE item = 10");
    tamper(&t.directory(), "UPDATE diary SET entry_id = randomblob(16) WHERE item = 10090");
    let found = refreshed();
    assert_eq!((found.lines_added, found.lines_removed), (15, 10));
    assert_eq!(
        criteria(&newest(&t)),
        r#"{"entries":5,"lines":LINES,"lines_added":15,"lines_removed":10,"policy":0}"#
            .replace("LINES", &before.to_string())
    );
    assert_eq!(whole(&task, far(), 100).len(), before);
    let again = refreshed();
    assert!(again.found_nothing() && again.lines == before as u64, "{again:?}");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none());
}

#[test]
fn a_diary_that_older_rules_made_says_so_until_it_is_refreshed() {
    let t = Fixture::new();
    let task = t.coordinator();
    task.register(managed(0, "20", None, None)).expect("an entry");
    let up_to_date = || task.due(far()).expect("a page").up_to_date;
    assert!(up_to_date());
    for made_by in [
        // Other code with the same rows of rules, and other rows.
        "UPDATE diary_state SET rules = 'sources 0123456789abcdef' || substr(rules, 25)",
        "UPDATE diary_state SET rules = substr(rules, 1, 30)",
    ] {
        tamper(&t.directory(), made_by);
        assert!(!up_to_date(), "{made_by}");
        t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed");
        assert!(up_to_date());
    }
}

#[test]
fn an_officers_diary_is_handed_over_with_its_entries_and_open_reviews() {
    let t = Fixture::new();
    let task = t.coordinator();
    let (anna, ben, cleo) = (officer(&t, "anna"), officer(&t, "ben"), officer(&t, "cleo"));
    let mut both = managed(1, "20", None, Some(anna));
    both.registration.supervisor = Some(anna);
    let mut people = Vec::new();
    for it in [managed(0, "20", None, Some(anna)), both, managed(2, "20", None, Some(cleo))] {
        people.push(task.register(it).expect("an entry").into_value());
    }
    let of_anna = |kind| Review::due(kind, day("2026-12-01")).owned_by(anna);
    let open = task.set_review(people[2], of_anna(ReviewKind::Custody)).expect("a review").into_value();
    let done = task.set_review(people[2], of_anna(ReviewKind::Other)).expect("a review").into_value();
    let outcome = ReviewOutcome {
        done_on: day("2026-11-20"),
        by: line("Anna"),
        decision: line("No change"),
        words: None,
        supervisor: None,
        next_due_on: None,
    };
    task.complete_review(done, 1, outcome).expect("done");
    let hidden = Entry {
        restriction: Restriction {
            level: stalking_register::model::Level::Named,
            teams: Few::default(),
            accounts: Few::new(vec![anna]).expect("few"),
        },
        ..managed(3, "20", None, Some(anna))
    };
    let hidden = t.task("anna", Purpose::DataQuality).register(hidden).expect("an entry").into_value();

    let given = task.hand_over_diary(anna, ben).expect("given");
    assert_eq!((given.entries, given.reviews, given.kept), (2, 1, 0));
    let event = newest(&t);
    assert_eq!((event.action, event.operation), ("diary_handed_over", "alteration"));
    assert_eq!(criteria(&event), format!("from account {anna} to account {ben}"));
    assert!([people[0], people[1], open].iter().all(|it| event.records.contains(it)));
    let both = task.entry(people[1]).expect("an entry").into_value().document.registration;
    assert_eq!((both.manager, both.supervisor), (Some(ben), Some(ben)));
    assert_eq!(task.read_as::<Review>(done).expect("a review").document.owner, Some(anna), "history stays");
    assert!(whole(&task, DueRequest { officer: Some(anna), ..far() }, 9).is_empty());
    let of_ben = whole(&task, DueRequest { officer: Some(ben), ..far() }, 9);
    assert!(of_ben.iter().any(|it| it.record == open) && of_ben.len() == 5, "{of_ben:?}");
    // What the caller may not know of stays with her.
    let own = t.task("anna", Purpose::DataQuality);
    assert_eq!(own.entry(hidden).expect("an entry").document.registration.manager, Some(anna));

    let again = task.hand_over_diary(anna, ben).expect("nothing left");
    assert_eq!((again.entries, again.reviews), (0, 0));
    assert_eq!(task.hand_over_diary(ben, ben).map(drop).expect_err("the same").code(), Code::Invalid);
    let nobody = Id::from_bytes([1; 16]);
    assert_eq!(task.hand_over_diary(ben, nobody).map(drop).expect_err("nobody").code(), Code::NotFound);
    for from in [nobody, people[0]] {
        assert_eq!(task.hand_over_diary(from, ben).map(drop).expect_err("nobody").code(), Code::NotFound);
    }
    for who in ["auditor", "administrator", "viewer"] {
        let to = t.session(who).info().expect("live").account;
        let fault = task.hand_over_diary(ben, to).map(drop).expect_err("they see no diary");
        assert_eq!(fault, stalking_register::error::Error::invalid("/to", Problem::WrongState), "{who}");
    }
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

#[test]
fn what_the_other_officer_could_not_open_stays_and_is_told() {
    let t = Fixture::new();
    let (anna, ben) = (officer(&t, "anna"), officer(&t, "ben"));
    let restriction = Restriction {
        level: stalking_register::model::Level::Named,
        teams: Few::default(),
        accounts: Few::new(vec![t.session("coordinator").info().expect("live").account, anna]).expect("few"),
    };
    let hidden = Entry { restriction, ..managed(1, "20", None, Some(anna)) };
    let task = t.coordinator();
    let hidden = task.register(hidden).expect("an entry").into_value();
    let review = Review::due(ReviewKind::Custody, day("2026-12-01")).owned_by(anna);
    task.set_review(hidden, review).expect("a review");
    let surname = entry("Stephen", "Zzyzx", "1962-03-05");
    let own = Entry { registration: managed(2, "20", None, Some(anna)).registration, ..surname };
    task.register(own).expect("an entry");
    task.register(managed(3, "20", None, Some(anna))).expect("an entry");
    let declaration = serde_json::from_str(r#"{"surnames":["Zzyzx"]}"#).expect("a declaration");
    t.task("ben", Purpose::DataQuality).declare_conflicts(&declaration).expect("declared");

    let given = task.hand_over_diary(anna, ben).expect("given");
    assert_eq!((given.entries, given.reviews, given.kept), (1, 0, 3));
    let of = |who: &str, id: Id| {
        let own = t.task(who, Purpose::DataQuality);
        whole(&own, DueRequest { officer: Some(id), ..far() }, 9)
            .iter()
            .map(|it| it.entry)
            .collect::<Vec<_>>()
    };
    assert!(of("anna", anna).contains(&hidden), "nothing is in nobody's diary");
    assert!(!of("ben", ben).is_empty() && !of("ben", ben).contains(&hidden));
}

#[test]
fn a_large_diary_is_handed_over_in_lots_and_the_last_one_is_not_empty() {
    let t = Fixture::new();
    let (anna, ben) = (officer(&t, "anna"), officer(&t, "ben"));
    let task = t.coordinator();
    let people = (0..400).map(|n| managed(n, "20", None, Some(anna))).collect();
    task.import().write(people).expect("imported");
    let given = task.hand_over_diary(anna, ben).expect("given");
    assert_eq!((given.entries, given.kept), (400, 0));
    let event = newest(&t);
    assert_eq!((event.seq, event.count), (given.receipt().seq, 200));
}

#[test]
fn a_declared_conflict_keeps_names_out_of_the_due_list() {
    let t = Fixture::new();
    let task = t.coordinator();
    for family in ["Smyth", "Ode"] {
        task.register(entry("Stephen", family, "1962-03-05")).expect("an entry");
    }
    let subjects = || {
        let own = t.task("supervisor", Purpose::DataQuality);
        let page = own.due(far()).expect("a page").into_value();
        page.items.iter().map(|it| (it.subject.clone(), it.trace.is_empty())).collect::<Vec<_>>()
    };
    assert!(subjects().contains(&("Stephen Smyth".to_owned(), false)));
    let declare = |json: &str| {
        let declaration = serde_json::from_str(json).expect("a declaration");
        t.task("supervisor", Purpose::DataQuality).declare_conflicts(&declaration).expect("declared");
    };
    declare(r#"{"surnames":["Smyth"]}"#);
    let found = subjects();
    assert!(found.contains(&("not shown: a declared conflict".to_owned(), true)), "{found:?}");
    assert!(
        found.iter().all(|it| !it.0.contains("Smyth")) && found.contains(&("Stephen Ode".to_owned(), false))
    );
    declare(r#"{"associates":["Stephen Smyth"]}"#);
    assert!(subjects().iter().all(|it| it.0 == "Stephen Ode"));
}

#[test]
fn a_refresh_does_not_write_what_another_policy_asks_for() {
    let t = Fixture::new();
    let task = t.coordinator();
    let people = (0..20).map(|n| managed(n, "20", None, None)).collect();
    task.import().write(people).expect("imported");
    let with = |months: u16| {
        let mut policy = Policy::default();
        policy.retention.no_group.first_months = months;
        policy
    };
    let (first, second) = (t.administrator(), t.administrator());
    let mut meanwhile = Some(with(Policy::default().retention.no_group.first_months));
    let late = first.set_policy(0, with(6), &mut |_, _| {
        if let Some(policy) = meanwhile.take() {
            second.set_policy(1, policy, &mut |_, _| true).expect("the newer policy");
        }
        true
    });
    assert_eq!(late.map(drop).expect_err("another policy is in force").code(), Code::Busy);
    assert!(task.due(far()).expect("a page").up_to_date);
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

/// Ends a registration and tells who still asks what.
fn asked_after(reason: Option<DeregistrationReason>, dead: bool) -> Vec<(Ground, String)> {
    let t = Fixture::new();
    let task = t.coordinator();
    let mut person = entry("Ann", "Ode", "1980-01-02");
    let id = task.register(person.clone()).expect("an entry").into_value();
    let made = task.make_order(id, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");
    task.set_review(id, Review::due(ReviewKind::Other, day("2026-12-01"))).expect("a review");
    let mut seen = 1;
    if dead {
        person.subject.deceased_on = Some(day("2026-11-20"));
        seen = task.amend(id, seen, person).expect("amended").into_value();
    }
    if let Some(reason) = reason {
        let ending =
            Deregistration { on: day("2026-11-22"), reason, words: None, decided_by: line("DI Okafor") };
        task.deregister(id, seen, ending).expect("ended");
    }
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
    let mut asked: Vec<_> = whole(&task, far(), 50).into_iter().map(|it| (it.ground, it.what)).collect();
    asked.sort_by_key(|it| (format!("{:?}", it.0), it.1.clone()));
    asked
}

#[test]
fn a_registration_that_ended_does_not_end_an_order_and_the_dead_are_asked_nothing() {
    let law = (Ground::Law, "initial notification: names and home address".to_owned());
    let person = (Ground::Person, "review".to_owned());
    let policy = |words: &str| (Ground::Policy, format!("policy: {words}"));
    let warning = |days: u16| policy(&format!("the order ends on 2028-12-31, warning of {days} days"));
    let kept = vec![person.clone(), policy("look whether the record must be kept")];
    let mut orders = vec![law, person, policy("look whether the record must be kept")];
    orders.extend([warning(28), warning(7), warning(90)]);
    let mut all = orders.clone();
    all.insert(2, policy("assess the risk again"));
    assert_eq!(asked_after(None, false), all);
    assert_eq!(asked_after(Some(DeregistrationReason::NoLongerMet), false), orders);
    for reason in
        [DeregistrationReason::Transferred, DeregistrationReason::Error, DeregistrationReason::Deceased]
    {
        assert_eq!(asked_after(Some(reason), false), kept, "{reason:?}");
    }
    assert_eq!(asked_after(None, true), kept);
}

#[derive(Clone, Debug)]
enum Step {
    Register(u8),
    Amend(usize, u8),
    Order(usize, u8),
    Serve(usize),
    End(usize),
    Review(usize, u8, u8),
    Complete(usize),
    Deregister(usize),
    Policy(u16),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..9_usize;
    prop_oneof![
        3 => any::<u8>().prop_map(Step::Register),
        1 => (who.clone(), any::<u8>()).prop_map(|(who, n)| Step::Amend(who, n)),
        2 => (who.clone(), any::<u8>()).prop_map(|(who, n)| Step::Order(who, n)),
        1 => who.clone().prop_map(Step::Serve),
        1 => who.clone().prop_map(Step::End),
        2 => (who.clone(), any::<u8>(), 1..28_u8).prop_map(|(who, kind, n)| Step::Review(who, kind, n)),
        1 => who.clone().prop_map(Step::Complete),
        1 => who.prop_map(Step::Deregister),
        1 => (1..200_u16).prop_map(Step::Policy),
    ]
}

/// What the steps have made, each with its version.
#[derive(Default)]
struct Made {
    people: Vec<(Id, u32)>,
    orders: Vec<(Id, u32)>,
    reviews: Vec<(Id, u32)>,
}

fn pick(list: &mut [(Id, u32)], n: usize) -> Option<&mut (Id, u32)> {
    let count = list.len();
    if count == 0 { None } else { list.get_mut(n % count) }
}

fn person(n: u8) -> Entry {
    use stalking_register::model::registration::RiskBand;
    let mut entry = entry("Ann", "Ode", "1980-01-02");
    entry.registration.risk_band = RiskBand::ALL.get(usize::from(n % 5)).copied();
    entry.registration.mappa_level = (1..=3).contains(&(n % 7)).then_some(n % 7);
    entry.registration.retention_group = (1..=4).contains(&(n % 6)).then_some(n % 6);
    entry
}

fn take(t: &Fixture, task: &Task, made: &mut Made, step: &Step) {
    match *step {
        Step::Register(n) => made.people.push((task.register(person(n)).expect("an entry").into_value(), 1)),
        Step::Amend(who, n) => {
            if let Some((id, version)) = pick(&mut made.people, who) {
                // A registration that ended is opened again by an amendment that leaves its ending out.
                *version = task.amend(*id, *version, person(n)).expect("amended").into_value();
            }
        }
        Step::Order(who, n) => {
            if let Some((id, _)) = pick(&mut made.people, who) {
                let order = order(&format!("2026-11-{:02}", n % 20 + 1));
                made.orders.push((task.make_order(*id, order).expect("an order").into_value(), 1));
            }
        }
        Step::Serve(which) => {
            if let Some((id, version)) = pick(&mut made.orders, which).filter(|it| it.1 == 1) {
                let service = Service::in_person(day("2026-11-21"));
                *version = task.serve(*id, 1, service).expect("served").into_value();
            }
        }
        Step::End(which) => {
            if let Some((id, version)) = pick(&mut made.orders, which).filter(|it| it.1 == 2) {
                let event = document::parse(r#"{"kind":"discharged","on":"2026-11-22"}"#).expect("an event");
                // The law may refuse a discharge so early; then nothing has changed.
                if let Ok(ended) = task.record_event(*id, *version, event) {
                    *version = ended.into_value();
                }
            }
        }
        Step::Review(who, kind, n) => {
            if let Some((id, _)) = pick(&mut made.people, who) {
                let kind = ReviewKind::ALL[usize::from(kind) % ReviewKind::ALL.len()];
                let review = Review::due(kind, day(&format!("2026-12-{n:02}")));
                made.reviews.push((task.set_review(*id, review).expect("a review").into_value(), 1));
            }
        }
        Step::Complete(which) => {
            if let Some((id, version)) = pick(&mut made.reviews, which).filter(|it| it.1 == 1) {
                let outcome = ReviewOutcome {
                    done_on: day("2026-11-20"),
                    by: line("Anna"),
                    decision: line("No change"),
                    words: None,
                    supervisor: None,
                    next_due_on: None,
                };
                task.complete_review(*id, 1, outcome).expect("done");
                *version = 2;
            }
        }
        Step::Deregister(who) => {
            if let Some((id, version)) = pick(&mut made.people, who) {
                let reason = DeregistrationReason::NoLongerMet;
                let on = day("2026-11-22");
                let ending = Deregistration { on, reason, words: None, decided_by: line("DI Okafor") };
                if let Ok(ended) = task.deregister(*id, *version, ending) {
                    *version = ended.into_value();
                }
            }
        }
        Step::Policy(n) => {
            let administrator = t.administrator();
            let seen = administrator.policy().expect("a policy").version;
            let mut policy = Policy::default();
            policy.risk_review.not_assessed_months = Some(n);
            policy.unserved_order_alarm_days = (n % 3 > 0).then_some(n);
            policy.order_expiry_warning_days = Few::new(vec![n, n + 7]).expect("few");
            administrator.set_policy(seen, policy, &mut |_, _| true).expect("set");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_changes_a_refresh_finds_nothing_to_mend_and_twice_is_once(
        steps in proptest::collection::vec(step(), 1..25),
    ) {
        let t = Fixture::new();
        let (task, mut made) = (t.coordinator(), Made::default());
        for step in &steps {
            take(&t, &task, &mut made, step);
        }
        let shown = |items: Vec<DueItem>| {
            items.into_iter().map(|it| (it.on, it.record, it.item, it.trace)).collect::<Vec<_>>()
        };
        let before = shown(whole(&task, far(), 500));
        let administrator = t.administrator();
        for _ in 0..2 {
            let found = administrator.refresh_diary(&mut |_, _| true).expect("refreshed").into_value();
            prop_assert!(found.found_nothing(), "{:?}", found);
            prop_assert_eq!(found.lines, before.len() as u64);
            prop_assert_eq!(&shown(whole(&task, far(), 500)), &before);
        }
        // Made from nothing it is the same diary.
        if !before.is_empty() {
            tamper(&t.directory(), "DELETE FROM diary");
            let found = administrator.refresh_diary(&mut |_, _| true).expect("refreshed").into_value();
            prop_assert_eq!((found.lines_added, found.lines_removed), (before.len() as u64, 0));
            prop_assert_eq!(&shown(whole(&task, far(), 500)), &before);
        }
    }
}

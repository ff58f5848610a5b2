//! Subjects told as stories: what happened, line by line; then what is asked, and how it stands.

mod destruction;

use super::*;
use crate::model::address::AddressKind;
use crate::model::notification::NotificationKind;
use crate::model::order::{Exemption, Jurisdiction, OrderEvent, OrderEventKind, OrderKind};
use crate::model::registration::Deregistration;
use crate::model::review::{ReviewKind, ReviewOutcome};
use crate::model::text::{Few, Line};
use crate::model::{Address, Day, Name, Registration, Service, Subject};
use crate::rules::duty::Standing;

const ENTRY: u8 = 0xe0;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn id(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

struct Story {
    entry: Entry,
    orders: Vec<(Id, u32, Order)>,
    notifications: Vec<(Id, u32, Notification)>,
    reviews: Vec<(Id, u32, Review)>,
}

impl Story {
    fn case(&self) -> Case<'_> {
        Case {
            entry: (id(ENTRY), 7, &self.entry),
            orders: &self.orders,
            notifications: &self.notifications,
            reviews: &self.reviews,
            incidents: &[],
            breaches: &[],
        }
    }

    fn order(&mut self) -> &mut Order {
        &mut self.orders.last_mut().expect("a story begins with an order").2
    }

    fn notified(&mut self, kind: NotificationKind, on: &str, event_on: Option<Day>) {
        let order = self.orders.last().expect("a story begins with an order").0;
        let mut it = Notification::initial(order, format!("{on}T12:00:00Z").parse().expect("a moment"));
        (it.kind, it.event_on) = (kind, event_on);
        let number = u8::try_from(0xa0 + self.notifications.len()).expect("few");
        self.notifications.push((id(number), 1, it));
    }

    fn told(&mut self) -> &mut Notification {
        &mut self.notifications.last_mut().expect("a notification").2
    }

    fn made(&mut self, kind: OrderKind, on: &str) {
        let mut order = Order::stalking_protection(day(on)).not_exempt();
        (order.kind, order.until_further_order) = (kind, Some(true));
        let number = u8::try_from(1 + self.orders.len()).expect("few");
        self.orders.push((id(number), 3, order));
    }

    /// Tells of another notification duty: when time ran, when the order was made, at both; to a last day or on.
    fn exempt(&mut self, when: &str, to: &str) {
        let (at_trigger, when_made) = match when {
            "both" => (Some(true), Some(true)),
            "then" => (Some(true), None),
            "made" => (None, Some(true)),
            "free" => (Some(false), Some(true)),
            _ => (None, None),
        };
        let final_day = Some(to).filter(|it| !it.is_empty()).map(day);
        self.order().exemption = Some(Exemption { at_trigger, when_made, final_day });
    }

    fn tell(&mut self, what: &str, on: &str) {
        let kind = |text| match text {
            "name" => NotificationKind::Name,
            _ => NotificationKind::Address,
        };
        match what.split(' ').collect::<Vec<_>>()[..] {
            ["order"] => self.made(OrderKind::StalkingProtection, on),
            ["interim"] => self.made(OrderKind::InterimStalkingProtection, on),
            ["injunction"] => self.made(OrderKind::HarassmentInjunction, on),
            ["replacing"] => {
                let replaced = self.orders.last().expect("an order").0;
                self.made(OrderKind::StalkingProtection, on);
                self.order().replaces = Some(replaced);
            }
            ["northern", "ireland"] => self.order().jurisdiction = Jurisdiction::NorthernIreland,
            ["no", "end"] => self.order().until_further_order = None,
            ["exempt"] => self.exempt("both", on),
            ["exempt", who] => self.exempt(who, on),
            ["to"] => {
                let order = self.order();
                (order.last_day, order.until_further_order) = (Some(day(on)), None);
            }
            ["served"] => self.order().service = Some(Service::in_person(day(on))),
            ["discharged" | "expired" | "quashed" | "replaced" | "withdrawn" | "dismissed" | "varied"] => {
                let event = OrderEvent::of(what.parse().expect("a step"), day(on));
                self.order().events = Few::new(vec![event]).expect("one");
            }
            ["notified"] => self.notified(NotificationKind::Initial, on, None),
            ["notified", text, event_on] => self.notified(kind(text), on, Some(day(event_on))),
            ["telling", family] => {
                self.told().names =
                    Few::new(vec![Name::official("Ann", family).expect("a name")]).expect("one");
            }
            ["living", line] => {
                self.told().address = Some(Address::home(line, "M1 1AA").expect("an address"));
            }
            ["known", "already"] => {
                let mut names = self.entry.subject.names.to_vec();
                names.last_mut().expect("a name").notified_on = Some(day(on));
                self.entry.subject.names = Few::new(names).expect("few");
            }
            ["name", family] => {
                let name = Name { from: Some(day(on)), ..Name::official("Ann", family).expect("a name") };
                let names = &mut self.entry.subject.names;
                *names = Few::new([&names[..], &[name]].concat()).expect("few");
            }
            [kind @ ("home" | "work"), line] => {
                let mut address = Address::home(line, "M1 1AA").expect("an address");
                address.from = Some(day(on));
                address.kind = if kind == "home" { AddressKind::Home } else { AddressKind::Work };
                let addresses = &mut self.entry.subject.addresses;
                *addresses = Few::new([&addresses[..], &[address]].concat()).expect("few");
            }
            ["review"] => self.reviews.push((id(0xc0), 2, Review::due(ReviewKind::Risk, day(on)))),
            ["reviewed"] => {
                self.reviews[0].2.outcome = Some(ReviewOutcome {
                    done_on: day(on),
                    by: Line::new("PC 1").expect("a line"),
                    decision: Line::new("no change").expect("a line"),
                    words: None,
                    supervisor: None,
                    next_due_on: None,
                });
            }
            _ => self.tell_more(what, on),
        }
    }

    /// Tells what is rarer: orders that do not count yet, what the police took and destroyed, how the subject left.
    fn tell_more(&mut self, what: &str, on: &str) {
        match what.split(' ').collect::<Vec<_>>()[..] {
            ["replacing", "interim"] => {
                let replaced = self.orders.last().expect("an order").0;
                self.made(OrderKind::InterimStalkingProtection, on);
                self.order().replaces = Some(replaced);
            }
            ["only", "applied"] => {
                let order = self.order();
                (order.applied_on, order.made_on) = (order.made_on, None);
            }
            ["prints"] => self.told().fingerprints_taken = Some(true),
            ["photograph"] => self.told().photograph_taken = Some(true),
            ["nothing", "taken"] => {
                let told = self.told();
                (told.fingerprints_taken, told.photograph_taken) = (Some(false), Some(false));
            }
            ["destroyed"] => self.told().biometrics_destroyed_on = Some(day(on)),
            ["died"] => self.entry.subject.deceased_on = Some(day(on)),
            ["left", reason] => {
                let reason = reason.parse().expect("a reason");
                let decided_by = Line::new("DI 1").expect("a line");
                self.entry.deregistration =
                    Some(Deregistration { on: day(on), reason, words: None, decided_by });
            }
            _ => panic!("nothing is told by {what}"),
        }
    }
}

fn story(text: &str) -> Story {
    let subject = Subject::named("Ann", "Archer").expect("a name");
    let registration = Registration::on("policing", day("2026-01-01"), "06").expect("a registration");
    let mut story = Story {
        entry: Entry::of(subject, registration),
        orders: Vec::new(),
        notifications: Vec::new(),
        reviews: Vec::new(),
    };
    for row in text.trim().lines() {
        let (what, on) = row.split_once(':').expect("a row has a colon");
        story.tell(what.trim(), on.trim());
    }
    story
}

/// Checks what is asked: record and item, how it stands on a day, and its day in the diary or `-`.
#[track_caller]
fn check(text: &str, on: &str, expected: &[&str]) {
    let story = story(text);
    let diary = diary(&story.case());
    let asked: Vec<_> = everything_asked(&story.case())
        .iter()
        .map(|it| {
            let line = diary.iter().find(|line| (line.0, line.1) == (it.record, it.item));
            let line = line.map_or_else(|| "-".to_owned(), |line| line.2.to_string());
            let standing = it.standing_on(day(on).date());
            format!("{:02x}/{} {} {line}", it.record.as_bytes()[0], it.item, standing.name())
        })
        .collect();
    assert_eq!(asked, expected, "{text}");
}

#[test]
fn service_sets_the_initial_duty_running_and_notification_meets_it() {
    let on = "2026-03-03";
    check("order: 2026-02-20", on, &["01/1 pending 2026-02-20"]);
    check("order: 2026-02-20\n served: 2026-03-02", on, &["01/1 open 2026-03-04"]);
    check("order: 2026-02-20\n served: 2026-02-27", on, &["01/1 overdue 2026-03-01"]);
    check("order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01", on, &["01/1 met -"]);
    check("order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-02", on, &["01/1 late -"]);
    check("order: 2026-02-20\n northern ireland:", on, &["01/1 overdue 2026-02-22"]);
    check("injunction: 2026-02-20\n served: 2026-03-02", on, &[]);
}

#[test]
fn a_name_and_a_home_that_are_new_under_the_order_are_asked_for() {
    let bound = "order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01";
    let check = |more: &str, expected: &[&str]| {
        check(&format!("{bound}\n{more}"), "2026-04-03", &[&["01/1 met -"], expected].concat());
    };
    check("name Bowman: 2026-04-01", &["01/1001 open 2026-04-03"]);
    check("name Bowman: 2026-02-26", &[]);
    check("name Bowman: 2026-02-27", &["01/1001 met -"]);
    check("name Bowman: 2026-04-01\n notified name 2026-04-01: 2026-04-02", &["01/1001 met -"]);
    check("home 1: 2026-02-27\n home 2: 2026-03-20", &["01/2001 overdue 2026-03-22"]);
    check("home 2: 2026-04-09\n notified address 2026-04-09: 2026-04-01", &["01/2000 met -"]);
    check("work 2: 2026-03-20", &[]);
    check("notified address 2026-03-20: 2026-03-25", &["a1/2000 late -"]);
    check("notified name 2026-03-20: 2026-03-21", &["a1/1000 met -"]);
}

#[test]
fn a_notification_tells_of_the_names_and_the_home_that_it_holds() {
    let bound = "order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01";
    let check = |more: &str, expected: &[&str]| {
        check(&format!("{bound}\n{more}"), "2026-04-03", &[&["01/1 met -"], expected].concat());
    };
    let name = "name Bowman: 2026-02-28";
    check(&format!("telling BOWMAN: \n{name}"), &["01/1001 met -"]);
    check(&format!("telling Carter: \n{name}"), &["01/1001 overdue 2026-03-02"]);
    check(
        &format!("{name}\n notified name 2026-03-02: 2026-03-02\n telling Bowman:"),
        &["01/1001 met -", "a1/1000 met -"],
    );
    check("living 2: \n home 2: 2026-02-28", &["01/2000 met -"]);
    check("living 1: \n home 2: 2026-02-28", &["01/2000 overdue 2026-03-02"]);
    check("home 2: 2026-02-28", &["01/2000 overdue 2026-03-02"]);
    // What was told on the first day cannot have been told of a later move.
    check("living 2: \n home 2: 2026-03-01", &["01/2000 met -"]);
    check("living 2: \n home 2: 2026-03-02", &["01/2000 overdue 2026-03-04"]);
    // A notification of a move that has no home of its day in the entry stands for itself.
    check("home 1: 2026-02-27\n notified address 2026-03-20: 2026-03-25", &["a1/2000 late -"]);
    check("work 2: 2026-03-20\n notified address 2026-03-20: 2026-03-25", &["a1/2000 late -"]);
}

#[test]
fn a_notification_under_another_order_or_of_a_change_does_not_meet_the_first_duty() {
    let on = "2026-03-03";
    let one = "order: 2026-02-20\n served: 2026-03-02";
    check(&format!("{one}\n{one}\n notified: 2026-03-02"), on, &["01/1 open 2026-03-04", "02/1 met -"]);
    check(
        &format!("{one}\n notified name 2026-03-02: 2026-03-02"),
        on,
        &["01/1 open 2026-03-04", "a0/1000 met -"],
    );
    check(
        &format!("{one}\n notified: 2026-03-02\n{one}\n name Bowman: 2026-03-02"),
        on,
        &["01/1 met -", "01/1001 met -", "02/1 open 2026-03-04", "02/1001 open 2026-03-04"],
    );
}

/// What the trace of the last thing that is asked says of a fact.
fn given(text: &str, fact: &str) -> String {
    let story = story(text);
    let asked = everything_asked(&story.case());
    let lines = asked.last().expect("something is asked").trace_lines();
    let found = lines.iter().find_map(|it| it.strip_prefix(&format!("Given: {fact} = ")));
    found.unwrap_or_else(|| panic!("no {fact}: {lines:?}")).trim_end_matches('.').to_owned()
}

#[test]
fn an_order_binds_to_the_day_of_what_ended_it() {
    for (what, last_day) in [
        ("order: 2026-02-20", "none"),
        ("order: 2026-02-20\n no end:", "not known"),
        ("order: 2026-02-20\n to: 2028-03-09", "2028-03-09"),
        ("order: 2026-02-20\n to: 2028-03-09\n discharged: 2026-03-20", "2026-03-20"),
        ("order: 2026-02-20\n to: 2028-03-09\n quashed: 2026-03-20", "2026-03-20"),
        ("order: 2026-02-20\n no end:\n expired: 2028-03-09", "2028-03-09"),
        ("order: 2026-02-20\n to: 2028-03-09\n varied: 2026-03-20", "2028-03-09"),
        // The main application came to nothing: that ends an interim order only.
        ("order: 2026-02-20\n withdrawn: 2026-03-20", "none"),
        ("order: 2026-02-20\n dismissed: 2026-03-20", "none"),
        ("interim: 2026-02-20\n withdrawn: 2026-03-20", "2026-03-20"),
        ("interim: 2026-02-20\n dismissed: 2026-03-20", "2026-03-20"),
        // In Northern Ireland a dismissal ends it once no appeal can come, which no record tells.
        ("interim: 2026-02-20\n northern ireland:\n dismissed: 2026-03-20", "not known"),
        ("interim: 2026-02-20\n northern ireland:\n to: 2026-07-31\n dismissed: 2026-03-20", "not known"),
        ("interim: 2026-02-20\n northern ireland:\n to: 2026-07-31", "2026-07-31"),
        ("interim: 2026-02-20\n northern ireland:\n to: 2026-07-31\n withdrawn: 2026-03-20", "2026-03-20"),
        ("order: 2026-02-20\n northern ireland:\n to: 2028-07-31\n dismissed: 2026-03-20", "2028-07-31"),
    ] {
        let found = given(what, "last_day");
        assert_eq!(found.split(" (from").next(), Some(last_day), "{what}: {found}");
    }
    // The dismissal came after another end.
    let mut story = story("interim: 2026-02-20\n northern ireland:\n discharged: 2026-03-10");
    let dismissed = OrderEvent::of(OrderEventKind::Dismissed, day("2026-03-20"));
    let events = [&story.order().events[..], &[dismissed]].concat();
    story.order().events = Few::new(events).expect("two");
    let lines = everything_asked(&story.case())[0].trace_lines().join("\n");
    assert!(lines.contains("Given: last_day = 2026-03-10 "), "{lines}");
}

#[test]
fn the_earliest_of_two_ends_is_the_end_and_the_record_that_made_it_is_named() {
    let of = |interim: &str| {
        let story =
            story(&format!("interim: 2026-02-20\n served: 2026-02-27\n{interim}\n replacing: 2026-03-20"));
        let lines = everything_asked(&story.case())[0].trace_lines();
        lines.into_iter().find(|it| it.starts_with("Given: last_day")).expect("a last day")
    };
    let replaced = format!("Given: last_day = 2026-03-20 (from order {} version 3).", id(2));
    assert_eq!(of("to: 2026-07-31"), replaced);
    assert_eq!(of("to: 2026-03-20"), replaced);
    let own = format!("Given: last_day = 2026-03-19 (from order {} version 3).", id(1));
    assert_eq!(of("to: 2026-03-19"), own);
}

#[test]
fn only_the_first_notification_under_the_interim_order_itself_was_made_under_it() {
    let replaced = "interim: 2026-02-20\n served: 2026-02-27";
    for (notified, found) in [
        ("notified: 2026-03-01", "2026-03-01"),
        ("notified name 2026-03-01: 2026-03-01", "none"),
        ("replacing: 2026-03-20\n notified: 2026-03-21", "none"),
    ] {
        let replacing = if notified.starts_with("replacing") { "" } else { "replacing: 2026-03-20" };
        let story = story(&format!("{replaced}\n{notified}\n{replacing}").replace("\n\n", "\n"));
        let asked = everything_asked(&story.case());
        let of_full =
            asked.iter().find(|it| (it.record, it.item) == (id(2), item::INITIAL)).expect("it is asked");
        let lines = of_full.trace_lines().join("\n");
        assert!(lines.contains(&format!("Given: interim_notified = {found}")), "{notified}\n{lines}");
    }
}

#[test]
fn a_change_names_the_record_that_tells_that_it_was_notified() {
    let told = "order: 2026-02-20\n served: 2026-02-27\n name Bowman: 2026-03-09\n notified name 2026-03-09: 2026-03-11";
    let lines = |text: &str| {
        let story = story(text);
        everything_asked(&story.case())[1].trace_lines().join("\n")
    };
    let line = format!("Given: notified_on = 2026-03-11 (from notification {} version 1).", id(0xa0));
    assert!(lines(told).contains(&line), "{line}\n{}", lines(told));
    // The entry's own day is the earlier one.
    let known = told.replace("notified name", "known already: 2026-03-10\n notified name");
    let line = format!("Given: notified_on = 2026-03-10 (from entry {} version 7).", id(ENTRY));
    assert!(lines(&known).contains(&line), "{line}\n{}", lines(&known));
}

#[test]
fn an_order_that_has_ended_asks_for_no_later_change() {
    let bound = "order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01\n discharged: 2026-03-20";
    let on = "2026-04-03";
    check(&format!("{bound}\n name Bowman: 2026-03-21\n home 2: 2026-04-01"), on, &["01/1 met -"]);
    check(&format!("{bound}\n name Bowman: 2026-03-20"), on, &["01/1 met -", "01/1001 overdue 2026-03-22"]);
    let endless = "order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01\n no end:";
    check(
        &format!("{endless}\n name Bowman: 2026-03-21"),
        on,
        &["01/1 met -", "01/1001 needs_review 2026-03-23"],
    );
}

#[test]
fn an_order_that_replaces_an_interim_order_takes_over_its_notification() {
    let interim = "interim: 2026-02-20\n served: 2026-02-27";
    let on = "2026-04-03";
    check(
        &format!(
            "{interim}\n notified: 2026-03-01\n replacing: 2026-03-20\n served: 2026-03-21\n home 2: 2026-04-01"
        ),
        on,
        &["01/1 met -", "02/1 exempt -", "02/2000 open 2026-04-03"],
    );
    check(&format!("{interim}\n replacing: 2026-03-20"), on, &["01/1 overdue 2026-03-01", "02/1 exempt -"]);
    check(
        &format!("{interim}\n replacing: 2026-03-20\n notified: 2026-03-22"),
        on,
        &["01/1 late -", "02/1 exempt -"],
    );
    check(
        "interim: 2026-02-20\n replacing: 2026-03-20",
        on,
        &["01/1 pending 2026-02-20", "02/1 needs_review 2026-03-20"],
    );
}

#[test]
fn a_change_may_be_notified_under_either_of_an_order_and_the_interim_order_that_it_replaces() {
    let interim = "interim: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01";
    let full = "replacing: 2026-03-20\n served: 2026-03-21";
    let on = "2026-04-03";
    check(
        &format!("{interim}\n notified name 2026-03-25: 2026-03-19\n{full}\n name Bowman: 2026-03-25"),
        on,
        &["01/1 met -", "02/1 exempt -", "02/1001 met -"],
    );
    check(
        &format!("{interim}\n{full}\n notified name 2026-03-19: 2026-03-20\n name Bowman: 2026-03-19"),
        on,
        &["01/1 met -", "01/1001 met -", "02/1 exempt -"],
    );
    check(
        &format!(
            "{interim}\n order: 2026-03-20\n notified name 2026-03-19: 2026-03-20\n name Bowman: 2026-03-19"
        ),
        on,
        &["01/1 met -", "01/1001 overdue 2026-03-21", "02/1 pending 2026-03-20"],
    );
}

#[test]
fn each_fact_of_a_replaced_interim_order_names_its_own_record() {
    let story = story(
        "interim: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01\n replacing: 2026-03-20\n served: 2026-03-21",
    );
    let asked = everything_asked(&story.case());
    let lines = |index: usize| asked[index].trace_lines().join("\n");
    let (interim, full) = (format!("order {} version 3", id(1)), format!("order {} version 3", id(2)));
    for (index, fact, from) in [
        (0, "last_day = 2026-03-20", &full),
        (1, "made_on = 2026-03-20", &full),
        (1, "interim_served = 2026-02-27", &interim),
        (1, "interim_notified = 2026-03-01", &format!("notification {} version 1", id(0xa0))),
    ] {
        let line = format!("Given: {fact} (from {from}).");
        assert!(lines(index).contains(&line), "{line}\n{}", lines(index));
    }
}

#[test]
fn records_that_contradict_each_other_need_a_look() {
    let of = |change: fn(&mut Story)| {
        let mut story =
            story("interim: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01\n replacing: 2026-03-20");
        change(&mut story);
        let asked = everything_asked(&story.case());
        asked
            .into_iter()
            .find(|it| it.record == id(2))
            .expect("the order asks")
            .standing_on(day("2026-04-01").date())
    };
    let why = |standing| match standing {
        Standing::NeedsReview { why } => why,
        other => panic!("{other:?}"),
    };
    assert!(matches!(of(|_| {}), Standing::Exempt { .. }));
    let ended = of(|story| {
        story.orders[0].2.until_further_order = None;
        story.orders[0].2.last_day = Some(day("2026-03-19"));
    });
    assert!(why(ended).contains("had ended"));
    let to_the_day = of(|story| story.orders[0].2.last_day = Some(day("2026-03-20")));
    assert!(matches!(to_the_day, Standing::Exempt { .. }));
    assert!(why(of(|story| story.orders[0].2.made_on = Some(day("2026-03-21")))).contains("made later"));
    let discharged = of(|story| {
        let event = OrderEvent::of(OrderEventKind::Discharged, day("2026-03-10"));
        story.orders[0].2.events = Few::new(vec![event]).expect("one");
    });
    assert!(why(discharged).contains("had ended"));
}

#[test]
fn the_end_of_another_notification_duty_asks_anew() {
    let bound = "order: 2026-02-20\n served: 2026-02-27";
    let on = "2026-04-03";
    check(&format!("{bound}\n exempt:"), on, &["01/1 exempt -", "01/2 needs_review 2026-02-20"]);
    check(&format!("{bound}\n exempt: 2026-04-01"), on, &["01/1 exempt -", "01/2 open 2026-04-03"]);
    check(
        &format!("{bound}\n exempt: 2026-04-01\n notified: 2026-03-01\n notified: 2026-04-02"),
        on,
        &["01/1 exempt -", "01/2 met -"],
    );
    check(
        &format!("{bound}\n exempt: 2026-04-01\n name Bowman: 2026-03-05\n name Carter: 2026-04-02"),
        on,
        &["01/1 exempt -", "01/2 open 2026-04-03", "01/1001 exempt -", "01/1002 open 2026-04-04"],
    );
}

#[test]
fn another_notification_duty_is_asked_about_as_soon_as_anything_tells_of_it() {
    let bound = "order: 2026-02-20\n served: 2026-02-27";
    let items = |more: &str| {
        let story = story(&format!("{bound}\n{more}"));
        everything_asked(&story.case()).iter().map(|it| it.item).collect::<Vec<_>>()
    };
    assert_eq!(items("served: 2026-02-27"), [item::INITIAL]);
    assert_eq!(items("exempt never:"), [item::INITIAL]);
    for told in ["exempt then:", "exempt made:", "exempt never: 2026-04-01"] {
        assert_eq!(items(told), [item::INITIAL, item::AFTER_EXEMPTION], "{told}");
    }
}

#[test]
fn a_change_before_the_final_day_is_exempt_if_the_subject_was_when_time_ran() {
    for (exemption, standing) in [
        ("exempt", "exempt"),
        ("exempt made", "exempt"),
        ("exempt free", "needs_review"),
        ("exempt never", "needs_review"),
    ] {
        let text = format!(
            "order: 2026-02-20\n served: 2026-02-27\n {exemption}: 2026-04-01\n name Bowman: 2026-03-05"
        );
        let story = story(&text);
        let asked = everything_asked(&story.case());
        let name = asked.iter().find(|it| it.item == 1001).expect("the name is asked for");
        assert_eq!(name.standing_on(day("2026-03-06").date()).name(), standing, "{exemption}");
    }
}

#[test]
fn a_review_stands_in_the_diary_until_it_is_done() {
    check("review: 2026-04-03", "2026-04-03", &["c0/3 open 2026-04-03"]);
    check("review: 2026-04-03", "2026-04-04", &["c0/3 overdue 2026-04-03"]);
    check("review: 2026-04-03\n reviewed: 2026-04-02", "2026-04-04", &["c0/3 met -"]);
    for (text, answer) in [
        ("review: 2026-04-03", "look again by 2026-04-03."),
        ("review: 2026-04-03\n reviewed: 2026-04-03", "done on 2026-04-03, in time."),
        ("review: 2026-04-03\n reviewed: 2026-04-04", "done on 2026-04-04, late."),
    ] {
        let story = story(text);
        let lines = everything_asked(&story.case())[0].trace_lines();
        assert_eq!(lines.last(), Some(&format!("Answer: {answer}")));
    }
}

#[test]
fn the_diary_is_sorted_by_day_and_names_each_line_once() {
    let story = story(
        "order: 2026-02-20\n served: 2026-02-27\n order: 2026-02-21\n served: 2026-02-26\n \
         name Bowman: 2026-02-27\n home 2: 2026-02-28\n review: 2026-02-01",
    );
    let diary = diary(&story.case());
    assert!(diary.is_sorted_by_key(|it| (it.2, it.0, it.1)));
    let lines: std::collections::BTreeSet<_> = diary.iter().map(|it| (it.0, it.1)).collect();
    assert_eq!((diary.len(), lines.len()), (7, 7));
}

#[test]
fn words_rule_and_trace_say_what_is_asked_and_from_which_records() {
    let story =
        story("order: 2026-02-20\n served: 2026-02-27\n notified: 2026-03-01\n name Bowman: 2026-03-09");
    let asked = everything_asked(&story.case());
    assert_eq!(asked[0].words(), "initial notification: names and home address");
    assert_eq!((asked[1].rule_id(), asked[1].order), (Some("EW-SPO-NOT-NAME"), Some(id(1))));
    let lines = |index: usize| asked[index].trace_lines().join("\n");
    let order = format!("order {} version 3", id(1));
    for (index, fact, from) in [
        (0, "served_on = 2026-02-27", order.clone()),
        (0, "last_day = none", order.clone()),
        (0, "notified_on = 2026-03-01", format!("notification {} version 1", id(0xa0))),
        (1, "first_used = 2026-03-09", format!("entry {} version 7", id(ENTRY))),
        (1, "order_in_force = yes", order),
    ] {
        let line = format!("Given: {fact} (from {from}).");
        assert!(lines(index).contains(&line), "{line}\n{}", lines(index));
    }
    assert!(lines(1).contains("Given: notified_on = none."), "{}", lines(1));
    assert!(!lines(1).contains("Bowman"), "no personal data in a trace");
}

//! What was taken on notification in Northern Ireland and has to be destroyed; and what is asked of the dead.

use super::*;
use crate::model::Policy;
use crate::rules::diary::Ground;

const TAKEN: &str = "order: 2026-02-20\n northern ireland:\n to: 2028-02-19\n notified: 2026-02-21\n prints:";

#[test]
fn what_was_taken_on_a_notification_goes_by_the_last_day_of_the_order() {
    check(TAKEN, "2028-02-19", &["01/1 met -", "a0/4 open 2028-02-19"]);
    check(TAKEN, "2028-02-20", &["01/1 met -", "a0/4 overdue 2028-02-19"]);
    check(&TAKEN.replace("prints", "photograph"), "2026-04-03", &["01/1 met -", "a0/4 open 2028-02-19"]);
    check(&TAKEN.replace("prints", "nothing taken"), "2026-04-03", &["01/1 met -"]);
    check(&TAKEN.replace("\n prints:", ""), "2026-04-03", &["01/1 met -"]);
    check(
        &format!("{TAKEN}\n discharged: 2026-03-20"),
        "2026-03-20",
        &["01/1 met -", "a0/4 open 2026-03-20"],
    );
    // Each notification asks for itself.
    check(
        &format!("{TAKEN}\n notified name 2026-03-01: 2026-03-01\n photograph:"),
        "2026-04-03",
        &["01/1 met -", "a1/1000 met -", "a0/4 open 2028-02-19", "a1/4 open 2028-02-19"],
    );
}

#[test]
fn what_was_destroyed_is_asked_for_no_more() {
    for (on, standing) in [("2028-02-19", "met"), ("2028-02-20", "late")] {
        let standing = format!("a0/4 {standing} -");
        check(&format!("{TAKEN}\n destroyed: {on}"), "2028-03-01", &["01/1 met -", &standing]);
    }
}

#[test]
fn england_and_wales_ask_for_no_destruction() {
    let elsewhere = TAKEN.replace("northern ireland:", "served: 2026-02-20");
    check(&elsewhere, "2026-04-03", &["01/1 met -"]);
}

#[test]
fn without_a_known_end_someone_must_look_and_until_further_order_there_is_no_day_yet() {
    let open = TAKEN.replace("to: 2028-02-19", "no end:");
    check(&open, "2026-04-03", &["01/1 met -", "a0/4 needs_review 2026-02-21"]);
    let further = TAKEN.replace("\n to: 2028-02-19", "");
    check(&further, "2026-04-03", &["01/1 met -", "a0/4 pending 2026-02-21"]);
}

#[test]
fn a_full_order_in_the_place_of_an_interim_one_keeps_what_was_taken() {
    let interim =
        TAKEN.replace("order: 2026-02-20", "interim: 2026-02-20").replace("2028-02-19", "2026-07-31");
    let on = "2026-08-03";
    check(&interim, on, &["01/1 met -", "a0/4 overdue 2026-07-31"]);
    let full = format!("{interim}\n replacing: 2026-03-20\n northern ireland:\n to: 2028-03-19");
    check(&full, on, &["01/1 met -", "a0/4 open 2028-03-19", "02/1 exempt -"]);
    let again = format!("{full}\n replacing: 2027-03-20\n northern ireland:\n to: 2029-03-19");
    check(
        &again,
        "2027-04-01",
        &["01/1 met -", "a0/4 open 2029-03-19", "02/1 exempt -", "03/1 overdue 2027-03-22"],
    );
    let story = story(&full);
    let lines = everything_asked(&story.case())[1].trace_lines().join("\n");
    let ceases = format!("Given: ceases_to_be_subject = 2028-03-19 (from order {} version 3).", id(2));
    assert!(lines.contains(&ceases) && lines.contains("s. 15(6)]"), "{lines}");
    let taken = format!("Given: taken_on = 2026-02-21 (from notification {} version 1).", id(0xa0));
    assert!(lines.contains(&taken), "{lines}");
    // What is only applied for has not taken the place yet.
    let applied = format!("{full}\n replacing: 2027-03-20\n northern ireland:\n only applied:");
    check(&applied, on, &["01/1 met -", "a0/4 open 2028-03-19", "02/1 exempt -"]);
    // Another interim order keeps nothing by that section, and may keep the person subject.
    let second = format!("{interim}\n replacing interim: 2026-03-20\n northern ireland:");
    check(&second, on, &["01/1 met -", "a0/4 needs_review 2026-03-20", "02/1 overdue 2026-03-22"]);
    // It took the place, and is not on the register.
    check(&format!("{interim}\n replaced: 2026-03-20"), on, &["01/1 met -", "a0/4 needs_review 2026-03-20"]);
}

#[test]
fn another_order_that_goes_on_may_keep_the_person_subject() {
    let both = |other: &str| format!("{TAKEN}\n order: 2026-03-01\n {other}");
    for (last_day, standing) in [("2028-02-19", "overdue"), ("2028-02-20", "needs_review")] {
        let found = format!("a0/4 {standing} 2028-02-19");
        let other = both(&format!("northern ireland:\n to: {last_day}"));
        check(&other, "2028-03-01", &["01/1 met -", &found, "02/1 overdue 2026-03-03"]);
    }
    // That of another jurisdiction is none of this Act's.
    check(
        &both("to: 2028-02-20"),
        "2028-03-01",
        &["01/1 met -", "a0/4 overdue 2028-02-19", "02/1 pending 2026-03-01"],
    );
}

#[test]
fn the_dead_are_asked_nothing_from_the_day_of_their_death() {
    let bound = "order: 2026-02-20\n served: 2026-02-27\n name Bowman: 2026-03-02";
    let died = format!("{bound}\n died: 2026-03-03");
    check(&died, "2026-03-02", &["01/1 overdue -", "01/1001 open -"]);
    check(&died, "2026-03-03", &["01/1 exempt -", "01/1001 exempt -"]);
    let notified = format!("{died}\n notified: 2026-02-28\n review: 2026-04-01");
    check(&notified, "2026-03-03", &["01/1 met -", "01/1001 exempt -", "c0/3 open 2026-04-01"]);
    // Only the end of the registration tells of the death; no other end says anything of it.
    let exempt = ["01/1 exempt -", "01/1001 exempt -"];
    check(&format!("{bound}\n left deceased: 2026-03-04"), "2026-03-04", &exempt);
    let asked = ["01/1 overdue 2026-03-01", "01/1001 open 2026-03-04"];
    check(&format!("{bound}\n left no_longer_met: 2026-03-04"), "2026-03-04", &asked);
    let story = story(&format!("{died}\n left deceased: 2026-03-20"));
    let asked = everything_asked(&story.case());
    let standing = asked[0].standing_on(day("2026-03-03").date());
    assert_eq!(standing, Standing::Exempt { why: "the subject has died" });
    let lines = asked[0].trace_lines().join("\n");
    let source = format!("Given: died_on = 2026-03-03 (from entry {} version 7).", id(ENTRY));
    assert!(lines.contains(&source) && lines.contains("from 2026-03-03 on nothing is asked"), "{lines}");
}

#[test]
fn what_was_taken_from_somebody_who_died_is_asked_about_with_the_day_of_the_death() {
    let on = "2028-03-01";
    let died = |on: &str| format!("{TAKEN}\n died: {on}");
    check(&died("2026-03-20"), on, &["01/1 met -", "a0/4 needs_review 2026-03-20"]);
    check(&died("2028-02-18"), on, &["01/1 met -", "a0/4 needs_review 2028-02-18"]);
    check(&died("2028-02-19"), on, &["01/1 met -", "a0/4 overdue 2028-02-19"]);
    let further = died("2026-03-20").replace("\n to: 2028-02-19", "");
    check(&further, on, &["01/1 met -", "a0/4 needs_review 2026-03-20"]);
    check(&format!("{}\n destroyed: 2026-03-20", died("2026-03-20")), on, &["01/1 met -", "a0/4 met -"]);
}

#[test]
fn the_diary_of_somebody_who_died_or_left_keeps_what_the_police_have_to_destroy() {
    let unmet = TAKEN.replace("notified", "notified name 2026-02-21");
    let lines = |ending: &str| {
        let story = story(&format!("{unmet}\n{ending}"));
        let items = crate::rules::diary::outstanding(&story.case(), &Policy::default(), 0);
        let of_law = items.iter().filter(|it| it.ground() == Ground::Law);
        of_law.map(|it| (it.record(), it.number())).collect::<Vec<_>>()
    };
    let destruction = (id(0xa0), item::DESTRUCTION);
    assert_eq!(lines("left no_longer_met: 2026-03-20"), [(id(1), item::INITIAL), destruction]);
    for ending in ["died: 2026-03-20", "left deceased: 2026-03-20", "left transferred: 2026-03-20"] {
        assert_eq!(lines(ending), [destruction], "{ending}");
    }
}

//! What each view finds, and what it does not.

use super::*;

const NOON: u64 = 1_795_435_200_000;

fn access(seq: u64, minutes: u64, actor: u8, action: Action, entry: u8) -> Access {
    let thing = if action == Action::RoleGranted { Thing::Other } else { Thing::Entry };
    let marks = BTreeSet::new();
    let touched = Touched { entry: [entry; 16], thing, registered: u64::from(entry), marks };
    Access {
        seq,
        at_ms: NOON + minutes * 60_000,
        actor: Id::from_bytes([actor; 16]),
        actor_since_ms: NOON - 50 * DAY_MS,
        action,
        outcome: Outcome::Done,
        count: u32::from(entry != 0),
        task: Tasked::Unnamed,
        touched: if entry == 0 { Vec::new() } else { vec![touched] },
    }
}

fn ask(watch: Watch, accesses: &[Access], since: u64) -> Vec<(u64, u64)> {
    let until_ms = NOON + 60 * DAY_MS;
    let window = Window { past_ms: NOON, since_ms: since, until_ms, now_ms: until_ms };
    let (past, accesses) = told_apart(watch, accesses, since);
    found(watch, &past, &accesses, window).into_iter().map(|it| (it.seq, it.measure)).collect()
}

/// Tells the past from what is looked at access by access, as the register does.
fn told_apart(watch: Watch, accesses: &[Access], since: u64) -> (Past, Vec<Access>) {
    let mut past = Past::default();
    for access in accesses.iter().filter(|it| past_days(watch) > 0 && it.at_ms < since) {
        past.take(access);
    }
    let looked_at = accesses.iter().filter(|it| it.at_ms >= since - before_ms(watch));
    (past, looked_at.cloned().collect())
}

#[test]
fn the_third_opening_of_one_person_without_a_task_is_told() {
    let mut list: Vec<_> = (0..2).map(|n| access(n, n, 1, Action::Open, 7)).collect();
    list.push(access(2, 2, 2, Action::Open, 7));
    list.push(access(3, 3, 1, Action::Open, 8));
    assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
    list.push(Access { task: Tasked::Named, ..access(4, 4, 1, Action::Open, 7) });
    assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
    list.push(access(5, 5, 1, Action::Timeline, 7));
    assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), [(5, 3)]);
    list[0].outcome = Outcome::Denied;
    assert_eq!(ask(Watch::RepeatedWithoutTask, &list, NOON), []);
}

#[test]
fn what_was_opened_and_not_worked_with_for_a_week_is_told() {
    let week = ACTION_DAYS_MAX * 24 * 60;
    let opened = access(0, 0, 1, Action::Open, 7);
    assert_eq!(ask(Watch::ViewedWithoutAction, std::slice::from_ref(&opened), NOON), [(0, 1)]);
    for (other, told) in [
        (access(1, week, 1, Action::Amend, 7), 0),
        (access(1, week + 1, 1, Action::Amend, 7), 1),
        (access(1, 5, 2, Action::Amend, 7), 1),
        (access(1, 5, 1, Action::Amend, 8), 1),
        (access(1, 5, 1, Action::Share, 7), 0),
    ] {
        let list = [opened.clone(), other.clone()];
        assert_eq!(ask(Watch::ViewedWithoutAction, &list, NOON).len(), told, "{other:?}");
    }
    let until_ms = NOON + DAY_MS;
    let window = Window { past_ms: NOON, since_ms: NOON, until_ms, now_ms: until_ms };
    let past = Past::default();
    assert_eq!(found(Watch::ViewedWithoutAction, &past, &[opened], window), [], "it can still come");
}

#[test]
fn many_entries_in_an_hour_are_told_against_the_accounts_own_past() {
    let hour = |first: u64, minutes: u64, entries: u8| -> Vec<Access> {
        (0..entries).map(|n| access(first + u64::from(n), minutes, 1, Action::Open, n + 1)).collect()
    };
    assert_eq!(ask(Watch::FanOut, &hour(0, 1, 19), NOON), []);
    assert_eq!(ask(Watch::FanOut, &hour(0, 1, 20), NOON), [(19, 20)]);
    let mut busy = hour(0, 1, 10);
    busy.extend(hour(100, 24 * 60, 29));
    assert_eq!(ask(Watch::FanOut, &busy, NOON + DAY_MS), [], "three times ten is the least");
    busy.extend(hour(200, 48 * 60, 30));
    assert_eq!(ask(Watch::FanOut, &busy, NOON + DAY_MS), [(229, 30)]);
}

#[test]
fn an_hour_that_began_before_the_window_is_counted_whole() {
    let mut list: Vec<_> = (0..12).map(|n| access(u64::from(n), 1, 1, Action::Open, n + 1)).collect();
    list.extend((12..20).map(|n| access(u64::from(n), 31, 1, Action::Open, n + 1)));
    let since = NOON + 30 * 60_000;
    // Twelve in an hour of the past: three times that is the least.
    assert_eq!(ask(Watch::FanOut, &list, since), []);
    list.extend((20..36).map(|n| access(u64::from(n), 32, 1, Action::Open, n + 1)));
    assert_eq!(ask(Watch::FanOut, &list, since), [(35, 36)]);
}

#[test]
fn an_absence_before_the_window_is_told_by_the_last_event_of_the_past() {
    let days = |n: u64| n * 24 * 60;
    let mut list = vec![access(0, 0, 1, Action::SignedIn, 0), access(1, days(15), 1, Action::Open, 7)];
    let since = NOON + 14 * DAY_MS;
    assert_eq!(ask(Watch::AfterAbsence, &list, since), [(1, 15)]);
    list.insert(1, access(1, days(13), 1, Action::Open, 7));
    assert_eq!(ask(Watch::AfterAbsence, &list, since), []);
    let list = [access(0, days(13), 9, Action::RoleGranted, 1), access(1, days(15), 1, Action::Open, 7)];
    let told = ask(Watch::AfterAbsence, &list, since);
    assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), [1], "a new role of the past counts");
}

#[test]
fn entries_within_an_hour_are_counted_across_the_hours_of_the_clock() {
    let at = |n: u8, minutes: u64, action| access(u64::from(n), minutes, 1, action, n + 1);
    let across: Vec<_> = (0..38).map(|n| at(n, 59 + u64::from(n / 19) * 2, Action::Open)).collect();
    assert_eq!(ask(Watch::FanOut, &across, NOON), [(37, 38)]);
    let slow: Vec<_> = (0..38).map(|n| at(n, u64::from(n) * 4, Action::Open)).collect();
    assert_eq!(ask(Watch::FanOut, &slow, NOON), [], "fifteen in any hour");
    let found: Vec<_> = (0..20).map(|n| at(n, 1, Action::Screen)).collect();
    assert_eq!(ask(Watch::FanOut, &found, NOON), [(19, 20)], "what a search shows counts");
    let told: Vec<_> = (0..20).map(|n| at(n, 1, Action::Share)).collect();
    assert_eq!(ask(Watch::FanOut, &told, NOON), [(19, 20)], "and what is disclosed");
    let mut whole = at(0, 1, Action::Timeline);
    let incident = |n: u8| Touched { entry: [n; 16], ..Touched::default() };
    whole.touched.extend((100..130).map(incident));
    assert_eq!(ask(Watch::FanOut, &[whole], NOON), [], "one person with thirty incidents is one");
}

#[test]
fn who_was_away_for_longer_than_is_read_is_told() {
    let back = |since_ms| Access { actor_since_ms: since_ms, ..access(7, 60, 1, Action::Open, 7) };
    let window = |since| Window {
        past_ms: NOON - 28 * DAY_MS,
        since_ms: since,
        until_ms: NOON + DAY_MS,
        now_ms: NOON + DAY_MS,
    };
    let past = Past::default();
    let ask = |access: Access| found(Watch::AfterAbsence, &past, &[access], window(NOON));
    assert_eq!(ask(back(NOON - 90 * DAY_MS)).first().map(|it| it.measure), Some(28), "or more");
    assert_eq!(ask(back(NOON - 5 * DAY_MS)), [], "the account is new");
}

#[test]
fn an_hour_that_was_never_the_accounts_own_is_told() {
    let mut list: Vec<_> = (0..5).map(|n| access(n, n * 24 * 60, 1, Action::Open, 7)).collect();
    list.push(access(5, 5 * 24 * 60 + 60, 1, Action::Open, 7));
    list.push(access(6, 5 * 24 * 60 + 13 * 60, 1, Action::Open, 7));
    let since = NOON + 5 * DAY_MS;
    assert_eq!(ask(Watch::OffShift, &list, since), [(6, 1)]);
    assert_eq!(ask(Watch::OffShift, &list[1..], since), [], "too little is known of its hours");
}

#[test]
fn what_is_seen_after_an_absence_or_in_a_new_role_is_told() {
    let days = |n: u64| n * 24 * 60;
    let list = [
        access(0, 0, 1, Action::Open, 7),
        access(1, days(13), 1, Action::Open, 7),
        access(2, days(27), 1, Action::SignedIn, 0),
        access(3, days(27) + 1, 1, Action::Open, 7),
    ];
    assert_eq!(ask(Watch::AfterAbsence, &list, NOON), [(2, 14)]);
    let list = [
        access(0, 0, 9, Action::RoleGranted, 1),
        access(1, 5, 1, Action::Open, 7),
        access(2, 6, 2, Action::Open, 7),
        access(3, days(7), 1, Action::Open, 7),
    ];
    assert_eq!(ask(Watch::AfterAbsence, &list, NOON), [(1, 0)]);
}

#[test]
fn five_searches_in_vain_within_an_hour_are_told() {
    let mut list: Vec<_> = (0..4).map(|n| access(n, n, 1, Action::Screen, 0)).collect();
    assert_eq!(ask(Watch::ZeroHits, &list, NOON), []);
    list.push(access(4, 60, 1, Action::Search, 0));
    assert_eq!(ask(Watch::ZeroHits, &list, NOON), [], "an hour later is another run");
    list[4].at_ms -= 1;
    assert_eq!(ask(Watch::ZeroHits, &list, NOON), [(4, 5)]);
    list[2].count = 1;
    assert_eq!(ask(Watch::ZeroHits, &list, NOON), []);
}

#[test]
fn one_entry_after_the_other_in_the_order_of_their_making_is_told_either_way() {
    let run = |entries: &[u8]| -> Vec<Access> {
        (0..).zip(entries).map(|(n, it)| access(n, n, 1, Action::Open, *it)).collect()
    };
    assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 5, 6, 7]), NOON), []);
    assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 5, 6, 7, 9]), NOON), [(7, 8)]);
    assert_eq!(ask(Watch::Browsing, &run(&[9, 8, 7, 6, 5, 4, 3, 2, 1]), NOON), [(8, 9)]);
    assert_eq!(ask(Watch::Browsing, &run(&[1, 2, 3, 4, 9, 6, 7, 8, 9, 10]), NOON), []);
}

#[test]
fn one_person_seen_by_many_in_a_day_is_told() {
    let list = |viewers: u8| -> Vec<Access> {
        (0..viewers).map(|n| access(u64::from(n), u64::from(n), n + 1, Action::Open, 7)).collect()
    };
    assert_eq!(ask(Watch::ManyViewers, &list(7), NOON), []);
    assert_eq!(ask(Watch::ManyViewers, &list(8), NOON), [(7, 8)]);
}

#[test]
fn what_was_compared_is_told_by_its_own_view_only() {
    let mut one = access(3, 0, 1, Action::Screen, 7);
    one.touched[0].marks.insert(Watch::SameSurname);
    assert_eq!(ask(Watch::SameSurname, std::slice::from_ref(&one), NOON), [(3, 1)]);
    assert_eq!(ask(Watch::OwnDetails, std::slice::from_ref(&one), NOON), []);
    assert_eq!(ask(Watch::SameSurname, &[one], NOON + 1), [], "before the window");
}

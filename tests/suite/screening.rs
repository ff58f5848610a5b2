//! Is this person known? What a screening gives, what it leaves in the log, and what never stops it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use stalking_register::access::{Key, Purpose};
use stalking_register::error::{Error, Problem, What};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Account, Entry, Id, Level, Policy, Restriction, Role};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::screening::{Detail, MATCHES_MAX, batch_queries_max};
use stalking_register::register::{Options, Register, Task, TaskRequest};
use stalking_register::screening::{Band, Query};

use crate::support::child::{again, part, tell, told};
use crate::support::fixture::{Fixture, HOST_KEY, account, entry, vouched};

fn query(json: &str) -> Query {
    Query::read(json).expect("a query")
}

fn named(name: &str) -> Query {
    query(&serde_json::json!({ "name": name }).to_string())
}

/// The last events, the newest first: action, outcome and records released.
fn events(t: &Fixture, count: u32) -> Vec<(&'static str, &'static str, u32)> {
    // The auditor's own signing in is the last of all.
    let request = AuditRequest { events: Some(count + 1), ..AuditRequest::default() };
    let page = t.auditor().read_audit(request).expect("a page").into_value();
    page.events.iter().skip(1).map(|it| (it.action, it.outcome, it.count)).collect()
}

/// A coordinator of the team North and one of the team South.
fn teams(t: &Fixture) -> (Task, Task) {
    let make = |name: &str, team: &str| {
        let made =
            Account { team: Some(Line::new(team).expect("a team")), ..account(name, Role::Coordinator) };
        t.administrator().create_account(made, None).expect("an account");
        t.task(name, Purpose::DataQuality)
    };
    (make("anna", "North"), make("ben", "South"))
}

fn for_the_north(mut entry: Entry) -> Entry {
    let teams = Few::new(vec![Line::new("North").expect("a team")]).expect("one");
    entry.restriction = Restriction { level: Level::Team, teams, ..Restriction::default() };
    entry
}

#[test]
fn an_answer_tells_its_reasons_in_words_and_as_a_document() {
    let t = Fixture::new();
    let task = t.coordinator();
    task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry");
    let found = task.screen(query(r#"{"name":"Stephan Smith","born":"1962-05-03"}"#), 5).expect("an answer");
    let table = found.text(Detail::Line);
    assert!(table.starts_with("BITS") && table.contains("Stephen Smyth  1962-03-05"), "{table}");
    let reasons = found.text(Detail::Reasons);
    assert!(reasons.lines().count() >= 4 && reasons.to_lowercase().contains("day and month"), "{reasons}");
    let document = serde_json::to_value(found.value()).expect("a document");
    assert_eq!(document["extent"], "whole");
    assert_eq!(document["matches"][0]["reasons"].as_array().expect("a list").len(), found[0].reasons.len());
    let nobody = task.screen(named("Wilhelmina Quux"), 5).expect("an answer");
    assert_eq!(nobody.text(Detail::Reasons), "Nobody was found.\n");
}

#[test]
fn every_screening_is_one_event_with_its_criteria_committed_whether_it_finds_or_not() {
    let t = Fixture::new();
    let task = t.coordinator();
    for n in 0..3 {
        task.register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("an entry");
    }
    assert!(!task.screen(named("Ann Ode1"), 5).expect("an answer").is_empty());
    assert!(task.screen(named("Wilhelmina Quux"), 5).expect("an answer").is_empty());
    let batch =
        task.screen_batch(vec![named("Ann Ode1"), named("Quux"), named("Ann Ode2")], 1).expect("answers");
    assert_eq!(batch.iter().map(|it| it.len()).collect::<Vec<_>>(), [1, 0, 1]);
    let found = events(&t, 3);
    assert_eq!(found[0], ("screen_batch", "done", 2));
    assert_eq!(found[1], ("screen", "done", 0));
    assert_eq!((found[2].0, found[2].1), ("screen", "done"));
    // The criteria can be opened by who may read the log; the event itself holds their digest only.
    let request = AuditRequest { events: Some(5), ..AuditRequest::default() };
    let page = t.auditor().read_audit(request).expect("a page").into_value();
    assert!(!format!("{:?}", page.events).contains("Quux"));
}

#[test]
fn a_register_is_prepared_for_screening_without_an_event_and_answers_as_before() {
    let t = Fixture::new();
    let task = t.coordinator();
    t.register.prepare_screening().expect("an empty index");
    let entries = (0..50).map(|n| entry("Ann", &format!("Ode{n}"), "1980-01-02")).collect();
    let written = task.import().write(entries).expect("entries").receipt();
    t.register.prepare_screening().expect("an index");
    t.register.prepare_screening().expect("nothing is left to do");
    let found = task.screen(named("Ann Ode7"), 5).expect("an answer");
    assert_eq!(found[0].name, "Ann Ode7");
    assert_eq!(found.receipt().seq, written.seq + 1);
}

#[test]
fn a_batch_that_could_release_more_than_one_event_may_hold_is_refused() {
    let t = Fixture::new();
    let many = vec![named("Ann Ode"); batch_queries_max(50) + 1];
    let refused = t.coordinator().screen_batch(many, 50).expect_err("too many");
    assert_eq!(refused, Error::invalid("", Problem::TooMany { items: 200 }));
    for matches in [0, MATCHES_MAX + 1] {
        let refused = t.coordinator().screen(named("Ann"), matches).expect_err("out of range");
        assert_eq!(refused, Error::invalid("/matches", Problem::OutOfRange));
    }
    assert_eq!(batch_queries_max(10), 1_000);
    assert!(t.coordinator().screen_batch(Vec::new(), 5).expect("nothing").is_empty());
}

#[test]
fn a_batch_answers_each_query_as_it_is_answered_alone() {
    let t = Fixture::new();
    let task = t.coordinator();
    let names = ["Ann Ode", "Anne Oade", "Brian Ash", "Bryan Ashe", "Chloe Birk", "Derek Cold", "Elsie Dun"];
    let entries = names.iter().enumerate().map(|(n, name)| {
        let (given, family) = name.split_once(' ').expect("two names");
        entry(given, family, &format!("19{}-0{}-11", 60 + n, n + 1))
    });
    task.import().write(entries.collect()).expect("entries");
    let queries: Vec<_> = (0..200).map(|n| named(names[n % names.len()])).collect();
    let together = task.screen_batch(queries.clone(), 5).expect("answers").into_value();
    for (query, answer) in queries.into_iter().zip(&together).take(names.len()) {
        let alone = task.screen(query, 5).expect("an answer").into_value();
        assert_eq!(serde_json::to_value(alone).expect("json"), serde_json::to_value(answer).expect("json"));
    }
    let released: usize = together.iter().map(|it| it.len()).sum();
    assert_eq!(events(&t, 8)[7], ("screen_batch", "done", u32::try_from(released).expect("few")));
}

#[test]
fn a_new_or_changed_entry_is_held_against_all_others() {
    let t = Fixture::new();
    let task = t.coordinator();
    let known = task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value();
    let other = task.register(entry("Wilhelmina", "Quux", "1980-01-02")).expect("an entry").into_value();
    assert!(task.duplicates(other, 5).expect("an answer").is_empty());
    let again = task.register(entry("Steven", "Smith", "1962-05-03")).expect("an entry").into_value();
    let found = task.duplicates(again, 5).expect("an answer").into_value();
    assert_eq!(
        found.iter().map(|it| it.entry).collect::<Vec<_>>(),
        [known],
        "the entry itself is not told of"
    );
    assert_eq!(events(&t, 1), [("duplicates", "done", 2)]);
    task.amend(other, 1, entry("Stephen", "Smyth", "1962-03-05")).expect("amended");
    let found = task.duplicates(other, 5).expect("an answer").into_value();
    assert_eq!(found.first().map(|it| it.entry), Some(known));
    assert_eq!(found.len(), 2);
    let nobody = task.duplicates(Id::from_bytes([9; 16]), 5).expect_err("none");
    assert_eq!(nobody, Error::NotFound { what: What::Entry });
    assert_eq!(events(&t, 1), [("duplicates", "failed", 0)]);
}

#[test]
fn a_restricted_twin_changes_no_weight_and_no_count_that_others_are_shown() {
    let t = Fixture::new();
    let (anna, ben) = teams(&t);
    for n in 0..4 {
        anna.register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("an entry");
    }
    anna.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry");
    let queries = [
        r#"{"name":"Stephan Smith","born":"1962-05-03"}"#,
        r#"{"name":"Smyth"}"#,
        r#"{"born":"1962-03-05"}"#,
        r#"{"family":"Quux","born":"1962"}"#,
        r#"{"given":"Stephen"}"#,
    ];
    let shown = |task: &Task| {
        let answers = task.screen_batch(queries.iter().map(|it| query(it)).collect(), 10).expect("answers");
        serde_json::to_value(answers.value()).expect("json")
    };
    let (before, hers) = (shown(&ben), shown(&anna));
    assert_eq!(before, hers);
    let mut twins = Vec::new();
    for _ in 0..30 {
        twins.push(anna.register(for_the_north(entry("Stephen", "Smyth", "1962-03-05"))).expect("an entry"));
    }
    anna.register(for_the_north(entry("Stefan", "Quux", "1962-03-05"))).expect("an entry");
    assert_eq!(shown(&ben), before, "thirty twins do not show");
    assert_ne!(shown(&anna), hers);
    // A register that is opened afresh builds the same.
    let other = t.open_again().expect("open");
    let again = vouched(&other, "ben").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    assert_eq!(shown(&again), before);
    // What is opened to all counts; what is closed again does not.
    let supervisor = t.task("supervisor", Purpose::DataQuality);
    let open = anna.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value();
    assert_ne!(shown(&ben), before);
    let restriction = for_the_north(entry("Stephen", "Smyth", "1962-03-05")).restriction;
    supervisor.restrict(open, 1, restriction).expect("restricted");
    assert_eq!(shown(&ben), before);
}

#[test]
fn a_match_that_may_be_known_of_is_found_behind_many_that_may_not() {
    let t = Fixture::new();
    let (anna, ben) = teams(&t);
    let hidden = (0..400).map(|_| for_the_north(entry("Stephen", "Smyth", "1962-03-05"))).collect();
    anna.import().write(hidden).expect("entries");
    let known = anna.register(entry("Stephen", "Smyth", "1962-03-06")).expect("an entry").into_value();
    let asked = query(r#"{"name":"Stephen Smyth","born":"1962-03-05"}"#);
    let found = ben.screen(asked.clone(), 1).expect("an answer").into_value();
    assert_eq!(found.iter().map(|it| it.entry).collect::<Vec<_>>(), [known]);
    assert_eq!(anna.screen(asked, 50).expect("an answer").len(), 50);
    // Who changes teams sees what the team sees.
    let administrator = t.administrator();
    let ben_is = ben.screen(named("Stephen Smyth"), 50).expect("an answer").len();
    assert_eq!(ben_is, 1);
    let accounts = administrator.accounts().expect("accounts").into_value();
    let account =
        &accounts.iter().find(|it| it.account.document.username.as_str() == "ben").expect("ben").account;
    let moved = Account { team: Some(Line::new("North").expect("a team")), ..account.document.clone() };
    administrator.amend_account(account.id, account.version, moved).expect("moved");
    assert_eq!(ben.screen(named("Stephen Smyth"), 50).expect("an answer").len(), 50);
}

/// Writes entries and tells each of them: a new one, one under another name, one that is closed.
fn write_beside(directory: &Path) {
    let register = Register::open(directory, Key::Host(&HOST_KEY), Options::default()).expect("open");
    let of = |who: &str| vouched(&register, who).task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    let (task, supervisor) = (of("coordinator"), of("supervisor"));
    for n in 0..25 {
        let id = task.register(entry("Bo", &surname(n), "1971-01-01")).expect("an entry").into_value();
        tell(&format!("new {n} {id}"));
        task.amend(id, 1, entry("Bo", &surname(n + 100), "1971-01-01")).expect("amended");
        tell(&format!("changed {n} {id}"));
        let restriction = for_the_north(entry("Bo", "Peep", "1971-01-01")).restriction;
        supervisor.restrict(id, 2, restriction).expect("restricted");
        tell(&format!("closed {n} {id}"));
    }
}

/// A family name that no other number's is like.
fn surname(n: u32) -> String {
    let letters = b"bdfgklmnprstvz";
    let vowels = b"aeiou";
    let mut mixed = n.wrapping_mul(2_654_435_761);
    let mut name = String::new();
    for _ in 0..4 {
        name.push(char::from(letters[mixed as usize % letters.len()]));
        mixed /= 14;
        name.push(char::from(vowels[mixed as usize % vowels.len()]));
        mixed = (mixed / 5).wrapping_add(n * 7919);
    }
    name
}

#[test]
fn what_one_process_wrote_is_what_another_finds_from_then_on() {
    if let Some(directory) = part() {
        return write_beside(Path::new(&directory));
    }
    let t = Fixture::new();
    let task = t.coordinator();
    task.import()
        .write((0..300).map(|n| entry("Ann", &surname(n + 1000), "1980-01-02")).collect())
        .expect("entries");
    assert!(task.screen(named("Bo Peep"), 5).expect("an answer").is_empty(), "the index is built");
    let mut child =
        again("screening::what_one_process_wrote_is_what_another_finds_from_then_on", t.directory(), &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let mut lines = 0;
    let has = |n: u32, id: Id| {
        let asked = query(&format!(r#"{{"given":"Bo","family":"{}"}}"#, surname(n)));
        task.screen(asked, 50).expect("an answer").iter().any(|it| it.entry == id && it.bits > 10.0)
    };
    for line in out.lines().map_while(Result::ok) {
        let Some(line) = told(&line) else { continue };
        let words: Vec<_> = line.split(' ').collect();
        let (n, id): (u32, Id) = (words[1].parse().expect("a number"), words[2].parse().expect("an id"));
        match words[0] {
            // The child is ahead: what it told may have changed again, but not back.
            "new" => assert!(has(n, id) || has(n + 100, id) || hidden(&t, id), "{line}"),
            "changed" => assert!(!has(n, id) && (has(n + 100, id) || hidden(&t, id)), "{line}"),
            _ => assert!(!has(n, id) && !has(n + 100, id) && hidden(&t, id), "{line}"),
        }
        lines += 1;
    }
    assert!(child.wait().expect("it ends").success());
    assert_eq!(lines, 75);
    t.auditor().verify(&mut |_, _| true).expect("the log is whole");
}

/// Tells whether an entry is closed to the coordinator by now.
fn hidden(t: &Fixture, id: Id) -> bool {
    t.coordinator().entry(id).is_err()
}

#[test]
fn batches_and_single_screenings_stay_right_while_others_write() {
    let t = Fixture::new();
    let task = t.coordinator();
    task.import()
        .write((0..500).map(|n| entry("Ann", &surname(n), "1980-01-02")).collect())
        .expect("entries");
    let writer = {
        let task = task.clone();
        std::thread::spawn(move || {
            for n in 0..60 {
                task.register(entry("Cy", &surname(n + 5000), "1990-01-02")).expect("an entry");
            }
        })
    };
    let single = {
        let task = task.clone();
        std::thread::spawn(move || {
            for n in 0..60 {
                let made = task.register(entry("Di", &surname(n + 7000), "1990-01-02")).expect("an entry");
                let found = task.screen(named(&format!("Di {}", surname(n + 7000))), 5).expect("an answer");
                assert!(found.iter().any(|it| it.entry == *made.value()), "what is written is found at once");
                assert!(found.receipt().seq > made.receipt().seq);
            }
        })
    };
    for _ in 0..6 {
        let queries = (0..100).map(|n| named(&format!("Ann {}", surname(n)))).collect();
        let answers = task.screen_batch(queries, 3).expect("answers").into_value();
        for (n, answer) in (0..).zip(&answers) {
            assert_eq!(answer[0].name, format!("Ann {}", surname(n)));
        }
    }
    writer.join().expect("a thread");
    single.join().expect("a thread");
    let all: Vec<_> = (0..60).map(|n| named(&format!("Cy {}", surname(n + 5000)))).collect();
    let answers = task.screen_batch(all, 1).expect("answers").into_value();
    assert!(answers.iter().all(|it| it.len() == 1));
}

#[test]
fn the_policy_in_force_says_what_a_match_is_called() {
    let t = Fixture::new();
    let task = t.coordinator();
    task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry");
    let other = t.open_again().expect("another process");
    let elsewhere =
        vouched(&other, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    let of =
        |task: &Task, name: &str| task.screen(named(name), 1).expect("an answer").first().map(|it| it.band);
    let names = ["Stephen Smyth", "Steven Smith", "Stephan Smithe", "S Smyth", "Smith", "Smitt", "Steve"];
    let name =
        names.into_iter().find(|it| of(&task, it) == Some(Band::Probable)).expect("a name that is probable");
    let band = |task: &Task| of(task, name);
    assert_eq!(band(&elsewhere), Some(Band::Probable));
    for (seen, (identify, probable), expected) in
        [(0, (1000, 1000), Band::Identify), (1, (10, 10), Band::Possible), (2, (10, 100), Band::Probable)]
    {
        let mut policy = Policy::default();
        (policy.screening.identify_per_10_000, policy.screening.probable_per_10_000) = (identify, probable);
        t.administrator().set_policy(seen, policy, &mut |_, _| true).expect("set");
        assert_eq!(
            (band(&task), band(&elsewhere)),
            (Some(expected), Some(expected)),
            "{identify} {probable}"
        );
    }
    let third = t.open_again().expect("a third process");
    let third = vouched(&third, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    assert_eq!(band(&third), Some(Band::Probable));
}

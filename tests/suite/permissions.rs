//! Who may do what: every role against every group of verbs, and what the log keeps of a refusal.

use stalking_register::access::Purpose;
use stalking_register::access::conflict::Declaration;
use stalking_register::audit::Watch;
use stalking_register::error::{Code, Error, Problem, Refusal, Result};
use stalking_register::model::review::ReviewKind;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Id, Identifier, Policy, Restriction, Review, Role, Scheme};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::due::DueRequest;
use stalking_register::register::export::{ExportRequest, Format};
use stalking_register::register::monitoring::WatchRequest;
use stalking_register::register::siem::OcsfRequest;
use stalking_register::register::{Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, day, entry, order};

/// `y` done, `-` refused; `r` only for the review of retention.
const POLICY: &str = "
    verb             viewer coordinator supervisor records auditor officer administrator service
    screen           y      y           y          -       -       -       -             -
    look_up          y      y           y          -       -       -       -             -
    read             -      y           y          r       -       -       -             -
    timeline         -      y           y          r       -       -       -             -
    history          -      y           y          r       -       -       -             -
    as_of            -      y           y          r       -       -       -             -
    due              -      y           y          r       -       -       -             -
    register         -      y           -          -       -       -       -             -
    make_order       -      y           -          -       -       -       -             -
    amend            -      y           -          -       -       -       -             -
    set_review       -      y           -          -       -       -       -             -
    import           -      y           -          -       -       -       -             -
    read_audit       -      y           y          -       y       y       -             -
    verify           -      -           -          -       y       y       y             -
    accounts         -      -           y          -       y       y       y             -
    create_account   -      -           -          -       -       -       y             -
    key_slots        -      -           -          -       -       -       y             -
    remove_key_slot  -      -           -          -       -       -       -             -
    rebuild_indexes  -      -           -          -       -       -       y             -
    refresh_diary    -      -           -          -       -       -       y             -
    policy           y      y           y          y       y       y       y             y
    set_policy       -      -           -          -       -       -       y             -
    hand_over_diary  -      y           y          -       -       -       -             -
    export_diary     -      y           y          r       -       -       -             -
    watch            -      -           y          -       y       y       -             -
    disclosed        -      -           -          -       y       y       -             -
    ocsf             -      -           -          -       y       y       -             -
    requests         -      y           y          y       y       y       y             -
    glasses          -      -           y          -       y       y       -             -
    declare          y      y           y          y       y       y       y             -
    unrestrict       -      -           -          -       -       -       -             -
    erase_entry      -      -           -          -       -       -       -             -
    erase_field      -      -           -          -       -       -       -             -
    prune_log        -      -           -          -       -       -       -             -
    prunable         -      y           y          y       y       y       y             -
    erasure_list     -      -           -          -       -       -       y             -
    grant_role       -      -           -          -       -       -       -             -
";

/// The purpose that covers a verb.
fn purpose_of(verb: &str) -> Purpose {
    match verb {
        "read_audit" | "verify" | "watch" | "disclosed" | "ocsf" | "glasses" => Purpose::AuditLawfulness,
        "accounts" | "create_account" | "grant_role" | "key_slots" | "remove_key_slot"
        | "rebuild_indexes" | "refresh_diary" | "policy" | "set_policy" | "erasure_list" => {
            Purpose::SystemOperation
        }
        _ => Purpose::DataQuality,
    }
}

fn attempt(task: &Task, verb: &str, person: Id, (actor, other): (Id, Id), n: usize) -> Result<()> {
    let query = || Query::read(r#"{"name":"Ann Ode"}"#).expect("a query");
    match verb {
        "screen" => task.screen(query(), 5).map(drop),
        "look_up" => task.look_up_source("old system", "none").map(drop),
        "read" => task.read(person).map(drop),
        "timeline" => task.timeline(person).map(drop),
        "history" => task.history(person).map(drop),
        "as_of" => task.as_of(person, "2026-11-23T09:00:00Z".parse().expect("a moment")).map(drop),
        "due" => task.due(DueRequest::until(day("2026-12-31"))).map(drop),
        "register" => task.register(entry("Bo", "Peep", "1971-01-01")).map(drop),
        "make_order" => task.make_order(person, order("2026-11-10")).map(drop),
        "amend" => task.amend(person, 1, entry("Anne", "Ode", "1980-01-02")).map(drop),
        "set_review" => task.set_review(person, Review::due(ReviewKind::Risk, day("2026-12-01"))).map(drop),
        "import" => task.import().write(vec![entry("Cy", "Twombly", "1972-01-01")]).map(drop),
        "read_audit" => task.read_audit(AuditRequest::default()).map(drop),
        "verify" => task.verify(&mut |_, _| true).map(drop),
        "accounts" => task.accounts().map(drop),
        "create_account" => {
            task.create_account(account(&format!("another.{n}"), Role::Viewer), None).map(drop)
        }
        "key_slots" => task.key_slots().map(drop),
        "remove_key_slot" => task.remove_key_slot(1).map(drop),
        "rebuild_indexes" => task.rebuild_indexes().map(drop),
        "refresh_diary" => task.refresh_diary(&mut |_, _| true).map(drop),
        "policy" => task.policy().map(drop),
        "set_policy" => task.set_policy(0, Policy::default(), &mut |_, _| true).map(drop),
        "hand_over_diary" => task.hand_over_diary(other, actor).map(drop),
        "export_diary" => {
            let due = DueRequest::until(day("2026-12-31"));
            task.export_diary(ExportRequest { format: Format::Json, due, recipient: None }).map(drop)
        }
        "watch" => {
            let since = "2026-11-23T00:00:00Z".parse().expect("a moment");
            task.watch(WatchRequest { view: Watch::ZeroHits, since, until: None }).map(drop)
        }
        "disclosed" => task.disclosed(person).map(drop),
        "ocsf" => task.ocsf(OcsfRequest::default()).map(drop),
        "requests" => task.requests().map(drop),
        "glasses" => task.unreviewed_glasses().map(drop),
        "declare" => task.declare_conflicts(&Declaration::default()).map(drop),
        "unrestrict" => task.unrestrict(person, 1, Restriction::default()).map(drop),
        "erase_entry" => task.erase_entry(person, Line::new("a rule").expect("a basis")).map(drop),
        "prune_log" => task.prune_log(256, Line::new("a rule").expect("a basis")).map(drop),
        "prunable" => task.prunable().map(drop),
        "erasure_list" => task.erasure_list().map(drop),
        "erase_field" => task.erase_field(0, "reason", Line::new("a rule").expect("a basis")).map(drop),
        "grant_role" => task.grant_role(person, 1, Role::Auditor).map(drop),
        other => panic!("{other} is no verb of the table"),
    }
}

fn newest(auditor: &Task) -> Event {
    let request = AuditRequest { events: Some(3), ..AuditRequest::default() };
    let mut events = auditor.read_audit(request).expect("a page").into_value().events.into_iter();
    // A change of keys is checkpointed at once.
    events.find(|it| it.action != "checkpoint_issued").expect("an event")
}

#[test]
fn each_role_does_what_the_policy_says_and_every_refusal_is_logged() {
    let t = Fixture::new();
    let auditor = t.auditor();
    let other = t.session("auditor").info().expect("live").account;
    let lines = POLICY.lines().map(str::trim).filter(|it| !it.is_empty()).skip(1);
    for (n, line) in lines.enumerate() {
        let mut cells = line.split_whitespace();
        let verb = cells.next().expect("a verb");
        for (m, (role, cell)) in Role::ALL.into_iter().zip(cells).enumerate() {
            // Each attempt has an entry of its own, so that none depends on the one before.
            let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
            let session = t.session(role.name());
            let actor = session.info().expect("live").account;
            let expect = |purpose: Purpose, allowed: Option<Refusal>| {
                let task = session.task(TaskRequest::of(purpose)).expect("a task");
                let found = attempt(&task, verb, *person, (actor, other), n * 10 + m);
                let event = newest(&auditor);
                assert_eq!(event.actor, Some(actor), "{verb} as {role:?}");
                assert_eq!(event.purpose, Some(purpose.slug()), "{verb} as {role:?}");
                match allowed {
                    None => {
                        found.unwrap_or_else(|fault| panic!("{verb} as {role:?}: {fault}"));
                        assert_eq!(event.outcome, "done", "{verb} as {role:?}");
                    }
                    Some(Refusal::Purpose) => {
                        assert_eq!(found, Err(Error::Forbidden(Refusal::Purpose)), "{verb} as {role:?}");
                    }
                    Some(_) => {
                        let fault = found.expect_err(&format!("{verb} as {role:?}"));
                        assert_eq!(fault.code(), Code::Forbidden, "{verb} as {role:?}");
                    }
                }
                if allowed.is_some() {
                    let logged = (event.outcome, event.count, event.records.len());
                    assert_eq!(logged, ("denied", 0, 0), "{verb} as {role:?}");
                }
            };
            match cell {
                "y" => expect(purpose_of(verb), None),
                "r" => {
                    expect(Purpose::DataQuality, Some(Refusal::Purpose));
                    expect(Purpose::Retention, None);
                }
                _ => expect(purpose_of(verb), Some(Refusal::Role)),
            }
        }
    }
}

#[test]
fn the_log_is_read_only_for_a_purpose_of_the_log_and_those_read_nothing_else() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let covered = Err(Error::Forbidden(Refusal::Purpose));
    for purpose in Purpose::ALL {
        let request = TaskRequest::of(purpose).because("a reason").expect("a reason");
        let task = |who: &str| t.session(who).task(request.clone()).expect("a task");
        let log = task("auditor").read_audit(AuditRequest::default()).map(drop);
        let data = task("coordinator").read(person).map(drop);
        let of_the_log = (201..=205).contains(&purpose.number());
        assert_eq!(log, if of_the_log { Ok(()) } else { covered.clone() }, "{purpose}");
        let of_nobody = matches!(purpose, Purpose::SystemOperation | Purpose::Emergency);
        let refused = of_the_log || of_nobody;
        assert_eq!(data, if refused { covered.clone() } else { Ok(()) }, "{purpose}");
    }
}

#[test]
fn an_emergency_covers_nothing_for_nobody() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    for role in Role::ALL {
        let request = TaskRequest::of(Purpose::Emergency).because("life at risk").expect("a reason");
        let task = t.session(role.name()).task(request).expect("a task");
        let lines = POLICY.lines().map(str::trim).filter(|it| !it.is_empty()).skip(1);
        for verb in lines.filter_map(|it| it.split_whitespace().next()) {
            let fault = attempt(&task, verb, person, (person, person), 0).expect_err(verb);
            assert_eq!(fault.code(), Code::Forbidden, "{verb} as {role:?}");
        }
    }
}

#[test]
fn a_purpose_that_says_too_little_asks_for_words() {
    let t = Fixture::new();
    let session = t.session("coordinator");
    for purpose in Purpose::ALL {
        let found = session.task(TaskRequest::of(purpose));
        let needs_words = matches!(purpose.number(), 14 | 16 | 90 | 99);
        if needs_words {
            let fault = found.expect_err("no words");
            assert_eq!(fault, Error::invalid("/words", Problem::Missing), "{purpose}");
            let request = TaskRequest::of(purpose).because("as asked by the court").expect("words");
            session.task(request).expect("a task");
        } else {
            found.unwrap_or_else(|fault| panic!("{purpose}: {fault}"));
        }
    }
    let fault = TaskRequest::of(Purpose::Other).because("  ").expect_err("blank");
    assert_eq!(fault.pointer().map(|it| it.as_str().to_owned()).as_deref(), Some("/words"));
}

#[test]
fn a_role_that_needs_a_second_person_is_given_to_nobody_by_one() {
    let t = Fixture::new();
    let task = t.administrator();
    for role in [Role::Auditor, Role::DataProtectionOfficer, Role::Administrator] {
        let fault = task.create_account(account("another", role), None).expect_err("guarded");
        assert_eq!(fault, Error::Forbidden(Refusal::NeedsSecondPerson), "{role:?}");
    }
    let own = t.session("administrator").info().expect("live").account;
    let fault = task.amend_account(own, 1, account("administrator", Role::Coordinator)).expect_err("own");
    assert_eq!(fault, Error::Forbidden(Refusal::NeedsSecondPerson));
}

#[test]
fn a_supervisor_sees_the_accounts_of_the_own_team_and_no_others() {
    let t = Fixture::new();
    for (name, role, team) in [
        ("anna", Role::Coordinator, "North"),
        ("ben", Role::Coordinator, "South"),
        ("sue", Role::Supervisor, "North"),
    ] {
        let made = Account { team: Some(Line::new(team).expect("a team")), ..account(name, role) };
        t.administrator().create_account(made, None).expect("an account");
    }
    let seen = |who: &str| -> Vec<String> {
        let found = t.task(who, Purpose::SystemOperation).accounts().expect("a list").into_value();
        let mut names: Vec<_> = found.iter().map(|it| it.account.document.username.to_string()).collect();
        names.sort();
        names
    };
    assert_eq!(seen("sue"), ["anna", "sue"]);
    assert!(seen("supervisor").is_empty(), "who has no team sees nobody");
    assert_eq!(seen("auditor").len(), Role::ALL.len() + 3);
}

#[test]
fn whoever_may_not_open_an_entry_looks_up_what_a_screening_shows_of_it() {
    let t = Fixture::new();
    let identifier: Identifier =
        serde_json::from_str(r#"{"scheme":"pnc","value":"1981/0000034U"}"#).expect("a number");
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.subject = made
        .subject
        .living_at("10 High Street", "SW15 6HY")
        .and_then(|it| it.known_as(identifier))
        .expect("a subject");
    t.coordinator().register(made).expect("an entry");
    let shown = |who: &str| {
        let task = t.task(who, Purpose::DataQuality);
        let found = task.look_up(Scheme::Pnc, "1981/0000034U").expect("a page").into_value();
        found.iter().map(|it| it.json.as_str().to_owned()).collect::<String>()
    };
    assert!(shown("coordinator").contains("High Street"));
    let summary = shown("viewer");
    assert!(summary.contains("Ode") && summary.contains("1980-01-02") && summary.contains("managing_force"));
    assert!(
        !summary.contains("High Street") && !summary.contains("SW15") && !summary.contains("0000034U"),
        "{summary}"
    );
}

//! The log, the glass, two persons and what leaves the register, driven by commands.

use serde_json::Value;
use stalking_register::model::Role;

use crate::command_line::{Shell, refused};

/// A shell with 51 persons, an auditor and a supervisor.
fn office() -> (Shell, Vec<String>) {
    let t = Shell::new();
    let mut persons = "source_ref,given,family,born,lawful_basis,managing_force\n".to_owned();
    persons.push_str("A0,Stephen,Smyth,1962-03-05,common law,20\n");
    persons.extend((1..51).map(|n| format!("A{n},Ann,Ode{n},1970-02-03,common law,20\n")));
    let file = t.write("persons.csv", &persons);
    t.ok(&["import", &file, "--purpose", "data-quality"]);
    let due = t.json(&["due", "--until", "2040-01-01", "--items", "500", "--purpose", "review", "--json"]);
    let mut entries: Vec<String> =
        due["items"].as_array().expect("a list").iter().map(|it| id(&it["entry"])).collect();
    entries.sort_unstable();
    entries.dedup();
    assert_eq!(entries.len(), 51, "each is in the diary");
    t.ok(&["account", "add", "sue", "--role", "supervisor"]);
    t.ok(&["account", "add", "dan", "--role", "viewer"]);
    let asked = t.json(&["request", "grant-role", "dan", "auditor", "--json"]);
    t.ok(&["approve", &asked["request"].to_string()]);
    t.ok(&["execute", &asked["request"].to_string(), "--as-admin"]);
    (t, entries)
}

fn id(value: &Value) -> String {
    value.as_str().expect("an id").to_owned()
}

fn smyth(t: &Shell) -> String {
    let found = t.json(&["screen", "--name", "Stephen Smyth", "--purpose", "new-report", "--json"]);
    id(&found["matches"][0]["entry"])
}

#[test]
fn a_glass_is_broken_reviewed_and_looked_at_by_commands() {
    let (t, _) = office();
    let person = smyth(&t);
    let accounts = t.json(&["account", "list", "--json"]);
    let list = accounts.as_array().expect("a list");
    let own = list.iter().find(|it| it["document"]["username"] == "coordinator").expect("there");
    let own = id(&own["id"]);
    let named = ["--level", "named", "--account", &own, "--version", "1"];
    let restrict: Vec<&str> =
        ["restrict", &person].into_iter().chain(named).chain(["--purpose", "review"]).collect();
    refused(&t.run_as("dan", &restrict), 4, "SREG_E_FORBIDDEN");
    t.ok_as("sue", &restrict);

    refused(&t.run_as("sue", &["show", &person, "--purpose", "review"]), 2, "SREG_E_NOT_FOUND");
    let shown = t.ok_as("sue", &["break-glass", &person, "--because", "she hears him at the door"]);
    assert!(shown.contains("1962-03-05") && shown.contains("to be reviewed"));
    let discipline = ["--purpose", "audit-discipline", "--json"];
    let waiting = t.json_as("dan", &[&["glasses", "list"][..], &discipline].concat());
    let start = waiting[0]["start"].to_string();
    let review = ["glasses", "review", &start, "a life was at risk", "--purpose", "audit-discipline"];
    refused(&t.run_as("sue", &review), 4, "SREG_E_FORBIDDEN");
    t.ok_as("dan", &review);
    let since = ["--since", "2020-01-01T00:00:00Z"];
    let watch = [&["audit", "watch", "glass-broken"][..], &since, &discipline].concat();
    assert_eq!(t.json_as("dan", &watch)[0]["event"].to_string(), start);
    t.ok_as(
        "dan",
        &["audit", "look-at", "glass-broken", &start, "as reviewed", "--purpose", "audit-discipline"],
    );
    assert!(t.json_as("dan", &watch)[0]["looked_at_by"].is_number());
    let all = [&["audit", "watch"][..], &since, &["--purpose", "audit-discipline"]].concat();
    assert!(t.ok_as("dan", &all).contains("glass-broken"));

    let seen = t.ok_as("dan", &["audit", "who-saw", &person, "--purpose", "audit-discipline"]);
    assert!(seen.contains("break_glass_started") && seen.contains("timeline"));
    let did = t.ok_as("dan", &["audit", "did", "sue", "--purpose", "audit-discipline"]);
    assert!(did.contains("break_glass_started"));
    let lines = t.ok_as("dan", &["audit", "ocsf", "--purpose", "audit-integrity"]);
    let lines: Vec<Value> = lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    assert!(lines.len() > 20 && lines.iter().all(|it| it["class_uid"] == 6003));

    t.ok(&["conflicts", r#"{"associates":["Stephen Smyth"]}"#, "--purpose", "data-quality"]);
    refused(&t.run(&["show", &person, "--purpose", "review"]), 2, "SREG_E_NOT_FOUND");
}

#[test]
fn entries_and_names_leave_the_register_by_commands_and_the_log_tells_whom_to_tell() {
    let (t, entries) = office();
    let person = smyth(&t);
    let to = [
        "--recipient",
        "Probation",
        "--legal-basis",
        "Data Protection Act 2018, s. 36",
        "--purpose",
        "multi-agency",
    ];
    let field = ["--field", "/subject/names", "--json"];
    let one = t.json(&[&["disclose", "--entry", &person][..], &field, &to].concat());
    assert_eq!(one[0]["document"]["subject"]["names"][0]["family"], "Smyth");
    assert_eq!(one[0]["document"].as_object().map(serde_json::Map::len), Some(1));

    let list = t.write("entries", &(entries.join("\n") + "\n"));
    let all = [&["--entries-file", &list][..], &field, &to].concat();
    let disclose = [&["disclose"][..], &all].concat();
    refused(&t.run(&disclose), 4, "SREG_E_FORBIDDEN");
    let asked = t.json(&[&["request", "disclose"][..], &all].concat());
    assert!(t.ok_as("sue", &["requests", "--purpose", "multi-agency"]).contains("disclose_in_bulk"));
    t.ok_as("sue", &["approve", &asked["request"].to_string(), "--purpose", "multi-agency"]);
    assert_eq!(t.json(&disclose).as_array().map(Vec::len), Some(51));
    refused(&t.run(&disclose), 4, "SREG_E_FORBIDDEN");

    let part = ["--format", "csv", "--until", "2040-01-01"];
    let export = [&["diary", "export"][..], &part, &to].concat();
    refused(&t.run(&export), 4, "SREG_E_FORBIDDEN");
    let asked = t.json(&[&["request", "export-diary", "--json"][..], &part, &to].concat());
    t.ok_as("sue", &["approve", &asked["request"].to_string(), "--purpose", "multi-agency"]);
    assert!(t.ok(&export).contains("Smyth"));

    let patch = t.write("patch", r#"{"registration":{"source_ref":"B1"}}"#);
    t.ok(&["amend", &person, &patch, "--version", "1", "--purpose", "data-quality"]);
    let told = t.ok_as("dan", &["audit", "disclosed", &person, "--purpose", "audit-lawfulness"]);
    assert_eq!(told.matches("yes, of event").count(), 3, "{told}");
    assert!(told.contains("Probation") && told.contains("/subject/names"));

    // Only days that are over are reported.
    let days = ["--from", "2020-01-01", "--until", "2026-01-01", "--purpose", "audit-commissioner"];
    t.ok_as("dan", &[&["audit", "report", &t.text("report")][..], &days].concat());
    t.ok_as("dan", &["audit", "export", &t.text("export"), "--purpose", "audit-commissioner"]);
    let key = t.text("export/log.vkey");
    t.ok(&["audit", "verify-report", &t.text("report"), "--vkey", &key]);
    let shown = t.text("export/disclosure.cbor");
    let of = ["--events", "3", "--open", "criteria", "--organisation", "ICO", "--person", "C. Ode"];
    t.ok_as("dan", &[&["audit", "disclose", &shown][..], &of, &["--purpose", "audit-commissioner"]].concat());
    let found = t.json(&["audit", "verify-export", &t.text("export"), "--vkey", &key, "--json"]);
    assert_eq!(found["disclosed"], 1);
}

#[test]
fn a_case_is_opened_used_and_closed_by_commands() {
    let people = [
        ("admin", Role::Administrator),
        ("coordinator", Role::Coordinator),
        ("sue", Role::Supervisor),
        ("dan", Role::Auditor),
    ];
    let t = Shell::with_accounts(&people);
    let file = t.write(
        "persons.csv",
        "source_ref,given,family,born,lawful_basis,managing_force\n\
        A0,Stephen,Smyth,1962-03-05,common law,20\nA1,Ann,Ode,1970-02-03,common law,20\n",
    );
    t.ok(&["import", &file, "--purpose", "data-quality"]);
    let (one, other) = (&smyth(&t), &{
        let found = t.json(&["screen", "--name", "Ann Ode", "--purpose", "new-report", "--json"]);
        id(&found["matches"][0]["entry"])
    });
    let show = ["show", one, "--purpose", "inspection", "--task", "PSD 114"];
    refused(&t.run_as("dan", &show), 4, "SREG_E_FORBIDDEN");
    let ask = ["request", "open-case", "PSD 114", "--entry", one, "--purpose", "inspection", "--json"];
    let asked = t.json_as("dan", &ask)["request"].to_string();
    // There is neither an officer nor another auditor: the supervisor stands in.
    t.ok_as("sue", &["approve", &asked, "--purpose", "inspection"]);
    t.ok_as("dan", &["execute", &asked, "--purpose", "inspection"]);
    assert!(t.ok_as("dan", &show).contains("Smyth"));
    let show_other = ["show", other, "--purpose", "inspection", "--task", "PSD 114"];
    refused(&t.run_as("dan", &show_other), 2, "SREG_E_NOT_FOUND");
    let cases = ["cases", "--purpose", "inspection"];
    assert!(t.ok_as("dan", &cases).contains("1 entry"));
    let case = t.json_as("dan", &[&cases[..], &["--json"]].concat())[0]["case"].to_string();
    t.ok_as("dan", &["close-case", &case, "--purpose", "inspection"]);
    refused(&t.run_as("dan", &show), 4, "SREG_E_FORBIDDEN");
}

#[test]
fn a_service_is_given_its_job_and_a_restriction_is_proposed_by_commands() {
    let (t, entries) = office();
    let screen = ["screen", "--name", "Stephen Smyth", "--purpose", "service-job", "--json"];
    t.ok(&["account", "add", "nightly", "--role", "service"]);
    refused(&t.run_as("nightly", &screen), 4, "SREG_E_FORBIDDEN");
    let job = r#"{"name": "custody suites", "asks": ["screen"]}"#;
    let asked = t.json(&["request", "give-job", "nightly", job, "--json"])["request"].to_string();
    t.ok_as("dan", &["requests", "--purpose", "audit-integrity"]);
    t.ok(&["approve", &asked]);
    t.ok(&["execute", &asked, "--as-admin"]);
    assert_eq!(t.json_as("nightly", &screen)["matches"][0]["name"], "Stephen Smyth");

    let restriction = r#"{"level": "team", "teams": ["North"]}"#;
    let propose = ["request", "restrict", &entries[0], "--restriction", restriction, "--seen", "1"];
    let asked = t.json(&[&propose[..], &["--purpose", "review", "--json"]].concat())["request"].to_string();
    t.ok_as("sue", &["approve", &asked, "--purpose", "review"]);
    t.ok_as("sue", &["execute", &asked, "--purpose", "review"]);
    refused(&t.run(&["show", &entries[0], "--purpose", "review"]), 2, "SREG_E_NOT_FOUND");
}

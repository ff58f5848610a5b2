//! What the command line is given: secrets, and files of other layouts.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use stalking_register::model::document::DOCUMENT_BYTES_MAX;

use crate::command_line::{Shell, bare, refused, words};

const PASSPHRASE: &str = "four long words of a test";
const PASSWORD: &str = "a long password of a test";

/// Runs a command with every secret in a file, as a service's unit would give them.
fn by_files(folder: &Path, then: &dyn Fn(&mut Command) -> &mut Command) -> Output {
    let mut command = bare(folder);
    for (name, secret) in [
        ("SREG_PASSPHRASE", PASSPHRASE),
        ("SREG_ADMIN", "admin"),
        ("SREG_ADMIN_PASSWORD", PASSWORD),
        ("SREG_ACCOUNT", "coordinator"),
        ("SREG_PASSWORD", PASSWORD),
    ] {
        let path = folder.join(name);
        // An editor ends the last line.
        std::fs::write(&path, format!("{secret}\n")).expect("a file");
        command.env(format!("{name}_FILE"), path);
    }
    command.env("SREG_REGISTER", folder.join("register"));
    then(&mut command);
    command.output().expect("the program runs")
}

#[test]
fn secrets_come_from_files_or_the_environment_and_never_from_both() {
    let place = crate::support::place::directory();
    let run = |then: &dyn Fn(&mut Command) -> &mut Command| by_files(place.path(), then);
    let made = run(&|it| it.arg("init").arg(place.path().join("register")));
    assert!(made.status.success(), "{}", words(&made));
    let checked = run(&|it| it.arg("check"));
    assert!(checked.status.success(), "{}", words(&checked));
    let by_word =
        run(&|it| it.env_remove("SREG_PASSPHRASE_FILE").env("SREG_PASSPHRASE", PASSPHRASE).arg("check"));
    assert!(by_word.status.success(), "the line's end is no part of the secret: {}", words(&by_word));

    let both = run(&|it| it.env("SREG_PASSWORD", PASSWORD).args(["due", "--purpose", "review"]));
    refused(&both, 1, "SREG_PASSWORD and SREG_PASSWORD_FILE exclude each other");
    let none = run(&|it| it.env_remove("SREG_PASSPHRASE_FILE").arg("check"));
    refused(&none, 4, "SREG_PASSPHRASE (or SREG_PASSPHRASE_FILE) is not set");
    let absent = run(&|it| it.env("SREG_PASSPHRASE_FILE", "nowhere").arg("check"));
    refused(&absent, 2, "SREG_PASSPHRASE_FILE");
    let other = "four other words of it";
    let wrong = run(&|it| it.env_remove("SREG_PASSPHRASE_FILE").env("SREG_PASSPHRASE", other).arg("check"));
    refused(&wrong, 4, "SREG_E_WRONG_KEY");
    assert!(!words(&wrong).contains("other words"), "{}", words(&wrong));
    let password = run(&|it| {
        it.env_remove("SREG_ADMIN_PASSWORD_FILE")
            .env("SREG_ADMIN_PASSWORD", "another long password")
            .arg("check")
    });
    refused(&password, 4, "SREG_E_NOT_SIGNED_IN");
}

/// Imports one person in the screening sets' layout, with the map that is shipped, and shows the entry.
#[track_caller]
fn mapped(t: &Shell, reference: &str, born: &str) -> Value {
    let file = t.write(
        &format!("{reference}.csv"),
        &format!(
            "entry_id,name,given,family,aliases,dob,postcode,place,address,sex\n\
             {reference},Ada {reference},Ada,{reference},The Countess;A. L.,{born},LS1 4AP,Leeds,1 Station Road,F\n"
        ),
    );
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/maps/screening.toml");
    t.ok(&["import", &file, "--map", map, "--purpose", "data-quality"]);
    let found =
        t.json(&["screen", "--name", &format!("Ada {reference}"), "--purpose", "new-report", "--json"]);
    let id = found["matches"][0]["entry"].as_str().expect("an id");
    t.json(&["show", id, "--purpose", "review", "--json"])["document"].clone()
}

#[test]
fn a_map_names_the_columns_and_says_what_becomes_of_a_date_that_is_none() {
    let t = Shell::new();
    let shown = mapped(&t, "Lovelace", "1815-12-10");
    assert_eq!(shown["registration"]["source_ref"], "Lovelace");
    assert_eq!(shown["registration"]["managing_force"], "00");
    assert_eq!(shown["subject"]["births"][0]["date"], "1815-12-10");
    assert_eq!(shown["subject"]["addresses"][0]["postcode"], "LS1 4AP");
    let names = shown["subject"]["names"].as_array().expect("names").clone();
    assert!(names.iter().any(|it| it["full"] == "The Countess") && names.len() == 3, "{names:?}");

    let shown = mapped(&t, "Byron", "1815-02-30");
    assert_eq!(shown["subject"]["births"][0], json!({ "precision": "unknown", "words": "1815-02-30" }));
    let shown = mapped(&t, "Agrippina", "0014-11-06");
    assert_eq!(shown["subject"]["births"][0]["date"], "0014-11-06");

    let unknown = t.write("map.toml", "[columns]\nsource_ref = \"entry_id\"\nshoe_size = \"size\"\n");
    let file = t.text("Byron.csv");
    let ran = t.run(&["import", &file, "--map", &unknown, "--purpose", "data-quality"]);
    refused(&ran, 1, "--map: it names a field that is none");
}

/// A line of JSON Lines, whose subject has some more members.
fn json_line(reference: &str, more: &Value) -> String {
    let mut line = json!({
        "subject": { "names": [{ "kind": "official", "given": "Ann", "family": "Ode" }] },
        "registration": {
            "lawful_basis": "common law", "since": "2026-01-05", "managing_force": "20", "status": "active",
            "marking": "official",
            "source_ref": reference,
        },
    });
    line["subject"].as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    line.to_string()
}

#[test]
fn a_line_of_json_at_fault_is_named_with_its_field_and_can_be_set_aside() {
    let t = Shell::new();
    let lines = [
        json_line("B1", &json!({})),
        json_line("B2", &json!({ "shoe_size": 45 })),
        json_line("B3", &json!({ "births": [{ "date": "2199-01-01", "precision": "day" }] })),
        json_line("B4", &json!({})),
    ];
    let file = t.write("persons.jsonl", &format!("{}\n", lines.join("\n")));
    let ran = t.run(&["import", &file, "--purpose", "data-quality"]);
    refused(&ran, 1, "line 2");
    assert!(words(&ran).contains("/subject/shoe_size"), "{}", words(&ran));
    assert_eq!(t.json(&["check", "--json"])["entries"], 0);

    let rejects = t.text("rejects.jsonl");
    let ran = t.run(&["import", &file, "--purpose", "data-quality", "--keep-going", "--rejects", &rejects]);
    assert!(ran.status.success(), "{}", words(&ran));
    assert!(String::from_utf8_lossy(&ran.stdout).starts_with("2 persons were imported, 2 lines rejected"));
    let kept = std::fs::read_to_string(&rejects).expect("the reject file");
    let told: Vec<_> = kept.lines().collect();
    let note: Value = serde_json::from_str(told[0]).expect("JSON");
    assert_eq!((&note["reject_line"], &note["reject_source_system"]), (&2.into(), &"persons".into()));
    assert!(note["reject_reason"].as_str().is_some_and(|it| it.contains("/subject/shoe_size")), "{note}");
    assert!(told[2].contains("/subject/births/0"), "{told:?}");
    assert_eq!([told[1], told[3]], [&lines[1], &lines[2]], "as they were");
    assert_eq!(t.json(&["check", "--json"])["entries"], 2);

    let mended = kept.replace(r#","shoe_size":45"#, "").replace("2199-", "1999-");
    let mended = t.write("mended.jsonl", &mended);
    assert!(t.ok(&["import", &mended, "--purpose", "data-quality"]).starts_with("2 persons were imported"));
    t.ok(&["show", "B3", "--source-system", "persons", "--purpose", "review"]);
    assert!(
        t.ok(&["import", &file, "--purpose", "data-quality", "--keep-going"])
            .contains("2 were already there")
    );
}

#[test]
fn a_line_of_json_that_is_too_long_is_set_aside_whole_and_those_after_it_are_imported() {
    let t = Shell::new();
    let blank = " ".repeat(DOCUMENT_BYTES_MAX);
    let long = [
        json_line("C2", &json!({ "occupation": "gardener ".repeat(DOCUMENT_BYTES_MAX / 3) })),
        format!("{blank}{blank}{}", json_line("C4", &json!({}))),
        json_line("C6", &json!({ "occupation": "x".repeat(DOCUMENT_BYTES_MAX) })),
    ];
    let short = ["C1", "C3", "C5"].map(|it| json_line(it, &json!({})));
    let lines: String =
        short.iter().zip(&long).flat_map(|(short, long)| [short, "\r\n", long, "\r\n"]).collect();
    let file = t.write("persons.jsonl", lines.trim_end());
    let rejects = t.text("rejects.jsonl");
    let told = t.ok(&["import", &file, "--purpose", "data-quality", "--keep-going", "--rejects", &rejects]);
    assert!(told.starts_with("3 persons were imported, 3 lines rejected"), "{told}");

    let kept = std::fs::read_to_string(&rejects).expect("the reject file");
    let told: Vec<_> = kept.lines().collect();
    let numbers =
        [0, 2, 4].map(|at| serde_json::from_str::<Value>(told[at]).expect("JSON")["reject_line"].clone());
    assert_eq!(numbers, [2, 4, 6].map(Value::from));
    assert!([told[1], told[3], told[5]] == long.each_ref().map(String::as_str), "whole and as they were");

    let mended = kept.replace(&"gardener ".repeat(DOCUMENT_BYTES_MAX / 3), "gardener").replace(&blank, "");
    let mended = mended.replace(&"x".repeat(DOCUMENT_BYTES_MAX), "baker");
    let mended = t.write("mended.jsonl", &mended);
    assert!(t.ok(&["import", &mended, "--purpose", "data-quality"]).starts_with("3 persons were imported"));
    t.ok(&["show", "C6", "--source-system", "persons", "--purpose", "review"]);
}

#[test]
fn a_mended_reject_file_keeps_the_system_that_its_lines_came_from() {
    let t = Shell::new();
    let file = t.write("people.csv", &LINES.join("\n"));
    let rejects = t.text("rejects.csv");
    let nobody = ["import", &file, "--purpose", "no-purpose", "--keep-going", "--rejects", &rejects];
    assert!(!t.run(&nobody).status.success());
    assert!(!Path::new(&rejects).exists(), "nothing was rejected");
    t.ok(&["import", &file, "--purpose", "data-quality", "--keep-going", "--rejects", &rejects]);

    // At fault once more: what is set aside then still tells where it came from.
    let twice = t.text("twice.csv");
    t.ok(&["import", &rejects, "--purpose", "data-quality", "--keep-going", "--rejects", &twice]);
    let mended = std::fs::read_to_string(&twice).expect("the reject file").replace("02-30", "02-03");
    let mended = t.write("mended.csv", &mended);
    t.ok(&["import", &mended, "--purpose", "data-quality"]);
    t.ok(&["show", "A2", "--source-system", "people", "--purpose", "review"]);
    let told = t.ok(&["import", &file, "--purpose", "data-quality", "--keep-going"]);
    assert!(told.contains("1 lines rejected, 2 were already there"), "{told}");
}

/// Lines of an import, the second person of whom is at fault.
const LINES: [&str; 4] = [
    "source_ref,name,given,family,born,lawful_basis,managing_force",
    "A1,J Smyth,Johnathan,Smyth,1962-03-05,common law,20",
    "A2,Ann Ode,Ann,Ode,1970-02-30,common law,20",
    "A3,Ivor M Penhallow,Ivor,Penhallow,1970-02-03,common law,20",
];

#[test]
fn no_line_is_lost_whatever_the_lines_end_with() {
    for ends in [["\n"; 4], ["\r\n"; 4], ["\n", "\r\n", "\r\n", "\r\n"], ["\r"; 4]] {
        let t = Shell::new();
        let file = t.write(
            "people.csv",
            &LINES.iter().zip(ends).flat_map(|(line, end)| [*line, end]).collect::<String>(),
        );
        if ends[0] == ends[3] && ends[0] != "\r" {
            let ran = t.run(&["import", &file, "--purpose", "data-quality"]);
            refused(&ran, 1, "line 3: born");
        }
        let told = t.ok(&["import", &file, "--purpose", "data-quality", "--keep-going"]);
        assert!(told.starts_with("2 persons were imported, 1 lines rejected"), "{ends:?} {told}");
    }
}

#[test]
fn a_quotation_mark_that_is_not_closed_swallows_nobody() {
    let t = Shell::new();
    let file = t.write(
        "people.csv",
        &LINES.join("\n").replace("Smyth,1962-03-05,common", "Smyth,1962-03-05,\"common"),
    );
    let ran = t.run(&["import", &file, "--purpose", "data-quality", "--keep-going"]);
    refused(&ran, 1, "a quotation mark that is not closed");
    assert_eq!(t.json(&["check", "--json"])["entries"], 0);
}

#[test]
fn no_column_of_a_name_is_lost() {
    let t = Shell::new();
    let file = t.write("people.csv", &LINES.join("\n").replace("02-30", "02-03"));
    t.ok(&["import", &file, "--purpose", "data-quality"]);
    let names = |reference: &str| {
        let arguments = ["show", reference, "--source-system", "people", "--purpose", "review", "--json"];
        let shown = t.json(&arguments);
        let shown = shown.as_array().map_or_else(|| shown.clone(), |it| it[0].clone());
        shown["document"]["subject"]["names"].clone()
    };
    let found = names("A1");
    assert_eq!(
        (&found[0]["given"], &found[0]["family"], &found[1]["full"]),
        (&"Johnathan".into(), &"Smyth".into(), &"J Smyth".into())
    );
    assert_eq!(names("A3")[0]["given"], "Ivor M");
}

#[test]
fn what_the_engine_says_of_damage_is_not_printed() {
    let t = Shell::new();
    t.ok(&["check"]);
    let path = Path::new(&t.text("register")).join("register.db");
    let mut pages = std::fs::read(&path).expect("pages");
    pages[100] ^= 1;
    std::fs::write(&path, pages).expect("written");
    let ran = t.run(&["check"]);
    assert!(!ran.status.success());
    assert_eq!(words(&ran).lines().count(), 1, "{}", words(&ran));
}

#[test]
fn the_line_of_a_query_at_fault_is_told_whatever_the_lines_end_with() {
    let t = Shell::new();
    for end in ["\n", "\r\n"] {
        let lines = ["query_id,name", "q1,Ann Ode", &format!("q2,{}", "x".repeat(500)), "q3,Bo Peep", ""];
        let queries = t.write("queries.csv", &lines.join(end));
        let output = t.text("found.csv");
        let ran = t.run(&["screen", "--input", &queries, "--output", &output, "--purpose", "new-report"]);
        refused(&ran, 1, "line 3: /name");
    }
}

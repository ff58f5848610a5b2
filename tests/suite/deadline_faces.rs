//! The shared deadline vectors through the command line and through C: every row, the whole answer.

use std::process::Command;

use serde_json::Value;
use stalking_register::rules::eval;

use crate::support::c;
use crate::support::shared::shared;

/// The rule and the inputs of each row.
fn rows() -> Option<Vec<(String, String)>> {
    let path = shared("data/deadline_vectors.csv")?;
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        (row[2].to_owned(), row[3].to_owned())
    });
    Some(rows.collect())
}

fn answered(rule: &str, inputs: &str) -> Value {
    serde_json::to_value(eval::eval(rule, inputs).expect("an answer")).expect("JSON")
}

#[test]
fn the_command_line_answers_every_vector_as_the_rule_does() {
    let Some(rows) = rows() else { return };
    for (rule, inputs) in rows {
        let ran = Command::new(env!("CARGO_BIN_EXE_sreg"))
            .args(["rules", "eval", "--rule", &rule, "--inputs", &inputs, "--json"])
            .output()
            .expect("the program runs");
        assert!(ran.status.success(), "{rule} {inputs}: {}", String::from_utf8_lossy(&ran.stderr));
        let found: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
        assert_eq!(found, answered(&rule, &inputs), "{rule} {inputs}");
    }
}

#[test]
fn a_c_program_gets_the_answer_of_every_vector_as_the_rule_gives_it() {
    let Some(rows) = rows() else { return };
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("inputs");
    let lines: Vec<_> = rows.iter().map(|it| format!("{}\t{}\n", it.0, it.1)).collect();
    std::fs::write(&file, lines.concat()).expect("a file");
    let Some(printed) = c::run("tests/c/rules.c", &[c::text_of(&file)]) else { return };
    let printed: Vec<Value> = printed.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    assert_eq!(printed.len(), rows.len());
    for ((rule, inputs), found) in rows.iter().zip(printed) {
        assert_eq!(found, answered(rule, inputs), "{rule} {inputs}");
    }
}

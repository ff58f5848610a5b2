//! The flow of an evaluation: a register is imported, queries screened from a file, the results judged by a
//! program that is not the project's.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::command_line::Shell;
use crate::support::shared::{shared, skip};

/// Queries that are screened: the first ones of each set.
const QUERIES: usize = 300;

/// Returns the head and the first lines of a file.
fn first_lines(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a text");
    text.split_inclusive('\n').take(QUERIES + 1).collect()
}

/// Judges results and returns the figures by their names.
fn judged(judge: &Path, register: &Path, queries: &str, results: &str, times: &str) -> BTreeMap<String, f64> {
    let mut judging = Command::new("python3");
    judging.arg(judge).arg(register).args([queries, results, "--times", times]);
    let ran = judging.output().expect("python3 runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let figures = String::from_utf8(ran.stdout).expect("UTF-8");
    let figure = |line: &str| {
        let (name, value) = line.trim().rsplit_once(' ')?;
        Some((name.trim().to_owned(), value.parse().ok()?))
    };
    figures.lines().filter_map(figure).collect()
}

/// The floors lie below what is measured on these queries; they guard against loss, and prove no skill.
#[test]
fn queries_of_a_file_are_screened_in_the_evaluators_formats() {
    if Command::new("python3").arg("--version").output().is_err() {
        return skip("there is no python3");
    }
    let Some(judge) = shared("bench/evaluate.py") else { return };
    for (set, first, lines_at_fault) in [("hist", 0.93, 0), ("febrl4", 0.95, 1)] {
        let register = shared(&format!("data/screening/dev/{set}_register.csv")).expect("it lies there, too");
        let queries = shared(&format!("data/screening/dev/{set}_queries.csv")).expect("it lies there, too");
        let map = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/maps/screening.toml");
        let t = Shell::new();
        let told = t.ok(&[
            "import",
            register.to_str().expect("a path"),
            "--map",
            map,
            "--keep-going",
            "--purpose",
            "data-quality",
        ]);
        assert!(told.contains(&format!("{lines_at_fault} lines rejected")), "{told}");
        let queries = t.write("queries.csv", &first_lines(&queries));
        let (results, times) = (t.text("results.csv"), t.text("times.csv"));
        let screen = ["screen", "--input", &queries, "--output", &results, "--top", "10", "--purpose"];
        // With the times, each query is a call of its own; the answers are the same as in a batch.
        t.ok(&[&screen[..], &["data-quality", "--times", &times]].concat());
        let one_by_one = std::fs::read_to_string(&results).expect("results");
        t.ok(&[&screen[..], &["data-quality"]].concat());
        assert_eq!(std::fs::read_to_string(&results).expect("results"), one_by_one);
        let figures = judged(&judge, &register, &queries, &results, &times);
        assert!(figures["recall@1"] >= first, "{set}: {figures:?}");
        assert!(figures["recall@10"] >= figures["recall@1"] && figures["ms_p50"] > 0.0, "{set}: {figures:?}");
    }
}

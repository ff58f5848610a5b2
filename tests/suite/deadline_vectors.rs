//! The simulator against the shared deadline vectors: every row, every field expected.

use serde_json::{Map, Value};
use stalking_register::rules::{eval, params};

use crate::support::shared::shared;

/// Fields that are words: they have to be there, not to read the same.
const WORDS: [&str; 2] = ["note", "reason"];

#[test]
fn every_deadline_vector_gets_its_answer() {
    let Some(path) = shared("data/deadline_vectors.csv") else { return };
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in csv::Reader::from_path(path).expect("a CSV file").records() {
        let row = row.expect("a row");
        let (id, jurisdiction, rule, inputs, expected) = (&row[0], &row[1], &row[2], &row[3], &row[4]);
        rows += 1;
        let answer = match eval::eval(rule, inputs) {
            Ok(answer) => answer,
            Err(error) => {
                wrong.push(format!("{id} {rule}: {error}"));
                continue;
            }
        };
        let rule = params::versions(rule).last().expect("a rule");
        assert_eq!(rule.jurisdiction.code(), jurisdiction, "{id}");
        assert!(!answer.trace.steps.is_empty() && !answer.trace.answer.is_empty(), "{id} has its reasons");
        let expected: Map<String, Value> = serde_json::from_str(expected).expect("an object");
        for (field, value) in expected {
            let found = answer.answer.get(&field).unwrap_or(&Value::Null);
            let fits = if WORDS.contains(&field.as_str()) { found.is_string() } else { *found == value };
            if !fits {
                wrong.push(format!("{id} {}: {field} is {found}, not {value}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 25, "only {rows} rows");
}

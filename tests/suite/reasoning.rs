//! The reasoning of every rule as a court would read it: questions and answers in a golden file.
//!
//! A line of `tests/golden/reasoning.txt` that begins with `?` is a question, the lines below it are the
//! answer. Whoever adds a question writes its line and accepts the answer with `UPDATE_EXPECT=1`, having
//! read it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use stalking_register::rules::{eval, params};

fn answer(question: &str) -> String {
    let (rule, inputs) = question.split_once(' ').expect("a rule and its inputs");
    match eval::eval(rule, inputs) {
        Ok(answer) => {
            let fields = serde_json::to_string(&answer.answer).expect("JSON");
            answer.trace.lines().iter().fold(format!("= {fields}\n"), |mut text, line| {
                writeln!(text, "  {line}").expect("a text can be written to");
                text
            })
        }
        Err(error) => format!("= refused: {error}\n"),
    }
}

#[test]
fn every_rule_reasons_as_it_was_reviewed() {
    let golden = expect_test::expect_file!["../golden/reasoning.txt"];
    let questions: BTreeSet<String> =
        golden.data().lines().filter_map(|it| it.strip_prefix("? ")).map(str::to_owned).collect();
    let asked = |rule: &str| questions.iter().any(|it| it.split(' ').next() == Some(rule));
    for rule in params::all() {
        assert!(asked(rule.id), "{} is asked nothing", rule.id);
    }
    let texts: Vec<_> = questions.iter().map(|it| format!("? {it}\n{}", answer(it))).collect();
    let answered = texts.join("\n");
    // All that differs takes minutes to draw, where much does: the first line is enough.
    if std::env::var_os("UPDATE_EXPECT").is_none() {
        let read = golden.data();
        let differs = answered.lines().zip(read.lines()).position(|(one, other)| one != other);
        let lines = differs.map(|at| (at + 1, answered.lines().nth(at), read.lines().nth(at)));
        assert_eq!(lines, None, "the line, what it says, and what was reviewed; UPDATE_EXPECT=1 accepts it");
    }
    golden.assert_eq(&answered);
}

//! Limits: the schema of each kind names one for every text, list and number, and beyond it is refused.

use serde_json::{Value, json};
use stalking_register::error::{Error, Problem};
use stalking_register::model::{Kind, schema};

use crate::documents::{example, rewritten_as, value};

/// A value beyond the limit of what stands at a path, and what is said of it.
struct Beyond {
    at: String,
    instead: Value,
    problem: Problem,
}

/// Collects, for each field of an example, values that its schema does not allow; a field without a limit fails.
#[track_caller]
fn beyond(root: &Value, node: &Value, example: &Value, at: &str, found: &mut Vec<Beyond>) {
    if let Some(target) = node["$ref"].as_str() {
        let node = root.pointer(target.trim_start_matches('#')).expect("a reference has its target");
        return beyond(root, node, example, at, found);
    }
    if let Some(node) = node["anyOf"].as_array().and_then(|it| it.iter().find(|it| it["type"] != "null")) {
        return beyond(root, node, example, at, found);
    }
    let mut refused = |instead, problem| found.push(Beyond { at: at.to_owned(), instead, problem });
    let types = &node["type"];
    assert!(types != "number", "{at}: a number that is not whole");
    let code = |it: &Value| it["const"].is_string() || it["enum"].is_array();
    match example {
        Value::String(_) if node["oneOf"].as_array().is_some_and(|it| it.iter().all(code)) || code(node) => {
            refused(json!("no such code"), Problem::UnknownCode);
        }
        Value::String(_) if node["pattern"].is_string() || node["format"].is_string() => {
            refused(json!("9".repeat(1000)), Problem::Malformed);
        }
        Value::String(_) => {
            let bytes = limit(node, "maxLength", at);
            assert_eq!(node["minLength"], 1, "{at}");
            refused(
                json!("x".repeat(bytes + 1)),
                Problem::TooLong { bytes: u32::try_from(bytes).expect("a limit fits") },
            );
            refused(json!(""), Problem::Empty);
        }
        Value::Number(_) => {
            refused(json!(limit(node, "maximum", at) + 1), Problem::OutOfRange);
            let least = i64::try_from(limit(node, "minimum", at)).expect("a limit fits");
            refused(json!(least - 1), Problem::OutOfRange);
        }
        Value::Array(items) => {
            let most = limit(node, "maxItems", at);
            let many = vec![items.first().expect("an example has an item").clone(); most + 1];
            refused(json!(many), Problem::TooMany { items: u32::try_from(most).expect("a limit fits") });
            for (index, item) in items.iter().enumerate() {
                beyond(root, &node["items"], item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            assert_eq!(node["additionalProperties"], false, "{at} is open");
            for (name, member) in members {
                beyond(root, &node["properties"][name], member, &format!("{at}/{name}"), found);
            }
        }
        Value::Bool(_) => {
            let name = node["type"].as_array().map_or(&node["type"], |it| &it[0]);
            assert_eq!(name, "boolean", "{at}");
        }
        Value::Null => panic!("{at}: an example has no null"),
    }
}

#[track_caller]
fn limit(node: &Value, name: &str, at: &str) -> usize {
    let number = node[name].as_u64().unwrap_or_else(|| panic!("{at} has no {name}: {node}"));
    usize::try_from(number).expect("a limit fits")
}

/// The example of a kind has every field that the kind knows, so each of them is tried.
#[test]
fn every_text_list_and_number_has_a_limit_and_is_refused_beyond_it() {
    let mut wrong = Vec::new();
    for kind in Kind::ALL {
        let (root, whole) = (value(schema::of(kind)), value(example(kind)));
        let mut found = Vec::new();
        beyond(&root, &root, &whole, "", &mut found);
        assert!(found.len() > 5, "{kind} has fields");
        for Beyond { at, instead, problem } in found {
            let mut changed = whole.clone();
            *changed.pointer_mut(&at).expect("a field of the example") = instead;
            let answer = rewritten_as(kind, &changed.to_string());
            if answer != Err(Error::invalid(&at, problem)) {
                wrong.push(format!("{kind} {at}: {answer:?}, not {problem:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

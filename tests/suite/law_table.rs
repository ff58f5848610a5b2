//! LAW.md: each provision, the rules that apply it, the functions that cite it, and the tests of those.
//!
//! It is made from the sources: the rows of the rules, the `# Law` lines, and the tests that name a rule or
//! call a function. A provision without a test fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use stalking_register::rules::params;

/// Tests of a provision that are named; there may be more.
const TESTS_NAMED: usize = 4;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder, with its path inside the project.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).expect("a folder") {
            let path = item.expect("an item").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let name = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    found.sort();
    found
}

/// Names a module's path as Rust does, such as `rules::duration`.
fn module(path: &str) -> String {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    inside.replace('/', "::")
}

/// Returns the name that a text begins with.
fn word(text: &str) -> String {
    text.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect()
}

/// A function that cites provisions: its module's path, its name, and what it cites.
fn citing() -> Vec<(String, String, Vec<String>)> {
    let mut found = Vec::new();
    for (path, text) in sources("src") {
        let (mut inside, mut cited) = (false, Vec::new());
        for line in text.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///").map(str::trim) {
                if words.starts_with("# ") {
                    inside = words == "# Law";
                } else if inside && !words.is_empty() {
                    cited.push(words.trim_start_matches("- ").to_owned());
                }
                continue;
            }
            inside = false;
            let declared = line
                .split_once("fn ")
                .filter(|it| it.0.is_empty() || it.0.starts_with("pub") || it.0 == "const ");
            if let Some((_, rest)) = declared {
                let name = word(rest);
                if !cited.is_empty() {
                    found.push((module(&path), name, std::mem::take(&mut cited)));
                }
            } else if !line.starts_with('#') && !line.is_empty() {
                cited.clear();
            }
        }
    }
    found
}

/// A test: where, which, and its text with that of the tables it uses.
struct Test {
    module: String,
    name: String,
    body: String,
}

impl Test {
    /// Tells whether it calls a function: from beside it, by its module's name, or as a verb of a task.
    fn covers(&self, module: &str, name: &str) -> bool {
        let last = module.rsplit("::").next().unwrap_or(module);
        let beside = self.module == module || self.module.starts_with(&format!("{module}::"));
        (beside && calls(&self.body, name))
            || self.body.contains(&format!("{last}::{name}("))
            || (module.starts_with("register") && self.body.contains(&format!(".{name}(")))
    }
}

/// Reads the tests of the project.
fn tests() -> Vec<Test> {
    let mut found = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests/suite")) {
        let tested = path.starts_with("tests/") || text.contains("#[test]");
        if !tested || path.ends_with("law_table.rs") {
            continue;
        }
        let tables: Vec<(String, &str)> = text
            .split("\nconst ")
            .skip(1)
            .map(|it| {
                let name = it.split([':', ' ']).next().unwrap_or_default().to_owned();
                (name, it.split("\n];").next().unwrap_or_default())
            })
            .collect();
        for part in text.split("#[test]").skip(1) {
            let Some((_, rest)) = part.split_once("fn ") else { continue };
            let name = word(rest);
            // A test ends where the indentation of its own first line comes back.
            let inside =
                path.starts_with("src/") && !path.ends_with("/tests.rs") && !path.contains("/tests/");
            let end = if inside { "\n    }\n" } else { "\n}\n" };
            let mut body = rest.split(end).next().unwrap_or_default().to_owned();
            for (table, rows) in &tables {
                if body.contains(table.as_str()) {
                    body.push_str(rows);
                }
            }
            found.push(Test { module: module(&path).replace("tests::suite", "suite"), name, body });
        }
    }
    found
}

/// Tells whether a test's text calls a function or names a rule.
fn calls(body: &str, name: &str) -> bool {
    body.match_indices(name).any(|(at, _)| {
        let before = body[..at].chars().next_back();
        let after = body[at + name.len()..].chars().next();
        let word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '-');
        !word(before) && !word(after) && matches!(after, Some('(' | '"' | ',' | ')'))
    })
}

#[derive(Default)]
struct Line {
    rules: BTreeSet<String>,
    functions: BTreeSet<(String, String)>,
}

#[test]
fn every_provision_has_a_rule_or_a_function_and_a_test() {
    let mut provisions: BTreeMap<String, Line> = BTreeMap::new();
    for rule in params::all() {
        for provision in rule.provisions.iter().copied().chain(rule.parameters.iter().map(|it| it.provision))
        {
            provisions.entry(provision.to_string()).or_default().rules.insert(rule.id.to_owned());
        }
    }
    for (module, name, cited) in citing() {
        for provision in cited {
            let line = provisions.entry(provision).or_default();
            line.functions.insert((module.clone(), name.clone()));
        }
    }
    let tests = tests();
    let mut text = String::from(
        "# The law, and where it is applied\n\n\
         Made by a test from the rules' rows, the functions' `# Law` lines and the tests that name them; `sreg rules\n\
         explain RULE` tells more of a rule. How days are counted is in `rules::counting`.\n\n\
         | provision | rules | functions | tests |\n|---|---|---|---|\n",
    );
    let mut without = Vec::new();
    for (provision, line) in &provisions {
        let covers = |test: &Test| {
            line.rules.iter().any(|it| calls(&test.body, it))
                || line.functions.iter().any(|(module, name)| test.covers(module, name))
        };
        let named: BTreeSet<String> =
            tests.iter().filter(|it| covers(it)).map(|it| format!("{}::{}", it.module, it.name)).collect();
        if named.is_empty() {
            without.push(provision.clone());
        }
        let list = |items: Vec<String>| items.join("<br>");
        let rules = list(line.rules.iter().cloned().collect());
        let functions = list(line.functions.iter().map(|it| format!("`{}::{}`", it.0, it.1)).collect());
        let shown = list(named.iter().take(TESTS_NAMED).map(|it| format!("`{it}`")).collect());
        writeln!(text, "| {provision} | {rules} | {functions} | {shown} |")
            .expect("a text can be written to");
    }
    text.push_str("\n## What was not found, or not read\n\nAn answer carries it as a caution; none of it is guessed.\n\n");
    let mut doubts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for rule in params::all() {
        for caution in rule.cautions {
            doubts.entry(caution.words).or_default().insert(rule.id);
        }
    }
    for (words, rules) in doubts {
        let rules: Vec<_> = rules.into_iter().collect();
        writeln!(text, "- {}: {words}", rules.join(", ")).expect("a text can be written to");
    }
    assert!(without.is_empty(), "no test names a rule or function of: {}", without.join("; "));
    expect_test::expect_file![root().join("LAW.md")].assert_eq(&text);
}

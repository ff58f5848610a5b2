//! The shape of the code: floors, walls, sizes, and what every file owes.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of each floor, the lowest first.
///
/// The clock stands above `error`: a source of random bytes that fails says so with an `Error`.
const FLOORS: [&[&str]; 8] = [
    &["law"],
    &["error"],
    &["clock"],
    &["model"],
    &["rules", "screening", "audit", "access"],
    &["store"],
    &["register"],
    &["ffi"],
];

const LINES_MAX: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder of the project, with its text.
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

/// Leaves out comments, and what follows the first unit test.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().map(|it| it.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|it| it.contains(&module))
}

fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split(['/', '.']).next().unwrap_or_default()
}

/// The modules that a text names as `crate::x`.
fn named(text: &str) -> Vec<String> {
    let word = |it: &str| it.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    text.split("crate::").skip(1).map(word).filter(|it| !it.is_empty()).collect()
}

#[test]
fn a_module_names_only_modules_of_lower_floors() {
    for (path, text) in sources("src") {
        let module = module_of(&path);
        let Some(own) = floor(module) else { continue };
        for other in named(&code(&text)) {
            let Some(its) = floor(&other) else { continue };
            assert!(other == module || its < own, "{path} names crate::{other}");
        }
    }
}

#[test]
fn the_command_line_uses_the_public_interface_only() {
    if !root().join("src/bin").exists() {
        return;
    }
    for (path, text) in sources("src/bin") {
        for wall in ["stalking_register::store", "stalking_register::ffi", "rusqlite"] {
            assert!(!code(&text).contains(wall), "{path} names {wall}");
        }
    }
}

#[test]
fn what_is_dangerous_stands_in_one_place() {
    for (what, places) in [
        ("rusqlite", &["src/store"] as &[&str]),
        ("unsafe {", &["src/ffi", "src/store/platform.rs"]),
        ("Utc::now", &["src/clock.rs"]),
        ("SystemTime", &["src/clock.rs"]),
        ("getrandom", &["src/clock.rs"]),
    ] {
        for (path, text) in sources("src") {
            let allowed = places.iter().any(|it| path.starts_with(it));
            assert!(allowed || !code(&text).contains(what), "{path} names {what}");
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let mut lengths = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{path} has {lines} lines");
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let p90 = lengths[lengths.len() * 9 / 10];
    eprintln!("{} files, nine in ten have at most {p90} lines", lengths.len());
    assert!(p90 <= 400, "nine files in ten have {p90} lines");
}

#[test]
fn every_file_of_the_suite_is_part_of_it() {
    let main = fs::read_to_string(root().join("tests/suite/main.rs")).expect("the suite");
    for (path, _) in sources("tests/suite") {
        let Some(name) = path.strip_prefix("tests/suite/") else { continue };
        if !name.contains('/') && name != "main.rs" {
            let line = format!("mod {};", name.trim_end_matches(".rs"));
            assert!(main.lines().any(|it| it == line), "{path} is forgotten");
        }
    }
}

#[test]
fn no_test_is_skipped_sleeps_or_hopes_for_a_panic() {
    for (path, text) in sources("tests").into_iter().chain(sources("src")) {
        if path.ends_with("architecture.rs") {
            continue;
        }
        let own = || text.split_once("\n#[cfg(test)]\nmod tests").map_or("", |it| it.1);
        let tests = if path.starts_with("src/") { own() } else { &text };
        for banned in ["#[ignore", "#[should_panic", "sleep("] {
            assert!(!tests.contains(banned), "{path} holds {banned}");
        }
        for line in text.lines().filter(|it| it.contains("TODO")) {
            assert!(line.contains("TODO(#"), "{path}: a TODO needs a link");
        }
    }
}

#[test]
fn every_dependency_says_what_it_does_for_us() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut inside = false;
    let mut explained = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if line.trim().is_empty() {
            explained = false;
        } else if inside && line.contains(" = ") {
            // One comment may stand above a group of lines that serve one thing.
            assert!(explained, "{line} is not explained");
        }
    }
}

#[test]
fn every_error_code_is_in_the_golden_list() {
    let golden = fs::read_to_string(root().join("tests/golden/codes.txt")).expect("the codes");
    for code in stalking_register::error::Code::ALL {
        let line = format!("{} = {}", code.name(), code.number());
        assert!(golden.lines().any(|it| it == line), "{line}");
    }
}

#[test]
fn the_top_of_the_project_holds_what_it_should_and_the_readme_is_short() {
    for needed in ["Cargo.toml", "build.rs", "include", "src", "tests"] {
        assert!(root().join(needed).exists(), "{needed}");
    }
    if let Ok(readme) = fs::read_to_string(root().join("README.md")) {
        assert!(readme.lines().count() <= 150, "the README is too long");
    }
}

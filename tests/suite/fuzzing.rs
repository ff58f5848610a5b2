//! The fuzz targets, run without a fuzzer: over the inputs that are kept, and over many made from them.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

#[expect(unreachable_pub, reason = "it is a library there")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// How many inputs are made for each target where nothing else is asked for.
const CASES: u32 = 200;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// Returns the inputs kept for a target.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let listed = fs::read_dir(folder("corpus").join(target)).expect("a folder of inputs");
    let mut paths: Vec<_> = listed.map(|it| it.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|it| fs::read(it).expect("an input")).collect()
}

/// What is done to a kept input.
#[derive(Clone, Debug)]
enum Edit {
    Cut(prop::sample::Index),
    Double(prop::sample::Index, prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Text(prop::sample::Index, String),
}

impl Edit {
    fn apply(self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        match self {
            Self::Cut(at) => bytes.truncate(at.index(len + 1)),
            Self::Double(from, to) => {
                let (from, to) = (from.index(len + 1), to.index(len + 1));
                bytes.extend_from_within(from.min(to)..from.max(to));
            }
            Self::Flip(at, mask) if len > 0 => bytes[at.index(len)] ^= mask,
            Self::Flip(..) => {}
            Self::Insert(at, more) => {
                bytes.splice(at.index(len + 1)..at.index(len + 1), more);
            }
            Self::Text(at, more) => {
                bytes.splice(at.index(len + 1)..at.index(len + 1), more.into_bytes());
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        at().prop_map(Edit::Cut),
        (at(), at()).prop_map(|(from, to)| Edit::Double(from, to)),
        (at(), any::<u8>()).prop_map(|(at, mask)| Edit::Flip(at, mask)),
        (at(), proptest::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, more)| Edit::Insert(at, more)),
        (at(), "\\PC{1,12}").prop_map(|(at, more)| Edit::Text(at, more)),
    ]
}

#[test]
fn every_target_has_a_program_and_kept_inputs_and_takes_them() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).expect("a manifest");
    let mut programs: Vec<_> = fs::read_dir(folder("fuzz_targets"))
        .expect("a folder")
        .map(|it| it.expect("a file").path().file_stem().expect("a name").to_str().expect("UTF-8").to_owned())
        .collect();
    programs.sort();
    assert_eq!(programs, targets::TARGETS.map(|it| it.0));
    for (name, target) in targets::TARGETS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let inputs = kept(name);
        assert!(!inputs.is_empty(), "{name}");
        for it in &inputs {
            target(it);
        }
    }
}

#[test]
fn the_floors_are_fuzzed_with_the_projects_own_dependencies() {
    let project = fs::read_to_string(folder("../Cargo.toml")).expect("a manifest");
    let pure = fs::read_to_string(folder("pure/Cargo.toml")).expect("a manifest");
    let (_, dependencies) = pure.split_once("[dependencies]\n").expect("a section");
    assert!(dependencies.lines().count() > 10);
    for line in dependencies.lines() {
        assert!(project.lines().any(|it| it == line), "{line}");
    }
}

#[test]
fn inputs_made_from_the_kept_ones_are_taken_or_refused() {
    let cases = std::env::var("SREG_FUZZ_CASES").ok().map_or(CASES, |it| it.parse().expect("a number"));
    for (name, target) in targets::TARGETS {
        let inputs = kept(name);
        let one = prop_oneof![
            4 => proptest::sample::select(inputs),
            1 => proptest::collection::vec(any::<u8>(), 0..300),
            1 => "\\PC{0,80}".prop_map(String::into_bytes),
        ];
        let made = (one, proptest::collection::vec(edit(), 0..6)).prop_map(|(mut bytes, edits)| {
            for edit in edits {
                edit.apply(&mut bytes);
            }
            bytes
        });
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let ran = TestRunner::new(config).run(&made, |bytes| {
            target(&bytes);
            Ok(())
        });
        assert!(ran.is_ok(), "{name}: {ran:?}");
    }
}

//! The README's examples do what it says. The Rust one is a documentation test of the crate.

use std::fs;
use std::path::Path;

use stalking_register::access::NewKey;
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Options, Register, TaskRequest, Vouching};

use crate::support::c::{compile, output, text_of};
use crate::support::fixture::entry;

#[test]
fn the_readmes_c_program_compiles_without_a_warning_and_finds_the_person() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("a README");
    let program = readme.split("```c\n").nth(1).and_then(|it| it.split("```").next()).expect("a C program");
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme.c");
    fs::write(&source, program).expect("written");

    let place = crate::support::place::directory();
    let directory = place.path().join("register");
    let mut key = [0; 32];
    key[0] = 7;
    let made = Register::make(Making {
        directory: &directory,
        key: NewKey::Host(&key),
        label: "the case system's",
        anchor: None,
        accounts: vec![
            (Account::vouched("admin", "A. Keeper", Role::Administrator).expect("an account"), None),
            (Account::vouched("dc-4211", "DC Jo Marsh", Role::Coordinator).expect("an account"), None),
        ],
        options: Options::default(),
    })
    .expect("a register");
    let session =
        made.register.vouch(Vouching::of("dc-4211", "the test").expect("a vouching")).expect("a session");
    let request = TaskRequest::of(stalking_register::access::Purpose::NewReport);
    session
        .task(request)
        .expect("a task")
        .register(entry("Stephen", "Smyth", "1962-03-05"))
        .expect("an entry");

    for (compiler, language) in [("gcc", ["-std=c11", "-x", "c"]), ("g++", ["-std=c++17", "-x", "c++"])] {
        let Some(program) = compile(text_of(&source), compiler, &language) else { return };
        let printed = output(text_of(&program), &[text_of(&directory)]).expect("it runs");
        assert_eq!(printed, "perhaps Stephen Smyth\n");
    }
}

//! Compiles C programs against the committed header and the shared library, and runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use stalking_register::model::Id;

use super::place;
use super::shared::{is_strict, skip};

/// Returns the shared library that was built for these tests.
///
/// It lies beside the test binary: the copy one folder up is as old as the last `cargo build`.
pub(crate) fn library() -> Option<PathBuf> {
    let here = std::env::current_exe().expect("a running program has a path");
    let library = here.parent().expect("a program lies in a folder").join("libstalking_register.so");
    if !library.exists() {
        skip("there is no shared library beside the tests");
        return None;
    }
    Some(library)
}

/// Returns a path as text.
pub(crate) fn text_of(path: &Path) -> &str {
    path.to_str().expect("the paths of a build are UTF-8")
}

/// Runs a program and returns how it ended and what it said; `None`, loudly, if it is not installed.
pub(crate) fn said(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            skip(&format!("{program} is not installed"));
            None
        }
        ran => Some(ran.expect("the program can be started")),
    }
}

/// Runs a program that must succeed and returns what it printed; `None`, loudly, if it is not installed.
#[track_caller]
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let ran = said(program, arguments)?;
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{program} {}: {}\n{out}{err}", arguments.join(" "), ran.status);
    Some(out.into_owned())
}

/// Compiles a C program without a warning, and runs it as C11 with `AddressSanitizer` and
/// `UndefinedBehaviorSanitizer`, as C++17, and, with `SREG_STRICT=1`, as C11 under valgrind. Returns what it printed,
/// which must be the same each time.
///
/// `source` is a path inside the project; `arguments` are the program's.
#[track_caller]
pub(crate) fn run(source: &str, arguments: &[&str]) -> Option<String> {
    run_each(source, |run| {
        let arguments: Vec<&str> = run.iter().chain(arguments).copied().collect();
        output(arguments[0], &arguments[1..])
    })
}

/// As [`run`], for a program whose one argument is a directory that is not there yet.
#[track_caller]
pub(crate) fn run_in_new_directories(source: &str) -> Option<String> {
    run_each(source, |run| {
        let place = place::directory();
        let register = place.path().join("register");
        let arguments: Vec<&str> = run.iter().copied().chain([text_of(&register)]).collect();
        output(arguments[0], &arguments[1..]).map(|it| without_ids(&it))
    })
}

/// Returns what a program printed, with a word in the place of each record's id: they are drawn.
pub(crate) fn without_ids(printed: &str) -> String {
    let word = |it: &str| if it.parse::<Id>().is_ok() { "ID".to_owned() } else { it.to_owned() };
    printed.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The program that valgrind looks at in every run.
const FOR_VALGRIND: &str = "examples/c/casework.c";

/// How a program is compiled with the sanitizers: the library is as it is, but it takes its memory from the
/// program's allocator, so that a leak or a wrong use of it is seen on both sides of the border.
pub(crate) const SANITIZED: [&str; 6] = [
    "-std=c11",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-omit-frame-pointer",
    "-x",
    "c",
];

/// What the sanitizers are asked beyond their wont.
pub(crate) const SANITIZING: [&str; 2] =
    ["env", "ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1"];

/// Compiles a program and has each form of it run by `start`, which is given its command line.
#[track_caller]
fn run_each(source: &str, start: impl Fn(&[&str]) -> Option<String>) -> Option<String> {
    const VALGRIND: [&str; 6] = [
        "valgrind",
        "-q",
        "--error-exitcode=99",
        "--leak-check=full",
        "--errors-for-leak-kinds=definite,indirect,possible",
        concat!("--suppressions=", env!("CARGO_MANIFEST_DIR"), "/tests/c/valgrind.supp"),
    ];

    let as_cpp = compile(source, "g++", &["-std=c++17", "-x", "c++"])?;
    let printed = start(&[text_of(&as_cpp)])?;
    let sanitized = compile(source, "gcc", &SANITIZED)?;
    assert_eq!(start(&[&SANITIZING[..], &[text_of(&sanitized)]].concat())?, printed, "with sanitizers");
    // All programs take valgrind minutes, and the sanitizers see most of it: a plain run gives it one, CI each.
    if source != FOR_VALGRIND && !is_strict() {
        return Some(printed);
    }
    let as_c = compile(source, "gcc", &["-std=c11", "-x", "c"])?;
    if let Some(under_valgrind) = start(&[&VALGRIND[..], &[text_of(&as_c)]].concat()) {
        assert_eq!(under_valgrind, printed, "under valgrind");
    }
    Some(printed)
}

/// Compiles a program into a folder of its own; it finds the library by its soname there.
#[track_caller]
pub(crate) fn compile(source: &str, compiler: &str, language: &[&str]) -> Option<PathBuf> {
    let library = library()?;
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stem = Path::new(source).file_stem().and_then(|it| it.to_str()).expect("a source has a name");
    let form = if language == SANITIZED { "sanitized" } else { compiler };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{stem}-{form}"));
    fs::create_dir_all(&folder).expect("the build folder can be written");
    for name in ["libstalking_register.so", "libstalking_register.so.1"] {
        let link = folder.join(name);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(&library, &link).expect("the build folder takes links");
    }
    let program = folder.join(stem);
    let include = project.join("include");
    let source = project.join(source);
    let (search, rpath) = (format!("-L{}", text_of(&folder)), format!("-Wl,-rpath,{}", text_of(&folder)));
    let mut arguments: Vec<&str> = language.to_vec();
    arguments.extend(["-g", "-Wall", "-Wextra", "-Werror", "-pedantic", "-pthread", "-I", text_of(&include)]);
    arguments.extend([text_of(&source), "-x", "none", &search, &rpath, "-lstalking_register"]);
    arguments.extend(["-o", text_of(&program)]);
    output(compiler, &arguments)?;
    Some(program)
}

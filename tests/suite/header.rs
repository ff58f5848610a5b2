//! The header, its numbers and its names are what the library has, and only grow.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::expect_file;
use stalking_register::error::Code;
use stalking_register::ffi::numbers;
use stalking_register::model::tree::Shape;

use crate::support::c;

/// The files with exported items, in the order of the header.
const SOURCES: &[&str] = &[
    "numbers",
    "opaque",
    "version",
    "error",
    "document",
    "cursor",
    "buffer",
    "host",
    "making",
    "opening",
    "long_work",
    "session",
    "task",
    "entries",
    "records",
    "orders",
    "notifications",
    "reviews",
    "incidents",
    "breaches",
    "due",
    "diary",
    "disclosures",
    "policy",
    "duties",
    "screening",
    "import",
    "audit",
    "audit_export",
    "erasures",
    "pruning",
    "witness",
    "monitoring",
    "accounts",
    "approvals",
    "opened_cases",
    "break_glass",
    "keys",
    "upkeep",
    "forensics",
    "rules",
];

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn header() -> String {
    fs::read_to_string(project().join("include/stalking_register.h")).expect("the header is committed")
}

/// The functions that the header declares.
fn declared() -> BTreeSet<String> {
    declarations(&header())
        .filter_map(|it| it.split('(').next()?.rsplit([' ', '*']).next().map(str::to_owned))
        .collect()
}

/// The statements of a header, without comments, each on one line.
fn statements(header: &str) -> Vec<String> {
    let plain: String = header
        .split("/*")
        .enumerate()
        .map(|(at, it)| if at == 0 { it } else { it.split_once("*/").map_or("", |it| it.1) })
        .flat_map(str::lines)
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| [line, " "])
        .collect();
    plain.split(';').map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The declarations of functions, each from its return type to its last parenthesis.
pub(crate) fn declarations(header: &str) -> impl Iterator<Item = String> {
    statements(header).into_iter().filter_map(|it| Some(it.split_once("SREG_API ")?.1.to_owned()))
}

#[test]
fn the_header_is_what_the_source_says() {
    let config = cbindgen::Config::from_file(project().join("cbindgen.toml")).expect("cbindgen.toml is read");
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = SOURCES
        .iter()
        .fold(builder, |builder, it| builder.with_src(project().join(format!("src/ffi/{it}.rs"))));
    let mut made = Vec::new();
    builder.generate().expect("the source is read").write(&mut made);
    let made = String::from_utf8(made).expect("the header is UTF-8");
    expect_file![project().join("include/stalking_register.h")].assert_eq(&made);
}

#[test]
fn every_file_with_an_exported_function_is_in_the_header() {
    for file in fs::read_dir(project().join("src/ffi")).expect("the sources are here") {
        let path = file.expect("a file").path();
        let stem = path.file_stem().and_then(|it| it.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("a source");
        assert!(
            !text.contains("no_mangle") || SOURCES.contains(&stem.as_str()),
            "src/ffi/{stem}.rs exports functions: add it to SOURCES"
        );
    }
}

/// The numbers of the header's constants, read from the header itself.
fn constants() -> Vec<(String, i32)> {
    header()
        .lines()
        .filter_map(|line| {
            let (name, number) = line.strip_prefix("#define ")?.split_once(' ')?;
            Some((name.to_owned(), number.parse().ok()?))
        })
        .collect()
}

#[test]
fn the_numbers_in_c_are_those_in_rust() {
    let constants = constants();
    let of = |name: &str| constants.iter().find(|it| it.0 == name).map(|it| it.1);
    for code in Code::ALL {
        assert_eq!(of(code.name()), Some(code.number()), "{code}");
    }
    let shapes = [
        ("ABSENT", Shape::Absent),
        ("NULL", Shape::Null),
        ("BOOL", Shape::Bool),
        ("INT", Shape::Int),
        ("REAL", Shape::Real),
        ("TEXT", Shape::Text),
        ("LIST", Shape::List),
        ("OBJECT", Shape::Object),
    ];
    for (name, shape) in shapes {
        assert_eq!(of(&format!("SREG_T_{name}")), Some(shape.number()), "{name}");
    }
    let statuses = constants.iter().filter(|it| it.0.starts_with("SREG_E_")).count();
    assert_eq!(statuses, Code::ALL.len() - 2, "all but SREG_OK and SREG_DONE");
    assert!(usize::try_from(numbers::SREG_ID_SIZE).unwrap() > stalking_register::model::id::ID_TEXT_BYTES);
}

/// Compares a list with a golden file whose lines may never go or change, only come.
#[track_caller]
fn only_grows(file: &str, lines: &BTreeSet<String>) {
    let path = project().join("tests/golden").join(file);
    let golden: BTreeSet<String> =
        fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
    let gone: Vec<_> = golden.difference(lines).collect();
    assert!(gone.is_empty(), "promised in {file}, and gone: {gone:?}");
    let text = lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").expect("writing to a string");
        text
    });
    expect_file![path].assert_eq(&text);
}

#[test]
fn a_number_once_given_is_kept() {
    let lines = constants().into_iter().filter(|it| it.0 != "SREG_ABI");
    only_grows("codes.txt", &lines.map(|(name, number)| format!("{name} = {number}")).collect());
}

#[test]
fn a_function_once_declared_is_kept() {
    only_grows("names.txt", &declared());
}

#[test]
fn every_function_is_called_by_a_program_in_c() {
    let programs: String = ["tests/c", "examples/c"]
        .iter()
        .flat_map(|it| fs::read_dir(project().join(it)).expect("a folder"))
        .map(|it| fs::read_to_string(it.expect("a file").path()).expect("a source"))
        .collect();
    let uncalled: Vec<_> =
        declared().into_iter().filter(|it| !programs.contains(&format!("{it}("))).collect();
    assert!(uncalled.is_empty(), "no program calls {uncalled:?}");
}

/// Every type that crosses is a number or stays opaque, so that a declaration is all that a program was
/// compiled against.
#[test]
fn the_types_of_a_function_are_kept() {
    let whole = header();
    let with_members = |it: &str| it.contains("struct") && it.ends_with('{') && !it.starts_with([' ', '*']);
    assert!(!whole.lines().any(with_members), "a type with members crosses");
    let types = statements(&whole).into_iter().filter_map(|it| Some(it[it.find("typedef ")?..].to_owned()));
    only_grows("signatures.txt", &declarations(&whole).map(|it| without_names(&it)).chain(types).collect());
}

/// Writes a declaration without the names of its parameters, which no program depends on.
fn without_names(declaration: &str) -> String {
    let (head, parameters) = declaration.split_once('(').expect("a function");
    let types = parameters.trim_end_matches(')').split(',').map(|it| {
        let it = it.trim();
        if it == "void" {
            it
        } else {
            it.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').trim()
        }
    });
    format!("{head}({})", types.collect::<Vec<_>>().join(", "))
}

#[test]
fn every_function_says_what_it_does_and_since_when() {
    let header = header();
    for (at, _) in header.match_indices("\nSREG_API") {
        let before = &header[..=at];
        let name = header[at..].split('(').next().unwrap_or_default();
        if !name.contains("sreg_") {
            continue;
        }
        assert!(before.ends_with("*/\n"), "{name} has no comment");
        let comment = &before[before.rfind("/*").expect("it ends, so it begins")..];
        assert!(comment.contains("Since 1."), "{name} does not say since when");
    }
}

#[test]
fn the_library_exports_what_the_header_declares_and_nothing_else() {
    let Some(library) = c::library() else { return };
    let Some(listing) = c::output("nm", &["-D", "--defined-only", c::text_of(&library)]) else { return };
    let exported: BTreeSet<String> =
        listing.lines().filter_map(|line| line.split_whitespace().nth(2)).map(str::to_owned).collect();
    assert_eq!(exported, declared());
}

#[test]
fn the_library_is_hardened_and_named_by_its_abi() {
    let Some(library) = c::library() else { return };
    let library = c::text_of(&library);
    let Some(dynamic) = c::output("readelf", &["-dW", library]) else { return };
    assert!(dynamic.contains("soname: [libstalking_register.so.1]"), "{dynamic}");
    assert!(dynamic.contains("NODELETE") && dynamic.contains("NOW"), "{dynamic}");
    assert!(!["TEXTREL", "RPATH", "RUNPATH"].iter().any(|it| dynamic.contains(it)), "{dynamic}");
    let needed = dynamic.lines().filter(|line| line.contains("(NEEDED)"));
    for line in needed {
        let known = ["libc.so", "libm.so", "libgcc_s", "ld-linux", "libcrypto.so", "libsqlcipher.so"];
        assert!(known.iter().any(|it| line.contains(it)), "{line}");
    }
    let segments = c::output("readelf", &["-lW", library]).expect("readelf ran before");
    assert!(segments.contains("GNU_RELRO"), "{segments}");
    let stack = segments.lines().find(|line| line.contains("GNU_STACK")).expect("a stack segment");
    assert!(!stack.contains("RWE"), "{stack}");
    let relocations = c::output("readelf", &["-rW", library]).expect("readelf ran before");
    assert!(!relocations.contains("TPOFF64"), "static thread-locals cannot be loaded into a JVM");
}

#[test]
fn the_header_is_plain_in_every_dialect() {
    let strict = ["-pedantic-errors", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only"];
    for (compiler, language, dialects) in
        [("gcc", "c", ["c99", "c11", "c17"]), ("g++", "c++", ["c++98", "c++17", "c++20"])]
    {
        for dialect in dialects {
            let std = format!("-std={dialect}");
            let path = project().join("include/stalking_register.h");
            let arguments: Vec<&str> =
                strict.iter().copied().chain([std.as_str(), "-x", language, c::text_of(&path)]).collect();
            if c::output(compiler, &arguments).is_none() {
                return;
            }
        }
    }
}

/// Only these types cross: what COBOL, Java, C# and Pascal all pass alike.
#[test]
fn only_types_that_every_language_has_cross_the_boundary() {
    for declaration in declarations(&header()) {
        let parameters = declaration.split_once('(').expect("a function").1.trim_end_matches(')');
        for parameter in parameters.split(',').map(str::trim).filter(|it| *it != "void") {
            let (kind, _) = parameter.split_at(parameter.rfind([' ', '*']).expect("a name") + 1);
            let shape = kind.replace("const ", "");
            let (name, stars) = shape.split_at(shape.find('*').unwrap_or(shape.len()));
            let (name, stars) = (name.trim(), stars.matches('*').count());
            let passes = match (name, stars) {
                ("int32_t" | "sreg_status", 0 | 1)
                | ("int64_t" | "char" | "uint8_t" | "void", 1)
                | ("uint8_t", 2) => true,
                (callback, 0) => callback.starts_with("sreg_") && callback.ends_with("_callback"),
                (handle, 1 | 2) => handle.starts_with("sreg_"),
                _ => false,
            };
            assert!(passes, "{parameter} in {declaration}");
        }
    }
}

//! The binary interface, as tools of the system read it: what a program was compiled against stays, and the
//! library loads on the oldest system that is promised.

use std::fs;
use std::path::{Path, PathBuf};

use crate::header::{declarations, header};
use crate::support::c;

/// The oldest GNU C library that the shared library loads with: that of Ubuntu 22.04 and of RHEL 9.
const GLIBC_OLDEST: (u32, u32) = (2, 34);

/// Compiles a library of functions without a use, for what their debug information says of their types.
fn stub(name: &str, source: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abi");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let (file, library) = (folder.join(format!("{name}.c")), folder.join(format!("{name}.so")));
    fs::write(&file, source).expect("the build folder can be written");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let options = ["-std=gnu17", "-g", "-w", "-shared", "-fPIC", "-I", c::text_of(&include)];
    let files = [c::text_of(&file), "-o", c::text_of(&library)];
    c::output("gcc", &[&options[..], &files].concat())?;
    Some(library)
}

fn defined(functions: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    text.extend(functions.map(|it| format!("{it} {{ __builtin_unreachable(); }}\n")));
    text
}

/// What `tests/golden/signatures.txt` promises, as a library. The types are told before the callbacks that use
/// them.
fn promised(golden: &str) -> String {
    let (mut types, functions): (Vec<_>, Vec<_>) = golden.lines().partition(|it| it.starts_with("typedef "));
    types.sort_by_key(|it| it.contains("(*"));
    let mut text = "#include <stdint.h>\n".to_owned();
    text.extend(types.into_iter().map(|it| format!("{it};\n")));
    text + &defined(functions.into_iter().map(str::to_owned))
}

/// A second reader of the promise beside the comparison of texts: one who knows what is binary the same.
#[test]
fn abidiff_finds_the_functions_of_the_header_to_be_those_promised() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/signatures.txt");
    let golden = fs::read_to_string(golden).expect("the signatures are committed");
    let declared = format!("#include \"stalking_register.h\"\n{}", defined(declarations(&header())));
    let (Some(promise), Some(kept)) = (stub("promised", &promised(&golden)), stub("declared", &declared))
    else {
        return;
    };
    let Some(told) = c::output("abidiff", &[c::text_of(&promise), c::text_of(&kept)]) else { return };
    assert_eq!(told, "", "nothing changed");

    let broken = golden.replace("sreg_close(sreg_register *,", "sreg_close(sreg_register *, int32_t,");
    assert_ne!(broken, golden);
    let broken = stub("broken", &promised(&broken)).expect("gcc ran before");
    let told = c::said("abidiff", &[c::text_of(&broken), c::text_of(&kept)]).expect("abidiff ran before");
    assert!(
        !told.status.success() && String::from_utf8_lossy(&told.stdout).contains("sreg_close"),
        "{told:?}"
    );
}

#[test]
fn the_library_loads_with_the_oldest_c_library_that_is_promised() {
    let Some(library) = c::library() else { return };
    let Some(symbols) = c::output("objdump", &["-T", c::text_of(&library)]) else { return };
    let asked = symbols.split("GLIBC_").skip(1).map(|it| {
        let version = it.split([')', ' ', '\n']).next().unwrap_or_default();
        let mut parts = version.split('.').map(|it| it.parse::<u32>().expect("a number"));
        (parts.next().expect("a version"), parts.next().unwrap_or(0))
    });
    let newest = asked.max().expect("it needs the C library");
    assert!(newest <= GLIBC_OLDEST, "it needs glibc {newest:?}");
    let told = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let (major, minor) = GLIBC_OLDEST;
    assert!(told.contains(&format!("glibc {major}.{minor}")), "the README says so");
}

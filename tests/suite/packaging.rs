//! What a packager does with the library: seal the static one, write the pkg-config file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{c, shared};

/// Returns a script of the project's; a packaged crate has none of them.
fn script(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci").join(name);
    if !path.exists() {
        shared::skip(&format!("there is no .ci/{name}"));
        return None;
    }
    Some(path)
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder
}

/// A host that links the static library keeps its own `SQLite` and `OpenSSL`: none of ours can be seen.
#[test]
fn a_sealed_library_shows_the_names_of_the_header_only_and_works() {
    let (Some(seal), Some(library)) = (script("seal"), c::library()) else { return };
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (names, folder) = (project.join("tests/golden/names.txt"), folder("sealed"));
    let (sealed, program) = (folder.join("libstalking_register.a"), folder.join("program"));
    let library = library.with_extension("a");
    c::output(c::text_of(&seal), &[c::text_of(&library), c::text_of(&names), c::text_of(&sealed)]);

    let Some(listing) = c::output("nm", &["-g", "--defined-only", c::text_of(&sealed)]) else { return };
    let visible: BTreeSet<&str> = listing.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    let names = fs::read_to_string(names).expect("the names are committed");
    assert_eq!(visible, names.lines().collect());

    let place = crate::support::place::directory();
    let register = place.path().join("register");
    let golden = fs::read_to_string(project.join("tests/golden/casework.txt")).expect("it is committed");
    let documents = ("tests/c/documents.c", &[][..], "documents: ok\n");
    let casework = ("examples/c/casework.c", &[c::text_of(&register)][..], golden.as_str());
    for (source, given, printed) in [documents, casework] {
        let (include, source) = (project.join("include"), project.join(source));
        let mut arguments = vec!["-std=c11", "-pthread", "-I", c::text_of(&include), c::text_of(&source)];
        arguments.extend([c::text_of(&sealed), "-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"]);
        arguments.extend(["-o", c::text_of(&program)]);
        if c::output("gcc", &arguments).is_some() {
            let found = c::output(c::text_of(&program), given).expect("the program is there");
            assert_eq!(c::without_ids(&found), printed);
        }
    }
}

#[test]
fn pkg_config_tells_how_to_compile_and_link() {
    let Some(writer) = script("pkg-config") else { return };
    let Some(text) = c::output(c::text_of(&writer), &["/opt/register", "/opt/register/lib64"]) else {
        return;
    };
    let file = folder("pkg-config").join("stalking-register.pc");
    fs::write(&file, text).expect("the build folder can be written");
    let ask = |what: &[&str]| {
        let told = c::output("pkg-config", &[what, &[c::text_of(&file)]].concat())?;
        Some(told.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let Some(flags) = ask(&["--cflags", "--libs"]) else { return };
    assert_eq!(flags, "-I/opt/register/include -L/opt/register/lib64 -lstalking_register");
    assert_eq!(ask(&["--modversion"]).as_deref(), Some(env!("CARGO_PKG_VERSION")));
}

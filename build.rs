//! Tells the linker what the shared library is called and how it is hardened, and the library which sources
//! its diary and its screening index come from. Writes no file.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The code that the lines of a diary come from.
const DIARY_SOURCES: [&str; 3] = ["src/model", "src/register/indexes.rs", "src/rules"];

/// The code that the screening index comes from.
const INDEX_SOURCES: [&str; 3] = ["src/model", "src/register/screening", "src/screening"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    println!("cargo:rustc-env=SREG_TARGET={target}");
    println!("cargo:rustc-env=SREG_DIARY_SOURCES={:016x}", sum_of(&DIARY_SOURCES));
    println!("cargo:rustc-env=SREG_INDEX_SOURCES={:016x}", sum_of(&INDEX_SOURCES));
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    // cargo-c sets the name itself.
    if env::var_os("CARGO_FEATURE_CAPI").is_none() {
        link("-soname,libstalking_register.so.1");
    }
    // The library leaves thread-locals behind that run when a thread ends: it must not be unloaded.
    link("-z,nodelete");
    link("-z,now");
    link("-z,relro");
    // Our calls of our own names cannot be taken over by the host's.
    link("-Bsymbolic");
    // A sanitizer's runtime is in the program, not in the library.
    if env::var_os("CARGO_CFG_SANITIZE").is_none() {
        link("-z,defs");
    }
}

fn link(argument: &str) {
    println!("cargo:rustc-cdylib-link-arg=-Wl,{argument}");
}

/// Sums up code that makes something which is kept, so that what other code made is told from what this makes.
///
/// FNV-1a: nobody gains by making two sources alike, who could as well change this sum.
fn sum_of(sources: &[&str]) -> u64 {
    let mut files = Vec::new();
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    let bytes = files.iter().flat_map(|it| {
        let name = it.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(it).expect("a source can be read").replace("\r\n", "\n");
        (name + "\0" + &text + "\0").into_bytes()
    });
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for item in fs::read_dir(path).expect("a folder can be read") {
            collect(&item.expect("an item of a folder").path(), files);
        }
    } else {
        files.push(path.to_owned());
    }
}

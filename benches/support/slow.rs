//! A slower disk than the one that is there: each flush takes as long as the caller says.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// What a flush takes at the least, in microseconds; the disk's own time if it is not given.
const FLUSH: &str = "SREG_BENCH_FLUSH_US";

/// Begins the program again with flushes as slow as [`FLUSH`] asks for.
///
/// The C library's `fdatasync` and `fsync` are wrapped, so the engine and the bare flush beside it see the
/// same disk.
pub(crate) fn disk() {
    if std::env::var_os(FLUSH).is_none() || std::env::var_os("LD_PRELOAD").is_some() {
        return;
    }
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slow_flush.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/support/slow_flush.c");
    let built = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
    assert!(built.expect("a C compiler").success(), "the wrapper compiles");
    let program = std::env::current_exe().expect("this program");
    let fault = Command::new(program).args(std::env::args_os().skip(1)).env("LD_PRELOAD", library).exec();
    panic!("the program does not begin again: {fault}");
}

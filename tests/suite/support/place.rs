//! Where a test's register lies.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// The memory's own file system, where there is one.
const MEMORY: &str = "/dev/shm";

/// How much must be free there, in bytes; containers are often given 64 MiB.
const ROOM_BYTES: u64 = 1 << 30;

/// Makes a directory that goes with its test: in memory where there is room.
///
/// Much of a test's time is a disk's, which is asked to flush each commit. What is killed in the middle of one
/// (`crashing`) lies on a disk.
pub(crate) fn directory() -> TempDir {
    static IN_MEMORY: OnceLock<bool> = OnceLock::new();
    let made =
        if *IN_MEMORY.get_or_init(has_room) { tempfile::tempdir_in(MEMORY) } else { tempfile::tempdir() };
    made.expect("a directory")
}

fn has_room() -> bool {
    let told = Command::new("stat").args(["-f", "-c", "%T %a %S", MEMORY]).output().ok();
    let told = told.and_then(|it| String::from_utf8(it.stdout).ok()).unwrap_or_default();
    let mut words = told.split_whitespace();
    let memory = words.next() == Some("tmpfs") && Path::new(MEMORY).is_dir();
    let mut number = || words.next().and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    memory && number() * number() >= ROOM_BYTES && tempfile::tempdir_in(MEMORY).is_ok()
}

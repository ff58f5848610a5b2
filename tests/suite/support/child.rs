//! This test binary once more, as another process: one that is killed, that has other rights or another
//! file system, or that shares a register.

use std::ffi::OsString;
use std::io::Write;
use std::process::Command;

/// Names the part that a child plays, and its directory.
const PART: &str = "SREG_TEST_CHILD";

/// Returns the directory that this process was started for, if it is the child of a test.
pub(crate) fn part() -> Option<OsString> {
    std::env::var_os(PART)
}

/// Returns a command that runs one test of this binary, alone, as the child of itself.
///
/// `wrapper` is what it is run under: a program and its arguments, or nothing.
pub(crate) fn again(test: &str, part: impl Into<OsString>, wrapper: &[&str]) -> Command {
    let program = std::env::current_exe().expect("a running program has a path");
    let mut command = match wrapper.split_first() {
        Some((wrapper, arguments)) => {
            let mut command = Command::new(wrapper);
            command.args(arguments).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PART, part.into());
    command
}

/// Prints a line that the parent reads, whatever the test runner printed before it.
pub(crate) fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n> {line}\n").as_bytes()).and_then(|()| out.flush()).expect("the parent listens");
}

/// Returns what a line of a child's says, if it was told to the parent.
pub(crate) fn told(line: &str) -> Option<&str> {
    line.strip_prefix("> ")
}

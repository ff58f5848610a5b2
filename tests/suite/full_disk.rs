//! A disk that fills up, during a write and during a read: one clear error, nothing lost, nothing released.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::clock::Clock;
use stalking_register::error::Code;
use stalking_register::model::{Account, Id, Role};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::{Making, Options, Register, Task, TaskRequest};

use crate::command_line::{bare, refused};
use crate::support::c;
use crate::support::child::{again, part};
use crate::support::fixture::{HOST_KEY, entry, vouched};
use crate::support::shared::skip;

/// What the test's clock does when it is next asked: it is asked inside the transaction.
type Then = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

fn options(then: &Then) -> Options {
    let then = Arc::clone(then);
    let now: DateTime<Utc> = DateTime::parse_from_rfc3339("2026-11-23T10:00:00Z").expect("a moment").to_utc();
    let clock = Clock::by(move || {
        if let Some(act) = then.lock().expect("a lock").take() {
            act();
        }
        now
    });
    Options { clock, ..Options::default() }
}

/// Writes until nothing more fits.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).expect("a file");
    for size in [1 << 20, 4096, 1] {
        let bytes = vec![1; size];
        while file.write_all(&bytes).is_ok() {}
    }
}

fn task(register: &Register, username: &str, purpose: Purpose) -> Task {
    vouched(register, username).task(TaskRequest::of(purpose)).expect("a task")
}

fn make(directory: &Path, then: &Then) {
    let account = |name, role| (Account::vouched(name, name, role).expect("an account"), None);
    Register::make(Making {
        directory,
        key: NewKey::Host(&HOST_KEY),
        label: "host",
        anchor: None,
        accounts: vec![
            account("administrator", Role::Administrator),
            account("coordinator", Role::Coordinator),
        ],
        options: options(then),
    })
    .expect("a register");
}

/// The test itself, on a small file system of its own.
fn on_a_small_disk(disk: &Path) {
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=96m", "tmpfs"])
        .arg(disk)
        .status()
        .expect("mount can be started");
    assert!(mounted.success(), "a small file system is mounted");
    let then = Then::default();
    let directory = disk.join("register");
    make(&directory, &then);
    let filler: PathBuf = disk.join("filler");

    // Nearly full: told before anything is read or written.
    let register = Register::open(&directory, Key::Host(&HOST_KEY), options(&then)).expect("open");
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    let kept = coordinator.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let before = events(&register);
    fs::write(&filler, vec![1; 40 << 20]).expect("filled");
    for _ in 0..3 {
        assert_eq!(coordinator.entry(kept).map(drop).expect_err("no room for its event").code(), Code::Full);
    }
    fs::remove_file(&filler).expect("freed");
    assert_eq!(
        events(&register),
        before + 3,
        "the refused reads left one word that the register stopped; counting left two"
    );

    drop((register, coordinator));
    to_the_last_byte(&directory, &then, kept, &filler, fill);
}

/// Nothing more can be written before the register is opened, in the middle of a write, and of a read: the engine
/// itself runs out. Until `filler` is gone.
fn to_the_last_byte(directory: &Path, then: &Then, kept: Id, filler: &Path, fill: fn(&Path)) {
    fill(filler);
    let refused = Register::open(directory, Key::Host(&HOST_KEY), options(then)).map(drop).expect_err("full");
    assert_eq!(refused.code(), Code::Full, "{refused:?}");
    fs::remove_file(filler).expect("freed");
    let register = Register::open(directory, Key::Host(&HOST_KEY), options(then)).expect("open");
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    for reads in [false, true] {
        drop(coordinator.entry(kept).expect("it works again"));
        let register = Register::open(directory, Key::Host(&HOST_KEY), options(then)).expect("open");
        let coordinator = task(&register, "coordinator", Purpose::DataQuality);
        let before = events(&register);
        let path = filler.to_owned();
        *then.lock().expect("a lock") = Some(Box::new(move || fill(&path)));
        let fault = if reads {
            coordinator.entry(kept).map(drop).expect_err("no room for its event")
        } else {
            let many = (0..1000).map(|n| entry("Bo", &format!("Peep{n}"), "1971-01-01")).collect();
            coordinator.import().write(many).map(drop).expect_err("no room for them")
        };
        assert_eq!(fault.code(), Code::Full, "{fault:?}");
        fs::remove_file(filler).expect("freed");
        assert_eq!(events(&register), before + 2, "nothing was logged of what was not released");
        assert_eq!(coordinator.entry(kept).expect("it works again").version, 1);
        let verified = task(&register, "administrator", Purpose::SystemOperation).verify(&mut |_, _| true);
        assert_eq!(verified.expect("the log is whole").versions, 3);
    }
}

/// Counts the events of the log, which is itself one.
fn events(register: &Register) -> u64 {
    let own = task(register, "coordinator", Purpose::AuditLawfulness);
    let read = own.read_audit(AuditRequest { events: Some(1), ..AuditRequest::default() }).expect("a page");
    // The sign-in before it is another.
    read.receipt().size - 2
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    if let Some(disk) = part() {
        return on_a_small_disk(Path::new(&disk));
    }
    let place = tempfile::tempdir().expect("a directory");
    for wrapper in
        [["unshare", "--mount", "--"].as_slice(), &["unshare", "--mount", "--map-root-user", "--user", "--"]]
    {
        let mut probe = Command::new(wrapper[0]);
        probe.args(&wrapper[1..]).arg("true");
        if !probe.output().is_ok_and(|it| it.status.success()) {
            continue;
        }
        let ran = again("full_disk::a_full_disk_is_told_and_loses_nothing", place.path(), wrapper).output();
        let ran = ran.expect("a child");
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{out}{err}");
        return;
    }
    skip("no file system of one's own can be mounted here");
}

/// Between a program and the system: no file grows or comes to be while the file that `SREG_TEST_QUOTA` names is there.
const QUOTA: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
static int refused(int grows) {
    int before = errno;
    const char *flag = getenv("SREG_TEST_QUOTA");
    int there = grows && flag && access(flag, F_OK) == 0;
    errno = there ? EDQUOT : before;
    return there;
}
static int used_up(int file) {
    struct stat found;
    return refused(fstat(file, &found) == 0 && S_ISREG(found.st_mode));
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    int comes = (flags & O_TMPFILE) == O_TMPFILE || ((flags & O_CREAT) && access(path, F_OK) != 0);
    return refused(comes) ? -1 : NEXT(open64)(path, flags, mode);
}
int open(const char *path, int flags, ...) __attribute__((alias("open64")));
ssize_t write(int file, const void *from, size_t size) {
    return used_up(file) ? -1 : NEXT(write)(file, from, size);
}
ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    return used_up(file) ? -1 : NEXT(pwrite)(file, from, size, at);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    return used_up(file) ? -1 : NEXT(pwrite64)(file, from, size, at);
}
"#;

/// Compiles the quota, if there is a compiler.
fn quota(place: &Path) -> Option<PathBuf> {
    let (source, library) = (place.join("quota.c"), place.join("quota.so"));
    fs::write(&source, QUOTA).expect("a source");
    let arguments = ["-shared", "-fPIC", "-o", c::text_of(&library), c::text_of(&source), "-ldl"];
    c::output("gcc", &arguments).map(|_| library)
}

#[test]
fn a_full_quota_is_told_as_a_full_disk_is() {
    if let Some(place) = part() {
        let (then, directory) = (Then::default(), Path::new(&place).join("register"));
        make(&directory, &then);
        let kept = {
            let register = Register::open(&directory, Key::Host(&HOST_KEY), options(&then)).expect("open");
            let coordinator = task(&register, "coordinator", Purpose::DataQuality);
            coordinator.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value()
        };
        let used_up = |flag: &Path| drop(fs::File::create(flag).expect("a file"));
        return to_the_last_byte(&directory, &then, kept, &Path::new(&place).join("flag"), used_up);
    }
    let place = tempfile::tempdir().expect("a directory");
    let Some(library) = quota(place.path()) else { return };
    let flag = place.path().join("flag");
    let under = |command: &mut Command| {
        command.env("LD_PRELOAD", &library).env("SREG_TEST_QUOTA", &flag).output().expect("a child")
    };
    let ran = under(&mut again("full_disk::a_full_quota_is_told_as_a_full_disk_is", place.path(), &[]));
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}{err}");

    fs::File::create(&flag).expect("a file");
    let output = fs::File::create(place.path().join("output")).expect("a file");
    refused(&under(bare(place.path()).args(["rules", "list"]).stdout(output)), 3, "the output: ");
}

//! What an open finds: the right key and the wrong one, files that are damaged, foreign, newer or out of
//! reach, and what the making of a register leaves.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use expect_test::expect_file;
use sha2::{Digest, Sha256};
use stalking_register::access::{Cost, Key, NewKey};
use stalking_register::clock::Entropy;
use stalking_register::error::{Code, Corruption, Error, Problem, What};
use stalking_register::model::Role;
use stalking_register::register::{Making, Options, Register};

use crate::support::child;
use crate::support::damage::{copy, copy_files, database, keyed};
use crate::support::fixture::{Fixture, HOST_KEY, account, entry};

fn open(directory: &Path) -> Result<Register, Error> {
    Register::open(directory, Key::Host(&HOST_KEY), Options::default())
}

#[test]
fn a_wrong_key_opens_nothing_and_the_printed_one_does() {
    let t = Fixture::new();
    let wrong = Register::open(&t.directory(), Key::Host(&[8; 32]), t.options());
    assert_eq!(wrong.expect_err("a wrong key"), Error::WrongKey);
    let wrong = Register::open(&t.directory(), Key::Passphrase("correct horse battery"), t.options());
    assert_eq!(wrong.expect_err("no such slot"), Error::WrongKey);
    let printed = Register::open(&t.directory(), Key::Recovery(&t.recovery_key), t.options());
    assert_eq!(printed.expect("the printed key").id(), t.register.id());
}

#[test]
fn a_key_file_that_lost_any_byte_is_told_from_a_wrong_key() {
    let t = Fixture::new();
    let place = copy(&t, "copy");
    let path = place.join("register.keys");
    let whole = fs::read(&path).expect("a key file");
    for lost in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        let mut bytes = whole.clone();
        bytes.remove(lost);
        fs::write(&path, &bytes).expect("written");
        assert_eq!(open(&place).expect_err("a byte is lost"), Error::Corrupt(Corruption::KeyFile), "{lost}");
        assert_eq!(fs::read(&path).expect("a key file"), bytes, "{lost}: it is left alone");
    }
    fs::write(&path, b"").expect("written");
    assert_eq!(open(&place).expect_err("an empty key file"), Error::Corrupt(Corruption::KeyFile));
    fs::remove_file(&path).expect("removed");
    assert_eq!(open(&place).expect_err("no key file").code(), Code::NotARegister);
    fs::write(&path, &whole).expect("written");
    open(&place).expect("whole again");
}

#[test]
fn a_database_that_is_empty_cut_short_or_foreign_is_refused_and_left_alone() {
    let t = Fixture::new();
    let place = copy(&t, "copy");
    let path = database(&place);
    let whole = fs::read(&path).expect("a database");
    let plain = t.beside("plain.db");
    rusqlite::Connection::open(&plain)
        .and_then(|it| it.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)"))
        .expect("a plain database");
    let other = Fixture::new();
    let others = copy(&other, "copy");
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("one byte", whole[..1].to_vec()),
        ("half a page", whole[..2048].to_vec()),
        ("one page", whole[..4096].to_vec()),
        ("all pages but one", whole[..whole.len() - 4096].to_vec()),
        ("plain SQLite", fs::read(&plain).expect("a file")),
        ("text", b"Dear Sir or Madam, ".repeat(1000)),
        ("another key's", damaged_key(&whole)),
    ] {
        fs::write(&path, &bytes).expect("written");
        let fault = open(&place).and_then(|it| {
            let session = crate::support::fixture::vouched(&it, "administrator");
            let task = session.task(stalking_register::register::TaskRequest::of(
                stalking_register::access::Purpose::SystemOperation,
            ))?;
            task.check(&mut |_, _| true)
        });
        let code = fault.expect_err(name).code();
        assert!(matches!(code, Code::NotARegister | Code::Corrupt), "{name}: {code}");
        assert!(fs::read(&path).expect("a file") == bytes, "{name}: the file is not replaced");
    }
    // A key file beside the database of another register.
    copy_files(&others, &place);
    fs::copy(t.directory().join("register.keys"), place.join("register.keys")).expect("copied");
    let fault = open(&place).map(|it| it.id() == t.register.id());
    assert!(fault.is_err() || fault == Ok(true), "the same keys of two fixtures name one register");
}

/// Returns a database whose pages no key of ours opens.
fn damaged_key(whole: &[u8]) -> Vec<u8> {
    whole.iter().map(|it| it ^ 0x5a).collect()
}

#[test]
fn a_place_without_a_register_is_none() {
    let place = tempfile::tempdir().expect("a directory");
    assert_eq!(open(place.path()).expect_err("empty"), Error::NotARegister);
    assert_eq!(open(&place.path().join("absent")).expect_err("absent"), Error::NotARegister);
    fs::write(place.path().join("file"), b"text").expect("written");
    assert_eq!(open(&place.path().join("file")).expect_err("a file"), Error::NotARegister);
    assert_eq!(fs::read_dir(place.path()).expect("a directory").count(), 1, "nothing was made");
}

#[test]
fn a_newer_file_is_refused_by_both_numbers() {
    let t = Fixture::new();
    let place = copy(&t, "copy");
    keyed(&place).pragma_update(None, "user_version", 2).expect("a newer format");
    let before = fs::read(database(&place)).expect("a file");
    assert_eq!(open(&place).expect_err("newer"), Error::NewerFile { found: 2, known: 1 });
    assert!(fs::read(database(&place)).expect("a file") == before, "it is left alone");
    keyed(&place).pragma_update(None, "user_version", 1).expect("this format");
    open(&place).expect("this format again");
}

#[test]
fn a_directory_without_permission_is_told_by_the_systems_number() {
    let here = "opening::a_directory_without_permission_is_told_by_the_systems_number";
    if let Some(place) = child::part() {
        let fault = open(Path::new(&place)).expect_err("no permission");
        child::tell(&format!("{fault:?}"));
        return;
    }
    let t = Fixture::new();
    let place = copy(&t, "copy");
    let root = fs::metadata("/proc/self").expect("this process").uid() == 0;
    // The child runs as nobody, who must reach the binary and the way to the register.
    let (bin, way) = (tempfile::tempdir().expect("a directory"), t.beside(""));
    let program = bin.path().join("suite");
    fs::copy(std::env::current_exe().expect("a path"), &program).expect("copied");
    for reachable in [bin.path(), &way] {
        fs::set_permissions(reachable, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    let unreadable = |part: &str, mode: u32| {
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).expect("a mode");
        let mut command = child::again(here, &place, &[]);
        if root {
            let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
            let as_nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
            let mut changed = std::process::Command::new("setpriv");
            changed.args(as_nobody).arg(&program).args(arguments).env("SREG_TEST_CHILD", &place);
            command = changed;
        }
        let ran = command.output().expect("the child runs");
        let out = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{part}: {out}{}", String::from_utf8_lossy(&ran.stderr));
        let told = out.lines().find_map(child::told).expect("the child tells").to_owned();
        // -13 is EACCES.
        assert_eq!(told, "Storage { number: -13 }", "{part}");
    };
    unreadable("a directory that may not be searched", 0o000);
    if root {
        unreadable("a directory whose files are another's", 0o755);
    }
    fs::set_permissions(&place, fs::Permissions::from_mode(0o700)).expect("a mode");
    open(&place).expect("it opens with permission");
}

fn make(place: &Path, anchor: Option<&Path>, entropy: Entropy) -> Result<Register, Error> {
    let making = Making {
        directory: place,
        key: NewKey::Host(&HOST_KEY),
        label: "the host's key",
        anchor,
        accounts: vec![(account("administrator", Role::Administrator), None)],
        options: Options { entropy, cost: Cost::FLOOR, ..Options::default() },
    };
    Register::make(making).map(|it| it.register)
}

#[test]
fn making_over_something_is_refused_and_leaves_it_alone() {
    let place = tempfile::tempdir().expect("a directory");
    fs::write(place.path().join("letter"), b"dear").expect("written");
    let refused = make(place.path(), None, Entropy::system()).expect_err("something is there");
    assert_eq!(refused, Error::duplicate(What::Register));
    assert_eq!(fs::read(place.path().join("letter")).expect("a letter"), b"dear");

    let t = Fixture::new();
    let before = fs::read(t.directory().join("register.keys")).expect("a key file");
    let refused = make(&t.directory(), None, Entropy::system()).expect_err("a register is there");
    assert_eq!(refused, Error::duplicate(What::Register));
    assert_eq!(fs::read(t.directory().join("register.keys")).expect("a key file"), before);
    let refused = make(&place.path().join("letter"), None, Entropy::system()).expect_err("a file");
    assert_eq!(refused.code(), Code::Duplicate);
}

#[test]
fn a_making_that_fails_anywhere_leaves_nothing() {
    let around = tempfile::tempdir().expect("a directory");
    let place = around.path().join("register");
    let empty = || fs::read_dir(around.path()).expect("a directory").count() == 0;
    let absent = around.path().join("absent").join("anchor");
    make(&place, Some(&absent), Entropy::system()).expect_err("no place for the anchor");
    assert!(empty(), "after the anchor failed");
    let mut made = false;
    for allowed in 0..40 {
        let drawn = Arc::new(AtomicU64::new(0));
        let entropy = Entropy::by(move |bytes| {
            let n = drawn.fetch_add(1, Ordering::SeqCst);
            bytes.fill(u8::try_from(n % 250).expect("a byte"));
            if n < allowed { Ok(()) } else { Err(Error::Storage { number: -5 }) }
        });
        match make(&place, None, entropy) {
            Ok(_) => {
                made = true;
                break;
            }
            Err(fault) => {
                assert_eq!(fault, Error::Storage { number: -5 }, "{allowed}");
                assert!(empty(), "after {allowed} draws");
            }
        }
    }
    assert!(made, "with all its draws it is made");
    open(&place).expect("and opens");
}

#[test]
fn a_making_without_an_administrator_or_with_a_weak_key_makes_nothing() {
    let around = tempfile::tempdir().expect("a directory");
    let place = around.path().join("register");
    let options = || Options { cost: Cost::FLOOR, ..Options::default() };
    let making = |key, role| Making {
        directory: &place,
        key,
        label: "a key",
        anchor: None,
        accounts: vec![(account("somebody", role), None)],
        options: options(),
    };
    let refused = Register::make(making(NewKey::Host(&HOST_KEY), Role::Viewer)).expect_err("nobody");
    assert_eq!(refused, Error::invalid("/accounts", Problem::Missing));
    let refused = Register::make(making(NewKey::Host(&[1; 31]), Role::Administrator)).expect_err("weak");
    assert_eq!(refused.code(), Code::Invalid);
    let cost = Cost::FLOOR;
    let refused = Register::make(making(NewKey::Passphrase { words: "short", cost }, Role::Administrator));
    assert_eq!(refused.expect_err("weak").code(), Code::Invalid);
    assert_eq!(fs::read_dir(around.path()).expect("a directory").count(), 0);
}

#[test]
fn the_file_is_encrypted_marked_and_in_wal_mode_and_shows_no_name() {
    let t = Fixture::new();
    t.coordinator().register(entry("Quirinius", "Zzyzx", "1962-03-05")).expect("an entry");
    for file in fs::read_dir(t.directory()).expect("a directory") {
        let file = file.expect("a file");
        let bytes = fs::read(file.path()).expect("a file");
        for clear in [&b"Zzyzx"[..], b"SQLite format 3", b"CREATE TABLE", b"coordinator"] {
            assert!(!bytes.windows(clear.len()).any(|it| it == clear), "{}", file.path().display());
        }
        let mode = file.metadata().expect("a file").permissions().mode();
        assert!(
            mode.trailing_zeros() >= 6
                || t.directory().metadata().expect("a mode").mode().trailing_zeros() >= 6
        );
    }
    let connection = keyed(&copy(&t, "copy"));
    let pragma = |name: &str| -> String {
        let row = connection.pragma_query_value(None, name, |row| {
            row.get::<_, i64>(0).map(|it| it.to_string()).or_else(|_| row.get::<_, String>(0))
        });
        row.expect(name)
    };
    assert!(pragma("cipher_version").starts_with('4'), "SQLCipher 4");
    assert_eq!(pragma("application_id"), 0x5352_4547.to_string());
    assert_eq!(pragma("user_version"), "1");
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("integrity_check"), "ok");
}

#[test]
fn the_tables_of_a_new_register_are_the_golden_ones() {
    let t = Fixture::new();
    let connection = keyed(&copy(&t, "copy"));
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY rowid")
        .expect("a statement");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("tables");
    let tables: Vec<_> = rows.collect::<Result<_, _>>().expect("tables");
    let text = format!("{};\n", tables.join(";\n\n"));
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/schema.sql")].assert_eq(&text);
}

#[test]
fn a_step_between_formats_never_changes_once_released() {
    let step = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/schema.sql")).expect("a step");
    let found = data_encoding::HEXLOWER.encode(&Sha256::digest(&step));
    assert_eq!(found, "d1510190e59a20f2473cba26f8083929c7fa7dd61ac662441914bb6dbaf11664", "format 1");
}

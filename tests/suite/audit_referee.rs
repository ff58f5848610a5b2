//! Strangers check a log that the tests made: Go's checksum database code, and OpenSSL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use stalking_register::audit::note::{KeyKind, Line, Note, Seed, VerifierKey};
use stalking_register::audit::tiles::Builder;
use stalking_register::audit::{Checkpoint, Digest};
use stalking_register::error::{Code, Corruption, Error};
use stalking_register::register::audit_export::verify_export;
use zeroize::Zeroizing;

use crate::support::c::text_of;
use crate::support::fixture::{Fixture, entry};
use crate::support::shared::skip;

/// Leaves of the long log: more than one tile of the second level.
const LEAVES: u64 = 70_000;

/// Compiles the referee from Debian's sources; nothing, loudly, where they are not installed.
fn referee() -> Option<PathBuf> {
    let sources = Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    if !sources.exists() {
        skip("golang-golang-x-mod-dev is not installed");
        return None;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder").keep();
    let program = folder.join("referee");
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/referee/main.go");
    let built = Command::new("go")
        .env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOCACHE", cache)
        .env("GOFLAGS", "")
        .args(["build", "-o", text_of(&program), text_of(&source)])
        .output();
    match built {
        Err(_) => {
            skip("golang-go is not installed");
            None
        }
        Ok(built) => {
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            Some(program)
        }
    }
}

fn run(referee: &Path, export: &Path) -> Output {
    Command::new(referee).arg(export).output().expect("the referee runs")
}

#[track_caller]
fn refused(referee: &Path, export: &Path, what: &str) {
    let ran = run(referee, export);
    assert!(!ran.status.success(), "{what}: the referee accepts it");
    assert!(verify_export(export, None, &mut |_, _| true).is_err(), "{what}: we accept it");
}

/// Writes a log of that many leaves as an export, by the pure part alone.
fn long_log(place: &Path) -> Checkpoint {
    let put = |path: &str, bytes: &[u8]| {
        let path = place.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    let mut builder = Builder::new();
    for n in 0..LEAVES {
        for (part, width, bytes) in builder.push(&Digest::of(&[b"entry", &n.to_be_bytes()])) {
            put(&part.path(width), &bytes);
        }
    }
    let (files, size, root) = builder.finish();
    for (part, width, bytes) in files {
        put(&part.path(width), &bytes);
    }
    let seed = Seed::from_bytes(&Zeroizing::new([5; 32]));
    let origin = "police.example/sreg/a-long-log/1".to_owned();
    let key = VerifierKey::new(&origin, KeyKind::Log, seed.public()).expect("a key");
    let checkpoint = Checkpoint { origin, size, root };
    let text = checkpoint.text();
    let line = Line::of_log(&key, &text, seed.sign(text.as_bytes())).expect("a line");
    put("checkpoint", Note::new(&text, vec![line]).expect("a note").to_string().as_bytes());
    put("log.vkey", format!("{key}\n").as_bytes());
    checkpoint
}

/// Changes one bit of a file, does something, and puts the bit back.
fn with_flipped(path: &Path, bit: usize, act: impl FnOnce()) {
    let right = fs::read(path).expect("a file");
    let mut bytes = right.clone();
    bytes[bit / 8] ^= 1 << (bit % 8);
    fs::write(path, bytes).expect("written");
    act();
    fs::write(path, right).expect("written");
}

#[test]
fn go_accepts_every_leaf_of_a_long_log_and_refuses_one_flipped_bit() {
    let place = crate::support::place::directory();
    let place = place.path();
    let checkpoint = long_log(place);
    let found = verify_export(place, None, &mut |_, _| true).expect("whole");
    assert_eq!((found.events, found.root), (LEAVES, checkpoint.root.to_string()));
    let Some(referee) = referee() else { return };
    let ran = run(&referee, place);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(String::from_utf8_lossy(&ran.stdout), format!("{LEAVES} {}\n", checkpoint.root));

    let flip = |path: &str, bit: usize, expected: Corruption| {
        let path = place.join(path);
        with_flipped(&path, bit, || {
            refused(&referee, place, text_of(&path));
            let fault = verify_export(place, None, &mut |_, _| true).expect_err("a bit is lost");
            assert_eq!(fault, Error::Corrupt(expected), "{}", path.display());
        });
    };
    flip("tile/0/200", 8 * 32 * 100 + 3, Corruption::Tile { level: 0, n: 200 });
    flip("tile/0/273.p/112", 5, Corruption::Tile { level: 0, n: 273 });
    flip("tile/1/001.p/17", 8 * 32 + 1, Corruption::Tile { level: 1, n: 1 });
    flip("tile/entries/100", 8 * (34 * 7 + 2) + 4, Corruption::Tile { level: 0, n: 100 });
    flip("tile/entries/100", 8 * 34 * 7 + 4, Corruption::Bundle { n: 100 });
    let note = fs::read(place.join("checkpoint")).expect("a note");
    let text = note.len() - 140;
    for bit in [3, 8 * 40, 8 * (text / 2), 8 * (note.len() - 10)] {
        flip("checkpoint", bit, Corruption::Checkpoint);
    }
}

#[test]
fn go_and_openssl_accept_the_export_of_a_register() {
    let t = Fixture::new();
    for n in 0..300 {
        t.coordinator().register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("an entry");
    }
    let place = t.beside("export");
    let issued = t.auditor().export_audit(&place, &mut |_, _| true).expect("an export").into_value();
    assert!(issued.checkpoint.size > 600, "the log is longer than two tiles");
    let again = t.auditor().export_audit(&place, &mut |_, _| true).expect_err("something is there");
    assert_eq!(again.code(), Code::Duplicate);

    if let Some(referee) = referee() {
        let ran = run(&referee, &place);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let expected = format!("{} {}\n", issued.checkpoint.size, issued.checkpoint.root);
        assert_eq!(String::from_utf8_lossy(&ran.stdout), expected);
    }
    openssl_accepts(&t, &issued.note, &place);
}

/// Has OpenSSL check the signature of a note, and refuse it over another text.
fn openssl_accepts(t: &Fixture, note: &str, export: &Path) {
    let key = fs::read_to_string(export.join("log.vkey")).expect("a key");
    let key = VerifierKey::parse(key.trim_end()).expect("a key");
    let (text, line) = note.split_once("\n\n").expect("a note");
    let blob = line.trim_end().rsplit(' ').next().expect("a signature");
    let blob = data_encoding::BASE64.decode(blob.as_bytes()).expect("base64");
    // RFC 8410: the head of an Ed25519 public key.
    let head = data_encoding::HEXLOWER.decode(b"302a300506032b6570032100").expect("hex");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(t.beside(name), bytes).expect("a file");
        text_of(&t.beside(name)).to_owned()
    };
    let key = write("key.der", &[&head[..], key.key()].concat());
    let signature = write("signature", &blob[4..]);
    for (text, right) in [(format!("{text}\n"), true), (format!("{text} \n"), false)] {
        let text = write("text", text.as_bytes());
        let ran = Command::new("openssl")
            .args(["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", &key, "-rawin"])
            .args(["-in", &text, "-sigfile", &signature])
            .output();
        match ran {
            Err(_) => return skip("openssl is not installed"),
            Ok(ran) => assert_eq!(ran.status.success(), right, "{}", String::from_utf8_lossy(&ran.stderr)),
        }
    }
}

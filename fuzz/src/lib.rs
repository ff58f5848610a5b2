//! What is fuzzed: one function for each target, which takes any bytes and fails on a promise not kept.
//!
//! The programs in `fuzz_targets` hand them to libFuzzer. `tests/suite/fuzzing.rs` includes this file and runs
//! each over its kept inputs and over many that it makes from them, on any toolchain.

use std::sync::OnceLock;

use chrono::NaiveDate;
use stalking_register::access::KeyFile;
use stalking_register::audit::disclosure::Disclosure;
use stalking_register::audit::tiles::{self, Builder, Part};
use stalking_register::audit::witness::{self, Answer, Request};
use stalking_register::audit::{Anchor, Checkpoint, Digest, Event, EventProof, Note, VerifierKey, proof};
use stalking_register::model::identifier::canonical;
use stalking_register::model::text::Line;
use stalking_register::model::tree::Tree;
use stalking_register::model::{Document, Entry, Id, Order, Scheme, document};
use stalking_register::screening::fold::{Folded, fold, fold_name};
use stalking_register::screening::{Birth, Index, Name, NameKind, Policy, Profile, Query, names, phonetic};

/// What a target does with an input.
pub type Target = fn(&[u8]);

/// Every target with its function.
pub const TARGETS: [(&str, Target); 15] = [
    ("birth", births),
    ("disclosure", disclosures),
    ("document", documents),
    ("envelope", envelopes),
    ("fold", folds),
    ("identifier", identifiers),
    ("key_file", key_files),
    ("names", two_names),
    ("note", notes),
    ("path", paths),
    ("pointer", pointers),
    ("proof", proofs),
    ("query", queries),
    ("screening", screenings),
    ("tile", tiles_and_bundles),
];

/// Matches asked for.
const TOP: usize = 5;

/// Birth dates: any text is read or is no date, and what is read finds itself.
pub fn births(bytes: &[u8]) {
    let Some(birth) = Birth::read(&String::from_utf8_lossy(bytes)) else { return };
    let mut index = Index::new();
    let profile = Profile { births: vec![birth], ..Profile::default() };
    index.insert(Id::from_bytes([1; 16]), &profile);
    index.remove(Id::from_bytes([1; 16]));
    assert!(index.is_empty());
}

/// Documents: what is read is written and read again to the same.
pub fn documents(bytes: &[u8]) {
    let json = String::from_utf8_lossy(bytes);
    again::<Entry>(&json);
    again::<Order>(&json);
}

fn again<D: Document + PartialEq>(json: &str) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    if let Ok(read) = document::read::<D>(json, today) {
        let written = document::write(&read);
        assert!(document::read::<D>(&written, today).is_ok_and(|it| it == read));
    }
}

/// An event's bytes: what decodes encodes to the same bytes.
pub fn envelopes(bytes: &[u8]) {
    if let Ok(event) = Event::decode(bytes) {
        assert_eq!(event.encode(), bytes);
    }
}

/// Signed notes and keys: what is read is written the same. A first line that is a key checks what follows.
pub fn notes(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (head, rest) = text.split_once('\n').unwrap_or((text, text));
    let key = VerifierKey::parse(head).ok();
    if let Some(key) = &key {
        assert_eq!(key.to_string(), head);
    }
    if let Ok(note) = Note::parse(rest) {
        assert_eq!(note.to_string(), rest);
        if let Some(key) = &key {
            let checkpoint = Checkpoint::signed(&note, key);
            assert!(checkpoint.is_err() || note.check(key).is_ok());
        }
        if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
            assert_eq!(checkpoint.text(), note.text());
        }
    }
    if let Some((anchor, said, _)) = Anchor::parse(head) {
        assert_eq!(anchor.to_string(), said);
    }
}

/// Proofs of an event, what a log asks a witness and what that answers, after a line that is a key: what is
/// read is written the same.
pub fn proofs(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (head, rest) = text.split_once('\n').unwrap_or(("", text));
    let key = VerifierKey::parse(head).ok();
    if let Ok(proof) = EventProof::parse(rest) {
        assert_eq!(proof.to_string(), rest);
        if let Some(key) = &key {
            // That some entry is proven by it would be a broken digest.
            assert!(proof.check(&Digest::ZERO, key).is_err());
        }
    }
    if let Ok(request) = Request::parse(rest) {
        assert_eq!(request.to_string(), rest);
        if let Some(key) = &key
            && let Ok(next) = witness::consider(&request, key, None)
        {
            assert!(request.old == 0 && witness::consider(&request, key, Some(&next)).is_err());
        }
    }
    if let Ok(answer) = Answer::parse(rest) {
        assert_eq!(answer.to_string(), rest);
    }
}

/// Paths in a tree: two sizes, two hashes, and a path. What one path proves of a hash it proves of no other.
pub fn paths(bytes: &[u8]) {
    let Some(([old, new], hashes)) = bytes.split_first_chunk::<2>() else { return };
    let (old, new) = (u64::from(*old), u64::from(*new));
    let hashes: Vec<_> = hashes.as_chunks::<32>().0.iter().map(|it| Digest::from_bytes(*it)).collect();
    let [one, other, path @ ..] = &hashes[..] else { return };
    let changed = Digest::of(&[other.as_bytes()]);
    if proof::check_inclusion(path, old, new, one, other).is_ok() {
        assert!(old < new && path.len() < 64);
        assert!(proof::check_inclusion(path, old, new, one, &changed).is_err());
        assert!(proof::check_inclusion(path, old, new, &changed, other).is_err());
    }
    if proof::check_consistency(path, (old, one), (new, other)).is_ok() {
        assert!(0 < old && old <= new);
        assert!(proof::check_consistency(path, (old, one), (new, &changed)).is_err());
        assert!(proof::check_consistency(path, (old, &changed), (new, other)).is_err());
    }
}

/// Tiles and bundles of entries: what is read is written the same, of whatever width.
pub fn tiles_and_bundles(bytes: &[u8]) {
    if let Some(hashes) = tiles::hashes(bytes, bytes.len() / 32) {
        assert!(hashes.iter().flat_map(Digest::as_bytes).eq(bytes));
        assert!(tiles::hashes(bytes, hashes.len() + 1).is_none());
    }
    let width = bytes.len() / tiles::BUNDLED_BYTES;
    if let Some(entries) =
        tiles::entries(bytes, width).filter(|it| (1..tiles::TILE_WIDTH).contains(&it.len()))
    {
        let mut builder = Builder::new();
        let early: Vec<_> = entries.iter().flat_map(|it| builder.push(it)).collect();
        let (files, size, _) = builder.finish();
        assert!(early.is_empty() && size == entries.len() as u64);
        assert!(
            files
                .iter()
                .any(|(part, of, file)| { *part == Part::Bundle { n: 0 } && *of == width && file == bytes })
        );
    }
}

/// Disclosures of events: what is read is written the same.
pub fn disclosures(bytes: &[u8]) {
    if let Ok(disclosure) = Disclosure::decode(bytes) {
        assert_eq!(disclosure.encode(), bytes);
    }
}

/// Folding: whatever the script, the words are of ASCII letters and digits, and none is empty.
pub fn folds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let plain =
        |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let whole = |folded: &Folded| {
        for word in &folded.words {
            assert!(plain(&word.whole) && word.parts.iter().all(|it| plain(it)));
            let _ = phonetic::keys(&word.whole);
        }
    };
    whole(&fold(&text));
    whole(&fold_name(&text));
}

/// Identifiers: a canonical form is its own canonical form.
pub fn identifiers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for scheme in Scheme::ALL {
        if let Ok(found) = canonical(scheme, &text, 2026) {
            assert_eq!(canonical(scheme, &found, 2026), Ok(found.clone()));
        }
    }
}

/// A key file's bytes: any may be read, none may panic.
pub fn key_files(bytes: &[u8]) {
    let _ = KeyFile::decode(bytes);
}

/// Names alone: two texts with a NUL between; any are compared, and neither is the first one.
pub fn two_names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (one, other) = text.split_once('\0').unwrap_or((&text, &text));
    let (found, back) = (names::compare(one, other), names::compare(other, one));
    let sum: f64 = found.reasons.iter().map(|it| it.bits).sum();
    assert!((found.bits - sum).abs() < 1e-6 && (found.bits - back.bits).abs() < 1e-6);
    assert!((0.0..=1.0).contains(&found.score));
}

/// JSON Pointers: a document, a NUL, a pointer; any is read or refused.
pub fn pointers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (json, pointer) = text.split_once('\0').unwrap_or((&text, ""));
    if let Ok(tree) = Tree::parse(json) {
        let _ = tree.json(pointer);
        let _ = tree.count(pointer);
    }
}

/// Queries: what is read is written and read again to the same.
pub fn queries(bytes: &[u8]) {
    if let Ok(query) = Query::read(&String::from_utf8_lossy(bytes)) {
        assert!(Query::read(&document::write(&query)).is_ok_and(|it| it == query));
    }
}

/// Screening: any query and any text over a small index; the answer is in order and adds up.
pub fn screenings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(query) = Query::read(&text) {
        search(people(), &query);
    }
    let query = Query {
        name: Line::new(&text).ok(),
        born: Line::new(&text).ok().filter(|it: &Line<40>| Birth::read(it).is_some()),
        postcode: Line::new(&text).ok(),
        place: Line::new(&text).ok(),
        address: Line::new(&text).ok(),
        ..Query::default()
    };
    if query.check().is_ok() {
        search(people(), &query);
    }
    let mut index = Index::new();
    index.insert(Id::from_bytes([9; 16]), &profile(&text, &text, &text));
    search(&index, &query);
}

fn search(index: &Index, query: &Query) {
    let found = index.search(query, TOP, &Policy::default()).candidates;
    assert!(found.len() <= TOP && found.is_sorted_by(|one, other| one.bits >= other.bits));
    for it in &found {
        let sum: f64 = it.reasons.iter().map(|it| it.bits).sum();
        assert!(it.bits.is_finite() && (sum - it.bits).abs() < 1e-6);
    }
}

fn people() -> &'static Index {
    static PEOPLE: OnceLock<Index> = OnceLock::new();

    PEOPLE.get_or_init(|| {
        let mut index = Index::new();
        for (n, (name, born, home)) in (1..).zip([
            ("Gary Smith", "1962-03-05", "10 High Street, London SW15 6HY"),
            ("William James Cartwright", "1970-11-23", "4 Mill Lane, Oswestry SY10 8RA"),
            ("Catherine O'Brien", "1985-07", "77 Scotland Road, Liverpool L3 0AH"),
            ("Mohammed Hussain", "1991", "12 Grove Avenue, Birmingham B20 2JX"),
            ("Anne-Marie Massy-Westropp", "c. 1958", "The Old Rectory, Billericay"),
            ("Дмитрий Шевченко", "1975-06-06", "1 Osborne Terrace"),
        ]) {
            index.insert(Id::from_bytes([n; 16]), &profile(name, born, home));
        }
        index
    })
}

fn profile(name: &str, born: &str, home: &str) -> Profile {
    Profile {
        names: vec![Name::free(name, NameKind::Main), Name::new(name, "", NameKind::Alias)],
        births: Birth::read(born).into_iter().collect(),
        postcodes: home.rsplit_once(' ').map(|it| it.1.to_owned()).into_iter().collect(),
        places: vec![home.to_owned()],
        addresses: vec![home.to_owned()],
        sex: None,
    }
}

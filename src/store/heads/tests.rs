//! What is known in memory: kept right, forgotten when undone, read again.

use std::path::Path;

use zeroize::Zeroizing;

use super::*;
use crate::audit::{Action, Auth, Event, Outcome, commitment};
use crate::model::Kind;
use crate::store::{Lock, Store};

const RECORD: Id = Id::from_bytes([0xab; 16]);

fn key() -> (Zeroizing<[u8; 32]>, [u8; 16]) {
    (Zeroizing::new([7; 32]), [8; 16])
}

fn open(place: &Path) -> Store {
    Store::open(place, key(), Lock::shared(place).unwrap()).unwrap()
}

fn made() -> (tempfile::TempDir, Store) {
    let place = tempfile::tempdir().unwrap();
    Store::make(place.path(), &key(), |_| Ok(())).unwrap();
    let store = open(place.path());
    (place, store)
}

/// Writes a version of a record with its event.
fn write(tx: &mut Tx<'_>, id: Id, version: u32, words: &str) -> Result<()> {
    let seq = tx.next_seq();
    let version = NewVersion {
        id,
        entry_id: id,
        kind: Kind::Entry,
        version,
        recorded_at_ms: seq,
        salt: [4; 32],
        document: Zeroizing::new(words.to_owned()),
    };
    let salt = [5; 32];
    let event = Event {
        seq,
        at_ms: seq,
        operation: Action::Create.operation(),
        action: Action::Create,
        outcome: Outcome::Done,
        purpose: 1,
        actor: id,
        acted_for: None,
        session: id,
        role: 1,
        auth: Auth::NONE,
        count: 1,
        subjects: commitment::references_root(&salt, &[id]),
        object: commitment::object_of(&[(id, version.digest())]),
        detail: None,
        link: None,
        previous: tx.previous_leaf(),
        salt: [6; 16],
    };
    tx.append(&event, &[], Some((&salt, &[id])))?;
    tx.insert(&version, &version.digest(), seq)
}

fn newest(store: &Store) -> (u32, String) {
    let read = store.commit(|tx| tx.newest(RECORD)).unwrap().unwrap();
    (read.version, read.document.to_string())
}

#[test]
fn what_was_learnt_in_a_transaction_that_was_undone_is_forgotten() {
    let (place, store) = made();
    store.commit(|tx| write(tx, RECORD, 1, "one")).unwrap();
    assert_eq!(newest(&store), (1, "one".to_owned()));
    let undone = store.commit(|tx| {
        write(tx, RECORD, 2, "never")?;
        assert_eq!(tx.newest(RECORD)?.map(|it| it.version), Some(2), "one's own is known at once");
        Err::<(), _>(Error::Full)
    });
    assert_eq!(undone, Err(Error::Full));
    assert_eq!(newest(&store), (1, "one".to_owned()));
    // Another process writes what takes the place of what was undone.
    let other = open(place.path());
    other.commit(|tx| write(tx, RECORD, 2, "two")).unwrap();
    assert_eq!(newest(&store), (2, "two".to_owned()));
    assert_eq!(store.read(|view| view.newest(RECORD)).unwrap().unwrap().version, 2);
}

#[test]
fn a_lot_that_was_forgotten_is_read_again_and_held_against_its_sum() {
    let (place, store) = made();
    for n in 0..40_u8 {
        store.commit(move |tx| write(tx, Id::from_bytes([n * 6; 16]), 1, "one")).unwrap();
    }
    let read = |store: &Store, close: bool| {
        store.commit(move |tx| {
            for n in 0..40_u8 {
                let id = Id::from_bytes([n * 6; 16]);
                assert_eq!(tx.newest(id)?.map(|it| it.version), Some(1));
                assert!(tx.newest(Id::from_bytes([n * 6 + 1; 16]))?.is_none());
                if let Some(known) = tx.heads().lock().as_mut().filter(|_| close) {
                    known.close(lot(id));
                    assert!(known.lots[lot(id)].is_none());
                }
            }
            let held = tx.heads().lock().as_ref().map(|it| (it.held, it.read.len()));
            Ok(held.unwrap())
        })
    };
    assert_eq!(read(&store, false).unwrap().0, 40);
    read(&store, true).unwrap();
    assert_eq!(read(&open(place.path()), false).unwrap().0, 40);
}

#[test]
fn a_head_is_as_small_as_is_said() {
    assert_eq!(HEAD_BYTES, 48);
    assert_eq!(HEADS_MAX * HEAD_BYTES, 48 << 20);
}

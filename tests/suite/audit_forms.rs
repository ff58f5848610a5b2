//! What stands in the log for ever: the numbers of actions, and the envelope's bytes.

#![expect(clippy::unwrap_used, reason = "a golden file that cannot be read fails the test")]

use ciborium::Value;
use data_encoding::HEXLOWER;
use expect_test::expect_file;
use stalking_register::audit::event::{entry, leaf};
use stalking_register::audit::{Action, Auth, Digest, Event, Operation, Outcome};
use stalking_register::model::Id;

#[test]
fn actions_and_their_numbers_are_those_of_the_golden_list() {
    let lines = Action::ALL.iter().map(|it| format!("{it} = {}\n", it.number())).collect::<Vec<_>>();
    expect_file!["../golden/actions.txt"].assert_eq(&lines.concat());
}

/// Holds even while golden files are being accepted: only new lines can come.
#[test]
fn an_action_once_listed_keeps_its_name_and_number() {
    for line in include_str!("../golden/actions.txt").lines() {
        let (name, number) = line.split_once(" = ").unwrap();
        let action = Action::of_number(number.parse().unwrap());
        assert_eq!(action.map(Action::name), Some(name), "{line}");
    }
}

/// The golden envelope: hexadecimal, with `#` before each item's meaning.
fn golden() -> Vec<u8> {
    let text = include_str!("../golden/event.hex");
    let digits: String = text.lines().map(|line| line.split('#').next().unwrap().trim()).collect();
    HEXLOWER.decode(digits.as_bytes()).unwrap()
}

fn counted<const N: usize>(from: u8) -> [u8; N] {
    std::array::from_fn(|index| from + u8::try_from(index).unwrap())
}

/// An emergency access to 25 records, the 1,000th event.
fn event() -> Event {
    Event {
        seq: 1000,
        at_ms: 1_798_761_600_123,
        operation: Operation::Consultation,
        action: Action::Open,
        outcome: Outcome::Done,
        purpose: 90,
        actor: Id::from_bytes(counted(0x10)),
        acted_for: None,
        session: Id::from_bytes(counted(0x20)),
        role: 2,
        auth: Auth::PASSWORD.with(Auth::BREAK_GLASS),
        count: 25,
        subjects: Some(Digest::from_bytes(counted(0x30))),
        object: None,
        detail: Some(Digest::from_bytes(counted(0x50))),
        link: Some(998),
        previous: Digest::from_bytes(counted(0x70)),
        salt: counted(0x90),
    }
}

#[test]
fn the_envelope_of_a_fixed_event_is_the_golden_one() {
    assert_eq!(HEXLOWER.encode(&event().encode()), HEXLOWER.encode(&golden()));
    assert!(Event::decode(&golden()) == Ok(event()));
}

#[test]
fn the_entry_and_leaf_of_the_golden_envelope_are_those_of_sha256sum() {
    assert_eq!(
        entry(&golden()).to_string(),
        "21c6642e27c62457017406d20aab36d23dc483b37e3d571996b0bbc14086d1d8"
    );
    assert_eq!(
        leaf(&golden()).to_string(),
        "4b01c7cb5bc1546fe657137a2e76c079806692be90e4a4e2ca8a6b4b2de4079f"
    );
}

#[test]
fn an_independent_decoder_reads_the_golden_envelope_position_by_position() {
    let bytes = |it: &[u8]| Value::Bytes(it.to_vec());
    let read: Value = ciborium::from_reader(&golden()[..]).unwrap();
    let expected = vec![
        Value::from("sreg.audit"),
        Value::from(1),
        Value::from(1000),
        Value::from(1_798_761_600_123_u64),
        Value::from(3),
        Value::from(202),
        Value::from(1),
        Value::from(90),
        bytes(&counted::<16>(0x10)),
        Value::Null,
        bytes(&counted::<16>(0x20)),
        Value::from(2),
        Value::from(5),
        Value::from(25),
        bytes(&counted::<32>(0x30)),
        Value::Null,
        bytes(&counted::<32>(0x50)),
        Value::from(998),
        bytes(&counted::<32>(0x70)),
        bytes(&counted::<16>(0x90)),
    ];
    assert_eq!(read, Value::Array(expected));
}

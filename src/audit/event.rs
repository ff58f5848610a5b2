//! One event of the log: its fields, its envelope, its entry and its leaf.
//!
//! The envelope is a CBOR array of twenty items at fixed positions. It never holds a name, a free
//! text, the words of a search, a record's number that means something outside, or what was typed at
//! a sign-in: those are committed to, and kept apart ([`commitment`](crate::audit::commitment)).

use std::fmt;

use chrono::{DateTime, Utc};

use crate::audit::action::{Action, Operation, Outcome};
use crate::audit::cbor::{Malformed, Reader, Writer};
use crate::audit::digest::Digest;
use crate::audit::tree;
use crate::clock;
use crate::model::Id;

/// What every envelope begins with.
pub const ENVELOPE_NAME: &str = "sreg.audit";
/// The version of the envelope's form.
pub const ENVELOPE_VERSION: u8 = 1;
/// How many items an envelope has.
pub const ENVELOPE_ITEMS: usize = 20;
/// The greatest length of an envelope, in bytes.
pub const ENVELOPE_BYTES_MAX: usize = 261;

/// How sure the register is of who acted: flags, none of which means that nobody signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Auth(u16);

impl Auth {
    /// Nobody signed in.
    pub const NONE: Self = Self(0);
    /// The account's password was given.
    pub const PASSWORD: Self = Self(1);
    /// A host system vouched for the account.
    pub const VOUCHED: Self = Self(2);
    /// The access was an emergency one, past a restriction.
    pub const BREAK_GLASS: Self = Self(4);
    /// A second person approved.
    pub const TWO_PERSON: Self = Self(8);
    /// The register was being made: there was no account yet.
    pub const BOOTSTRAP: Self = Self(16);

    const KNOWN: u16 = 31;

    /// Returns these flags and those.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Tells whether all of those flags are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the number in events.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Returns the flags of a number in an event, if all are known.
    #[must_use]
    pub const fn of_number(number: u16) -> Option<Self> {
        if number & !Self::KNOWN == 0 { Some(Self(number)) } else { None }
    }
}

/// One event, in the order of the envelope.
///
/// # Law
///
/// Data Protection Act 2018, s. 62(1); s. 62(2)
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number in the log, from 0: the index of its leaf.
    pub seq: u64,
    /// When it happened, in milliseconds since the beginning of 1970, UTC; never less than before.
    pub at_ms: u64,
    /// The operation of the Act.
    pub operation: Operation,
    /// What was done.
    pub action: Action,
    /// What became of it.
    pub outcome: Outcome,
    /// The code of the purpose; 0 where none was stated yet.
    pub purpose: u16,
    /// The account that acted.
    pub actor: Id,
    /// The account that it acted for.
    pub acted_for: Option<Id>,
    /// The sign-in it acted in.
    pub session: Id,
    /// The number of the role in force; 0 where nobody was signed in.
    pub role: u8,
    /// How sure the register is of the actor.
    pub auth: Auth,
    /// How many records were released or touched.
    pub count: u32,
    /// Commits to which records.
    pub subjects: Option<Digest>,
    /// Commits to the record versions that were written, and to the facts that were said beside.
    pub object: Option<Digest>,
    /// Commits to the detail fields.
    pub detail: Option<Digest>,
    /// The number of a related event: request, approval, break-glass start, erased event.
    pub link: Option<u64>,
    /// The leaf of the event before; zeros in the first.
    pub previous: Digest,
    /// Random bytes that blind the entry.
    pub salt: [u8; 16],
}

impl Event {
    /// Returns the milliseconds of a moment as events count them; 0 before 1970.
    #[must_use]
    pub fn milliseconds(at: DateTime<Utc>) -> u64 {
        u64::try_from(at.timestamp_millis()).unwrap_or(0)
    }

    /// Returns the moment of the event.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        clock::moment(i64::try_from(self.at_ms).unwrap_or(i64::MAX))
    }

    /// Returns the envelope.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let digest = |writer: &mut Writer, value: Option<Digest>| {
            writer.nullable(value, |writer, it| writer.bytes(it.as_bytes()));
        };
        let mut writer = Writer::with_capacity(ENVELOPE_BYTES_MAX);
        writer
            .array(ENVELOPE_ITEMS)
            .text(ENVELOPE_NAME)
            .uint(ENVELOPE_VERSION)
            .uint(self.seq)
            .uint(self.at_ms)
            .uint(self.operation.number())
            .uint(self.action.number())
            .uint(self.outcome.number())
            .uint(self.purpose)
            .bytes(self.actor.as_bytes())
            .nullable(self.acted_for, |writer, it| writer.bytes(it.as_bytes()))
            .bytes(self.session.as_bytes())
            .uint(self.role)
            .uint(self.auth.number())
            .uint(self.count);
        digest(&mut writer, self.subjects);
        digest(&mut writer, self.object);
        digest(&mut writer, self.detail);
        writer.nullable(self.link, Writer::uint).bytes(self.previous.as_bytes()).bytes(&self.salt);
        writer.finish()
    }

    /// Reads an envelope: exactly what [`Event::encode`] writes, nothing else.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if a byte is otherwise than it would have been written, or a code is unknown.
    pub fn decode(envelope: &[u8]) -> Result<Self, Malformed> {
        let digest = |reader: &mut Reader<'_>| reader.byte_array().map(Digest::from_bytes);
        let id = |reader: &mut Reader<'_>| reader.byte_array().map(Id::from_bytes);
        let mut reader = Reader::new(envelope);
        if reader.array()? != ENVELOPE_ITEMS {
            return Err(Malformed { at: 0 });
        }
        let name = reader.malformed();
        if reader.text()? != ENVELOPE_NAME || reader.uint::<u8>()? != ENVELOPE_VERSION {
            return Err(name);
        }
        // The fields are read in the order in which they stand here.
        let event = Self {
            seq: reader.uint()?,
            at_ms: reader.uint()?,
            operation: reader.code(Operation::of_number)?,
            action: reader.code(Action::of_number)?,
            outcome: reader.code(Outcome::of_number)?,
            purpose: reader.uint()?,
            actor: id(&mut reader)?,
            acted_for: reader.nullable(id)?,
            session: id(&mut reader)?,
            role: reader.uint()?,
            auth: reader.code(Auth::of_number)?,
            count: reader.uint()?,
            subjects: reader.nullable(digest)?,
            object: reader.nullable(digest)?,
            detail: reader.nullable(digest)?,
            link: reader.nullable(Reader::uint)?,
            previous: digest(&mut reader)?,
            salt: reader.byte_array()?,
        };
        reader.finish()?;
        Ok(event)
    }
}

impl fmt::Debug for Event {
    /// Shows what was done, and neither who did it nor the salt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("seq", &self.seq)
            .field("action", &self.action)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// Returns the entry of an envelope: the only form in which an event leaves for witnesses.
#[must_use]
pub fn entry(envelope: &[u8]) -> Digest {
    Digest::of(&[envelope])
}

/// Returns the leaf of an envelope: the hash of its entry as the tree holds it.
#[must_use]
pub fn leaf(envelope: &[u8]) -> Digest {
    tree::leaf_hash(entry(envelope).as_bytes())
}

#[cfg(test)]
pub(in crate::audit) mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::audit::cbor;

    /// An ordinary event: an entry opened.
    pub(in crate::audit) fn an_event(seq: u64) -> Event {
        Event {
            seq,
            at_ms: 1_790_000_000_000 + seq,
            operation: Operation::Consultation,
            action: Action::Open,
            outcome: Outcome::Done,
            purpose: 3,
            actor: Id::from_bytes([0xa1; 16]),
            acted_for: None,
            session: Id::from_bytes([0x5e; 16]),
            role: 2,
            auth: Auth::PASSWORD,
            count: 1,
            subjects: Some(Digest::of(&[b"subjects"])),
            object: None,
            detail: Some(Digest::of(&[b"detail"])),
            link: None,
            previous: Digest::ZERO,
            salt: [0x77; 16],
        }
    }

    /// The longest event that there can be.
    fn the_longest_event() -> Event {
        Event {
            seq: u64::MAX,
            at_ms: u64::MAX,
            action: Action::AuditExported,
            purpose: u16::MAX,
            acted_for: Some(Id::from_bytes([0xa2; 16])),
            role: u8::MAX,
            auth: Auth(Auth::KNOWN),
            count: u32::MAX,
            object: Some(Digest::ZERO),
            link: Some(u64::MAX),
            ..an_event(0)
        }
    }

    prop_compose! {
        fn any_event()(
            (seq, at_ms, purpose, role, count, link) in any::<(u64, u64, u16, u8, u32, Option<u64>)>(),
            (operation, action, outcome) in
                (select(&Operation::ALL[..]), select(Action::ALL), select(&Outcome::ALL[..])),
            (actor, acted_for, session, salt) in
                any::<([u8; 16], Option<[u8; 16]>, [u8; 16], [u8; 16])>(),
            auth in 0..=Auth::KNOWN,
            (subjects, object, detail, previous) in
                any::<(Option<[u8; 32]>, Option<[u8; 32]>, Option<[u8; 32]>, [u8; 32])>(),
        ) -> Event {
            Event {
                seq,
                at_ms,
                operation,
                action,
                outcome,
                purpose,
                actor: Id::from_bytes(actor),
                acted_for: acted_for.map(Id::from_bytes),
                session: Id::from_bytes(session),
                role,
                auth: Auth(auth),
                count,
                subjects: subjects.map(Digest::from_bytes),
                object: object.map(Digest::from_bytes),
                detail: detail.map(Digest::from_bytes),
                link,
                previous: Digest::from_bytes(previous),
                salt,
            }
        }
    }

    proptest! {
        #[test]
        fn an_event_reads_back_from_its_envelope(event in any_event()) {
            let envelope = event.encode();
            prop_assert!((100..=ENVELOPE_BYTES_MAX).contains(&envelope.len()));
            prop_assert_eq!(cbor::check(&envelope), Ok(()));
            let read = Event::decode(&envelope).unwrap();
            prop_assert!(read == event);
        }

        #[test]
        fn an_event_has_one_envelope(event in any_event(), at: prop::sample::Index, byte: u8) {
            let mut envelope = event.encode();
            let at = at.index(envelope.len());
            envelope[at] = byte;
            if let Ok(other) = Event::decode(&envelope) {
                prop_assert_eq!(other.encode(), envelope);
            }
        }

        #[test]
        fn an_envelope_is_read_whole_or_not_at_all(event in any_event(), at: prop::sample::Index) {
            let envelope = event.encode();
            prop_assert!(Event::decode(&envelope[..at.index(envelope.len())]).is_err());
            prop_assert!(Event::decode(&[&envelope[..], &[0xf6]].concat()).is_err());
        }
    }

    #[test]
    fn the_longest_envelope_fits_its_stated_length() {
        assert_eq!(the_longest_event().encode().len(), ENVELOPE_BYTES_MAX);
    }

    #[test]
    fn an_envelope_of_another_form_or_version_or_with_unknown_codes_is_refused() {
        let envelope = an_event(7).encode();
        // Array head, name, version, operation, action, outcome, authentication.
        for (at, byte) in [(0, 0x93), (2, b'S'), (12, 2), (23, 7), (25, 0xff), (26, 0), (26, 6), (63, 0x20)] {
            let mut other = envelope.clone();
            assert_ne!(other[at], byte);
            other[at] = byte;
            assert!(Event::decode(&other).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_moment_before_1970_counts_as_its_beginning() {
        assert_eq!(Event::milliseconds(DateTime::<Utc>::MIN_UTC), 0);
        assert_eq!(Event::milliseconds(an_event(0).at()), an_event(0).at_ms);
    }

    #[test]
    fn the_debug_form_tells_neither_actor_nor_salt() {
        assert_eq!(format!("{:?}", an_event(7)), "Event { seq: 7, action: Open, outcome: Done, .. }");
    }
}

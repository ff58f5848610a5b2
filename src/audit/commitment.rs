//! Commitments: an event binds personal data by salted digests and holds none of it.
//!
//! Each detail field has a salt of its own, so that one can be opened to an auditor, or erased, and
//! the others stay as they are. A field is erased by deleting its value *and its salt*; its digest
//! stays beside the event, since the event's commitment is over all digests, and without the salt it
//! cannot be tested against guesses.

use std::fmt;

use crate::audit::cbor::Writer;
use crate::audit::digest::Digest;
use crate::audit::tree;
use crate::model::{Id, Kind};

/// What a field's digest begins with.
const FIELD_NAME: &str = "sreg.f1";
/// What a record reference begins with.
const REFERENCE_NAME: &[u8] = b"sreg.ref1";
/// What a record version's digest begins with.
const VERSION_NAME: &str = "sreg.v1";
/// Room for the head of a commitment: its name, a few numbers and a salt.
const HEAD_BYTES: usize = 128;

/// A detail of an event that is committed to and kept apart. In the order of the numbers.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// Why, in the actor's words.
    Reason = 1,
    /// What was searched or screened for.
    Criteria = 2,
    /// The organisation that received a disclosure.
    RecipientOrganisation = 3,
    /// The person who received a disclosure.
    RecipientPerson = 4,
    /// By which means it was disclosed.
    Means = 5,
    /// The terminal or host that the actor sat at.
    Terminal = 6,
    /// The task or incident that the access belongs to.
    Task = 7,
    /// The person without an account whom the actor acted for.
    ActedForPerson = 8,
    /// Which fields of the records were shown.
    FieldMask = 9,
    /// The legal basis of a disclosure.
    LegalBasis = 10,
    /// The retention rule that an erasure followed.
    RetentionRule = 11,
    /// The digest of the version before a change.
    BeforeVersion = 12,
    /// The number of the event by which a second person agreed.
    Approval = 13,
    /// What somebody who looked at an event found.
    Finding = 14,
}

impl Field {
    /// Every field, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::Reason,
        Self::Criteria,
        Self::RecipientOrganisation,
        Self::RecipientPerson,
        Self::Means,
        Self::Terminal,
        Self::Task,
        Self::ActedForPerson,
        Self::FieldMask,
        Self::LegalBasis,
        Self::RetentionRule,
        Self::BeforeVersion,
        Self::Approval,
        Self::Finding,
    ];

    /// Returns the number in commitments.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Tells whether the field can say something of a person, and so be erased. What ties events together, or
    /// tells by which rule something was done, stays for as long as the event does.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        match self {
            Self::Reason
            | Self::Criteria
            | Self::RecipientOrganisation
            | Self::RecipientPerson
            | Self::Means
            | Self::Terminal
            | Self::Task
            | Self::ActedForPerson
            | Self::Finding => true,
            Self::FieldMask
            | Self::LegalBasis
            | Self::RetentionRule
            | Self::BeforeVersion
            | Self::Approval => false,
        }
    }

    /// Returns the field of a number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Returns the name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Criteria => "criteria",
            Self::RecipientOrganisation => "recipient_organisation",
            Self::RecipientPerson => "recipient_person",
            Self::Means => "means",
            Self::Terminal => "terminal",
            Self::Task => "task",
            Self::ActedForPerson => "acted_for_person",
            Self::FieldMask => "field_mask",
            Self::LegalBasis => "legal_basis",
            Self::RetentionRule => "retention_rule",
            Self::BeforeVersion => "before_version",
            Self::Approval => "approval",
            Self::Finding => "finding",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A field's salt and value: what opens its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// Which field.
    pub field: Field,
    /// Random bytes, this field's alone.
    pub salt: [u8; 32],
    /// The value; hashed in Unicode's normal form C.
    pub value: String,
}

impl fmt::Debug for Opening {
    /// Shows which field, and neither its value nor its salt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("field", &self.field).finish_non_exhaustive()
    }
}

/// A field of an event as it is kept: its digest always, its opening until it is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// The field can be opened.
    Opened {
        /// What opens it.
        opening: Opening,
        /// Its digest, as kept.
        digest: Digest,
    },
    /// The field's value and salt are gone.
    Erased {
        /// Which field.
        field: Field,
        /// Its digest, as kept.
        digest: Digest,
        /// The number of the event that erased it.
        by: u64,
    },
}

impl Committed {
    /// Commits to an opening.
    #[must_use]
    pub fn to(opening: Opening) -> Self {
        let digest = field_digest(&opening);
        Self::Opened { opening, digest }
    }

    /// Returns which field it is.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self {
            Self::Opened { opening, .. } => opening.field,
            Self::Erased { field, .. } => *field,
        }
    }

    /// Returns the digest, as kept.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        match self {
            Self::Opened { digest, .. } | Self::Erased { digest, .. } => *digest,
        }
    }

    /// Forgets the value and the salt; `by` is the number of the event that erases them.
    #[must_use]
    pub fn erased(self, by: u64) -> Self {
        Self::Erased { field: self.field(), digest: self.digest(), by }
    }
}

/// Returns the digest of one field.
#[must_use]
pub fn field_digest(opening: &Opening) -> Digest {
    let mut writer = Writer::with_capacity(HEAD_BYTES + opening.value.len());
    writer.array(4).text(FIELD_NAME).uint(opening.field.number()).bytes(&opening.salt).text(&opening.value);
    Digest::of(&[&writer.finish()])
}

/// Returns the commitment over an event's fields, in whatever order they are given.
///
/// Nothing where there are no fields. A field is given at most once.
#[must_use]
pub fn detail(fields: &[(Field, Digest)]) -> Option<Digest> {
    if fields.is_empty() {
        return None;
    }
    let mut fields = fields.to_vec();
    fields.sort_unstable();
    let mut writer = Writer::with_capacity(HEAD_BYTES + fields.len() * 36);
    writer.array(fields.len());
    for (field, digest) in &fields {
        writer.array(2).uint(field.number()).bytes(digest.as_bytes());
    }
    Some(Digest::of(&[&writer.finish()]))
}

/// Returns the commitment over an event's fields, from what opens them.
#[must_use]
pub fn detail_of(openings: &[Opening]) -> Option<Digest> {
    detail(&openings.iter().map(|it| (it.field, field_digest(it))).collect::<Vec<_>>())
}

/// Returns the blinded reference to a record, under the event's own salt.
#[must_use]
pub fn reference(salt: &[u8; 32], record: Id) -> Digest {
    Digest::of(&[REFERENCE_NAME, salt, record.as_bytes()])
}

/// Returns the root over the blinded references to records: a set, so order and repeats do not matter.
///
/// The references are sorted, so that two neighbours prove that a record is *not* among them. Nothing
/// where there are no records.
#[must_use]
pub fn references_root(salt: &[u8; 32], records: &[Id]) -> Option<Digest> {
    let mut references = records.iter().map(|it| reference(salt, *it)).collect::<Vec<_>>();
    references.sort_unstable();
    references.dedup();
    root_over(&references)
}

/// One version of a record, as an event commits to it.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// The record.
    pub record: Id,
    /// The entry it belongs to.
    pub entry: Id,
    /// Its kind.
    pub kind: Kind,
    /// Its number, from 1.
    pub version: u32,
    /// When it was written, in Unix milliseconds.
    pub recorded_at_ms: u64,
    /// Salt of its own, which goes with the record when that is erased.
    pub salt: &'a [u8; 32],
    /// The document, the very bytes stored.
    pub bytes: &'a [u8],
}

impl fmt::Debug for Version<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} version {}", self.kind, self.record, self.version)
    }
}

/// Returns the digest of a record's version: of its place on the register and of the very bytes stored.
///
/// The entry, the kind and the time are in it, so that a document moved to another person, passed off as
/// another kind, or back-dated, is as plain as one that was edited.
#[must_use]
pub fn version_digest(it: &Version<'_>) -> Digest {
    let mut writer = Writer::with_capacity(HEAD_BYTES);
    writer.array(8).text(VERSION_NAME).bytes(it.record.as_bytes()).uint(it.version).bytes(it.salt);
    writer.bytes(it.entry.as_bytes()).uint(it.kind.number()).uint(it.recorded_at_ms);
    writer.bytes_ahead(it.bytes.len());
    Digest::of(&[&writer.finish(), it.bytes])
}

/// Returns the commitment over the record versions that an event wrote, and the facts that it says
/// ([`Fact::committed`](crate::audit::facts::Fact::committed)).
///
/// Of one version it is the digest itself; of several the root over their digests, sorted by record.
/// Nothing where there are none.
#[must_use]
pub fn object_of(versions: &[(Id, Digest)]) -> Option<Digest> {
    if let [(_, digest)] = versions {
        return Some(*digest);
    }
    let mut versions = versions.to_vec();
    versions.sort_unstable();
    root_over(&versions.iter().map(|(_, digest)| *digest).collect::<Vec<_>>())
}

/// Returns the root of the tree whose leaf data are these digests, if there are any.
fn root_over(digests: &[Digest]) -> Option<Digest> {
    let leaves = digests.iter().map(|it| tree::leaf_hash(it.as_bytes())).collect::<Vec<_>>();
    (!leaves.is_empty()).then(|| tree::root_of(&leaves))
}

#[cfg(test)]
mod tests {
    use ciborium::{Value, cbor};

    use super::*;

    fn opening(field: Field, value: &str) -> Opening {
        Opening { field, salt: [field.number(); 32], value: value.into() }
    }

    fn id(byte: u8) -> Id {
        Id::from_bytes([byte; 16])
    }

    /// The digest over a value as an independent encoder writes it.
    fn theirs(value: &Value) -> Digest {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        Digest::of(&[&bytes])
    }

    #[test]
    fn a_fields_digest_is_over_its_name_number_salt_and_value() {
        let salt = Value::Bytes(vec![2; 32]);
        let expected = theirs(&cbor!(["sreg.f1", 2, salt, "Zo\u{eb} Example"]).unwrap());
        assert_eq!(field_digest(&opening(Field::Criteria, "Zo\u{eb} Example")), expected);
        assert_eq!(field_digest(&opening(Field::Criteria, "Zoe\u{308} Example")), expected);
    }

    #[test]
    fn a_detail_is_over_its_fields_in_ascending_order() {
        let (reason, task) = (opening(Field::Reason, "asked by the court"), opening(Field::Task, "INC-1"));
        let bytes = |it: &Opening| Value::Bytes(field_digest(it).as_bytes().to_vec());
        let expected = theirs(&cbor!([[1, bytes(&reason)], [7, bytes(&task)]]).unwrap());
        assert_eq!(detail_of(&[reason.clone(), task.clone()]), Some(expected));
        assert_eq!(detail_of(&[task, reason]), Some(expected));
        assert_eq!(detail(&[]), None);
    }

    #[test]
    fn an_erased_field_keeps_its_digest_and_nothing_else() {
        let committed = Committed::to(opening(Field::Reason, "asked by the court"));
        let digest = committed.digest();
        let erased = committed.erased(9);
        assert_eq!(erased, Committed::Erased { field: Field::Reason, digest, by: 9 });
        assert_eq!((erased.field(), erased.digest()), (Field::Reason, digest));
    }

    #[test]
    fn references_are_a_set_under_a_salt() {
        let salt = [8; 32];
        let root = references_root(&salt, &[id(1), id(2), id(3)]);
        assert_eq!(references_root(&salt, &[id(3), id(1), id(2), id(1)]), root);
        assert_ne!(references_root(&[9; 32], &[id(1), id(2), id(3)]), root);
        assert_eq!(references_root(&salt, &[]), None);

        let one = Digest::of(&[b"sreg.ref1", &salt, &[1; 16]]);
        assert_eq!(reference(&salt, id(1)), one);
        assert_eq!(references_root(&salt, &[id(1)]), Some(tree::leaf_hash(one.as_bytes())));
    }

    #[test]
    fn a_versions_digest_is_over_its_place_and_the_very_bytes_stored() {
        let document = br#"{"a":1}"#;
        let (record, entry) = (Value::Bytes(vec![1; 16]), Value::Bytes(vec![2; 16]));
        let (salt, bytes) = (Value::Bytes(vec![5; 32]), Value::Bytes(document.to_vec()));
        let kind = Kind::Order.number();
        let at_ms = 1_790_000_000_000_u64;
        let expected = theirs(&cbor!(["sreg.v1", record, 300, salt, entry, kind, at_ms, bytes]).unwrap());
        let version = Version {
            record: id(1),
            entry: id(2),
            kind: Kind::Order,
            version: 300,
            recorded_at_ms: at_ms,
            salt: &[5; 32],
            bytes: document,
        };
        assert_eq!(version_digest(&version), expected);
        for changed in [
            Version { record: id(3), ..version },
            Version { entry: id(3), ..version },
            Version { kind: Kind::Review, ..version },
            Version { version: 301, ..version },
            Version { recorded_at_ms: at_ms - 1, ..version },
            Version { salt: &[6; 32], ..version },
            Version { bytes: br#"{"a": 1}"#, ..version },
        ] {
            assert_ne!(version_digest(&changed), expected, "{changed:?}");
        }
    }

    #[test]
    fn one_version_stands_for_itself_and_several_for_their_root_by_record() {
        let (first, second) = (Digest::of(&[b"z"]), Digest::of(&[b"a"]));
        assert_eq!(object_of(&[]), None);
        assert_eq!(object_of(&[(id(1), first)]), Some(first));
        let leaf = |it: Digest| tree::leaf_hash(it.as_bytes());
        let root = tree::node_hash(&leaf(first), &leaf(second));
        assert_eq!(object_of(&[(id(1), first), (id(2), second)]), Some(root));
        assert_eq!(object_of(&[(id(2), second), (id(1), first)]), Some(root));
    }

    #[test]
    fn every_field_reads_back_from_its_number() {
        let known = (0..=u8::MAX).filter_map(Field::of_number).collect::<Vec<_>>();
        assert_eq!(known, Field::ALL);
        assert!(known.iter().map(|it| it.number()).eq(1..=14));
    }

    #[test]
    fn the_debug_form_of_an_opening_tells_neither_value_nor_salt() {
        let shown = format!("{:?}", Committed::to(opening(Field::Reason, "Zzyzx-Canary")));
        assert!(shown.starts_with("Opened { opening: Opening { field: Reason, .. }, digest: "));
        assert!(!shown.contains("Zzyzx"));
    }
}

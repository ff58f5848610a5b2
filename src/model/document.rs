//! Documents: JSON in, JSON out, and the field that was wrong.

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use zeroize::Zeroizing;

use crate::error::{Error, Pointer, Problem, Result};
use crate::model::Kind;
use crate::model::objects::Objects;
use crate::model::strict::{Strict, depth};
use crate::model::text::{is_turned, turns_text};

/// The longest document, in bytes of JSON.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// The deepest nesting of a document: the document itself is at depth one.
pub const DEPTH_MAX: usize = 64;

/// A kind of document that records are made of.
///
/// Its fields are bounded by their types; what only several fields together can tell, `check_together` does.
pub trait Document: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The kind of record.
    const KIND: Kind;

    /// Refuses what single fields cannot: days out of order, contradictions, a birth to come.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field, or [`Error::Unlawful`] with the provision.
    fn check_together(&self, today: NaiveDate) -> Result<()>;

    /// Refuses a document that no record may be made of: a text that does not read as it is written, and what
    /// single fields cannot refuse.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field, or [`Error::Unlawful`] with the provision.
    fn check(&self, today: NaiveDate) -> Result<()> {
        refuse_turned(self)?;
        self.check_together(today)
    }

    /// Returns the document as it is to be stored: what only its own day can tell is written out.
    #[must_use]
    fn settled(self, _today: NaiveDate) -> Self {
        self
    }
}

/// Reads a document of a caller's and checks it.
///
/// # Errors
///
/// [`Error::Invalid`] with the field and what is wrong with it; [`Error::Unlawful`] where a provision
/// refuses it.
pub fn read<D: Document>(json: &str, today: NaiveDate) -> Result<D> {
    let document: D = parse(json)?;
    document.check(today)?;
    Ok(document)
}

/// Reads any type of a caller's from JSON: within bounds, no unknown fields, and the place of a fault.
///
/// # Errors
///
/// [`Error::Invalid`] with the field and what is wrong with it.
pub fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    bounded(json)
}

/// Reads any JSON value of a caller's: within bounds, no name twice in one object.
///
/// # Errors
///
/// [`Error::Invalid`] if it is too long, nested too deeply, no JSON, or names a member twice.
pub fn value(json: &str) -> Result<Value> {
    let Strict(value) = bounded(json)?;
    if depth(&value) > DEPTH_MAX {
        return Err(Error::invalid("", Problem::TooDeep));
    }
    Ok(value)
}

/// Returns the problem of a document over [`DOCUMENT_BYTES_MAX`].
pub(crate) fn too_long() -> Error {
    let bytes = u32::try_from(DOCUMENT_BYTES_MAX).unwrap_or(u32::MAX);
    Error::invalid("", Problem::TooLong { bytes })
}

fn bounded<T: DeserializeOwned>(json: &str) -> Result<T> {
    if json.len() > DOCUMENT_BYTES_MAX {
        return Err(too_long());
    }
    // Whoever reads a good document pays nothing for the place of a fault: that is sought in a second reading.
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = T::deserialize(Objects(&mut reader));
    if let Ok(value) = value.and_then(|it| reader.end().map(|()| it)) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(Objects(&mut reader)).map_err(|fault| {
        let at = pointer_of(fault.path());
        refused(at, &fault.into_inner())
    })?;
    reader.end().map_err(|fault| refused(Pointer::default(), &fault))?;
    Ok(value)
}

/// Writes a document: the bytes that are stored, hashed and given out.
///
/// # Panics
///
/// Never for a document: its keys are text and no field fails.
#[must_use]
pub fn write<T: Serialize>(document: &T) -> String {
    serde_json::to_string(document).expect("documents have text keys and no failing fields")
}

/// Refuses a document with a text that is turned, at that text.
fn refuse_turned(document: &impl Serialize) -> Result<()> {
    let json = Zeroizing::new(write(document));
    if !json.contains(turns_text) {
        return Ok(());
    }
    let at = turned(&value(&json)?, &Pointer::default());
    at.map_or(Ok(()), |at| Err(Error::Invalid { at, problem: Problem::ControlCharacters }))
}

fn turned(value: &Value, at: &Pointer) -> Option<Pointer> {
    match value {
        Value::String(text) => is_turned(text).then(|| at.clone()),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, it)| turned(it, &at.item(index))),
        Value::Object(members) => members.iter().find_map(|(name, it)| turned(it, &at.field(name))),
        _ => None,
    }
}

/// Applies a JSON Merge Patch (RFC 7396) to a document's JSON and returns the JSON that results.
///
/// Lists are replaced whole, `null` removes a member.
///
/// # Errors
///
/// [`Error::Invalid`] if the patch is no JSON object, too long, or names a member twice.
pub fn patched(json: &str, patch: &str) -> Result<String> {
    let patch = value(patch)?;
    if !patch.is_object() {
        return Err(Error::invalid("", Problem::WrongType));
    }
    let mut document = value(json)?;
    merge(&mut document, patch);
    Ok(write(&document))
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.shift_remove(&name);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

fn pointer_of(path: &serde_path_to_error::Path) -> Pointer {
    path.iter().fold(Pointer::default(), |at, segment| match segment {
        Segment::Seq { index } => at.item(*index),
        Segment::Map { key } => at.field(key),
        Segment::Enum { .. } | Segment::Unknown => at,
    })
}

/// Turns serde's words into ours, and drops the caller's text that they hold.
fn refused(at: Pointer, fault: &serde_json::Error) -> Error {
    use serde_json::error::Category;

    if fault.classify() != Category::Data {
        let text = fault.to_string();
        let problem = if text.starts_with("recursion limit") { Problem::TooDeep } else { Problem::NotJson };
        return Error::Invalid { at: Pointer::default(), problem };
    }
    let text = fault.to_string();
    // serde names the field of these two in its text, and the path ends before it.
    let named = |it: &str| text.strip_prefix(it).map(|rest| at.field(rest.split('`').next().unwrap_or("")));
    let (at, problem) = if let Some(at) = named("missing field `") {
        (at, Problem::Missing)
    } else if let Some(at) = named("duplicate field `") {
        (at, Problem::GivenTwice)
    } else if text.starts_with("unknown field `") {
        (at, Problem::UnknownField)
    } else if text.starts_with("unknown variant `") {
        (at, Problem::UnknownCode)
    } else if text.starts_with("invalid type") {
        (at, Problem::WrongType)
    } else if text.starts_with("invalid value") {
        (at, Problem::OutOfRange)
    } else {
        (at, of_text(&text).unwrap_or(Problem::Malformed))
    };
    Error::Invalid { at, problem }
}

/// Finds the problem whose text a bounded type gave to serde; serde carries texts only.
fn of_text(text: &str) -> Option<Problem> {
    const PLAIN: [Problem; 12] = [
        Problem::BeforeItCan,
        Problem::CheckLetter,
        Problem::Contradiction,
        Problem::ControlCharacters,
        Problem::Empty,
        Problem::GivenTwice,
        Problem::InTheFuture,
        Problem::Malformed,
        Problem::Missing,
        Problem::NoSuchDay,
        Problem::OutOfRange,
        Problem::UnknownCode,
    ];
    // serde_json adds " at line 1 column 2".
    let text = text.split(" at line ").next().unwrap_or(text);
    if let Some(found) = PLAIN.into_iter().find(|it| it.to_string() == text) {
        return Some(found);
    }
    let number = || text.split(' ').find_map(|it| it.parse().ok());
    if text.starts_with("is longer than") {
        return number().map(|bytes| Problem::TooLong { bytes });
    }
    if text.starts_with("has more than") {
        return number().map(|items| Problem::TooMany { items });
    }
    if text.starts_with("is over the limit of") {
        return number().map(|limit| Problem::TooBig { limit: u64::from(limit) });
    }
    if text.starts_with("is shorter than") {
        return number().map(|least| Problem::TooShort { least });
    }
    None
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::model::text::{Few, Line};
    use crate::model::{Day, Moment};

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(default)]
        list: Few<Inner, 2>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        name: Line<5>,
        #[serde(default)]
        on: Option<Day>,
        #[serde(default)]
        at: Option<Moment>,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        count: Option<u8>,
    }

    fn check(json: &str, at: &str, problem: Problem) {
        assert_eq!(parse::<Outer>(json), Err(Error::invalid(at, problem)), "{json}");
    }

    #[test]
    fn a_fault_is_told_with_its_place_and_without_its_text() {
        check("{", "", Problem::NotJson);
        check(r#"{"list":[]} x"#, "", Problem::NotJson);
        check(r#"{"lists":[]}"#, "/lists", Problem::UnknownField);
        check(r#"{"Ann Ode":[]}"#, "/?", Problem::UnknownField);
        check(r#"{"list":{}}"#, "/list", Problem::WrongType);
        check(r#"{"list":[{}]}"#, "/list/0/name", Problem::Missing);
        check(r#"{"list":[{"name":"ann","name":"bob"}]}"#, "/list/0/name", Problem::GivenTwice);
        check(
            r#"{"list":[{"name":"ann"},{"name":"annabel"}]}"#,
            "/list/1/name",
            Problem::TooLong { bytes: 5 },
        );
        check(r#"{"list":[{"name":"a"},{"name":"b"},{"name":"c"}]}"#, "/list", Problem::TooMany { items: 2 });
        check(r#"{"list":[{"name":" "}]}"#, "/list/0/name", Problem::Empty);
        check(r#"{"list":[{"name":7}]}"#, "/list/0/name", Problem::WrongType);
        check(r#"{"list":[{"name":"a","on":"2026-02-30"}]}"#, "/list/0/on", Problem::NoSuchDay);
        check(r#"{"list":[{"name":"a","at":"2026-02-03"}]}"#, "/list/0/at", Problem::Malformed);
        check(r#"{"list":[{"name":"a","kind":"horse"}]}"#, "/list/0/kind", Problem::UnknownCode);
        for json in ["7", "[\"horse\"]", "{\"horse\":null}", "true"] {
            let json = format!(r#"{{"list":[{{"name":"a","kind":{json}}}]}}"#);
            check(&json, "/list/0/kind", Problem::WrongType);
        }
        check(r#"{"list":[["a"]]}"#, "/list/0", Problem::WrongType);
        check("[[]]", "", Problem::WrongType);
        check(r#"{"list":[{"name":"a","count":300}]}"#, "/list/0/count", Problem::OutOfRange);
        check(&"[".repeat(500), "", Problem::WrongType);
    }

    #[test]
    fn a_document_over_the_limit_is_not_even_parsed() {
        let json = format!("{{\"list\":{}}}", " ".repeat(DOCUMENT_BYTES_MAX));
        check(&json, "", Problem::TooLong { bytes: 262_144 });
    }

    #[test]
    fn a_merge_patch_replaces_removes_and_adds() {
        assert_eq!(
            patched(r#"{"a":{"b":1,"c":[1,2]},"d":4}"#, r#"{"a":{"c":[3],"e":{"f":5}},"d":null}"#),
            Ok(r#"{"a":{"b":1,"c":[3],"e":{"f":5}}}"#.to_owned())
        );
        assert_eq!(patched("{}", "[]"), Err(Error::invalid("", Problem::WrongType)));
        assert_eq!(
            patched("{}", r#"{"on":1,"on":2}"#),
            Err(Error::invalid("/on", Problem::GivenTwice)),
            "the last one must not win in silence"
        );
    }
}

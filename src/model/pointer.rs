//! JSON Pointer (RFC 6901): finds, sets and removes values of a document by path.

use serde_json::{Map, Value};

use crate::error::{Error, Problem, Result, Slip};
use crate::model::document::DEPTH_MAX;

/// The longest path, in bytes.
pub const PATH_BYTES_MAX: usize = 2048;

/// The token that stands for the place behind a list's last item.
const BEHIND: &str = "-";

/// A path into a document, such as `/names/0/surname`; empty for the whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Path(Vec<String>);

impl std::fmt::Debug for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Path")
    }
}

impl Path {
    /// Reads a path: `/` before each name or index, `~1` for a `/` in a name, `~0` for a `~`.
    ///
    /// # Errors
    ///
    /// [`Slip::TooLong`] over [`PATH_BYTES_MAX`]; [`Slip::Path`] if it is no JSON Pointer;
    /// [`Problem::TooDeep`] if it leads deeper than any document goes.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > PATH_BYTES_MAX {
            let bytes = u32::try_from(PATH_BYTES_MAX).unwrap_or(u32::MAX);
            return Err(Error::Misused(Slip::TooLong { bytes }));
        }
        if text.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let tokens = text.strip_prefix('/').ok_or(ABSENT)?;
        let tokens = tokens.split('/').map(unescaped).collect::<Result<Vec<_>>>()?;
        if tokens.len() >= DEPTH_MAX {
            return Err(Error::invalid("", Problem::TooDeep));
        }
        Ok(Self(tokens))
    }

    /// Returns how many levels below the whole document the path leads.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.0.len()
    }

    /// Returns at most how many bytes of JSON the names of the path add to a document.
    #[must_use]
    pub fn json_bytes_max(&self) -> usize {
        // A byte is escaped to six at most; quotes, colon, braces and comma make six more.
        self.0.iter().map(|it| it.len() * 6 + 6).sum()
    }

    /// Returns the value at this path.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if there is none.
    pub fn find<'a>(&self, root: &'a Value) -> Result<&'a Value> {
        self.0
            .iter()
            .try_fold(root, |at, token| match at {
                Value::Object(members) => members.get(token),
                Value::Array(items) => items.get(index(token)?),
                _ => None,
            })
            .ok_or(ABSENT)
    }

    /// Puts a value at this path, and makes the objects and lists that lead there.
    ///
    /// `-`, or the number of items, appends to a list. Where nothing stands yet (or `null`), a name
    /// makes an object, `-` and `0` a list. On failure nothing has changed.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if an index lies behind the end; [`Slip::Type`] if a plain value is in the way, or
    /// a name is asked of a list.
    pub fn set(&self, root: &mut Value, value: Value) -> Result<()> {
        set(root, &self.0, value)
    }

    /// Removes the value at this path; later items of a list move up.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if there is none, or the path is the whole document.
    pub fn remove(&self, root: &mut Value) -> Result<()> {
        let (last, parents) = self.0.split_last().ok_or(ABSENT)?;
        let parent = parents
            .iter()
            .try_fold(root, |at, token| match at {
                Value::Object(members) => members.get_mut(token),
                Value::Array(items) => items.get_mut(index(token)?),
                _ => None,
            })
            .ok_or(ABSENT)?;
        match parent {
            Value::Object(members) => members.shift_remove(last).map(drop).ok_or(ABSENT),
            Value::Array(items) => {
                let index = index(last).filter(|it| *it < items.len()).ok_or(ABSENT)?;
                items.remove(index);
                Ok(())
            }
            _ => Err(ABSENT),
        }
    }
}

const ABSENT: Error = Error::Misused(Slip::Path);

fn unescaped(token: &str) -> Result<String> {
    let mut plain = String::with_capacity(token.len());
    let mut rest = token.chars();
    while let Some(it) = rest.next() {
        plain.push(match it {
            '~' => match rest.next() {
                Some('0') => '~',
                Some('1') => '/',
                _ => return Err(ABSENT),
            },
            it => it,
        });
    }
    Ok(plain)
}

/// Reads a list's index: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let digits = !token.is_empty() && token.bytes().all(|it| it.is_ascii_digit());
    if !digits || (token.len() > 1 && token.starts_with('0')) {
        return None;
    }
    token.parse().ok()
}

fn set(at: &mut Value, tokens: &[String], value: Value) -> Result<()> {
    let Some((first, rest)) = tokens.split_first() else {
        *at = value;
        return Ok(());
    };
    match at {
        Value::Null => *at = planted(tokens, value)?,
        Value::Object(members) => {
            if let Some(member) = members.get_mut(first) {
                return set(member, rest, value);
            }
            let member = planted(rest, value)?;
            members.insert(first.clone(), member);
        }
        Value::Array(items) => {
            let behind = items.len();
            let index =
                if first == BEHIND { behind } else { index(first).ok_or(Error::Misused(Slip::Type))? };
            match items.get_mut(index) {
                Some(item) => set(item, rest, value)?,
                None if index == behind => items.push(planted(rest, value)?),
                None => return Err(ABSENT),
            }
        }
        _ => return Err(Error::Misused(Slip::Type)),
    }
    Ok(())
}

/// Wraps a value in the objects and lists that the tokens ask for.
fn planted(tokens: &[String], value: Value) -> Result<Value> {
    tokens.iter().rev().try_fold(value, |value, token| match index(token) {
        _ if token == BEHIND => Ok(Value::Array(vec![value])),
        Some(0) => Ok(Value::Array(vec![value])),
        Some(_) => Err(ABSENT),
        None => Ok(Value::Object(Map::from_iter([(token.clone(), value)]))),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn find(root: &Value, path: &str) -> Result<Value> {
        Path::parse(path)?.find(root).cloned()
    }

    fn set(root: &Value, path: &str) -> Result<Value> {
        let mut root = root.clone();
        Path::parse(path)?.set(&mut root, json!(7))?;
        Ok(root)
    }

    fn remove(root: &Value, path: &str) -> Result<Value> {
        let mut root = root.clone();
        Path::parse(path)?.remove(&mut root)?;
        Ok(root)
    }

    const TYPE: Error = Error::Misused(Slip::Type);

    #[test]
    fn the_examples_of_the_standard_are_found() {
        let root = json!({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
            "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8});
        for (path, found) in [
            ("", root.clone()),
            ("/foo", json!(["bar", "baz"])),
            ("/foo/0", json!("bar")),
            ("/", json!(0)),
            ("/a~1b", json!(1)),
            ("/c%d", json!(2)),
            ("/e^f", json!(3)),
            ("/g|h", json!(4)),
            ("/i\\j", json!(5)),
            ("/k\"l", json!(6)),
            ("/ ", json!(7)),
            ("/m~0n", json!(8)),
        ] {
            assert_eq!(find(&root, path), Ok(found), "{path}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let root = json!({"list": ["a"], "text": "b", "~1": 1});
        for path in
            ["list", "/none", "/list/1", "/list/-", "/list/00", "/list/+0", "/list/", "/text/0", "/~2", "/~"]
        {
            assert_eq!(find(&root, path), Err(ABSENT), "{path}");
        }
        assert_eq!(find(&root, "/~01"), Ok(json!(1)), "~01 is the name ~1, not a slash");
    }

    #[test]
    fn a_value_set_makes_its_parents() {
        let root = json!({"list": [1, {"a": 2}], "text": "b", "none": null});
        for (path, after) in [
            ("", Ok(json!(7))),
            ("/text", Ok(json!({"list": [1, {"a": 2}], "text": 7, "none": null}))),
            ("/a~1b", Ok(json!({"list": [1, {"a": 2}], "text": "b", "none": null, "a/b": 7}))),
            ("/list/0", Ok(json!({"list": [7, {"a": 2}], "text": "b", "none": null}))),
            ("/list/1/a", Ok(json!({"list": [1, {"a": 7}], "text": "b", "none": null}))),
            ("/list/-", Ok(json!({"list": [1, {"a": 2}, 7], "text": "b", "none": null}))),
            ("/list/2/b", Ok(json!({"list": [1, {"a": 2}, {"b": 7}], "text": "b", "none": null}))),
            ("/none/0/b", Ok(json!({"list": [1, {"a": 2}], "text": "b", "none": [{"b": 7}]}))),
            ("/new/-/b", Ok(json!({"list": [1, {"a": 2}], "text": "b", "none": null, "new": [{"b": 7}]}))),
            ("/list/3", Err(ABSENT)),
            ("/new/1", Err(ABSENT)),
            ("/list/x", Err(TYPE)),
            ("/text/x", Err(TYPE)),
            ("/list/0/x", Err(TYPE)),
            ("/list/99999999999999999999999", Err(TYPE)),
        ] {
            assert_eq!(set(&root, path), after, "{path}");
        }
    }

    #[test]
    fn a_value_removed_closes_the_gap() {
        let root = json!({"list": [1, 2, 3], "text": "b"});
        for (path, after) in [
            ("/text", Ok(json!({"list": [1, 2, 3]}))),
            ("/list/1", Ok(json!({"list": [1, 3], "text": "b"}))),
            ("", Err(ABSENT)),
            ("/none", Err(ABSENT)),
            ("/list/3", Err(ABSENT)),
            ("/list/-", Err(ABSENT)),
            ("/text/x", Err(ABSENT)),
        ] {
            assert_eq!(remove(&root, path), after, "{path}");
        }
    }

    #[test]
    fn a_path_is_bounded() {
        let bytes = u32::try_from(PATH_BYTES_MAX).unwrap();
        let long = format!("/{}", "a".repeat(PATH_BYTES_MAX));
        assert_eq!(Path::parse(&long), Err(Error::Misused(Slip::TooLong { bytes })));
        assert!(Path::parse(&"/a".repeat(DEPTH_MAX - 1)).is_ok());
        assert_eq!(Path::parse(&"/a".repeat(DEPTH_MAX)), Err(Error::invalid("", Problem::TooDeep)));
    }

    proptest! {
        #[test]
        fn what_is_set_is_found_and_what_fails_changes_nothing(path in "(/(-|[0-3]|a|b|~0|~1)){0,5}") {
            let before = json!({"a": [1, {"b": [2]}], "b": "text", "~": {"a": null}});
            let mut root = before.clone();
            let parsed = Path::parse(&path)?;
            match parsed.set(&mut root, json!("put")) {
                Ok(()) if !path.contains('-') => prop_assert_eq!(parsed.find(&root)?, &json!("put")),
                Ok(()) => prop_assert_ne!(&root, &before),
                Err(_) => prop_assert_eq!(&root, &before),
            }
        }
    }
}

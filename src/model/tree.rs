//! A document as callers without a JSON parser see it: values at paths.

use std::fmt;
use std::io;

use serde_json::Value;
use zeroize::Zeroize;

use crate::error::{Error, Problem, Result, Slip};
use crate::model::document::{self, DEPTH_MAX, DOCUMENT_BYTES_MAX};
use crate::model::pointer::Path;
use crate::model::strict::depth;

/// What stands at a path. The numbers are the C names' (`SREG_T_...`) and never change.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// Nothing.
    Absent = 0,
    /// `null`.
    Null = 1,
    /// `true` or `false`.
    Bool = 2,
    /// A whole number of 64 bits, signed.
    Int = 3,
    /// Any other number.
    Real = 4,
    /// A text; days, moments, ids and codes are texts.
    Text = 5,
    /// A list.
    List = 6,
    /// An object.
    Object = 7,
}

impl Shape {
    /// Returns the number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(it) if it.is_i64() => Self::Int,
            Value::Number(_) => Self::Real,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }
}

/// A JSON document that is read and built by paths (JSON Pointer, RFC 6901).
#[derive(Clone, PartialEq)]
pub struct Tree {
    root: Value,
    /// At least the length of the JSON: exact counting after each change would cost a pass over all.
    json_bytes_max: usize,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tree")
    }
}

/// A document that is freed leaves no text behind.
impl Drop for Tree {
    fn drop(&mut self) {
        wipe(&mut self.root);
    }
}

/// Overwrites every text of a value.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Tree {
    /// Reads a caller's document.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it is too long, nested too deeply, no JSON, or names a member twice.
    pub fn parse(json: &str) -> Result<Self> {
        let root = document::value(json)?;
        Ok(Self { json_bytes_max: json_bytes(&root), root })
    }

    /// Takes a document that this library made; it may be longer than a caller's may.
    #[must_use]
    pub fn of(root: Value) -> Self {
        Self { json_bytes_max: json_bytes(&root), root }
    }

    /// Returns the JSON of what stands at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing does.
    pub fn json(&self, path: &str) -> Result<String> {
        Ok(self.at(path)?.to_string())
    }

    /// Returns what kind of value stands at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if the path is no JSON Pointer.
    pub fn shape(&self, path: &str) -> Result<Shape> {
        Ok(Path::parse(path)?.find(&self.root).map_or(Shape::Absent, Shape::of))
    }

    /// Returns the number of items of the list, or members of the object, at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing is there, [`Slip::Type`] if it is neither.
    pub fn count(&self, path: &str) -> Result<usize> {
        match self.at(path)? {
            Value::Array(items) => Ok(items.len()),
            Value::Object(members) => Ok(members.len()),
            _ => Err(TYPE),
        }
    }

    /// Returns the name of a member of the object at `path`, counted from 0 in the document's order.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing is there, [`Slip::Type`] if it is no object, [`Slip::Length`] if it
    /// has no such member.
    pub fn key(&self, path: &str, index: usize) -> Result<&str> {
        let members = self.at(path)?.as_object().ok_or(TYPE)?;
        members.keys().nth(index).map(String::as_str).ok_or(Error::Misused(Slip::Length))
    }

    /// Returns the text at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing is there, [`Slip::Type`] if it is no text.
    pub fn text(&self, path: &str) -> Result<&str> {
        self.at(path)?.as_str().ok_or(TYPE)
    }

    /// Returns the whole number at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing is there, [`Slip::Type`] if it is no whole number of 64 bits.
    pub fn int(&self, path: &str) -> Result<i64> {
        self.at(path)?.as_i64().ok_or(TYPE)
    }

    /// Returns whether `true` or `false` stands at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing is there, [`Slip::Type`] if it is neither.
    pub fn truth(&self, path: &str) -> Result<bool> {
        self.at(path)?.as_bool().ok_or(TYPE)
    }

    /// Puts a value at `path`, and makes the objects and lists that lead there; see [`Path::set`].
    ///
    /// On failure nothing has changed.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`], [`Slip::Type`] as there; [`Error::Invalid`] if the document would become too
    /// long or too deep.
    pub fn set(&mut self, path: &str, value: Value) -> Result<()> {
        let path = Path::parse(path)?;
        if path.levels() + depth(&value) > DEPTH_MAX {
            return Err(Error::invalid("", Problem::TooDeep));
        }
        let json_bytes_max = self.json_bytes_max + path.json_bytes_max() + json_bytes(&value);
        if json_bytes_max <= DOCUMENT_BYTES_MAX {
            path.set(&mut self.root, value)?;
            self.json_bytes_max = json_bytes_max;
            return Ok(());
        }
        // The estimate is over the limit, the document perhaps not: only here it is counted.
        let mut root = self.root.clone();
        path.set(&mut root, value)?;
        let bytes = json_bytes(&root);
        if bytes > DOCUMENT_BYTES_MAX && bytes > json_bytes(&self.root) {
            wipe(&mut root);
            return Err(document::too_long());
        }
        wipe(&mut self.root);
        (self.root, self.json_bytes_max) = (root, bytes);
        Ok(())
    }

    /// Removes what stands at `path`.
    ///
    /// # Errors
    ///
    /// [`Slip::Path`] if nothing does, or the path is the whole document.
    pub fn remove(&mut self, path: &str) -> Result<()> {
        Path::parse(path)?.remove(&mut self.root)
    }

    fn at(&self, path: &str) -> Result<&Value> {
        Path::parse(path)?.find(&self.root)
    }
}

const TYPE: Error = Error::Misused(Slip::Type);

/// Counts the bytes of a value's JSON without writing it.
fn json_bytes(value: &Value) -> usize {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).expect("counting cannot fail, nor can the JSON of a value");
    count.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_read_as_itself_only() {
        let tree = Tree::parse(
            r#"{"n":null,"b":true,"i":-5,"r":0.5,"u":9223372036854775808,"t":"x","l":[1],"o":{}}"#,
        )
        .unwrap();
        for (path, shape, text, int, truth, count) in [
            ("/none", Shape::Absent, false, false, false, false),
            ("/n", Shape::Null, false, false, false, false),
            ("/b", Shape::Bool, false, false, true, false),
            ("/i", Shape::Int, false, true, false, false),
            ("/r", Shape::Real, false, false, false, false),
            ("/u", Shape::Real, false, false, false, false),
            ("/t", Shape::Text, true, false, false, false),
            ("/l", Shape::List, false, false, false, true),
            ("/o", Shape::Object, false, false, false, true),
        ] {
            assert_eq!(tree.shape(path), Ok(shape), "{path}");
            let wrong = Error::Misused(if path == "/none" { Slip::Path } else { Slip::Type });
            let refusal = |allowed: bool| (!allowed).then(|| wrong.clone());
            assert_eq!(tree.text(path).err(), refusal(text), "{path}");
            assert_eq!(tree.int(path).err(), refusal(int), "{path}");
            assert_eq!(tree.truth(path).err(), refusal(truth), "{path}");
            assert_eq!(tree.count(path).err(), refusal(count), "{path}");
        }
    }

    #[test]
    fn wiping_a_document_leaves_no_text_in_it() {
        let mut root = document::value(r#"{"a":"Zzyzx","b":[1,"Zzyzx",{"c":"Zzyzx"}],"d":true}"#).unwrap();
        wipe(&mut root);
        assert_eq!(root.to_string(), r#"{"a":"","b":[1,"",{"c":""}],"d":true}"#);
    }

    #[test]
    fn names_come_in_the_order_of_the_document() {
        let mut tree = Tree::parse(r#"{"b":1,"a":2,"c":3}"#).unwrap();
        tree.remove("/b").unwrap();
        tree.set("/b", Value::Null).unwrap();
        let names: Vec<_> = (0..3).map(|it| tree.key("", it).unwrap()).collect();
        assert_eq!(names, ["a", "c", "b"]);
        assert_eq!(tree.key("", 3), Err(Error::Misused(Slip::Length)));
        assert_eq!(tree.key("/a", 0), Err(TYPE));
        assert_eq!(tree.json("").unwrap(), r#"{"a":2,"c":3,"b":null}"#);
    }

    #[test]
    fn a_document_grows_to_the_limit_and_not_beyond() {
        let mut tree = Tree::parse("{}").unwrap();
        let half = Value::from("x".repeat(DOCUMENT_BYTES_MAX / 2));
        tree.set("/a", half.clone()).unwrap();
        for _ in 0..5 {
            tree.set("/a", half.clone()).unwrap();
        }
        assert_eq!(tree.set("/b", half.clone()), Err(document::too_long()));
        assert_eq!(tree.count(""), Ok(1), "what was refused is not there");
        let room = DOCUMENT_BYTES_MAX - tree.json("").unwrap().len() - r#","b":"""#.len();
        tree.set("/b", Value::from("x".repeat(room))).unwrap();
        assert_eq!(tree.json("").unwrap().len(), DOCUMENT_BYTES_MAX);
        assert_eq!(tree.set("/c", Value::Null), Err(document::too_long()));
        assert!(Tree::parse(&tree.json("").unwrap()).is_ok(), "what was built can be read");
    }

    #[test]
    fn a_value_set_deep_counts_the_depth_of_its_path() {
        let mut tree = Tree::parse("{}").unwrap();
        let nested = |levels: usize| document::value(&("[".repeat(levels) + &"]".repeat(levels))).unwrap();
        tree.set("/a/b", nested(DEPTH_MAX - 2)).unwrap();
        assert_eq!(tree.set("/a/c", nested(DEPTH_MAX - 1)), Err(Error::invalid("", Problem::TooDeep)));
        assert!(Tree::parse(&tree.json("").unwrap()).is_ok());
    }
}

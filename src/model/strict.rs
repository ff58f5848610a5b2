//! JSON as strictly as a register needs it: no object may name a member twice.
//!
//! JSON leaves open which of two equal names wins, and programs differ; a register cannot.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON value in which no object names a member twice, at any depth.
#[derive(Clone)]
pub struct Strict(pub Value);

impl fmt::Debug for Strict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Strict")
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

/// Returns how deeply a value nests: 1 for a plain value or an empty list.
#[must_use]
pub fn depth(value: &Value) -> usize {
    let below = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => None,
    };
    1 + below.unwrap_or(0)
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }

    fn visit_f64<E>(self, it: f64) -> Result<Value, E> {
        Ok(Number::from_f64(it).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, it: &str) -> Result<Value, E> {
        Ok(Value::String(it.to_owned()))
    }

    fn visit_string<E>(self, it: String) -> Result<Value, E> {
        Ok(Value::String(it))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                // The words of serde's own fault, which `document` turns into a place and a problem.
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            let Strict(value) = members.next_value()?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::error::{Error, Problem};
    use crate::model::document::{DEPTH_MAX, value};

    #[test]
    fn a_name_given_twice_is_refused_at_any_depth() {
        for (json, at) in [
            (r#"{"a":1,"a":1}"#, "/a"),
            (r#"{"list":[0,{"b":{"c":1,"d":2,"c":3}}]}"#, "/list/1/b/c"),
            (r#"{"\u0061":1,"a":2}"#, "/a"),
            (r#"{"Zzyzx-Canary":1,"Zzyzx-Canary":2}"#, "/?"),
        ] {
            assert_eq!(value(json), Err(Error::invalid(at, Problem::GivenTwice)), "{json}");
        }
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(value(&nested(DEPTH_MAX)).is_ok());
        for levels in [DEPTH_MAX + 1, 100_000] {
            assert_eq!(value(&nested(levels)), Err(Error::invalid("", Problem::TooDeep)), "{levels}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for json in ["", " ", "{", "{} x", "{'a':1}", "[1,]", "NaN", "\u{feff}{}", "\"\u{1}\""] {
            assert_eq!(value(json), Err(Error::invalid("", Problem::NotJson)), "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_a_plain_reader_reads(text in "\\PC{0,12}", number: i64, truth: bool) {
            let plain = serde_json::json!({"text": text, "list": [number, truth, null, {"real": 0.5}]});
            prop_assert_eq!(value(&plain.to_string()), Ok(plain));
        }
    }
}

//! What is given, what is known not to be, and what nobody has said.

use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::model::Day;

/// A fact that may be known, known to be absent, or unknown.
///
/// In the simulator's JSON a value is `Is`, `null` is `Not`, and an absent field is `Unknown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Given<T> {
    /// It is so, and this is it.
    Is(T),
    /// It is known that there is none: never served, not notified.
    Not,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl<T> Given<T> {
    /// Returns the value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Not | Self::Unknown => None,
        }
    }

    /// Changes the value, if there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Is(value) => Given::Is(change(value)),
            Self::Not => Given::Not,
            Self::Unknown => Given::Unknown,
        }
    }

    /// Takes a value that, where absent, is known to be absent.
    pub fn or_not(value: Option<T>) -> Self {
        value.map_or(Self::Not, Self::Is)
    }

    /// Takes a value that, where absent, is not known.
    pub fn or_unknown(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Is)
    }
}

impl<T: fmt::Display> fmt::Display for Given<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => value.fmt(f),
            Self::Not => f.write_str("none"),
            Self::Unknown => f.write_str("not known"),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::or_not)
    }
}

/// A day, or the bare fact that something happened: `"2026-03-01"`, `true` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// On that day.
    On(Day),
    /// Whether at all.
    AtAll(bool),
}

impl<'de> Deserialize<'de> for Happened {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl serde::de::Visitor<'_> for Either {
            type Value = Happened;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day, true or false")
            }

            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Happened, E> {
                Ok(Happened::AtAll(value))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Happened, E> {
                text.parse().map(Happened::On).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Says yes, no, or that it is not known.
#[must_use]
pub fn told(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_a_day_or_yes_or_no_and_nothing_else() {
        let read = serde_json::from_str::<Happened>;
        assert_eq!(
            read("\"2026-03-01\"").expect("a day"),
            Happened::On("2026-03-01".parse().expect("a day"))
        );
        assert_eq!(read("true").expect("yes"), Happened::AtAll(true));
        let refused = read("3").expect_err("a number").to_string();
        assert!(refused.contains("expected a day, true or false"), "{refused}");
    }
}

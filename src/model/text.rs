//! Bounded texts. Every text of a document is one of these, so that none is empty, endless or full
//! of control characters. Their `Debug` shows nothing: most of them are personal data.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::char::is_combining_mark;

use crate::error::Problem;

/// One line of text: not blank, at most `MAX` bytes of UTF-8, no control characters; white space
/// around it is dropped.
///
/// A search is made of lines, too, and takes what turns the direction of text: records do not.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line<const MAX: usize>(String);

/// Text of several lines: as [`Line`], but tabs and line ends are allowed, and nothing that makes letters run
/// against their own direction. Kept verbatim.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prose<const MAX: usize>(String);

/// Checks what both texts ask for.
fn check(text: &str, bytes_max: usize, refused: fn(char) -> bool) -> Result<(), Problem> {
    if text.len() > bytes_max {
        return Err(Problem::TooLong { bytes: u32::try_from(bytes_max).unwrap_or(u32::MAX) });
    }
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    if text.chars().any(refused) {
        return Err(Problem::ControlCharacters);
    }
    Ok(())
}

/// Tells whether a text of one line is shown in another order than it is written in, or turns what stands beside
/// it. What is pasted into several lines of two scripts brings such characters for good reasons.
pub(super) fn is_turned(text: &str) -> bool {
    text.contains(turns_text) && !text.contains(['\n', '\r'])
}

/// Refuses a name that nobody can see.
pub(super) fn refuse_unseen(name: &str) -> Result<(), Problem> {
    if name.chars().all(is_unseen) { Err(Problem::Empty) } else { Ok(()) }
}

/// Tells whether a character turns the direction of the text around it. Marks of direction stand for one
/// character, and scripts from right to left use them.
pub(super) const fn turns_text(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tells whether prose cannot have a character: one that controls, or that makes all letters after it run one way.
fn spoils_prose(it: char) -> bool {
    it.is_control() && !matches!(it, '\n' | '\r' | '\t') || matches!(it, '\u{202d}' | '\u{202e}')
}

/// Tells whether nothing is seen of a character: spaces, marks that only join or part others, fillers, and what
/// stands on a letter without one.
fn is_unseen(it: char) -> bool {
    it.is_whitespace()
        || is_combining_mark(it)
        || is_ignorable(it)
        || matches!(it, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Tells whether a character is invisible: marks of direction, joiners, soft hyphens, variants.
pub(crate) const fn is_ignorable(it: char) -> bool {
    matches!(it, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

macro_rules! bounded_text {
    ($name:ident, $refused:expr, $keep:expr) => {
        impl<const MAX: usize> $name<MAX> {
            /// The longest text, in bytes.
            pub const BYTES_MAX: usize = MAX;

            /// Takes a text if it is within bounds.
            ///
            /// # Errors
            ///
            /// The [`Problem`] if it is empty, too long, or holds control characters.
            pub fn new(text: &str) -> Result<Self, Problem> {
                let text: &str = ($keep)(text);
                check(text, MAX, $refused)?;
                Ok(Self(text.to_owned()))
            }

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> Deref for $name<MAX> {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"…\"")
            }
        }

        impl<const MAX: usize> TryFrom<&str> for $name<MAX> {
            type Error = Problem;

            fn try_from(text: &str) -> Result<Self, Problem> {
                Self::new(text)
            }
        }

        impl<const MAX: usize> Serialize for $name<MAX> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de, const MAX: usize> Deserialize<'de> for $name<MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(test)]
        impl<const MAX: usize> schemars::JsonSchema for $name<MAX> {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                concat!(stringify!($name)).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "minLength": 1,
                    "maxLength": MAX,
                })
            }
        }
    };
}

bounded_text!(Line, char::is_control, str::trim);
bounded_text!(Prose, spoils_prose, |it| it);

/// A list of at most `MAX` items; in documents an absent list is an empty one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Few<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Few<T, MAX> {
    /// The greatest number of items.
    pub const ITEMS_MAX: usize = MAX;

    /// Takes a list if it is not too long.
    ///
    /// # Errors
    ///
    /// [`Problem::TooMany`].
    pub fn new(items: Vec<T>) -> Result<Self, Problem> {
        if items.len() > MAX {
            return Err(Problem::TooMany { items: u32::try_from(MAX).unwrap_or(u32::MAX) });
        }
        Ok(Self(items))
    }

    /// Tells whether the list is empty; for serde's `skip_serializing_if`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T, const MAX: usize> Default for Few<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Deref for Few<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: fmt::Debug, const MAX: usize> fmt::Debug for Few<T, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<T: Serialize, const MAX: usize> Serialize for Few<T, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Few<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema, const MAX: usize> schemars::JsonSchema for Few<T, MAX> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("FewOf{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let item = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": item, "maxItems": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_prose_is_kept() {
        assert_eq!(Line::<9>::new(" ann ").expect("a line").as_str(), "ann");
        assert_eq!(Prose::<9>::new(" a\nb ").expect("prose").as_str(), " a\nb ");
    }

    #[test]
    fn texts_out_of_bounds_are_refused_with_the_reason() {
        assert_eq!(Line::<3>::new("  "), Err(Problem::Empty));
        assert_eq!(Line::<3>::new("anna"), Err(Problem::TooLong { bytes: 3 }));
        assert_eq!(Line::<9>::new("a\nb"), Err(Problem::ControlCharacters));
        assert_eq!(Prose::<9>::new("a\0b"), Err(Problem::ControlCharacters));
        assert_eq!(Prose::<9>::new("a\n\u{202e}b"), Err(Problem::ControlCharacters));
        assert_eq!(Few::<u8, 2>::new(vec![1, 2, 3]), Err(Problem::TooMany { items: 2 }));
    }

    #[test]
    fn debug_output_shows_no_text() {
        assert_eq!(format!("{:?}", Line::<9>::new("ann").expect("a line")), "\"…\"");
    }
}

//! Which field an error is about.

use std::fmt;

/// The longest unknown field name that is repeated to the caller, in bytes.
const FIELD_NAME_BYTES_MAX: usize = 40;

/// A JSON Pointer (RFC 6901) to a field of a document; empty for the whole.
///
/// It holds names of this crate's own schemas and list positions. A name that no schema knows is
/// kept only if it has the form of a field name (lower-case ASCII letters, digits, `_`, at most 40);
/// any other becomes `?`, since callers' keys can hold anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Takes a pointer that was written in this crate's own source.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns this pointer seen from a document that holds this one at `prefix`.
    #[must_use]
    pub fn under(&self, prefix: &str) -> Self {
        Self(format!("{prefix}{}", self.0))
    }

    /// Adds a field name that may have come from a caller.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        let plain = !name.is_empty()
            && name.len() <= FIELD_NAME_BYTES_MAX
            && name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
        Self(format!("{}/{}", self.0, if plain { name } else { "?" }))
    }

    /// Adds a position in a list.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// Returns the pointer's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "the document" } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_no_field_name_is_not_repeated() {
        assert_eq!(Pointer::default().field("surname").item(2).as_str(), "/surname/2");
        assert_eq!(Pointer::default().field("Zzyzx-Canary").as_str(), "/?");
        assert_eq!(Pointer::default().field(&"a".repeat(41)).as_str(), "/?");
    }
}

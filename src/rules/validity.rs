//! Whether something is as the law wants it, where the answer is no day.

use serde::{Serialize, Serializer};

use crate::rules::trace::{Outcome, Trace};

/// Whether something is as the law wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Validity {
    /// It is not.
    NotValid,
    /// The text read leaves it open, or a fact is not known: someone must look.
    NeedsReview,
    /// It is.
    Valid,
}

impl Validity {
    /// Takes a fact that decides alone; what is not known needs review.
    #[must_use]
    pub fn known(fact: Option<bool>) -> Self {
        match fact {
            Some(true) => Self::Valid,
            Some(false) => Self::NotValid,
            None => Self::NeedsReview,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NotValid => "not valid",
            Self::NeedsReview => "someone must look",
            Self::Valid => "valid",
        }
    }
}

/// `true`, `false` or `"needs_review"`.
impl Serialize for Validity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::NotValid => serializer.serialize_bool(false),
            Self::NeedsReview => serializer.serialize_str("needs_review"),
            Self::Valid => serializer.serialize_bool(true),
        }
    }
}

/// What a check of validity found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as the law wants it.
    pub validity: Validity,
    /// Why, in words.
    pub reason: &'static str,
}

impl Finding {
    /// Says that it is as the law wants it.
    #[must_use]
    pub const fn valid(reason: &'static str) -> Self {
        Self { validity: Validity::Valid, reason }
    }

    /// Says that it is not.
    #[must_use]
    pub const fn not_valid(reason: &'static str) -> Self {
        Self { validity: Validity::NotValid, reason }
    }

    /// Says that someone must look.
    #[must_use]
    pub const fn needs_review(reason: &'static str) -> Self {
        Self { validity: Validity::NeedsReview, reason }
    }

    /// Ends a trace with what was found.
    #[must_use]
    pub fn concluded(self, trace: Trace) -> Outcome<Self> {
        Outcome::new(self, trace, format!("{}: {}", self.validity.words(), self.reason))
    }
}

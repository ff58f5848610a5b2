//! What is wrong with a value.

/// What is wrong with a value, without the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A day or moment lies before one that it must follow.
    #[error("is earlier than what it must follow")]
    BeforeItCan,
    /// The check letter is wrong.
    #[error("has the wrong check letter")]
    CheckLetter,
    /// The text holds control characters.
    #[error("holds control characters")]
    ControlCharacters,
    /// The field says what another one denies.
    #[error("contradicts another field")]
    Contradiction,
    /// The day does not exist in the calendar.
    #[error("is not a day of the calendar")]
    NoSuchDay,
    /// The same name stands twice in one object, or the same item twice in a list.
    #[error("is given twice")]
    GivenTwice,
    /// The text is empty or blank.
    #[error("is empty")]
    Empty,
    /// The day or moment lies in the future.
    #[error("lies in the future")]
    InTheFuture,
    /// The text has not the form that the field asks for.
    #[error("has not the form asked for")]
    Malformed,
    /// The field is needed and not there.
    #[error("is missing")]
    Missing,
    /// The text is no JSON document.
    #[error("is not a JSON document")]
    NotJson,
    /// The bytes are not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// The number or day is outside its range.
    #[error("is outside its range")]
    OutOfRange,
    /// The number is over its limit.
    #[error("is over the limit of {limit}")]
    TooBig {
        /// The greatest value allowed.
        limit: u64,
    },
    /// The objects or lists are nested too deeply.
    #[error("is nested too deeply")]
    TooDeep,
    /// The text or document is too long.
    #[error("is longer than {bytes} bytes")]
    TooLong {
        /// The greatest length allowed, in bytes.
        bytes: u32,
    },
    /// The list has too many items.
    #[error("has more than {items} items")]
    TooMany {
        /// The greatest count allowed.
        items: u32,
    },
    /// The secret has too many characters.
    #[error("has more than {characters} characters")]
    TooManyCharacters {
        /// The greatest count allowed, in Unicode characters.
        characters: u32,
    },
    /// The text or secret is too short.
    #[error("is shorter than {least}")]
    TooShort {
        /// The least length allowed, in the unit that the field documents.
        least: u32,
    },
    /// The code is in no code list of this field.
    #[error("is not in the code list")]
    UnknownCode,
    /// The document knows no such field.
    #[error("is not a field of this document")]
    UnknownField,
    /// The value has another JSON type.
    #[error("has the wrong type")]
    WrongType,
    /// The record is not in a state that allows this.
    #[error("is not in a state that allows this")]
    WrongState,
}

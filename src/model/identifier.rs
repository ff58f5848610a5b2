//! The numbers a person or an arrest is known under, each in one canonical form.
//!
//! An [`Identifier`] keeps what was typed; the index and every comparison use [`canonical`].

pub mod asn;
pub mod cro;
pub mod pnc;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::model::text::Line;

/// Who numbers, and what. The number is stored and never reused; the order is theirs.
#[repr(u16)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Scheme {
    /// A person on the Police National Computer.
    Pnc = 1,
    /// A person's file at the Criminal Records Office.
    Cro = 2,
    /// An arrest or summons.
    Asn = 3,
    /// A National Insurance number.
    Nino = 4,
    /// The number of a driving licence.
    DriverNumber = 5,
    /// A prisoner in the National Offender Management Information System.
    Noms = 6,
    /// A patient of the National Health Service.
    Nhs = 7,
    /// A nominal on `ViSOR`.
    Visor = 8,
    /// A person on the Law Enforcement Data Service.
    LedsUrn = 9,
    /// A unique reference number of a case or file.
    Urn = 10,
    /// A number of the force's own system.
    Local = 11,
    /// The number of a passport.
    Passport = 12,
}

impl Scheme {
    /// Every scheme, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::Pnc,
        Self::Cro,
        Self::Asn,
        Self::Nino,
        Self::DriverNumber,
        Self::Noms,
        Self::Nhs,
        Self::Visor,
        Self::LedsUrn,
        Self::Urn,
        Self::Local,
        Self::Passport,
    ];

    /// Returns the stored number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Returns the scheme's name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pnc => "pnc",
            Self::Cro => "cro",
            Self::Asn => "asn",
            Self::Nino => "nino",
            Self::DriverNumber => "driver_number",
            Self::Noms => "noms",
            Self::Nhs => "nhs",
            Self::Visor => "visor",
            Self::LedsUrn => "leds_urn",
            Self::Urn => "urn",
            Self::Local => "local",
            Self::Passport => "passport",
        }
    }

    /// Tells whether one value belongs to one person only.
    #[must_use]
    pub const fn is_unique(self) -> bool {
        match self {
            Self::Pnc | Self::Cro | Self::Nino | Self::Noms | Self::Nhs | Self::Visor | Self::LedsUrn => true,
            Self::Asn | Self::DriverNumber | Self::Urn | Self::Local | Self::Passport => false,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scheme {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(Problem::UnknownCode)
    }
}

/// A number that somebody is known under, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Identifier {
    /// Who numbers, and what.
    pub scheme: Scheme,
    /// The number, in any form that [`canonical`] reads.
    pub value: Line<40>,
    /// The force, state or system that gave it, where the scheme does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Line<100>>,
}

impl Identifier {
    /// Returns the number with the century that a two-digit year in it means this year.
    #[must_use]
    pub fn settled(&self, current_year: i32) -> Self {
        let value = match self.scheme {
            Scheme::Pnc | Scheme::LedsUrn => canonical(self.scheme, &self.value, current_year).ok(),
            _ => None,
        };
        let value = value.and_then(|it| Line::new(&it).ok());
        Self { value: value.unwrap_or_else(|| self.value.clone()), ..self.clone() }
    }
}

/// Returns the one form of a number that is stored, searched and compared.
///
/// `current_year` is the year of the Gregorian calendar: it tells the century of a two-digit year.
///
/// # Errors
///
/// [`Problem::CheckLetter`] if only the check letter is wrong, [`Problem::Empty`] if nothing is left of
/// a number without a form of its own, [`Problem::Malformed`] otherwise.
pub fn canonical(scheme: Scheme, text: &str, current_year: i32) -> Result<String, Problem> {
    match scheme {
        // The national service writes its person numbers in the form of PNC's.
        Scheme::Pnc | Scheme::LedsUrn => pnc::canonical(text, current_year),
        Scheme::Cro => cro::canonical(text),
        Scheme::Asn => asn::canonical(text),
        Scheme::Urn | Scheme::Local => plain(text, "/"),
        Scheme::Nino
        | Scheme::DriverNumber
        | Scheme::Noms
        | Scheme::Nhs
        | Scheme::Visor
        | Scheme::Passport => plain(text, ""),
    }
}

/// Reads a number that has no form of its own: ASCII letters, digits and the `marks` allowed.
fn plain(text: &str, marks: &str) -> Result<String, Problem> {
    let text = squeezed(text).replace('-', "");
    if !text.chars().all(|it| it.is_ascii_alphanumeric() || marks.contains(it)) {
        return Err(Problem::Malformed);
    }
    if text.chars().any(|it| it.is_ascii_alphanumeric()) { Ok(text) } else { Err(Problem::Empty) }
}

/// Drops white space, and raises ASCII letters only: Unicode's upper case would turn `ß` into `SS`.
fn squeezed(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_uppercase()).collect()
}

/// Parts a squeezed number from its check letter; both are ASCII.
fn split_letter(text: &str) -> Result<(&str, char), Problem> {
    let letter = text.chars().next_back().filter(char::is_ascii_uppercase).ok_or(Problem::Malformed)?;
    let body = &text[..text.len() - 1];
    if body.is_ascii() { Ok((body, letter)) } else { Err(Problem::Malformed) }
}

/// Tells whether a text is all digits and of a length allowed.
fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// Compares a check letter with the one that the digits, read as one number, ask for.
fn verify(digits: &[&str], letter: char) -> Result<(), Problem> {
    if check_letter(digits) == letter { Ok(()) } else { Err(Problem::CheckLetter) }
}

/// Returns the letter for the remainder modulo 23; I, O and S are not used.
fn check_letter(digits: &[&str]) -> char {
    const LETTERS: &[u8; 23] = b"ZABCDEFGHJKLMNPQRTUVWXY";
    // Digit by digit, so that no length overflows.
    let remainder = digits
        .iter()
        .flat_map(|it| it.bytes())
        .fold(0, |sum, digit| (sum * 10 + usize::from(digit - b'0')) % LETTERS.len());
    char::from(LETTERS[remainder])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Error;
    use crate::model::document;

    #[test]
    fn a_scheme_has_one_stable_number_and_one_name() {
        for (scheme, number) in Scheme::ALL.into_iter().zip(1..) {
            assert_eq!(scheme.number(), number);
            assert_eq!(scheme.name().parse(), Ok(scheme));
            assert_eq!(document::write(&scheme), format!("\"{scheme}\""), "serde says the same");
        }
        assert_eq!("PNC".parse::<Scheme>(), Err(Problem::UnknownCode));
    }

    #[test]
    fn a_number_without_a_form_is_letters_and_digits() {
        for (scheme, text, expected) in [
            (Scheme::Nino, " qq 12-34 56 c ", Ok("QQ123456C")),
            (Scheme::Nhs, "943 476 5919", Ok("9434765919")),
            (Scheme::Local, "ab/12-3", Ok("AB/123")),
            (Scheme::Urn, "01ZD/1/26", Ok("01ZD/1/26")),
            (Scheme::Passport, "12/3", Err(Problem::Malformed)),
            (Scheme::Noms, "A1234ß", Err(Problem::Malformed)),
            (Scheme::Visor, " - ", Err(Problem::Empty)),
            (Scheme::Local, "/", Err(Problem::Empty)),
        ] {
            assert_eq!(canonical(scheme, text, 2026), expected.map(str::to_owned), "{scheme} {text}");
        }
    }

    #[test]
    fn a_document_knows_three_fields_and_shows_none() {
        let json = r#"{"scheme":"leds_urn","value":"12 G"}"#;
        let identifier: Identifier = document::parse(json).expect("an identifier");
        assert_eq!(document::write(&identifier), json);
        assert!(!format!("{identifier:?}").contains("12"));
        assert_eq!(
            document::parse::<Identifier>(r#"{"scheme":"pnc","value":"1","check":true}"#),
            Err(Error::invalid("/check", Problem::UnknownField))
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_reading_twice_changes_nothing(
            text in "\\PC{0,24}|[0-9A-Za-z/ -]{0,24}",
            scheme in proptest::sample::select(&Scheme::ALL[..]),
            year in 1900..2200,
        ) {
            if let Ok(once) = canonical(scheme, &text, year) {
                prop_assert_eq!(canonical(scheme, &once, year), Ok(once));
            }
        }
    }
}

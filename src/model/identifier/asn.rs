//! Arrest and summons numbers: year, force, unit, system, sequence and check letter.
//!
//! Twenty characters, `YYFFUUSSnnnnnnnnnnnA`; twenty-one where a top-level code stands before the force.

use crate::error::Problem;
use crate::model::identifier::{is_digits, split_letter, squeezed, verify};

/// Returns an arrest or summons number compact, in upper case.
///
/// The displayed form, `97/0000/00/123456K`, white space and lower case are read, too.
///
/// # Errors
///
/// [`Problem::CheckLetter`] if only the letter is wrong, [`Problem::Malformed`] otherwise.
pub fn canonical(text: &str) -> Result<String, Problem> {
    let Fields { body, letter } = Fields::read(text)?;
    Ok(format!("{body}{letter}"))
}

/// Returns an arrest or summons number as the PNC shows it, such as `97/0000/00/123456K`.
///
/// # Errors
///
/// As [`canonical`].
pub fn pnc_format(text: &str) -> Result<String, Problem> {
    Ok(Fields::read(text)?.displayed())
}

/// Returns an arrest or summons number as LEDS shows it, such as `11/01ZD/01/448754K`.
///
/// Today that is the PNC's form; the two have names of their own because two systems decide.
///
/// # Errors
///
/// As [`canonical`].
pub fn leds_format(text: &str) -> Result<String, Problem> {
    Ok(Fields::read(text)?.displayed())
}

/// The fields of a number that has been checked: all of it but the letter in `body`, ASCII.
struct Fields {
    body: String,
    letter: char,
}

impl Fields {
    fn read(text: &str) -> Result<Self, Problem> {
        let text = squeezed(text);
        let (body, letter) = split_letter(&text)?;
        let fields = Self { body: compact(body)?, letter };
        if !is_digits(fields.year(), 2..=2)
            || !fields.area().bytes().chain(fields.system().bytes()).all(|it| it.is_ascii_alphanumeric())
            || !is_digits(fields.sequence(), 11..=11)
        {
            return Err(Problem::Malformed);
        }
        // A force or system with letters takes no part in the sum; the unit never does.
        let numeric = |it| if is_digits(it, 2..=2) { it } else { "" };
        let sum = [numeric(fields.force()), numeric(fields.system()), fields.year(), fields.sequence()];
        verify(&sum, letter)?;
        Ok(fields)
    }

    fn displayed(&self) -> String {
        let sequence = match self.sequence().trim_start_matches('0') {
            "" => "0",
            sequence => sequence,
        };
        format!("{}/{}/{}/{sequence}{}", self.year(), self.area(), self.system(), self.letter)
    }

    fn year(&self) -> &str {
        &self.body[..2]
    }

    /// Returns the top-level code if there is one, the force and the unit.
    fn area(&self) -> &str {
        &self.body[2..self.body.len() - 13]
    }

    fn force(&self) -> &str {
        self.counted_back(17, 2)
    }

    fn system(&self) -> &str {
        self.counted_back(13, 2)
    }

    fn sequence(&self) -> &str {
        self.counted_back(11, 11)
    }

    /// Returns a field by its distance from the end, where a top-level code moves nothing.
    fn counted_back(&self, distance: usize, length: usize) -> &str {
        let start = self.body.len() - distance;
        &self.body[start..start + length]
    }
}

/// Returns the 19 or 20 characters before the letter, the displayed form's strokes taken out.
fn compact(body: &str) -> Result<String, Problem> {
    let parts: Vec<&str> = body.split('/').collect();
    match parts[..] {
        [whole] if matches!(whole.len(), 19 | 20) => Ok(whole.to_owned()),
        [year, area, system, sequence]
            if year.len() == 2
                && matches!(area.len(), 4 | 5)
                && system.len() == 2
                && is_digits(sequence, 1..=11) =>
        {
            Ok(format!("{year}{area}{system}{sequence:0>11}"))
        }
        _ => Err(Problem::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_and_displayed_forms_are_one_number() {
        for (text, expected) in [
            ("1101zd0100000448754k", Ok("1101ZD0100000448754K")),
            ("11/01ZD/01/448754K", Ok("1101ZD0100000448754K")),
            ("11/01ZD/01/00000448754K", Ok("1101ZD0100000448754K")),
            ("11 01ZD 01 00000448754 K", Ok("1101ZD0100000448754K")),
            // The top-level code takes no part in the sum.
            ("11X01ZD0100000448754K", Ok("11X01ZD0100000448754K")),
            ("11/X01ZD/01/448754K", Ok("11X01ZD0100000448754K")),
            ("1101ZD0100000448754L", Err(Problem::CheckLetter)),
            ("1101ZD010000044875K", Err(Problem::Malformed)),
            ("1101ZD01000000448754KK", Err(Problem::Malformed)),
            ("1A01ZD0100000448754K", Err(Problem::Malformed)),
            ("1101Z-0100000448754K", Err(Problem::Malformed)),
            ("1101ZD0100000A48754K", Err(Problem::Malformed)),
            ("11/01ZD/01/K", Err(Problem::Malformed)),
            ("11/01ZD/448754K", Err(Problem::Malformed)),
            ("1101ZD01000004487541", Err(Problem::Malformed)),
            ("", Err(Problem::Malformed)),
        ] {
            assert_eq!(canonical(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn the_displayed_form_drops_the_padding_and_reads_back() {
        for (compact, displayed) in [
            ("9700000000000123456K", "97/0000/00/123456K"),
            ("11X01ZD0100000448754K", "11/X01ZD/01/448754K"),
            ("0000000000000000000Z", "00/0000/00/0Z"),
        ] {
            assert_eq!(pnc_format(compact), Ok(displayed.to_owned()));
            assert_eq!(leds_format(displayed), Ok(displayed.to_owned()));
            assert_eq!(canonical(displayed), Ok(compact.to_owned()));
        }
    }
}

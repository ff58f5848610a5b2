//! PNC identifiers: a year, a serial and a check letter, `1979/0163001B`.

use crate::error::Problem;
use crate::model::identifier::{is_digits, split_letter, squeezed, verify};

/// Returns a PNC identifier as `YYYY/NNNNNNNA`.
///
/// Two-digit years, unpadded serials, a missing stroke, white space and lower case are read, too. Without
/// the stroke a four-digit year needs the whole serial: `YYYYNNNNNNNA`.
///
/// # Errors
///
/// [`Problem::CheckLetter`] if only the letter is wrong, [`Problem::Malformed`] otherwise: also for a year
/// to come, and for the serial 0, which stands for "none".
pub fn canonical(text: &str, current_year: i32) -> Result<String, Problem> {
    let text = squeezed(text);
    let (body, letter) = split_letter(&text)?;
    let (year, serial) = match body.split_once('/') {
        Some(parts) => parts,
        None if body.len() == 11 => body.split_at(4),
        None if (3..=9).contains(&body.len()) => body.split_at(2),
        None => return Err(Problem::Malformed),
    };
    if !is_digits(serial, 1..=7) || serial.bytes().all(|it| it == b'0') {
        return Err(Problem::Malformed);
    }
    let year = full_year(year, current_year)?;
    let serial = format!("{serial:0>7}");
    verify(&[&year[2..], &serial], letter)?;
    Ok(format!("{year}/{serial}{letter}"))
}

/// Returns the four digits of a year of two or four.
fn full_year(text: &str, current_year: i32) -> Result<String, Problem> {
    if !is_digits(text, 2..=4) {
        return Err(Problem::Malformed);
    }
    let number: i32 = text.parse().map_err(|_| Problem::Malformed)?;
    let year = match text.len() {
        2 if number <= current_year.rem_euclid(100) => 2000 + number,
        2 => 1900 + number,
        4 => number,
        _ => return Err(Problem::Malformed),
    };
    if (1900..2100).contains(&year) && year <= current_year {
        Ok(year.to_string())
    } else {
        Err(Problem::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_is_read() {
        for (text, expected) in [
            ("79/163001B", Ok("1979/0163001B")),
            (" 79 / 163001 b ", Ok("1979/0163001B")),
            ("1979/163001B", Ok("1979/0163001B")),
            ("790163001B", Ok("1979/0163001B")),
            ("19790163001B", Ok("1979/0163001B")),
            ("1979163001B", Err(Problem::Malformed)),
            ("197/163001B", Err(Problem::Malformed)),
            ("79//163001B", Err(Problem::Malformed)),
            ("79/163001", Err(Problem::Malformed)),
            ("79/10163001B", Err(Problem::Malformed)),
            ("2079/163001B", Err(Problem::Malformed)),
            ("1879/163001B", Err(Problem::Malformed)),
            ("00/0Z", Err(Problem::Malformed)),
            ("79/１63001B", Err(Problem::Malformed)),
            ("B", Err(Problem::Malformed)),
            ("", Err(Problem::Malformed)),
            ("79/163001O", Err(Problem::CheckLetter)),
        ] {
            assert_eq!(canonical(text, 2026), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_two_digit_year_is_of_this_century_up_to_the_current_year() {
        for (year, current_year, expected) in
            [("26", 2026, "2026"), ("27", 2026, "1927"), ("00", 2000, "2000"), ("01", 2000, "1901")]
        {
            assert_eq!(full_year(year, current_year), Ok(expected.to_owned()), "{year} in {current_year}");
        }
    }
}

//! CRO numbers: `065656/91H` with fingerprints held, `SF83/50058Z` for a file only.

use crate::error::Problem;
use crate::model::identifier::{is_digits, split_letter, squeezed, verify};

/// Returns a CRO number as `NNNNNN/YYA`, or `SFYY/NA` with the serial unpadded.
///
/// White space, lower case and another padding are read, too.
///
/// # Errors
///
/// [`Problem::CheckLetter`] if only the letter is wrong, [`Problem::Malformed`] otherwise: also for the
/// serial 0, as in `000000/00Z`, which systems write for "none".
pub fn canonical(text: &str) -> Result<String, Problem> {
    let text = squeezed(text);
    let (body, letter) = split_letter(&text)?;
    let (left, right) = body.split_once('/').ok_or(Problem::Malformed)?;
    let file_only = left.strip_prefix("SF");
    let (year, serial) = file_only.map_or((right, left), |year| (year, right));
    if !is_digits(year, 2..=2) || !is_digits(serial, 1..=6) {
        return Err(Problem::Malformed);
    }
    let serial = serial.trim_start_matches('0');
    if serial.is_empty() {
        return Err(Problem::Malformed);
    }
    if file_only.is_some() {
        verify(&[year, serial], letter)?;
        return Ok(format!("SF{year}/{serial}{letter}"));
    }
    let serial = format!("{serial:0>6}");
    verify(&[year, &serial], letter)?;
    Ok(format!("{serial}/{year}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_each_with_its_own_padding() {
        for (text, expected) in [
            ("65656/91h", Ok("065656/91H")),
            (" 065656 / 91 H", Ok("065656/91H")),
            ("sf83/50058z", Ok("SF83/50058Z")),
            ("SF83/050058Z", Ok("SF83/50058Z")),
            ("65656/91J", Err(Problem::CheckLetter)),
            ("SF83/50058A", Err(Problem::CheckLetter)),
            ("000000/00Z", Err(Problem::Malformed)),
            ("0065656/91H", Err(Problem::Malformed)),
            ("65656/1991H", Err(Problem::Malformed)),
            ("SF1983/50058Z", Err(Problem::Malformed)),
            ("6565691H", Err(Problem::Malformed)),
            ("65656/91", Err(Problem::Malformed)),
            ("/H", Err(Problem::Malformed)),
            ("é/91H", Err(Problem::Malformed)),
        ] {
            assert_eq!(canonical(text), expected.map(str::to_owned), "{text}");
        }
    }
}

//! Dates of birth as evidence: whole, in part, or impossible.
//!
//! An officer writes down what he is told. "1962-02-30" is no error here: two of its parts may be
//! right, and they are weighed one by one.

use crate::screening::reason::Level;

/// How surely a date of birth is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Precision {
    /// Worked out, for instance from an age: the year may be one or two off.
    About,
    /// As stated.
    #[default]
    Stated,
}

/// A date of birth, each part known or not. No calendar is asked: a part is a number as written.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Birth {
    /// The year.
    pub year: Option<u16>,
    /// The month, 1 to 99 as written.
    pub month: Option<u8>,
    /// The day of the month, 1 to 99 as written.
    pub day: Option<u8>,
    /// How surely it is known.
    pub precision: Precision,
}

impl std::fmt::Debug for Birth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Birth(…)")
    }
}

impl Birth {
    /// Reads `1962-03-05`, `1962-03`, `1962`, `05/03/1962` or `c. 1962`; none if nothing can be read.
    ///
    /// The separator may be `-`, `/`, `.` or a space. A part that is no number, or 0, is not known.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let about = ["about", "abt", "circa", "ca.", "c.", "c", "~"];
        let (text, precision) = about
            .iter()
            .find_map(|it| {
                text.get(..it.len()).filter(|head| head.eq_ignore_ascii_case(it)).map(|_| &text[it.len()..])
            })
            .map_or((text, Precision::Stated), |rest| (rest.trim(), Precision::About));
        let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|it| !it.is_empty()).collect();
        let compact = |at: std::ops::Range<usize>| text.get(at).unwrap_or("");
        let (year, month, day) = match parts[..] {
            [it] if it.len() == 8 => (compact(0..4), compact(4..6), compact(6..8)),
            [year] => (year, "", ""),
            [month, year] if year.len() == 4 => (year, month, ""),
            [year, month] => (year, month, ""),
            [day, month, year] if year.len() == 4 && day.len() <= 2 => (year, month, day),
            [year, month, day] => (year, month, day),
            _ => return None,
        };
        let birth = Self {
            year: Some(year).filter(|it| it.len() == 4).and_then(number),
            month: number(month).and_then(|it| u8::try_from(it).ok()).filter(|it| *it < 100),
            day: number(day).and_then(|it| u8::try_from(it).ok()).filter(|it| *it < 100),
            precision,
        };
        (birth.year.is_some() || birth.month.is_some() && birth.day.is_some()).then_some(birth)
    }

    /// Returns the three parts if all are known.
    pub(crate) fn whole(self) -> Option<(u16, u8, u8)> {
        Some((self.year?, self.month?, self.day?))
    }

    /// Compares two dates part by part; none if nothing can be compared.
    pub(crate) fn compare(self, other: Self) -> Option<Level> {
        let about = self.precision == Precision::About || other.precision == Precision::About;
        let apart = match (self.year, other.year) {
            (Some(one), Some(two)) => Some(one.abs_diff(two)),
            _ => None,
        };
        if about && apart.is_some_and(|it| it <= 2) {
            return Some(if apart == Some(0) { Level::Year } else { Level::Age });
        }
        if let (Some(one), Some(two)) = (self.whole(), other.whole()) {
            let packed = |(year, month, day)| pack(year, month, day);
            return Some(compare_whole(packed(one), packed(two)));
        }
        let months = same(self.month, other.month);
        let days = same(self.day, other.day);
        match apart {
            Some(0) if months == Some(true) || days == Some(true) => Some(Level::Month),
            Some(0) if months == Some(false) || days == Some(false) => Some(Level::SameYear),
            Some(0) => Some(Level::Year),
            Some(1..=2) if months.is_none() && days.is_none() => Some(Level::Age),
            Some(1..=2) => Some(Level::Near),
            Some(3..=9) => Some(Level::Decade),
            Some(_) => Some(Level::Mismatch),
            None if months == Some(true) && days == Some(true) => Some(Level::DayMonth),
            None if months == Some(false) || days == Some(false) => Some(Level::Mismatch),
            None => None,
        }
    }
}

/// Reads a positive number of at most four digits.
fn number(text: &str) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|it| *it > 0)
}

fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    Some(one? == other?)
}

/// A date of birth in 32 bits: its eight digits, `yyyymmdd`, four bits each; 0 for a part not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) digits: u32,
    pub(crate) about: bool,
}

/// Writes a number's last digits, four bits each.
fn nibbles(number: u16, digits: u32) -> u32 {
    (0..digits).fold(0, |sum, at| sum | u32::from(number / 10_u16.pow(at) % 10) << (4 * at))
}

/// Reads a number from digits of four bits each.
fn decimal(nibbles: u32, digits: u32) -> u16 {
    (0..digits).rev().fold(0, |sum, at| sum * 10 + u16::try_from(nibbles >> (4 * at) & 0xf).unwrap_or(0))
}

/// Packs a year, month and day.
pub(crate) fn pack(year: u16, month: u8, day: u8) -> u32 {
    nibbles(year, 4) << 16 | nibbles(u16::from(month), 2) << 8 | nibbles(u16::from(day), 2)
}

/// Returns the year of a packed date.
pub(crate) fn year_of(digits: u32) -> u16 {
    decimal(digits >> 16, 4)
}

impl Birth {
    pub(crate) fn pack(self) -> Packed {
        let digits = pack(self.year.unwrap_or(0), self.month.unwrap_or(0), self.day.unwrap_or(0));
        Packed { digits, about: self.precision == Precision::About }
    }
}

impl Packed {
    pub(crate) fn unpack(self) -> Birth {
        let small = |shift: u32| u8::try_from(decimal(self.digits >> shift, 2)).ok().filter(|it| *it > 0);
        Birth {
            year: Some(decimal(self.digits >> 16, 4)).filter(|it| *it > 0),
            month: small(8),
            day: small(0),
            precision: if self.about { Precision::About } else { Precision::Stated },
        }
    }
}

/// Returns the packed dates with one digit wrong or two neighbours swapped.
pub(crate) fn one_off(digits: u32) -> Vec<u32> {
    let mut dates = Vec::with_capacity(80);
    for at in 0..8 {
        let own = digits >> (4 * at) & 0xf;
        dates.extend((0..10).filter(|it| *it != own).map(|it| digits & !(0xf << (4 * at)) | it << (4 * at)));
        let next = if at < 7 { digits >> (4 * at + 4) & 0xf } else { own };
        if next != own {
            dates.push(digits & !(0xff << (4 * at)) | own << (4 * at + 4) | next << (4 * at));
        }
    }
    dates
}

/// Tells whether two packed dates differ in one digit, or in two neighbours that are swapped.
fn is_one_off(one: u32, two: u32) -> bool {
    let differ = one ^ two;
    let at = differ.trailing_zeros() / 4 * 4;
    let rest = differ >> at;
    let swapped = || {
        rest >> 8 == 0 && one >> at & 0xf == two >> at >> 4 & 0xf && one >> at >> 4 & 0xf == two >> at & 0xf
    };
    rest >> 4 == 0 || swapped()
}

/// Compares two whole dates.
pub(crate) fn compare_whole(one: u32, two: u32) -> Level {
    if one == two {
        return Level::Exact;
    }
    let [(year, month, day), (other_year, other_month, other_day)] =
        [one, two].map(|it| (it >> 16, it >> 8 & 0xff, it & 0xff));
    let same = [year == other_year, month == other_month, day == other_day];
    if same[0] && month == other_day && day == other_month {
        return Level::Swapped;
    }
    if is_one_off(one, two) {
        return Level::Letter;
    }
    // Registers of other agencies write 1 January where only the year is known.
    let placeholder = one & 0xffff == 0x0101 || two & 0xffff == 0x0101;
    match same {
        [true, false, _] | [true, _, false] if placeholder => Level::Placeholder,
        [true, true, _] | [true, _, true] => Level::TwoParts,
        [_, true, true] => Level::DayMonth,
        [true, ..] => Level::SameYear,
        _ => match decimal(year, 4).abs_diff(decimal(other_year, 4)) {
            0..=2 => Level::Near,
            3..=9 => Level::Decade,
            _ => Level::Mismatch,
        },
    }
}

/// Tells whether a packed date has all its parts.
pub(crate) const fn is_whole(digits: u32) -> bool {
    digits >> 16 != 0 && digits & 0xff00 != 0 && digits & 0xff != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<u16>, Option<u8>, Option<u8>)> {
        Birth::read(text).map(|it| (it.year, it.month, it.day))
    }

    #[test]
    fn a_date_is_read_in_every_form_that_officers_write() {
        for (text, expected) in [
            ("1962-03-05", Some((Some(1962), Some(3), Some(5)))),
            ("05/03/1962", Some((Some(1962), Some(3), Some(5)))),
            ("5.3.1962", Some((Some(1962), Some(3), Some(5)))),
            ("19620305", Some((Some(1962), Some(3), Some(5)))),
            ("1962-03", Some((Some(1962), Some(3), None))),
            ("03/1962", Some((Some(1962), Some(3), None))),
            ("1962", Some((Some(1962), None, None))),
            ("c. 1962", Some((Some(1962), None, None))),
            ("1962-02-30", Some((Some(1962), Some(2), Some(30)))),
            ("1765-01-81", Some((Some(1765), Some(1), Some(81)))),
            ("1844-01-00", Some((Some(1844), Some(1), None))),
            ("19?2-03-05", Some((None, Some(3), Some(5)))),
            ("王", None),
            ("about forty", None),
            ("", None),
            ("-0050-01-0", Some((Some(50), Some(1), None))),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_compared_by_their_parts() {
        for (one, other, level) in [
            ("1962-03-05", "1962-03-05", Some(Level::Exact)),
            ("1962-03-05", "1962-05-03", Some(Level::Swapped)),
            ("1962-03-05", "1963-03-05", Some(Level::Letter)),
            ("1962-03-05", "1926-03-05", Some(Level::Letter)),
            ("1962-02-28", "1962-02-30", Some(Level::TwoParts)),
            ("1962-02-14", "1962-02-30", Some(Level::TwoParts)),
            ("1962-02-03", "1962-02-30", Some(Level::Letter)),
            ("1962-02", "1962-02-30", Some(Level::Month)),
            ("1962-03-05", "1962-01-01", Some(Level::Placeholder)),
            ("1962-03-05", "1962", Some(Level::Year)),
            ("1962-03-05", "1962-03", Some(Level::Month)),
            ("1962-03-05", "1962-04", Some(Level::SameYear)),
            ("1962-03-05", "c 1963", Some(Level::Age)),
            ("1962-03-05", "1963", Some(Level::Age)),
            ("1962-03-05", "1981-03-05", Some(Level::DayMonth)),
            ("1962-03-05", "1964-10-20", Some(Level::Near)),
            ("1962-03-05", "1969-10-20", Some(Level::Decade)),
            ("1962-03-05", "1990-10-20", Some(Level::Mismatch)),
        ] {
            let (left, right) = (Birth::read(one).expect("a date"), Birth::read(other).expect("a date"));
            assert_eq!(left.compare(right), level, "{one} {other}");
            assert_eq!(right.compare(left), level, "{other} {one}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reading_panic(text in proptest::prelude::any::<String>()) {
            if let Some(birth) = Birth::read(&text) {
                proptest::prop_assert!(birth.compare(birth).is_some());
            }
        }
    }
}

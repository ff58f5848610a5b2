//! Byte arrays as lower-case hexadecimal in the key file; for serde's `with`.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serializer};

use crate::error::Problem;

/// Writes the digits.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<const N: usize, S: Serializer>(bytes: &[u8; N], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&HEXLOWER.encode(bytes))
}

/// Reads exactly `2 * N` lower-case digits.
///
/// # Errors
///
/// [`Problem::Malformed`], as serde carries it.
pub fn deserialize<'de, const N: usize, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; N], D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    parse(&text).map_err(serde::de::Error::custom)
}

/// Reads exactly `2 * N` lower-case digits of a text.
///
/// # Errors
///
/// [`Problem::Malformed`].
pub fn parse<const N: usize>(text: &str) -> Result<[u8; N], Problem> {
    let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| Problem::Malformed)?;
    bytes.try_into().map_err(|_| Problem::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_form_is_read() {
        assert_eq!(parse("00ff"), Ok([0, 255]));
        for wrong in ["", "00f", "00FF", "00ff00", "00fg", " 00ff"] {
            assert_eq!(parse::<2>(wrong), Err(Problem::Malformed), "{wrong}");
        }
    }
}

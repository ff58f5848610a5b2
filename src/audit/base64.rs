//! Base64 as notes and proofs have it: each run of bytes in its one form.

use data_encoding::BASE64;

/// Reads base64, and nothing that would be written otherwise: no padding inside, as decoders of mail let through.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    (BASE64.encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_form() {
        assert_eq!(decode("QUJD").as_deref(), Some(b"ABC".as_slice()));
        assert_eq!(decode("QUI=").as_deref(), Some(b"AB".as_slice()));
        for other in ["QUI", "QUJ=", "QUI=QUI=", "QQ==QUI=", "QUJD\n", "QUJ D", "QUI=QUJD"] {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}

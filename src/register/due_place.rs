//! Where a page of the diary ended, in words that only this register reads: the last line that was looked at may be of
//! an entry that whoever asks may not know of.

use zeroize::Zeroizing;

use crate::access::master_key::keyed_digest;
use crate::model::Id;
use crate::store::DiaryPlace;

/// What the digest of a place begins with.
const PLACE_NAME: &[u8] = b"sreg.place1";
/// What the bytes begin with that hide it.
const HIDING_NAME: &[u8] = b"sreg.place1 hidden";

/// The bytes of a day, `YYYY-MM-DD`; of a place with its record and item; of what tells a place from any other text.
const DAY_BYTES: usize = 10;
const PLACE_BYTES: usize = DAY_BYTES + 16 + 4;
const TAG_BYTES: usize = 16;

/// Writes a place.
pub(super) fn hidden(key: &Zeroizing<[u8; 32]>, place: &DiaryPlace) -> String {
    let mut plain = place.day.clone().into_bytes();
    plain.resize(DAY_BYTES, b' ');
    plain.extend_from_slice(place.record_id.as_bytes());
    plain.extend_from_slice(&place.item.to_be_bytes());
    let tag = tag_of(key, &plain);
    let mut bytes = tag.to_vec();
    bytes.extend(veiled(key, &tag, &plain));
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

/// Reads a place that this register wrote.
pub(super) fn shown(key: &Zeroizing<[u8; 32]>, text: &str) -> Option<DiaryPlace> {
    let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (tag, veil) = bytes.split_first_chunk::<TAG_BYTES>()?;
    let plain = veiled(key, tag, veil);
    if veil.len() != PLACE_BYTES || tag_of(key, &plain) != *tag {
        return None;
    }
    let (day, rest) = plain.split_at(DAY_BYTES);
    let (record, item) = rest.split_first_chunk::<16>()?;
    Some(DiaryPlace {
        day: std::str::from_utf8(day).ok()?.trim_end().to_owned(),
        record_id: Id::from_bytes(*record),
        item: u32::from_be_bytes(item.try_into().ok()?),
    })
}

fn tag_of(key: &Zeroizing<[u8; 32]>, plain: &[u8]) -> [u8; TAG_BYTES] {
    let digest = keyed_digest(key, &[PLACE_NAME, plain].concat());
    let mut tag = [0; TAG_BYTES];
    tag.copy_from_slice(&digest[..TAG_BYTES]);
    tag
}

/// Hides what is plain, or shows what is hidden.
fn veiled(key: &Zeroizing<[u8; 32]>, tag: &[u8; TAG_BYTES], bytes: &[u8]) -> Vec<u8> {
    let veil = keyed_digest(key, &[HIDING_NAME, tag].concat());
    bytes.iter().zip(veil).map(|(byte, veil)| byte ^ veil).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_with_its_key_only_and_shows_nothing_of_itself() {
        let key = |byte| Zeroizing::new([byte; 32]);
        let place =
            DiaryPlace { day: "2026-12-24".to_owned(), record_id: Id::from_bytes([7; 16]), item: 65_537 };
        let text = hidden(&key(1), &place);
        assert_eq!(shown(&key(1), &text), Some(place));
        assert_eq!(shown(&key(2), &text), None);
        for other in ["", "nonsense", "!", &text[1..], &text.replace(&text[..1], "-")] {
            assert_eq!(shown(&key(1), other), None, "{other}");
        }
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).expect("its form");
        assert!(!bytes.windows(4).any(|it| it == [7; 4] || it == b"2026"));
    }
}

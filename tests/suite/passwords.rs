//! Passwords are hashed as the rest of the world hashes them.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use data_encoding::HEXLOWER;
use serde_json::Value;
use stalking_register::access::{Cost, Phc, Verdict, password};

use crate::support::shared::shared;

fn vectors() -> Option<Value> {
    let text = std::fs::read_to_string(shared("data/audit_vectors.json")?).expect("the vectors");
    Some(serde_json::from_str::<Value>(&text).expect("json")["argon2"].take())
}

fn number(of: &Value) -> u32 {
    of.as_u64().and_then(|it| it.try_into().ok()).expect("a number")
}

fn text(of: &Value) -> &str {
    of.as_str().expect("a text")
}

/// Reads the vectors' notation of a repeated byte, such as `02*16`.
fn repeated(of: &Value) -> Vec<u8> {
    let (byte, times) = text(of).split_once('*').expect("a byte and a count");
    vec![u8::from_str_radix(byte, 16).expect("a byte"); times.parse().expect("a count")]
}

/// The register gives Argon2 no secret and no associated data, so this asks the engine beneath it.
#[test]
fn the_engine_computes_the_tag_of_rfc_9106() {
    let Some(vectors) = vectors() else { return };
    let case = &vectors["rfc9106_section_5"];
    let data = AssociatedData::new(&repeated(&case["associated_data"])).expect("associated data");
    let params = ParamsBuilder::new()
        .m_cost(number(&case["m_KiB"]))
        .t_cost(number(&case["t"]))
        .p_cost(number(&case["p"]))
        .data(data)
        .build()
        .expect("parameters");
    let secret = repeated(&case["secret"]);
    let mut tag = [0; 32];
    Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params)
        .expect("a secret")
        .hash_password_into(&repeated(&case["password"]), &repeated(&case["salt"]), &mut tag)
        .expect("a tag");
    assert_eq!(HEXLOWER.encode(&tag), text(&case["tags"]["argon2id"]));
}

#[test]
fn the_hashes_of_others_are_read_derived_and_verified() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["phc_strings"]["cases"].as_array().expect("cases");
    assert!(!cases.is_empty());
    for case in cases {
        let phc: Phc = text(&case["phc"]).parse().expect("a PHC string");
        assert_eq!(phc.text(), text(&case["phc"]));
        let cost =
            Cost::stored(number(&case["m_KiB"]), number(&case["t"]), number(&case["p"])).expect("a cost");
        assert_eq!((phc.cost(), phc.salt()), (cost, text(&case["salt_utf8"]).as_bytes()));
        let derived = password::derive(text(&case["password"]).as_bytes(), phc.salt(), cost).expect("a hash");
        assert_eq!(derived.as_slice(), phc.hash(), "{}", phc.text());
    }
    // Their salts have 8 bytes, ours 16: right, and to be made anew.
    let phc: Phc = text(&cases[1]["phc"]).parse().expect("a PHC string");
    assert_eq!(password::verify(text(&cases[1]["password"]), &phc, phc.cost()), Ok(Verdict::RightButWeak));
    assert_eq!(password::verify("passwore", &phc, phc.cost()), Ok(Verdict::Wrong));
}

#[test]
fn a_hash_at_the_floor_is_verified_and_is_weak_for_an_account() {
    let phc = password::hash("a password of length", [4; 16], Cost::FLOOR).expect("a hash");
    let stored: Phc = phc.text().parse().expect("a PHC string");
    assert_eq!(password::verify("a password of length", &stored, Cost::FLOOR), Ok(Verdict::Right));
    assert_eq!(password::verify("a password of length", &stored, Cost::ACCOUNT), Ok(Verdict::RightButWeak));
    assert_eq!(password::verify("A password of length", &stored, Cost::FLOOR), Ok(Verdict::Wrong));
}

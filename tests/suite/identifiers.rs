//! Identifiers: the shared vectors, and what holds for every number.

use proptest::prelude::*;
use stalking_register::error::Problem;
use stalking_register::model::Scheme;
use stalking_register::model::identifier::{asn, canonical};

use crate::support::shared::shared;

const CURRENT_YEAR: i32 = 2026;

#[test]
fn every_identifier_vector_gets_its_answer() {
    let Some(path) = shared("data/identifier_vectors.csv") else { return };
    let mut rows = 0;
    for row in csv::Reader::from_path(path).expect("a CSV file").records() {
        let row = row.expect("a row");
        let (kind, input, expected) = (&row[0], &row[1], &row[2]);
        rows += 1;
        let answer = match kind {
            "PNC" => canonical(Scheme::Pnc, input, CURRENT_YEAR),
            "CRO" => canonical(Scheme::Cro, input, CURRENT_YEAR),
            "ASN" => canonical(Scheme::Asn, input, CURRENT_YEAR),
            "ASN-PNC-FORMAT" => asn::pnc_format(input),
            "ASN-LEDS-FORMAT" => asn::leds_format(input),
            other => panic!("{other} is no kind of vector"),
        };
        match expected.split_once(" expected ") {
            Some((_, letter)) => {
                assert_eq!(answer, Err(Problem::CheckLetter), "{kind} {input}");
                let mended = format!("{}{letter}", &input[..input.len() - 1]);
                assert_eq!(canonical(Scheme::Asn, &mended, CURRENT_YEAR), Ok(mended));
            }
            None if expected == "INVALID" => assert!(
                matches!(answer, Err(Problem::CheckLetter | Problem::Malformed)),
                "{kind} {input} is {answer:?}"
            ),
            None if expected == "VALID" => assert_eq!(answer.as_deref(), Ok(input), "{kind}"),
            None => assert_eq!(answer.as_deref(), Ok(expected), "{kind} {input}"),
        }
    }
    assert!(rows >= 28, "only {rows} rows");
}

/// Finds the letters that a number may end in.
fn letters_of(scheme: Scheme, body: &str) -> Vec<char> {
    ('A'..='Z')
        .filter(|letter| match canonical(scheme, &format!("{body}{letter}"), CURRENT_YEAR) {
            Ok(_) => true,
            Err(problem) => {
                assert_eq!(problem, Problem::CheckLetter, "{scheme} {body}{letter}");
                false
            }
        })
        .collect()
}

fn pnc_body() -> impl Strategy<Value = String> {
    (0..100, 1..10_000_000).prop_map(|(year, serial)| format!("{year:02}/{serial}"))
}

fn cro_body() -> impl Strategy<Value = String> {
    (0..100, 1..1_000_000, any::<bool>()).prop_map(|(year, serial, file_only)| {
        if file_only { format!("SF{year:02}/{serial}") } else { format!("{serial}/{year:02}") }
    })
}

fn asn_body() -> impl Strategy<Value = String> {
    "[0-9]{2}[0-9A-Z]?[0-9A-Z]{6}[0-9]{11}"
}

proptest! {
    #[test]
    fn one_check_letter_is_right_and_every_other_is_refused_as_wrong(
        (scheme, body) in prop_oneof![
            pnc_body().prop_map(|it| (Scheme::Pnc, it)),
            cro_body().prop_map(|it| (Scheme::Cro, it)),
            asn_body().prop_map(|it| (Scheme::Asn, it)),
        ],
    ) {
        prop_assert_eq!(letters_of(scheme, &body).len(), 1);
    }

    #[test]
    fn a_canonical_number_is_its_own_canonical_form(
        (scheme, body) in prop_oneof![
            pnc_body().prop_map(|it| (Scheme::Pnc, it)),
            cro_body().prop_map(|it| (Scheme::Cro, it)),
            asn_body().prop_map(|it| (Scheme::Asn, it)),
        ],
    ) {
        let letter = letters_of(scheme, &body)[0];
        let once = canonical(scheme, &format!(" {body}{letter} ").to_lowercase(), CURRENT_YEAR);
        let once = once.expect("the right letter");
        prop_assert_eq!(canonical(scheme, &once, CURRENT_YEAR), Ok(once));
    }
}

//! Proofs, notes and checkpoints, by the vectors of other logs.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;
use stalking_register::audit::note::{KeyKind, Line, Note, Seed, Unsigned, VerifierKey};
use stalking_register::audit::{Checkpoint, Digest, EventProof, Frontier, proof, tree};
use zeroize::Zeroizing;

use crate::support::shared::shared;

fn read(name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(shared(name)?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn vectors() -> Option<Value> {
    read("data/audit_vectors.json")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn digest(hex: &Value) -> Digest {
    Digest::from_bytes(HEXLOWER.decode(text(hex).as_bytes()).unwrap().try_into().unwrap())
}

fn digests(list: &Value) -> Vec<Digest> {
    list.as_array().unwrap().iter().map(digest).collect()
}

/// A digest of a probe; nothing where the bytes are none.
fn probed(base64: &Value) -> Option<Digest> {
    BASE64.decode(text(base64).as_bytes()).unwrap().try_into().ok().map(Digest::from_bytes)
}

fn probed_list(list: &Value) -> Option<Vec<Digest>> {
    list.as_array().map_or(Some(Vec::new()), |it| it.iter().map(probed).collect())
}

fn key(value: &Value) -> VerifierKey {
    VerifierKey::parse(text(value)).unwrap()
}

#[test]
fn every_negative_probe_is_refused_and_every_whole_positive_one_accepted() {
    let Some(probes) = read("data/audit_vectors_proof_probes.json") else { return };
    let (mut refused, mut accepted, mut malformed) = (0, 0, 0);
    let mut count = |holds: Option<bool>, case: &Value| {
        let wanted = !case["wantErr"].as_bool().unwrap();
        match (holds, wanted) {
            (Some(true), true) => accepted += 1,
            (None | Some(false), false) => refused += 1,
            // The one whose root has twelve bytes is no digest.
            (None, true) => malformed += 1,
            _ => panic!("{case}"),
        }
    };
    for case in probes["inclusion"].as_array().unwrap() {
        let check = || {
            let (leaf, root) = (probed(&case["leafHash"])?, probed(&case["root"])?);
            let (index, size) = (case["leafIdx"].as_u64()?, case["treeSize"].as_u64()?);
            Some(proof::check_inclusion(&probed_list(&case["proof"])?, index, size, &leaf, &root).is_ok())
        };
        count(check(), case);
    }
    for case in probes["consistency"].as_array().unwrap() {
        let check = || {
            let old = (case["size1"].as_u64()?, &probed(&case["root1"])?);
            let new = (case["size2"].as_u64()?, &probed(&case["root2"])?);
            Some(proof::check_consistency(&probed_list(&case["proof"])?, old, new).is_ok())
        };
        count(check(), case);
    }
    assert_eq!((refused, accepted, malformed), (184, 11, 1));
}

#[test]
fn proofs_in_the_tree_of_eight_leaves_are_the_known_ones() {
    let Some(vectors) = vectors() else { return };
    let known = &vectors["rfc6962_8_leaf_tree"];
    let leaves = digests(&known["node_hashes_by_level"][0]);
    let roots = digests(&known["roots_by_size_0_to_8"]);
    let mut frontier = Frontier::new();
    let stored: Vec<_> = leaves.iter().flat_map(|it| frontier.push(*it)).map(|(_, node)| node).collect();
    let at = |position: u64| Ok::<_, proof::Unproven>(stored[usize::try_from(position).unwrap()]);
    let number = |value: &Value| value.as_u64().unwrap();
    let place = |value: &Value| usize::try_from(number(value)).unwrap();
    let mut seen = 0;
    let derived = &vectors["derived_all_proofs_8_leaf"];
    let official = |kind: &str| known[kind].as_array().unwrap().clone();
    for case in derived["inclusion"].as_array().unwrap().iter().chain(&official("official_inclusion_proofs"))
    {
        let (index, size) = (number(&case["leaf_index"]), number(&case["tree_size"]));
        let path = proof::inclusion(index, size, at).unwrap();
        assert_eq!(path, digests(&case["proof"]), "{case}");
        let root = &roots[place(&case["tree_size"])];
        let leaf = &leaves[place(&case["leaf_index"])];
        assert_eq!(proof::check_inclusion(&path, index, size, leaf, root), Ok(()), "{case}");
        seen += 1;
    }
    for case in
        derived["consistency"].as_array().unwrap().iter().chain(&official("official_consistency_proofs"))
    {
        let (old, new) = (number(&case["size1"]), number(&case["size2"]));
        let path = proof::consistency(old, new, at).unwrap();
        assert_eq!(path, digests(&case["proof"]), "{case}");
        let (before, after) = (&roots[place(&case["size1"])], &roots[place(&case["size2"])]);
        assert_eq!(proof::check_consistency(&path, (old, before), (new, after)), Ok(()), "{case}");
        seen += 1;
    }
    assert_eq!(seen, 36 + 36 + 10);
}

#[test]
fn the_paths_of_seven_leaves_are_those_that_rfc_6962_draws() {
    let Some(vectors) = vectors() else { return };
    let known = &vectors["rfc6962_section_2_1_3_structure"];
    let leaves: Vec<_> = (0..7_u8).map(|it| tree::leaf_hash(&[it])).collect();
    let node = |left: &Digest, right: &Digest| tree::node_hash(left, right);
    let pairs = [0, 2, 4].map(|it| node(&leaves[it], &leaves[it + 1]));
    let named = |letter: &Value| match text(letter) {
        "g" => pairs[0],
        "h" => pairs[1],
        "i" => pairs[2],
        "k" => node(&pairs[0], &pairs[1]),
        "l" => node(&pairs[2], &leaves[6]),
        leaf => leaves["abcdefj".find(leaf).unwrap()],
    };
    let mut frontier = Frontier::new();
    let stored: Vec<_> = leaves.iter().flat_map(|it| frontier.push(*it)).map(|(_, node)| node).collect();
    let at = |position: u64| Ok::<_, proof::Unproven>(stored[usize::try_from(position).unwrap()]);
    for (leaf, path) in known["audit_paths"].as_object().unwrap() {
        let index = leaf.strip_prefix('d').unwrap().parse().unwrap();
        let expected: Vec<_> = path.as_array().unwrap().iter().map(named).collect();
        assert_eq!(proof::inclusion(index, 7, at).unwrap(), expected, "{leaf}");
    }
    for (sizes, path) in known["consistency"].as_object().unwrap() {
        let (old, new) = sizes.split_once("->").unwrap();
        let expected: Vec<_> = path.as_array().unwrap().iter().map(named).collect();
        let found = proof::consistency(old.parse().unwrap(), new.parse().unwrap(), at).unwrap();
        assert_eq!(found, expected, "{sizes}");
    }
}

#[test]
fn notes_that_others_signed_are_read_and_signed_alike() {
    let Some(vectors) = vectors() else { return };
    let notes = &vectors["signed_note"];
    let example = &notes["verify_c2sp_spec_example"];
    let note = Note::parse(text(&example["note"])).unwrap();
    assert_eq!(note.check(&key(&example["vkey"])), Ok(None));
    assert_eq!(note.to_string(), text(&example["note"]));
    for (case, name) in [("sign_go_sumdb_example", Some("PeterNeumann")), ("second_signature", None)] {
        let case = &notes[case];
        let seed = HEXLOWER.decode(text(&case["seed_hex"]).as_bytes()).unwrap();
        let seed = Seed::from_bytes(&Zeroizing::new(seed.try_into().unwrap()));
        let key = key(&case["vkey"]);
        assert_eq!(key.key(), &seed.public());
        assert_eq!(key.name(), name.unwrap_or("EnochRoot"));
        let body = text(&case["text"]);
        let line = Line::of_log(&key, body, seed.sign(body.as_bytes())).unwrap();
        assert!(line.to_string().ends_with(text(&case["signature_b64"])), "{line}");
    }
    for (what, wrong) in notes["bad_vkeys"].as_object().unwrap() {
        if what != "source" {
            assert_eq!(VerifierKey::parse(text(wrong)), Err(Unsigned::Malformed), "{what}");
        }
    }
}

#[test]
fn keys_sign_as_in_rfc_8032() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["ed25519"]["cases"].as_array().unwrap() {
        let bytes = |name: &str| HEXLOWER.decode(text(&case[name]).as_bytes()).unwrap();
        let seed = Seed::from_bytes(&Zeroizing::new(bytes("seed").try_into().unwrap()));
        assert_eq!(seed.public().to_vec(), bytes("public"));
        assert_eq!(seed.sign(&bytes("msg")).to_vec(), bytes("sig"));
    }
}

#[test]
fn a_log_that_other_tools_verified_is_verified_here() {
    let Some(vectors) = vectors() else { return };
    let example = &vectors["draft_end_to_end_example"];
    let (log, witness) = (key(&example["log_vkey"]), key(&example["witness_vkey"]));
    assert_eq!((log.kind(), witness.kind()), (KeyKind::Log, KeyKind::Witness));
    let note = Note::parse(text(&example["checkpoint"])).unwrap();
    let checkpoint = Checkpoint::signed(&note, &log).unwrap();
    assert_eq!(checkpoint.size, example["n"].as_u64().unwrap());
    assert!(note.check(&witness).unwrap().is_some());
    assert_eq!(Checkpoint::signed(&note, &witness), Err(Unsigned::Unknown), "a witness has no log");

    let old = (example["old_size"].as_u64().unwrap(), &digest(&example["old_root"]));
    let new = (checkpoint.size, &checkpoint.root);
    assert_eq!(proof::check_consistency(&digests(&example["consistency"]), old, new), Ok(()));

    let file = text(&example["tlog_proof_file"]);
    let found = EventProof::parse(file).unwrap();
    assert_eq!(found.to_string(), file);
    let entry = BASE64.decode(text(&example["entry_b64"]).as_bytes()).unwrap();
    let entry = Digest::from_bytes(entry.try_into().unwrap());
    assert_eq!(tree::leaf_hash(entry.as_bytes()), digest(&example["leaf_hash"]));
    assert_eq!(found.check(&entry, &log), Ok(checkpoint));
    assert_eq!(found.path, digests(&example["inclusion"]));
    assert_eq!(found.check(&Digest::ZERO, &log), Err(Unsigned::Wrong));
}

#[test]
fn a_proof_file_with_one_changed_character_proves_nothing() {
    let Some(vectors) = vectors() else { return };
    let example = &vectors["draft_end_to_end_example"];
    let log = key(&example["log_vkey"]);
    let entry = BASE64.decode(text(&example["entry_b64"]).as_bytes()).unwrap();
    let entry = Digest::from_bytes(entry.try_into().unwrap());
    let file = text(&example["tlog_proof_file"]).to_owned();
    // The witness's line at the end is another key's and not looked at.
    let looked_at = file.rfind('\u{2014}').unwrap();
    for at in 0..looked_at {
        let mut bytes = file.clone().into_bytes();
        bytes[at] ^= 1;
        let found = String::from_utf8(bytes).ok().and_then(|it| EventProof::parse(&it).ok());
        assert!(found.is_none_or(|it| it.check(&entry, &log).is_err()), "byte {at}");
    }
}

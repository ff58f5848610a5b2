//! The canonical encoding and the tree, by the vectors of their standards.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use ciborium::Value as Item;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;
use stalking_register::audit::{Digest, Frontier, cbor, event, tree};

use crate::support::shared::shared;

fn vectors() -> Option<Value> {
    let text = std::fs::read_to_string(shared("data/audit_vectors.json")?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn bytes(hex: &Value) -> Vec<u8> {
    HEXLOWER.decode(hex.as_str().unwrap().as_bytes()).unwrap()
}

fn digest(hex: &Value) -> Digest {
    Digest::from_bytes(bytes(hex).try_into().unwrap())
}

fn digests(list: &Value) -> Vec<Digest> {
    list.as_array().unwrap().iter().map(digest).collect()
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect()
}

/// The vector's value, where our profile has such a value; JSON writes byte strings as `h'..'`.
fn in_profile(value: &Value) -> Option<Item> {
    match value {
        Value::Null => Some(Item::Null),
        Value::Number(it) => it.as_u64().map(Item::from),
        Value::String(it) => Some(match it.strip_prefix("h'").and_then(|it| it.strip_suffix('\'')) {
            Some(hex) => Item::Bytes(HEXLOWER.decode(hex.as_bytes()).unwrap()),
            None => Item::Text(it.clone()),
        }),
        Value::Array(items) => items.iter().map(in_profile).collect::<Option<_>>().map(Item::Array),
        Value::Bool(_) | Value::Object(_) => None,
    }
}

fn write(writer: &mut cbor::Writer, item: &Item) {
    match item {
        Item::Integer(it) => writer.uint(u64::try_from(*it).unwrap()),
        Item::Bytes(it) => writer.bytes(it),
        Item::Text(it) => writer.text(it),
        Item::Null => writer.null(),
        Item::Array(items) => {
            writer.array(items.len());
            for item in items {
                write(writer, item);
            }
            writer
        }
        other => panic!("{other:?} is outside the profile"),
    };
}

#[test]
fn values_of_the_profile_are_written_and_accepted_as_the_standard_says() {
    let Some(vectors) = vectors() else { return };
    let mut seen = [0, 0];
    for case in vectors["cbor_deterministic"]["cases"].as_array().unwrap() {
        let encoded = bytes(&case[1]);
        let Some(item) = in_profile(&case[0]) else {
            assert!(cbor::check(&encoded).is_err(), "{case}: outside the profile");
            seen[1] += 1;
            continue;
        };
        let mut writer = cbor::Writer::default();
        write(&mut writer, &item);
        assert_eq!(writer.finish(), encoded, "{case}");
        assert_eq!(cbor::check(&encoded), Ok(()), "{case}");
        seen[0] += 1;
    }
    // Negative numbers and truth values are deterministic CBOR, and no part of the profile.
    assert_eq!(seen, [14, 4]);
}

#[test]
fn what_is_not_deterministic_is_refused() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["cbor_deterministic"]["must_reject"].as_array().unwrap() {
        assert!(cbor::check(&bytes(case)).is_err(), "{case}");
    }
}

#[test]
fn leaves_nodes_and_the_empty_tree_hash_as_in_rfc_6962() {
    let Some(vectors) = vectors() else { return };
    let hasher = &vectors["rfc6962_hasher"];
    assert_eq!(tree::empty_root(), digest(&hasher["empty_root"]));
    assert_eq!(tree::leaf_hash(b""), digest(&hasher["empty_leaf_hash"]));
    assert_eq!(tree::leaf_hash(b"L123456"), digest(&hasher["leaf_L123456"]));
    // The node's children are short strings there, so it is hashed as the rule is written.
    assert_eq!(Digest::of(&[&[1], b"N123", b"N456"]), digest(&hasher["node_N123_N456"]));
}

#[test]
fn the_tree_of_eight_leaves_has_the_known_nodes_frontiers_and_roots() {
    let Some(vectors) = vectors() else { return };
    let known = &vectors["rfc6962_8_leaf_tree"];
    let roots = digests(&known["roots_by_size_0_to_8"]);
    let inputs = known["leaf_inputs"].as_array().unwrap();
    let leaves = inputs.iter().map(|it| tree::leaf_hash(&bytes(it))).collect::<Vec<_>>();

    let mut frontier = Frontier::new();
    let mut stored = Vec::new();
    for (size, root) in (0_u64..).zip(&roots) {
        assert_eq!(frontier.root(), *root, "size {size}");
        let hashes = digests(&known["compact_range_by_size"][usize::try_from(size).unwrap()]);
        assert_eq!(Frontier::restore(size, hashes), Some(frontier.clone()), "size {size}");
        assert_eq!(tree::root_of(&leaves[..usize::try_from(size).unwrap()]), *root, "size {size}");
        if let Some(leaf) = leaves.get(usize::try_from(size).unwrap()) {
            stored.extend(frontier.push(*leaf));
        }
    }

    assert_eq!(stored.len(), 15);
    for (index, node) in stored {
        let (level, n) = tree::split_stored_index(index);
        let nodes = digests(&known["node_hashes_by_level"][level as usize]);
        assert_eq!(node, nodes[usize::try_from(n).unwrap()], "level {level}, node {n}");
        if level > 0 {
            let below = digests(&known["node_hashes_by_level"][level as usize - 1]);
            let left = usize::try_from(2 * n).unwrap();
            assert_eq!(node, tree::node_hash(&below[left], &below[left + 1]));
        }
    }
}

#[test]
fn nodes_are_laid_out_as_other_logs_lay_them_out() {
    let Some(vectors) = vectors() else { return };
    let layout = &vectors["tlog_stored_hash_layout"];
    for row in layout["index_level_n"].as_array().unwrap() {
        let [level, n, index] = numbers(row).try_into().unwrap();
        let level = u32::try_from(level).unwrap();
        assert_eq!(tree::stored_index(level, n), index, "level {level}, node {n}");
        assert_eq!(tree::split_stored_index(index), (level, n), "index {index}");
    }
    let counts = numbers(&layout["count_for_n_0_to_16_then_1000000"]);
    for (size, count) in (0..=16).chain([1_000_000]).zip(counts) {
        assert_eq!(tree::stored_count(size), count, "size {size}");
    }
}

#[test]
fn an_envelope_gives_the_entry_and_leaf_that_other_logs_accepted() {
    let Some(vectors) = vectors() else { return };
    let example = &vectors["draft_end_to_end_example"];
    let base64 = |it: &Value| BASE64.decode(it.as_str().unwrap().as_bytes()).unwrap();
    let envelope = base64(&example["envelope_cbor_b64"]);
    assert_eq!(cbor::check(&envelope), Ok(()));
    assert_eq!(event::entry(&envelope).as_bytes(), &base64(&example["entry_b64"])[..]);
    assert_eq!(event::leaf(&envelope), digest(&example["leaf_hash"]));
    // It has the fields of an earlier draft, which is no event here.
    assert!(event::Event::decode(&envelope).is_err());
}

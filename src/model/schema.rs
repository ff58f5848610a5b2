//! The JSON Schema of each kind of document, as it is committed under `include/schema`.

use crate::model::Kind;

/// Returns the JSON Schema of a kind of document.
#[must_use]
pub const fn of(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => include_str!("../../include/schema/account.json"),
        Kind::Breach => include_str!("../../include/schema/breach.json"),
        Kind::Entry => include_str!("../../include/schema/entry.json"),
        Kind::Incident => include_str!("../../include/schema/incident.json"),
        Kind::Notification => include_str!("../../include/schema/notification.json"),
        Kind::Order => include_str!("../../include/schema/order.json"),
        Kind::Policy => include_str!("../../include/schema/policy.json"),
        Kind::Review => include_str!("../../include/schema/review.json"),
    }
}

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;

    use super::*;
    use crate::model::{Account, Breach, Entry, Incident, Notification, Order, Policy, Review};

    fn check<T: schemars::JsonSchema>(kind: Kind) {
        let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
        let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
        let file = format!("{}/include/schema/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        expect_test::expect_file![file].assert_eq(&text);
    }

    #[test]
    fn the_committed_schemas_are_those_of_the_types() {
        check::<Account>(Kind::Account);
        check::<Breach>(Kind::Breach);
        check::<Entry>(Kind::Entry);
        check::<Incident>(Kind::Incident);
        check::<Notification>(Kind::Notification);
        check::<Order>(Kind::Order);
        check::<Policy>(Kind::Policy);
        check::<Review>(Kind::Review);
    }
}

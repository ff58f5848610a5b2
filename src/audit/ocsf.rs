//! Events for a SIEM: the envelope as an API Activity (class 6003) of the Open Cybersecurity Schema Framework 1.3.
//!
//! Only what the envelope says: accounts and sign-ins by their random ids, codes and counts. Neither a
//! subject nor anything that was committed to is in it.

use serde_json::{Value, json};

use crate::audit::action::{Operation, Outcome};
use crate::audit::digest::Digest;
use crate::audit::event::{Auth, Event};

/// The version of the schema.
pub const OCSF_VERSION: &str = "1.3.0";

const CATEGORY: u32 = 6;
const CLASS: u32 = 6003;

/// Returns an event as the schema has it; `register` is the register's id.
#[must_use]
pub fn activity(event: &Event, leaf: &Digest, register: &str) -> Value {
    let (activity, activity_name) = match event.operation {
        Operation::Collection => (1, "Create"),
        Operation::Consultation | Operation::Disclosure => (2, "Read"),
        Operation::Alteration | Operation::Combination => (3, "Update"),
        Operation::Erasure => (4, "Delete"),
        Operation::None => (99, "Other"),
    };
    let (status, status_name) = match event.outcome {
        Outcome::Approved | Outcome::Done | Outcome::Requested => (1, "Success"),
        Outcome::Denied | Outcome::Failed => (2, "Failure"),
    };
    let alarming = event.outcome == Outcome::Denied || event.auth.has(Auth::BREAK_GLASS);
    json!({
        "activity_id": activity,
        "activity_name": activity_name,
        "category_uid": CATEGORY,
        "category_name": "Application Activity",
        "class_uid": CLASS,
        "class_name": "API Activity",
        "type_uid": CLASS * 100 + activity,
        "severity_id": if alarming { 3 } else { 1 },
        "severity": if alarming { "Medium" } else { "Informational" },
        "status_id": status,
        "status": status_name,
        "status_detail": event.outcome.name(),
        "time": event.at_ms,
        "metadata": {
            "version": OCSF_VERSION,
            "uid": event.seq.to_string(),
            "sequence": event.seq,
            "log_name": register,
            "product": { "name": "stalking-register", "vendor_name": "stalking-register" },
        },
        "actor": {
            "user": { "uid": event.actor.to_string() },
            "session": { "uid": event.session.to_string() },
        },
        // The schema wants an endpoint; which terminal it was is committed to, and not told here.
        "src_endpoint": { "svc_name": "stalking-register" },
        "api": { "operation": event.action.name(), "service": { "name": "stalking-register" } },
        "unmapped": {
            "operation": event.operation.name(),
            "purpose": event.purpose,
            "role": event.role,
            "auth": event.auth.number(),
            "acted_for": event.acted_for.map(|it| it.to_string()),
            "count": event.count,
            "link": event.link,
            "leaf": leaf.to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Action;
    use crate::audit::event::tests::an_event;

    #[test]
    fn an_event_has_what_the_class_requires_and_names_nobody() {
        for action in Action::ALL {
            for outcome in Outcome::ALL {
                let event = Event { action: *action, operation: action.operation(), outcome, ..an_event(7) };
                let told = activity(&event, &Digest::ZERO, "a register");
                for needed in [
                    "/activity_id",
                    "/category_uid",
                    "/class_uid",
                    "/type_uid",
                    "/severity_id",
                    "/time",
                    "/metadata/version",
                    "/metadata/product",
                    "/actor/user/uid",
                    "/api/operation",
                    "/src_endpoint",
                ] {
                    assert!(told.pointer(needed).is_some_and(|it| !it.is_null()), "{needed} of {action}");
                }
                let activity = told["activity_id"].as_u64().unwrap();
                assert_eq!(told["type_uid"], 600_300 + activity);
                assert!([1, 2, 3, 4, 99].contains(&activity));
                assert_eq!(told["status_id"] == 2, matches!(outcome, Outcome::Denied | Outcome::Failed));
            }
        }
    }
}

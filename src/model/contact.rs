//! Telephones, mail addresses, online handles, devices and vehicles.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::Day;
use crate::model::code_list::code_list;
use crate::model::name::in_order;
use crate::model::text::Line;

code_list! {
    /// What a contact point is.
    ContactKind {
        /// A device, by its number.
        Device = "device",
        /// An e-mail address.
        Email = "email",
        /// A name on an online service.
        Handle = "handle",
        /// A telephone number.
        Phone = "phone",
        /// A vehicle, by its registration mark.
        Vehicle = "vehicle",
    }
}

/// A way to reach the subject, or by which the subject reaches others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The number, address, handle or mark.
    pub value: Line<320>,
    /// The online service, for a handle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Line<100>>,
    /// The first day of its use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The first day on which it was used no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Contact {
    pub(super) fn check(&self) -> Result<()> {
        in_order(self.from, self.until)
    }
}

//! Warning markers.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::Day;
use crate::model::basis::Basis;
use crate::model::name::in_order;
use crate::model::text::{Line, Prose};

/// A marker that an officer must see first: violent, armed, ailing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Warning {
    /// The marker's code, as the force writes it.
    pub code: Line<20>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<500>>,
    /// Whether it is known or judged.
    pub basis: Basis,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The first day on which it holds no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Warning {
    pub(super) fn check(&self) -> Result<()> {
        in_order(self.from, self.until)
    }
}

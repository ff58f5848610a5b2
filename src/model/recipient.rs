//! Who receives personal data from the register, and on which basis.

use serde::{Deserialize, Serialize};

use crate::model::text::Line;

/// Who receives personal data, and on which basis.
///
/// # Law
///
/// - Data Protection Act 2018, s. 62(3)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The organisation.
    pub organisation: Line<200>,
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Line<200>>,
    /// The legal basis of the disclosure.
    pub legal_basis: Line<300>,
}

//! What the subject looks like, and what is sensitive about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::code_list::code_list;
use crate::model::text::{Few, Line, Prose};

/// The least height that is believed, in centimetres.
pub const HEIGHT_CM_MIN: u16 = 40;
/// The greatest height that is believed, in centimetres.
pub const HEIGHT_CM_MAX: u16 = 280;

code_list! {
    /// What a mark on the body is.
    MarkKind {
        /// Any other mark.
        Mark = "mark",
        /// A scar.
        Scar = "scar",
        /// A tattoo.
        Tattoo = "tattoo",
    }
}

code_list! {
    /// The hand that is used.
    Handedness {
        /// Both.
        Both = "both",
        /// The left one.
        Left = "left",
        /// The right one.
        Right = "right",
    }
}

/// A scar, mark or tattoo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Where on the body.
    pub location: Line<100>,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Line<300>>,
}

/// A photograph, which is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Photograph {
    /// When it was taken.
    pub taken_on: Day,
    /// Where it is kept.
    pub source: Line<300>,
    /// The SHA-256 of the image, 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Line<64>>,
}

/// What the subject looked like when someone looked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Description {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// Height in centimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = HEIGHT_CM_MIN, max = HEIGHT_CM_MAX)))]
    pub height_cm: Option<u16>,
    /// Build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<Line<100>>,
    /// Hair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hair: Option<Line<100>>,
    /// Eyes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eyes: Option<Line<100>>,
    /// Accent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Line<100>>,
    /// The hand that is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handedness: Option<Handedness>,
    /// Scars, marks and tattoos.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub marks: Few<Mark, 50>,
    /// Photographs, kept elsewhere.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub photographs: Few<Photograph, 50>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<2000>>,
}

impl Description {
    pub(super) fn check(&self) -> Result<()> {
        if self.height_cm.is_some_and(|it| !(HEIGHT_CM_MIN..=HEIGHT_CM_MAX).contains(&it)) {
            return Err(Error::invalid("/height_cm", Problem::OutOfRange));
        }
        for (index, photograph) in self.photographs.iter().enumerate() {
            let sound = photograph
                .sha256
                .as_ref()
                .is_none_or(|it| it.len() == 64 && it.bytes().all(|digit| digit.is_ascii_hexdigit()));
            if !sound {
                return Err(Error::invalid(&format!("/photographs/{index}/sha256"), Problem::Malformed));
            }
        }
        Ok(())
    }
}

code_list! {
    /// Ethnicity as the subject defines it, 18+1 classes and the former `O1`.
    Ethnicity18 {
        /// Asian: Indian.
        A1 = "A1",
        /// Asian: Pakistani.
        A2 = "A2",
        /// Asian: Bangladeshi.
        A3 = "A3",
        /// Asian: Chinese.
        A4 = "A4",
        /// Asian: any other.
        A9 = "A9",
        /// Black: Caribbean.
        B1 = "B1",
        /// Black: African.
        B2 = "B2",
        /// Black: any other.
        B9 = "B9",
        /// Mixed: White and Black Caribbean.
        M1 = "M1",
        /// Mixed: White and Black African.
        M2 = "M2",
        /// Mixed: White and Asian.
        M3 = "M3",
        /// Mixed: any other.
        M9 = "M9",
        /// Not stated.
        NotStated = "NS",
        /// Chinese, in the former list.
        O1 = "O1",
        /// Arab.
        O2 = "O2",
        /// Any other.
        O9 = "O9",
        /// White: British.
        W1 = "W1",
        /// White: Irish.
        W2 = "W2",
        /// White: Gypsy or Irish Traveller.
        W3 = "W3",
        /// White: any other.
        W9 = "W9",
    }
}

/// What is sensitive, kept apart so that it can be left out.
///
/// # Law
///
/// - Data Protection Act 2018, s. 35(8)
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sensitive {
    /// Ethnicity as the subject defines it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_defined_ethnicity: Option<Ethnicity18>,
    /// Ethnicity as an officer observed it, by the force's numeric code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_ethnicity: Option<Line<4>>,
    /// Gender identity, in the subject's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender_identity: Option<Line<100>>,
    /// The policy document that covers the processing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_document: Option<Line<200>>,
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive")
    }
}

//! Whether something is known or judged.

use crate::model::code_list::code_list;

code_list! {
    /// Whether something recorded is a fact or a personal assessment.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 38(2)
    Basis {
        /// Someone's judgement.
        Assessment = "assessment",
        /// A fact.
        Fact = "fact",
    }
}

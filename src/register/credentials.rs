//! Passwords, held against the event that set them: one put back from an older copy signs nobody in.

use zeroize::Zeroizing;

use crate::audit::facts::{Fact, FactKind};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::View;

/// Says which password an account has, by its PHC form.
pub(super) fn fact_of_password(account: Id, phc: &str) -> Fact {
    Fact::of(account, FactKind::Password, &[account.as_bytes(), phc.as_bytes()])
}

/// Returns the password of an account in PHC form, as the log tells of it.
///
/// # Errors
///
/// [`Corruption::Record`] with the event that set the newest password if another is found.
pub(super) fn password_of(view: &View<'_>, account: Id) -> Result<Option<Zeroizing<String>>> {
    let found = view.password(account)?;
    match (&found, view.newest_fact(account, FactKind::Password)?) {
        (None, None) => Ok(None),
        (Some(phc), Some((_, digest))) if fact_of_password(account, phc).digest == digest => Ok(found),
        (_, Some((seq, _))) => Err(Error::Corrupt(Corruption::Record { seq })),
        (Some(_), None) => Err(Error::Corrupt(Corruption::Index)),
    }
}

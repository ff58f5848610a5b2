//! Settling: accounts that one person made for the purpose are no second person.
//!
//! Whoever takes a part in what two persons guard must not have been given the account, a role or a
//! password, of late, by another who takes a part in it; nor may one account have given them to two of
//! them. The accounts that the register was made with are settled from the start.

use std::collections::BTreeMap;

use crate::access::approval::settling_since_ms;
use crate::audit::facts::FactKind;
use crate::audit::{Action, Outcome};
use crate::error::{Corruption, Error, Refusal, Result};
use crate::model::Id;
use crate::store::View;

/// Refuses persons of whom one was made by another, or two by the same account, within the settling time
/// ([`SETTLING_HOURS`](crate::access::approval::SETTLING_HOURS)).
pub(super) fn settled(view: &View<'_>, persons: &[Id], now_ms: u64) -> Result<()> {
    let since_ms = settling_since_ms(now_ms);
    let mut made: BTreeMap<Id, Id> = BTreeMap::new();
    for person in persons {
        for maker in makers(view, *person, since_ms)? {
            let of_another = made.insert(maker, *person).is_some_and(|it| it != *person);
            if of_another || persons.contains(&maker) {
                return Err(Error::Forbidden(Refusal::Settling));
            }
        }
    }
    Ok(())
}

/// Returns who made an account, or gave it a role or a password, since a moment; its holder is not meant.
///
/// It is read from what the log is held against: the account's versions and its passwords.
fn makers(view: &View<'_>, account: Id, since_ms: u64) -> Result<Vec<Id>> {
    let passwords = view.facts(account, FactKind::Password)?.into_iter().map(|it| it.0);
    let mut seqs: Vec<u64> = view.written_by(account)?.into_iter().chain(passwords).collect();
    seqs.sort_unstable();
    let first = view.first_event()?;
    let mut found = Vec::new();
    // The newest first: their times never go back, so all others are older still.
    for seq in seqs.into_iter().rev().take_while(|it| *it >= first) {
        let event = view.envelope(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
        if event.at_ms < since_ms {
            break;
        }
        if makes(event.action) && event.outcome == Outcome::Done && event.actor != account {
            found.push(event.actor);
        }
    }
    Ok(found)
}

const fn makes(action: Action) -> bool {
    matches!(
        action,
        Action::AccountCreated | Action::AccountAmended | Action::PasswordChanged | Action::RoleGranted
    )
}

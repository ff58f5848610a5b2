//! The accounts that act, as they were read last: every call asks who acts, and seldom has anything changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::model::{Account, Id, document};
use crate::store::{Store, Tx};

/// Accounts that are remembered at the most.
const ACCOUNTS_MAX: usize = 4096;

/// A memory of accounts. It holds while the change log, which every process writes, has not grown.
#[derive(Default)]
pub(super) struct Actors(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The last change, and how many groups were undone: a change that was undone has left its number.
    as_of: (u64, u64),
    accounts: HashMap<Id, Arc<Account>>,
}

impl Actors {
    /// Returns an account as it is inside this transaction, checked against the event that wrote it.
    pub(super) fn account(&self, store: &Store, tx: &Tx<'_>, id: Id) -> Result<Option<Arc<Account>>> {
        let as_of = (tx.last_change()?, store.undone());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_of != as_of || known.accounts.len() >= ACCOUNTS_MAX {
            *known = Known { as_of, accounts: HashMap::new() };
        }
        if let Some(account) = known.accounts.get(&id) {
            return Ok(Some(Arc::clone(account)));
        }
        let Some(record) = tx.newest(id)? else { return Ok(None) };
        let account: Arc<Account> = Arc::new(document::parse(&record.document)?);
        known.accounts.insert(id, Arc::clone(&account));
        Ok(Some(account))
    }
}

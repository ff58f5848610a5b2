//! Conflicts of interest: declared by an account's holder, kept as keyed digests, looked at in each call.

use std::collections::BTreeSet;

use crate::access::conflict::{Bar, Declaration, Mark, Own, full_name, marks_of};
use crate::access::master_key::keyed_digest;
use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::Action;
use crate::audit::facts::{Fact, FactKind};
use crate::error::{Corruption, Error, Refusal, Result};
use crate::model::{Id, Subject};
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::View;

/// A declared thing's digest, and its kind's number.
pub(super) type Blinded = ([u8; 32], u8);

impl Task {
    /// Adds to what the holder of one's own account declared; only keyed digests of it are kept.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the item that says nothing; [`Error::Forbidden`].
    pub fn declare_conflicts(&self, declaration: &Declaration) -> Result<Audited<()>> {
        let own = self.inner.session.account;
        self.declare(own, declaration, Action::ConflictsDeclared)
    }

    /// Replaces what another account declared. Professional standards and the data protection officer do
    /// this; nobody takes their own declaration back.
    ///
    /// # Errors
    ///
    /// As [`Task::declare_conflicts`]; [`Error::Forbidden`] for one's own account;
    /// [`Error::NotFound`].
    pub fn replace_conflicts(&self, account: Id, declaration: &Declaration) -> Result<Audited<()>> {
        self.declare(account, declaration, Action::ConflictsReplaced)
    }

    /// Adds to one's own declaration, or replaces that of another account.
    ///
    /// # Errors
    ///
    /// As [`Task::declare_conflicts`] and [`Task::replace_conflicts`].
    pub fn set_conflicts(&self, account: Id, declaration: &Declaration) -> Result<Audited<()>> {
        if account == self.inner.session.account {
            self.declare_conflicts(declaration)
        } else {
            self.replace_conflicts(account, declaration)
        }
    }

    fn declare(&self, account: Id, declaration: &Declaration, action: Action) -> Result<Audited<()>> {
        let marks = declaration.marks()?;
        let digests = self.inner.session.register.blinded(&marks);
        let replaces = action == Action::ConflictsReplaced;
        perform(self, Act::DeclareConflicts, action, move |work| {
            let own = account == work.session().account;
            let others = permit(work.role()?, Act::DeclareConflicts) == Permit::Yes;
            if replaces == own {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            if replaces && !others {
                return Err(Error::Forbidden(Refusal::Role));
            }
            crate::register::accounts::stored(work, account)?;
            work.touch(account, account);
            let mut all = declared_by(work.tx, account)?;
            if replaces {
                all.clear();
            }
            all.extend(
                digests
                    .iter()
                    .filter(|it| all.iter().all(|known| known.0 != it.0))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            work.state(fact_of_declaration(account, &all));
            work.then(move |tx| {
                if replaces {
                    tx.clear_conflicts(account)?;
                }
                tx.add_conflicts(account, &digests)
            });
            Ok(())
        })
    }
}

/// Says all that an account's holder declared.
fn fact_of_declaration(account: Id, declared: &[Blinded]) -> Fact {
    let mut declared = declared.to_vec();
    declared.sort_unstable();
    let said: Vec<u8> = declared.iter().flat_map(|(digest, kind)| [&digest[..], &[*kind]].concat()).collect();
    Fact::of(account, FactKind::Declaration, &[account.as_bytes(), &said])
}

/// Returns what an account's holder declared, as the log tells of it.
///
/// # Errors
///
/// [`Corruption::Record`] with the event of the newest declaration if something else is found.
pub(super) fn declared_by(view: &View<'_>, account: Id) -> Result<Vec<Blinded>> {
    let found = view.conflicts_of(account)?;
    match view.newest_fact(account, FactKind::Declaration)? {
        None if found.is_empty() => Ok(found),
        None => Err(Error::Corrupt(Corruption::Index)),
        Some((_, digest)) if fact_of_declaration(account, &found).digest == digest => Ok(found),
        Some((seq, _)) => Err(Error::Corrupt(Corruption::Record { seq })),
    }
}

impl Work<'_, '_> {
    /// Tells whether marks that were asked for are the actor's own: the holder's name, or what was declared.
    pub(super) fn asks_for_own(&self, marks: &[Mark]) -> Result<bool> {
        let own_name = self.holder().and_then(|it| full_name(&it)).map(|it| (Own::Associate, it));
        let declared = declared_by(self.tx, self.session().account)?;
        let asked = self.register.blinded(marks);
        Ok(own_name.is_some_and(|it| marks.contains(&it)) || asked.iter().any(|it| declared.contains(it)))
    }
}

impl Inner {
    /// Returns the digests of things under the register's key.
    pub(super) fn blinded(&self, marks: &[Mark]) -> Vec<Blinded> {
        let digest = |(kind, text): &Mark| {
            let said = format!("conflict\u{1f}{}\u{1f}{text}", kind.number());
            (keyed_digest(&self.blinding, said.as_bytes()), kind.number())
        };
        marks.iter().map(digest).collect()
    }

    /// Returns the severest bar that a declaration puts before a subject.
    pub(super) fn bar_of(&self, declared: &[Blinded], subject: &Subject) -> Option<Bar> {
        let own: BTreeSet<&Blinded> = declared.iter().collect();
        let matched = self.blinded(&marks_of(subject)).into_iter().filter(|it| own.contains(it));
        matched.filter_map(|(_, kind)| Own::of_number(kind)).map(Own::bar).max()
    }
}

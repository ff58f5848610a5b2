//! Key slots: listed, added, changed, removed; the database is not rewritten.

use serde::Serialize;

use crate::access::key_slot::{Label, Lock as SlotLock};
use crate::access::{Act, DraftSlot, Guarded, Key, KeyFile, NewKey, RecoveryKey};
use crate::audit::commitment::Field;
use crate::audit::{Action, Digest};
use crate::clock::moment;
use crate::error::{Error, Result, What};
use crate::model::Moment;
use crate::register::gate::{perform, together};
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{Store, key_file};

/// A key slot, without its key.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    /// Its number; a number never comes twice.
    pub id: u32,
    /// Its label.
    pub label: Label,
    /// What opens it: `host`, `passphrase` or `recovery`.
    pub kind: &'static str,
    /// When it was made.
    pub made_at: Moment,
}

/// What logs a change of the key file before it is made.
type Job = Box<dyn FnOnce(&mut Work<'_, '_>) -> Result<()> + Send>;

/// Lets a change of the key file through that an administrator makes alone.
fn alone(action: Action) -> impl FnOnce(&Task, Job) -> Result<Audited<()>> {
    move |task, job| perform(task, Act::ManageKeys, action, job)
}

impl Task {
    /// Lists the key slots.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`] if the key file is damaged.
    pub fn key_slots(&self) -> Result<Audited<Vec<Slot>>> {
        let directory = self.inner.session.register.store.directory().to_owned();
        perform(self, Act::ManageKeys, Action::KeySlotsRead, move |_| {
            let file = KeyFile::decode(&key_file::read(&directory)?)?;
            file.slots()
                .iter()
                .map(|it| {
                    Ok(Slot {
                        id: it.id(),
                        label: it.label().clone(),
                        kind: match it.lock() {
                            SlotLock::Host { .. } => "host",
                            SlotLock::Passphrase { .. } => "passphrase",
                            SlotLock::Recovery { .. } => "recovery",
                        },
                        made_at: Moment::new(moment(it.made_at_ms())).map_err(|_| Error::Internal)?,
                    })
                })
                .collect()
        })
    }

    /// Adds a key slot and gives its number.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a weak key or too many slots; [`Error::Forbidden`]; [`Error::Storage`].
    pub fn add_key_slot(&self, label: &str, key: NewKey<'_>) -> Result<Audited<u32>> {
        let label = Label::new(label).map_err(|it| Error::invalid("/label", it))?;
        self.rewrite_keys(alone(Action::KeySlotAdded), label.to_string(), |file, register| {
            file.add(&register.master, register.draft(label, key)?)
        })
    }

    /// Adds a printed recovery key and gives it, once.
    ///
    /// # Errors
    ///
    /// As [`Task::add_key_slot`].
    pub fn add_recovery_key(&self, label: &str) -> Result<Audited<zeroize::Zeroizing<String>>> {
        let bytes = zeroize::Zeroizing::new(self.inner.session.register.entropy.bytes::<32>()?);
        let key = RecoveryKey::from_bytes(&bytes);
        Ok(self.add_key_slot(label, NewKey::Recovery(&key))?.map(|_| key.text()))
    }

    /// Gives a slot another key, as two persons agreed to remove it ([`Guarded::RemoveKeySlot`]): a new slot with
    /// the same label takes its place. Whoever shows the old key needs nobody: [`Task::change_shown_key_slot`].
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such slot; [`Error::Forbidden`] if nobody agreed to it; as
    /// [`Task::add_key_slot`].
    pub fn change_key_slot(&self, id: u32, key: NewKey<'_>) -> Result<Audited<u32>> {
        let agreed = move |task: &Self, job: Job| {
            perform(task, Act::ManageKeys, Action::KeyRotated, move |work| {
                // Whose key it was is shut out.
                work.approved(&Guarded::RemoveKeySlot { slot: id })?;
                job(work)
            })
        };
        self.rewrite_keys(agreed, format!("slot {id}"), |file, register| replaced(file, register, id, key))
    }

    /// Gives a slot another key, by showing the one that it has: a new slot with the same label takes its place.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] if the key shown is not the slot's; [`Error::NotFound`] if there is no such slot; as
    /// [`Task::add_key_slot`].
    pub fn change_shown_key_slot(&self, id: u32, shown: Key<'_>, key: NewKey<'_>) -> Result<Audited<u32>> {
        self.rewrite_keys(alone(Action::KeyRotated), format!("slot {id}"), |file, register| {
            if file.slots().iter().any(|it| it.id() == id) && !file.opens(id, shown)? {
                return Err(Error::WrongKey);
            }
            replaced(file, register, id, key)
        })
    }

    /// Removes a slot, as two persons agreed; whoever opened the register with it may have kept the master
    /// key.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Invalid`] if it is the last one; [`Error::Forbidden`], also if nobody
    /// agreed to it.
    pub fn remove_key_slot(&self, id: u32) -> Result<Audited<()>> {
        self.rewrite_keys(
            |task, job| together(task, Guarded::RemoveKeySlot { slot: id }, job),
            format!("slot {id}"),
            |file, register| file.remove(&register.master, id),
        )
    }

    /// Changes the key file and logs it: both, or neither.
    ///
    /// The new file is written beside the old one first and put in force after the commit. Its digest is in
    /// the event, so that whoever opens the register after a crash in between can tell which it is to be.
    fn rewrite_keys<T>(
        &self,
        perform: impl FnOnce(&Self, Job) -> Result<Audited<()>>,
        words: String,
        change: impl FnOnce(&mut KeyFile, &Inner) -> Result<T>,
    ) -> Result<Audited<T>> {
        let register = &self.inner.session.register;
        let directory = register.store.directory().to_owned();
        settle(&register.store)?;
        let before = key_file::read(&directory)?;
        let mut file = KeyFile::decode(&before)?;
        let changed = change(&mut file, register);
        let refused = changed.as_ref().err().cloned();
        let bytes = file.encode();
        let staged = match refused {
            None => Some(key_file::stage(&directory, &bytes)?),
            Some(_) => None,
        };
        let job: Job = Box::new(move |work| {
            work.say(Field::Criteria, format!("{words}; {}", in_words(&bytes)));
            // Whoever changed the file since it was read has finished by now.
            if key_file::read(&directory)? != before {
                return Err(Error::Busy);
            }
            refused.map_or(Ok(()), Err)
        });
        let logged = perform(self, job);
        match (logged, staged) {
            (Ok(logged), Some(staged)) => {
                staged.apply()?;
                let value = changed?;
                Ok(logged.map(|()| value))
            }
            (logged, staged) => {
                let fault = logged.map(drop).err().unwrap_or(Error::Internal);
                match (&fault, staged) {
                    // After a flush that failed only the log knows.
                    (Error::AuditUnavailable, staged) => {
                        drop(staged);
                        settle(&register.store)?;
                    }
                    (_, Some(staged)) => staged.withdraw()?,
                    (_, None) => {}
                }
                Err(fault)
            }
        }
    }
}

/// Puts a new slot in the place of one.
fn replaced(file: &mut KeyFile, register: &Inner, id: u32, key: NewKey<'_>) -> Result<u32> {
    let absent = Error::NotFound { what: What::KeySlot };
    let label = file.slots().iter().find(|it| it.id() == id).ok_or(absent)?.label().clone();
    let added = file.add(&register.master, register.draft(label, key)?)?;
    file.remove(&register.master, id)?;
    Ok(added)
}

/// Finishes a change of the key file that a crash left half done: forward if its event is in the log, back
/// if it is not.
pub(super) fn settle(store: &Store) -> Result<()> {
    let Some((staged, bytes)) = key_file::abandoned(store.directory())? else { return Ok(()) };
    if store.read(|view| view.has_said(Field::Criteria, &in_words(&bytes)))? {
        staged.apply()
    } else {
        staged.withdraw()
    }
}

/// Names a key file in an event.
fn in_words(bytes: &[u8]) -> String {
    format!("key file {}", Digest::of(&[bytes]))
}

impl Inner {
    fn draft<'a>(&self, label: Label, key: NewKey<'a>) -> Result<DraftSlot<'a>> {
        let made_at_ms = self.clock.now().timestamp_millis();
        Ok(DraftSlot { label, made_at_ms, key, salt: self.entropy.bytes()? })
    }
}

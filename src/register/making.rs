//! Making a register: keys, a first administrator, a first stalking coordinator, one bootstrap event.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::access::key_slot::Label;
use crate::access::{DraftSlot, Key, KeyFile, MasterKey, NewKey, Phc, RecoveryKey, password};
use crate::audit::facts::Fact;
use crate::audit::{Action, Anchor, Auth, Checkpoint, Event, Origin, Outcome};
use crate::error::{Error, Problem, Result, What};
use crate::model::{Account, Document, Id, Kind, Role, document};
use crate::register::audit_anchors;
use crate::register::audit_signing::sign_first;
use crate::register::credentials::fact_of_password;
use crate::register::logged::{Logged, append_with};
use crate::register::policy::InForce;
use crate::register::{Options, Register};
use crate::store::{self, ANCHOR_FILE, Making as Place, Meta, NewVersion, Store, key_file};

/// What a new register is made with.
pub struct Making<'a> {
    /// Where: an empty directory, or none yet.
    pub directory: &'a Path,
    /// The key it is opened with from now on; a printed recovery key is made beside it.
    pub key: NewKey<'a>,
    /// That key's label.
    pub label: &'a str,
    /// Where the anchor file is to be: a file, or a directory that holds it.
    pub anchor: Option<&'a Path>,
    /// The first accounts, each with its password; an administrator must be among them. One without a
    /// password must be vouched for.
    pub accounts: Vec<(Account, Option<&'a str>)>,
    /// How it is opened once it is made.
    pub options: Options,
}

/// It holds first passwords, so it prints nothing but how many accounts there are.
impl fmt::Debug for Making<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Making with {} accounts", self.accounts.len())
    }
}

/// A register that was just made.
pub struct Made {
    /// The register, open.
    pub register: Register,
    /// The recovery key, to be printed once and locked away.
    pub recovery_key: Zeroizing<String>,
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.register.fmt(f)
    }
}

/// A first account, ready to be written.
struct First {
    id: Id,
    account: Account,
    name: [u8; 32],
    phc: Option<Phc>,
}

impl Register {
    /// Makes a register and opens it. The making of its first accounts is one event, which needs no second
    /// person; a failure leaves nothing behind.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something is there already; [`Error::Invalid`] for a weak key or password or
    /// a missing administrator; [`Error::Full`]; [`Error::NetworkFileSystem`]; [`Error::Storage`].
    pub fn make(making: Making<'_>) -> Result<Made> {
        let Making { directory, key, label, anchor, accounts, options } = making;
        let now = options.clock.now();
        let now_ms = now.timestamp_millis();
        let entropy = &options.entropy;
        let id = Id::from_bytes(entropy.bytes()?);
        let master = MasterKey::from_bytes(&Zeroizing::new(entropy.bytes::<32>()?));
        let recovery = RecoveryKey::from_bytes(&Zeroizing::new(entropy.bytes::<32>()?));
        let label = Label::new(label).map_err(|it| Error::invalid("/label", it))?;
        let sealed = Label::new("recovery key").map_err(|it| Error::invalid("/label", it))?;
        let slots = KeyFile::new(
            &master,
            id,
            now_ms,
            [
                DraftSlot { label, made_at_ms: now_ms, key, salt: entropy.bytes()? },
                DraftSlot {
                    label: sealed,
                    made_at_ms: now_ms,
                    key: NewKey::Recovery(&recovery),
                    salt: entropy.bytes()?,
                },
            ],
        )?;
        let firsts = firsts(&accounts, &master, &options)?;

        let place = Place::begin(directory)?;
        let anchor = anchor.map(anchor_file).transpose()?;
        let name = options.log.log_name()?;
        let meta = Meta { id, made_at_ms: now_ms, incarnation: 1, anchor: anchor.clone(), name };
        let log_key = options.log.key(0, &master, || entropy.bytes())?;
        let (checkpoint, note) = Store::make(place.directory(), &master.database(), |tx| {
            tx.name_register(&meta)?;
            tx.settle_diary(&InForce::built_in().state())?;
            let versions = firsts
                .iter()
                .map(|it| Ok(it.version(Event::milliseconds(now), entropy.bytes()?)))
                .collect::<Result<Vec<_>>>()?;
            let digests: Vec<_> = versions.iter().map(|it| (it.id, it.digest())).collect();
            let logged = Logged {
                written: digests.clone(),
                facts: firsts.iter().filter_map(First::fact).collect(),
                references: versions.iter().map(|it| it.id).collect(),
                count: u32::try_from(versions.len()).unwrap_or(u32::MAX),
                auth: Auth::BOOTSTRAP,
                ..Logged::nobody()
            };
            let receipt = append_with(entropy, tx, now, &logged, Action::Genesis, Outcome::Done)?;
            for ((version, (_, digest)), first) in versions.iter().zip(&digests).zip(&firsts) {
                tx.insert(version, digest, receipt.seq)?;
                tx.note_change(Kind::Account, version.id)?;
                tx.name_account(first.id, &first.name)?;
                if let Some(phc) = &first.phc {
                    tx.set_password(first.id, &phc.text(), now_ms)?;
                }
            }
            tx.add_log_key(&log_key)?;
            let origin = Origin { name: meta.name.clone(), register: id, incarnation: 1 }.to_string();
            let checkpoint = Checkpoint { origin, size: receipt.size, root: tx.root() };
            let note = sign_first(&options.log, &master, &log_key, &checkpoint)?;
            tx.add_checkpoint(receipt.size, &note)?;
            Ok((checkpoint, note))
        })?;
        key_file::write(place.directory(), &slots.encode())?;
        place.finish()?;
        let Checkpoint { size, root, .. } = checkpoint;
        let first = Anchor { register: id, incarnation: 1, size, root };
        audit_anchors::begin(anchor.as_deref(), &master, &options.log, &first, &note)
            .inspect_err(|_| Place::undo(directory))?;
        let recovery_key = recovery.text();
        let register = Self::open(directory, Key::Recovery(&recovery_key), options)?;
        Ok(Made { register, recovery_key })
    }
}

impl First {
    fn fact(&self) -> Option<Fact> {
        let phc = self.phc.as_ref()?;
        Some(fact_of_password(self.id, &phc.text()))
    }

    fn version(&self, recorded_at_ms: u64, salt: [u8; 32]) -> NewVersion {
        let document = Zeroizing::new(document::write(&self.account));
        let (id, kind) = (self.id, Kind::Account);
        NewVersion { id, entry_id: id, kind, version: 1, recorded_at_ms, salt, document }
    }
}

fn firsts(accounts: &[(Account, Option<&str>)], master: &MasterKey, options: &Options) -> Result<Vec<First>> {
    if !accounts.iter().any(|(it, _)| it.role == Role::Administrator) {
        return Err(Error::invalid("/accounts", Problem::Missing));
    }
    let mut firsts: Vec<First> = Vec::new();
    for (index, (account, password)) in accounts.iter().enumerate() {
        let at = format!("/accounts/{index}");
        account.check(crate::clock::london_day(options.clock.now())).map_err(|it| it.under(&at))?;
        let name = crate::register::session::digest_of_name(&master.blinding(), &account.username);
        if firsts.iter().any(|it| it.name == name) {
            return Err(Error::invalid(&format!("{at}/username"), Problem::GivenTwice));
        }
        let phc = match password {
            Some(password) => {
                password::check_new(password)?;
                Some(password::hash(password, options.entropy.bytes()?, options.cost)?)
            }
            None if account.vouched => None,
            None => return Err(Error::invalid(&format!("{at}/password"), Problem::Missing)),
        };
        firsts.push(First {
            id: Id::from_bytes(options.entropy.bytes()?),
            account: account.clone(),
            name,
            phc,
        });
    }
    Ok(firsts)
}

fn anchor_file(path: &Path) -> Result<PathBuf> {
    let path = if path.is_dir() { path.join(ANCHOR_FILE) } else { path.to_owned() };
    let path = std::path::absolute(&path).map_err(|it| store::of_system(&it))?;
    if path.parent().is_some_and(Path::is_dir) { Ok(path) } else { Err(Error::NotFound { what: What::File }) }
}

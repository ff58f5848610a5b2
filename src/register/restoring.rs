//! Going on with a register that is not what its anchor tells of: two persons, a reason, and another
//! history of the log, whose first event holds the last checkpoint known of the lost one.

use std::fmt;

use zeroize::Zeroizing;

use crate::access::permission::permit;
use crate::access::{Act, MasterKey, Permit, Phc, Purpose, Verdict, password};
use crate::audit::commitment::Field;
use crate::audit::{Action, Anchor, Auth, Checkpoint, Event, Origin, Outcome};
use crate::error::{Corruption, Error, Refusal, Result};
use crate::model::account::AccountStatus;
use crate::model::text::Prose;
use crate::model::{Account, Id, Role};
use crate::register::audit_anchors;
use crate::register::audit_signing::sign_first;
use crate::register::credentials::password_of;
use crate::register::logged::{Logged, append_with};
use crate::register::session::{account_named, digest_of_name};
use crate::register::settling::settled;
use crate::register::{Options, Vouching, erasures};
use crate::store::{Meta, Store, View};

/// How one of two persons proves who they are while nobody can sign in.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// By a password.
    Password {
        /// The account's name.
        username: String,
        /// Its password.
        password: Zeroizing<String>,
    },
    /// By the host's word.
    Vouched(Vouching),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password",
            Self::Vouched(_) => "Vouched",
        })
    }
}

/// Two persons' agreement to go on, and why.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// An administrator.
    pub first: Credentials,
    /// Another account: neither a viewer's nor a program's, and neither made by the first within
    /// [`SETTLING_HOURS`](crate::access::approval::SETTLING_HOURS), nor both by the same account.
    pub second: Credentials,
    /// Why, in words.
    pub reason: Prose<2000>,
    /// A list of what was erased since ([`Task::erasure_list`](crate::register::Task::erasure_list)), beside
    /// the one next to the register's anchor; what the register still holds of it is erased again.
    pub erasures: Option<String>,
}

/// Somebody who agreed.
struct Person {
    id: Id,
    role: Role,
    auth: Auth,
}

/// Begins another history of the log in a register that nobody else has open.
///
/// The event, the second person's agreement, the number of the history, the checkpoint over them: one
/// transaction. `anchor` is what was last on record.
pub(super) fn accept(
    store: &Store,
    master: &MasterKey,
    options: &Options,
    acceptance: &Acceptance,
    action: Action,
    anchor: Option<Anchor>,
) -> Result<()> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]
    let meta = store.read(|view| view.meta())?;
    let persons = store.read(|view| persons(view, master, options, acceptance))?;
    let erased = erasures::known(&meta, master, acceptance.erasures.as_deref())?;
    let incarnation = anchor.map_or(0, |it| it.incarnation).max(meta.incarnation).checked_add(1);
    let incarnation = incarnation.ok_or(Error::Internal)?;
    let before = anchor.map(|it| {
        let origin = Origin { incarnation: it.incarnation, ..origin_of(&meta) };
        Checkpoint { origin: origin.to_string(), size: it.size, root: it.root }
    });
    let (inside, reason, now) = (options.clone(), acceptance.reason.to_string(), options.clock.now());
    let origin = Origin { incarnation, ..origin_of(&meta) }.to_string();
    let signing = MasterKey::from_bytes(master.as_bytes());
    let (checkpoint, note) = store.commit(move |tx| {
        let lost = before.as_ref().map_or(0, |it| it.size.saturating_sub(tx.next_seq()));
        let mut fields = vec![(Field::Reason, reason)];
        fields.push((Field::BeforeVersion, told(incarnation, before, lost)));
        let [first, second] = persons;
        let logged = Logged { fields, ..first.logged() };
        let receipt = append_with(&inside.entropy, tx, now, &logged, action, Outcome::Done)?;
        tx.begin_incarnation(incarnation, receipt.seq)?;
        let agreed = Logged { link: Some(receipt.seq), ..second.logged() };
        let accepted = receipt.seq;
        let mut receipt = append_with(&inside.entropy, tx, now, &agreed, action, Outcome::Approved)?;
        let again = Logged { link: Some(accepted), ..first.logged() };
        if erasures::apply(tx, &erased, &inside.entropy, now, &again)? > 0 {
            receipt.size = tx.next_seq();
        }
        let checkpoint = Checkpoint { origin, size: receipt.size, root: tx.root() };
        let keys = tx.log_keys()?;
        let key = keys.last().ok_or(Error::Corrupt(Corruption::LogKey))?;
        let note = sign_first(&inside.log, &signing, key, &checkpoint)?;
        tx.add_checkpoint(receipt.size, &note)?;
        Ok((checkpoint, note))
    })?;
    // Nothing that was erased again is left in the log of changes.
    store.truncate()?;
    let Checkpoint { size, root, .. } = checkpoint;
    let anchor = Anchor { register: meta.id, incarnation, size, root };
    audit_anchors::begin(meta.anchor.as_deref(), master, &options.log, &anchor, &note)
}

/// Tells which history begins, the last checkpoint known of the lost one, and how many events were lost with
/// it; `incarnations` reads it.
fn told(incarnation: u32, before: Option<Checkpoint>, lost: u64) -> String {
    let known = before
        .map(|it| serde_json::json!({ "origin": it.origin, "size": it.size, "root": it.root.to_string() }));
    serde_json::json!({ "incarnation": incarnation, "checkpoint": known, "events_lost": lost }).to_string()
}

fn origin_of(meta: &Meta) -> Origin {
    Origin { name: meta.name.clone(), register: meta.id, incarnation: meta.incarnation }
}

impl Person {
    fn logged(&self) -> Logged {
        Logged {
            actor: self.id,
            role: self.role.number(),
            auth: self.auth.with(Auth::TWO_PERSON),
            purpose: Purpose::SystemOperation.number(),
            ..Logged::nobody()
        }
    }
}

/// Refuses persons who may not go on, before anything is done.
pub(super) fn look(
    view: &View<'_>,
    master: &MasterKey,
    options: &Options,
    acceptance: &Acceptance,
) -> Result<()> {
    persons(view, master, options, acceptance).map(drop)
}

/// Looks at both persons: who they are, and whether they may.
fn persons(
    view: &View<'_>,
    master: &MasterKey,
    options: &Options,
    acceptance: &Acceptance,
) -> Result<[Person; 2]> {
    let first = person(view, master, options, &acceptance.first)?;
    let second = person(view, master, options, &acceptance.second)?;
    if permit(first.role, Act::AcceptRestore) != Permit::NeedsSecondPerson {
        return Err(Error::Forbidden(Refusal::Role));
    }
    if first.id == second.id || matches!(second.role, Role::Viewer | Role::Service) {
        return Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    }
    let last = view.log_size()?.checked_sub(1).map(|it| view.envelope(it)).transpose()?.flatten();
    let now_ms = Event::milliseconds(options.clock.now()).max(last.map_or(0, |it| it.at_ms));
    settled(view, &[first.id, second.id], now_ms)?;
    Ok([first, second])
}

fn person(
    view: &View<'_>,
    master: &MasterKey,
    options: &Options,
    credentials: &Credentials,
) -> Result<Person> {
    let refused = |why| Error::NotSignedIn(why);
    let named = |name: &str| -> Result<Option<(Id, Account)>> {
        let found = account_named(view, &master.blinding(), &digest_of_name(&master.blinding(), name))?;
        Ok(found.filter(|(_, it)| it.status == AccountStatus::Active))
    };
    match credentials {
        Credentials::Password { username, password } => {
            let (id, account) = named(username)?.ok_or(refused(Refusal::Credentials))?;
            let phc = password_of(view, id)?.ok_or(refused(Refusal::Credentials))?;
            let phc = phc.parse::<Phc>().map_err(|_| Error::Corrupt(Corruption::Database))?;
            match password::verify(password, &phc, options.cost)? {
                Verdict::Wrong => Err(refused(Refusal::Credentials)),
                _ => Ok(Person { id, role: account.role, auth: Auth::PASSWORD }),
            }
        }
        Credentials::Vouched(vouching) => {
            let found = named(&vouching.username)?.filter(|(_, it)| it.vouched);
            let (id, account) = found.ok_or(refused(Refusal::Vouching))?;
            Ok(Person { id, role: account.role, auth: Auth::VOUCHED })
        }
    }
}

//! Signing in and out.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::access::master_key::keyed_digest;
use crate::access::session::{Standing, standing};
use crate::access::throttle::{FAILURES_MAX, TALLY_HOURS_MAX, admit};
use crate::access::{Phc, Verdict, password, username};
use crate::audit::commitment::Field;
use crate::audit::facts::{Fact, NOBODY};
use crate::audit::{Action, Auth, Outcome};
use crate::clock::moment;
use crate::error::{Corruption, Error, Refusal, Result};
use crate::model::account::{AccountStatus, Username};
use crate::model::text::Line;
use crate::model::{Account, Id, Moment, Role, document};
use crate::register::break_glass::{fact_of_mending, is_mended};
use crate::register::credentials::{fact_of_password, password_of};
use crate::register::gate::note;
use crate::register::logged::{Logged, append};
use crate::register::opening::Inner;
use crate::register::tallies::{fact_of_tally, tally_of};
use crate::register::work::ended;
use crate::register::{Register, Task, TaskRequest};
use crate::store::{Tx, View};

/// How long a sign-in counts as fresh for what is to be confirmed, in milliseconds.
const CONFIRMED_MS_MAX: i64 = 300_000;

/// A terminal's name, as the host writes it.
pub type Terminal = Line<100>;

/// Someone who is signed in. Clones are the same sign-in; any thread may use it.
#[derive(Clone)]
pub struct Session {
    pub(super) inner: Arc<SessionInner>,
}

pub(super) struct SessionInner {
    pub(super) register: Arc<Inner>,
    pub(super) id: Id,
    pub(super) account: Id,
    pub(super) role: Role,
    pub(super) auth: Auth,
    display_name: Line<200>,
    started_at: DateTime<Utc>,
    last_used_ms: AtomicI64,
    /// When the holder last proved to be who signed in.
    confirmed_ms: AtomicI64,
    ended: AtomicBool,
}

/// What a session can be told of itself.
#[derive(Clone, Debug, Serialize)]
pub struct SessionInfo {
    /// The account.
    pub account: Id,
    /// The holder's name, as shown to colleagues.
    pub display_name: Line<200>,
    /// What it acts as.
    pub role: Role,
    /// Whether a host system vouched for it instead of a password.
    pub vouched: bool,
    /// When it began.
    pub started_at: Moment,
    /// When it ends if it is not used.
    pub ends_idle_at: Moment,
    /// When it ends at the latest.
    pub ends_at: Moment,
}

/// A host system's word for its own signed-in user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vouching {
    /// The account's name.
    pub username: Username,
    /// The system that vouches.
    pub system: Line<100>,
    /// The terminal, if the host knows it.
    #[serde(default)]
    pub terminal: Option<Terminal>,
}

impl Vouching {
    /// Vouches for an account in the name of a system.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/username` or `/system`.
    pub fn of(username: &str, system: &str) -> Result<Self> {
        Ok(Self {
            username: Line::new(username).map_err(|it| Error::invalid("/username", it))?,
            system: Line::new(system).map_err(|it| Error::invalid("/system", it))?,
            terminal: None,
        })
    }
}

/// What the first look at a sign-in found.
enum Found {
    Locked(u32),
    Counted(Box<Attempt>),
}

/// An attempt that is to be looked at: whose it is, if anybody's, and what it is to be compared with.
struct Attempt {
    account: Option<(Id, Account)>,
    phc: Option<Zeroizing<String>>,
    counted: Counted,
}

/// An attempt that was counted as a failure: under which name's digest, and which failure it is.
#[derive(Clone, Copy)]
struct Counted {
    name: [u8; 32],
    failures: u32,
}

impl Counted {
    /// Says of a failed attempt which one it was.
    fn failed(self) -> Fact {
        fact_of_tally(&self.name, self.failures)
    }

    /// Says of one that was right that those before it are forgotten, if there were any.
    fn succeeded(self) -> Option<Fact> {
        (self.failures > 1).then(|| fact_of_tally(&self.name, 0))
    }
}

impl Register {
    /// Signs in with a name and a password.
    ///
    /// An unknown name takes the same work, gives the same answer and leaves the same trace as a wrong
    /// password. The attempt is counted before the password is looked at.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`]; [`Error::Locked`] after too many failures; [`Error::AuditUnavailable`].
    pub fn sign_in(&self, name: &str, password: &str, terminal: Option<Terminal>) -> Result<Session> {
        let name_digest = self.inner.name_digest(name);
        let mut fields = vec![(Field::Criteria, hex(&name_digest))];
        fields.extend(terminal.map(|it| (Field::Terminal, it.to_string())));
        let found = self.count_attempt(name_digest, fields.clone())?;
        let Attempt { account, phc, counted } = match found {
            Found::Locked(seconds) => return Err(Error::Locked { seconds }),
            Found::Counted(attempt) => *attempt,
        };
        let stored = match &phc {
            Some(text) => text.parse::<Phc>().map_err(|_| Error::Corrupt(Corruption::Database))?,
            None => password::dummy(self.inner.cost),
        };
        let verdict = {
            let _passage = self.inner.turnstile.pass();
            password::verify(password, &stored, self.inner.cost)?
        };
        let right = !matches!(verdict, Verdict::Wrong) && phc.is_some();
        let Some((id, account)) = account.filter(|(_, it)| right && it.status == AccountStatus::Active)
        else {
            let logged = Logged { facts: vec![counted.failed()], ..Inner::unknown(fields) };
            note(&self.inner, logged, |_, _| Ok(((), Action::SignInFailed, Outcome::Denied)))?;
            return Err(Error::NotSignedIn(Refusal::Credentials));
        };
        let renewed = match verdict {
            Verdict::RightButWeak => {
                let _passage = self.inner.turnstile.pass();
                Some(password::hash(password, self.inner.entropy.bytes()?, self.inner.cost)?.text())
            }
            _ => None,
        };
        let now_ms = self.inner.clock.now().timestamp_millis();
        self.begin(id, &account, Auth::PASSWORD, fields, move |tx, logged| {
            tx.set_failures(&name_digest, 0, 0)?;
            logged.facts.extend(counted.succeeded());
            // A password that was changed meanwhile stays.
            let unchanged = password_of(tx, id)? == phc;
            let Some(phc) = renewed.filter(|_| unchanged) else { return Ok(()) };
            logged.facts.push(fact_of_password(id, &phc));
            tx.set_password(id, &phc, now_ms)
        })
    }

    /// Takes a host system's word for its own signed-in user; the log shows that it was only a word.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`] if there is no such active account, or it may not be vouched for.
    pub fn vouch(&self, vouching: Vouching) -> Result<Session> {
        let Vouching { username, system, terminal } = vouching;
        let digest = self.inner.name_digest(&username);
        let mut fields = vec![(Field::Criteria, hex(&digest)), (Field::Means, system.to_string())];
        fields.extend(terminal.map(|it| (Field::Terminal, it.to_string())));
        let inside = Arc::clone(&self.inner);
        let found = self.inner.store.commit(move |tx| account_named(tx, &inside.blinding, &digest))?;
        let Some((id, account)) = found.filter(|(_, it)| it.status == AccountStatus::Active && it.vouched)
        else {
            let logged = Inner::unknown(fields);
            note(&self.inner, logged, |_, _| Ok(((), Action::SignInFailed, Outcome::Denied)))?;
            return Err(Error::NotSignedIn(Refusal::Vouching));
        };
        self.begin(id, &account, Auth::VOUCHED, fields, |_, _| Ok(()))
    }

    /// Counts an attempt as a failure before it is looked at, and reads what it is to be compared with.
    fn count_attempt(&self, name: [u8; 32], fields: Vec<(Field, String)>) -> Result<Found> {
        let inner = Arc::clone(&self.inner);
        let logged = Inner::unknown(fields);
        self.inner.store.commit(move |tx| {
            let now = inner.clock.now();
            let now_ms = now.timestamp_millis();
            // When too many names are counted, those never seen share one tally.
            // An account's own tally is always its own.
            let own = tx.account_named(&name)?.is_some();
            if !tx.counts_failures_of(&name)? {
                tx.forget_failures(now_ms - i64::from(TALLY_HOURS_MAX) * 3_600_000, FAILURES_MAX)?;
            }
            let counted = if own || tx.counts_failures_of(&name)? { name } else { [0; 32] };
            let tally = tally_of(tx, &counted, now_ms)?;
            if let Err(fault) = admit(&tally, now_ms) {
                append(&inner, tx, now, &logged, Action::SignInLocked, Outcome::Denied)?;
                return match fault {
                    Error::Locked { seconds } => Ok(Found::Locked(seconds)),
                    other => Err(other),
                };
            }
            let tally = tally.failed(now_ms);
            tx.set_failures(&counted, tally.failures, tally.last_failure_ms)?;
            let account = account_named(tx, &inner.blinding, &name)?;
            let phc = match &account {
                Some((id, _)) => password_of(tx, *id)?,
                None => password_of(tx, NOBODY)?,
            };
            let counted = Counted { name: counted, failures: tally.failures };
            Ok(Found::Counted(Box::new(Attempt { account, phc, counted })))
        })
    }

    /// Begins a session and logs it.
    fn begin(
        &self,
        id: Id,
        account: &Account,
        auth: Auth,
        fields: Vec<(Field, String)>,
        effect: impl FnOnce(&mut Tx<'_>, &mut Logged) -> Result<()> + Send + 'static,
    ) -> Result<Session> {
        let now = self.inner.clock.now();
        let inner = Arc::new(SessionInner {
            register: Arc::clone(&self.inner),
            id: Id::from_bytes(self.inner.entropy.bytes()?),
            account: id,
            role: account.role,
            auth,
            display_name: account.display_name.clone(),
            started_at: now,
            last_used_ms: AtomicI64::new(now.timestamp_millis()),
            confirmed_ms: AtomicI64::new(now.timestamp_millis()),
            ended: AtomicBool::new(false),
        });
        let logged = Logged { fields, ..Logged::of_session(&inner) };
        note(&self.inner, logged, |tx, logged| {
            effect(tx, logged)?;
            Ok(((), Action::SignedIn, Outcome::Done))
        })?;
        Ok(Session { inner })
    }
}

impl Inner {
    /// Returns the digest that a sign-in name is looked up by.
    pub(super) fn name_digest(&self, name: &str) -> [u8; 32] {
        digest_of_name(&self.blinding, name)
    }

    /// What an event says of somebody who is not known.
    fn unknown(fields: Vec<(Field, String)>) -> Logged {
        Logged { fields, ..Logged::nobody() }
    }
}

impl Session {
    /// Begins a task: every verb hangs on one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the purpose asks for words and there are none; [`Error::NotSignedIn`].
    pub fn task(&self, request: TaskRequest) -> Result<Task> {
        Task::begin(self, request)
    }

    /// Proves again, by the password, to be who signed in: breaking the glass and erasing want that.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`] if it has ended or the password is wrong; [`Error::Locked`].
    pub fn confirm(&self, password: &str) -> Result<()> {
        let inner = &self.inner;
        inner.check(inner.register.clock.now())?;
        let own = inner.account;
        let name = inner.register.store.commit(move |tx| {
            let record = tx.newest(own)?.ok_or(Error::NotSignedIn(Refusal::AccountNotActive))?;
            Ok(document::parse::<Account>(&record.document)?.username)
        })?;
        let digest = inner.register.name_digest(&name);
        let fields = vec![(Field::Criteria, hex(&digest))];
        let register = Register { inner: Arc::clone(&inner.register) };
        let Found::Counted(attempt) = register.count_attempt(digest, fields.clone())? else {
            return Err(Error::Locked { seconds: 0 });
        };
        let Attempt { account, phc, counted } = *attempt;
        let stored = phc.as_ref().map(|it| it.parse::<Phc>()).transpose();
        let stored = stored.map_err(|_| Error::Corrupt(Corruption::Database))?;
        let cost = inner.register.cost;
        let verdict = {
            let _passage = inner.register.turnstile.pass();
            password::verify(password, &stored.unwrap_or(password::dummy(cost)), cost)?
        };
        let right = phc.is_some() && !matches!(verdict, Verdict::Wrong);
        let logged = Logged { fields, ..Logged::of_session(inner) };
        if !right || account.is_none_or(|(id, it)| id != own || it.status != AccountStatus::Active) {
            let logged = Logged { facts: vec![counted.failed()], ..logged };
            note(&inner.register, logged, |_, _| Ok(((), Action::SignInFailed, Outcome::Denied)))?;
            return Err(Error::NotSignedIn(Refusal::Credentials));
        }
        let logged = Logged { facts: counted.succeeded().into_iter().collect(), ..logged };
        self.confirmed(logged, move |tx| tx.set_failures(&digest, 0, 0))
    }

    /// Takes the host's word again that its own signed-in user is still there.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`] if it has ended, or the host did not vouch for it in the first place.
    pub fn confirm_vouched(&self) -> Result<()> {
        self.inner.check(self.inner.register.clock.now())?;
        if !self.inner.auth.has(Auth::VOUCHED) {
            return Err(Error::NotSignedIn(Refusal::Vouching));
        }
        self.confirmed(Logged::of_session(&self.inner), |_| Ok(()))
    }

    fn confirmed(
        &self,
        logged: Logged,
        effect: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        note(&self.inner.register, logged, |tx, _| {
            effect(tx)?;
            Ok(((), Action::SessionConfirmed, Outcome::Done))
        })?;
        let now_ms = self.inner.register.clock.now().timestamp_millis();
        self.inner.confirmed_ms.store(now_ms, Ordering::Release);
        Ok(())
    }

    /// Returns what the session may be told of itself.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`] if it has ended.
    pub fn info(&self) -> Result<SessionInfo> {
        let inner = &self.inner;
        inner.check(inner.register.clock.now())?;
        let limits = inner.register.limits;
        let after = |at: DateTime<Utc>, seconds: u32| {
            Moment::new(at + chrono::TimeDelta::seconds(i64::from(seconds))).map_err(|_| Error::Internal)
        };
        let last_used_at = moment(inner.last_used_ms.load(Ordering::Acquire));
        Ok(SessionInfo {
            account: inner.account,
            display_name: inner.display_name.clone(),
            role: inner.role,
            vouched: inner.auth.has(Auth::VOUCHED),
            started_at: Moment::new(inner.started_at).map_err(|_| Error::Internal)?,
            ends_idle_at: after(last_used_at, limits.idle_seconds_max)?,
            ends_at: after(inner.started_at, limits.absolute_seconds_max)?,
        })
    }

    /// Signs out; the session and its tasks are of no use any more.
    ///
    /// # Errors
    ///
    /// [`Error::AuditUnavailable`] if the end could not be logged; it has ended all the same.
    pub fn sign_out(&self) -> Result<()> {
        if self.inner.ended.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let logged = Logged::of_session(&self.inner);
        let inner = Arc::clone(&self.inner);
        note(&self.inner.register, logged.clone(), move |tx, _| {
            // Nothing stays open behind one who has left.
            for start in tx.open_glasses_of(inner.id)? {
                if is_mended(tx, start)? {
                    continue;
                }
                let facts = vec![fact_of_mending(start)];
                let ending = Logged { link: Some(start), facts, ..logged.clone() };
                let now = inner.register.clock.now();
                let action = Action::BreakGlassEnded;
                let ended = append(&inner.register, tx, now, &ending, action, Outcome::Done)?;
                tx.end_glass(start, ended.seq)?;
            }
            Ok(((), Action::SignedOut, Outcome::Done))
        })?;
        Ok(())
    }
}

impl SessionInner {
    /// Refuses a session that has ended.
    pub(super) fn check(&self, now: DateTime<Utc>) -> Result<()> {
        let last_used_at = moment(self.last_used_ms.load(Ordering::Acquire));
        let standing = standing(self.register.limits, self.started_at, last_used_at, now);
        if self.ended.load(Ordering::Acquire) || standing != Standing::Live {
            return Err(ended());
        }
        Ok(())
    }

    /// Refuses what only somebody does who proved of late to be who signed in.
    pub(super) fn confirmed_of_late(&self, now: DateTime<Utc>) -> Result<()> {
        let since_ms = now.timestamp_millis() - self.confirmed_ms.load(Ordering::Acquire);
        if (0..CONFIRMED_MS_MAX).contains(&since_ms) {
            Ok(())
        } else {
            Err(Error::Forbidden(Refusal::Confirm))
        }
    }

    /// Takes note that the session was used.
    pub(super) fn touch(&self, now: DateTime<Utc>) {
        self.last_used_ms.fetch_max(now.timestamp_millis(), Ordering::AcqRel);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session {}", self.inner.id)
    }
}

/// Reads the account of a name's digest, made with a key; what was its name once is so no more.
///
/// # Errors
///
/// [`Corruption::Index`] if the account that is found has another name.
pub(super) fn account_named(
    view: &View<'_>,
    key: &Zeroizing<[u8; 32]>,
    digest: &[u8; 32],
) -> Result<Option<(Id, Account)>> {
    // A name that nobody has takes the same look-ups as one that somebody has.
    let id = view.account_named(digest)?;
    let record = view.newest(id.unwrap_or(Id::from_bytes([0; 16])))?;
    match (id, record) {
        (Some(id), Some(record)) => {
            let account: Account = document::parse(&record.document)?;
            let same = digest_of_name(key, &account.username) == *digest;
            if same { Ok(Some((id, account))) } else { Err(Error::Corrupt(Corruption::Index)) }
        }
        _ => Ok(None),
    }
}

/// Returns the digest that a sign-in name is looked up by.
pub(super) fn digest_of_name(key: &Zeroizing<[u8; 32]>, name: &str) -> [u8; 32] {
    keyed_digest(key, username::folded(name).as_bytes())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

//! Looking at the log: the views, who looked at what they found, and to whom an entry was disclosed.
//!
//! A view reads the log on a snapshot of its own, so that nobody waits for it. It is asked for and
//! released by two events, like a verification.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::access::conflict::{Mark, Own, full_name, last_word, marks_of, surname_of};
use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::commitment::{Committed, Field};
use crate::audit::facts::{Fact, FactKind, NOBODY};
use crate::audit::watching::{self, Access, BASELINE_DAYS, Found, Tasked, Thing, Touched, Window};
use crate::audit::{Action, Event, Outcome, Watch};
use crate::clock::moment;
use crate::error::{Corruption, Error, Problem, Refusal, Result, What};
use crate::model::restriction::Team;
use crate::model::text::Prose;
use crate::model::{Account, Entry, Id, Kind, Moment, document};
use crate::register::alerts::kept;
use crate::register::break_glass::unreviewed;
use crate::register::conflicts::{Blinded, declared_by};
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{Opened, View};

/// Events that one view looks at, at the most.
pub const WATCHED_EVENTS_MAX: u64 = 200_000;

/// Findings that one view gives at the most.
pub const FINDINGS_MAX: usize = 1000;

/// Disclosures of an entry that are told at the most.
pub const DISCLOSURES_MAX: u32 = 1000;

const DAY_MS: u64 = 86_400_000;

/// Words in an occupation that tell of work for the police.
const POLICE_WORDS: [&str; 5] = ["constable", "detective", "pcso", "police", "special constabulary"];

/// Which view of the log is asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchRequest {
    /// The view.
    pub view: Watch,
    /// From this moment on.
    pub since: Moment,
    /// Up to, and without, this one; until now if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// What a view found, for somebody to look at.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The view.
    pub view: Watch,
    /// The event that completed it.
    pub event: u64,
    /// When that was.
    pub at: Moment,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Id>,
    /// The entry, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// How many: accesses, entries, searches, days or accounts.
    pub measure: u64,
    /// The event by which somebody said what they found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at_by: Option<u64>,
}

/// What somebody who looked at a finding says of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The view.
    pub view: Watch,
    /// The event.
    pub event: u64,
    /// What was found, in words.
    pub found: Prose<1000>,
}

/// A disclosure of something about an entry.
#[derive(Clone, Serialize)]
pub struct Disclosed {
    /// The event.
    pub event: u64,
    /// When.
    pub at: Moment,
    /// What kind of disclosure it was.
    pub action: &'static str,
    /// Who disclosed it.
    pub by: Id,
    /// What is on record of the recipient, the means and the basis, by the names of the fields.
    pub said: BTreeMap<&'static str, String>,
    /// The latest event that changed or erased what the entry says, if it came later: the recipient is to be
    /// told of it.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 48(9)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_since: Option<u64>,
}

impl std::fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "disclosure by event {}", self.event)
    }
}

/// Who asks, as far as the findings are theirs to see.
struct Asking {
    permit: Permit,
    team: Option<Team>,
}

impl Task {
    /// Asks a view of the log; who may look at the own team only sees its accounts only.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log; [`Error::Invalid`] for a time that is turned
    /// round, holds more than [`WATCHED_EVENTS_MAX`] events or more than [`FINDINGS_MAX`] findings: ask for
    /// less of it.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(4)
    pub fn watch(&self, request: WatchRequest) -> Result<Audited<Vec<Finding>>> {
        let register = std::sync::Arc::clone(&self.inner.session.register);
        let now_ms = Event::milliseconds(register.clock.now());
        let since_ms = Event::milliseconds(request.since.at());
        let window = Window {
            past_ms: since_ms.saturating_sub(past_days(request.view) * DAY_MS),
            since_ms,
            until_ms: request.until.map_or(now_ms.saturating_add(1), |it| Event::milliseconds(it.at())),
            now_ms,
        };
        if window.until_ms <= window.since_ms {
            return Err(Error::invalid("/until", Problem::BeforeItCan));
        }
        let asking = perform(self, Act::Monitor, Action::AuditRead, move |work| {
            work.say(Field::Criteria, document::write(&request));
            Ok(Asking { permit: permit(work.role()?, Act::Monitor), team: work.team() })
        })?
        .into_value();
        let findings =
            register.store.read(|view| findings(&register, view, request.view, window, &asking))?;
        perform(self, Act::Monitor, Action::AuditRead, move |work| {
            work.say(Field::Criteria, format!("{}: {} findings", request.view, findings.len()));
            work.touch_many(findings.len());
            let shown: Vec<_> = findings.iter().map(|it| (it.event, it.view.number())).collect();
            work.then(move |tx| {
                let by = tx.last_seq();
                shown.into_iter().try_for_each(|(seq, watch)| tx.show_finding(seq, watch, by))
            });
            Ok(findings)
        })
    }

    /// Records what somebody found who looked at a finding of a view.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for an event of one's own; [`Error::NotFound`], also if no view has shown it as
    /// a finding; [`Error::Invalid`] if somebody looked at it already.
    pub fn look_at(&self, verdict: Verdict) -> Result<Audited<()>> {
        perform(self, Act::Monitor, Action::FindingReviewed, move |work| {
            let Verdict { view, event: seq, found } = verdict;
            let event = work.tx.event(seq)?.ok_or(Error::NotFound { what: What::Event })?.event;
            if event.actor == work.session().account {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            if permit(work.role()?, Act::Monitor) == Permit::OwnTeam
                && !of_team(work.tx, work.team().as_ref(), event.actor)?
            {
                return Err(Error::NotFound { what: What::Event });
            }
            // Only what a view has found can be looked at.
            if !work.tx.is_found(seq, view.number())? {
                return Err(Error::NotFound { what: What::Event });
            }
            if looked_at(work.tx, seq, view)?.is_some() {
                return Err(Error::invalid("/event", Problem::WrongState));
            }
            work.links_to(seq);
            work.state(fact_of_looking(seq, view));
            work.say(Field::Criteria, view.to_string());
            work.say(Field::Finding, found.to_string());
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.note_finding(seq, view.number(), by)
            });
            Ok(())
        })
    }

    /// Tells to whom something about an entry was disclosed, the newest first, and who is to be told that it
    /// has changed since.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log, or for who may not read the whole log.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 48(9)
    pub fn disclosed(&self, entry: Id) -> Result<Audited<Vec<Disclosed>>> {
        perform(self, Act::ReadAudit, Action::AuditRead, move |work| {
            if permit(work.role()?, Act::ReadAudit) != Permit::Yes {
                return Err(Error::Forbidden(Refusal::Role));
            }
            work.say(Field::Criteria, format!("disclosures of {entry}"));
            let found = disclosures(work, entry)?;
            work.touch_many(found.len());
            Ok(found)
        })
    }
}

fn disclosures(work: &Work<'_, '_>, entry: Id) -> Result<Vec<Disclosed>> {
    use crate::audit::Operation::{Alteration, Disclosure, Erasure};

    let mut found = Vec::new();
    let mut changed = None;
    let mut before = u64::MAX;
    loop {
        let seqs = work.tx.events_of(entry, before, DISCLOSURES_MAX)?;
        let Some(last) = seqs.last() else { return Ok(found) };
        before = *last;
        for seq in seqs {
            let Opened { event, openings, .. } =
                work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
            if event.outcome != Outcome::Done {
                continue;
            }
            if matches!(event.operation, Alteration | Erasure) && changed.is_none() {
                changed = Some(seq);
            }
            if event.operation == Disclosure {
                found.push(Disclosed {
                    event: seq,
                    at: Moment::new(event.at()).map_err(|_| Error::Internal)?,
                    action: event.action.name(),
                    by: event.actor,
                    said: openings
                        .into_iter()
                        .filter_map(|it| match it {
                            Committed::Opened { opening, .. } => Some((opening.field.name(), opening.value)),
                            Committed::Erased { .. } => None,
                        })
                        .collect(),
                    changed_since: changed,
                });
            }
            if found.len() >= DISCLOSURES_MAX as usize {
                return Ok(found);
            }
        }
    }
}

/// Asks a view on a snapshot.
fn findings(
    register: &Inner,
    view: &View<'_>,
    watch: Watch,
    window: Window,
    asking: &Asking,
) -> Result<Vec<Finding>> {
    let found = match watch {
        Watch::GlassNotReviewed => overdue(view, window)?,
        Watch::GlassBroken | Watch::RestrictedAccess => alerts(view, watch, window)?,
        _ => {
            let mut found = watching::found(watch, &accesses(register, view, watch, window)?, window);
            if matches!(watch, Watch::OwnDetails | Watch::SameSurname) {
                found.extend(alerts(view, watch, window)?);
            }
            found.sort_unstable();
            found.dedup_by_key(|it| (it.seq, it.entry));
            found
        }
    };
    let mut findings = Vec::new();
    for it in found {
        if findings.len() >= FINDINGS_MAX {
            // A list that was cut would look like all.
            let items = u32::try_from(FINDINGS_MAX).unwrap_or(u32::MAX);
            return Err(Error::invalid("/since", Problem::TooMany { items }));
        }
        let event = event_of(view, it.seq)?;
        if asking.permit == Permit::OwnTeam && !of_team(view, asking.team.as_ref(), event.actor)? {
            continue;
        }
        findings.push(Finding {
            view: watch,
            event: it.seq,
            at: Moment::new(event.at()).map_err(|_| Error::Internal)?,
            actor: Some(event.actor).filter(|it| it.as_bytes() != &[0; 16]),
            entry: it.entry.map(Id::from_bytes),
            measure: it.measure,
            looked_at_by: looked_at(view, it.seq, watch)?,
        });
    }
    Ok(findings)
}

/// Says that somebody looked at a finding.
fn fact_of_looking(seq: u64, watch: Watch) -> Fact {
    Fact::of(NOBODY, FactKind::FindingReviewed, &[&seq.to_be_bytes(), &[watch.number()]])
}

/// Returns the event by which somebody said what they found, as its row or, where that was put back, the log
/// tells.
fn looked_at(view: &View<'_>, seq: u64, watch: Watch) -> Result<Option<u64>> {
    match view.looked_at(seq, watch.number())? {
        Some(by) => Ok(Some(by)),
        None => view.said_by(FactKind::FindingReviewed, &fact_of_looking(seq, watch).digest),
    }
}

fn event_of(view: &View<'_>, seq: u64) -> Result<Event> {
    Ok(view.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?.event)
}

/// Tells whether an account is of a team; who has none has no colleagues.
fn of_team(view: &View<'_>, team: Option<&Team>, account: Id) -> Result<bool> {
    let own = account_of(view, account)?.and_then(|it| it.team);
    Ok(team.is_some() && own.as_ref() == team)
}

fn account_of(view: &View<'_>, id: Id) -> Result<Option<Account>> {
    let record = view.newest(id)?.filter(|it| it.kind == Kind::Account);
    record.map(|it| document::parse(&it.document)).transpose()
}

/// Returns what was kept as it happened.
fn alerts(view: &View<'_>, watch: Watch, window: Window) -> Result<Vec<Found>> {
    let (from, before) = (seq_at(view, window.since_ms)?, seq_at(view, window.until_ms)?);
    let rows = kept(view, from, before)?.into_iter().filter(|it| it.watch == watch.number());
    let entry = |id: Id| Some(*id.as_bytes()).filter(|it| *it != [0; 16]);
    Ok(rows.map(|it| Found { seq: it.seq, entry: entry(it.entry), measure: 1 }).collect())
}

/// Returns the broken glasses whose review is overdue, whenever they were broken.
fn overdue(view: &View<'_>, window: Window) -> Result<Vec<Found>> {
    let today = crate::clock::london_day(moment(i64::try_from(window.now_ms).unwrap_or(i64::MAX)));
    let today = today.format("%Y-%m-%d").to_string();
    let rows = unreviewed(view)?.into_iter().filter(|it| it.review_due < today);
    Ok(rows.map(|it| Found { seq: it.start, entry: it.entry.map(|it| *it.as_bytes()), measure: 1 }).collect())
}

/// Returns the number of the first event at or after a moment.
fn seq_at(view: &View<'_>, at_ms: u64) -> Result<u64> {
    let (mut low, mut high) = (view.first_event()?, view.log_size()?);
    while low < high {
        let middle = low + (high - low) / 2;
        if event_of(view, middle)?.at_ms < at_ms {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Returns how many days before its window a view looks at: the past of each account where it is held against
/// that, what was done before with what was opened, else nothing.
const fn past_days(watch: Watch) -> u64 {
    match watch {
        Watch::AfterAbsence | Watch::FanOut | Watch::OffShift => BASELINE_DAYS,
        Watch::ViewedWithoutAction => watching::ACTION_DAYS_MAX,
        _ => 0,
    }
}

/// Reads the accesses that a view looks at: those of the window, and the accounts' own past before it.
fn accesses(register: &Inner, view: &View<'_>, watch: Watch, window: Window) -> Result<Vec<Access>> {
    // What was done with an entry may come after the window.
    let after_days = if watch == Watch::ViewedWithoutAction { watching::ACTION_DAYS_MAX } else { 0 };
    let after_ms = window.until_ms.saturating_add(after_days * DAY_MS);
    let (from, before) = (seq_at(view, window.past_ms)?, seq_at(view, after_ms)?);
    if before - from > WATCHED_EVENTS_MAX {
        let items = u32::try_from(WATCHED_EVENTS_MAX).unwrap_or(u32::MAX);
        return Err(Error::invalid("/since", Problem::TooMany { items }));
    }
    let mut comparing =
        Comparing { register, view, entries: HashMap::new(), actors: HashMap::new(), made: HashMap::new() };
    let mut found = Vec::new();
    for seq in from..before {
        let Opened { event, openings, records, .. } =
            view.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
        let tasked = openings.iter().any(|it| it.field() == Field::Task);
        let touched = comparing.touched(event.actor, &records)?;
        let actor_since_ms = comparing.made_at(event.actor)?;
        found.push(Access {
            seq,
            at_ms: event.at_ms,
            actor: event.actor,
            actor_since_ms,
            action: event.action,
            outcome: event.outcome,
            count: event.count,
            task: if tasked { Tasked::Named } else { Tasked::Unnamed },
            touched,
        });
    }
    Ok(found)
}

/// What an entry says that is compared with who looked at it.
struct Person {
    registered: u64,
    surnames: BTreeSet<String>,
    marks: Vec<Mark>,
    blinded: Vec<Blinded>,
    police: bool,
}

/// What an account says of its holder.
struct Holder {
    surname: Option<String>,
    full_name: Option<String>,
    declared: Vec<Blinded>,
}

/// Compares accounts with the entries that they looked at; each is read once.
struct Comparing<'r, 'v> {
    register: &'r Inner,
    view: &'v View<'v>,
    entries: HashMap<Id, Option<Person>>,
    actors: HashMap<Id, Holder>,
    /// When each account was made.
    made: HashMap<Id, u64>,
}

impl Comparing<'_, '_> {
    /// Returns when an account was made; an event that is pruned was before all that is kept.
    fn made_at(&mut self, account: Id) -> Result<u64> {
        if let Some(at_ms) = self.made.get(&account) {
            return Ok(*at_ms);
        }
        let made = self.view.registered_by(account)?.map(|it| self.view.envelope(it)).transpose()?.flatten();
        let at_ms = made.map_or(0, |it| it.at_ms);
        self.made.insert(account, at_ms);
        Ok(at_ms)
    }

    fn touched(&mut self, actor: Id, records: &[Id]) -> Result<Vec<Touched>> {
        let mut touched = Vec::new();
        for id in records {
            if !self.entries.contains_key(id) {
                let person = self.person(*id)?;
                self.entries.insert(*id, person);
            }
            if !self.actors.contains_key(&actor) {
                let holder = self.holder(actor)?;
                self.actors.insert(actor, holder);
            }
            let (Some(Some(person)), Some(holder)) = (self.entries.get(id), self.actors.get(&actor)) else {
                // An account that an event changed is told too: a new role is watched.
                touched.push(Touched { entry: *id.as_bytes(), ..Touched::default() });
                continue;
            };
            touched.push(Touched {
                entry: *id.as_bytes(),
                thing: Thing::Entry,
                registered: person.registered,
                marks: compared(person, holder),
            });
        }
        Ok(touched)
    }

    fn person(&self, id: Id) -> Result<Option<Person>> {
        let Some(record) = self.view.newest(id)?.filter(|it| it.kind == Kind::Entry) else { return Ok(None) };
        let entry: Entry = document::parse(&record.document)?;
        let subject = &entry.subject;
        let marks = marks_of(subject);
        let occupation = subject.occupation.as_deref().unwrap_or_default().to_lowercase();
        let registered =
            if record.version == 1 { record.seq } else { self.view.registered_by(id)?.unwrap_or(record.seq) };
        Ok(Some(Person {
            registered,
            surnames: subject.names.iter().filter_map(surname_of).collect(),
            blinded: self.register.blinded(&marks),
            marks,
            police: POLICE_WORDS.iter().any(|it| occupation.contains(it)),
        }))
    }

    fn holder(&self, id: Id) -> Result<Holder> {
        let name = account_of(self.view, id)?.map(|it| it.display_name.to_string()).unwrap_or_default();
        Ok(Holder {
            surname: last_word(&name),
            full_name: full_name(&name),
            declared: declared_by(self.view, id)?,
        })
    }
}

fn compared(person: &Person, holder: &Holder) -> BTreeSet<Watch> {
    let own_name = holder.full_name.as_ref().map(|it| (Own::Associate, it.clone()));
    let declared = |surname: bool| {
        person
            .blinded
            .iter()
            .any(|it| (it.1 == Own::Surname.number()) == surname && holder.declared.contains(it))
    };
    let mut marks = BTreeSet::new();
    if own_name.is_some_and(|it| person.marks.contains(&it)) || declared(false) {
        marks.insert(Watch::OwnDetails);
    }
    if holder.surname.as_ref().is_some_and(|it| person.surnames.contains(it)) || declared(true) {
        marks.insert(Watch::SameSurname);
    }
    if person.police {
        marks.insert(Watch::PoliceEmployee);
    }
    marks
}

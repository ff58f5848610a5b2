//! The accesses that a view of the log looks at: who each account is, held against what each entry says.

use std::collections::{BTreeSet, HashMap};

use crate::access::conflict::{Mark, Own, full_name, last_word, marks_of, surname_of};
use crate::audit::commitment::Field;
use crate::audit::watching::{self, Access, Past, Tasked, Thing, Touched, Window};
use crate::audit::{Action, Event, Watch};
use crate::error::{Corruption, Error, Problem, Result};
use crate::model::{Account, Entry, Id, Kind, document};
use crate::register::conflicts::{Blinded, declared_by};
use crate::register::opening::Inner;
use crate::store::{Opened, View};

/// Events that one view looks at one by one, at the most.
pub const WATCHED_EVENTS_MAX: u64 = 200_000;

/// Events before these that tell what is usual for the accounts, at the most.
pub const PAST_EVENTS_MAX: u64 = 20_000_000;

/// Words in an occupation that tell of work for the police.
const POLICE_WORDS: [&str; 5] = ["constable", "detective", "pcso", "police", "special constabulary"];

/// Refuses to look at too many events.
fn refuse_more(events: u64, max: u64) -> Result<()> {
    if events > max {
        let items = u32::try_from(max).unwrap_or(u32::MAX);
        return Err(Error::invalid("/since", Problem::TooMany { items }));
    }
    Ok(())
}

const fn is_change_of_role(action: Action) -> bool {
    matches!(action, Action::RoleGranted | Action::RoleRevoked)
}

/// Makes an access of an event, as far as the event alone tells of it.
fn bare(event: &Event) -> Access {
    Access {
        seq: event.seq,
        at_ms: event.at_ms,
        actor: event.actor,
        actor_since_ms: 0,
        action: event.action,
        outcome: event.outcome,
        count: event.count,
        task: Tasked::Unnamed,
        touched: Vec::new(),
    }
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
pub(super) struct Comparing<'r, 'v> {
    register: &'r Inner,
    view: &'v View<'v>,
    entries: HashMap<Id, Option<Person>>,
    actors: HashMap<Id, Holder>,
    /// When each account was made.
    made: HashMap<Id, u64>,
    kinds: HashMap<Id, Thing>,
}

impl<'r, 'v> Comparing<'r, 'v> {
    pub(super) fn new(register: &'r Inner, view: &'v View<'v>) -> Self {
        let (entries, actors) = (HashMap::new(), HashMap::new());
        Self { register, view, entries, actors, made: HashMap::new(), kinds: HashMap::new() }
    }

    /// Reads the accesses that a view looks at one by one.
    pub(super) fn accesses(&mut self, watch: Watch, window: Window) -> Result<Vec<Access>> {
        // What was done with an entry may come after the window.
        let after_ms = if watch == Watch::ViewedWithoutAction { watching::before_ms(watch) } else { 0 };
        let from = seq_at(self.view, window.since_ms.saturating_sub(watching::before_ms(watch)))?;
        let before = seq_at(self.view, window.until_ms.saturating_add(after_ms))?;
        refuse_more(before - from, WATCHED_EVENTS_MAX)?;
        (from..before).map(|seq| self.access(seq)).collect()
    }

    fn access(&mut self, seq: u64) -> Result<Access> {
        let Opened { event, openings, records, .. } =
            self.view.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
        let tasked = openings.iter().any(|it| it.field() == Field::Task);
        let touched = self.touched(event.actor, &records)?;
        let task = if tasked { Tasked::Named } else { Tasked::Unnamed };
        Ok(Access { task, touched, actor_since_ms: self.made_at(event.actor)?, ..bare(&event) })
    }

    /// Reads what is usual for the accounts, event by event, and keeps none of them.
    pub(super) fn past(&mut self, watch: Watch, window: Window) -> Result<Past> {
        let mut past = Past::default();
        if watching::past_days(watch) == 0 {
            return Ok(past);
        }
        let (from, before) = (seq_at(self.view, window.past_ms)?, seq_at(self.view, window.since_ms)?);
        refuse_more(before - from, PAST_EVENTS_MAX)?;
        for seq in from..before {
            let event = self.view.envelope(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
            let mut access = bare(&event);
            let counts = watch == Watch::FanOut && access.shows();
            if counts || (watch == Watch::AfterAbsence && is_change_of_role(access.action)) {
                for id in self.view.records_of(seq)? {
                    let thing = self.thing(id)?;
                    access.touched.push(Touched { entry: *id.as_bytes(), thing, ..Touched::default() });
                }
            }
            past.take(&access);
        }
        Ok(past)
    }

    /// Tells an entry from what belongs to one, and from an account.
    fn thing(&mut self, id: Id) -> Result<Thing> {
        if let Some(thing) = self.kinds.get(&id) {
            return Ok(*thing);
        }
        let is_entry = self.view.kind_of(id)? == Some(Kind::Entry);
        let thing = if is_entry { Thing::Entry } else { Thing::Other };
        self.kinds.insert(id, thing);
        Ok(thing)
    }

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

/// Returns the number of the first event at or after a moment.
pub(super) fn seq_at(view: &View<'_>, at_ms: u64) -> Result<u64> {
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

/// Reads an event that must be there.
pub(super) fn event_of(view: &View<'_>, seq: u64) -> Result<Event> {
    Ok(view.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?.event)
}

pub(super) fn account_of(view: &View<'_>, id: Id) -> Result<Option<Account>> {
    let record = view.newest(id)?.filter(|it| it.kind == Kind::Account);
    record.map(|it| document::parse(&it.document)).transpose()
}

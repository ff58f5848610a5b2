//! The life of an order: which step may follow which, and which provision refuses the others.
//!
//! The state is computed from the order's document for a day, never stored. A step that is recorded
//! late is judged by the state on its own day. What the law leaves open is allowed: the register keeps
//! what a court did, and refuses only what the text read does not know.

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::{Error, Problem, Result};
use crate::law::{Provision, provisions as p};
use crate::model::order::{Consent, Jurisdiction, OrderEvent, OrderEventKind, OrderKind, OrderStep, Service};
use crate::model::text::Few;
use crate::model::{Day, Order};
use crate::rules::duration;
use crate::rules::given::Given;
use crate::rules::params;

/// Where an order stands in its life.
///
/// In the order of that life; what ends it comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// It is applied for.
    Applied,
    /// It is applied for, and an interim order holds meanwhile.
    Interim,
    /// It is made, and neither served nor in force yet.
    Made,
    /// It is served, and comes into force on a later day.
    Served,
    /// It is in force.
    InForce,
    /// It is in force as varied.
    Varied,
    /// It is in force as renewed.
    Renewed,
    /// An appeal is pending; the order stands meanwhile.
    Appealed,
    /// The application was dismissed.
    Dismissed,
    /// The application was withdrawn.
    Withdrawn,
    /// It is discharged.
    Discharged,
    /// Another order has taken its place.
    Replaced,
    /// It was quashed on appeal.
    Quashed,
    /// Its period has ended.
    Expired,
}

impl State {
    /// Returns the state's name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Interim => "interim",
            Self::Made => "made",
            Self::Served => "served",
            Self::InForce => "in_force",
            Self::Varied => "varied",
            Self::Renewed => "renewed",
            Self::Appealed => "appealed",
            Self::Dismissed => "dismissed",
            Self::Withdrawn => "withdrawn",
            Self::Discharged => "discharged",
            Self::Replaced => "replaced",
            Self::Quashed => "quashed",
            Self::Expired => "expired",
        }
    }

    /// Tells whether the order's life is over.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Dismissed
                | Self::Withdrawn
                | Self::Discharged
                | Self::Replaced
                | Self::Quashed
                | Self::Expired
        )
    }
}

/// What each state says of each step: `+` it may be taken, `1` it has been and can be only once, `i` it
/// may be taken of an interim order only, `.` there is no such step in this state.
///
/// The columns are the steps in the order of [`OrderEventKind`].
#[rustfmt::skip]
const TABLE: [(State, &str); 14] = [
    //                   applied
    //                   | adjourned
    //                   | | interim made
    //                   | | | dismissed
    //                   | | | | withdrawn
    //                   | | | | | made
    //                   | | | | | | served
    //                   | | | | | | | varied
    //                   | | | | | | | | renewed
    //                   | | | | | | | | | appealed
    //                   | | | | | | | | | | appeal ended
    //                   | | | | | | | | | | | quashed
    //                   | | | | | | | | | | | | discharged
    //                   | | | | | | | | | | | | | replaced
    //                   | | | | | | | | | | | | | | expired
    (State::Applied,    "1 + + + + + . . . . . . . . ."),
    (State::Interim,    "1 + 1 + + + . . . . . . . . ."),
    (State::Made,       "1 . . i i 1 + + + + . . + + +"),
    (State::Served,     "1 . . i i 1 1 + + + . . + + +"),
    (State::InForce,    "1 . . i i 1 + + + + . . + + +"),
    (State::Varied,     "1 . . i i 1 + + + + . . + + +"),
    (State::Renewed,    "1 . . i i 1 + + + + . . + + +"),
    (State::Appealed,   "1 . . i i + + + + 1 + + + + +"),
    (State::Dismissed,  "1 . . 1 . . . . . + . . . . ."),
    (State::Withdrawn,  "1 . . . 1 . . . . . . . . . ."),
    (State::Discharged, "1 . . . . 1 . . . + + + 1 + ."),
    (State::Replaced,   "1 . . . . 1 . . . + + + . 1 ."),
    (State::Quashed,    "1 . . . . 1 . . . . . 1 . . ."),
    (State::Expired,    "1 . . . . 1 . . . + + + . . 1"),
];

/// What a state says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Once,
    Refused,
}

fn verdict(state: State, step: OrderEventKind, kind: OrderKind) -> Verdict {
    let column = OrderEventKind::ALL.iter().position(|it| *it == step);
    let row = TABLE.iter().find(|it| it.0 == state);
    match row.zip(column).and_then(|(row, column)| row.1.split(' ').nth(column)) {
        Some("+") => Verdict::Allowed,
        Some("1") => Verdict::Once,
        Some("i") if kind == OrderKind::InterimStalkingProtection => Verdict::Allowed,
        _ => Verdict::Refused,
    }
}

/// Returns where an order stands in its life on a day in London, from what had happened by that day.
#[must_use]
pub fn state_on(order: &Order, day: NaiveDate) -> State {
    state(order, &in_order(order), day)
}

/// Returns what happened to an order by the days on which it counts.
fn in_order(order: &Order) -> Vec<&OrderEvent> {
    let mut events: Vec<_> = order.events.iter().collect();
    events.sort_by_key(|it| it.on);
    events
}

/// Returns the last day of an order's own period. `Not`: until further order.
///
/// In Northern Ireland each prohibition and requirement has its period: the order lasts as long as the one that ends
/// last, and while one of them has none and the order neither, that is not known.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 3
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 9
#[must_use]
pub fn last_day(order: &Order) -> Given<NaiveDate> {
    let whole = match (order.last_day, order.until_further_order) {
        (Some(last_day), _) => Given::Is(last_day.date()),
        (None, Some(true)) => Given::Not,
        (None, _) => Given::Unknown,
    };
    let conditions = &order.conditions;
    if order.jurisdiction != Jurisdiction::NorthernIreland || conditions.is_empty() {
        return whole;
    }
    if conditions.iter().any(|it| it.until_further_order == Some(true)) {
        return Given::Not;
    }
    let each = conditions.iter().all(|it| it.last_day.is_some());
    let longest = conditions.iter().filter_map(|it| it.last_day).map(Day::date).max();
    match whole {
        Given::Is(last_day) => Given::Is(longest.map_or(last_day, |it| it.max(last_day))),
        Given::Unknown if each => Given::or_unknown(longest),
        whole => whole,
    }
}

/// Returns the end of an order's life that is recorded, on whatever day; nothing while it only runs to its
/// last day, or an appeal is pending against what would end it.
#[must_use]
pub fn recorded_end(order: &Order) -> Option<State> {
    recorded_among(order, &in_order(order))
}

/// As [`recorded_end`], of what had happened by a day.
#[must_use]
pub fn recorded_end_by(order: &Order, day: NaiveDate) -> Option<State> {
    let events: Vec<_> = in_order(order).into_iter().filter(|it| it.on.date() <= day).collect();
    recorded_among(order, &events)
}

fn recorded_among(order: &Order, events: &[&OrderEvent]) -> Option<State> {
    let end = events.iter().find_map(|it| end(order, it, order.made_on.is_some()))?;
    let pending = end == State::Dismissed && appeal_is_pending(events.iter().map(|it| it.kind));
    (!pending).then_some(end)
}

fn state(order: &Order, past: &[&OrderEvent], day: NaiveDate) -> State {
    let past = || past.iter().filter(|it| it.on.date() <= day);
    let made = order.made_on.is_some_and(|it| it.date() <= day);
    let pending = appeal_is_pending(past().map(|it| it.kind));
    if let Some(end) = past().find_map(|it| end(order, it, made)) {
        // A dismissal that is appealed against is not the end yet.
        return if end == State::Dismissed && pending { State::Appealed } else { end };
    }
    if !made {
        let interim = past().any(|it| it.kind == OrderEventKind::InterimMade);
        return if interim { State::Interim } else { State::Applied };
    }
    if last_day(order).value().is_some_and(|it| it < day) {
        return State::Expired;
    }
    if pending {
        return State::Appealed;
    }
    let served = order.service.as_ref().and_then(Service::day).is_some_and(|it| it <= day);
    let begun = order.in_force_on.or(order.made_on).is_some_and(|it| it.date() <= day);
    let needs_service = is_stalking(order.kind) && order.jurisdiction == Jurisdiction::EnglandAndWales;
    if !begun || (needs_service && !served) {
        return if served { State::Served } else { State::Made };
    }
    let mut changed = past().filter_map(|it| match it.kind {
        OrderEventKind::Renewed => Some(State::Renewed),
        OrderEventKind::Varied => Some(State::Varied),
        _ => None,
    });
    changed.next_back().unwrap_or(State::InForce)
}

fn appeal_is_pending(past: impl Iterator<Item = OrderEventKind>) -> bool {
    past.fold(false, |pending, it| match it {
        OrderEventKind::Appealed => true,
        OrderEventKind::AppealEnded | OrderEventKind::Quashed | OrderEventKind::Made => false,
        _ => pending,
    })
}

/// Returns the state that an event ends a life with, if it does.
fn end(order: &Order, event: &OrderEvent, made: bool) -> Option<State> {
    let interim = order.kind == OrderKind::InterimStalkingProtection;
    // In Northern Ireland an interim order outlives the dismissal: s. 11(10) of the Act of 2022.
    let ends_with_application = interim && order.jurisdiction != Jurisdiction::NorthernIreland;
    match event.kind {
        OrderEventKind::Discharged => Some(State::Discharged),
        OrderEventKind::Replaced => Some(State::Replaced),
        OrderEventKind::Quashed => Some(State::Quashed),
        OrderEventKind::Expired => Some(State::Expired),
        OrderEventKind::Withdrawn if interim || !made => Some(State::Withdrawn),
        OrderEventKind::Dismissed if ends_with_application || !made => Some(State::Dismissed),
        _ => None,
    }
}

/// Tells whether an order is one of the stalking protection Acts.
#[must_use]
pub const fn is_stalking(kind: OrderKind) -> bool {
    matches!(kind, OrderKind::InterimStalkingProtection | OrderKind::StalkingProtection)
}

/// Returns the provision that a step is taken under; none where the text read has none.
#[must_use]
pub fn provision_of(order: &Order, step: OrderEventKind) -> Option<Provision> {
    use OrderEventKind as E;
    if !is_stalking(order.kind) {
        return None;
    }
    let interim = order.kind == OrderKind::InterimStalkingProtection;
    let either = |of_interim, of_full| Some(if interim { of_interim } else { of_full });
    match order.jurisdiction {
        Jurisdiction::EnglandAndWales => match step {
            E::Applied | E::Adjourned => Some(p::STALKING_2019_S1),
            E::Dismissed | E::Withdrawn => either(p::STALKING_2019_S5_6_B, p::STALKING_2019_S1),
            E::InterimMade => Some(p::STALKING_2019_S5),
            E::Made => either(p::STALKING_2019_S5, p::STALKING_2019_S2),
            E::Served => Some(p::STALKING_2019_S9_1),
            E::Varied | E::Renewed | E::Discharged => either(p::STALKING_2019_S5, p::STALKING_2019_S4),
            E::Appealed | E::AppealEnded | E::Quashed => Some(p::STALKING_2019_S7),
            E::Replaced => Some(p::STALKING_2019_S9_1_A),
            E::Expired => either(p::STALKING_2019_S5_6_A, p::STALKING_2019_S3),
        },
        Jurisdiction::NorthernIreland => match step {
            E::Applied | E::Adjourned => Some(p::STALKING_NI_2022_S7),
            E::Dismissed => either(p::STALKING_NI_2022_S11_10, p::STALKING_NI_2022_S7),
            E::Withdrawn => either(p::STALKING_NI_2022_S11_9, p::STALKING_NI_2022_S7),
            E::InterimMade => Some(p::STALKING_NI_2022_S11),
            E::Made => either(p::STALKING_NI_2022_S11, p::STALKING_NI_2022_S8),
            E::Served | E::Replaced => Some(p::STALKING_NI_2022_S14_1),
            E::Varied | E::Renewed | E::Discharged => {
                either(p::STALKING_NI_2022_S11, p::STALKING_NI_2022_S10)
            }
            E::Expired => either(p::STALKING_NI_2022_S11, p::STALKING_NI_2022_S9),
            E::Appealed | E::AppealEnded | E::Quashed => None,
        },
        Jurisdiction::Scotland => None,
    }
}

/// Refuses a step that the law does not know in the state the order is in.
fn unlawful(order: &Order, step: OrderEventKind, problem: Problem) -> Error {
    match provision_of(order, step) {
        Some(provision) => Error::Unlawful { provision, problem },
        None => Error::invalid("/kind", problem),
    }
}

/// Checks one step in an order's life; `past` is what had happened before it.
fn allowed(order: &Order, past: &[&OrderEvent], step: &OrderEvent) -> Result<()> {
    let state = state(order, past, step.on.date());
    let pending = || appeal_is_pending(past.iter().map(|it| it.kind));
    match verdict(state, step.kind, order.kind) {
        Verdict::Once => return Err(Error::invalid("/kind", Problem::WrongState)),
        Verdict::Refused => return Err(unlawful(order, step.kind, Problem::WrongState)),
        Verdict::Allowed => {}
    }
    match step.kind {
        OrderEventKind::AppealEnded | OrderEventKind::Quashed if !pending() => {
            Err(unlawful(order, step.kind, Problem::WrongState))
        }
        OrderEventKind::Appealed if pending() => Err(Error::invalid("/kind", Problem::WrongState)),
        OrderEventKind::Discharged => discharged(order, step),
        OrderEventKind::Expired => expired(order, step),
        _ => Ok(()),
    }
}

/// Refuses a discharge within the years in which the Act asks for consents, without them.
fn discharged(order: &Order, step: &OrderEvent) -> Result<()> {
    if order.kind != OrderKind::StalkingProtection {
        return Ok(());
    }
    let (jurisdiction, provision) = match order.jurisdiction {
        Jurisdiction::EnglandAndWales => (params::Jurisdiction::EnglandAndWales, p::STALKING_2019_S4),
        Jurisdiction::NorthernIreland => (params::Jurisdiction::NorthernIreland, p::STALKING_NI_2022_S10_3_B),
        Jurisdiction::Scotland => return Ok(()),
    };
    let made = order.made_on.ok_or(Error::invalid("/made_on", Problem::Missing))?;
    let earliest = duration::earliest_discharge(jurisdiction, made.date())
        .map_err(|it| Error::invalid("/made_on", it))?
        .value;
    let consented = Consent::ALL.iter().all(|it| step.consents.contains(it));
    if step.on.date() < earliest && !consented {
        return Err(Error::Unlawful { provision, problem: Problem::BeforeItCan });
    }
    Ok(())
}

/// Refuses an expiry on another day than the order's last one.
fn expired(order: &Order, step: &OrderEvent) -> Result<()> {
    match last_day(order) {
        Given::Not => Err(unlawful(order, step.kind, Problem::Contradiction)),
        Given::Is(last_day) if last_day != step.on.date() => {
            Err(Error::invalid("/on", Problem::Contradiction))
        }
        _ => Ok(()),
    }
}

/// Checks that each thing that happened to an order could follow what came before it.
///
/// # Errors
///
/// [`Error::Unlawful`] with the provision; [`Error::Invalid`] for a step that can be taken only once, or
/// contradicts the document, at its place in `/events`.
pub fn check(order: &Order) -> Result<()> {
    let events = in_order(order);
    for (index, event) in events.iter().enumerate() {
        // The making and the service stand in fields of their own; the event repeats them.
        let same_day = match event.kind {
            OrderEventKind::Made => order.made_on == Some(event.on),
            OrderEventKind::Served => order.service.as_ref().and_then(Service::day) == Some(event.on.date()),
            OrderEventKind::Applied => order.applied_on.is_none_or(|it| it == event.on),
            _ => {
                allowed(order, &events[..index], event).map_err(|it| it.under(&at(order, event)))?;
                continue;
            }
        };
        let twice = events[..index].iter().any(|it| it.kind == event.kind);
        let problem = if twice { Problem::GivenTwice } else { Problem::Contradiction };
        if twice || !same_day {
            return Err(Error::invalid("/on", problem).under(&at(order, event)));
        }
    }
    Ok(())
}

fn at(order: &Order, event: &OrderEvent) -> String {
    let index = order.events.iter().position(|it| it == event).unwrap_or(0);
    format!("/events/{index}")
}

/// Takes a step in an order's life: checks it and returns the order as it is then.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 4
/// - Stalking Protection Act 2019, s. 5
/// - Stalking Protection Act 2019, s. 7
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 10
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 11
///
/// # Errors
///
/// [`Error::Unlawful`] with the provision that refuses the step; [`Error::Invalid`] for one that can be
/// taken only once, or says what does not belong to it.
pub fn take(order: &Order, kind: OrderEventKind, step: OrderStep) -> Result<Order> {
    let mut after = order.clone();
    if step.conditions.is_some() && kind != OrderEventKind::Varied {
        return Err(Error::invalid("/conditions", Problem::Contradiction));
    }
    if let Some(conditions) = &step.conditions {
        after.conditions = conditions.clone();
    }
    let event = step.event(kind);
    if !event.consents.is_empty() && kind != OrderEventKind::Discharged {
        return Err(Error::invalid("/consents", Problem::Contradiction));
    }
    let past: Vec<_> = in_order(order).into_iter().filter(|it| it.on <= event.on).collect();
    allowed(order, &past, &event)?;
    let gives_period = event.last_day.is_some() || event.until_further_order.is_some();
    match kind {
        OrderEventKind::Renewed => renew(&mut after, &event)?,
        OrderEventKind::Made => {
            if order.made_on.is_some() {
                return Err(Error::invalid("/kind", Problem::WrongState));
            }
            after.made_on = Some(event.on);
            if gives_period {
                (after.last_day, after.until_further_order) = (event.last_day, event.until_further_order);
            }
        }
        _ if gives_period => return Err(Error::invalid("/last_day", Problem::Contradiction)),
        _ => {}
    }
    let mut events = after.events.to_vec();
    events.push(event);
    after.events = Few::new(events).map_err(|it| Error::invalid("/events", it))?;
    Ok(after)
}

/// Gives an order the period of its renewal, which has to be one.
///
/// It may be no longer than the order's own: whether that is lawful is not said, and [`renewal`] tells that someone
/// must look.
///
/// [`renewal`]: crate::rules::renewal
fn renew(after: &mut Order, event: &OrderEvent) -> Result<()> {
    match (event.last_day, event.until_further_order == Some(true)) {
        (Some(_), true) => Err(Error::invalid("/until_further_order", Problem::Contradiction)),
        (None, false) => Err(Error::invalid("/last_day", Problem::Missing)),
        (Some(last_day), false) if last_day < event.on => {
            Err(Error::invalid("/last_day", Problem::BeforeItCan))
        }
        (last_day, further) => {
            (after.last_day, after.until_further_order) = (last_day, further.then_some(true));
            Ok(())
        }
    }
}

/// Records the service of an order: only one that was made, and only once.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 9(1)
///
/// # Errors
///
/// As [`take`]; [`Error::Invalid`] at `/service` if it was served already, or before it was made.
pub fn serve(order: &Order, service: Service, today: NaiveDate) -> Result<Order> {
    if order.service.is_some() {
        return Err(Error::invalid("/service", Problem::WrongState));
    }
    service.check(order.made_on, today).map_err(|it| it.under("/service"))?;
    let on = service.day().and_then(|it| Day::new(it).ok()).ok_or(Error::Internal)?;
    let mut after = take(order, OrderEventKind::Served, OrderStep::on(on))?;
    after.service = Some(service);
    Ok(after)
}

#[cfg(test)]
mod tests;

//! Changes of name and address while an order binds: from the entry's rows and from notifications.

use chrono::NaiveDate;

use crate::model::address::AddressKind;
use crate::model::notification::NotificationKind;
use crate::model::{Address, Day, Name, Notification};
use crate::rules::change::{self, Change};
use crate::rules::given::Given;
use crate::rules::subject::asking::{Asking, item};
use crate::rules::subject::reading::{self, Binding, Notified, earliest, source};
use crate::rules::trace::Sources;

/// Asks for every name that the subject began to use while the order bound.
///
/// A name that was notified at any time before is one that was notified.
pub(super) fn of_name(binding: &Binding<'_>) -> Vec<Asking> {
    let Some(began) = binding.began() else { return Vec::new() };
    let rows = binding.case.entry.2.subject.names.iter().enumerate();
    let asked = rows.filter_map(|(index, name)| {
        let from = name.from?.date();
        (from >= began && may_bind(binding, from)).then_some(())?;
        let met = earliest(binding.case, |it| binding.is_kin(it.order) && tells_name(it, name, from, began));
        let change = of_row(binding, from, name.notified_on, met);
        let item = number(item::NAME, index)?;
        Some(Asking::duty(binding.id, item, binding, from, change::name(&change)))
    });
    asked.collect()
}

/// Asks for every home that the subject moved to, and every place instead of one, after the order
/// began to bind.
pub(super) fn of_address(binding: &Binding<'_>) -> Vec<Asking> {
    let Some(began) = binding.began() else { return Vec::new() };
    let rows = binding.case.entry.2.subject.addresses.iter().enumerate().filter(|it| is_home(it.1));
    let asked = rows.filter_map(|(index, address)| {
        let from = address.from?.date();
        (from > began && may_bind(binding, from)).then_some(())?;
        let met = earliest(binding.case, |it| binding.is_kin(it.order) && tells_address(it, address, from));
        let change = of_row(binding, from, address.notified_on, met);
        let item = number(item::ADDRESS, index)?;
        Some(Asking::duty(binding.id, item, binding, from, change::address(&change)))
    });
    asked.collect()
}

/// Asks for the changes that were notified though the entry has no row for them: so they are met.
pub(super) fn without_row(binding: &Binding<'_>) -> Vec<Asking> {
    let Some(began) = binding.began() else { return Vec::new() };
    let subject = &binding.case.entry.2.subject;
    let own = binding.case.notifications.iter().filter(|it| it.2.order == binding.id);
    let asked = own.filter_map(|met| {
        let (id, _, notification) = met;
        let on = notification.event_on?;
        let has_row = match notification.kind {
            NotificationKind::Initial => return None,
            NotificationKind::Name => subject
                .names
                .iter()
                .any(|it| it.from == Some(on) && tells_name(notification, it, on.date(), began)),
            NotificationKind::Address => {
                subject.addresses.iter().any(|it| is_home(it) && it.from == Some(on))
            }
        };
        (!has_row && on.date() >= began && may_bind(binding, on.date())).then_some(())?;
        let told = reading::source_of(Some(met));
        let change = of(binding, on.date(), Some(notification.day()), told.clone(), told);
        let (item, duty) = match notification.kind {
            NotificationKind::Address => (item::ADDRESS, change::address(&change)),
            _ => (item::NAME, change::name(&change)),
        };
        Some(Asking::duty(*id, item, binding, on.date(), duty))
    });
    asked.collect()
}

/// Numbers a row of the entry; the model's limits on rows keep the numbers apart.
fn number(first: u32, index: usize) -> Option<u32> {
    u32::try_from(index).ok().and_then(|it| first.checked_add(it))
}

/// Tells whether the order bound on a day, or that cannot be told.
fn may_bind(binding: &Binding<'_>, day: NaiveDate) -> bool {
    binding.facts.binds_on(day) != Some(false)
}

fn of_row(binding: &Binding<'_>, from: NaiveDate, on: Option<Day>, met: Option<&Notified>) -> Change {
    let (id, version, _) = binding.case.entry;
    let entry = Some(source("entry", id, version));
    let on = on.map(Day::date);
    let notified_on = on.into_iter().chain(met.map(|it| it.2.day())).min();
    // A notification that the row's own day precedes gave nothing to the answer.
    let met = met.filter(|it| Some(it.2.day()) == notified_on);
    let met = reading::source_of(met).or_else(|| entry.clone().filter(|_| notified_on.is_some()));
    of(binding, from, notified_on, entry, met)
}

fn of(
    binding: &Binding<'_>,
    on: NaiveDate,
    notified_on: Option<NaiveDate>,
    change: Option<String>,
    met: Option<String>,
) -> Change {
    Change {
        jurisdiction: binding.facts.jurisdiction,
        sources: Sources { change, met, ..binding.facts.sources.clone() },
        on: Given::Is(on),
        order_in_force: binding.facts.binds_on(on),
        exempt: binding.exempt_on(on),
        notified_on,
    }
}

/// Tells whether a notification tells of a name: it lists it, or it lists none and is of that day.
fn tells_name(notification: &Notification, name: &Name, from: NaiveDate, began: NaiveDate) -> bool {
    let folded = |it: &Name| it.line().to_lowercase();
    if !notification.names.is_empty() {
        let name = folded(name);
        return notification.names.iter().any(|it| folded(it) == name);
    }
    match notification.kind {
        NotificationKind::Name => notification.event_on.is_some_and(|it| it.date() == from),
        // The first notification is of the names used on the day that time runs from.
        NotificationKind::Initial => from == began,
        NotificationKind::Address => false,
    }
}

/// Tells whether a notification tells of a move: of that day, or at first and already from there.
fn tells_address(notification: &Notification, address: &Address, from: NaiveDate) -> bool {
    match notification.kind {
        NotificationKind::Address => notification.event_on.is_some_and(|it| it.date() == from),
        NotificationKind::Initial => {
            let same = |it: &Address| (&it.lines, &it.postcode) == (&address.lines, &address.postcode);
            notification.day() >= from && notification.address.as_ref().is_some_and(same)
        }
        NotificationKind::Name => false,
    }
}

fn is_home(address: &Address) -> bool {
    matches!(address.kind, AddressKind::Home | AddressKind::RegularlyFound)
}

//! Fingerprints and photographs that were taken on notification in Northern Ireland, and have to go.

use chrono::NaiveDate;

use crate::model::order::OrderEventKind;
use crate::model::{Day, Id, Notification, Order};
use crate::rules::biometrics::{self, Replacement, Taken};
use crate::rules::given::Given;
use crate::rules::notification::OrderKind;
use crate::rules::params::Jurisdiction;
use crate::rules::subject::asking::{Asking, item};
use crate::rules::subject::reading::{self, Binding};
use crate::rules::trace::Sources;

/// When the person ceases to be subject, as far as one order tells.
struct Ceasing {
    on: Given<NaiveDate>,
    replacement: Replacement,
    doubt: Option<&'static str>,
    sources: Sources,
}

/// Asks for the destruction of what was taken on each notification under an order.
pub(super) fn of_each(binding: &Binding<'_>) -> Vec<Asking> {
    if binding.facts.jurisdiction != Jurisdiction::NorthernIreland {
        return Vec::new();
    }
    let under = binding.case.notifications.iter().filter(|it| it.2.order == binding.id && is_taken(&it.2));
    let mut under = under.peekable();
    if under.peek().is_none() {
        return Vec::new();
    }
    let Ceasing { on, replacement, doubt, sources } = ceasing(binding);
    let asked = under.map(|met| {
        let (id, _, notification) = met;
        let duty = biometrics::destruction(&Taken {
            on: notification.day(),
            ceases: on,
            replacement,
            doubt,
            destroyed_on: notification.biometrics_destroyed_on.map(Day::date),
            sources: Sources { met: reading::source_of(Some(met)), ..sources.clone() },
        });
        Asking::duty(*id, item::DESTRUCTION, binding, notification.day(), duty)
    });
    asked.collect()
}

fn is_taken(notification: &Notification) -> bool {
    notification.fingerprints_taken == Some(true) || notification.photograph_taken == Some(true)
}

/// Follows an order to the one that ends last of those that took its place.
fn ceasing(binding: &Binding<'_>) -> Ceasing {
    let orders = binding.case.orders;
    let mut chain = vec![binding.id];
    let mut last = None;
    // What is only applied for takes no place yet.
    let made = |it| Binding::of(binding.case, it);
    while let Some(next) = orders.iter().filter(|it| takes_the_place(it, &chain)).find_map(made) {
        chain.push(next.id);
        last = Some(next);
    }
    let replacement = if last.is_some() { Replacement::ByFullOrder } else { Replacement::None };
    let last = last.as_ref().unwrap_or(binding);
    let mut on = last.facts.last_day;
    let mut sources = last.facts.sources.clone();
    let mut doubt = None;
    if last.order.events.iter().any(|it| it.kind == OrderEventKind::Replaced) {
        doubt = Some(REPLACED_UNSEEN);
    } else if orders.iter().any(|it| !chain.contains(&it.0) && may_outlast(binding, it, on)) {
        doubt = Some(ANOTHER_ORDER);
    }
    if let Some((died_on, source)) = reading::died(binding.case)
        && on.value().is_none_or(|it| died_on < it)
    {
        (on, doubt, sources.end) = (Given::Is(died_on), Some(DIED), Some(source));
    }
    Ceasing { on, replacement, doubt, sources }
}

/// Tells whether a full order is to take the place of the last of some orders.
fn takes_the_place((id, _, order): &(Id, u32, Order), chain: &[Id]) -> bool {
    let full = reading::kind(order.kind) == OrderKind::Full;
    full && order.replaces == chain.last().copied() && !chain.contains(id)
}

/// Tells whether another order of Northern Ireland may keep the person subject after a day.
fn may_outlast<'a>(binding: &Binding<'a>, other: &'a (Id, u32, Order), day: Given<NaiveDate>) -> bool {
    let Some(other) = Binding::of(binding.case, other) else { return false };
    let Some(after) = day.value().and_then(|it| it.succ_opt()) else { return false };
    other.facts.jurisdiction == Jurisdiction::NorthernIreland && other.facts.binds_on(after) != Some(false)
}

const REPLACED_UNSEEN: &str =
    "another order is said to have taken its place, and no full one that did is on this register";
const ANOTHER_ORDER: &str = "another order may keep the person subject to the notification requirements";
const DIED: &str =
    "the subject has died; whether that ends the notification requirements is not said in the text read";

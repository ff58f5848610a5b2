//! What the documents say of one order: the facts that the rules take.

use chrono::NaiveDate;

use crate::model::notification::NotificationKind;
use crate::model::order::{self, OrderEvent, OrderEventKind};
use crate::model::registration::DeregistrationReason;
use crate::model::{Day, Id, Notification, Order};
use crate::rules::given::Given;
use crate::rules::life_cycle;
use crate::rules::notification::{Facts, OrderKind};
use crate::rules::params::Jurisdiction;
use crate::rules::subject::Case;
use crate::rules::trace::Sources;

/// A notification with its id and version.
pub(super) type Notified = (Id, u32, Notification);

/// A stalking protection order that was made, and the facts about it.
pub(super) struct Binding<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) id: Id,
    pub(super) order: &'a Order,
    pub(super) made_on: NaiveDate,
    pub(super) facts: Facts,
}

/// Names a record and its version for a trace.
pub(super) fn source(kind: &str, id: Id, version: u32) -> String {
    format!("{kind} {id} version {version}")
}

/// Returns the day of the subject's death and the entry's record, if the subject has died. Where only the end of the
/// registration tells of it, that is the day.
pub(super) fn died(case: &Case<'_>) -> Option<(NaiveDate, String)> {
    let (id, version, entry) = case.entry;
    let ending = entry.deregistration.as_ref().filter(|it| it.reason == DeregistrationReason::Deceased);
    let on = entry.subject.deceased_on.or(ending.map(|it| it.on))?;
    Some((on.date(), source("entry", id, version)))
}

/// Names the notification that meets a duty.
pub(super) fn source_of(met: Option<&Notified>) -> Option<String> {
    met.map(|(id, version, _)| source("notification", *id, *version))
}

impl<'a> Binding<'a> {
    /// Reads an order; nothing if it is of another kind, or only applied for.
    pub(super) fn of(case: &'a Case<'a>, (id, version, order): &'a (Id, u32, Order)) -> Option<Self> {
        let kind = kind(order.kind);
        let made_on = order.made_on.filter(|_| kind != OrderKind::Other)?.date();
        let exemption = order.exemption.clone().unwrap_or_default();
        let (last_day, end) = last_day(case, *id, order);
        let sources = Sources { order: Some(source("order", *id, *version)), end, ..Sources::default() };
        let mut facts = Facts {
            kind: Some(kind),
            sources,
            made_on: Some(made_on),
            // The document gives it only where it is another day than the making.
            in_force_on: Given::Is(order.in_force_on.map_or(made_on, Day::date)),
            // The document has no service until there is one.
            served_on: Given::or_not(order.service.as_ref().and_then(order::Service::day)),
            last_day,
            replaces_interim: order.replaces_interim,
            exempt: exemption.at_trigger,
            exempt_when_made: exemption.when_made,
            final_day: Given::or_unknown(exemption.final_day.map(Day::date)),
            ..Facts::unknown(jurisdiction(order.jurisdiction))
        };
        let replaced = order.replaces.and_then(|it| case.orders.iter().find(|(id, ..)| *id == it));
        if let Some((replaced_id, version, replaced)) =
            replaced.filter(|it| self::kind(it.2.kind) == OrderKind::Interim)
        {
            facts.contradiction = contradiction(made_on, replaced);
            facts.sources.interim = Some(source("order", *replaced_id, *version));
            // The register has the interim order itself: that outweighs a word about it.
            facts.replaces_interim = Some(true);
            facts.interim_served = Given::or_not(replaced.service.as_ref().and_then(order::Service::day));
            let notified =
                earliest(case, |it| it.kind == NotificationKind::Initial && it.order == *replaced_id);
            facts.interim_notified = Given::or_not(notified.map(|it| it.2.day()));
            facts.sources.interim_met = source_of(notified);
        }
        Some(Self { case, id: *id, order, made_on, facts })
    }

    /// Returns the first notification of names and address that is not before a day; if there is none,
    /// the first of all.
    ///
    /// One under the order that replaces this one counts: the subject has told the police.
    pub(super) fn notified_from(&self, day: Option<NaiveDate>) -> Option<&'a Notified> {
        let counts = |it: &Notification| {
            it.kind == NotificationKind::Initial && (it.order == self.id || self.is_replaced_by(it.order))
        };
        earliest(self.case, |it| counts(it) && day.is_none_or(|day| it.day() >= day))
            .or_else(|| earliest(self.case, counts))
    }

    /// Returns the facts with what was notified.
    pub(super) fn facts_met_by(&self, met: Option<&Notified>) -> Facts {
        let mut facts = self.facts.clone();
        facts.sources.met = source_of(met);
        facts.notified_on = met.map(|it| it.2.day());
        facts
    }

    /// Tells whether what was notified under an order was notified under this one, the one it
    /// replaces, or the one that replaces it.
    pub(super) fn is_kin(&self, other: Id) -> bool {
        other == self.id || self.order.replaces == Some(other) || self.is_replaced_by(other)
    }

    fn is_replaced_by(&self, other: Id) -> bool {
        self.case.orders.iter().any(|(id, _, it)| *id == other && it.replaces == Some(self.id))
    }

    /// Returns the first day whose changes are asked for; none while time does not run.
    ///
    /// What an order without an initial duty finds when it is made was asked for under the interim
    /// order; from then on a change is asked about, if need be by a review.
    pub(super) fn began(&self) -> Option<NaiveDate> {
        if self.facts.replaces_interim == Some(true) {
            return Some(self.made_on);
        }
        self.facts.trigger().value()
    }

    /// Tells whether the subject was under the other notification duty on a day.
    ///
    /// On its final day it is taken to be over, as time runs from that day.
    pub(super) fn exempt_on(&self, day: NaiveDate) -> Option<bool> {
        let since_trigger = self.facts.exempt == Some(true)
            || (self.facts.exempt.is_none() && self.facts.exempt_when_made == Some(true));
        match self.facts.final_day.value() {
            Some(final_day) if final_day <= day => Some(false),
            Some(_) => since_trigger.then_some(true),
            None => self.facts.exempt.filter(|it| !it),
        }
    }
}

/// Returns the earliest notification of a sort.
pub(super) fn earliest<'a>(case: &Case<'a>, of: impl Fn(&Notification) -> bool) -> Option<&'a Notified> {
    case.notifications.iter().filter(|it| of(&it.2)).min_by_key(|it| (it.2.at, it.0))
}

/// Returns the last day on which an order binds: that of its discharge, expiry or replacement too, and of an
/// interim order that on which its main application came to nothing.
///
/// Where another order ended it, that one's record is named, too.
fn last_day(case: &Case<'_>, id: Id, order: &Order) -> (Given<NaiveDate>, Option<String>) {
    use OrderEventKind::{Discharged, Dismissed, Expired, Quashed, Replaced, Withdrawn};
    let interim = kind(order.kind) == OrderKind::Interim;
    let in_northern_ireland = order.jurisdiction == order::Jurisdiction::NorthernIreland;
    let ends = |it: &&OrderEvent| match it.kind {
        Discharged | Expired | Replaced | Quashed => true,
        Withdrawn => interim,
        Dismissed => interim && !in_northern_ireland,
        _ => false,
    };
    let ended = order.events.iter().filter(ends);
    let replacing = case.orders.iter().filter(|it| it.2.replaces == Some(id));
    let replaced = replacing.filter_map(|it| Some((it.2.made_on?.date(), source("order", it.0, it.1)))).min();
    let period = life_cycle::last_day(order);
    let own = ended.map(|it| it.on.date()).chain(period.value()).min();
    if let Some((on, by)) = replaced.filter(|it| own.is_none_or(|own| it.0 <= own)) {
        return (Given::Is(on), Some(by));
    }
    // There a dismissal ends it once no appeal can come, on a day that was not told.
    let dismissed = interim && in_northern_ireland && order.day_of(Dismissed).is_some();
    let last_day = match own {
        _ if dismissed && !order.events.iter().any(|it| ends(&it)) => Given::Unknown,
        Some(day) => Given::Is(day),
        None => period,
    };
    (last_day, None)
}

/// Tells why an interim order cannot have been replaced on a day.
fn contradiction(made_on: NaiveDate, replaced: &Order) -> Option<&'static str> {
    let made_before = replaced.made_on.is_some_and(|it| it.date() <= made_on);
    let had_ended = made_on.pred_opt().is_some_and(|day_before| {
        let state = life_cycle::state_on(replaced, day_before);
        state.is_end() && state != life_cycle::State::Replaced
    });
    let ran_out = life_cycle::last_day(replaced).value().is_some_and(|it| it < made_on);
    if !made_before {
        Some("the interim order that this one replaces was made later, or not at all")
    } else if had_ended || ran_out {
        Some("the interim order that this one replaces had ended before this one was made")
    } else {
        None
    }
}

pub(super) const fn kind(kind: order::OrderKind) -> OrderKind {
    match kind {
        order::OrderKind::InterimStalkingProtection => OrderKind::Interim,
        order::OrderKind::StalkingProtection => OrderKind::Full,
        _ => OrderKind::Other,
    }
}

const fn jurisdiction(jurisdiction: order::Jurisdiction) -> Jurisdiction {
    match jurisdiction {
        order::Jurisdiction::EnglandAndWales => Jurisdiction::EnglandAndWales,
        order::Jurisdiction::NorthernIreland => Jurisdiction::NorthernIreland,
        order::Jurisdiction::Scotland => Jurisdiction::Scotland,
    }
}

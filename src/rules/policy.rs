//! What the force's policy asks: warnings, alarms and reviews by interval. It is no law, and says so.
//!
//! Every number comes from the [`Policy`]; every trace tells which of its fields, and its version. What is
//! asked depends on no day: it stays until a document or the policy changes.

use chrono::NaiveDate;

use crate::model::order::OrderKind;
use crate::model::policy::{BUILT_IN, Policy};
use crate::model::registration::{DeregistrationReason, RegistrationStatus};
use crate::model::review::ReviewKind;
use crate::model::{Day, Id, Order};
use crate::rules::counting;
use crate::rules::duty::Standing;
use crate::rules::life_cycle;
use crate::rules::subject::Case;

/// The numbers of what the policy asks, within the record that asks it. They differ from those of the law.
pub mod item {
    /// The service of an order.
    pub const SERVICE: u32 = 10;
    /// The assessment of the risk.
    pub const RISK: u32 = 40;
    /// A visit.
    pub const VISIT: u32 = 41;
    /// The meeting of the agencies.
    pub const MAPPA: u32 = 42;
    /// Whether the right officer manages the subject.
    pub const MANAGER: u32 = 43;
    /// Whether the record must be kept.
    pub const RETENTION: u32 = 44;

    /// The numbers that the days of a warning take: more than a policy can have.
    const DAYS: u32 = 10_000;

    /// The warning of so many days that an order ends, whatever other warnings the policy has.
    #[must_use]
    pub fn expiry(days: u16) -> u32 {
        DAYS + u32::from(days)
    }

    /// The warning of so many days that the condition of a number ends.
    #[must_use]
    pub fn condition_expiry(number: u16, days: u16) -> u32 {
        DAYS * (u32::from(number) + 10) + u32::from(days)
    }
}

/// What a policy asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wish {
    /// That someone looks before a condition of an order ends, which has a last day of its own.
    ConditionExpiry {
        /// The condition's number.
        number: u16,
        /// Days before its last day.
        days: u16,
        /// Its last day.
        ends_on: NaiveDate,
    },
    /// That someone looks before an order ends.
    OrderExpiry {
        /// Days before its last day.
        days: u16,
        /// Its last day.
        ends_on: NaiveDate,
    },
    /// That an order is served.
    Service,
    /// That someone looks again.
    Review(ReviewKind),
}

/// The record that a day was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Source {
    kind: &'static str,
    id: Id,
    version: u32,
}

/// The day from which an interval is counted, what happened on it, and where it was read.
type Began = (NaiveDate, &'static str, Source);

/// What is counted, from which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    /// The policy's field, and within which other one.
    field: (&'static str, &'static str),
    number: u16,
    unit: &'static str,
    from: NaiveDate,
    /// What happened on that day.
    because: &'static str,
    source: Source,
}

/// Something that the policy asks, and which record it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The record: the order, or the entry.
    pub record: Id,
    /// Its number within that record; [`item`] has the numbers.
    pub item: u32,
    /// The order, if it is about one.
    pub order: Option<Id>,
    /// What is asked.
    pub wish: Wish,
    /// The version of the policy; [`BUILT_IN`] for the one that is built in.
    pub policy: u32,
    /// The first day on which it can be done.
    pub begins: NaiveDate,
    /// The last day in time.
    pub last_day: NaiveDate,
    /// The day on which it was done.
    pub done_on: Option<NaiveDate>,
    count: Count,
}

impl Expected {
    /// Returns the day on which it stands in the diary: a warning on the day on which it is given, all
    /// else on its last day.
    #[must_use]
    pub fn diary_day(&self) -> NaiveDate {
        match self.wish {
            Wish::ConditionExpiry { .. } | Wish::OrderExpiry { .. } => self.begins,
            Wish::Service | Wish::Review(_) => self.last_day,
        }
    }

    /// Tells how it stands on a day in London.
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        match Standing::of(self.last_day, self.done_on, day) {
            Standing::Open if day < self.begins => Standing::Pending,
            standing => standing,
        }
    }

    /// Tells whether someone has still to do it, whatever the day.
    #[must_use]
    pub fn is_outstanding(&self) -> bool {
        self.done_on.is_none()
    }

    /// Returns what is asked, in words; they hold no personal data.
    #[must_use]
    pub fn words(&self) -> String {
        match self.wish {
            Wish::ConditionExpiry { number, days, ends_on } => {
                format!("policy: condition {number} of the order ends on {ends_on}, warning of {days} days")
            }
            Wish::OrderExpiry { days, ends_on } => {
                format!("policy: the order ends on {ends_on}, warning of {days} days")
            }
            Wish::Service => "policy: an order that was made is not served".to_owned(),
            Wish::Review(kind) => format!("policy: {}", of_review(kind)),
        }
    }

    /// Returns the reasoning line by line, with the policy's version and the record it was read from.
    #[must_use]
    pub fn trace_lines(&self) -> Vec<String> {
        let Count { field: (within, field), number, unit, from, because, source } = self.count;
        let dot = if within.is_empty() { "" } else { "." };
        let version = match self.policy {
            BUILT_IN => "the built-in policy".to_owned(),
            version => format!("version {version} of the force's policy"),
        };
        let Source { kind, id, version: of_record } = source;
        let mut lines = vec![
            format!("No law: {version} asks it ({within}{dot}{field} = {number})."),
            format!("Given: {because} on {from} (from {kind} {id} version {of_record})."),
        ];
        lines.push(match self.wish {
            Wish::ConditionExpiry { ends_on, .. } | Wish::OrderExpiry { ends_on, .. } => format!(
                "1. {number} {unit} before {ends_on} is {}; an answer is in time to {}.",
                self.begins, self.last_day
            ),
            Wish::Service | Wish::Review(_) => {
                format!("1. {number} {unit} after {from} is {}.", self.last_day)
            }
        });
        lines.push(match self.done_on {
            Some(done_on) if done_on <= self.last_day => format!("Answer: done on {done_on}, in time."),
            Some(done_on) => format!("Answer: done on {done_on}, late."),
            None => format!("Answer: by {}.", self.last_day),
        });
        lines.push(
            match self.wish {
                Wish::ConditionExpiry { .. } | Wish::OrderExpiry { .. } => {
                    "Another answer if: a review of what comes after this order is done from the day of the \
                     warning on, or the order's end is recorded, or the policy changes. A review that names no \
                     order counts where only one lived on its day."
                }
                Wish::Service => "Another answer if: the service is recorded, or the policy changes.",
                Wish::Review(_) => {
                    "Another answer if: a review of this kind is set or done, or the policy changes."
                }
            }
            .to_owned(),
        );
        lines
    }
}

const fn of_review(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Custody => "look whether the subject is in custody",
        ReviewKind::Manager => "look who manages the subject",
        ReviewKind::Mappa => "hold the multi-agency meeting",
        ReviewKind::OrderExpiry => "look what comes after the order",
        ReviewKind::Other => "look again",
        ReviewKind::Retention => "look whether the record must be kept",
        ReviewKind::Risk => "assess the risk again",
        ReviewKind::Visit => "visit the subject",
    }
}

/// How far an entry is still looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// It is only kept: the subject has died, it should not have been made, or another force has it.
    Kept,
    /// It has ended, and the orders go on.
    OrdersOnly,
    /// It is managed.
    Managed,
}

/// Tells how far an entry is still looked after.
///
/// A registration that ended does not end an order: what the order and the law ask goes on. The dead
/// are asked nothing. What is held of anybody is reviewed for as long as it is held.
///
/// # Law
///
/// - Data Protection Act 2018, s. 39(2)
#[must_use]
pub fn care_of(case: &Case<'_>) -> Care {
    let entry = case.entry.2;
    if entry.subject.deceased_on.is_some() {
        return Care::Kept;
    }
    match entry.deregistration.as_ref().map(|it| it.reason) {
        None => Care::Managed,
        Some(DeregistrationReason::NoLongerMet) => Care::OrdersOnly,
        Some(_) => Care::Kept,
    }
}

/// Returns everything that a policy asks of an entry, done or not.
#[must_use]
pub fn everything_expected(case: &Case<'_>, policy: &Policy, version: u32) -> Vec<Expected> {
    let looked_after = care_of(case);
    let asked = Asked { case, policy, version };
    let mut found = Vec::new();
    if looked_after >= Care::OrdersOnly {
        for order in case.orders {
            found.extend(asked.service(order));
            found.extend(asked.expiry(order));
        }
    }
    if looked_after == Care::Managed {
        found.extend(asked.managing());
    }
    found.extend(asked.retention());
    found
}

struct Asked<'a> {
    case: &'a Case<'a>,
    policy: &'a Policy,
    version: u32,
}

impl Asked<'_> {
    /// Asks for the service of a stalking protection order that was made.
    fn service(&self, (id, version, order): &(Id, u32, Order)) -> Option<Expected> {
        let alarm_days = self.policy.unserved_order_alarm_days?;
        let by_service =
            matches!(order.kind, OrderKind::StalkingProtection | OrderKind::InterimStalkingProtection);
        let made_on = order.made_on.filter(|_| by_service)?.date();
        let done_on = order.service.as_ref().and_then(crate::model::Service::day);
        if done_on.is_none() && ended(self.case, *id, order) {
            return None;
        }
        Some(Expected {
            record: *id,
            item: item::SERVICE,
            order: Some(*id),
            wish: Wish::Service,
            policy: self.version,
            begins: made_on,
            last_day: later(made_on, u32::from(alarm_days), counting::days_later),
            done_on,
            count: Count {
                field: ("", "unserved_order_alarm_days"),
                number: alarm_days,
                unit: "days",
                from: made_on,
                because: "the order was made",
                source: Source { kind: "order", id: *id, version: *version },
            },
        })
    }

    /// Warns before an order ends, and before each condition does that ends on another day.
    fn expiry(&self, of: &(Id, u32, Order)) -> Vec<Expected> {
        let (id, _, order) = of;
        let Some(made_on) = order.made_on.filter(|_| !ended(self.case, *id, order)) else {
            return Vec::new();
        };
        let whole = life_cycle::last_day(order).value();
        let because = match order.last_day {
            Some(last_day) if whole == Some(last_day.date()) => "the order ends",
            _ => "the last condition of the order ends",
        };
        let mut found = Vec::new();
        if let Some(ends_on) = whole {
            let wish = |days| (item::expiry(days), Wish::OrderExpiry { days, ends_on });
            found.extend(self.warnings(of, made_on.date(), (ends_on, because), wish));
        }
        for condition in order.conditions.iter() {
            let own = condition.last_day.map(Day::date).filter(|it| whole != Some(*it));
            let Some(ends_on) = own else { continue };
            let number = condition.number;
            let wish = |days| {
                (item::condition_expiry(number, days), Wish::ConditionExpiry { number, days, ends_on })
            };
            found.extend(self.warnings(of, made_on.date(), (ends_on, "a condition of the order ends"), wish));
        }
        found
    }

    /// Warns of an end. A warning lasts to the next one, the last to the last day; one for a day before the making is
    /// left out, but for the shortest.
    fn warnings(
        &self,
        (id, version, _): &(Id, u32, Order),
        made_on: NaiveDate,
        (ends_on, because): (NaiveDate, &'static str),
        wish: impl Fn(u16) -> (u32, Wish),
    ) -> Vec<Expected> {
        let mut warnings = self.policy.order_expiry_warning_days.to_vec();
        warnings.sort_unstable_by(|one, other| other.cmp(one));
        let begins = |days: u16| {
            ends_on.checked_sub_days(chrono::Days::new(u64::from(days))).filter(|it| *it >= made_on)
        };
        let mut found = Vec::new();
        for (index, days) in warnings.iter().copied().enumerate() {
            let shortest = index + 1 == warnings.len();
            let Some(from) = begins(days).or_else(|| shortest.then_some(made_on)) else { continue };
            let next = warnings.get(index + 1).and_then(|it| begins(*it)).and_then(|it| it.pred_opt());
            let (item, wish) = wish(days);
            found.push(Expected {
                record: *id,
                item,
                order: Some(*id),
                wish,
                policy: self.version,
                begins: from,
                last_day: next.unwrap_or(ends_on),
                done_on: self.first_look(*id, from),
                count: Count {
                    field: ("", "order_expiry_warning_days"),
                    number: days,
                    unit: "days",
                    from: ends_on,
                    because,
                    source: Source { kind: "order", id: *id, version: *version },
                },
            });
        }
        found
    }

    /// Asks what a managed entry needs: risk, visits, meetings, the manager.
    fn managing(&self) -> Vec<Expected> {
        let registration = &self.case.entry.2.registration;
        let (risk_field, risk) = self.policy.risk_review.of(registration.risk_band);
        let (visit_field, visit) = self.policy.visit.of(registration.risk_band);
        // Nobody is visited who is in custody or abroad.
        let visit = visit.filter(|_| registration.status != RegistrationStatus::Suspended);
        let meeting = registration.mappa_level.and_then(|it| self.policy.mappa_meeting.of(it));
        let (meeting_field, meeting) = meeting.unwrap_or_default();
        [
            (item::RISK, ReviewKind::Risk, ("risk_review", risk_field), risk),
            (item::VISIT, ReviewKind::Visit, ("visit", visit_field), visit),
            (item::MAPPA, ReviewKind::Mappa, ("mappa_meeting", meeting_field), meeting),
            (
                item::MANAGER,
                ReviewKind::Manager,
                ("", "manager_review_months"),
                self.policy.manager_review_months,
            ),
        ]
        .into_iter()
        .filter_map(|(item, kind, field, months)| {
            self.by_interval(item, kind, field, (months?, months?), self.registered())
        })
        .collect()
    }

    /// Asks whether the record must be kept: a time after the last event, and again after each review.
    fn retention(&self) -> Option<Expected> {
        let entry = self.case.entry.2;
        let (group, retention) = self.policy.retention.of(entry.registration.retention_group);
        let mut last = self.registered();
        let made = self.case.orders.iter().filter_map(|(id, version, it)| {
            let source = Source { kind: "order", id: *id, version: *version };
            Some((it.made_on?.date(), "the newest order was made", source))
        });
        let incidents = self.case.incidents.iter().map(|(id, version, it)| {
            let source = Source { kind: "incident", id: *id, version: *version };
            (it.last_known_day(), "the newest incident ended", source)
        });
        let breaches = self.case.breaches.iter().map(|(id, version, it)| {
            let source = Source { kind: "breach", id: *id, version: *version };
            (it.on.date(), "the newest breach was", source)
        });
        let of_entry = last.2;
        let ended = entry.deregistration.iter().map(|it| (it.on.date(), "the registration ended", of_entry));
        for began in made.chain(incidents).chain(breaches).chain(ended) {
            if began.0 > last.0 {
                last = began;
            }
        }
        let months = (retention.first_months, retention.then_months);
        self.by_interval(item::RETENTION, ReviewKind::Retention, ("retention", group), months, last)
    }

    fn registered(&self) -> Began {
        let (id, version, entry) = self.case.entry;
        let since = entry.registration.since.date();
        (since, "the registration began", Source { kind: "entry", id, version })
    }

    /// Asks for a review of the entry some months after the last one, or after what came before any;
    /// nothing while someone has set one by hand.
    fn by_interval(
        &self,
        item: u32,
        kind: ReviewKind,
        field: (&'static str, &'static str),
        (first, then): (u16, u16),
        (since, because, source): Began,
    ) -> Option<Expected> {
        let of_kind = || self.case.reviews.iter().filter(|it| it.2.kind == kind);
        if of_kind().any(|it| it.2.outcome.is_none()) {
            return None;
        }
        let last = of_kind()
            .filter_map(|(id, version, it)| Some((it.outcome.as_ref()?.done_on.date(), *id, *version)))
            .filter(|it| it.0 >= since)
            .max();
        let (number, from, because, source) = match last {
            Some((done_on, id, version)) => {
                (then, done_on, "the last review was done", Source { kind: "review", id, version })
            }
            None => (first, since, because, source),
        };
        Some(Expected {
            record: self.case.entry.0,
            item,
            order: None,
            wish: Wish::Review(kind),
            policy: self.version,
            begins: from,
            last_day: later(from, u32::from(number), counting::months_later),
            done_on: None,
            count: Count { field, number, unit: "months", from, because, source },
        })
    }

    /// Returns the day of the first look at what comes after an order that was had on a day or later.
    ///
    /// A review that names no order counts where only this one lived on the day on which it was done: with two, it
    /// cannot be told which was looked at.
    fn first_look(&self, order: Id, from: NaiveDate) -> Option<NaiveDate> {
        let looks = self.case.reviews.iter().filter(|it| it.2.kind == ReviewKind::OrderExpiry);
        let looks = looks.filter_map(|(.., it)| Some((it.order, it.outcome.as_ref()?.done_on.date())));
        let looks =
            looks.filter(|(of, on)| *on >= from && of.map_or_else(|| self.only(*on), Some) == Some(order));
        looks.map(|it| it.1).min()
    }

    /// Returns the order that lived on a day, if it was one alone: made by then, and no end of it recorded by then.
    fn only(&self, on: NaiveDate) -> Option<Id> {
        let made = |it: &Order| it.made_on.is_some_and(|it| it.date() <= on);
        let lives = |(id, _, order): &&(Id, u32, Order)| {
            let replaced = self.case.orders.iter().any(|it| it.2.replaces == Some(*id) && made(&it.2));
            made(order) && !replaced && life_cycle::recorded_end_by(order, on).is_none()
        };
        let mut living = self.case.orders.iter().filter(lives);
        living.next().filter(|_| living.next().is_none()).map(|it| it.0)
    }
}

/// Tells whether an order's end was recorded, or another was put in its place.
fn ended(case: &Case<'_>, id: Id, order: &Order) -> bool {
    life_cycle::recorded_end(order).is_some()
        || case.orders.iter().any(|it| it.2.replaces == Some(id) && it.2.made_on.is_some())
}

/// Counts on from a day; what would lie beyond the calendar falls on its end, so that it is not lost.
fn later(
    day: NaiveDate,
    number: u32,
    count: fn(NaiveDate, u32) -> Result<NaiveDate, crate::error::Problem>,
) -> NaiveDate {
    count(day, number).unwrap_or_else(|_| {
        NaiveDate::from_ymd_opt(crate::model::day::YEAR_MAX, 12, 31).map_or(day, |it| it.max(day))
    })
}

#[cfg(test)]
mod tests;

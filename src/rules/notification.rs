//! The duty to notify names and home address under a stalking protection order: at first, and when
//! another notification duty ends.
//!
//! In England and Wales time runs from service, in Northern Ireland from the day on which the order
//! comes into force; a Scottish court's order carries no such duty. Changes of name and address are
//! in [`change`](crate::rules::change).

use chrono::NaiveDate;

use crate::law::{Provision, provisions as p};
use crate::rules::duty::{Duty, Ground, Notice};
use crate::rules::given::{Given, told};
use crate::rules::params::{self, Jurisdiction, Rule};
use crate::rules::trace::{Sources, Trace};

/// What an order is, as far as notification goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderKind {
    /// A stalking protection order.
    Full,
    /// An interim stalking protection order.
    Interim,
    /// Any other: restraining order, non-harassment order, injunction.
    Other,
}

/// The facts that the duties under one order follow from. What is not known stays so.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Whose law the order was made under.
    pub jurisdiction: Jurisdiction,
    /// What it is.
    pub kind: Option<OrderKind>,
    /// The records that the facts were read from, for the trace.
    pub sources: Sources,
    /// When it was made.
    pub made_on: Option<NaiveDate>,
    /// When it came into force: what time runs from in Northern Ireland.
    pub in_force_on: Given<NaiveDate>,
    /// When it was served: what time runs from in England and Wales.
    pub served_on: Given<NaiveDate>,
    /// Its last day: expiry or discharge. `Not`: until further order.
    pub last_day: Given<NaiveDate>,
    /// Whether it replaces an interim order.
    pub replaces_interim: Option<bool>,
    /// When the interim order that it replaces was served.
    pub interim_served: Given<NaiveDate>,
    /// When names and address were notified under that interim order.
    pub interim_notified: Given<NaiveDate>,
    /// Whether the person was subject to Part 2 of the Sexual Offences Act 2003 when time began to run
    /// (or is, where it has not begun); in Northern Ireland also to the violent offences or
    /// trafficking notification.
    pub exempt: Option<bool>,
    /// Whether that was so when the order was made.
    pub exempt_when_made: Option<bool>,
    /// The final day of that other notification duty.
    pub final_day: Given<NaiveDate>,
    /// When names and address were notified under this order.
    pub notified_on: Option<NaiveDate>,
    /// What the records say that cannot all be true, in words; someone must look.
    pub contradiction: Option<&'static str>,
}

impl Facts {
    /// Begins with nothing known.
    #[must_use]
    pub fn unknown(jurisdiction: Jurisdiction) -> Self {
        Self {
            jurisdiction,
            kind: None,
            sources: Sources::default(),
            made_on: None,
            in_force_on: Given::Unknown,
            served_on: Given::Unknown,
            last_day: Given::Unknown,
            replaces_interim: None,
            interim_served: Given::Unknown,
            interim_notified: Given::Unknown,
            exempt: None,
            exempt_when_made: None,
            final_day: Given::Unknown,
            notified_on: None,
            contradiction: None,
        }
    }

    /// Returns the day that time runs from.
    pub(super) fn trigger(&self) -> Given<NaiveDate> {
        match self.jurisdiction {
            Jurisdiction::NorthernIreland => self.in_force_on,
            _ => self.served_on,
        }
    }

    /// Tells whether the order bound the person on a day; nothing where that cannot be told.
    ///
    /// An order made but not served by then is not told: whether it binds is not for arithmetic.
    #[must_use]
    pub fn binds_on(&self, day: NaiveDate) -> Option<bool> {
        if self.made_on.is_some_and(|it| day < it) || self.last_day.value().is_some_and(|it| it < day) {
            return Some(false);
        }
        let began = self.trigger().value().is_some_and(|it| it <= day);
        (began && self.last_day != Given::Unknown).then_some(true)
    }
}

/// The provisions that differ between the two Acts.
pub(super) struct Regime {
    pub(super) initial: &'static str,
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) after_exemption: &'static str,
    time_runs: Provision,
    replacing: Provision,
    pub(super) exempting: Provision,
    final_day: Provision,
    pub(super) default: Provision,
    trigger_name: &'static str,
    trigger_words: &'static str,
    not_triggered: &'static str,
    trigger_unknown: &'static str,
}

const ENGLAND_AND_WALES: Regime = Regime {
    initial: "EW-SPO-NOT-INIT",
    name: "EW-SPO-NOT-NAME",
    address: "EW-SPO-NOT-ADDR",
    after_exemption: "EW-SPO-SOA-END",
    time_runs: p::STALKING_2019_S9_1,
    replacing: p::STALKING_2019_S9_1_A,
    exempting: p::STALKING_2019_S9_5,
    final_day: p::STALKING_2019_S9_7,
    default: p::STALKING_2019_S11,
    trigger_name: "served_on",
    trigger_words: "time runs from service, not making",
    not_triggered: "the order has not been served: time runs from service, not making",
    trigger_unknown: "it is not known when the order was served",
};

const NORTHERN_IRELAND: Regime = Regime {
    initial: "NI-SPO-NOT-INIT",
    name: "NI-SPO-NOT-NAME",
    address: "NI-SPO-NOT-ADDR",
    after_exemption: "NI-SPO-EXEMPT-END",
    time_runs: p::STALKING_NI_2022_S14_1,
    replacing: p::STALKING_NI_2022_S14_1,
    exempting: p::STALKING_NI_2022_S14_5,
    final_day: p::STALKING_NI_2022_S14_7,
    default: p::STALKING_NI_2022_S16,
    trigger_name: "in_force_on",
    trigger_words: "time runs from the day on which the order comes into force, not from service",
    not_triggered: "the order has not come into force",
    trigger_unknown: "it is not known when the order came into force",
};

/// Returns the Act's names for a jurisdiction; none for Scotland, which has no such duty.
pub(super) const fn regime(jurisdiction: Jurisdiction) -> Option<&'static Regime> {
    match jurisdiction {
        Jurisdiction::Scotland => None,
        Jurisdiction::NorthernIreland => Some(&NORTHERN_IRELAND),
        Jurisdiction::EnglandAndWales | Jurisdiction::UnitedKingdom => Some(&ENGLAND_AND_WALES),
    }
}

/// Returns the version of one of this crate's own rules that governs a day.
pub(super) fn governing(id: &'static str, on: Option<NaiveDate>) -> &'static Rule {
    params::nearest(id, on).expect("every rule that a function applies has a row")
}

/// Says that there is no duty under the law of Scotland.
///
/// # Law
///
/// - Protection from Harassment Act 1997, s. 8
/// - Stalking Protection Act 2019, s. 15
pub(super) fn none_in_scotland(what: Notice, on: Option<NaiveDate>) -> Duty {
    let rule = governing("SC-SPO", on);
    let mut trace = Trace::of(rule, on);
    trace.cite(
        p::HARASSMENT_1997_S8,
        "a non-harassment order carries no duty to notify in the provisions read",
    );
    trace.cite(p::STALKING_2019_S15, "the Act of 2019 extends to England and Wales only");
    let ground = Ground::Exempt { why: NOT_IN_SCOTLAND };
    Duty::counted(rule, what, ground, None, None, trace)
}

const NOT_IN_SCOTLAND: &str = "no stalking protection order and no notification regime for one was found in \
                               Scots law; a non-harassment order carries no notification duty in the \
                               provisions read";
/// Why a person under another notification duty has none here.
pub(super) const EXEMPT: &str = "the person is subject to another notification duty, s. 9(5) (in Northern \
                                 Ireland s. 14(5))";
/// Why nothing can be said where it is not known whether there is another duty.
pub(super) const EXEMPTION_UNKNOWN: &str = "it is not known whether the person is subject to Part 2 of the Sexual \
                                            Offences Act 2003 or another exempting notification duty";
const REPLACES: &str = "the order replaces_interim, s. 9(1)(a): it replaces an interim order, under which the \
                        duty arose";
const SERVED_AFTER_REPLACED: &str = "the interim order is said to have been served after the order that replaces it was \
                                     made";
const REPLACES_UNSERVED: &str = "the interim order that this one replaces was never served, so that no duty ever \
                                 arose under either";
/// Why an order without a jurisdiction gives no duty.
pub(super) const LAW_UNKNOWN: &str = "it is not known under which law the order was made";

/// Computes the duty to notify names and home address for the first time under an order.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(1)
/// - Stalking Protection Act 2019, s. 9(2)
/// - Stalking Protection Act 2019, s. 9(5)
/// - Stalking Protection Act 2019, s. 11
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(1)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(5)
#[must_use]
pub fn initial(facts: &Facts) -> Duty {
    let on = facts.trigger().value().or(facts.made_on);
    let Some(regime) = regime(facts.jurisdiction) else {
        return none_in_scotland(Notice::Initial, on);
    };
    initial_by(governing(regime.initial, on), facts, regime)
}

/// As [`initial`], by this version of the rule.
fn initial_by(rule: &'static Rule, facts: &Facts, regime: &Regime) -> Duty {
    let trigger = facts.trigger();
    let mut trace = Trace::of(rule, trigger.value().or(facts.made_on));
    initial_inputs(facts, regime, &mut trace);
    let ground = initial_ground(facts, regime, &mut trace);
    initial_conditions(facts, regime, ground, &mut trace);
    Duty::counted(rule, Notice::Initial, ground, trigger.value(), facts.notified_on, trace)
}

fn initial_inputs(facts: &Facts, regime: &Regime, trace: &mut Trace) {
    let sources = &facts.sources;
    let order = sources.order.as_deref();
    trace.input("kind", kind_words(facts.kind), order);
    trace.input("made_on", Given::or_unknown(facts.made_on), order);
    trace.input(regime.trigger_name, facts.trigger(), order);
    trace.input("last_day", facts.last_day, sources.end.as_deref().or(order));
    trace.input("replaces_interim", told(facts.replaces_interim), order);
    if facts.replaces_interim == Some(true) {
        let interim = sources.interim.as_deref().or(order);
        trace.input("interim_served", facts.interim_served, interim);
        trace.input("interim_notified", facts.interim_notified, sources.interim_met.as_deref().or(interim));
    }
    trace.input("exempt", told(facts.exempt), order);
    trace.input("notified_on", Given::or_not(facts.notified_on), sources.met.as_deref());
}

const fn kind_words(kind: Option<OrderKind>) -> &'static str {
    match kind {
        Some(OrderKind::Full) => "stalking protection order",
        Some(OrderKind::Interim) => "interim stalking protection order",
        Some(OrderKind::Other) => "another order",
        None => "not known",
    }
}

/// Decides whether the initial duty exists; the tests stand in the order in which they settle it.
fn initial_ground(facts: &Facts, regime: &Regime, trace: &mut Trace) -> Ground {
    let review = |why| Ground::NeedsReview { why };
    if facts.kind == Some(OrderKind::Other) {
        return Ground::Exempt {
            why: "only stalking protection orders and their interim orders carry the duty",
        };
    }
    if facts.jurisdiction == Jurisdiction::UnitedKingdom {
        return review(LAW_UNKNOWN);
    }
    if let Some(why) = facts.contradiction {
        return review(why);
    }
    if facts.exempt == Some(true) {
        trace.cite(
            regime.exempting,
            "the duty does not bind a person who is subject to the other notification duty",
        );
        return Ground::Exempt { why: EXEMPT };
    }
    let interim = facts.kind == Some(OrderKind::Interim);
    if facts.replaces_interim == Some(true) && !interim {
        trace.cite(
            regime.replacing,
            "an order that replaces an interim order carries no initial duty of its own",
        );
        // Under the Northern Irish Act the interim duty never waited for service.
        let unserved =
            facts.interim_served == Given::Not && facts.jurisdiction == Jurisdiction::EnglandAndWales;
        return if facts.kind.is_none() {
            review("it is not known whether the order is a full or an interim one")
        } else if is_served_after_replaced(facts) {
            review(SERVED_AFTER_REPLACED)
        } else if unserved {
            review(REPLACES_UNSERVED)
        } else {
            Ground::Exempt { why: REPLACES }
        };
    }
    trace.cite(regime.time_runs, regime.trigger_words);
    let trigger = match facts.trigger() {
        Given::Is(trigger) => trigger,
        Given::Not => return Ground::Pending { why: regime.not_triggered },
        Given::Unknown => return review(regime.trigger_unknown),
    };
    if facts.made_on.is_some_and(|made| trigger < made) {
        return review("time would run from before the making of the order");
    }
    if facts.replaces_interim.is_none() && !interim {
        return review("it is not known whether the order replaces an interim order");
    }
    if facts.exempt.is_none() {
        return review(EXEMPTION_UNKNOWN);
    }
    if facts.last_day.value().is_some_and(|it| it < trigger) {
        return review("the order had ended before time would run");
    }
    if facts.notified_on.is_some_and(|it| it < trigger) {
        return review("the notification is earlier than the time given for it");
    }
    Ground::Applies { trigger }
}

/// Tells whether an interim order was served when another had been made in its place, which cannot be.
///
/// Where the day of the making is not known, that of the service tells that it was made by then.
fn is_served_after_replaced(facts: &Facts) -> bool {
    let made_by = facts.made_on.or(facts.served_on.value());
    made_by.zip(facts.interim_served.value()).is_some_and(|(made_by, served)| made_by < served)
}

fn initial_conditions(facts: &Facts, regime: &Regime, ground: Ground, trace: &mut Trace) {
    if matches!(ground, Ground::Applies { .. }) {
        trace.cite(
            regime.time_runs,
            "custody does not stop the time, and no weekend or bank holiday extends it; the text provides for neither",
        );
        trace.would_change("the day that time runs from is another");
        trace.would_change("the person was subject to another notification duty on that day");
        if facts.kind != Some(OrderKind::Interim) {
            trace.would_change("the order replaces an interim order");
        }
    }
    match ground {
        Ground::Pending { .. } => trace.would_change("the order is served or comes into force"),
        Ground::Exempt { why } if why == EXEMPT => {
            trace.would_change("the other notification duty ends while the order is in effect");
        }
        Ground::Exempt { why } if why == REPLACES => {
            trace.would_change("the interim order was never served");
        }
        _ => {}
    }
    if let Some(since) = interim_default(facts).and_then(|it| it.since) {
        trace.cite(regime.default, format!("the duty under the interim order was in default from {since}"));
    }
}

/// What became of the duty under the interim order that an order replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterimDefault {
    /// Whether the default continues; it does until the subject has notified.
    pub continuing: bool,
    /// The first day of default, if there was one.
    pub since: Option<NaiveDate>,
}

/// Tells whether the duty under the interim order is in default; nothing where that is not known, where no interim
/// order was served, or only after it was replaced.
///
/// The replacement does not cure it: the duty arose under the interim order, and its default continues.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(1)(a)
/// - Stalking Protection Act 2019, s. 11
#[must_use]
pub fn interim_default(facts: &Facts) -> Option<InterimDefault> {
    if facts.jurisdiction != Jurisdiction::EnglandAndWales
        || facts.replaces_interim != Some(true)
        || facts.exempt != Some(false)
        || is_served_after_replaced(facts)
    {
        return None;
    }
    let duty = initial(&Facts {
        kind: Some(OrderKind::Interim),
        served_on: facts.interim_served,
        exempt: facts.exempt,
        notified_on: facts.interim_notified.value(),
        ..Facts::unknown(facts.jurisdiction)
    });
    let since = duty.offence_from()?;
    match facts.interim_notified {
        Given::Is(notified) if notified < since => Some(InterimDefault { continuing: false, since: None }),
        Given::Is(_) => Some(InterimDefault { continuing: false, since: Some(since) }),
        Given::Not => Some(InterimDefault { continuing: true, since: Some(since) }),
        Given::Unknown => None,
    }
}

/// Computes the duty that begins on the final day of another notification duty.
///
/// The final day is used as given: whether it is the last day under the other duty or the first day
/// free of it was not found.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(6)
/// - Stalking Protection Act 2019, s. 9(7)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(6)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(7)
#[must_use]
pub fn after_exemption(facts: &Facts) -> Duty {
    let effect = facts.final_day.value().map(|it| facts.binds_on(it));
    after_exemption_in_effect(facts, effect.flatten())
}

/// As [`after_exemption`], where it is told whether the order was in effect on the final day.
pub(super) fn after_exemption_in_effect(facts: &Facts, in_effect: Option<bool>) -> Duty {
    let final_day = facts.final_day.value();
    let on = final_day.or(facts.made_on);
    let Some(regime) = regime(facts.jurisdiction) else {
        return none_in_scotland(Notice::AfterExemption, on);
    };
    let rule = governing(regime.after_exemption, on);
    let mut trace = Trace::of(rule, on);
    let order = facts.sources.order.as_deref();
    trace.input("made_on", Given::or_unknown(facts.made_on), order);
    trace.input("exempt_when_made", told(facts.exempt_when_made), order);
    trace.input("final_day", facts.final_day, order);
    trace.input("order_in_effect_on_final_day", told(in_effect), facts.sources.end.as_deref().or(order));
    trace.input("notified_on", Given::or_not(facts.notified_on), facts.sources.met.as_deref());
    trace.cite(
        regime.final_day,
        "where the person was exempt when the order was made and the order is in effect on the final day, time \
         runs from the final day as if it were the day of service",
    );
    let ground = after_exemption_ground(facts, in_effect);
    if matches!(ground, Ground::Applies { .. }) {
        trace.step("the final day is used as given; the last day under the other duty is the safer reading");
        trace.would_change("the person was not exempt when the order was made");
        trace.would_change("the order was not in effect on the final day");
    }
    // What was notified before the exemption ended was not notified under this duty.
    let done_on = facts.notified_on.filter(|it| final_day.is_none_or(|final_day| *it >= final_day));
    Duty::counted(rule, Notice::AfterExemption, ground, final_day, done_on, trace)
}

fn after_exemption_ground(facts: &Facts, in_effect: Option<bool>) -> Ground {
    let review = |why| Ground::NeedsReview { why };
    if facts.kind == Some(OrderKind::Other) {
        return Ground::Exempt {
            why: "only stalking protection orders and their interim orders carry the duty",
        };
    }
    if facts.jurisdiction == Jurisdiction::UnitedKingdom {
        return review(LAW_UNKNOWN);
    }
    if facts.exempt_when_made == Some(false) {
        return Ground::Exempt {
            why: "the person was not exempt when the order was made, s. 9(6)(b): no fresh initial duty; later \
                  changes of name and address are to be notified again",
        };
    }
    if in_effect == Some(false) {
        return Ground::Exempt { why: "the order was not in effect on the final day, s. 9(6)(c)" };
    }
    let final_day = match facts.final_day {
        Given::Is(final_day) => final_day,
        Given::Not => return Ground::Pending { why: "the other notification duty has not ended" },
        Given::Unknown => return review("it is not known when the other notification duty ends"),
    };
    if facts.made_on.is_some_and(|made| final_day < made) {
        return review("the final day is earlier than the making of the order");
    }
    match (facts.exempt_when_made, in_effect) {
        (Some(true), Some(true)) => Ground::Applies { trigger: final_day },
        (None, _) => review("it is not known whether the person was exempt when the order was made"),
        (_, _) => review("it is not known whether the order was in effect on the final day"),
    }
}

#[cfg(test)]
mod tests;

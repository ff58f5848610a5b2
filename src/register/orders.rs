//! Orders: made, served, varied, renewed, discharged; their conditions.

use serde::Serialize;

use crate::access::Act;
use crate::audit::Action;
use crate::error::{Error, Problem, Result};
use crate::model::order::{OrderEvent, OrderEventKind, OrderStep};
use crate::model::{Condition, Document, Id, Kind, Order, Service, document};
use crate::register::gate::perform;
use crate::register::records::{add, current, rewrite};
use crate::register::work::Work;
use crate::register::{Audited, Task, Versioned};
use crate::rules::life_cycle::{self, State};
use crate::rules::order::{self, Content};

impl Task {
    /// Puts an order on an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such entry; [`Error::Unlawful`] with the provision for a period, a
    /// route or a life that the Act does not know; [`Error::Invalid`]; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 3(2)
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 9(1)(a)
    pub fn make_order(&self, entry: Id, order: Order) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| {
            order.check(work.today())?;
            guard(work, entry, &order)?;
            add(work, entry, &order)
        })
    }

    /// Reads an order.
    ///
    /// # Errors
    ///
    /// As [`Task::read`].
    pub fn order(&self, id: Id) -> Result<Audited<Versioned<Order>>> {
        self.read_as(id)
    }

    /// Records the service of an order: in England and Wales it starts the notification clock.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it was served already, or before it was made; [`Error::Unlawful`] if its life
    /// is over, or it was never made; [`Error::Stale`]; [`Error::NotFound`]; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 9(1)
    pub fn serve(&self, id: Id, seen: u32, service: Service) -> Result<Audited<u32>> {
        self.change_order(id, seen, Action::OrderServed, move |order, work| {
            life_cycle::serve(order, service, work.today())
        })
    }

    /// Records that an order was varied; its conditions become those of the step, if it gives any.
    ///
    /// # Errors
    ///
    /// [`Error::Unlawful`] with the provision if the order is in no state for it; [`Error::Invalid`];
    /// [`Error::Stale`]; [`Error::NotFound`]; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 4
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 10
    pub fn vary(&self, id: Id, seen: u32, step: OrderStep) -> Result<Audited<u32>> {
        self.step(id, seen, OrderEventKind::Varied, step)
    }

    /// Records that an order was renewed: it has the period of the step from then on.
    ///
    /// # Errors
    ///
    /// As [`Task::vary`]; [`Error::Invalid`] at `/last_day` for a period that is missing, or ends before the renewal.
    /// Of one that is no longer than the order's own, [`Task::check_order`] tells that someone must look.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 4
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 10
    pub fn renew(&self, id: Id, seen: u32, step: OrderStep) -> Result<Audited<u32>> {
        self.step(id, seen, OrderEventKind::Renewed, step)
    }

    /// Records that an order was discharged; before the end of two years only by consent.
    ///
    /// # Errors
    ///
    /// As [`Task::vary`]; [`Error::Unlawful`] also for a discharge within two years without both consents.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 4
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 10(3)(b)
    pub fn discharge(&self, id: Id, seen: u32, step: OrderStep) -> Result<Audited<u32>> {
        self.step(id, seen, OrderEventKind::Discharged, step)
    }

    /// Records that an order was appealed against; it stands while the appeal is pending.
    ///
    /// # Errors
    ///
    /// As [`Task::vary`].
    ///
    /// # Law
    ///
    /// Stalking Protection Act 2019, s. 7
    pub fn appeal(&self, id: Id, seen: u32, step: OrderStep) -> Result<Audited<u32>> {
        self.step(id, seen, OrderEventKind::Appealed, step)
    }

    /// Tells where an order stands in its life today, and whether it says what the Act wants it to.
    ///
    /// # Errors
    ///
    /// As [`Task::read`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 6
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 9
    pub fn check_order(&self, id: Id) -> Result<Audited<OrderCheck>> {
        perform(self, Act::View, Action::Open, move |work| {
            let record = work.record_of(Kind::Order, id)?;
            work.touch(id, record.entry_id);
            let found: Order = document::parse(&record.document)?;
            let source = format!("order {id} version {}", record.version);
            let content = order::content(&found, Some(&source));
            let (content, trace) =
                content.map_or((None, Vec::new()), |it| (Some(it.value), it.trace.lines()));
            let state = life_cycle::state_on(&found, work.today());
            Ok(OrderCheck { order: id, version: record.version, state, content, trace })
        })
    }

    /// Adds a condition to an order.
    ///
    /// # Errors
    ///
    /// As [`Task::amend`].
    pub fn add_condition(&self, id: Id, seen: u32, condition: Condition) -> Result<Audited<u32>> {
        self.change_order(id, seen, Action::Amend, move |order, _| order.clone().with(condition))
    }

    /// Records anything else that happened to an order: adjourned, interim order made, made, appeal ended,
    /// quashed, dismissed, withdrawn, replaced, expired.
    ///
    /// # Errors
    ///
    /// As [`Task::vary`]; service has a verb of its own.
    pub fn record_event(&self, id: Id, seen: u32, event: OrderEvent) -> Result<Audited<u32>> {
        let OrderEvent { kind, on, by, words, consents, last_day, until_further_order } = event;
        if kind == OrderEventKind::Served {
            return Err(Error::invalid("/kind", Problem::WrongState));
        }
        let step = OrderStep { on, by, words, consents, last_day, until_further_order, conditions: None };
        self.step(id, seen, kind, step)
    }

    fn step(&self, id: Id, seen: u32, kind: OrderEventKind, step: OrderStep) -> Result<Audited<u32>> {
        let action = match kind {
            OrderEventKind::Varied => Action::OrderVaried,
            OrderEventKind::Renewed => Action::OrderRenewed,
            OrderEventKind::Discharged => Action::OrderDischarged,
            _ => Action::Amend,
        };
        self.change_order(id, seen, action, move |order, _| life_cycle::take(order, kind, step))
    }

    fn change_order(
        &self,
        id: Id,
        seen: u32,
        action: Action,
        change: impl FnOnce(&Order, &Work<'_, '_>) -> Result<Order> + Send + 'static,
    ) -> Result<Audited<u32>> {
        perform(self, Act::Amend, action, move |work| {
            let record = current(work, Kind::Order, id, seen)?;
            let order = change(&document::parse(&record.document)?, work)?;
            rewrite(work, &record, &order)
        })
    }
}

/// Where an order stands in its life, and what it says of what it has to.
#[derive(Clone, Debug, Serialize)]
pub struct OrderCheck {
    /// The order.
    pub order: Id,
    /// Its version.
    pub version: u32,
    /// Where it stands today.
    pub state: State,
    /// What it says; nothing for an order of another kind than the stalking protection Acts'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// The reasoning, line by line.
    pub trace: Vec<String>,
}

/// Refuses an order that the law does not allow, or that replaces one which cannot be replaced.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 9(1)(a)
pub(super) fn guard(work: &Work<'_, '_>, entry: Id, made: &Order) -> Result<()> {
    order::check(made)?;
    let Some(replaced) = made.replaces else { return Ok(()) };
    let absent = Error::invalid("/replaces", Problem::Missing);
    let record = work.find(replaced)?.filter(|it| it.kind == Kind::Order && it.entry_id == entry);
    let before: Order = document::parse(&record.ok_or(absent)?.document)?;
    order::check_replacement(made, &before)
}

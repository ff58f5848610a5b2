//! Orders: made, served, varied, renewed, discharged; their conditions.

use crate::access::Act;
use crate::audit::Action;
use crate::error::{Error, Problem, Result};
use crate::model::order::{OrderEvent, OrderEventKind};
use crate::model::text::Few;
use crate::model::{Condition, Day, Id, Kind, Order, Service, document};
use crate::register::gate::perform;
use crate::register::records::{add, current, rewrite};
use crate::register::work::Work;
use crate::register::{Audited, Task, Versioned};

impl Task {
    /// Puts an order on an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such entry; [`Error::Invalid`]; [`Error::Forbidden`].
    pub fn make_order(&self, entry: Id, order: Order) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| {
            if let Some(replaced) = order.replaces {
                let absent = Error::invalid("/replaces", Problem::Missing);
                work.find(replaced)?
                    .filter(|it| it.kind == Kind::Order && it.entry_id == entry)
                    .ok_or(absent)?;
            }
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
    /// [`Error::Invalid`] if it was served already, or before it was made; [`Error::Stale`];
    /// [`Error::NotFound`]; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 9(1)
    pub fn serve(&self, id: Id, seen: u32, service: Service) -> Result<Audited<u32>> {
        self.change_order(id, seen, Action::OrderServed, move |order, work| {
            if order.service.is_some() || order.made_on.is_none() {
                return Err(Error::invalid("/service", Problem::WrongState));
            }
            service.check(order.made_on, work.today()).map_err(|it| it.under("/service"))?;
            let on = service
                .day()
                .ok_or(Error::Internal)
                .and_then(|it| Day::new(it).map_err(|_| Error::Internal))?;
            order.service = Some(service);
            note(order, OrderEvent { kind: OrderEventKind::Served, on, by: None, words: None })
        })
    }

    /// Adds a condition to an order.
    ///
    /// # Errors
    ///
    /// As [`Task::amend`].
    pub fn add_condition(&self, id: Id, seen: u32, condition: Condition) -> Result<Audited<u32>> {
        self.change_order(id, seen, Action::Amend, move |order, _| {
            *order = order.clone().with(condition)?;
            Ok(())
        })
    }

    /// Records what happened to an order: varied, renewed, discharged, appealed, expired, replaced.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the order has ended, or the event comes before the making;
    /// [`Error::Stale`]; [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn record_event(&self, id: Id, seen: u32, event: OrderEvent) -> Result<Audited<u32>> {
        let action = match event.kind {
            OrderEventKind::Varied => Action::OrderVaried,
            OrderEventKind::Renewed => Action::OrderRenewed,
            OrderEventKind::Discharged => Action::OrderDischarged,
            _ => Action::Amend,
        };
        self.change_order(id, seen, action, move |order, _| {
            if event.kind == OrderEventKind::Served {
                return Err(Error::invalid("/kind", Problem::WrongState));
            }
            let ended = order.day_of(OrderEventKind::Discharged).is_some();
            if ended && !matches!(event.kind, OrderEventKind::Appealed | OrderEventKind::Replaced) {
                return Err(Error::invalid("/kind", Problem::WrongState));
            }
            if order.made_on.is_some_and(|it| event.on < it)
                && !matches!(
                    event.kind,
                    OrderEventKind::Applied | OrderEventKind::Adjourned | OrderEventKind::InterimMade
                )
            {
                return Err(Error::invalid("/on", Problem::BeforeItCan));
            }
            note(order, event)
        })
    }

    fn change_order(
        &self,
        id: Id,
        seen: u32,
        action: Action,
        change: impl FnOnce(&mut Order, &Work<'_, '_>) -> Result<()> + Send + 'static,
    ) -> Result<Audited<u32>> {
        perform(self, Act::Amend, action, move |work| {
            let record = current(work, Kind::Order, id, seen)?;
            let mut order: Order = document::parse(&record.document)?;
            change(&mut order, work)?;
            rewrite(work, &record, &order)
        })
    }
}

fn note(order: &mut Order, event: OrderEvent) -> Result<()> {
    let mut events = order.events.to_vec();
    events.push(event);
    order.events = Few::new(events).map_err(|it| Error::invalid("/events", it))?;
    Ok(())
}

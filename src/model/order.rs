//! Orders: what a court made, for how long and under which conditions. What happens to them is in
//! `event`.

mod event;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::london_day;
use crate::error::{Error, Problem, Result};
use crate::model::code_list::code_list;
use crate::model::day::{not_before, past};
use crate::model::subject::{each, with};
use crate::model::text::{Few, Line};
use crate::model::{Condition, Day, Document, Id, Kind, Moment};

pub use event::{Consent, OrderEvent, OrderEventKind, OrderStep};

code_list! {
    /// What an order is.
    OrderKind {
        /// Criminal behaviour order.
        CriminalBehaviour = "criminal_behaviour",
        /// Domestic abuse protection notice.
        DomesticAbuseNotice = "domestic_abuse_notice",
        /// Domestic abuse protection order.
        DomesticAbuse = "domestic_abuse",
        /// Injunction under the Protection from Harassment Act 1997.
        HarassmentInjunction = "harassment_injunction",
        /// Interim stalking protection order.
        InterimStalkingProtection = "interim_stalking_protection",
        /// Non-harassment order (Scotland).
        NonHarassment = "non_harassment",
        /// Non-molestation order.
        NonMolestation = "non_molestation",
        /// Restraining order on acquittal.
        RestrainingOnAcquittal = "restraining_on_acquittal",
        /// Restraining order on conviction.
        RestrainingOnConviction = "restraining_on_conviction",
        /// Sexual harm prevention order.
        SexualHarmPrevention = "sexual_harm_prevention",
        /// Stalking protection order.
        StalkingProtection = "stalking_protection",
    }
}

code_list! {
    /// Whose law an order was made under.
    Jurisdiction {
        /// England and Wales.
        EnglandAndWales = "england_and_wales",
        /// Northern Ireland.
        NorthernIreland = "northern_ireland",
        /// Scotland.
        Scotland = "scotland",
    }
}

code_list! {
    /// How the court came to make it.
    Route {
        /// On acquittal.
        Acquittal = "acquittal",
        /// On the application of the police.
        Application = "application",
        /// On conviction.
        Conviction = "conviction",
    }
}

code_list! {
    /// How an order was served.
    ServiceMethod {
        /// In person.
        InPerson = "in_person",
        /// In court, when it was made.
        InCourt = "in_court",
        /// By leaving it at the address.
        LeftAtAddress = "left_at_address",
        /// Otherwise.
        Other = "other",
        /// By post.
        Post = "post",
    }
}

/// The service of an order: what starts the clock in England and Wales.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Service {
    /// The day, where the moment is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The moment; its day is the one in Europe/London.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// How.
    pub method: ServiceMethod,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line<200>>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line<300>>,
    /// The reference of the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Line<200>>,
}

impl Service {
    /// Makes a service in person on a day.
    #[must_use]
    pub fn in_person(on: Day) -> Self {
        Self { on: Some(on), at: None, method: ServiceMethod::InPerson, by: None, place: None, proof: None }
    }

    /// Returns the day of service in Europe/London.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.at.map(|it| london_day(it.at())).or(self.on.map(Day::date))
    }

    /// Refuses a service without a day, or with two, or before the making, or to come.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field.
    pub fn check(&self, made_on: Option<Day>, today: NaiveDate) -> Result<()> {
        let day = self.day().ok_or(Error::invalid("/on", Problem::Missing))?;
        if self.on.is_some_and(|it| it.date() != day) {
            return Err(Error::invalid("/on", Problem::Contradiction));
        }
        let at = if self.at.is_some() { "/at" } else { "/on" };
        if made_on.is_some_and(|it| day < it.date()) {
            return Err(Error::invalid(at, Problem::BeforeItCan));
        }
        if day > today {
            return Err(Error::invalid(at, Problem::InTheFuture));
        }
        Ok(())
    }
}

/// What is known of another notification duty, which exempts from this one while it lasts.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(5)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(5)
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exemption {
    /// Whether the subject was under that duty when time began to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_trigger: Option<bool>,
    /// Whether the subject was under that duty when the order was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_made: Option<bool>,
    /// The final day of that duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_day: Option<Day>,
}

/// An order, with its conditions and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Order {
    /// What it is.
    pub kind: OrderKind,
    /// Whose law it was made under.
    pub jurisdiction: Jurisdiction,
    /// How the court came to make it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<Line<200>>,
    /// The court's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_ref: Option<Line<100>>,
    /// When it was applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_on: Option<Day>,
    /// When it was made; absent while it is only applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_on: Option<Day>,
    /// When it came into force, where that is another day than the making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_on: Option<Day>,
    /// Whether it lasts until further order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_further_order: Option<bool>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The locality that it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<Line<300>>,
    /// Its conditions.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub conditions: Few<Condition, 100>,
    /// Its service; absent until it is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Whether it replaces an interim order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_interim: Option<bool>,
    /// The order on this register that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Id>,
    /// What is known of another, exempting notification duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
    /// The next hearing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_hearing: Option<Day>,
    /// What happened to it.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub events: Few<OrderEvent, 200>,
}

impl Order {
    /// Begins a stalking protection order of England and Wales, made on application.
    #[must_use]
    pub fn stalking_protection(made_on: Day) -> Self {
        Self {
            kind: OrderKind::StalkingProtection,
            jurisdiction: Jurisdiction::EnglandAndWales,
            route: Some(Route::Application),
            court: None,
            case_ref: None,
            applied_on: None,
            made_on: Some(made_on),
            in_force_on: None,
            until_further_order: None,
            last_day: None,
            locality: None,
            conditions: Few::default(),
            service: None,
            replaces_interim: Some(false),
            replaces: None,
            exemption: None,
            next_hearing: None,
            events: Few::default(),
        }
    }

    /// Begins an interim stalking protection order of England and Wales.
    #[must_use]
    pub fn interim_stalking_protection(made_on: Day) -> Self {
        Self { kind: OrderKind::InterimStalkingProtection, ..Self::stalking_protection(made_on) }
    }

    /// Lets it last until further order.
    #[must_use]
    pub fn until_further_order(mut self) -> Self {
        self.last_day = None;
        self.until_further_order = Some(true);
        self
    }

    /// Names the court and its reference.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/court` or `/case_ref`.
    pub fn by_court(mut self, court: &str, case_ref: &str) -> Result<Self> {
        self.court = Some(Line::new(court).map_err(|it| Error::invalid("/court", it))?);
        self.case_ref = Some(Line::new(case_ref).map_err(|it| Error::invalid("/case_ref", it))?);
        Ok(self)
    }

    /// Adds its service.
    #[must_use]
    pub fn served(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    /// Gives it its last day.
    #[must_use]
    pub fn lasting_to(mut self, last_day: Day) -> Self {
        self.last_day = Some(last_day);
        self.until_further_order = None;
        self
    }

    /// Adds a condition.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if there are too many.
    pub fn with(mut self, condition: Condition) -> Result<Self> {
        self.conditions = with(&self.conditions, condition, "/conditions")?;
        Ok(self)
    }

    /// Says that the subject was under no other notification duty.
    #[must_use]
    pub fn not_exempt(mut self) -> Self {
        self.exemption = Some(Exemption { at_trigger: Some(false), when_made: Some(false), final_day: None });
        self
    }

    /// Returns a condition by its number.
    #[must_use]
    pub fn condition(&self, number: u16) -> Option<&Condition> {
        self.conditions.iter().find(|it| it.number == number)
    }

    /// Returns the day of the newest event of a kind.
    #[must_use]
    pub fn day_of(&self, kind: OrderEventKind) -> Option<Day> {
        self.events.iter().filter(|it| it.kind == kind).map(|it| it.on).max()
    }

    fn check_period(&self) -> Result<()> {
        if self.until_further_order == Some(true) && self.last_day.is_some() {
            return Err(Error::invalid("/until_further_order", Problem::Contradiction));
        }
        not_before("/made_on", self.made_on, self.applied_on)?;
        not_before("/in_force_on", self.in_force_on, self.made_on)?;
        not_before("/last_day", self.last_day, self.made_on)?;
        not_before("/last_day", self.last_day, self.in_force_on)?;
        not_before("/next_hearing", self.next_hearing, self.applied_on)
    }
}

impl Document for Order {
    const KIND: Kind = Kind::Order;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        if self.made_on.is_none() && self.applied_on.is_none() {
            return Err(Error::invalid("/made_on", Problem::Missing));
        }
        past("/applied_on", self.applied_on, today)?;
        past("/made_on", self.made_on, today)?;
        if self.made_on.is_none() && self.in_force_on.is_some() {
            return Err(Error::invalid("/in_force_on", Problem::Contradiction));
        }
        self.check_period()?;
        each(&self.conditions, "/conditions", |it| it.check(self.made_on))?;
        for (index, condition) in self.conditions.iter().enumerate() {
            if self.conditions[..index].iter().any(|it| it.number == condition.number) {
                return Err(Error::invalid(&format!("/conditions/{index}/number"), Problem::GivenTwice));
            }
        }
        if let Some(service) = &self.service {
            if self.made_on.is_none() {
                return Err(Error::invalid("/service", Problem::Contradiction));
            }
            service.check(self.made_on, today).map_err(|it| it.under("/service"))?;
        }
        each(&self.events, "/events", |it| {
            let made_on = self.made_on.filter(|_| it.kind.follows_making());
            not_before("/on", Some(it.on), made_on)?;
            not_before("/last_day", it.last_day, Some(it.on))?;
            if it.until_further_order == Some(true) && it.last_day.is_some() {
                return Err(Error::invalid("/until_further_order", Problem::Contradiction));
            }
            Ok(())
        })
    }
}

//! One behaviour event, coded to the Act, whichever report or crime it came with.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::london_day;
use crate::error::{Error, Problem, Result};
use crate::model::basis::Basis;
use crate::model::code_list::code_list;
use crate::model::day::{not_before, past};
use crate::model::text::{Few, Line, Prose};
use crate::model::{Day, Document, Kind, Moment};

code_list! {
    /// What was done. The list of the Act is one of examples, hence `other`.
    ///
    /// In the order of the Acts.
    ///
    /// # Law
    ///
    /// - Protection from Harassment Act 1997, s. 2A(3)
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 6(2)
    Behaviour {
        /// (a) Following.
        Following = "following",
        /// (b) Contacting or attempting to contact, by any means.
        Contacting = "contacting",
        /// (c) Publishing about a person, or as if by that person.
        Publishing = "publishing",
        /// (d) Monitoring the use of the internet or of electronic communication.
        Monitoring = "monitoring",
        /// (e) Loitering in any place.
        Loitering = "loitering",
        /// (f) Interfering with property.
        Interfering = "interfering",
        /// (g) Watching or spying.
        Watching = "watching",
        /// Northern Ireland (e): entering premises.
        EnteringPremises = "entering_premises",
        /// Northern Ireland (h): giving or leaving things.
        LeavingThings = "leaving_things",
        /// Northern Ireland (j): any other act expected to cause fear, alarm or substantial distress.
        CausingFear = "causing_fear",
        /// Anything else.
        Other = "other",
    }
}

code_list! {
    /// Whether a crime was recorded as the principal one or included in another.
    CrimeClass {
        /// Included in another.
        Included = "included",
        /// The principal one.
        Principal = "principal",
    }
}

/// A recorded crime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Crime {
    /// The force's crime number.
    pub number: Line<40>,
    /// The force, by its PNC code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<Line<4>>,
    /// Whether it is the principal crime or included in another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<CrimeClass>,
    /// The Home Office code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_office_code: Option<Line<20>>,
    /// The criminal justice system's offence code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offence_code: Option<Line<20>>,
    /// The outcome code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_code: Option<Line<20>>,
    /// When the outcome was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_on: Option<Day>,
}

/// A grade of intelligence: source, intelligence, handling; legacy grades are allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Grade {
    /// The source: 1 reliable, 2 untested, 3 not reliable.
    pub source: Line<2>,
    /// The intelligence: A known directly to E suspected false.
    pub intelligence: Line<2>,
    /// Handling: P or C.
    pub handling: Line<2>,
}

/// One behaviour event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Incident {
    /// When it was, or began.
    pub from: Moment,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// What was done.
    pub behaviours: Few<Behaviour, 11>,
    /// By which means: in person, phone, a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Line<100>>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line<300>>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<8000>>,
    /// Whether it is known or judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The reference of the victim; names stay in the victims' partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub victim: Option<Line<100>>,
    /// The crimes recorded for it.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub crimes: Few<Crime, 20>,
    /// References of evidence.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub evidence: Few<Line<200>, 50>,
    /// Its grade as intelligence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// When it was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<Day>,
    /// The force it was reported to, by its PNC code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_to: Option<Line<4>>,
    /// The force's incident number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Line<40>>,
    /// Who recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Line<200>>,
}

impl Incident {
    /// Begins an incident of one behaviour.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/words`.
    pub fn at(from: Moment, behaviour: Behaviour, words: &str) -> Result<Self> {
        Ok(Self {
            from,
            until: None,
            behaviours: Few::new(vec![behaviour]).map_err(|it| Error::invalid("/behaviours", it))?,
            channel: None,
            place: None,
            words: Some(Prose::new(words).map_err(|it| Error::invalid("/words", it))?),
            basis: None,
            victim: None,
            crimes: Few::default(),
            evidence: Few::default(),
            grade: None,
            reported_on: None,
            reported_to: None,
            number: None,
            recorded_by: None,
        })
    }

    /// Names the victim by reference.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/victim`.
    pub fn against(mut self, victim: &str) -> Result<Self> {
        self.victim = Some(Line::new(victim).map_err(|it| Error::invalid("/victim", it))?);
        Ok(self)
    }

    /// Returns the day on which it began in Europe/London.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        london_day(self.from.at())
    }

    /// Returns the last day in Europe/London of which it is known that it went on.
    #[must_use]
    pub fn last_known_day(&self) -> NaiveDate {
        london_day(self.until.unwrap_or(self.from).at())
    }
}

impl Document for Incident {
    const KIND: Kind = Kind::Incident;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        if self.behaviours.is_empty() {
            return Err(Error::invalid("/behaviours", Problem::Empty));
        }
        let twice =
            (1..self.behaviours.len()).find(|&it| self.behaviours[..it].contains(&self.behaviours[it]));
        if let Some(index) = twice {
            return Err(Error::invalid(&format!("/behaviours/{index}"), Problem::GivenTwice));
        }
        if self.day() > today {
            return Err(Error::invalid("/from", Problem::InTheFuture));
        }
        if self.until.is_some_and(|it| it < self.from) {
            return Err(Error::invalid("/until", Problem::BeforeItCan));
        }
        if self.until.is_some_and(|it| london_day(it.at()) > today) {
            return Err(Error::invalid("/until", Problem::InTheFuture));
        }
        past("/reported_on", self.reported_on, today)?;
        not_before("/reported_on", self.reported_on, Day::new(self.day()).ok())
    }
}

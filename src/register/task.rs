//! A session acting for one purpose. Every verb hangs on a task, so no access can forget its reason.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::access::Purpose;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Result};
use crate::model::Id;
use crate::model::text::{Line, Prose};
use crate::register::Session;
use crate::register::break_glass::Broken;
use crate::register::session::SessionInner;

/// What a task is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRequest {
    /// The purpose.
    pub purpose: Purpose,
    /// The task or incident that it serves: the link that explains an access best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line<100>>,
    /// The reason in words, where the purpose asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<1000>>,
    /// The account it is done for, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted_for: Option<Id>,
    /// The person it is done for, where that person has no account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted_for_person: Option<Line<200>>,
}

impl TaskRequest {
    /// Asks for a task with a purpose and nothing more.
    #[must_use]
    pub fn of(purpose: Purpose) -> Self {
        Self { purpose, reference: None, words: None, acted_for: None, acted_for_person: None }
    }

    /// Names the task or incident that it serves.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/reference`.
    pub fn serving(mut self, reference: &str) -> Result<Self> {
        self.reference = Some(Line::new(reference).map_err(|it| Error::invalid("/reference", it))?);
        Ok(self)
    }

    /// Gives the reason in words.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/words`.
    pub fn because(mut self, words: &str) -> Result<Self> {
        self.words = Some(Prose::new(words).map_err(|it| Error::invalid("/words", it))?);
        Ok(self)
    }
}

/// A session acting for one purpose. Clones are the same task; any thread may use it.
#[derive(Clone)]
pub struct Task {
    pub(super) inner: Arc<TaskInner>,
}

pub(super) struct TaskInner {
    pub(super) session: Arc<SessionInner>,
    pub(super) purpose: Purpose,
    pub(super) acted_for: Option<Id>,
    pub(super) fields: Vec<(Field, String)>,
    /// The glass that the task broke, if it is one that sees behind it.
    pub(super) broken: Option<Broken>,
}

impl Task {
    pub(super) fn begin(session: &Session, request: TaskRequest) -> Result<Self> {
        let TaskRequest { purpose, reference, words, acted_for, acted_for_person } = request;
        if purpose.needs_words() && words.is_none() {
            return Err(Error::invalid("/words", Problem::Missing));
        }
        session.inner.check(session.inner.register.clock.now())?;
        let mut fields = Vec::new();
        fields.extend(words.map(|it| (Field::Reason, it.to_string())));
        fields.extend(reference.map(|it| (Field::Task, it.to_string())));
        fields.extend(acted_for_person.map(|it| (Field::ActedForPerson, it.to_string())));
        let inner =
            TaskInner { session: Arc::clone(&session.inner), purpose, acted_for, fields, broken: None };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Returns the purpose.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.inner.purpose
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Task for {}", self.inner.purpose.slug())
    }
}

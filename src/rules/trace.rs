//! Why an answer is what it is: the rule, the inputs, the arithmetic, and what would change it.
//!
//! A trace holds days and references of records; no personal data is needed to count.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::law::Provision;
use crate::rules::params::Rule;

/// A fact that went into an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The fact's name.
    pub name: &'static str,
    /// Its value; `none` and `not known` are told apart.
    pub value: String,
    /// The record that it was read from: its id and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The records that the facts of a duty were read from: their ids and versions.
///
/// None where a fact was told without a record, as to the simulator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The order.
    pub order: Option<String>,
    /// What ended the order, where that is not the order's own record.
    pub end: Option<String>,
    /// The interim order that the order replaces.
    pub interim: Option<String>,
    /// The notification under that interim order.
    pub interim_met: Option<String>,
    /// The entry whose row, or the notification which, tells of the change.
    pub change: Option<String>,
    /// The notification, or the entry's row, that meets the duty.
    pub met: Option<String>,
}

/// One step of the reasoning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What follows.
    pub words: String,
    /// From which provision; none for bare arithmetic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
}

/// What a rule gives, with the reasoning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<T> {
    /// The answer.
    pub value: T,
    /// The reasoning.
    pub trace: Trace,
}

impl<T> Outcome<T> {
    /// Ends a trace with its answer in words.
    #[must_use]
    pub fn new(value: T, mut trace: Trace, answer: impl Into<String>) -> Self {
        trace.answer = answer.into();
        if trace.would_change.is_empty() {
            trace.would_change("a fact given is another");
        }
        Self { value, trace }
    }
}

/// The reasoning behind one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The rule's name.
    pub rule: &'static str,
    /// The version of the rule that was applied.
    pub version: u32,
    /// What the rule says.
    pub title: &'static str,
    /// The provisions it applies.
    pub provisions: Vec<String>,
    /// The state of the text that was read.
    pub text_as_at: &'static str,
    /// The day on which the text was read.
    pub text_read_on: NaiveDate,
    /// The facts.
    pub inputs: Vec<Input>,
    /// The reasoning, in order.
    pub steps: Vec<Step>,
    /// The answer, in words.
    pub answer: String,
    /// The facts that would give another answer.
    pub would_change: Vec<String>,
    /// The doubts about the rule itself.
    pub cautions: Vec<String>,
}

impl Trace {
    /// Begins the trace of a rule; `on` is the day that the cautions are for.
    #[must_use]
    pub fn of(rule: &'static Rule, on: Option<NaiveDate>) -> Self {
        Self {
            rule: rule.id,
            version: rule.version,
            title: rule.title,
            provisions: rule.provisions.iter().map(ToString::to_string).collect(),
            text_as_at: rule.text_as_at,
            text_read_on: rule.text_read_on,
            inputs: Vec::new(),
            steps: Vec::new(),
            answer: String::new(),
            would_change: Vec::new(),
            cautions: rule.cautions_on(on).map(str::to_owned).collect(),
        }
    }

    /// Adds a fact and the record it comes from.
    pub fn input(&mut self, name: &'static str, value: impl fmt::Display, source: Option<&str>) {
        self.inputs.push(Input { name, value: value.to_string(), source: source.map(str::to_owned) });
    }

    /// Adds a step that follows from a provision.
    pub fn cite(&mut self, provision: Provision, words: impl Into<String>) {
        self.steps.push(Step { words: words.into(), provision: Some(provision.to_string()) });
    }

    /// Adds a step of arithmetic.
    pub fn step(&mut self, words: impl Into<String>) {
        self.steps.push(Step { words: words.into(), provision: None });
    }

    /// Adds a fact that would give another answer.
    pub fn would_change(&mut self, words: impl Into<String>) {
        self.would_change.push(words.into());
    }

    /// Returns the trace line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("Rule {}, version {}: {}.", self.rule, self.version, self.title),
            format!(
                "Law: {} (text as at {}, read on {}).",
                self.provisions.join("; "),
                self.text_as_at,
                self.text_read_on
            ),
        ];
        lines.extend(self.inputs.iter().map(|it| match &it.source {
            Some(source) => format!("Given: {} = {} (from {source}).", it.name, it.value),
            None => format!("Given: {} = {}.", it.name, it.value),
        }));
        lines.extend(self.steps.iter().enumerate().map(|(index, it)| match &it.provision {
            Some(provision) => format!("{}. {} [{provision}]", index + 1, it.words),
            None => format!("{}. {}", index + 1, it.words),
        }));
        lines.push(format!("Answer: {}.", self.answer));
        lines.extend(self.would_change.iter().map(|it| format!("Another answer if: {it}.")));
        lines.extend(self.cautions.iter().map(|it| format!("Caution: {it}.")));
        lines
    }

    /// Returns the trace as text that a court could read.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }
}

/// Writes a provision as it is cited.
pub(super) fn provision_text<S: serde::Serializer>(
    provision: &Provision,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(provision)
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::params;

    #[test]
    fn a_trace_is_written_as_its_text() {
        let mut trace = Trace::of(params::nearest("EW-SPO-NOT-INIT", None).expect("a rule"), None);
        trace.step("a step");
        assert!(trace.text().contains("1. a step"));
        assert_eq!(trace.to_string(), trace.text());
    }
}

//! The list of rules and their explanations, for people.

use std::fmt::Write as _;

use serde::Serialize;

use crate::error::{Error, Result, What};
use crate::rules::params::{self, Jurisdiction, Rule};

/// One version of a rule, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The rule's name.
    pub rule: &'static str,
    /// Its version.
    pub version: u32,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// What it says.
    pub title: &'static str,
    /// The provision that leads.
    pub provision: String,
    /// The state of the text that was read.
    pub text_as_at: &'static str,
    /// From when until when it governs, in words.
    pub governs: String,
}

/// Returns every version of every rule, in the order of the jurisdictions.
#[must_use]
pub fn list() -> Vec<Line> {
    let line = |it: &Rule| Line {
        rule: it.id,
        version: it.version,
        jurisdiction: it.jurisdiction,
        title: it.title,
        provision: it.provision().to_string(),
        text_as_at: it.text_as_at,
        governs: governs(it),
    };
    params::all().map(line).collect()
}

fn governs(rule: &Rule) -> String {
    let from = match (rule.from, rule.enacted_in) {
        (Some(from), _) => format!("from {from}"),
        (None, Some(year)) => {
            format!("commencement not found, and no day before the year of the Act, {year}")
        }
        (None, None) => "commencement not found".to_owned(),
    };
    rule.until.map_or_else(|| from.clone(), |until| format!("{from} until {until}"))
}

/// Explains a rule: every version with its provisions, numbers, inputs, answers and doubts.
///
/// # Errors
///
/// [`Code::NotFound`](crate::error::Code::NotFound) for an unknown rule.
pub fn explain(id: &str) -> Result<String> {
    let versions: Vec<_> = params::versions(id).map(explained).collect();
    if versions.is_empty() {
        return Err(Error::NotFound { what: What::Rule });
    }
    Ok(versions.join("\n"))
}

fn explained(rule: &Rule) -> String {
    let mut text = format!("{}, version {} ({})\n", rule.id, rule.version, rule.jurisdiction);
    let mut line = |name: &str, words: &dyn std::fmt::Display| {
        writeln!(text, "  {name:<9} {words}").expect("a text can be written to");
    };
    line("says", &rule.title);
    line("governs", &governs(rule));
    line("text", &format_args!("as at {}, read on {}", rule.text_as_at, rule.text_read_on));
    for it in rule.provisions {
        line("provision", it);
    }
    for it in rule.parameters {
        line("number", &format_args!("{} = {} [{}]", it.name, it.value, it.provision));
    }
    line("takes", &rule.inputs.join(", "));
    line("gives", &rule.answers.join(", "));
    for it in rule.cautions {
        line("caution", &it.words);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_listed_and_explained() {
        let lines = list();
        assert_eq!(lines.len(), params::all().count());
        for it in lines {
            let text = explain(it.rule).expect("a rule");
            assert!(text.contains(it.title) && text.contains(&it.provision), "{text}");
        }
        assert_eq!(explain("NO-SUCH"), Err(Error::NotFound { what: What::Rule }));
    }

    #[test]
    fn an_explanation_gives_numbers_with_their_provisions() {
        let text = explain("EW-SPO-NOT-INIT").expect("a rule");
        assert!(text.contains("notification_days = 3 [Stalking Protection Act 2019, s. 9(1)]"), "{text}");
        assert!(text.contains("from 2020-01-20") && text.contains("Crime and Policing Act 2026"), "{text}");
        let text = explain("NI-SPO-NOT-INIT").expect("a rule");
        assert!(
            text.contains("commencement not found, and no day before the year of the Act, 2022"),
            "{text}"
        );
        let text = explain("SOA-INIT").expect("a rule");
        assert!(text.contains("governs   commencement not found\n"), "{text}");
    }
}

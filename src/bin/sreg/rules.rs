//! `sreg rules`: the statutory rules, listed, explained and tried out. It touches no register.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Map, Value};
use stalking_register::rules::{eval, list};

use crate::add::read_document;
use crate::fault::Fault;
use crate::output::{Form, fields, print, table};
use crate::secret::Secret;

/// Lists, explains and tries the rules of law that deadlines come from.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists every rule.
    List(List),
    /// Explains a rule: its provisions, numbers, inputs and doubts.
    Explain(Explain),
    /// Answers a rule from inputs, with the reasoning.
    Eval(Eval),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    form: Form,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// The rule, such as EW-SPO-NOT-INIT.
    rule: String,
    #[command(flatten)]
    form: Form,
}

#[derive(Args)]
pub(crate) struct Eval {
    /// The rule, such as EW-SPO-NOT-INIT, if --rule does not name it; then inputs as NAME=VALUE.
    ///
    /// null says that there is none, and what is not given is not known.
    #[arg(value_name = "RULE, NAME=VALUE")]
    words: Vec<String>,
    /// The rule.
    #[arg(long = "rule", value_name = "RULE")]
    rule: Option<String>,
    /// Inputs as a JSON object.
    #[arg(long, value_name = "JSON", conflicts_with = "json_inputs")]
    inputs: Option<String>,
    /// Inputs as a JSON object in a file, or - for the standard input.
    #[arg(long, value_name = "FILE")]
    json_inputs: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::List(it) => it.run(),
            Self::Explain(it) => {
                let text = list::explain(&it.rule)?;
                it.form.print(&text, || text.clone())
            }
            Self::Eval(it) => it.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<(), Fault> {
        let rules = list::list();
        self.form.print(&rules, || {
            let mut rows =
                vec![["RULE", "VERSION", "GOVERNS", "PROVISION", "SAYS"].map(str::to_owned).to_vec()];
            rows.extend(rules.iter().map(|it| {
                let version = it.version.to_string();
                vec![
                    it.rule.to_owned(),
                    version,
                    it.governs.clone(),
                    it.provision.clone(),
                    it.title.to_owned(),
                ]
            }));
            table(&rows)
        })
    }
}

impl Eval {
    fn run(self) -> Result<(), Fault> {
        let mut words = self.words.iter();
        let rule = match &self.rule {
            Some(rule) => rule,
            None => words.next().ok_or_else(|| Fault::slip("the rule is missing"))?,
        };
        let pairs = words.as_slice();
        let inputs = match (&self.json_inputs, &self.inputs) {
            (None, None) => object(pairs)?,
            _ if !pairs.is_empty() => return Err(Fault::slip("inputs are given in two ways")),
            (Some(path), _) => read_document(path)?,
            (None, Some(json)) => Secret::new(json.clone()),
        };
        let answer = eval::eval(rule, &inputs)?;
        if self.form.is_json() {
            return self.form.print(&answer, String::new);
        }
        let given = fields(&Value::Object(answer.answer.clone()), 0);
        print(&format!("{given}\n{}", answer.trace))
    }
}

/// Makes a JSON object of `name=value` pairs; a value that is no JSON is a text.
fn object(pairs: &[String]) -> Result<Secret, Fault> {
    let mut members = Map::new();
    for pair in pairs {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| Fault::slip("an input has not the form NAME=VALUE"))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        if members.insert(name.to_owned(), value).is_some() {
            return Err(Fault::slip("an input is given twice"));
        }
    }
    Ok(Secret::new(Value::Object(members).to_string()))
}

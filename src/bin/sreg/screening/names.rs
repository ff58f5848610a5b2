//! `sreg screening name`, `names`, `fit-names`: names alone, compared without a register.

use std::path::{Path, PathBuf};

use clap::Args;
use csv::Writer;
use stalking_register::screening::NameWeights;
use stalking_register::screening::names::fit::{self, LabelledNames, Truth};
use stalking_register::screening::names::{compare, compare_with};

use super::rows::each;
use super::tally::{best_f1, f1_at};
use crate::fault::Fault;
use crate::import::csv_fault;
use crate::output::{Form, print};

/// Compares two names and prints the reasons, word by word.
#[derive(Args)]
pub(crate) struct Name {
    /// One name, as free text in any script.
    one: String,
    /// The other name.
    other: String,
    #[command(flatten)]
    form: Form,
}

/// Measures the comparison of names on labelled pairs (columns name1, name2, is_match: true or false).
#[derive(Args)]
pub(crate) struct Names {
    /// Labelled pairs, as CSV.
    #[arg(long, value_name = "CSV")]
    pairs: PathBuf,
    /// A table of weights instead of the shipped one.
    #[arg(long, value_name = "JSON")]
    weights: Option<PathBuf>,
    /// Where each pair goes with its score from 0 to 1, as name1, name2, is_match, score.
    #[arg(long, value_name = "CSV")]
    output: Option<PathBuf>,
}

/// Fits the weights of names to labelled pairs, and tells how it does on pairs that it was not fitted to.
#[derive(Args)]
pub(crate) struct FitNames {
    /// Labelled pairs, as CSV.
    #[arg(long, value_name = "CSV")]
    pairs: PathBuf,
    /// What the table shall say it was fitted on.
    #[arg(long, value_name = "TEXT", default_value = "a host's own pairs")]
    told: String,
    /// Where the table goes.
    #[arg(long, value_name = "JSON")]
    output: PathBuf,
}

impl Name {
    pub(super) fn run(self) -> Result<(), Fault> {
        let found = compare(&self.one, &self.other);
        self.form.print(&found, || found.text())
    }
}

impl Names {
    pub(super) fn run(self) -> Result<(), Fault> {
        let weights = table(self.weights.as_ref())?;
        let pairs = read(&self.pairs)?;
        let scored: Vec<(f64, bool)> = pairs
            .iter()
            .map(|it| (compare_with(&weights, &it.one, &it.other).score, it.truth == Truth::Same))
            .collect();
        if let Some(path) = &self.output {
            write(path, &pairs, &scored).map_err(|it| csv_fault("--output", &it))?;
        }
        print(&told(&scored, 0.5))
    }
}

impl FitNames {
    pub(super) fn run(self) -> Result<(), Fault> {
        let pairs = read(&self.pairs)?;
        let judged: Vec<_> =
            fit::judge(&pairs).into_iter().map(|(bits, it)| (bits, it == Truth::Same)).collect();
        let fitted = fit::fit(&pairs, &self.told);
        std::fs::write(&self.output, fitted.write() + "\n").map_err(|it| Fault::file("--output", &it))?;
        print(&format!("on parts that the fit left out\n{}", told(&judged, 0.0)))
    }
}

/// Tells the figures of scored pairs.
fn told(scored: &[(f64, bool)], shipped: f64) -> String {
    let same = scored.iter().filter(|it| it.1).count();
    let mut claims = scored.to_vec();
    let best = best_f1(&mut claims, same);
    let at = f1_at(scored, shipped);
    format!(
        "pairs               {}\none person's        {same}\nbest F1             {best:.4}\nF1 at the threshold {:.4}\n\
         precision           {:.4}\nrecall              {:.4}",
        scored.len(),
        at.f1,
        at.precision,
        at.recall,
    )
}

fn table(path: Option<&PathBuf>) -> Result<NameWeights, Fault> {
    let Some(path) = path else { return Ok(NameWeights::default()) };
    let text = std::fs::read_to_string(path).map_err(|it| Fault::file("the table of weights", &it))?;
    Ok(NameWeights::read(&text)?)
}

/// Reads labelled pairs.
fn read(path: &Path) -> Result<Vec<LabelledNames>, Fault> {
    let mut pairs = Vec::new();
    let mut strange = false;
    each(path, "--pairs", |row| {
        let truth = match row.text("is_match") {
            "true" | "True" | "TRUE" | "1" => Truth::Same,
            "false" | "False" | "FALSE" | "0" => Truth::Different,
            _ => {
                strange = true;
                return;
            }
        };
        let (one, other) = (row.text("name1").to_owned(), row.text("name2").to_owned());
        pairs.push(LabelledNames { one, other, truth });
    })?;
    if strange {
        return Err(Fault::slip("--pairs: is_match is true or false in each row"));
    }
    Ok(pairs)
}

fn write(path: &Path, pairs: &[LabelledNames], scored: &[(f64, bool)]) -> csv::Result<()> {
    let mut writer = Writer::from_path(path)?;
    writer.write_record(["name1", "name2", "is_match", "score"])?;
    for (pair, (score, same)) in pairs.iter().zip(scored) {
        writer.write_record([&pair.one, &pair.other, &same.to_string(), &score.to_string()])?;
    }
    Ok(writer.flush()?)
}

//! `sreg screening duplicates`: entries and queries in one heap, put together again.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use clap::Args;
use stalking_register::model::Id;
use stalking_register::screening::{Index, Policy};

use super::rows::{each, id_of};
use super::tally::best_f1;
use super::weights;
use crate::fault::Fault;
use crate::output::print;
use crate::progress::Progress;

/// Rows that are looked at for each row.
const TOP: usize = 60;

/// One set whose entries and queries are put in one heap.
#[derive(Args)]
pub(crate) struct Duplicates {
    /// Entries, as CSV.
    #[arg(long, value_name = "CSV")]
    register: PathBuf,
    /// Labelled queries, as CSV; those for nobody on the register are left out.
    #[arg(long, value_name = "CSV")]
    queries: PathBuf,
    /// A table of weights instead of the shipped one.
    #[arg(long, value_name = "JSON")]
    weights: Option<PathBuf>,
}

impl Duplicates {
    pub(super) fn run(self) -> Result<(), Fault> {
        let mut index = Index::with_weights(weights(self.weights.as_ref())?);
        let (mut queries, mut persons) = (Vec::new(), Vec::new());
        for (path, what, truth) in
            [(&self.register, "--register", "entry_id"), (&self.queries, "--queries", "truth_ids")]
        {
            each(path, what, |row| {
                if !row.text(truth).is_empty() {
                    index.insert(id_of(persons.len()), &row.profile());
                    queries.push(row.query());
                    persons.push(row.text(truth).to_owned());
                }
            })?;
        }
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for person in &persons {
            *sizes.entry(person).or_default() += 1;
        }
        let all: usize = sizes.values().map(|it| it * (it - 1) / 2).sum();
        let mut pairs: BTreeMap<(Id, Id), f64> = BTreeMap::new();
        let progress = Progress::new("comparing", queries.len() as u64);
        for (at, query) in queries.iter().enumerate() {
            let Some(query) = query else { continue };
            let own = id_of(at);
            for found in index.search(query, TOP, &Policy::default()).candidates {
                if found.id != own {
                    let pair = (own.min(found.id), own.max(found.id));
                    // Both ways of a pair are asked; the stronger answer counts.
                    let best = pairs.entry(pair).or_insert(f64::NEG_INFINITY);
                    *best = best.max(found.bits);
                }
            }
            progress.at(at as u64, queries.len() as u64);
        }
        drop(progress);
        let person =
            |it: Id| usize::try_from(u128::from_be_bytes(*it.as_bytes())).ok().and_then(|it| persons.get(it));
        let mut claims: Vec<(f64, bool)> =
            pairs.iter().map(|((one, other), bits)| (*bits, person(*one) == person(*other))).collect();
        print(&format!(
            "rows     {}\npairs    {all}\npair F1  {:.4}",
            persons.len(),
            best_f1(&mut claims, all)
        ))
    }
}

//! `sreg screening duplicates`: entries and queries in one heap, put together again.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use clap::Args;
use stalking_register::screening::{Index, Policy, groups};

use super::rows::{each, id_of, row_of};
use super::tally::{best_f1, f1};
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
    /// The mean bits between its members that make a group.
    #[arg(long, value_name = "BITS", default_value_t = groups::BITS)]
    bits: f64,
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
        let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let progress = Progress::new("comparing", queries.len() as u64);
        for (at, query) in queries.iter().enumerate() {
            let Some(query) = query else { continue };
            let own = id_of(at);
            for found in index.search_others(own, query, TOP, &Policy::default(), &|_| true).candidates {
                let Some(other) = row_of(found.id).filter(|it| *it < persons.len()) else { continue };
                let pair = (at.min(other), at.max(other));
                // Both ways of a pair are asked; the stronger answer counts.
                let best = pairs.entry(pair).or_insert(f64::NEG_INFINITY);
                *best = best.max(found.bits);
            }
            progress.at(at as u64, queries.len() as u64);
        }
        drop(progress);
        let pairs: Vec<(usize, usize, f64)> =
            pairs.into_iter().map(|((one, other), bits)| (one, other, bits)).collect();
        let same = |one: usize, other: usize| persons[one] == persons[other];
        let mut claims: Vec<(f64, bool)> = pairs.iter().map(|it| (it.2, same(it.0, it.1))).collect();
        let (mut right, mut together) = (0, 0);
        for group in groups::groups(persons.len(), &pairs, self.bits) {
            for (at, one) in group.iter().enumerate() {
                together += group.len() - at - 1;
                right += group[at + 1..].iter().filter(|other| same(*one, **other)).count();
            }
        }
        print(&format!(
            "rows             {}\npairs            {all}\npair F1          {:.4}  each pair by itself, at the best bits\n\
             pair F1, groups  {:.4}  groups of {} mean bits",
            persons.len(),
            best_f1(&mut claims, all),
            f1(right, together, all),
            self.bits
        ))
    }
}

//! Fitting the weights to labelled queries: who is meant is known, or that nobody on the register is.
//!
//! A query chooses between its best entries and nobody, each with the exponent of its bits (a conditional
//! logit). The fit makes the right choices as likely as it can, by Newton's method, held near the table it
//! starts from, so that a level seldom seen keeps its old row. It is deterministic: the same rows give the
//! same table. What a fit was made on must not be what it is judged on.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use crate::model::Id;
use crate::screening::Index;
use crate::screening::band::Policy;
use crate::screening::odds;
use crate::screening::profile::Query;
use crate::screening::reason::{Field, Level};
use crate::screening::score::Piece;
use crate::screening::together::Together;
use crate::screening::weights::{Alarms, Weights, size};

/// How many entries a query chooses between.
const CHOICES_MAX: usize = 12;
/// How often the entries are chosen anew with the table that was fitted.
const ROUNDS: usize = 3;
/// Newton's steps at the most.
const STEPS_MAX: usize = 25;
/// How strongly a row is held near the one it starts from: as so many queries would.
const HOLD: f64 = 2.0;
/// How strongly a slope is held: a slope is multiplied with some ten bits of rarity.
const HOLD_SLOPE: f64 = 40.0;
/// The steepest slope: more than a bit for a bit of rarity is not evidence but chance.
const SLOPE_MAX: f64 = 1.2;
/// The false alarms per thousand unknown persons that the table tells the odds for.
const ALARMS: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

/// A query with the entries that are the person: none if nobody on the register is.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// What was asked.
    pub query: Query,
    /// The entries that are the person.
    pub persons: Vec<Id>,
}

/// One number of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    Base(Field, Level),
    Slope(Field, Level),
    Together(Together),
    PriorBase,
    PriorSlope,
}

/// A number's place with its factor.
type Terms = Vec<(usize, f64)>;

/// What one query chooses between: nobody first, then entries.
struct Choice {
    options: Vec<Terms>,
    right: Vec<usize>,
}

/// Fits a table to one or several registers with their labelled queries.
#[must_use]
pub fn fit(registers: &mut [(Index, Vec<Labelled>)], told: &str) -> Weights {
    let Some(start) = registers.first().map(|it| it.0.weights().clone()) else { return Weights::default() };
    let mut weights = start.clone();
    for _ in 0..ROUNDS {
        let layout = Layout::of(&start);
        let choices: Vec<Choice> =
            registers.iter().flat_map(|(index, labelled)| layout.choices(index, labelled)).collect();
        let numbers = climb(&choices, &layout.values(&start), &layout.values(&weights), &layout.holds());
        weights = layout.table(&weights, &numbers);
        for (index, _) in registers.iter_mut() {
            index.reweigh(weights.clone());
        }
    }
    told.clone_into(&mut weights.fitted);
    weights.alarms = alarms(registers);
    weights.lay_out();
    for (index, _) in registers.iter_mut() {
        index.reweigh(weights.clone());
    }
    weights
}

/// Returns the odds that so many of a thousand unknown persons reach, each register counting alike.
fn alarms(registers: &[(Index, Vec<Labelled>)]) -> Vec<Alarms> {
    let mut reached: Vec<(f64, f64)> = Vec::new();
    for (index, labelled) in registers {
        let unknown: Vec<&Labelled> = labelled.iter().filter(|it| it.persons.is_empty()).collect();
        let share = 1.0 / f64::from(u32::try_from(unknown.len().max(1)).unwrap_or(u32::MAX));
        reached.extend(unknown.iter().map(|it| (best_odds(index, &it.query), share)));
    }
    reached.sort_by(|one, other| other.0.total_cmp(&one.0));
    let all: f64 = reached.iter().map(|it| it.1).sum();
    let mut found: Vec<Alarms> = Vec::new();
    for per_thousand in ALARMS {
        let (mut sum, mut odds) = (0.0, f64::from(f32::MIN_POSITIVE));
        for (at, share) in &reached {
            odds = *at;
            sum += share;
            if sum > all * per_thousand / 1000.0 {
                break;
            }
        }
        if odds.is_finite() && all > 0.0 {
            found.push(Alarms { per_thousand, odds: (odds * 64.0).ceil() / 64.0 });
        }
    }
    found
}

fn best_odds(index: &Index, query: &Query) -> f64 {
    let probe = index.probe(query);
    let (weighed, ..) = index.rank(&probe, CHOICES_MAX, &Policy::default());
    let sums: Vec<f64> = weighed.iter().map(|it| it.bits).collect();
    odds::odds(&sums, index.weights().nobody(index.len())).into_iter().fold(f64::MIN, f64::max)
}

/// Which numbers a table has, and in which order.
struct Layout(BTreeMap<Number, usize>);

impl Layout {
    fn of(weights: &Weights) -> Self {
        let mut numbers = vec![Number::PriorBase, Number::PriorSlope];
        for (field, levels) in &weights.levels {
            for (level, row) in levels {
                // Names that go together no more than by chance tell nothing.
                numbers.extend(
                    (!matches!(field, Field::Names | Field::Household))
                        .then_some(Number::Base(*field, *level)),
                );
                numbers.extend((row.slope > 0.0).then_some(Number::Slope(*field, *level)));
            }
        }
        numbers.extend(Together::ALL.map(Number::Together));
        numbers.sort_unstable();
        Self(numbers.into_iter().enumerate().map(|(at, it)| (it, at)).collect())
    }

    fn values(&self, weights: &Weights) -> Vec<f64> {
        let row = |field: &Field, level: &Level| {
            weights.levels.get(field).and_then(|it| it.get(level)).copied().unwrap_or_default()
        };
        let value = |it: &Number| match it {
            Number::Base(field, level) => row(field, level).base,
            Number::Slope(field, level) => row(field, level).slope,
            Number::Together(together) => weights.together.get(together).copied().unwrap_or(0.0),
            Number::PriorBase => weights.prior.base,
            Number::PriorSlope => weights.prior.slope,
        };
        self.0.keys().map(value).collect()
    }

    fn holds(&self) -> Vec<f64> {
        let hold = |it: &Number| match it {
            Number::Slope(..) | Number::PriorSlope => HOLD_SLOPE,
            _ => HOLD,
        };
        self.0.keys().map(hold).collect()
    }

    /// Returns the table with these numbers.
    fn table(&self, weights: &Weights, numbers: &[f64]) -> Weights {
        let mut table = weights.clone();
        for (number, at) in &self.0 {
            let value = (numbers[*at] * 1000.0).round() / 1000.0;
            match number {
                Number::Base(field, level) | Number::Slope(field, level) => {
                    let row = table.levels.get_mut(field).and_then(|it| it.get_mut(level));
                    let Some(row) = row else { continue };
                    if matches!(number, Number::Base(..)) {
                        row.base = value;
                    } else {
                        row.slope = value.clamp(0.001, SLOPE_MAX);
                    }
                }
                Number::Together(together) => {
                    table.together.insert(*together, value);
                }
                Number::PriorBase => table.prior.base = value,
                Number::PriorSlope => table.prior.slope = value,
            }
        }
        table.lay_out();
        table
    }

    /// Returns what the queries choose between, in their order; several threads search, and end with the call.
    fn choices(&self, index: &Index, labelled: &[Labelled]) -> Vec<Choice> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let part = labelled.len().div_ceil(threads).max(1);
        thread::scope(|scope| {
            let search =
                |part: &[Labelled]| part.iter().filter_map(|it| self.choice(index, it)).collect::<Vec<_>>();
            let threads: Vec<_> = labelled.chunks(part).map(|it| scope.spawn(move || search(it))).collect();
            threads.into_iter().flat_map(|it| it.join().unwrap_or_default()).collect()
        })
    }

    /// Returns what a query chooses between; none if the person is not among the best.
    fn choice(&self, index: &Index, labelled: &Labelled) -> Option<Choice> {
        let probe = index.probe(&labelled.query);
        let (weighed, ..) = index.rank(&probe, CHOICES_MAX, &Policy::default());
        let at = |it| self.0.get(&it).copied();
        let nobody = [(Number::PriorBase, 1.0), (Number::PriorSlope, size(index.len()))];
        let mut options = vec![nobody.iter().filter_map(|it| Some((at(it.0)?, it.1))).collect()];
        let mut right = Vec::new();
        for it in &weighed {
            if labelled.persons.contains(&index.id(it.slot)) {
                right.push(options.len());
            }
            options.push(self.terms(&it.pieces));
        }
        if labelled.persons.is_empty() {
            right.push(0);
        }
        (!right.is_empty()).then_some(Choice { options, right })
    }

    fn terms(&self, pieces: &[Piece]) -> Terms {
        let mut terms = Terms::new();
        let mut add = |number, factor| terms.extend(self.0.get(&number).map(|it| (*it, factor)));
        for piece in pieces.iter().filter(|it| it.together.is_none()) {
            add(Number::Base(piece.field, piece.level), 1.0);
            add(Number::Slope(piece.field, piece.level), piece.rarity);
        }
        let plain: Vec<Piece> = pieces.iter().filter(|it| it.together.is_none()).copied().collect();
        for it in Together::of(&plain) {
            add(Number::Together(it), 1.0);
        }
        terms
    }
}

/// Returns the numbers that make the right choices likeliest.
fn climb(choices: &[Choice], held: &[f64], start: &[f64], holds: &[f64]) -> Vec<f64> {
    let mut numbers = start.to_vec();
    let mut loss = loss_of(choices, &numbers, held, holds);
    for _ in 0..STEPS_MAX {
        let (slope, curve) = derivatives(choices, &numbers, held, holds);
        let Some(step) = solve(curve, slope) else { break };
        let mut scale = 1.0;
        let better = loop {
            let next: Vec<f64> = numbers.iter().zip(&step).map(|(it, step)| it - scale * step).collect();
            let next_loss = loss_of(choices, &next, held, holds);
            if next_loss < loss {
                break Some((next, next_loss));
            }
            scale /= 2.0;
            if scale < 1e-4 {
                break None;
            }
        };
        let Some((next, next_loss)) = better else { break };
        let gain = loss - next_loss;
        (numbers, loss) = (next, next_loss);
        if gain < 1e-6 * loss {
            break;
        }
    }
    numbers
}

fn sum(terms: &Terms, numbers: &[f64]) -> f64 {
    terms.iter().map(|(at, factor)| numbers[*at] * factor).sum::<f64>() * std::f64::consts::LN_2
}

/// Returns the probability of each option, and of the right ones together.
fn chances(choice: &Choice, numbers: &[f64]) -> (Vec<f64>, f64) {
    let sums: Vec<f64> = choice.options.iter().map(|it| sum(it, numbers)).collect();
    let most = sums.iter().copied().fold(f64::MIN, f64::max);
    let mut chances: Vec<f64> = sums.iter().map(|it| (it - most).exp()).collect();
    let all: f64 = chances.iter().sum();
    for it in &mut chances {
        *it /= all;
    }
    let right = choice.right.iter().map(|it| chances[*it]).sum::<f64>().max(f64::MIN_POSITIVE);
    (chances, right)
}

fn loss_of(choices: &[Choice], numbers: &[f64], held: &[f64], holds: &[f64]) -> f64 {
    let wrong: f64 = choices.iter().map(|it| -chances(it, numbers).1.ln()).sum();
    let away = numbers.iter().zip(held).zip(holds).map(|((it, held), hold)| hold * (it - held).powi(2) / 2.0);
    wrong + away.sum::<f64>()
}

fn derivatives(
    choices: &[Choice],
    numbers: &[f64],
    held: &[f64],
    holds: &[f64],
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let length = numbers.len();
    let mut slope: Vec<f64> =
        numbers.iter().zip(held).zip(holds).map(|((it, held), hold)| hold * (it - held)).collect();
    let mut curve = vec![vec![0.0; length]; length];
    for (at, hold) in holds.iter().enumerate() {
        curve[at][at] = *hold;
    }
    let unit = std::f64::consts::LN_2;
    let mut mean = vec![0.0; length];
    for choice in choices {
        let (chances, right) = chances(choice, numbers);
        let mut touched: Vec<usize> = Vec::new();
        for (at, (terms, chance)) in choice.options.iter().zip(&chances).enumerate() {
            let wanted = if choice.right.contains(&at) { chance / right } else { 0.0 };
            for (number, factor) in terms {
                slope[*number] += (chance - wanted) * factor * unit;
                mean[*number] += chance * factor * unit;
                touched.push(*number);
            }
            if *chance > 1e-9 {
                for (one, left) in terms {
                    for (other, right) in terms {
                        curve[*one][*other] += chance * left * right * unit * unit;
                    }
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for one in &touched {
            for other in &touched {
                curve[*one][*other] -= mean[*one] * mean[*other];
            }
        }
        for it in touched {
            mean[it] = 0.0;
        }
    }
    (slope, curve)
}

/// Solves `matrix * x = right` for a symmetric, positive matrix (Cholesky); none if it is not positive.
pub(crate) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let length = right.len();
    for row in 0..length {
        for column in 0..=row {
            let dot: f64 = (0..column).map(|it| matrix[row][it] * matrix[column][it]).sum();
            let rest = matrix[row][column] - dot;
            matrix[row][column] = match (row == column, rest > 0.0) {
                (true, true) => rest.sqrt(),
                (true, false) => return None,
                (false, _) => rest / matrix[column][column],
            };
        }
    }
    for row in 0..length {
        let dot: f64 = (0..row).map(|it| matrix[row][it] * right[it]).sum();
        right[row] = (right[row] - dot) / matrix[row][row];
    }
    for row in (0..length).rev() {
        let dot: f64 = (row + 1..length).map(|it| matrix[it][row] * right[it]).sum();
        right[row] = (right[row] - dot) / matrix[row][row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_of_equations_is_solved() {
        let found = solve(vec![vec![4.0, 2.0], vec![2.0, 3.0]], vec![10.0, 9.0]).expect("positive");
        assert!((found[0] - 1.5).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
        assert!(solve(vec![vec![0.0]], vec![1.0]).is_none());
    }

    #[test]
    fn the_numbers_that_make_the_right_choices_likeliest_are_found() {
        // Three of four times the option with the term is right: its odds are three to one.
        let choice = |right| Choice { options: vec![vec![], vec![(0, 1.0)]], right: vec![right] };
        let choices: Vec<Choice> = [1, 1, 1, 0].map(choice).into_iter().collect();
        let found = climb(&choices, &[0.0], &[0.0], &[1e-9]);
        assert!((found[0] - 3.0_f64.log2()).abs() < 1e-4, "{found:?}");
        // Held fast, it stays.
        assert!(climb(&choices, &[0.0], &[0.0], &[1e9])[0].abs() < 1e-4);
    }
}

//! Counting right and wrong answers: recall, false alarms, speed.

use super::{Answer, Known};

/// The share of unknown persons that may raise an alarm, in the figure that decides.
const ALARMS: f64 = 0.01;

/// What the answers to many queries amount to.
#[derive(Default)]
pub(super) struct Tally {
    first: usize,
    among_ten: usize,
    known: usize,
    /// The odds of the first answer, and whether it is right.
    claims: Vec<(f64, bool)>,
    /// The odds of the first answer to each query for nobody on the register.
    alarms: Vec<f64>,
    times: Vec<f64>,
}

impl Tally {
    pub(super) fn add(&mut self, answer: &Answer) {
        self.times.push(answer.milliseconds);
        let odds = answer.found.first().map(|it| it.1);
        self.claims.extend(odds.map(|it| (it, answer.rank == Some(0))));
        match answer.known {
            Known::Yes => {
                self.known += 1;
                self.first += usize::from(answer.rank == Some(0));
                self.among_ten += usize::from(answer.rank.is_some());
            }
            Known::No => self.alarms.push(odds.unwrap_or(f64::NEG_INFINITY)),
        }
    }

    pub(super) const fn known(&self) -> usize {
        self.known
    }

    /// Returns the recall at 1 and at 10.
    pub(super) fn recall(&self) -> [f64; 2] {
        [self.first, self.among_ten].map(|it| share(it, self.known))
    }

    /// Returns the best F1 of the first answers over all thresholds.
    fn f1(&self) -> f64 {
        let mut claims = self.claims.clone();
        best_f1(&mut claims, self.known)
    }

    /// Returns the share of known persons found first, above the odds that so many of the unknown exceed.
    fn identified(&self, alarms: f64) -> f64 {
        let mut unknown = self.alarms.clone();
        unknown.sort_by(|one, other| other.total_cmp(one));
        let allowed = (0..unknown.len()).find(|it| share(it + 1, unknown.len()) > alarms).unwrap_or(0);
        let floor = unknown.get(allowed).copied().unwrap_or(f64::NEG_INFINITY);
        share(self.claims.iter().filter(|it| it.1 && it.0 > floor).count(), self.known)
    }

    /// Returns the figures in words.
    pub(super) fn told(&self) -> String {
        let [first, ten] = self.recall();
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let time = |thousandths: usize| times.get(times.len() * thousandths / 1000).copied().unwrap_or(0.0);
        format!(
            "queries            {} ({} for persons on the register)\n\
             recall at 1        {first:.4}\n\
             recall at 10       {ten:.4}\n\
             F1 of the first    {:.4}\n\
             identified at 1 %  {:.4}\n\
             ms p50 / p99       {:.3} / {:.3}\n",
            self.times.len(),
            self.known,
            self.f1(),
            self.identified(ALARMS),
            time(500),
            time(990),
        )
    }
}

/// Returns the best F1 of claims over all thresholds; claims of one score stand or fall together.
pub(super) fn best_f1(claims: &mut [(f64, bool)], all: usize) -> f64 {
    claims.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut right, mut best, mut at) = (0, 0.0_f64, 0);
    while at < claims.len() {
        let score = claims[at].0;
        while at < claims.len() && claims[at].0.total_cmp(&score).is_eq() {
            right += usize::from(claims[at].1);
            at += 1;
        }
        best = best.max(f1(right, at, all));
    }
    best
}

/// Returns the F1 of so many claims, of which so many are right, where there are so many to find.
pub(super) fn f1(right: usize, claimed: usize, all: usize) -> f64 {
    share(2 * right, claimed + all)
}

/// How well a threshold does.
pub(super) struct Figures {
    pub(super) f1: f64,
    pub(super) precision: f64,
    pub(super) recall: f64,
}

/// Returns the figures of all claims at or above a threshold.
pub(super) fn f1_at(claims: &[(f64, bool)], threshold: f64) -> Figures {
    let all = claims.iter().filter(|it| it.1).count();
    let made = claims.iter().filter(|it| it.0 >= threshold).count();
    let right = claims.iter().filter(|it| it.1 && it.0 >= threshold).count();
    Figures { f1: f1(right, made, all), precision: share(right, made), recall: share(right, all) }
}

/// Returns a share, 0 of nothing.
fn share(part: usize, of: usize) -> f64 {
    let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    if of == 0 { 0.0 } else { number(part) / number(of) }
}

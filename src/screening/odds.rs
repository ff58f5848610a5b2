//! The odds that an entry is the person, against every other entry and against nobody on the register.

/// Returns the odds of each sum of bits: its own weight against that of all others and of nobody, in bits.
pub(crate) fn odds(sums: &[f64], nobody: f64) -> Vec<f64> {
    let most = sums.iter().copied().fold(nobody, f64::max);
    let weights: Vec<f64> = sums.iter().map(|it| (it - most).exp2()).collect();
    let against = |at: usize| {
        // Summed anew without the entry: what is left after subtracting a large number is noise.
        let others = weights.iter().enumerate().filter(|it| it.0 != at).map(|it| it.1);
        others.sum::<f64>() + (nobody - most).exp2()
    };
    sums.iter().enumerate().map(|(at, sum)| sum - most - against(at).log2()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_against_all_others_and_against_nobody() {
        for (sums, nobody, expected) in [
            (&[10.0] as &[f64], 4.0, &[6.0] as &[f64]),
            (&[10.0, 10.0], -1000.0, &[0.0, 0.0]),
            (&[12.0, 10.0, 10.0], -1000.0, &[1.0, -2.321_928, -2.321_928]),
            (&[], 3.0, &[]),
        ] {
            let found = odds(sums, nobody);
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(one, two)| (one - two).abs() < 1e-6), "{found:?}");
        }
    }

    #[test]
    fn odds_of_far_apart_sums_stay_numbers() {
        let found = odds(&[900.0, -900.0], 0.0);
        assert!(found.iter().all(|it| it.is_finite()), "{found:?}");
    }
}

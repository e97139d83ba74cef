//! Logistic regression: fits the weights of phrases to what people kept.
//!
//! Features are taken in units of their standard deviation, so that the pull towards 0 is fair to all
//! of them. The gradient is followed for so many steps that it is next to nothing.

use crate::Row;
use warraq_summarize::{PHRASE_FEATURES, PhraseWeights};

const COUNT: usize = PHRASE_FEATURES.len();
/// The strength of the pull towards 0, in phrases.
const REGULARIZATION: f64 = 10.0;
const STEPS: usize = 3_000;
const RATE: f64 = 1.0;

/// The weights that fit best.
pub(crate) fn fit(rows: &[&Row]) -> PhraseWeights {
    let count = rows.len().max(1) as f64;
    let mean: [f64; COUNT] = std::array::from_fn(|at| {
        let values = rows.iter().map(|row| f64::from(row.values[at]));
        values.sum::<f64>() / count
    });
    let deviation: [f64; COUNT] = std::array::from_fn(|at| {
        let squares = rows
            .iter()
            .map(|row| (f64::from(row.values[at]) - mean[at]).powi(2));
        (squares.sum::<f64>() / count).sqrt().max(1e-6)
    });
    let scale = |row: &Row| -> [f64; COUNT] {
        std::array::from_fn(|at| (f64::from(row.values[at]) - mean[at]) / deviation[at])
    };
    let scaled: Vec<([f64; COUNT], bool)> =
        rows.iter().map(|row| (scale(row), row.is_kept)).collect();
    let (mut bias, mut weights) = (0.0, [0.0; COUNT]);
    for _ in 0..STEPS {
        let (mut bias_slope, mut slopes) = (0.0, weights.map(|weight| -REGULARIZATION * weight));
        for (values, is_kept) in &scaled {
            let sum: f64 = values.iter().zip(&weights).map(|(one, by)| one * by).sum();
            let error = f64::from(u8::from(*is_kept)) - 1.0 / (1.0 + (-(bias + sum)).exp());
            bias_slope += error;
            for (slope, value) in slopes.iter_mut().zip(values) {
                *slope += error * value;
            }
        }
        bias += RATE * bias_slope / count;
        for (weight, slope) in weights.iter_mut().zip(&slopes) {
            *weight += RATE * slope / count;
        }
    }
    let raw: [f64; COUNT] = std::array::from_fn(|at| weights[at] / deviation[at]);
    let shift: f64 = raw
        .iter()
        .zip(&mean)
        .map(|(weight, mean)| weight * mean)
        .sum();
    PhraseWeights::new((bias - shift) as f32, raw.map(|weight| weight as f32))
}

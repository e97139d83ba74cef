//! The few loops over numbers that training and tagging share.
//!
//! They are written so that the compiler vectorizes them on its own: sums run in eight
//! independent accumulators, which also fixes their order and with it the result.

use wide::{i16x8, i32x4};

/// Units whose sums are formed side by side.
const BLOCK: usize = 16;

/// Pairs of inputs that a matrix may have at most; a model has fewer.
const MOST_PAIRS: usize = 128;

/// A matrix of 16-bit steps, laid out for products with pairs of inputs.
///
/// Block by block of sixteen units, and in a block pair by pair of inputs, stand four vectors: the
/// two weights of the pair for four units each. Sums of 16-bit products are exact, so that the
/// layout cannot change a result.
#[derive(Clone)]
pub(crate) struct StepMatrix {
    pairs: usize,
    weights: Vec<[i16x8; 4]>,
}

impl StepMatrix {
    /// Takes a matrix whose rows are the inputs, each with a weight for every one of `units`.
    pub(crate) fn new(rows: &[i16], units: usize) -> Self {
        let inputs = rows.len() / units.max(1);
        let pairs = inputs.div_ceil(2);
        let at = |input: usize, unit: usize| {
            let is_inside = input < inputs && unit < units;
            if is_inside {
                rows[input * units + unit]
            } else {
                0
            }
        };
        let mut weights = Vec::with_capacity(units.div_ceil(BLOCK) * pairs);
        for block in 0..units.div_ceil(BLOCK) {
            for pair in 0..pairs {
                weights.push(std::array::from_fn(|quarter| {
                    let unit = |lane: usize| block * BLOCK + quarter * 4 + lane / 2;
                    i16x8::new(std::array::from_fn(|lane| {
                        at(2 * pair + lane % 2, unit(lane))
                    }))
                }));
            }
        }
        Self { pairs, weights }
    }

    /// Calls `take` with the sum of products of each unit, in order; units after the last that
    /// the matrix was made with have the sum 0.
    pub(crate) fn multiply(&self, input: &[i16], mut take: impl FnMut(usize, i32)) {
        let mut shown: [(usize, i16x8); MOST_PAIRS] = [(0, i16x8::ZERO); MOST_PAIRS];
        let mut count = 0;
        for (place, pair) in input.chunks(2).enumerate().take(self.pairs) {
            let (first, second) = (pair[0], pair.get(1).copied().unwrap_or(0));
            if (first, second) != (0, 0) && count < MOST_PAIRS {
                let both = std::array::from_fn(|lane| if lane % 2 == 0 { first } else { second });
                shown[count] = (place, i16x8::new(both));
                count += 1;
            }
        }
        for (block, weights) in self.weights.chunks_exact(self.pairs.max(1)).enumerate() {
            let mut sums = [i32x4::ZERO; 4];
            for (place, pair) in &shown[..count] {
                for (sum, weights) in sums.iter_mut().zip(&weights[*place]) {
                    *sum += pair.dot(*weights);
                }
            }
            let sums = sums.map(i32x4::to_array);
            for (place, sum) in sums.as_flattened().iter().enumerate() {
                take(block * BLOCK + place, *sum);
            }
        }
    }
}

/// The sum of products of two rows of equal length.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (left_chunks, right_chunks) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest: f32 = left_chunks
        .remainder()
        .iter()
        .zip(right_chunks.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in left_chunks.zip(right_chunks) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// Adds `scale` times `row` to `target`.
pub(crate) fn add_scaled(target: &mut [f32], scale: f32, row: &[f32]) {
    for (target, value) in target.iter_mut().zip(row) {
        *target += scale * value;
    }
}

/// Adds four scaled rows to `target` in one pass over it.
pub(crate) fn add_four(target: &mut [f32], scales: [f32; 4], rows: [&[f32]; 4]) {
    let [a, b, c, d] = rows;
    let values = a.iter().zip(b).zip(c.iter().zip(d));
    for (target, ((a, b), (c, d))) in target.iter_mut().zip(values) {
        *target += scales[0] * a + scales[1] * b + scales[2] * c + scales[3] * d;
    }
}

/// Turns scores into probabilities in place.
pub(crate) fn softmax(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - largest).exp();
        total += *score;
    }
    for score in scores.iter_mut() {
        *score /= total;
    }
}

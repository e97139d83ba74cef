//! The few loops over numbers that training and tagging share.
//!
//! They are written so that the compiler vectorizes them on its own: sums run in eight
//! independent accumulators, which also fixes their order and with it the result.

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
    for score in scores.iter_mut() {
        *score = exponential(*score - largest);
    }
    let total: f32 = scores.iter().sum();
    for score in scores.iter_mut() {
        *score /= total;
    }
}

/// e to the power of `value`, with a relative error below a millionth, and 0 far below zero.
///
/// Written out so that every machine gives the same bits and the compiler can vectorize it.
#[inline]
pub(crate) fn exponential(value: f32) -> f32 {
    /// Adding this number rounds to a whole one, which then stands in the lowest bits.
    const ROUNDING: f32 = 12_582_912.0;
    /// The natural logarithm of 2 in two parts, the first of which has few bits.
    const LOGARITHM: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let value = value.clamp(-87.0, 87.0);
    let rounded = value * std::f32::consts::LOG2_E + ROUNDING;
    let whole = rounded - ROUNDING;
    let rest = value - whole * LOGARITHM[0] - whole * LOGARITHM[1];
    let series = [
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
        1.0,
        1.0,
    ];
    let power = series
        .iter()
        .fold(0.0, |sum, coefficient| sum * rest + coefficient);
    let exponent = rounded.to_bits().wrapping_add(127) << 23;
    power * f32::from_bits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_right() {
        for step in -8600i16..8600 {
            let value = f32::from(step) / 100.0;
            let error = f64::from(exponential(value)) / f64::from(value).exp() - 1.0;
            assert!(error.abs() < 1e-6, "{value}: {error}");
        }
        assert!(exponential(-1e9) < 1e-37);
    }

    #[test]
    fn probabilities_sum_to_one() {
        let mut scores = [3.0, -1e9, 2.5, 0.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(scores[0] > scores[2] && scores[1] < 1e-30);
    }
}

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

/// The sum of products of two rows of 16-bit steps; it wraps where no sane model gets.
pub(crate) fn dot_steps(left: &[i16], right: &[i16]) -> i32 {
    let products = left
        .iter()
        .zip(right)
        .map(|(a, b)| i32::from(*a) * i32::from(*b));
    products.fold(0, i32::wrapping_add)
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

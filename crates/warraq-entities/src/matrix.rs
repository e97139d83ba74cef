//! Matrices of 16-bit steps and the sums over them, on whatever vectors the processor has.
//!
//! All sums are of whole numbers and therefore exact: neither the order of the additions nor the
//! width of the vectors can change a result, so that every machine gives the same names.

use crate::numeric::exponential;
use fearless_simd::{Level, Simd, dispatch, i8x32, i16x16, i16x32, i32x16, prelude::*};

/// Units whose sums are formed side by side.
const BLOCK: usize = 16;

/// Words that the network sees at once.
pub(crate) const WINDOW: usize = 7;

/// Pairs of inputs that are multiplied at once.
const PAIRS_AT_ONCE: usize = 64;

/// Rows that share one reading of the weights.
pub(crate) const GROUP: usize = 4;

/// Two neighbouring inputs of a product, the first in the lower half.
pub(crate) type InputPair = i32;

/// Packs two inputs.
#[inline(always)]
pub(crate) fn input_pair([one, other]: [i16; 2]) -> InputPair {
    i32::from(one.cast_unsigned()) | i32::from(other) << 16
}

/// A matrix of 16-bit steps, laid out for products with pairs of inputs.
///
/// Block by block of sixteen units, and in a block pair by pair of inputs, stand the two weights
/// of the pair for each unit.
#[derive(Clone)]
pub(crate) struct StepMatrix {
    level: Level,
    pairs: usize,
    blocks: usize,
    weights: Vec<i16>,
}

impl StepMatrix {
    /// A matrix of `inputs` and `units`, whose weights are asked for by (input, unit).
    pub(crate) fn new(inputs: usize, units: usize, weight: impl Fn(usize, usize) -> i16) -> Self {
        let (pairs, blocks) = (inputs.div_ceil(2), units.div_ceil(BLOCK));
        let mut weights = Vec::with_capacity(blocks * pairs * 2 * BLOCK);
        for block in 0..blocks {
            for pair in 0..pairs {
                for lane in 0..2 * BLOCK {
                    let (input, unit) = (2 * pair + lane % 2, block * BLOCK + lane / 2);
                    let is_inside = input < inputs && unit < units;
                    weights.push(if is_inside { weight(input, unit) } else { 0 });
                }
            }
        }
        Self {
            level: Level::new(),
            pairs,
            blocks,
            weights,
        }
    }

    /// Pairs of inputs of a row.
    pub(crate) fn pairs(&self) -> usize {
        self.pairs
    }

    /// Sums of a row: the units, filled up to whole blocks.
    pub(crate) fn width(&self) -> usize {
        self.blocks * BLOCK
    }

    /// Writes the sums of products of each row, [`StepMatrix::width`] numbers a row.
    ///
    /// `rows` holds [`StepMatrix::pairs`] pairs a row; `sums` has room for as many rows.
    pub(crate) fn multiply(&self, rows: &[InputPair], sums: &mut [i32]) {
        dispatch!(self.level, simd => multiply(simd, self, rows, sums));
    }
}

#[inline(always)]
fn multiply<S: Simd>(simd: S, matrix: &StepMatrix, rows: &[InputPair], sums: &mut [i32]) {
    let (pairs, width) = (matrix.pairs.max(1), matrix.width().max(1));
    let mut row_groups = rows.chunks_exact(GROUP * pairs);
    let mut sum_groups = sums.chunks_exact_mut(GROUP * width);
    for (rows, sums) in row_groups.by_ref().zip(sum_groups.by_ref()) {
        multiply_group::<S, GROUP>(simd, matrix, rows, sums);
    }
    let rest = row_groups.remainder().chunks_exact(pairs);
    for (row, sums) in rest.zip(sum_groups.into_remainder().chunks_exact_mut(width)) {
        multiply_group::<S, 1>(simd, matrix, row, sums);
    }
}

/// Multiplies a few rows, so many pairs of inputs at a time.
#[inline(always)]
fn multiply_group<S: Simd, const COUNT: usize>(
    simd: S,
    matrix: &StepMatrix,
    rows: &[InputPair],
    sums: &mut [i32],
) {
    let pairs = matrix.pairs;
    // Words that text does not know lack the first inputs altogether.
    let is_shown = |pair: &usize| (0..COUNT).any(|row| rows[row * pairs + pair] != 0);
    let shown = (0..pairs).find(is_shown).unwrap_or(pairs);
    sums.fill(0);
    for first in (shown..pairs).step_by(PAIRS_AT_ONCE) {
        let count = PAIRS_AT_ONCE.min(pairs - first);
        // The rows' inputs side by side: the loop over the weights then reads both in order.
        let mut inputs = [[0; COUNT]; PAIRS_AT_ONCE];
        for row in 0..COUNT {
            let values = &rows[row * pairs + first..][..count];
            for (input, value) in inputs.iter_mut().zip(values) {
                input[row] = *value;
            }
        }
        multiply_part::<S, COUNT>(simd, matrix, &inputs[..count], first, sums);
    }
}

/// Adds the products of a part of the inputs to the sums.
#[inline(always)]
fn multiply_part<S: Simd, const COUNT: usize>(
    simd: S,
    matrix: &StepMatrix,
    inputs: &[[InputPair; COUNT]],
    first: usize,
    sums: &mut [i32],
) {
    let (pairs, width) = (matrix.pairs, matrix.width());
    for (block, weights) in matrix.weights.chunks_exact(2 * BLOCK * pairs).enumerate() {
        let (weights, _) = weights[2 * BLOCK * first..].as_chunks();
        let mut totals = [i32x16::splat(simd, 0); COUNT];
        for (weights, inputs) in weights.iter().zip(inputs) {
            let weights = i16x32::load_array_ref(simd, weights);
            for row in 0..COUNT {
                let both: i16x32<S> = i32x16::splat(simd, inputs[row]).bitcast();
                totals[row] += both.pairwise_dot_product(weights);
            }
        }
        for row in 0..COUNT {
            let sums = &mut sums[row * width + block * BLOCK..][..BLOCK];
            let before = i32x16::from_slice(simd, sums);
            (before + totals[row]).store_slice(sums);
        }
    }
}

/// Adds to each row of scores the bias, after keeping the score within a limit.
pub(crate) fn add_bias(level: Level, bias: &[i32], limit: i32, scores: &mut [i32]) {
    dispatch!(level, simd => add_bias_in(simd, bias, limit, scores));
}

#[inline(always)]
fn add_bias_in<S: Simd>(_: S, bias: &[i32], limit: i32, scores: &mut [i32]) {
    for scores in scores.chunks_exact_mut(bias.len().max(1)) {
        for (score, bias) in scores.iter_mut().zip(bias) {
            *score = (*score).clamp(-limit, limit) + bias;
        }
    }
}

/// Appends what is above zero in each row of sums, two values a pair.
pub(crate) fn push_positive(level: Level, sums: &[i16], size: usize, pairs: &mut Vec<InputPair>) {
    dispatch!(level, simd => push_positive_in(simd, sums, size, pairs));
}

#[inline(always)]
fn push_positive_in<S: Simd>(_: S, sums: &[i16], size: usize, pairs: &mut Vec<InputPair>) {
    let positive = |pair: &[i16; 2]| input_pair(pair.map(|sum| sum.max(0)));
    if size.is_multiple_of(2) {
        pairs.extend(sums.as_chunks::<2>().0.iter().map(positive));
        return;
    }
    for sums in sums.chunks_exact(size.max(1)) {
        let (whole, rest) = sums.as_chunks::<2>();
        pairs.extend(whole.iter().map(positive));
        pairs.extend(rest.first().map(|last| positive(&[*last, 0])));
    }
}

/// Replaces `shares` by e to the power of each score less the largest, in units.
pub(crate) fn score_exponentials(
    level: Level,
    scores: &[i32],
    largest: i32,
    unit: f32,
    shares: &mut Vec<f32>,
) {
    shares.clear();
    shares.resize(scores.len(), 0.0);
    dispatch!(level, simd => score_exponentials_in(simd, scores, largest, unit, shares));
}

#[inline(always)]
fn score_exponentials_in<S: Simd>(
    _: S,
    scores: &[i32],
    largest: i32,
    unit: f32,
    shares: &mut [f32],
) {
    for (share, score) in shares.iter_mut().zip(scores) {
        *share = exponential((score - largest) as f32 * unit);
    }
}

/// Adds steps to steps; a sum that would not fit stays at the largest that does.
#[inline(always)]
pub(crate) fn add_steps(sums: &mut [i16], row: &[i16]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum = sum.saturating_add(*value);
    }
}

/// Adds rows of steps to `sums`.
pub(crate) fn add_rows<'a>(
    level: Level,
    rows: &(impl Iterator<Item = &'a [i16]> + Clone),
    sums: &mut [i16],
) {
    dispatch!(level, simd => add_rows_in(simd, rows.clone(), sums));
}

#[inline(always)]
fn add_rows_in<'a, S: Simd>(_: S, rows: impl Iterator<Item = &'a [i16]>, sums: &mut [i16]) {
    for row in rows {
        add_steps(sums, row);
    }
}

/// Adds sums of products to `sums`, each divided by two to the power of `shift` and rounded.
pub(crate) fn add_products(level: Level, products: &[i32], shift: u32, sums: &mut [i16]) {
    dispatch!(level, simd => add_products_in(simd, products, shift, sums));
}

#[inline(always)]
fn add_products_in<S: Simd>(_: S, products: &[i32], shift: u32, sums: &mut [i16]) {
    let half = (1 << shift) >> 1;
    for (sum, product) in sums.iter_mut().zip(products) {
        let steps = (product.wrapping_add(half) >> shift).clamp(-32000, 32000) as i16;
        *sum = sum.saturating_add(steps);
    }
}

/// Adds rows of signed bytes to `totals`; they are so few that their sums fit.
pub(crate) fn add_bytes<'a>(
    level: Level,
    rows: impl Iterator<Item = &'a [u8]>,
    totals: &mut [i16],
) {
    dispatch!(level, simd => match totals.len() {
        24 => add_sized_bytes::<_, 24>(simd, rows, totals),
        32 => add_sized_bytes::<_, 32>(simd, rows, totals),
        40 => add_sized_bytes::<_, 40>(simd, rows, totals),
        _ => rows.for_each(|row| add_row_of_bytes(row, totals)),
    });
}

/// The same for rows of a length that is known when the program is compiled: their sums stay in
/// the processor's registers.
#[inline(always)]
fn add_sized_bytes<'a, S: Simd, const SIZE: usize>(
    _: S,
    rows: impl Iterator<Item = &'a [u8]>,
    totals: &mut [i16],
) {
    let mut sums = [0i16; SIZE];
    for row in rows.filter_map(|row| row.first_chunk::<SIZE>()) {
        add_row_of_bytes(row, &mut sums);
    }
    for (total, sum) in totals.iter_mut().zip(sums) {
        *total = total.wrapping_add(sum);
    }
}

#[inline(always)]
fn add_row_of_bytes(row: &[u8], totals: &mut [i16]) {
    for (total, byte) in totals.iter_mut().zip(row) {
        *total = total.wrapping_add(i16::from(byte.cast_signed()));
    }
}

/// Brings steps to the coarser steps of remembered rows, two to the power of `shift` times as large.
pub(crate) fn to_coarse_steps(level: Level, steps: &[i16], shift: u32, coarse: &mut [i8]) {
    dispatch!(level, simd => to_coarse_steps_in(simd, steps, shift, coarse));
}

#[inline(always)]
fn to_coarse_steps_in<S: Simd>(_: S, steps: &[i16], shift: u32, coarse: &mut [i8]) {
    let half = (1 << shift) >> 1;
    for (coarse, step) in coarse.iter_mut().zip(steps) {
        *coarse = (step.saturating_add(half) >> shift).clamp(-127, 127) as i8;
    }
}

/// Writes `bias` plus the `n`-th part of the `n`-th row of each run of seven rows.
///
/// Each row has seven parts of the length of `bias`, in steps that are two to the power of `shift`
/// times as large; `sums` has one part for each run.
pub(crate) fn add_windows(
    level: Level,
    bias: &[i16],
    rows: &[&[i8]],
    shift: u32,
    sums: &mut [i16],
) {
    dispatch!(level, simd => add_windows_in(simd, bias, rows, shift, sums));
}

#[inline(always)]
fn add_windows_in<S: Simd>(simd: S, bias: &[i16], rows: &[&[i8]], shift: u32, sums: &mut [i16]) {
    let size = bias.len().max(1);
    let scale = 1 << shift;
    let scales = i16x16::splat(simd, scale);
    for (window, sums) in rows.windows(WINDOW).zip(sums.chunks_exact_mut(size)) {
        let parts: [&[i8]; WINDOW] =
            std::array::from_fn(|place| &window[place][place * size..(place + 1) * size]);
        let (sum_blocks, sum_rest) = sums.as_chunks_mut::<{ 2 * BLOCK }>();
        let (bias_blocks, bias_rest) = bias.as_chunks::<{ 2 * BLOCK }>();
        let blocks: [&[[i8; 2 * BLOCK]]; WINDOW] =
            std::array::from_fn(|place| parts[place].as_chunks().0);
        for (block, (sum, bias)) in sum_blocks.iter_mut().zip(bias_blocks).enumerate() {
            let part = |place: usize| i8x32::load_array_ref(simd, &blocks[place][block]);
            let (mut low, mut high) = part(WINDOW - 1).widen();
            for place in (0..WINDOW - 1).step_by(2) {
                let (more_low, more_high) = part(place).widening_add(part(place + 1));
                low += more_low;
                high += more_high;
            }
            let (sums, biases) = (sum.as_chunks_mut::<BLOCK>().0, bias.as_chunks().0);
            for ((sum, bias), total) in sums.iter_mut().zip(biases).zip([low, high]) {
                let bias = i16x16::load_array_ref(simd, bias);
                bias.saturating_add(total * scales).store_array(sum);
            }
        }
        let first = size - sum_rest.len();
        for (place, (sum, bias)) in sum_rest.iter_mut().zip(bias_rest).enumerate() {
            let values = parts.iter().map(|part| i16::from(part[first + place]));
            *sum = bias.saturating_add(values.sum::<i16>() * scale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(place: usize) -> i16 {
        (place * 7919 % 401) as i16 - 200
    }

    #[test]
    fn products_are_those_of_the_definition() {
        for (inputs, units, rows) in [
            (1, 1, 1),
            (5, 17, 3),
            (96, 32, 4),
            (7, 40, 9),
            (8, 16, 0),
            (300, 20, 5),
        ] {
            let matrix = StepMatrix::new(inputs, units, |input, unit| number(input * 31 + unit));
            let value = |row: usize, input: usize| {
                let is_zero = input >= inputs || (row.is_multiple_of(2) && input < 4);
                if is_zero { 0 } else { number(row * 53 + input) }
            };
            let pair = |row: usize, pair: usize| {
                input_pair([value(row, 2 * pair), value(row, 2 * pair + 1)])
            };
            let input: Vec<InputPair> = (0..rows)
                .flat_map(|row| (0..matrix.pairs()).map(move |place| pair(row, place)))
                .collect();
            let mut sums = vec![1; rows * matrix.width()];
            matrix.multiply(&input, &mut sums);
            for (row, sums) in sums.chunks_exact(matrix.width()).enumerate() {
                for (unit, sum) in sums.iter().enumerate().take(units) {
                    let product =
                        |input| i32::from(value(row, input)) * i32::from(number(input * 31 + unit));
                    assert_eq!(*sum, (0..inputs).map(product).sum::<i32>());
                }
            }
        }
    }

    #[test]
    fn windows_add_each_rows_own_part() {
        for size in [1, 32, 35, 96] {
            let bias: Vec<i16> = (0..size).map(number).collect();
            let rows: Vec<Vec<i8>> = (0..9)
                .map(|row| {
                    (0..WINDOW * size)
                        .map(|place| (number(row * 97 + place) / 2) as i8)
                        .collect()
                })
                .collect();
            let borrowed: Vec<&[i8]> = rows.iter().map(Vec::as_slice).collect();
            let mut sums = vec![0; 3 * size];
            add_windows(Level::new(), &bias, &borrowed, 3, &mut sums);
            for target in 0..3 {
                for unit in 0..size {
                    let part = |part: usize| i16::from(rows[target + part][part * size + unit]);
                    let expected = bias[unit] + 8 * (0..WINDOW).map(part).sum::<i16>();
                    assert_eq!(sums[target * size + unit], expected);
                }
            }
        }
    }

    #[test]
    fn coarse_steps_are_the_nearest() {
        let steps = [0, 3, 4, -4, -5, 800, 2000, -2000];
        let mut coarse = [0; 8];
        to_coarse_steps(Level::new(), &steps, 3, &mut coarse);
        assert_eq!(coarse, [0, 0, 1, 0, -1, 100, 127, -127]);
    }

    #[test]
    fn rows_of_bytes_add_up_whatever_their_length() {
        for size in [24, 32, 40, 48, 5] {
            let rows: Vec<Vec<u8>> = (0..25)
                .map(|row| {
                    (0..size)
                        .map(|place| number(row * 31 + place) as u8)
                        .collect()
                })
                .collect();
            let mut totals = vec![1; size];
            add_bytes(Level::new(), rows.iter().map(Vec::as_slice), &mut totals);
            for (place, total) in totals.iter().enumerate() {
                let values = rows.iter().map(|row| i16::from(row[place].cast_signed()));
                assert_eq!(*total, 1 + values.sum::<i16>(), "{size}");
            }
        }
    }
}

//! Matrices of 16-bit steps and the sums over them, on whatever vectors the processor has.
//!
//! All sums are of whole numbers and therefore exact: neither the order of the additions nor the
//! width of the vectors can change a result, so that every machine gives the same names.

use fearless_simd::{Level, Simd, dispatch, i16x16, i32x8, prelude::*};

/// Units whose sums are formed side by side.
const BLOCK: usize = 16;

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
    let first = (0..pairs).find(is_shown).unwrap_or(pairs);
    let shown = pairs - first;
    let rows: [&[InputPair]; COUNT] =
        std::array::from_fn(|row| &rows[row * pairs + first..][..shown]);
    let blocks = matrix.weights.chunks_exact(2 * BLOCK * pairs).enumerate();
    for (block, weights) in blocks {
        let mut low = [i32x8::splat(simd, 0); COUNT];
        let mut high = low;
        let (halves, _) = weights[2 * BLOCK * first..][..2 * BLOCK * shown].as_chunks::<BLOCK>();
        for (pair, [first_half, second_half]) in halves.as_chunks::<2>().0.iter().enumerate() {
            let first_half = i16x16::load_array_ref(simd, first_half);
            let second_half = i16x16::load_array_ref(simd, second_half);
            for row in 0..COUNT {
                let both: i16x16<S> = i32x8::splat(simd, rows[row][pair]).bitcast();
                low[row] += both.pairwise_dot_product(first_half);
                high[row] += both.pairwise_dot_product(second_half);
            }
        }
        for row in 0..COUNT {
            let start = row * matrix.width() + block * BLOCK;
            low[row].store_slice(&mut sums[start..start + BLOCK / 2]);
            high[row].store_slice(&mut sums[start + BLOCK / 2..start + BLOCK]);
        }
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
    rows: &(impl Iterator<Item = &'a [u8]> + Clone),
    totals: &mut [i16],
) {
    dispatch!(level, simd => add_bytes_in(simd, rows.clone(), totals));
}

#[inline(always)]
fn add_bytes_in<'a, S: Simd>(_: S, rows: impl Iterator<Item = &'a [u8]>, totals: &mut [i16]) {
    for row in rows {
        let (total_parts, total_rest) = totals.as_chunks_mut::<8>();
        let (parts, rest) = row.as_chunks::<8>();
        for (totals, bytes) in total_parts.iter_mut().zip(parts) {
            for (total, byte) in totals.iter_mut().zip(bytes) {
                *total = total.wrapping_add(i16::from(byte.cast_signed()));
            }
        }
        for (total, byte) in total_rest.iter_mut().zip(rest) {
            *total = total.wrapping_add(i16::from(byte.cast_signed()));
        }
    }
}

/// Writes `bias` plus the `n`-th part of the `n`-th row of each run of `WINDOW` rows.
///
/// Each row has `WINDOW` parts of the length of `bias`, and so has `sums` one for each run.
pub(crate) fn add_windows<const WINDOW: usize>(
    level: Level,
    bias: &[i16],
    rows: &[&[i16]],
    sums: &mut [i16],
) {
    dispatch!(level, simd => add_windows_in::<_, WINDOW>(simd, bias, rows, sums));
}

#[inline(always)]
fn add_windows_in<S: Simd, const WINDOW: usize>(
    simd: S,
    bias: &[i16],
    rows: &[&[i16]],
    sums: &mut [i16],
) {
    let size = bias.len().max(1);
    for (window, sums) in rows.windows(WINDOW).zip(sums.chunks_exact_mut(size)) {
        let parts: [&[i16]; WINDOW] =
            std::array::from_fn(|place| &window[place][place * size..(place + 1) * size]);
        let (sum_blocks, sum_rest) = sums.as_chunks_mut::<BLOCK>();
        let (bias_blocks, bias_rest) = bias.as_chunks::<BLOCK>();
        let part_blocks: [&[[i16; BLOCK]]; WINDOW] =
            std::array::from_fn(|place| parts[place].as_chunks().0);
        for (block, (sum, bias)) in sum_blocks.iter_mut().zip(bias_blocks).enumerate() {
            let mut total = i16x16::load_array_ref(simd, bias);
            for part in part_blocks {
                total = total.saturating_add(i16x16::load_array_ref(simd, &part[block]));
            }
            total.store_array(sum);
        }
        sum_rest.copy_from_slice(bias_rest);
        for part in parts {
            add_steps(sum_rest, part.as_chunks::<BLOCK>().1);
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
        for (inputs, units, rows) in [(1, 1, 1), (5, 17, 3), (96, 32, 4), (7, 40, 9), (8, 16, 0)] {
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
        for size in [1, 16, 35] {
            let bias: Vec<i16> = (0..size).map(number).collect();
            let rows: Vec<Vec<i16>> = (0..5)
                .map(|row| {
                    (0..3 * size)
                        .map(|place| number(row * 97 + place))
                        .collect()
                })
                .collect();
            let borrowed: Vec<&[i16]> = rows.iter().map(Vec::as_slice).collect();
            let mut sums = vec![0; 3 * size];
            add_windows::<3>(Level::new(), &bias, &borrowed, &mut sums);
            for target in 0..3 {
                for unit in 0..size {
                    let parts = (0..3).map(|part| rows[target + part][part * size + unit]);
                    let expected = bias[unit] + parts.sum::<i16>();
                    assert_eq!(sums[target * size + unit], expected);
                }
            }
        }
    }
}

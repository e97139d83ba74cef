//! The sentences of a document as rows of weighted terms.
//!
//! Similarity between all pairs of sentences is the product of the rows with their transpose. It is
//! never written out: multiplying a vector by it is two passes over the rows, which keeps graph
//! ranking linear in the text, whatever the number of sentences.

use std::ops::Range;

/// Rows of (term, weight), one a sentence; a term stands once in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermMatrix {
    starts: Vec<u32>,
    terms: Vec<u32>,
    weights: Vec<f32>,
    term_count: usize,
}

impl TermMatrix {
    /// No rows, over terms below `term_count`.
    pub(crate) fn new() -> Self {
        Self {
            starts: vec![0],
            ..Self::default()
        }
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The number of terms.
    pub(crate) fn term_count(&self) -> usize {
        self.term_count
    }

    /// Appends a (term, weight) to the row that is being built.
    pub(crate) fn push(&mut self, term: u32, weight: f32) {
        self.terms.push(term);
        self.weights.push(weight);
        self.term_count = self.term_count.max(term as usize + 1);
    }

    /// Adds 1 to the weight at `place`, which [`TermMatrix::next_place`] gave.
    pub(crate) fn count_again(&mut self, place: u32) {
        if let Some(weight) = self.weights.get_mut(place as usize) {
            *weight += 1.0;
        }
    }

    /// Where the next pushed term will stand.
    pub(crate) fn next_place(&self) -> u32 {
        u32::try_from(self.terms.len()).unwrap_or(u32::MAX)
    }

    /// Ends the row that is being built.
    pub(crate) fn end_row(&mut self) {
        self.starts.push(self.next_place());
    }

    /// The terms and weights of a row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = (u32, f32)> {
        let range = self.range(row);
        let terms = self.terms.get(range.clone()).unwrap_or_default();
        let weights = self.weights.get(range).unwrap_or_default();
        terms.iter().copied().zip(weights.iter().copied())
    }

    /// The terms of a row.
    pub(crate) fn terms(&self, row: usize) -> &[u32] {
        self.terms.get(self.range(row)).unwrap_or_default()
    }

    /// The same rows with weights that `weigh` gives, scaled to unit length.
    pub(crate) fn scaled(&self, weigh: impl Fn(u32, f32) -> f32) -> Self {
        let mut scaled = self.clone();
        for row in 0..self.len() {
            let range = self.range(row);
            let terms = self.terms.get(range.clone()).unwrap_or_default();
            let Some(weights) = scaled.weights.get_mut(range) else {
                continue;
            };
            let mut square = 0.0;
            for (weight, term) in weights.iter_mut().zip(terms) {
                *weight = weigh(*term, *weight);
                square += *weight * *weight;
            }
            let length = if square > 0.0 { square.sqrt() } else { 1.0 };
            for weight in weights {
                *weight /= length;
            }
        }
        scaled
    }

    /// The same rows, where row `i` has the weight `weigh(i)` for each of its terms.
    pub(crate) fn uniform(&self, weigh: impl Fn(usize) -> f32) -> Self {
        let mut uniform = self.clone();
        for row in 0..self.len() {
            if let Some(weights) = uniform.weights.get_mut(self.range(row)) {
                weights.fill(weigh(row));
            }
        }
        uniform
    }

    /// `transpose(rows) * vector`: one number a term.
    pub(crate) fn gather(&self, vector: &[f32], sums: &mut Vec<f32>) {
        sums.clear();
        sums.resize(self.term_count, 0.0);
        for (row, value) in vector.iter().enumerate().take(self.len()) {
            for (term, weight) in self.row(row) {
                if let Some(sum) = sums.get_mut(term as usize) {
                    *sum += weight * value;
                }
            }
        }
    }

    /// `rows * sums`: one number a row.
    pub(crate) fn spread(&self, sums: &[f32], vector: &mut Vec<f32>) {
        vector.clear();
        vector.extend((0..self.len()).map(|row| self.dot(row, sums)));
    }

    /// The product of a row with a vector over terms.
    pub(crate) fn dot(&self, row: usize, sums: &[f32]) -> f32 {
        let values = self
            .row(row)
            .map(|(term, weight)| weight * sums.get(term as usize).copied().unwrap_or(0.0));
        values.sum()
    }

    /// A vector over terms, all of it 0.
    pub(crate) fn empty_vector(&self) -> Vec<f32> {
        vec![0.0; self.term_count]
    }

    /// Sets the terms of a row to their weights in a vector over terms.
    pub(crate) fn copy_to(&self, row: usize, vector: &mut [f32]) {
        for (term, weight) in self.row(row) {
            if let Some(slot) = vector.get_mut(term as usize) {
                *slot = weight;
            }
        }
    }

    /// Sets the terms of a row to 0 in a vector over terms.
    pub(crate) fn clear_from(&self, row: usize, vector: &mut [f32]) {
        for term in self.terms(row) {
            if let Some(slot) = vector.get_mut(*term as usize) {
                *slot = 0.0;
            }
        }
    }

    /// The product of each row with itself.
    pub(crate) fn squares(&self) -> Vec<f32> {
        let square = |row| self.row(row).map(|(_, weight)| weight * weight).sum();
        (0..self.len()).map(square).collect()
    }

    fn range(&self, row: usize) -> Range<usize> {
        let at = |index: usize| self.starts.get(index).map_or(0, |start| *start as usize);
        at(row)..at(row + 1)
    }
}

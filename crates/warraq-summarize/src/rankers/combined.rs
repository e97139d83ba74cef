//! The default ranker's features: what can be said of a sentence before it is ranked.
//!
//! Each is between 0 and 1, so that weights can be compared and read.

use super::centroid::centroid_of;
use crate::arithmetic::logarithm;
use crate::digest::{Candidate, Digest};
use crate::matrix::TermMatrix;

/// One number for each of [`FEATURE_NAMES`].
pub(crate) type Features = [f32; FEATURE_NAMES.len()];

/// The names of the features, as the file of weights has them.
pub const FEATURE_NAMES: [&str; 17] = [
    "opens_document",
    "early",
    "place",
    "opens_paragraph",
    "opens_section",
    "opens_point",
    "concludes",
    "title",
    "on_subject",
    "centroid",
    "short",
    "names",
    "times",
    "numbers",
    "points_back",
    "repeats",
    "question",
];

/// Sentences of fewer words are short.
const SHORT: u32 = 11;

/// Of a document of more sentences the opening says a smaller part.
const LONG: f32 = 60.0;

/// The features of each candidate.
pub(crate) fn features(digest: &Digest) -> Vec<Features> {
    let rows = digest.unit_rows();
    let centroid = centroid_of(rows);
    let overlap = title_overlap(digest);
    let repeats = repeats(rows);
    let count = digest.candidates.len();
    let opening = opening_share(count);
    let of_candidate = |(index, candidate): (usize, &Candidate)| {
        let flag = |truth: bool| f32::from(u8::from(truth));
        let share = |count: u32, most: u32| count.min(most) as f32 / most as f32;
        let (title, on_subject) = overlap.get(index).copied().unwrap_or_default();
        [
            flag(index == 0),
            opening * (1.0 - logarithm((1 + index) as f32) / 5.0).max(0.0),
            1.0 - index as f32 / count as f32,
            flag(candidate.opens_block),
            flag(candidate.opens_section),
            flag(candidate.opens_block && candidate.is_point),
            flag(candidate.concludes),
            title,
            on_subject,
            centroid.get(index).copied().unwrap_or(0.0),
            flag(candidate.words < SHORT),
            share(candidate.names, 4),
            share(candidate.times, 2),
            share(candidate.numbers, 2),
            flag(candidate.points_back),
            repeats.get(index).copied().unwrap_or(0.0),
            flag(candidate.is_question),
        ]
    };
    let candidates = digest.candidates.iter().enumerate();
    candidates.map(of_candidate).collect()
}

/// What standing early counts in a document of so many sentences, from 0 to 1.
fn opening_share(count: usize) -> f32 {
    (LONG / count as f32).min(1.0).sqrt()
}

/// For each candidate: the share of the title's weight that it holds, and the share of its terms
/// that the title has.
fn title_overlap(digest: &Digest) -> Vec<(f32, f32)> {
    let mut wanted = vec![0.0f32; digest.term_weights.len()];
    let mut total = 0.0;
    for term in &digest.title {
        let weight = digest.term_weights.get(*term as usize);
        if let (Some(slot), Some(weight)) = (wanted.get_mut(*term as usize), weight) {
            *slot = *weight;
            total += weight;
        }
    }
    let of_row = |row: usize| {
        let terms = digest.counts.terms(row);
        let (mut held, mut shared) = (0.0, 0.0);
        for term in terms {
            let weight = wanted.get(*term as usize).copied().unwrap_or(0.0);
            held += weight;
            shared += f32::from(u8::from(weight > 0.0));
        }
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        (share(held, total), share(shared, terms.len() as f32))
    };
    (0..digest.counts.len()).map(of_row).collect()
}

/// The cosine of each candidate with the one before it: what takes up its words goes into detail.
fn repeats(rows: &TermMatrix) -> Vec<f32> {
    let mut before = rows.empty_vector();
    let of_row = |row: usize| {
        let cosine = rows.dot(row, &before);
        if let Some(last) = row.checked_sub(1) {
            rows.clear_from(last, &mut before);
        }
        rows.copy_to(row, &mut before);
        cosine
    };
    (0..rows.len()).map(of_row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_early_counts_less_in_a_long_document() {
        for (count, expected) in [(1, 1.0), (60, 1.0), (240, 0.5), (6_000, 0.1)] {
            let found = opening_share(count);
            assert!((found - expected).abs() < 1e-6, "{count}: {found}");
        }
    }

    #[test]
    fn a_sentence_repeats_the_one_before_it_alone() {
        let mut counts = TermMatrix::new();
        for terms in [[0, 1], [0, 1], [2, 3], [0, 2]] {
            for term in terms {
                counts.push(term, 1.0);
            }
            counts.end_row();
        }
        let rows = counts.scaled(|_, count| count);
        let repeats = repeats(&rows);
        for (found, expected) in repeats.iter().zip([0.0, 1.0, 0.0, 0.5]) {
            assert!((found - expected).abs() < 1e-6, "{repeats:?}");
        }
    }
}

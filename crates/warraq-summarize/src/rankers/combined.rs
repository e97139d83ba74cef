//! The default ranker's features: what can be said of a sentence before it is ranked.
//!
//! Each is between 0 and 1, so that weights can be compared and read.

use super::{centroid, lexrank};
use crate::arithmetic::logarithm;
use crate::digest::{Candidate, Digest};

/// One number for each of [`FEATURE_NAMES`].
pub(crate) type Features = [f32; FEATURE_NAMES.len()];

/// The names of the features, as the file of weights has them.
pub(crate) const FEATURE_NAMES: [&str; 16] = [
    "opens_document",
    "early",
    "place",
    "opens_paragraph",
    "opens_section",
    "closes_document",
    "title",
    "lexrank",
    "centroid",
    "length",
    "short",
    "names",
    "times",
    "numbers",
    "points_back",
    "question",
];

/// The features of each candidate.
pub(crate) fn features(digest: &Digest) -> Vec<Features> {
    let (lexrank, centroid) = (lexrank(digest), centroid(digest));
    let title = title_overlap(digest);
    let count = digest.candidates.len();
    let at = |values: &[f32], index: usize| values.get(index).copied().unwrap_or(0.0);
    let of_candidate = |(index, candidate): (usize, &Candidate)| {
        let flag = |truth: bool| f32::from(u8::from(truth));
        let share = |count: u32, most: u32| count.min(most) as f32 / most as f32;
        [
            flag(index == 0),
            1.0 / (1 + index) as f32,
            1.0 - index as f32 / count as f32,
            flag(candidate.opens_block),
            flag(candidate.opens_section),
            flag(index + 1 == count),
            at(&title, index),
            at(&lexrank, index),
            at(&centroid, index),
            (logarithm(1.0 + candidate.words as f32) / logarithm(81.0)).min(1.0),
            flag(candidate.words < 7),
            share(candidate.names, 4),
            share(candidate.times, 2),
            share(candidate.numbers, 2),
            flag(candidate.points_back),
            flag(candidate.is_question),
        ]
    };
    digest
        .candidates
        .iter()
        .enumerate()
        .map(of_candidate)
        .collect()
}

/// The share of the title's weight that each candidate holds.
fn title_overlap(digest: &Digest) -> Vec<f32> {
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
        let held = digest.counts.terms(row).iter();
        let held: f32 = held
            .filter_map(|term| wanted.get(*term as usize))
            .copied()
            .sum();
        if total > 0.0 { held / total } else { 0.0 }
    };
    (0..digest.counts.len()).map(of_row).collect()
}

//! Rankers: one number a sentence, the higher the better.

mod centroid;
mod combined;
mod graph;

pub(crate) use centroid::centroid;
pub use combined::FEATURE_NAMES;
pub(crate) use combined::{Features, features};
pub(crate) use graph::{lexrank, textrank};

/// `scores` divided by the largest, so that it is 1; all 0 where none is above 0.
pub(crate) fn scale_to_largest(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(0.0, f32::max);
    if largest > 0.0 {
        for score in scores {
            *score /= largest;
        }
    }
}

/// The scores of the lead baseline: falling with the place in the document.
pub(crate) fn lead(sentences: usize) -> Vec<f32> {
    (0..sentences)
        .map(|index| (sentences - index) as f32 / sentences as f32)
        .collect()
}

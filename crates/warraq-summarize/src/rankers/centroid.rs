//! Centroid ranking: a sentence is as good as it is near to the mean of all sentences.
//!
//! Source: Radev, Jing, Styś and Tam (2004), *Centroid-based summarization of multiple documents*.

use super::scale_to_largest;
use crate::digest::Digest;

/// The cosine of each sentence with the centroid, scaled to the largest.
pub(crate) fn centroid(digest: &Digest) -> Vec<f32> {
    let weight = |term: u32| digest.term_weights.get(term as usize).copied();
    let rows = digest
        .counts
        .scaled(|term, count| count * weight(term).unwrap_or(0.0));
    let mut sums = Vec::new();
    rows.gather(&vec![1.0; rows.len()], &mut sums);
    let mut scores = Vec::new();
    rows.spread(&sums, &mut scores);
    scale_to_largest(&mut scores);
    scores
}

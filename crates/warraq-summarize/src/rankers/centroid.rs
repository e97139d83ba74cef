//! Centroid ranking: a sentence is as good as it is near to the mean of all sentences.
//!
//! Source: Radev, Jing, Styś and Tam (2004), *Centroid-based summarization of multiple documents*.

use super::scale_to_largest;
use crate::digest::Digest;
use crate::matrix::TermMatrix;

/// The cosine of each sentence with the centroid, scaled to the largest.
pub(crate) fn centroid(digest: &Digest) -> Vec<f32> {
    centroid_of(digest.unit_rows())
}

/// [`centroid`] over rows of unit length.
pub(crate) fn centroid_of(rows: &TermMatrix) -> Vec<f32> {
    let mut sums = Vec::new();
    rows.gather(&vec![1.0; rows.len()], &mut sums);
    let mut scores = Vec::new();
    rows.spread(&sums, &mut scores);
    scale_to_largest(&mut scores);
    scores
}

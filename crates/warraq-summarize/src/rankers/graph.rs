//! Graph ranking: sentences lend weight to the sentences that they resemble.
//!
//! Sources: Mihalcea and Tarau (2004), *TextRank: Bringing Order into Texts*; Erkan and Radev
//! (2004), *LexRank: Graph-based Lexical Centrality as Salience in Text Summarization* (the
//! continuous form, without a threshold). The matrix of similarities is never written out.
//! TextRank divides the number of shared words by the sum of the logarithms of both lengths; here
//! it is divided by their geometric mean, which can be taken apart sentence by sentence.

use super::scale_to_largest;
use crate::arithmetic::logarithm;
use crate::digest::Digest;
use crate::matrix::TermMatrix;

/// The share of the weight that flows along the edges.
const DAMPING: f32 = 0.85;
/// Iterations after which the order of sentences has long settled.
const MOST_ITERATIONS: usize = 30;
/// The mean change of a score, in shares of the mean score, below which iteration ends.
const SETTLED: f32 = 1e-3;

/// TextRank, scaled to the largest.
pub(crate) fn textrank(digest: &Digest) -> Vec<f32> {
    let length = |row: usize| {
        let words = digest.candidates.get(row).map_or(0, |one| one.words);
        1.0 / logarithm(words as f32 + 1.0).max(0.5).sqrt()
    };
    page_rank(&digest.counts.uniform(length))
}

/// LexRank, scaled to the largest.
pub(crate) fn lexrank(digest: &Digest) -> Vec<f32> {
    let weight = |term: u32| digest.term_weights.get(term as usize).copied();
    page_rank(
        &digest
            .counts
            .scaled(|term, count| count * weight(term).unwrap_or(0.0)),
    )
}

/// PageRank over the graph whose edges weigh the product of two rows.
fn page_rank(rows: &TermMatrix) -> Vec<f32> {
    let count = rows.len();
    let own = rows.squares();
    let (mut sums, mut product) = (Vec::new(), Vec::new());
    rows.gather(&vec![1.0; count], &mut sums);
    rows.spread(&sums, &mut product);
    let degree = |(product, own): (&f32, &f32)| (product - own).max(0.0);
    let degrees: Vec<f32> = product.iter().zip(&own).map(degree).collect();

    let mut scores = vec![1.0f32; count];
    let mut sent = Vec::with_capacity(count);
    for _ in 0..MOST_ITERATIONS {
        let send = |(score, degree): (&f32, &f32)| {
            if *degree > f32::EPSILON {
                score / degree
            } else {
                0.0
            }
        };
        sent.clear();
        sent.extend(scores.iter().zip(&degrees).map(send));
        rows.gather(&sent, &mut sums);
        rows.spread(&sums, &mut product);
        let mut change = 0.0;
        for (row, score) in scores.iter_mut().enumerate() {
            let at = |values: &[f32]| values.get(row).copied().unwrap_or(0.0);
            let received = (at(&product) - at(&own) * at(&sent)).max(0.0);
            let new = (1.0 - DAMPING) + DAMPING * received;
            change += (new - *score).abs();
            *score = new;
        }
        if change < SETTLED * count as f32 {
            break;
        }
    }
    scale_to_largest(&mut scores);
    scores
}

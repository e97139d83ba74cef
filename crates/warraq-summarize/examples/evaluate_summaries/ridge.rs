//! Ridge regression: fits the weights of the default ranker to what people picked.
//!
//! The target of a sentence is the share of its pairs of words that stand in an extract, as the mean
//! over the extracts, or the share of readers who would mark it. Features and targets are taken
//! relative to their mean in the article, since sentences only compete within one; longer sentences
//! weigh more, as they do in a summary.

use crate::corpus::{Article, Marked};
use crate::rouge::picked_share;
use crate::shared::Failure;
use warraq_core::{Document, DocumentView, Unsupervised};
use warraq_summarize::{FEATURE_NAMES, SummaryOptions, SummaryStage, Weights};

/// The strength of the pull towards 0, in sentences of [`USUAL_WORDS`] words.
const REGULARIZATION: f64 = 5.0;
const USUAL_WORDS: f64 = 20.0;
/// Of so many marked sentences one may be cut otherwise than when it was marked.
const MOST_MISSING: usize = 4;

const COUNT: usize = FEATURE_NAMES.len();

/// The sums over one article that the fit needs.
#[derive(Clone)]
pub(crate) struct Sums {
    products: [[f64; COUNT]; COUNT],
    targets: [f64; COUNT],
    mean_features: [f64; COUNT],
    mean_target: f64,
}

/// Reads the features and targets of an article.
pub(crate) fn observe(article: &Article, document: &Document) -> Result<Sums, Failure> {
    observe_with(document, |_, text| {
        Some(picked_share(text, &article.summaries))
    })
}

/// Reads the features and targets of a document whose sentences are marked.
///
/// # Errors
/// Where a marked sentence is none any more: then the sheet is to be made anew.
pub(crate) fn observe_marks(marked: &Marked, document: &Document) -> Result<Sums, Failure> {
    let found = std::cell::Cell::new(0);
    let sums = observe_with(document, |start, _| {
        let before = document.text().get(..start)?;
        let share = marked.shares.get(&before.chars().count()).copied();
        found.set(found.get() + usize::from(share.is_some()));
        share
    })?;
    let missing = marked.shares.len() - found.get();
    if missing * MOST_MISSING > marked.shares.len() {
        let start: String = marked.text.chars().take(40).collect();
        return Err(format!("{missing} marked sentences are none any more: {start}…").into());
    }
    Ok(sums)
}

/// Reads the features of the sentences that have a target, given their first byte and their text.
fn observe_with(
    document: &Document,
    target: impl Fn(usize, &str) -> Option<f64>,
) -> Result<Sums, Failure> {
    let stage = SummaryStage::new(SummaryOptions::default())?;
    let view = DocumentView::new(document, &stage, &Unsupervised);
    let sentences = document.sentences().ok_or("no sentences")?;
    let mut rows = Vec::new();
    for described in stage.features(&view)? {
        let sentence = sentences.get(described.sentence).ok_or("no sentence")?;
        let weight = described.words as f64 / USUAL_WORDS;
        if let Some(target) = target(sentence.range().start, sentence.text()) {
            rows.push((described.values.map(f64::from), target, weight));
        }
    }
    let count = rows.len().max(1) as f64;
    let mean_features: [f64; COUNT] =
        std::array::from_fn(|at| rows.iter().map(|row| row.0[at]).sum::<f64>() / count);
    let mean_target = rows.iter().map(|row| row.1).sum::<f64>() / count;
    let mut sums = Sums {
        products: [[0.0; COUNT]; COUNT],
        targets: [0.0; COUNT],
        mean_features,
        mean_target,
    };
    for (values, target, weight) in rows {
        for one in 0..COUNT {
            let value = values[one] - mean_features[one];
            sums.targets[one] += weight * value * (target - mean_target);
            for other in 0..COUNT {
                sums.products[one][other] +=
                    weight * value * (values[other] - mean_features[other]);
            }
        }
    }
    Ok(sums)
}

/// The weights that fit best; those that are set by hand stay as they are.
pub(crate) fn fit(articles: &[&Sums]) -> Weights {
    let embedded = Weights::embedded();
    let fitted: Vec<usize> = (0..COUNT).filter(|at| embedded.fitted()[*at]).collect();
    let sum = |read: &dyn Fn(&Sums) -> f64| articles.iter().map(|sums| read(sums)).sum::<f64>();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for one in &fitted {
        let mut row: Vec<f64> = Vec::new();
        for other in &fitted {
            let ridge = if one == other { REGULARIZATION } else { 0.0 };
            row.push(sum(&|sums| sums.products[*one][*other]) + ridge);
        }
        row.push(sum(&|sums| sums.targets[*one]));
        rows.push(row);
    }
    let solution = solve(rows);
    let mut values = [0.0f32; COUNT];
    let count = articles.len().max(1) as f64;
    let mut bias = sum(&|sums| sums.mean_target) / count;
    for (at, value) in fitted.iter().zip(&solution) {
        values[*at] = *value as f32;
        bias -= value * sum(&|sums| sums.mean_features[*at]) / count;
    }
    embedded.refitted(bias as f32, &values)
}

/// Gauss-Jordan elimination; the ridge keeps every pivot above 0.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    for pivot in 0..rows.len() {
        let head = rows[pivot][pivot];
        for value in &mut rows[pivot] {
            *value /= head;
        }
        let lead = rows[pivot].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = row[pivot];
            if at != pivot {
                for (value, lead) in row.iter_mut().zip(&lead) {
                    *value -= factor * lead;
                }
            }
        }
    }
    rows.iter().filter_map(|row| row.last().copied()).collect()
}

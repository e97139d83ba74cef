//! Prints how many keyphrases a reader would keep, by the phrases of `evaluation/phrase_labels.tsv`.
//!
//! `WARRAQ_SHARED=… cargo run --release -p warraq-summarize --example evaluate_keyphrases`
//!
//! The documents go through the stages of the built-in pipeline that keyphrases read. The weights are
//! cross-validated by documents; with `--fit`, those fitted to all of them are printed as
//! `data/phrase_weights.tsv`.

mod labels;
mod logistic;
#[path = "../shared/mod.rs"]
mod shared;

use labels::{Judged, judged};
use logistic::fit;
use shared::{Failure, pipeline, segmented};
use warraq_core::{DocumentView, Unsupervised};
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, PHRASE_FEATURES, PhraseWeights};

/// Parts of the cross-validation; document `i` in the order of the sheet is held out in part
/// `i % FOLDS`.
const FOLDS: usize = 10;
/// The phrases of a document that were judged.
const RANKED: usize = 14;
/// The least worth for which the share that readers keep is printed.
const LEAST_WORTHS: [f32; 7] = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];

const HEADER: &str = "\
# How the worth of a keyphrase is told: a logistic model of what is seen of it.
#
# Fitted to the phrases of evaluation/phrase_labels.tsv, which were judged by hand for Warraq, by
# `cargo run --release -p warraq-summarize --example evaluate_keyphrases -- --fit`. The documents are
# news of four outlets of 2018, of a Tunisian radio station and Wikipedia (CC BY-SA 4.0); nothing of
# them is in the weights.
# Columns: feature; weight.";

/// A phrase with its verdict.
pub(crate) struct Row {
    document: usize,
    values: [f32; PHRASE_FEATURES.len()],
    is_kept: bool,
}

fn main() -> Result<(), Failure> {
    let Some(documents) = judged()? else {
        return Ok(());
    };
    let (rows, unknown) = rows(&documents)?;
    if std::env::args().nth(1).as_deref() == Some("--fit") {
        println!("{HEADER}");
        print!("{}", fit(&rows.iter().collect::<Vec<_>>()).to_tsv());
        return Ok(());
    }
    let kept = rows.iter().filter(|row| row.is_kept).count();
    println!(
        "{} documents, {} judged phrases, {kept} kept; {unknown} phrases not judged",
        documents.len(),
        rows.len()
    );
    println!("worth    phrases a document, share kept: cross-validated");
    let worths = cross_validated(&rows, documents.len());
    for least in LEAST_WORTHS {
        let given = rows.iter().zip(&worths);
        let given = given.filter(|(_, worth)| **worth >= least);
        let given: Vec<bool> = given.map(|(row, _)| row.is_kept).collect();
        let kept = given.iter().filter(|is_kept| **is_kept).count();
        println!(
            "{least:.2}     {:.2}  {:.3}",
            given.len() as f64 / documents.len() as f64,
            kept as f64 / given.len().max(1) as f64,
        );
    }
    Ok(())
}

/// The phrases of the documents that were judged, and the number of those that were not.
fn rows(documents: &[Judged]) -> Result<(Vec<Row>, usize), Failure> {
    let pipeline = pipeline()?;
    let stage = KeyphrasesStage::new(KeyphrasesOptions::default())?;
    let (mut rows, mut unknown) = (Vec::new(), 0);
    for (index, judged) in documents.iter().enumerate() {
        let document = segmented(&pipeline, &judged.text)?;
        let view = DocumentView::new(&document, &stage, &Unsupervised);
        for phrase in stage.ranked(&view, RANKED)? {
            let text = judged.text.get(phrase.range).unwrap_or_default();
            let words: Vec<&str> = text.split_whitespace().collect();
            match judged.verdicts.get(words.join(" ").as_str()) {
                Some(is_kept) => rows.push(Row {
                    document: index,
                    values: phrase.values,
                    is_kept: *is_kept,
                }),
                None => unknown += 1,
            }
        }
    }
    Ok((rows, unknown))
}

/// The worth of each phrase by weights that were fitted without its document.
fn cross_validated(rows: &[Row], documents: usize) -> Vec<f32> {
    let folds = FOLDS.min(documents);
    let of_fold = |fold: usize| -> PhraseWeights {
        let others = rows.iter().filter(|row| row.document % folds != fold);
        fit(&others.collect::<Vec<_>>())
    };
    let weights: Vec<PhraseWeights> = (0..folds).map(of_fold).collect();
    let worth = |row: &Row| weights[row.document % folds].worth(&row.values);
    rows.iter().map(worth).collect()
}

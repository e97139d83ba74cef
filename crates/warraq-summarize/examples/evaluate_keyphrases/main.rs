//! Prints how many keyphrases a reader would keep, by the phrases of `evaluation/phrase_labels.tsv`.
//!
//! `WARRAQ_SHARED=… cargo run --release -p warraq-summarize --example evaluate_keyphrases`
//!
//! The documents go through the stages of the built-in pipeline that keyphrases read. The weights are
//! cross-validated by documents, once fitted to all of them and once to those of open licences alone;
//! with `--fit`, those fitted to all documents are printed as `data/phrase_weights.tsv`, and with
//! `--fit-open` those fitted to the open ones.

mod labels;
mod logistic;
#[path = "../shared/mod.rs"]
mod shared;

use labels::{Judged, judged};
use logistic::fit;
use shared::{Failure, Source, pipeline, segmented};
use warraq_core::{DocumentView, Unsupervised};
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, PHRASE_FEATURES, PhraseWeights};

/// Parts of the cross-validation; document `i` in the order of the sheet is held out in part
/// `i % FOLDS`.
const FOLDS: usize = 10;
/// The least worth for which the share that readers keep is printed.
const LEAST_WORTHS: [f32; 7] = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];

const HEADER: &str = "\
# How the worth of a keyphrase is told: a logistic model of what is seen of it.
#
# Fitted to the phrases of evaluation/phrase_labels.tsv, which were judged by hand for Warraq, by
# `cargo run --release -p warraq-summarize --example evaluate_keyphrases -- --fit`. Of the 130 documents, 25
# are of Wikipedia (CC BY-SA 3.0 and 4.0), 15 are news of a Tunisian radio station (Apache-2.0) and of two
# translated sets (CC BY-SA 4.0 and CC0), and 90 are news of four outlets of 2018, which are their
# publishers'; without those, by `--fit-open`, readers keep 0.849 of 5.2 phrases a document, with them 0.843
# of 5.5 and 0.866 of 5.0, cross-validated.
# Columns: feature; weight.";

/// A phrase with its verdict.
pub(crate) struct Row {
    document: usize,
    is_open: bool,
    values: [f32; PHRASE_FEATURES.len()],
    is_kept: bool,
}

fn main() -> Result<(), Failure> {
    let Some(documents) = judged()? else {
        return Ok(());
    };
    let (rows, unknown) = rows(&documents)?;
    let all: Vec<&Row> = rows.iter().collect();
    let open: Vec<&Row> = rows.iter().filter(|row| row.is_open).collect();
    let fitted = match std::env::args().nth(1).as_deref() {
        Some("--fit") => Some(&all),
        Some("--fit-open") => Some(&open),
        _ => None,
    };
    if let Some(fitted) = fitted {
        println!("{HEADER}");
        print!("{}", fit(fitted).to_tsv());
        return Ok(());
    }
    let kept = rows.iter().filter(|row| row.is_kept).count();
    println!(
        "{} documents, {} judged phrases, {kept} kept; {unknown} phrases not judged",
        documents.len(),
        rows.len()
    );
    println!("        cross-validated          fitted to open text");
    println!("worth   a document   kept        a document   kept");
    let worths = [
        cross_validated(&all, &rows, documents.len()),
        cross_validated(&open, &rows, documents.len()),
    ];
    for least in LEAST_WORTHS {
        let given = worths.each_ref().map(|worths| {
            let given = rows.iter().zip(worths);
            let given = given.filter(|(_, worth)| **worth >= least);
            let given: Vec<bool> = given.map(|(row, _)| row.is_kept).collect();
            let kept = given.iter().filter(|is_kept| **is_kept).count();
            let per_document = given.len() as f64 / documents.len() as f64;
            format!(
                "{per_document:.2}         {:.3}",
                kept as f64 / given.len().max(1) as f64
            )
        });
        println!("{least:.2}    {}       {}", given[0], given[1]);
    }
    Ok(())
}

/// The phrases of the documents that were judged, and the number of those that were not.
fn rows(documents: &[Judged]) -> Result<(Vec<Row>, usize), Failure> {
    let pipeline = pipeline()?;
    let stage = KeyphrasesStage::new(KeyphrasesOptions::default())?;
    let (mut rows, mut unknown) = (Vec::new(), 0);
    for (index, judged) in documents.iter().enumerate() {
        let document = segmented(&pipeline, &judged.text.text)?;
        let view = DocumentView::new(&document, &stage, &Unsupervised);
        for phrase in stage.ranked(&view)? {
            let text = judged.text.text.get(phrase.range).unwrap_or_default();
            let words: Vec<&str> = text.split_whitespace().collect();
            match judged.verdicts.get(words.join(" ").as_str()) {
                Some(is_kept) => rows.push(Row {
                    document: index,
                    is_open: judged.text.source != Source::NewsWeb,
                    values: phrase.values,
                    is_kept: *is_kept,
                }),
                None => unknown += 1,
            }
        }
    }
    Ok((rows, unknown))
}

/// The worth of each phrase by weights that were fitted to `learned` without its document.
fn cross_validated(learned: &[&Row], rows: &[Row], documents: usize) -> Vec<f32> {
    let folds = FOLDS.min(documents);
    let of_fold = |fold: usize| -> PhraseWeights {
        let others = learned.iter().filter(|row| row.document % folds != fold);
        fit(&others.copied().collect::<Vec<_>>())
    };
    let weights: Vec<PhraseWeights> = (0..folds).map(of_fold).collect();
    let worth = |row: &Row| weights[row.document % folds].worth(&row.values);
    rows.iter().map(worth).collect()
}

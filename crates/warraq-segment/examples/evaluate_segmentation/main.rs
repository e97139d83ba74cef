//! Measures the stages against annotated data; prints precision, recall and F1.
//!
//! `WARRAQ_SHARED=... cargo run --release -p warraq-segment --example evaluate_segmentation -- clitics`
//! `WARRAQ_SHARED=... cargo run --release -p warraq-segment --example evaluate_segmentation -- sentences`
//! `cargo run --release -p warraq-segment --example evaluate_segmentation -- blocks tests/suite/blocks`
//!
//! The first two read `data/segmentation/padt-dev.jsonl` and `data/ner/anercorp-train.conll` below
//! `WARRAQ_SHARED` and say so and stop if it is not set. A second argument `errors` prints what is
//! wrong.

mod blocks;
mod clitics;
mod sentences;
mod treebank;

use blocks::blocks;
use clitics::clitics;
use sentences::sentences;
use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Stage, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let errors = arguments.iter().any(|argument| argument == "errors");
    match arguments.first().map(String::as_str) {
        Some("blocks") => blocks(Path::new(arguments.get(1).ok_or("name a folder")?), errors),
        Some("clitics") => with_data(|data| clitics(data, errors)),
        Some("sentences") => with_data(|data| sentences(data, errors)),
        _ => Err("say `clitics`, `sentences` or `blocks FOLDER`".into()),
    }
}

fn with_data(measure: impl Fn(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    match std::env::var_os("WARRAQ_SHARED") {
        Some(shared) => measure(&PathBuf::from(shared).join("data")),
        None => {
            println!("skipped: WARRAQ_SHARED is not set");
            Ok(())
        }
    }
}

/// Counts of right, found and wanted items.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn add<T: Ord>(&mut self, found: &BTreeSet<T>, wanted: &BTreeSet<T>) {
        self.right += found.intersection(wanted).count();
        self.found += found.len();
        self.wanted += wanted.len();
    }

    fn print(&self, name: &str) {
        let percent = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (percent(self.found), percent(self.wanted));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!(
            "{name:<44} P {precision:6.2}  R {recall:6.2}  F1 {f1:6.2}  ({} wanted)",
            self.wanted
        );
    }
}

fn pipeline() -> Result<Pipeline, Failure> {
    let stages: Vec<Arc<dyn Stage>> = vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ];
    Ok(Pipeline::new(stages)?)
}

fn annotated(pipeline: &Pipeline, text: String) -> Result<Document, Failure> {
    let mut document = Document::new(Metadata::default(), text)?;
    pipeline.process(&mut document, &Unsupervised)?;
    Ok(document)
}

//! Speed of summaries and keyphrases on layers that are already there.
//!
//! Prints megabytes of text a second on one core, the best of several rounds. The text is the
//! news of `WARRAQ_SHARED`; without it, nothing is timed. Every result is checked: the stages give
//! the same spans on every round, and a summary has 30% of the words or a little more. No peer
//! stands beside them yet.

use std::time::{Duration, Instant};
use warraq_benches::news;
use warraq_core::{Document, DocumentView, LayerName, Metadata, Pipeline, Stage, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, Ranker, SummaryOptions, SummaryStage};

const ROUNDS: usize = 7;
const MOST_DOCUMENTS: usize = 400;
const MANY_SENTENCES: usize = 50_000;

fn main() {
    let Some(texts) = news(MOST_DOCUMENTS) else {
        println!("skipped");
        return;
    };
    let documents = documents(texts);
    let bytes: usize = documents.iter().map(|one| one.text().len()).sum();
    println!(
        "{} documents, {:.1} MB",
        documents.len(),
        bytes as f64 / 1e6
    );
    for ranker in Ranker::ALL {
        let options = SummaryOptions {
            ranker,
            ..SummaryOptions::default()
        };
        let stage = SummaryStage::new(options).expect("the options agree");
        time(ranker.name(), &stage, &LayerName::SUMMARY, &documents);
    }
    let stage = KeyphrasesStage::new(KeyphrasesOptions::default()).expect("the options agree");
    time("keyphrases", &stage, &LayerName::KEYPHRASES, &documents);
    time_long_document();
}

fn documents(texts: Vec<String>) -> Vec<Document> {
    let pipeline = segmentation();
    let document = |text| segmented(&pipeline, text);
    texts.into_iter().map(document).collect()
}

fn segmentation() -> Pipeline {
    Pipeline::new(vec![
        std::sync::Arc::new(BlocksStage::default()),
        std::sync::Arc::new(SentencesStage::default()),
        std::sync::Arc::new(TokensStage::default()),
        std::sync::Arc::new(CliticsStage::default()),
    ])
    .expect("the stages fit")
}

fn segmented(pipeline: &Pipeline, text: String) -> Document {
    let mut document = Document::new(Metadata::default(), text).expect("the text is short");
    let outcome = pipeline.process(&mut document, &Unsupervised);
    outcome.expect("the stages take any text");
    document
}

/// Runs `stage`, which replaces its layer each time.
fn run(stage: &dyn Stage, document: &mut Document) {
    let outcome = document.annotate(
        stage.name(),
        stage.provides(),
        &Unsupervised,
        |document, output| {
            stage.process(&DocumentView::new(document, stage, &Unsupervised), output)
        },
    );
    outcome.expect("the stage takes any document");
}

fn time(name: &str, stage: &dyn Stage, layer: &LayerName, documents: &[Document]) {
    let mut best = Duration::MAX;
    let mut expected = None;
    for _ in 0..ROUNDS {
        let mut copies = documents.to_vec();
        let start = Instant::now();
        for document in &mut copies {
            run(stage, document);
        }
        best = best.min(start.elapsed());
        let spans: usize = copies
            .iter()
            .filter_map(|one| one.layer(layer))
            .map(|one| one.spans().len())
            .sum();
        assert!(spans >= documents.len(), "{name} gives {spans} spans");
        assert_eq!(
            *expected.get_or_insert(spans),
            spans,
            "{name} differs between rounds"
        );
    }
    let bytes: usize = documents.iter().map(|one| one.text().len()).sum();
    println!(
        "{name:<12}{:>8.1} MB/s",
        bytes as f64 / best.as_secs_f64() / 1e6
    );
}

fn time_long_document() {
    let mut text = String::new();
    for number in 0..MANY_SENTENCES {
        let (topic, place) = (number % 977, number % 7919);
        text += &format!("ناقش المجلس ملف {topic} في المدينة {place} بحضور الوفد وممثلي القرى. ");
    }
    let mut document = segmented(&segmentation(), text);
    let stage = SummaryStage::new(SummaryOptions::default()).expect("the options agree");
    let start = Instant::now();
    run(&stage, &mut document);
    let elapsed = start.elapsed();
    let picked = document.summary().map_or(0, |summary| summary.len());
    assert!(picked >= MANY_SENTENCES * 3 / 10, "{picked} sentences");
    println!("{MANY_SENTENCES} sentences: {:.2} s", elapsed.as_secs_f64());
}

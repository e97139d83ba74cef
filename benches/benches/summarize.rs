//! Speed of summaries and keyphrases on layers that are already there.
//!
//! Prints megabytes of text a second on one core, the best of several rounds. The text is the
//! news of `WARRAQ_SHARED`; without it, nothing is timed. Every result is checked: the stages give
//! the same spans on every round, and a summary has 30% of the words or a little more. Beside the
//! keyphrases stands YAKE by the crate `yake-rust`, which splits its text by itself; so they are
//! timed from the text as well. No maintained crate makes extracts of Arabic: for summaries, the
//! peers are those of `crates/warraq-summarize/evaluation/peers.py`.

use std::sync::Arc;
use std::time::{Duration, Instant};
use warraq_benches::news;
use warraq_core::{Document, DocumentView, LayerName, Metadata, Pipeline, Stage, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, Ranker, SummaryOptions, SummaryStage};
use yake_rust::{Config, StopWords};

const ROUNDS: usize = 7;
const MOST_DOCUMENTS: usize = 400;
const MANY_SENTENCES: usize = 50_000;
/// For what takes its time.
const FEW_DOCUMENTS: usize = 40;

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
    let few: Vec<&str> = documents
        .iter()
        .take(FEW_DOCUMENTS)
        .map(Document::text)
        .collect();
    time_from_text(&few);
    time_long_document();
}

fn documents(texts: Vec<String>) -> Vec<Document> {
    let pipeline = segmentation();
    let document = |text| segmented(&pipeline, text);
    texts.into_iter().map(document).collect()
}

fn segmentation_stages() -> Vec<Arc<dyn Stage>> {
    vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ]
}

fn segmentation() -> Pipeline {
    Pipeline::new(segmentation_stages()).expect("the stages fit")
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

/// Keyphrases of plain text, by the stages and by the peer.
fn time_from_text(texts: &[&str]) {
    let mut stages = segmentation_stages();
    let keyphrases = KeyphrasesStage::new(KeyphrasesOptions::default());
    stages.push(Arc::new(keyphrases.expect("the options agree")));
    let pipeline = Pipeline::new(stages).expect("the stages fit");
    let ours = time_texts("keyphrases, from the text", texts, |text| {
        let document = segmented(&pipeline, text.to_owned());
        document.keyphrases().map_or(0, |phrases| phrases.len())
    });
    let ignored = StopWords::predefined("ar").expect("the peer knows Arabic");
    let config = Config::default();
    let theirs = time_texts("yake-rust, from the text", texts, |text| {
        yake_rust::get_n_best(10, text, &ignored, &config).len()
    });
    println!(
        "keyphrases run {:.1} times as fast as the peer",
        ours / theirs
    );
}

/// Prints and gives megabytes a second; every text must have phrases, and up to ten.
fn time_texts(name: &str, texts: &[&str], phrases: impl Fn(&str) -> usize) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for text in texts {
            let found = phrases(text);
            assert!((1..=10).contains(&found), "{name} gives {found} phrases");
        }
        best = best.min(start.elapsed());
    }
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let speed = bytes as f64 / best.as_secs_f64() / 1e6;
    println!("{name:<27}{speed:>8.1} MB/s");
    speed
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

//! Speed of structure, sentences, tokens and clitics, beside ICU's segmenters.
//!
//! Prints megabytes of text a second on one core, the best of several rounds in which all take turns.
//! ICU gives offsets alone; the stages also fold every word, intern it and build checked layers, so
//! both are timed: offsets against offsets, and the stages as a pipeline runs them. The text is the
//! news of `WARRAQ_SHARED` if that is set, otherwise the project's own samples, repeated.

use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{SentenceSegmenter, WordSegmenter};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use warraq_benches::{news, samples};
use warraq_core::{Document, Metadata, Pipeline, Stage, Unsupervised};
use warraq_segment::{
    BlocksStage, CliticsStage, SentenceSplitter, SentencesStage, Tokenizer, TokensStage,
};

const ROUNDS: usize = 7;
const STAGES: [&str; 4] = ["blocks", "sentences", "tokens", "clitics"];

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(String::len).sum();
    println!(
        "{} documents, {:.1} MB",
        documents.len(),
        bytes as f64 / 1e6
    );
    assert_results(&documents);
    let mut best = vec![Duration::MAX; 3 + STAGES.len()];
    for _ in 0..ROUNDS {
        let mut times = vec![
            time(|| offsets(&documents)),
            time(|| icu_words(&documents)),
            time(|| icu_sentences(&documents)),
        ];
        times.extend(stages(&documents));
        for (best, time) in best.iter_mut().zip(times) {
            *best = (*best).min(time);
        }
    }
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{:<48}{:>9}", "", "MB/s");
    println!(
        "{:<48}{:>9.1}",
        "warraq sentences and tokens, offsets",
        speed(best[0])
    );
    println!(
        "{:<48}{:>9.1}",
        "icu_segmenter words and sentences, offsets",
        speed(best[1] + best[2])
    );
    println!("{:<48}{:>9.1}", "  icu_segmenter words", speed(best[1]));
    println!("{:<48}{:>9.1}", "  icu_segmenter sentences", speed(best[2]));
    for (name, time) in STAGES.iter().zip(&best[3..]) {
        println!(
            "{:<48}{:>9.1}",
            format!("warraq stage {name}"),
            speed(*time)
        );
    }
    println!(
        "{:<48}{:>9.1}",
        "warraq stages sentences and tokens",
        speed(best[4] + best[5])
    );
}

/// Every character that is not white space lies in one token, and words are where ICU has them.
fn assert_results(documents: &[String]) {
    let tokenizer = Tokenizer::default();
    for document in documents {
        let mut end = 0;
        for token in tokenizer.tokens(document, 0..document.len()) {
            let between = document
                .get(end..token.range().start)
                .expect("tokens stand in order");
            assert!(between.chars().all(char::is_whitespace), "{between:?}");
            end = token.range().end;
        }
    }
    let text = "زار الوفد المدينة ثم عاد";
    let ours: Vec<usize> = tokenizer
        .tokens(text, 0..text.len())
        .map(|token| token.range().end)
        .collect();
    let words = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let theirs: Vec<usize> = words
        .segment_str(text)
        .filter(|end| ours.contains(end))
        .collect();
    assert_eq!(ours, theirs);
}

fn offsets(documents: &[String]) -> usize {
    let (splitter, tokenizer) = (SentenceSplitter::default(), Tokenizer::default());
    let mut sum = 0;
    for document in documents {
        for sentence in splitter.sentences(black_box(document), 0..document.len(), false) {
            sum += tokenizer
                .tokens(document, sentence)
                .map(|token| token.range().end)
                .sum::<usize>();
        }
    }
    sum
}

fn icu_words(documents: &[String]) -> usize {
    let words = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    documents
        .iter()
        .map(|document| words.segment_str(black_box(document)).sum::<usize>())
        .sum()
}

fn icu_sentences(documents: &[String]) -> usize {
    let sentences = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    documents
        .iter()
        .map(|document| sentences.segment_str(black_box(document)).sum::<usize>())
        .sum()
}

/// The time that each stage takes for all documents.
fn stages(documents: &[String]) -> Vec<Duration> {
    let stages: [Arc<dyn Stage>; 4] = [
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ];
    let mut pipeline = |stage: &Arc<dyn Stage>| -> Duration {
        let mut total = Duration::ZERO;
        let last = stages.iter().position(|other| other.name() == stage.name());
        let before: Vec<_> = stages.iter().take(last.unwrap_or(0)).cloned().collect();
        let before = Pipeline::new(before).expect("stages stand in order");
        for text in documents {
            let mut document =
                Document::new(Metadata::default(), text.clone()).expect("short texts");
            before
                .process(&mut document, &Unsupervised)
                .expect("no stage fails");
            let start = Instant::now();
            let done = document.annotate(
                stage.name(),
                stage.provides(),
                &Unsupervised,
                |document, output| {
                    let view =
                        warraq_core::DocumentView::new(document, stage.as_ref(), &Unsupervised);
                    stage.process(&view, output)
                },
            );
            total += start.elapsed();
            done.expect("no stage fails");
        }
        total
    };
    stages.iter().map(&mut pipeline).collect()
}

fn time(run: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

/// Some hundred documents are enough for a steady figure.
fn documents() -> Vec<String> {
    news(400).unwrap_or_else(|| samples(100))
}

//! The stages against their case files, and what must hold for every text.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on should say where"
)]

use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
use warraq_segment::{
    BlocksStage, CliticSegmenter, CliticsStage, SentenceSplitter, SentencesStage, Tokenizer,
    TokensStage,
};

fn rows(file: &str) -> impl Iterator<Item = String> {
    let rows = file
        .lines()
        .filter(|row| !row.starts_with("# ") && !row.is_empty());
    rows.map(|row| {
        row.replace("\\u200F", "\u{200F}")
            .replace("\\u064E", "\u{64E}")
    })
}

#[test]
fn tokens_are_as_the_cases_say() {
    let tokenizer = Tokenizer::default();
    let file = include_str!("cases/tokens.tsv");
    let rows = file
        .lines()
        .filter(|row| row.contains('\t') && !row.starts_with("# Text"));
    for row in rows {
        let row = row
            .replace("\\u200F", "\u{200F}")
            .replace("\\u064E", "\u{64E}");
        let (text, wanted) = row.split_once('\t').unwrap();
        let found = tokenizer.tokens(text, 0..text.len());
        let found: Vec<_> = found
            .map(|token| format!("{}/{}", &text[token.range()], token.kind.label()))
            .collect();
        assert_eq!(found.join(" "), wanted, "{text}");
    }
}

#[test]
fn sentences_are_as_the_cases_say() {
    let splitter = SentenceSplitter::default();
    for row in rows(include_str!("cases/sentences.txt")) {
        let text = row.replace('|', "");
        let wanted: Vec<_> = row.split('|').map(str::trim).collect();
        let found = splitter.sentences(&text, 0..text.len(), false);
        let found: Vec<_> = found.map(|range| &text[range]).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn clitics_are_as_the_cases_say() {
    let segmenter = CliticSegmenter::default();
    for row in rows(include_str!("cases/clitics.tsv")) {
        let (word, wanted) = row.split_once('\t').unwrap();
        let parts = segmenter.segment(word);
        let show = |part: &warraq_segment::CliticPart| {
            let text = &word[part.start as usize..part.end as usize];
            format!(
                "{}/{}",
                if text.is_empty() { "+" } else { text },
                part.label.as_str()
            )
        };
        let found: Vec<_> = parts.iter().map(show).collect();
        let found = if found.is_empty() {
            "-".to_owned()
        } else {
            found.join(" ")
        };
        assert_eq!(found, wanted, "{word}");
    }
}

#[test]
fn blocks_are_as_the_case_says() {
    let document = annotated(include_str!("cases/page.txt"));
    let blocks = document.blocks().unwrap();
    let found: Vec<_> = blocks
        .iter()
        .map(|block| format!("{}\t{}", block.label(), block.text()))
        .collect();
    let wanted: Vec<_> = include_str!("cases/page.blocks.tsv").lines().collect();
    assert_eq!(found, wanted);
}

#[test]
fn lines_of_pages_are_as_the_cases_say() {
    let file = include_str!("cases/blocks.tsv");
    for page in file.split("\n\n") {
        let rows: Vec<(&str, &str)> = page
            .lines()
            .filter(|row| !row.starts_with("# "))
            .map(|row| row.split_once('\t').unwrap())
            .collect();
        let lines: Vec<&str> = rows.iter().map(|(_, line)| *line).collect();
        let document = annotated(&lines.join("\n"));
        let blocks = document.blocks().unwrap();
        let outer = blocks.iter().filter(|block| block.label() != "point_label");
        let found: Vec<_> = outer.map(|block| (block.label(), block.text())).collect();
        // A block is its line without the marker of a list.
        let wanted: Vec<_> = rows
            .iter()
            .map(|(label, line)| {
                (
                    *label,
                    if *label == "list_item" {
                        line.trim_start_matches('*')
                    } else {
                        line
                    },
                )
            })
            .collect();
        assert_eq!(found, wanted);
    }
}

fn annotated(text: &str) -> Document {
    let pipeline = Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ]);
    let mut document = Document::new(Metadata::default(), text.to_owned()).unwrap();
    pipeline
        .unwrap()
        .process(&mut document, &Unsupervised)
        .unwrap();
    document
}

fn check(text: &str) {
    let document = annotated(text);
    let (blocks, sentences) = (document.blocks().unwrap(), document.sentences().unwrap());
    let (tokens, clitics) = (document.tokens().unwrap(), document.clitics().unwrap());
    for sentence in sentences.iter() {
        if let Some(block) = sentence.parent().and_then(|parent| blocks.get(parent)) {
            assert!(block.range().start <= sentence.range().start);
            assert!(sentence.range().end <= block.range().end);
        }
    }
    let mut end = 0;
    for token in tokens.iter() {
        let between = &text[end..token.range().start];
        assert!(
            between.chars().all(char::is_whitespace),
            "{between:?} is in no token"
        );
        let sentence = sentences.get(token.parent().unwrap()).unwrap();
        assert!(sentence.range().start <= token.range().start);
        assert!(token.range().end <= sentence.range().end);
        assert!(token.attribute("norm").is_some());
        end = token.range().end;
    }
    assert!(
        text[end..].chars().all(char::is_whitespace),
        "{:?} is in no token",
        &text[end..]
    );
    let mut last = None;
    for clitic in clitics.iter() {
        let parent = clitic.parent().unwrap();
        let token = tokens.get(parent).unwrap();
        if clitic.range().is_empty() {
            // The swallowed article stands where its stem begins, and behind it in the layer.
            assert_eq!(clitic.label(), "det", "{}", token.text());
            assert!(token.range().contains(&clitic.range().start));
            continue;
        }
        let start = match last {
            Some((before, end)) if before == parent => end,
            Some((before, end)) => {
                assert_eq!(tokens.get(before).unwrap().range().end, end);
                token.range().start
            }
            None => token.range().start,
        };
        assert_eq!(clitic.range().start, start, "{}", token.text());
        last = Some((parent, clitic.range().end));
    }
}

/// A generated text once failed here: the article that `لل` swallows lies behind the stem in the layer.
#[test]
fn layers_hold_for_swallowed_articles() {
    check("للور وللحظر فللغة");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn layers_hold_for_any_text(text in "\\PC{0,80}") {
        check(&text);
    }

    #[test]
    fn layers_hold_for_arabic_text(text in "[وفبكلسا\u{64B}-\u{652}ـهنميةتدر .،؟:\n«»()0-9٠-٩a-z@#/\u{200F}-]{0,120}") {
        check(&text);
    }
}

/// The time that this thread has run on a processor, where the system says it in a file; elsewhere the
/// time of day, which is right on a machine with nothing else to do.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics
        .split(' ')
        .next()
        .and_then(|field| field.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Eight times the text takes eight times as long, give or take a loaded machine, and not 64 times.
#[test]
fn time_grows_with_the_text() {
    let marks = |count: usize| format!("ب{}", "\u{64E}".repeat(count));
    let letters = |count: usize| "بتلفون".repeat(count / 6);
    let words = |count: usize| "كلمة أخرى ".repeat(count / 10);
    let brackets = |count: usize| "www.a.example)".repeat(count / 14);
    let stops = |count: usize| ". ".repeat(count / 2);
    let quotes = |count: usize| "قال.\" ".repeat(count / 6);
    let shapes: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("marks", &marks),
        ("letters", &letters),
        ("words", &words),
        ("brackets", &brackets),
        ("stops", &stops),
        ("quotes", &quotes),
    ];
    for (name, shape) in shapes {
        let seconds = |count: usize| {
            let text = shape(count);
            let runs = (0..3).map(|_| {
                let start = processor_time();
                annotated(&text);
                processor_time().saturating_sub(start).as_secs_f64()
            });
            runs.fold(f64::INFINITY, f64::min)
        };
        let (small, large) = (seconds(10_000), seconds(80_000));
        assert!(
            large < 24.0 * small + 0.05,
            "{name}: {small} s, eight times the text {large} s"
        );
    }
}

//! The whole pipeline, JSONL to JSONL: MB/s for each stage and for the whole, on one and two threads.
//!
//! The corpus is the news of `WARRAQ_SHARED`, or the samples repeated where that is not set. It
//! asserts that both thread counts write the same bytes and that the counts close. Beside it stands
//! the least that a program composed of other crates does: serde_json in and out, and icu_segmenter's
//! sentences and words between them, without names, times or summaries.

use std::fmt::Write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;
use warraq_runner::{Catalogue, Configuration, Destination, Report, Run, RunRequest, Unobserved};

fn main() {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let corpus = corpus(folder.path());
    let (one, first) = run(folder.path(), &corpus, 1);
    let (two, second) = run(folder.path(), &corpus, 2);
    assert!(first == second, "two threads write other bytes than one");
    let text = std::fs::read_to_string(&corpus).expect("it was just written");
    let peer = peer(&text);
    print!("{}", table(&one, &two, peer));
}

fn corpus(folder: &Path) -> PathBuf {
    let path = folder.join("corpus.jsonl");
    let shared = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let shared = shared.map(|shared| shared.join("data/bench/news-12k.jsonl.zst"));
    let bytes = match shared.and_then(|shared| std::fs::read(shared).ok()) {
        Some(archive) => zstd::decode_all(archive.as_slice()).expect("the corpus is whole"),
        None => samples().into_bytes(),
    };
    std::fs::write(&path, bytes).expect("the folder is ours");
    path
}

/// The sample documents as records, some hundred times.
fn samples() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let mut lines = String::new();
    for name in [
        "news-report.txt",
        "analysis-with-sections.txt",
        "interview.txt",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).expect("the samples are there");
        let record = serde_json::json!({ "id": name, "text": text });
        let _ = writeln!(lines, "{record}");
    }
    lines.repeat(300)
}

fn run(folder: &Path, corpus: &Path, threads: usize) -> (Report, Vec<u8>) {
    let out = folder.join("out.jsonl");
    let mut configuration = Configuration::default();
    configuration.run.threads = Some(threads);
    let request = RunRequest {
        force: true,
        ..RunRequest::new(vec![corpus.to_owned()], Destination::File(out.clone()))
    };
    let run = Run::new(configuration, &Catalogue::built_in(), request).expect("the default fits");
    let report = run.execute(&Unobserved).expect("the folder is ours");
    assert_eq!(
        report.counts.read,
        report.counts.written + report.counts.quarantined
    );
    (report, std::fs::read(out).expect("it was just written"))
}

/// Seconds for JSON in, sentences and words, JSON out.
fn peer(corpus: &str) -> f64 {
    let sentences = icu_segmenter::SentenceSegmenter::new(Default::default());
    let words = icu_segmenter::WordSegmenter::new_auto(Default::default());
    let start = Instant::now();
    let mut out = Vec::new();
    for line in corpus.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("the corpus is JSONL");
        let text = record["text"].as_str().unwrap_or_default();
        let sentences: Vec<usize> = sentences.segment_str(text).collect();
        let words: Vec<usize> = words.segment_str(text).collect();
        let record = serde_json::json!({ "text": text, "sentences": sentences, "words": words });
        serde_json::to_writer(&mut out, &record).expect("a vector takes everything");
    }
    black_box(out);
    start.elapsed().as_secs_f64()
}

fn table(one: &Report, two: &Report, peer: f64) -> String {
    let megabytes = one.counts.input_bytes as f64 / 1e6;
    let rate = |seconds: f64| megabytes / seconds.max(1e-9);
    let mut table = String::new();
    let (documents, scale) = (
        one.counts.read,
        one.wall_time.as_secs_f64() / two.wall_time.as_secs_f64(),
    );
    let _ = writeln!(table, "{documents} documents, {megabytes:.1} MB");
    let _ = writeln!(
        table,
        "{:<28}{:>8.2} MB/s",
        "whole, 1 thread",
        rate(one.wall_time.as_secs_f64())
    );
    let _ = writeln!(
        table,
        "{:<28}{:>8.2} MB/s ({scale:.2} times)",
        "whole, 2 threads",
        rate(two.wall_time.as_secs_f64())
    );
    let _ = writeln!(
        table,
        "{:<28}{:>8.2} MB/s",
        "read (1 thread)",
        rate(one.reading.as_secs_f64())
    );
    for (name, time) in &one.stages {
        let _ = writeln!(table, "{:<28}{:>8.2} MB/s", name, rate(time.as_secs_f64()));
    }
    let _ = writeln!(
        table,
        "{:<28}{:>8.2} MB/s",
        "write",
        rate(one.writing.as_secs_f64())
    );
    let _ = writeln!(
        table,
        "{:<28}{:>8.2} MB/s",
        "serde_json + icu_segmenter",
        rate(peer)
    );
    let ratio = one.wall_time.as_secs_f64() / peer;
    let _ = writeln!(
        table,
        "the whole takes {ratio:.1} times what that peer takes"
    );
    table
}

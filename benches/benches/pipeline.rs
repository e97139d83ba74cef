//! The whole pipeline, JSONL to JSONL: MB/s for each stage and for the whole, on one and two threads.
//!
//! The corpus is the news of `WARRAQ_SHARED`, or the samples repeated where that is not set. It
//! asserts that both thread counts write the same bytes and that the counts close. Beside it stands
//! the least that a program composed of other crates does: serde_json in and out, and icu_segmenter's
//! sentences and words between them, without names, times or summaries.
//!
//! Reading, decoding and writing alone stand in a row of their own, by the time of all processors, with
//! the bar of 400 MB/s, and beside them serde_json that parses each line and writes it.

use std::fmt::Write;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;
use warraq_benches::{news_lines, samples};
use warraq_runner::{Catalogue, Configuration, Destination, Report, Run, RunRequest, Unobserved};

/// The file of records, in the folder of the benchmark.
const OUT: &str = "out.jsonl";

fn main() {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let corpus = corpus(folder.path());
    let (one, first) = run(folder.path(), &corpus, 1);
    let (two, second) = run(folder.path(), &corpus, 2);
    assert!(first == second, "two threads write other bytes than one");
    let text = std::fs::read_to_string(&corpus).expect("it was just written");
    let peer = peer(&text);
    print!("{}", table(&one, &two, peer));
    print!("{}", alone(folder.path(), &text));
}

/// Reading, decoding and writing without a stage, by the time of all processors.
fn alone(folder: &Path, text: &str) -> String {
    const BYTES: usize = 200_000_000;
    const BAR: f64 = 400.0;
    let corpus = folder.join("long.jsonl");
    let long = text.repeat(BYTES.div_ceil(text.len()));
    std::fs::write(&corpus, &long).expect("the folder is ours");
    let rate = |work: &dyn Fn()| {
        let start = processor_seconds();
        work();
        long.len() as f64 / 1e6 / (processor_seconds() - start).max(1e-9)
    };
    let ours = rate(&|| drop(execute(folder, &corpus, 1, Some(Vec::new()))));
    let peer =
        rate(&|| copy_by_serde_json(&corpus, &folder.join("copy.jsonl")).expect("it is JSON"));
    assert!(ours > peer, "{ours:.0} MB/s, and serde_json {peer:.0}");
    let mut table = String::new();
    let _ = writeln!(
        table,
        "{:<28}{ours:>8.2} MB/s of processor time (bar {BAR})",
        "read and write alone"
    );
    let _ = writeln!(
        table,
        "{:<28}{peer:>8.2} MB/s of processor time",
        "serde_json, line by line"
    );
    table
}

/// The least that a program does which takes records in and gives records out.
fn copy_by_serde_json(from: &Path, to: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(to)?);
    let mut lines = BufReader::with_capacity(1 << 18, File::open(from)?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let record: serde_json::Value = serde_json::from_slice(&line)?;
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
        line.clear();
    }
    out.into_inner()?.sync_all()
}

/// What this process has had of all processors, in its own code and in the system's. Where the system
/// does not say it as Linux does, what has passed.
fn processor_seconds() -> f64 {
    const TICKS_OF_A_SECOND: f64 = 100.0;
    let ticks = || {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The name of the program, in parentheses, is followed by the third field.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<_> = fields.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    };
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let passed = || START.get_or_init(Instant::now).elapsed().as_secs_f64();
    ticks().map_or_else(passed, |ticks| ticks / TICKS_OF_A_SECOND)
}

fn corpus(folder: &Path) -> PathBuf {
    let path = folder.join("corpus.jsonl");
    let lines = news_lines().unwrap_or_else(sample_lines);
    std::fs::write(&path, lines).expect("the folder is ours");
    path
}

/// The sample documents as lines of JSON, some hundred times.
fn sample_lines() -> String {
    let mut lines = String::new();
    for (number, text) in samples(100).iter().enumerate() {
        let record = serde_json::json!({ "id": number.to_string(), "text": text });
        let _ = writeln!(lines, "{record}");
    }
    lines
}

/// What a run of the default pipeline reports and writes.
fn run(folder: &Path, corpus: &Path, threads: usize) -> (Report, Vec<u8>) {
    let report = execute(folder, corpus, threads, None);
    let out = std::fs::read(folder.join(OUT)).expect("it was just written");
    (report, out)
}

/// Runs `stages`, or the default pipeline.
fn execute(folder: &Path, corpus: &Path, threads: usize, stages: Option<Vec<String>>) -> Report {
    let mut configuration = Configuration::default();
    configuration.run.threads = Some(threads);
    configuration.run.stages = stages;
    let destination = Destination::File(folder.join(OUT));
    let request = RunRequest {
        force: true,
        ..RunRequest::new(vec![corpus.to_owned()], destination)
    };
    let run = Run::new(configuration, &Catalogue::built_in(), request).expect("the stages fit");
    let report = run.execute(&Unobserved).expect("the folder is ours");
    let counts = report.counts;
    assert_eq!(counts.read, counts.written + counts.quarantined);
    report
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

//! One document's trouble stays its own: errors, panics, time and memory, at any thread count.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use std::convert::Infallible;
use std::path::Path;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};
use warraq_runner::{
    ByteSize, Catalogue, Configuration, Destination, Report, Run, RunRequest, TimeLimit, Unobserved,
};

/// Does what the document's text says.
struct Obedient {
    provides: [LayerName; 1],
}

impl Stage for Obedient {
    fn name(&self) -> &str {
        "obedient"
    }
    fn provides(&self) -> &[LayerName] {
        &self.provides
    }
    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let [layer] = &self.provides;
        output.push(layer, Span::new(0, 4))?;
        match document.text() {
            "fail" => Err(StageError::failed("as it was told")),
            "panic" => panic!("as it was told"),
            "panic with a number" => std::panic::panic_any(7),
            "cut" => output.push(layer, Span::new(0, 100)),
            text if text.starts_with("wait ") => {
                std::thread::sleep(delay(text));
                Ok(())
            }
            "hang" => loop {
                document.checkpoint()?;
            },
            "hoard" => loop {
                output.push(layer, Span::new(0, 4))?;
            },
            _ => Ok(()),
        }
    }
}

/// How long a document keeps its thread: from nothing to four milliseconds, by what it says.
fn delay(text: &str) -> std::time::Duration {
    let hash = text
        .bytes()
        .fold(14_695_981_039_346_656_037_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
        });
    std::time::Duration::from_micros((hash >> 32) % 4_000)
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::built_in();
    catalogue.add("obedient", "does as it is told", |_: toml::Table| {
        Ok::<_, Infallible>(Obedient {
            provides: [LayerName::new("obeyed").expect("a good name")],
        })
    });
    catalogue
}

fn run(folder: &Path, texts: &[&str], threads: usize) -> (Report, Vec<u8>, String) {
    let lines: Vec<_> = texts
        .iter()
        .map(|text| format!("{{\"text\":\"{text}\"}}\n"))
        .collect();
    std::fs::write(folder.join("in.jsonl"), lines.concat()).unwrap();
    let mut configuration = Configuration::default();
    configuration.run.stages = Some(vec!["obedient".to_owned()]);
    configuration.run.threads = Some(threads);
    configuration.run.doc_timeout = Some(TimeLimit(std::time::Duration::from_secs(2)));
    configuration.run.max_memory = Some(ByteSize::mebibytes(96));
    let destination = Destination::File(folder.join("out.jsonl"));
    let request = RunRequest {
        force: true,
        ..RunRequest::new(vec![folder.join("in.jsonl")], destination)
    };
    let report = Run::new(configuration, &catalogue(), request)
        .unwrap()
        .execute(&Unobserved);
    let out = std::fs::read(folder.join("out.jsonl")).unwrap();
    let quarantine = folder.join("out.jsonl.quarantine.jsonl");
    (
        report.unwrap(),
        out,
        std::fs::read_to_string(quarantine).unwrap(),
    )
}

/// The records with the lines that depend on the place in the file taken out.
fn without_places(records: &[u8]) -> Vec<String> {
    let strip = |line: &str| {
        let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["source"]["line"] = serde_json::Value::Null;
        record["id"] = serde_json::Value::Null;
        record.to_string()
    };
    std::str::from_utf8(records)
        .unwrap()
        .lines()
        .map(strip)
        .collect()
}

#[test]
fn every_trouble_is_one_document_in_quarantine() {
    let cases = [
        ("fail", "as it was told"),
        ("panic", "it panicked: as it was told"),
        ("panic with a number", "it panicked: (no message)"),
        (
            "cut",
            "span 0 of the layer `obeyed` is refused: it reaches beyond the text",
        ),
        ("hang", "the document's time limit is spent"),
        ("hoard", "the document's memory limit is spent"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (_, alone, _) = run(folder.path(), &["good one", "good two"], 1);
    for (text, reason) in cases {
        for threads in [1, 3] {
            let (report, out, quarantine) =
                run(folder.path(), &["good one", text, "good two"], threads);
            assert_eq!(
                (report.counts.written, report.counts.quarantined),
                (2, 1),
                "{text}"
            );
            assert_eq!(without_places(&out), without_places(&alone), "{text}");
            let entry: serde_json::Value = serde_json::from_str(&quarantine).unwrap();
            assert_eq!(entry["reason"], reason, "{text}");
            assert_eq!(entry["stage"], "obedient", "{text}");
            assert_eq!(entry["text"], format!("{{\"text\":\"{text}\"}}"));
        }
    }
}

#[test]
fn many_threads_and_many_troubles_give_the_same_bytes() {
    let texts = ["good", "fail", "also good", "panic", "fine"].repeat(200);
    let folder = tempfile::tempdir().unwrap();
    let (_, expected, expected_quarantine) = run(folder.path(), &texts, 1);
    for threads in [2, 3, 8, 16] {
        let (report, out, quarantine) = run(folder.path(), &texts, threads);
        assert!(
            out == expected && quarantine == expected_quarantine,
            "{threads} threads"
        );
        assert_eq!(report.counts.read, 1000);
    }
}

/// Delays that depend on the seed shuffle which document is done first; the bytes must not tell.
#[test]
fn shuffled_scheduling_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..3 {
        let document = |number: usize| match number % 50 {
            7 => "fail".to_owned(),
            8 => "panic".to_owned(),
            _ => format!("wait {seed} {number}"),
        };
        let texts: Vec<_> = (0..640).map(document).collect();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let (_, expected, expected_quarantine) = run(folder.path(), &texts, 1);
        for threads in [2, 3, 8, 16] {
            let (_, out, quarantine) = run(folder.path(), &texts, threads);
            assert!(
                out == expected && quarantine == expected_quarantine,
                "seed {seed}, {threads} threads"
            );
        }
    }
}

#[test]
fn a_stage_in_trouble_on_one_document_in_a_hundred_loses_exactly_those() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<_> = (0..600)
        .map(|number| match number {
            _ if number % 100 != 50 => "good",
            _ if number < 200 => "panic",
            _ if number < 400 => "hang",
            _ => "hoard",
        })
        .collect();
    let clean: Vec<_> = texts
        .iter()
        .filter(|text| **text == "good")
        .copied()
        .collect();
    let (_, expected, _) = run(folder.path(), &clean, 2);
    let (report, out, quarantine) = run(folder.path(), &texts, 3);
    assert_eq!((report.counts.written, report.counts.quarantined), (594, 6));
    assert_eq!(without_places(&out), without_places(&expected));
    let lines: Vec<_> = quarantine
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["source"]["line"].clone()
        })
        .collect();
    assert_eq!(lines, [51, 151, 251, 351, 451, 551]);
}

#[test]
fn memory_in_flight_is_bounded_and_documents_over_the_bound_still_run() {
    let long = "x".repeat(3 << 20);
    let texts = vec![long.as_str(); 12];
    let folder = tempfile::tempdir().unwrap();
    let (report, _, _) = run(folder.path(), &texts, 4);
    assert_eq!((report.counts.written, report.counts.quarantined), (12, 0));
}

//! The samples from end to end, against expectations in data files, at several thread counts.

use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use warraq_tests::program::{records, root, warraq};

/// Labels that rules find, not the tagger.
const PATTERNS: [&str; 5] = ["URL", "EMAIL", "PHONE", "HASHTAG", "MENTION"];

/// The least share of the expected names, in percent, that the tagger has to find.
const LEAST_NAMES: usize = 85;

/// What `suite/samples/NAME.toml` expects of the sample with this id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    id: String,
    /// Label and text of blocks that must be there.
    #[serde(default)]
    blocks: Vec<[String; 2]>,
    /// Label and text of names that should be there: a trained tagger misses some, patterns none.
    #[serde(default)]
    names: Vec<[String; 2]>,
    /// Label and text of names that must not be there.
    #[serde(default)]
    no_names: Vec<[String; 2]>,
    /// Value and text of times that must be there.
    #[serde(default)]
    times: Vec<[String; 2]>,
    /// Texts that must not be times.
    #[serde(default)]
    no_times: Vec<String>,
    /// Label, value and unit, and text of numbers that must be there.
    #[serde(default)]
    numbers: Vec<[String; 3]>,
    /// The number of sentences of the summary, at most.
    summary_at_most: Option<usize>,
}

fn run_samples(folder: &Path, threads: &str) -> PathBuf {
    let out = folder.join(format!("out-{threads}.jsonl"));
    let samples = root().join("samples");
    let (samples, out_name) = (samples.to_str().unwrap(), out.to_str().unwrap());
    let layers = "blocks,sentences,tokens,entities,times,numbers,summary,keyphrases,markup";
    let arguments = [
        "run", samples, "-o", out_name, "-q", "-j", threads, "--layers", layers,
    ];
    let outcome = warraq(folder, &arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    out
}

fn items(record: &Value, layer: &str, keys: &[&str]) -> Vec<Vec<String>> {
    let show = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let item = |item: &Value| keys.iter().map(|key| show(&item[key])).collect();
    record[layer].as_array().unwrap().iter().map(item).collect()
}

/// Returns the number of names that were expected and not found.
fn check(record: &Value, expected: &Expectation) -> usize {
    let has = |found: &[Vec<String>], wanted: &[String]| found.iter().any(|item| item == wanted);
    let id = &expected.id;
    let names = items(record, "entities", &["label", "text"]);
    let missed: Vec<_> = expected
        .names
        .iter()
        .filter(|name| !has(&names, *name))
        .collect();
    for [label, text] in &missed {
        assert!(
            !PATTERNS.contains(&label.as_str()),
            "{id}: no {label} {text} in {names:?}"
        );
        eprintln!("{id}: no {label} {text}");
    }
    for name in &expected.no_names {
        assert!(!has(&names, name), "{id}: a name {name:?}");
    }
    let times = items(record, "times", &["value", "text"]);
    for time in &expected.times {
        assert!(has(&times, time), "{id}: no time {time:?} in {times:?}");
    }
    for text in &expected.no_times {
        assert!(
            !times.iter().any(|time| time.get(1) == Some(text)),
            "{id}: a time {text}"
        );
    }
    let numbers = items(record, "numbers", &["label", "value", "unit", "text"]);
    for [label, value, text] in &expected.numbers {
        let (value, unit) = value.split_once(' ').unwrap_or((value, ""));
        let wanted = [label, value, unit, text].map(ToOwned::to_owned);
        assert!(
            has(&numbers, &wanted),
            "{id}: no number {wanted:?} in {numbers:?}"
        );
    }
    check_blocks(record, expected);
    if let Some(most) = expected.summary_at_most {
        let count = record["summary"].as_array().unwrap().len();
        assert!(
            (1..=most).contains(&count),
            "{id}: {count} sentences in the summary"
        );
    }
    missed.len()
}

fn check_blocks(record: &Value, expected: &Expectation) {
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    let slice = |item: &Value| {
        let (start, end) = (
            item["start"].as_u64().unwrap(),
            item["end"].as_u64().unwrap(),
        );
        let text: String = text[start as usize..end as usize].iter().collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let blocks = record["blocks"].as_array().unwrap().iter();
    let blocks: Vec<_> = blocks
        .map(|block| [block["label"].as_str().unwrap().to_owned(), slice(block)])
        .collect();
    for block in &expected.blocks {
        let id = &expected.id;
        assert!(
            blocks.contains(block),
            "{id}: no block {block:?} in {blocks:#?}"
        );
    }
}

/// `text[start:end]` is the item's text, in every layer of every record.
fn check_offsets(record: &Value) {
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    for layer in ["entities", "times", "numbers", "keyphrases"] {
        for item in record[layer].as_array().unwrap() {
            let (start, end) = (
                item["start"].as_u64().unwrap(),
                item["end"].as_u64().unwrap(),
            );
            let slice: String = text[start as usize..end as usize].iter().collect();
            assert_eq!(
                item["text"].as_str(),
                Some(slice.as_str()),
                "{layer}: {item}"
            );
        }
    }
}

#[test]
fn samples_give_what_is_expected_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let records = records(&run_samples(folder.path(), "2"));
    let schema: Value = serde_json::from_str(warraq_io::RECORD_JSON_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for record in &records {
        let errors: Vec<_> = validator
            .iter_errors(record)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", record["id"]);
        check_offsets(record);
    }
    let expectations = std::fs::read_dir(root().join("tests/suite/samples")).unwrap();
    let (mut checked, mut names, mut missed) = (0, 0, 0);
    for path in expectations.map(|entry| entry.unwrap().path()) {
        let expected: Expectation =
            toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let record = records
            .iter()
            .find(|record| record["id"] == expected.id.as_str());
        let record = record.unwrap_or_else(|| panic!("no record {}", expected.id));
        missed += check(record, &expected);
        names += expected.names.len();
        checked += 1;
    }
    let is_enough = (names - missed) * 100 >= names * LEAST_NAMES;
    assert!(is_enough, "{missed} of {names} names are missing");
    assert!(checked >= 6, "only {checked} samples have expectations");
}

#[test]
fn output_is_the_same_at_every_thread_count() {
    let folder = tempfile::tempdir().unwrap();
    let read = |threads| std::fs::read(run_samples(folder.path(), threads)).unwrap();
    let one = read("1");
    for threads in ["2", "3", "8"] {
        assert!(read(threads) == one, "{threads} threads give other bytes");
    }
}

#[test]
fn the_schema_refuses_what_is_no_record() {
    let schema: Value = serde_json::from_str(warraq_io::RECORD_JSON_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good = serde_json::json!({
        "schema": "warraq.document/1", "id": "a", "source": {"path": "a", "encoding": "utf-8"},
        "offset_unit": "byte", "warnings": [], "meta": {}, "run": "0",
    });
    assert!(validator.is_valid(&good));
    for (key, value) in [
        ("id", serde_json::json!(1)),
        ("extra", serde_json::json!(1)),
        (
            "entities",
            serde_json::json!([{"start": 0, "end": 1, "label": "PERSON"}]),
        ),
        (
            "blocks",
            serde_json::json!([{"start": -1, "end": 1, "label": "title"}]),
        ),
        (
            "sentences",
            serde_json::json!([{"start": 0, "end": 1, "level": 1}]),
        ),
    ] {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}

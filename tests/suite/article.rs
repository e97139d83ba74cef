//! The summit article against the key that was written by hand (`suite/article/README.md`).

use sha2::{Digest, Sha256};
use warraq_runner::{Annotator, Configuration};
use warraq_tests::score::Score;
use warraq_tests::shared::shared;

/// An item of the key: code points, label, and a value where the file has one.
#[derive(Debug, PartialEq)]
struct Item {
    start: usize,
    end: usize,
    label: String,
    value: String,
}

/// The figures below which the test fails, in percent.
const LEAST_NAMES: f64 = 95.0;
const LEAST_NUMBERS: f64 = 85.0;
const LEAST_BLOCKS: f64 = 99.0;

fn key(tsv: &str, value_column: Option<usize>) -> Vec<Item> {
    let item = |line: &str| {
        let columns: Vec<_> = line.split('\t').collect();
        let value = value_column.and_then(|column| columns.get(column));
        Item {
            start: columns[0].parse().unwrap(),
            end: columns[1].parse().unwrap(),
            label: columns[2].to_owned(),
            value: value.copied().unwrap_or_default().to_owned(),
        }
    };
    tsv.lines()
        .filter(|line| !line.starts_with('#'))
        .map(item)
        .collect()
}

fn article(test: &str) -> Option<serde_json::Value> {
    let path = shared("data/article/summit.txt", test)?;
    let text = std::fs::read_to_string(path).unwrap();
    let digest: String = Sha256::digest(&text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let names = include_str!("article/names.tsv");
    assert!(names.contains(&digest), "the key belongs to another text");
    let annotator = Annotator::new(&Configuration::default()).unwrap();
    let document = annotator.annotate(text).unwrap();
    Some(serde_json::from_slice(&annotator.record(&document).json).unwrap())
}

fn found(record: &serde_json::Value, layer: &str, value: Option<&str>) -> Vec<Item> {
    let number = |item: &serde_json::Value, key: &str| item[key].as_u64().unwrap() as usize;
    let value_of = |item: &serde_json::Value| match value.map(|key| &item[key]) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let items = record[layer].as_array().unwrap().iter();
    items
        .map(|item| Item {
            start: number(item, "start"),
            end: number(item, "end"),
            label: item["label"].as_str().unwrap().to_owned(),
            value: value_of(item),
        })
        .collect()
}

#[test]
fn names_of_the_article() {
    let Some(record) = article("names_of_the_article") else {
        return;
    };
    let of_labels = |mut items: Vec<Item>, labels: &[&str]| {
        items.retain(|item| labels.contains(&item.label.as_str()));
        items
    };
    let all = ["PER", "LOC", "ORG", "FAC", "NORP", "MISC"];
    let main = ["PER", "LOC", "ORG"];
    let score = |labels: &[&str]| {
        let expected = of_labels(key(include_str!("article/names.tsv"), None), labels);
        Score::of(
            &of_labels(found(&record, "entities", None), labels),
            &expected,
        )
    };
    eprintln!("article, six labels: {}", score(&all));
    eprintln!("article, PER LOC ORG: {}", score(&main));
    assert!(score(&main).f1() >= LEAST_NAMES, "{}", score(&main));
}

#[test]
fn times_of_the_article() {
    let Some(record) = article("times_of_the_article") else {
        return;
    };
    let found = found(&record, "times", Some("value"));
    let expected = key(include_str!("article/times.tsv"), Some(3));
    let overlaps = |a: &Item, b: &Item| a.start < b.end && b.start < a.end;
    let is_right = |item: &&Item| {
        found
            .iter()
            .any(|found| overlaps(found, item) && found.value == item.value)
    };
    let (right, wrong): (Vec<_>, Vec<_>) = expected.iter().partition(is_right);
    eprintln!(
        "article, times with the right value: {} of {}",
        right.len(),
        expected.len()
    );
    // A vague time has no value to compute with; those are counted, but not required.
    let wrong: Vec<_> = wrong
        .iter()
        .filter(|item| !item.value.ends_with("_REF"))
        .collect();
    assert!(
        wrong.is_empty(),
        "not found or with another value: {wrong:?}"
    );
}

#[test]
fn numbers_of_the_article() {
    let Some(record) = article("numbers_of_the_article") else {
        return;
    };
    let expected = key(include_str!("article/numbers.tsv"), Some(3));
    let score = Score::of(&found(&record, "numbers", Some("value")), &expected);
    eprintln!("article, numbers: {score}");
    assert!(score.f1() >= LEAST_NUMBERS, "{score}");
}

#[test]
fn blocks_of_the_article() {
    let Some(record) = article("blocks_of_the_article") else {
        return;
    };
    let expected = key(include_str!("article/blocks.tsv"), None);
    let found = found(&record, "blocks", None);
    let score = Score::of(&found, &expected);
    eprintln!("article, blocks: {score}");
    assert!(score.f1() >= LEAST_BLOCKS, "{score}\n{found:#?}");
}

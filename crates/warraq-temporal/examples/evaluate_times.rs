//! Measures the stage on the corpora under `$WARRAQ_SHARED` and prints a table by file.
//!
//! `--errors` prints the cases that are not right; of the news it shows the tuning half only
//! (documents whose id has an even SHA-256), so that the reporting half stays unseen.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use warraq_core::{
    AttributeValue, Document, DocumentTime, LayerName, Metadata, Pipeline, Unsupervised,
};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::evaluate::{Expected, Item, Score, judge, judge_lengths};
use warraq_temporal::{TimesOptions, TimesStage};

type Failure = Box<dyn std::error::Error>;

/// What a corpus may call an item, by file: times or numbers.
#[derive(Clone, Copy, PartialEq)]
enum Layer {
    Times,
    Numbers,
}

const DATE_TIME_FILES: [&str; 8] = [
    "DateTime-DateTimeModel",
    "DateTime-DateParser",
    "DateTime-DatePeriodParser",
    "DateTime-DateTimeParser",
    "DateTime-DateTimePeriodParser",
    "DateTime-DurationParser",
    "DateTime-TimeParser",
    "DateTime-TimePeriodParser",
];

const NUMBER_FILES: [&str; 3] = [
    "Number-NumberModel",
    "Number-OrdinalModel",
    "Number-PercentModel",
];

/// Files that no bar speaks of; those of extractors give spans without values.
const OTHER_FILES: [&str; 12] = [
    "DateTime-MergedParser",
    "DateTime-SetParser",
    "DateTime-HolidayParser",
    "DateTime-DateExtractor",
    "DateTime-DatePeriodExtractor",
    "DateTime-DateTimeExtractor",
    "DateTime-DateTimePeriodExtractor",
    "DateTime-DurationExtractor",
    "DateTime-HolidayExtractor",
    "DateTime-MergedExtractor",
    "DateTime-TimeExtractor",
    "DateTime-TimePeriodExtractor",
];

fn main() -> Result<(), Failure> {
    let Some(shared) = std::env::var_os("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED does not name the folder of the corpora");
        return Ok(());
    };
    let errors = std::env::args().any(|argument| argument == "--errors");
    let evaluation = Evaluation {
        pipeline: pipeline()?,
        errors,
        rejected: rejected(),
    };
    let data = Path::new(&shared).join("data");
    println!(
        "{:36} {:>5} {:>5} {:>5} {:>5} {:>7}",
        "file", "cases", "found", "right", "exact", "right %"
    );
    evaluation.specification(
        &data.join("temporal"),
        "eight DateTime files",
        &DATE_TIME_FILES,
    )?;
    evaluation.specification(&data.join("temporal"), "three Number files", &NUMBER_FILES)?;
    evaluation.specification(&data.join("temporal"), "other files", &OTHER_FILES)?;
    evaluation.news(&data.join("gold/news-20.jsonl"))
}

fn pipeline() -> Result<Pipeline, Failure> {
    Ok(Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(TimesStage::new(TimesOptions::default())?),
    ])?)
}

/// Rejected cases, by file and case number; the reasons stand in the same file.
fn rejected() -> BTreeMap<(String, usize), String> {
    let lines = include_str!("../evaluation/rejected.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    let mut rejected = BTreeMap::new();
    for line in lines {
        let columns: Vec<&str> = line.split('\t').collect();
        if let [file, case, reason] = columns[..]
            && let Ok(case) = case.parse()
        {
            rejected.insert((file.to_owned(), case), reason.to_owned());
        }
    }
    rejected
}

struct Evaluation {
    pipeline: Pipeline,
    errors: bool,
    rejected: BTreeMap<(String, usize), String>,
}

impl Evaluation {
    fn specification(&self, folder: &Path, title: &str, files: &[&str]) -> Result<(), Failure> {
        let (mut all, mut kept) = (Score::default(), Score::default());
        for file in files {
            let content = fs::read_to_string(folder.join(format!("{file}.jsonl")))?;
            let mut score = Score::default();
            for (index, line) in content.lines().enumerate() {
                let case: Value = serde_json::from_str(line)?;
                let of_case = self.case(file, index + 1, &case)?;
                score.extend(of_case);
                if !self.rejected.contains_key(&((*file).to_owned(), index + 1)) {
                    kept.extend(of_case);
                }
            }
            print_score(file, score);
            all.extend(score);
        }
        print_score(&format!("= {title}"), all);
        print_score(&format!("= {title}, without rejected"), kept);
        Ok(())
    }

    /// A case is right when each expected item is; it counts once.
    fn case(&self, file: &str, number: usize, case: &Value) -> Result<Score, Failure> {
        let layer = if file.starts_with("Number") {
            Layer::Numbers
        } else {
            Layer::Times
        };
        let text = case["Input"].as_str().unwrap_or_default();
        let time = case["Context"]["ReferenceDateTime"].as_str();
        let items = self.items(text, time, layer)?;
        let empty = Vec::new();
        let results = case["Results"].as_array().unwrap_or(&empty);
        let results = results.iter().filter(|result| !is_relative_ordinal(result));
        let expected: Vec<Expected> = results.map(|result| expected(text, result)).collect();
        let mut score = Score::default();
        if expected.is_empty() {
            return Ok(score);
        }
        let outcomes: Vec<_> = expected.iter().map(|one| judge(&items, one)).collect();
        score.expected = 1;
        score.found = usize::from(outcomes.iter().all(|outcome| outcome.found));
        score.right = usize::from(outcomes.iter().all(|outcome| outcome.right));
        score.exact = usize::from(outcomes.iter().all(|outcome| outcome.exact));
        if self.errors && score.right == 0 {
            let rejected = self.rejected.contains_key(&(file.to_owned(), number));
            let mark = if rejected { "rejected" } else { "wrong" };
            println!("  {mark} {file} {number}: {text}");
            for one in &expected {
                println!("      expected {:?} {:?}", one.range, one.values);
            }
            print_items(text, &items);
        }
        Ok(score)
    }

    fn news(&self, path: &Path) -> Result<(), Failure> {
        let (mut tuning, mut reporting) = (Score::default(), Score::default());
        let content = fs::read_to_string(path)?;
        for line in content.lines() {
            let record: Value = serde_json::from_str(line)?;
            let id = record["id"].as_str().unwrap_or_default();
            let tunes = Sha256::digest(id.as_bytes())
                .last()
                .is_some_and(|byte| byte % 2 == 0);
            let text = record["text"].as_str().unwrap_or_default();
            let items = self.items(text, record["time"].as_str(), Layer::Times)?;
            let empty = Vec::new();
            let mut used = vec![false; items.len()];
            for time in record["times"].as_array().unwrap_or(&empty) {
                let (start, end) = (index(&time["start"]), index(&time["end"]));
                let value = time["value"].as_str().unwrap_or_default().to_owned();
                let expected = Expected {
                    range: Some(start..end),
                    values: vec![value],
                };
                let outcome = judge_lengths(&items, &expected);
                for (item, used) in items.iter().zip(&mut used) {
                    *used |= item.range.start < end && start < item.range.end;
                }
                let score = if tunes { &mut tuning } else { &mut reporting };
                score.add(outcome);
                if self.errors && tunes && !outcome.right {
                    println!(
                        "  wrong {id}: {} = {:?}",
                        slice(text, start..end),
                        expected.values
                    );
                    let near =
                        |item: &&Item| item.range.start < end + 20 && start < item.range.end + 20;
                    print_items(
                        text,
                        &items.iter().filter(near).cloned().collect::<Vec<_>>(),
                    );
                }
            }
            if self.errors && tunes {
                let extra = items.iter().zip(&used).filter(|(_, used)| !**used);
                let extra: Vec<Item> = extra.map(|(item, _)| item.clone()).collect();
                println!("  not in the gold of {id}:");
                print_items(text, &extra);
            }
        }
        print_score("news-20, tuning ten", tuning);
        print_score("news-20, reporting ten", reporting);
        Ok(())
    }

    /// The times or numbers of a text, in code points.
    fn items(&self, text: &str, time: Option<&str>, layer: Layer) -> Result<Vec<Item>, Failure> {
        let time = time.and_then(|time| DocumentTime::parse(time).ok());
        let metadata = Metadata {
            time,
            ..Metadata::default()
        };
        let mut document = Document::new(metadata, text.to_owned())?;
        self.pipeline.process(&mut document, &Unsupervised)?;
        let name = if layer == Layer::Times {
            LayerName::TIMES
        } else {
            LayerName::NUMBERS
        };
        let mut items = Vec::new();
        for found in document
            .view::<warraq_core::Annotation>(&name)
            .ok_or("no layer")?
            .iter()
        {
            let start = text
                .get(..found.range().start)
                .unwrap_or_default()
                .chars()
                .count();
            let value = match found.attribute("value") {
                Some(AttributeValue::Text(value)) => value.to_owned(),
                Some(AttributeValue::Integer(value)) => value.to_string(),
                Some(AttributeValue::Real(value)) => format!("{value:.15e}"),
                _ => String::new(),
            };
            let alternatives = found.text_attribute("alternatives").unwrap_or_default();
            items.push(Item {
                range: start..start + found.text().chars().count(),
                label: found.label().to_owned(),
                value,
                alternatives: alternatives.split_whitespace().map(str::to_owned).collect(),
            });
        }
        Ok(items)
    }
}

fn print_score(name: &str, score: Score) {
    let share = 100.0 * score.right as f64 / score.expected.max(1) as f64;
    let Score {
        expected,
        found,
        right,
        exact,
    } = score;
    println!("{name:36} {expected:5} {found:5} {right:5} {exact:5} {share:7.1}");
}

fn print_items(text: &str, items: &[Item]) {
    for item in items {
        println!(
            "      found {} `{}` {} {:?}",
            item.label,
            slice(text, item.range.clone()),
            item.value,
            item.range
        );
    }
}

fn slice(text: &str, range: std::ops::Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}

fn index(value: &Value) -> usize {
    value.as_u64().map_or(0, |value| value as usize)
}

/// Relative ordinals (`الأخير`) are outside the bar.
fn is_relative_ordinal(result: &Value) -> bool {
    result["TypeName"].as_str() == Some("ordinal.relative")
}

fn expected(text: &str, result: &Value) -> Expected {
    Expected {
        range: expected_range(text, result),
        values: expected_values(result),
    }
}

/// Where the corpus gives an offset it is used; else the text is looked for; else any item may be meant.
fn expected_range(text: &str, result: &Value) -> Option<std::ops::Range<usize>> {
    let words = result["Text"].as_str().unwrap_or_default().trim();
    let place = text.find(words).filter(|_| !words.is_empty())?;
    let start = text.get(..place).unwrap_or_default().chars().count();
    Some(start..start + words.chars().count())
}

fn expected_values(result: &Value) -> Vec<String> {
    let mut values = Vec::new();
    let resolution = &result["Resolution"];
    let empty = Vec::new();
    for value in resolution["values"].as_array().unwrap_or(&empty) {
        add_value(&value["timex"], &mut values);
        add_value(&value["value"], &mut values);
        add_interval(&value["start"], &value["end"], &mut values);
    }
    if let Some(number) = resolution["value"].as_str() {
        values.push(number.trim_end_matches('%').to_owned());
    }
    let value = &result["Value"];
    add_value(&value["Timex"], &mut values);
    for reading in [&value["FutureResolution"], &value["PastResolution"]] {
        for key in ["date", "time", "dateTime"] {
            add_value(&reading[key], &mut values);
        }
        for (start, end) in [
            ("startDate", "endDate"),
            ("startTime", "endTime"),
            ("startDateTime", "endDateTime"),
        ] {
            add_interval(&reading[start], &reading[end], &mut values);
        }
    }
    let suffixes: Vec<String> = values
        .iter()
        .filter(|value| value.starts_with("XXXX") && !value.contains('/'))
        .filter_map(|value| Some(value.get(value.find('T')?..)?.to_owned()))
        .collect();
    // `XXXX-WXX-2TMO`, resolved, is the morning of the day that the corpus resolves it to.
    let resolved: Vec<String> = values.iter().filter_map(|value| day_of(value)).collect();
    for suffix in suffixes {
        values.extend(resolved.iter().map(|day| format!("{day}{suffix}")));
    }
    values.retain(|value| value != "not resolved");
    values
}

/// The day that a resolved value starts with.
fn day_of(value: &str) -> Option<String> {
    let day = value.get(..10)?;
    let resolved = day
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    (resolved && value.get(10..11) == Some("T")).then(|| day.to_owned())
}

/// A value as it stands, as ISO 8601 writes it, and an interval `(a,b,length)` as `a/b`.
fn add_value(value: &Value, values: &mut Vec<String>) {
    let Some(written) = value.as_str() else {
        return;
    };
    let inner = written.trim_start_matches('(').trim_end_matches(')');
    let parts: Vec<&str> = inner.split(',').collect();
    if let [start, end, _] = parts[..] {
        values.push(format!("{start}/{end}"));
    } else {
        values.push(iso(written));
    }
}

fn add_interval(start: &Value, end: &Value, values: &mut Vec<String>) {
    if let (Some(start), Some(end)) = (start.as_str(), end.as_str()) {
        values.push(format!("{}/{}", iso(start), iso(end)));
    }
}

/// `2016-11-07 05:00:00` is `2016-11-07T05:00:00` in ISO 8601, and `05:00:00` is `T05:00:00`.
fn iso(written: &str) -> String {
    let clock = written.len() == 8 && written.as_bytes().get(2) == Some(&b':');
    if clock {
        format!("T{written}")
    } else {
        written.replacen(' ', "T", 1)
    }
}

//! A corpus: what is kept of each record of a run, to show all of them on one page.
//!
//! Records come one by one and none is kept: a document costs its heading and four bytes for each
//! name in it, about 300 bytes in all, and each different name is kept once.

mod graph;
mod lists;
mod page;

use crate::dates::{Day, Grain, days, dense};
use crate::page::PageOptions;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use warraq_record::{Layer, Record, RecordError};

/// The labels whose names are counted.
const COUNTED: [&str; 3] = ["PER", "LOC", "ORG"];

/// The documents in the table of the page; all count in its figures.
const MOST_ROWS: usize = 20_000;
/// The names that the table's search knows.
const MOST_NAMES: usize = 3000;
/// The bars of the chart of documents by date.
const MOST_BARS: usize = 80;
/// The longest heading that is kept, in characters.
const LONGEST_HEADING: usize = 160;

/// The records of a run, as far as a page shows them.
#[derive(Default)]
pub struct Corpus {
    rows: Vec<Row>,
    names: Vec<Name>,
    name_numbers: HashMap<(u8, String), u32>,
    warnings: BTreeMap<String, Group>,
    quarantine: Vec<QuarantinedDocument>,
    words: u64,
}

/// A document that could not be processed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct QuarantinedDocument {
    /// The identifier, as far as it could be told.
    pub id: String,
    /// The stage that gave up.
    pub stage: String,
    /// What happened.
    pub reason: String,
}

/// What is kept of a document.
struct Row {
    id: String,
    heading: String,
    day: Option<Day>,
    words: usize,
    warnings: usize,
    /// Its names in the order of the text, each once.
    names: Vec<u32>,
}

/// A name that stands in documents.
struct Name {
    label: &'static str,
    text: String,
    documents: u32,
}

/// Warnings of one kind.
#[derive(Default)]
struct Group {
    count: u64,
    example: String,
}

impl Corpus {
    /// Takes in a record.
    ///
    /// # Errors
    /// [`RecordError`] if it cannot be read; the corpus is as before.
    pub fn add(&mut self, json: &str) -> Result<(), RecordError> {
        let record = Record::from_json(json)?;
        let names = self.add_names(&record);
        for warning in &record.warnings {
            let group = self.warnings.entry(warning.code.clone()).or_default();
            if group.count == 0 {
                group.example = format!("{}: {}", record.id, warning.message);
            }
            group.count += 1;
        }
        let words = record.text().split_whitespace().count();
        self.words += words as u64;
        self.rows.push(Row {
            heading: heading(&record),
            day: record.date().and_then(days).map(|days| days.start),
            words,
            warnings: record.warnings.len(),
            names,
            id: record.id,
        });
        Ok(())
    }

    /// Takes in a document of the quarantine.
    pub fn add_quarantined(&mut self, document: QuarantinedDocument) {
        self.quarantine.push(document);
    }

    /// The page.
    #[must_use]
    pub fn page(&self, options: &PageOptions) -> String {
        page::page(self, options)
    }

    fn add_names(&mut self, record: &Record) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        let mut names = Vec::new();
        for item in record.layer(Layer::Entities) {
            let Some(label) = COUNTED.iter().position(|label| *label == item.label) else {
                continue;
            };
            let text = item
                .canonical
                .as_deref()
                .unwrap_or_else(|| record.slice(item.range()));
            let number = self.number(label, text);
            if seen.insert(number) {
                names.push(number);
            }
        }
        for number in &names {
            if let Some(name) = self.names.get_mut(*number as usize) {
                name.documents += 1;
            }
        }
        names
    }

    fn number(&mut self, label: usize, text: &str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let names = &mut self.names;
        let key = (label as u8, text.to_owned());
        *self.name_numbers.entry(key).or_insert_with(|| {
            names.push(Name {
                label: COUNTED[label],
                text: text.to_owned(),
                documents: 0,
            });
            next
        })
    }

    /// The numbers of the names that `is_meant`, those in the most documents first.
    fn top_names(&self, most: usize, is_meant: impl Fn(&Name) -> bool) -> Vec<u32> {
        let numbers = 0..u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let mut numbers: Vec<_> = numbers
            .filter(|number| is_meant(self.name(*number)))
            .collect();
        numbers.sort_by_key(|number| (std::cmp::Reverse(self.name(*number).documents), *number));
        numbers.truncate(most);
        numbers
    }

    fn name(&self, number: u32) -> &Name {
        &self.names[number as usize]
    }

    /// The pieces of time in which most documents are counted.
    fn bars(&self, most: usize) -> Option<Bars> {
        let dated = self.rows.iter().filter_map(|row| row.day);
        let days = dense(dated.map(|day| day..day.saturating_add(1)).collect())?;
        let grain = Grain::of(&days, most);
        let starts = grain.starts(&days);
        Some(Bars { grain, starts })
    }
}

/// Pieces of time of one length.
struct Bars {
    grain: Grain,
    /// Their starts, and the end of the last one.
    starts: Vec<Day>,
}

impl Bars {
    /// Which piece has a day; none has those that lie far from the others.
    fn of(&self, day: Day) -> Option<usize> {
        let later = self.starts.partition_point(|start| *start <= day);
        later.checked_sub(1).filter(|_| later < self.starts.len())
    }

    fn count(&self, days: impl Iterator<Item = Day>) -> Vec<u32> {
        let mut counts = vec![0; self.starts.len().saturating_sub(1)];
        for bar in days.filter_map(|day| self.of(day)) {
            counts[bar] += 1;
        }
        counts
    }
}

/// What a document is called: its title, that in its text, or its identifier.
fn heading(record: &Record) -> String {
    let in_text = || {
        let title = record
            .layer(Layer::Blocks)
            .iter()
            .find(|block| block.label == "title");
        title.map(|title| record.slice(title.range()))
    };
    let heading = record
        .title
        .as_deref()
        .or_else(in_text)
        .unwrap_or(&record.id);
    heading.trim().chars().take(LONGEST_HEADING).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: usize, time: &str, names: &[(&str, &str)]) -> String {
        let entities: Vec<_> = names
            .iter()
            .map(|(label, name)| serde_json::json!({"start": 0, "end": 1, "label": label, "canonical": name}))
            .collect();
        serde_json::json!({
            "id": id.to_string(), "source": {"path": "a"}, "time": time, "offset_unit": "codepoint",
            "text": "نص", "entities": entities, "warnings": [{"code": "encoding_guessed", "message": "m"}],
        })
        .to_string()
    }

    #[test]
    fn names_count_once_a_document() {
        let mut corpus = Corpus::default();
        let egypt = ("LOC", "مصر");
        corpus
            .add(&record(1, "2024-01-01", &[egypt, egypt, ("PER", "مصر")]))
            .unwrap();
        corpus
            .add(&record(2, "2024-03-01", &[egypt, ("MISC", "س")]))
            .unwrap();
        let top: Vec<_> = corpus
            .top_names(9, |_| true)
            .into_iter()
            .map(|number| corpus.name(number))
            .collect();
        let top: Vec<_> = top
            .iter()
            .map(|name| (name.label, name.documents))
            .collect();
        assert_eq!(top, [("LOC", 2), ("PER", 1)]);
        assert_eq!(corpus.warnings["encoding_guessed"].count, 2);
        let bars = corpus.bars(4).unwrap();
        assert_eq!((bars.grain, bars.starts.len()), (Grain::Months(1), 4));
        let day = corpus.rows[1].day.unwrap();
        assert_eq!(bars.of(day), Some(2));
        assert_eq!(bars.of(bars.starts[0] - 1), None);
        assert_eq!(bars.of(bars.starts[3]), None);
        assert_eq!(bars.count([day, day + 999].into_iter()), [0, 0, 1]);
    }

    #[test]
    fn a_page_of_nothing_is_a_page() {
        let page = Corpus::default().page(&PageOptions::default());
        assert!(page.ends_with("</html>"));
        assert!(Corpus::default().add("{}").is_err());
    }
}

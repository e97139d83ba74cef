//! Statistics: what is in a run, counted while its records stream by.
//!
//! Memory is bounded: names and texts beyond a number are no longer told apart, which the result then
//! says.

use crate::error::CorpusError;
use crate::records::Records;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;
use std::path::Path;
use warraq_record::{Item, Layer, Record};

/// Names that are counted apart; new ones beyond that push the rarest out.
const MOST_NAMES: usize = 1_000_000;

/// Texts that are remembered to find those that are repeated.
const MOST_TEXTS: usize = 4_000_000;

/// What is in a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Records.
    pub documents: u64,
    /// Code points of text.
    pub characters: u64,
    /// Items by layer and label; by layer alone where items have no labels.
    pub labels: BTreeMap<String, BTreeMap<String, u64>>,
    /// The names that are met most often, by label: each with its count and its documents.
    pub names: BTreeMap<String, Vec<NameCount>>,
    /// Whether names were so many that counts of rare ones are not exact.
    pub names_are_approximate: bool,
    /// Dates and times by year.
    pub years: BTreeMap<String, u64>,
    /// Documents by the year of their publication.
    pub documents_by_year: BTreeMap<String, u64>,
    /// Documents by language.
    pub languages: BTreeMap<String, u64>,
    /// Documents whose text an earlier one has, letter for letter.
    pub repeated_texts: u64,
    /// Documents whose id an earlier one has.
    pub repeated_ids: u64,
    /// Warnings by their code.
    pub warnings: BTreeMap<String, u64>,
    /// Documents in quarantine, by stage and reason, numbers in it left out.
    pub quarantine: BTreeMap<String, u64>,
}

/// A name and how often it is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameCount {
    /// The canonical name.
    pub name: String,
    /// Mentions.
    pub mentions: u64,
    /// Documents.
    pub documents: u64,
}

#[derive(Deserialize)]
struct Quarantined {
    stage: String,
    reason: String,
}

impl Statistics {
    /// Counts the run at `run`, a folder or a file of records, and keeps the `top` names of each label.
    ///
    /// # Errors
    /// [`CorpusError`] if it cannot be read.
    pub fn of(run: &Path, top: usize) -> Result<Self, CorpusError> {
        let mut counter = Counter::default();
        let mut records = Records::open(run)?;
        while let Some(record) = records.next::<Record>()? {
            counter.add(&record);
        }
        let mut statistics = counter.finish(top);
        statistics.add_quarantine(run)?;
        Ok(statistics)
    }

    /// Counts the quarantine of a run, where it has one.
    fn add_quarantine(&mut self, run: &Path) -> Result<(), CorpusError> {
        let path = if run.is_dir() {
            run.join("quarantine.jsonl")
        } else {
            let mut name = run.as_os_str().to_owned();
            name.push(".quarantine.jsonl");
            name.into()
        };
        if !path.exists() {
            return Ok(());
        }
        let mut entries = Records::open(&path)?;
        while let Some(entry) = entries.next::<Quarantined>()? {
            let Quarantined { stage, reason } = entry;
            let reason = format!("{stage}: {}", without_numbers(&reason));
            *self.quarantine.entry(reason).or_default() += 1;
        }
        Ok(())
    }
}

/// A reason with its numbers as `N`, so that equal reasons are counted together.
fn without_numbers(reason: &str) -> String {
    let mut out = String::new();
    let mut is_number = false;
    for character in reason.chars() {
        if !character.is_ascii_digit() {
            out.push(character);
        } else if !is_number {
            out.push('N');
        }
        is_number = character.is_ascii_digit();
    }
    out
}

#[derive(Default)]
struct Counter {
    statistics: Statistics,
    names: HashMap<(String, String), Mentions>,
    texts: HashSet<u64>,
}

#[derive(Clone, Copy, Default)]
struct Mentions {
    mentions: u64,
    documents: u64,
    /// The document, from 1, that was counted last.
    last_document: u64,
}

impl Counter {
    fn add(&mut self, record: &Record) {
        self.statistics.documents += 1;
        if record.has_text() {
            self.statistics.characters += record.text().chars().count() as u64;
            self.add_text(record.text());
        }
        for (name, items) in record.layers().filter(|(_, items)| !items.is_empty()) {
            let labels = self.statistics.labels.entry(name.to_owned()).or_default();
            for item in items {
                add(labels, &item.label);
            }
        }
        for warning in &record.warnings {
            add(&mut self.statistics.warnings, &warning.code);
            self.statistics.repeated_ids += u64::from(warning.code == "duplicate_id");
        }
        let language = record.language.as_ref();
        if let Some(language) = language {
            add(&mut self.statistics.languages, &language.code);
        }
        if let Some(year) = record.time.as_deref().and_then(year_of) {
            add(&mut self.statistics.documents_by_year, year);
        }
        self.add_times(record.layer(Layer::Times));
        self.add_names(record.layer(Layer::Entities));
    }

    fn add_text(&mut self, text: &str) {
        let hash = FixedState::with_seed(0x7465_7874).hash_one(text);
        let is_repeated = if self.texts.len() < MOST_TEXTS {
            !self.texts.insert(hash)
        } else {
            self.texts.contains(&hash)
        };
        self.statistics.repeated_texts += u64::from(is_repeated);
    }

    fn add_times(&mut self, times: &[Item]) {
        for time in times {
            let is_point = matches!(time.label.as_str(), "DATE" | "TIME");
            let year = time.value.as_str().and_then(year_of);
            if let (true, Some(year)) = (is_point, year) {
                add(&mut self.statistics.years, year);
            }
        }
    }

    fn add_names(&mut self, entities: &[Item]) {
        let document = self.statistics.documents;
        for entity in entities {
            let name = entity.canonical.as_ref().or(entity.text.as_ref());
            let Some(name) = name.filter(|_| !entity.label.is_empty()) else {
                continue;
            };
            let key = (entity.label.clone(), name.clone());
            let counts = self.names.entry(key).or_default();
            counts.mentions += 1;
            counts.documents += u64::from(counts.last_document != document);
            counts.last_document = document;
        }
        if self.names.len() > MOST_NAMES {
            self.forget_rare_names();
        }
    }

    /// Forgets the names that were met least, until half are left: a name that is met often is met
    /// again.
    fn forget_rare_names(&mut self) {
        self.statistics.names_are_approximate = true;
        let mut rarest = 1;
        while self.names.len() > MOST_NAMES / 2 {
            self.names.retain(|_, counts| counts.mentions > rarest);
            rarest *= 2;
        }
    }

    fn finish(mut self, top: usize) -> Statistics {
        let mut names: Vec<_> = self.names.drain().collect();
        names.sort_by(
            |((label, name), counts), ((other_label, other_name), other)| {
                let most_first = other.mentions.cmp(&counts.mentions);
                label
                    .cmp(other_label)
                    .then(most_first)
                    .then_with(|| name.cmp(other_name))
            },
        );
        for ((label, name), counts) in names {
            let of_label = self.statistics.names.entry(label).or_default();
            if of_label.len() < top {
                of_label.push(NameCount {
                    name,
                    mentions: counts.mentions,
                    documents: counts.documents,
                });
            }
        }
        self.statistics
    }
}

fn add(counts: &mut BTreeMap<String, u64>, key: &str) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => {
            counts.insert(key.to_owned(), 1);
        }
    }
}

/// The year that an ISO value starts with; none for decades, centuries and open years.
fn year_of(value: &str) -> Option<&str> {
    let year = value.get(..4)?;
    let ends = value
        .get(4..5)
        .is_none_or(|next| next == "-" || next == "/");
    (ends && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

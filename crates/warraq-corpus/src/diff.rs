//! Comparison: two runs over the same input, document by document.
//!
//! A document is the same in both if it was read at the same place (path and line). The runs are read
//! in step; a first pass over both notes which documents each has, eight bytes a document, so that
//! one that is missing on one side is told at once from one that comes later.

use crate::error::CorpusError;
use crate::records::Records;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;
use std::path::Path;

/// Documents that may wait for their like in the other run, where the orders differ.
const MOST_WAITING: usize = 1024;

/// Members that are layers with items.
const LAYERS: [&str; 9] = [
    "blocks",
    "sentences",
    "tokens",
    "entities",
    "times",
    "numbers",
    "summary",
    "keyphrases",
    "markup",
];

/// Members that say nothing about a document.
const IGNORED: [&str; 2] = ["run", "schema"];

/// What differs between two runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Documents that both runs have.
    pub in_both: u64,
    /// Those of them that are the same, but for the hash of the run.
    pub same: u64,
    /// Documents that only the first run has.
    pub only_first: u64,
    /// Documents that only the second run has.
    pub only_second: u64,
    /// The items of each layer that differ.
    pub layers: BTreeMap<String, ItemCounts>,
    /// Documents whose other members (`text`, `time`, `warnings`, …) differ, by member.
    pub members: BTreeMap<String, u64>,
    /// The first documents that differ.
    pub examples: Vec<Difference>,
}

/// Items of a layer that differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemCounts {
    /// Items that only the second run has.
    pub added: u64,
    /// Items that only the first run has.
    pub removed: u64,
    /// Items at the same place that say something else.
    pub changed: u64,
    /// The documents that these are in.
    pub documents: u64,
}

/// A document that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The document.
    pub id: String,
    /// Where it was read.
    pub source: String,
    /// What differs: `only_first`, `only_second`, or members.
    pub what: Vec<String>,
}

impl Comparison {
    /// Compares the runs at `first` and `second`, and keeps the first `examples` documents that
    /// differ.
    ///
    /// # Errors
    /// [`CorpusError`] if a run cannot be read, or the runs have their documents in different orders.
    pub fn of(first: &Path, second: &Path, examples: usize) -> Result<Self, CorpusError> {
        let (known_first, known_second) = (keys(first)?, keys(second)?);
        let mut walk = Walk {
            comparison: Self::default(),
            examples,
            waiting: [HashMap::new(), HashMap::new()],
        };
        let [mut left, mut right] = [Side::open(first)?, Side::open(second)?];
        loop {
            let record = left.next()?;
            if let Some(record) = record {
                walk.take(0, record, &known_second)?;
            }
            let other = right.next()?;
            let is_end = left.is_done && other.is_none();
            if let Some(record) = other {
                walk.take(1, record, &known_first)?;
            }
            if is_end {
                break;
            }
        }
        Ok(walk.comparison)
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.same == self.in_both && self.only_first == 0 && self.only_second == 0
    }
}

/// A record with its key.
struct Keyed {
    key: u64,
    record: Map<String, Value>,
}

/// One of the runs.
struct Side {
    records: Records,
    keys: Keys,
    is_done: bool,
}

impl Side {
    fn open(path: &Path) -> Result<Self, CorpusError> {
        Ok(Self {
            records: Records::open(path)?,
            keys: Keys::default(),
            is_done: false,
        })
    }

    fn next(&mut self) -> Result<Option<Keyed>, CorpusError> {
        if self.is_done {
            return Ok(None);
        }
        let Some(json) = self.records.next_json()? else {
            self.is_done = true;
            return Ok(None);
        };
        let place: Place = self.records.parse(&json)?;
        let key = self.keys.key(&place);
        let record = self.records.parse(&json)?;
        Ok(Some(Keyed { key, record }))
    }
}

/// Gives each document of a run a key: its place, and how often that was met before.
#[derive(Default)]
struct Keys(HashSet<u64>);

#[derive(Deserialize)]
struct Place {
    source: PlaceInInput,
}

#[derive(Deserialize)]
struct PlaceInInput {
    path: String,
    line: Option<u64>,
}

impl Keys {
    fn key(&mut self, place: &Place) -> u64 {
        let PlaceInInput { path, line } = &place.source;
        let hasher = FixedState::with_seed(0x6469_6666);
        (0_u64..)
            .map(|count| hasher.hash_one((path, line, count)))
            .find(|key| self.0.insert(*key))
            .unwrap_or_default()
    }
}

fn keys(path: &Path) -> Result<HashSet<u64>, CorpusError> {
    let mut records = Records::open(path)?;
    let mut keys = Keys::default();
    while let Some(place) = records.next::<Place>()? {
        keys.key(&place);
    }
    Ok(keys.0)
}

/// The walk through both runs.
struct Walk {
    comparison: Comparison,
    examples: usize,
    waiting: [HashMap<u64, Map<String, Value>>; 2],
}

impl Walk {
    fn take(
        &mut self,
        side: usize,
        keyed: Keyed,
        known_to_other: &HashSet<u64>,
    ) -> Result<(), CorpusError> {
        let Keyed { key, record } = keyed;
        if !known_to_other.contains(&key) {
            let (count, what) = match side {
                0 => (&mut self.comparison.only_first, "only_first"),
                _ => (&mut self.comparison.only_second, "only_second"),
            };
            *count += 1;
            self.note(&record, vec![what.to_owned()]);
            return Ok(());
        }
        let [first, second] = &mut self.waiting;
        let (mine, others) = if side == 0 {
            (first, second)
        } else {
            (second, first)
        };
        let Some(other) = others.remove(&key) else {
            mine.insert(key, record);
            return if mine.len() > MOST_WAITING {
                Err(CorpusError::Order(MOST_WAITING))
            } else {
                Ok(())
            };
        };
        if side == 0 {
            self.compare(&record, &other);
        } else {
            self.compare(&other, &record);
        }
        Ok(())
    }

    fn compare(&mut self, first: &Map<String, Value>, second: &Map<String, Value>) {
        self.comparison.in_both += 1;
        let mut what = Vec::new();
        let names: std::collections::BTreeSet<_> = first.keys().chain(second.keys()).collect();
        for name in names {
            let (a, b) = (first.get(name), second.get(name));
            if a == b || IGNORED.contains(&name.as_str()) {
                continue;
            }
            if LAYERS.contains(&name.as_str()) {
                self.compare_layer(name, a, b);
                what.push(name.clone());
            } else if name == "layers" {
                what.extend(self.compare_other_layers(a, b));
            } else {
                *self.comparison.members.entry(name.clone()).or_default() += 1;
                what.push(name.clone());
            }
        }
        if what.is_empty() {
            self.comparison.same += 1;
        } else {
            self.note(first, what);
        }
    }

    fn compare_other_layers(&mut self, a: Option<&Value>, b: Option<&Value>) -> Vec<String> {
        let members = |value: Option<&Value>| {
            let members = value.and_then(Value::as_object);
            members.cloned().unwrap_or_default()
        };
        let (a, b) = (members(a), members(b));
        let names: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
        let differ = |name: &&&String| a.get(**name) != b.get(**name);
        let names: Vec<_> = names
            .iter()
            .filter(differ)
            .map(|name| (*name).clone())
            .collect();
        for name in &names {
            self.compare_layer(name, a.get(name), b.get(name));
        }
        names
    }

    fn compare_layer(&mut self, name: &str, a: Option<&Value>, b: Option<&Value>) {
        let counts = self.comparison.layers.entry(name.to_owned()).or_default();
        counts.documents += 1;
        let (a, b) = (by_range(a), by_range(b));
        let ranges: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
        for range in ranges {
            let items =
                |side: &BTreeMap<_, Vec<String>>| side.get(range).cloned().unwrap_or_default();
            let (mut removed, mut added) = (items(&a), items(&b));
            removed.retain(|item| match added.iter().position(|other| other == item) {
                Some(same) => {
                    added.remove(same);
                    false
                }
                None => true,
            });
            let changed = removed.len().min(added.len());
            counts.changed += changed as u64;
            counts.removed += (removed.len() - changed) as u64;
            counts.added += (added.len() - changed) as u64;
        }
    }

    fn note(&mut self, record: &Map<String, Value>, what: Vec<String>) {
        if self.comparison.examples.len() >= self.examples {
            return;
        }
        let text = |value: Option<&Value>| {
            let text = value.and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let source = record.get("source");
        let path = text(source.and_then(|source| source.get("path")));
        let line = source.and_then(|source| source.get("line"));
        self.comparison.examples.push(Difference {
            id: text(record.get("id")),
            source: line.map_or(path.clone(), |line| format!("{path}:{line}")),
            what,
        });
    }
}

/// The items of a layer by their ranges.
fn by_range(layer: Option<&Value>) -> BTreeMap<(u64, u64), Vec<String>> {
    let mut items: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for item in layer.and_then(Value::as_array).into_iter().flatten() {
        let offset = |name: &str| item.get(name).and_then(Value::as_u64).unwrap_or_default();
        let range = (offset("start"), offset("end"));
        items.entry(range).or_default().push(item.to_string());
    }
    items
}

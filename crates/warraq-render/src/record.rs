//! Records as they are read back: every layer a list of items, every offset a byte of the text.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// What was found in one document.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// As the source gave it.
    pub id: String,
    /// Where it was read.
    pub source: Source,
    /// When it was published.
    #[serde(default)]
    pub time: Option<String>,
    /// The title that the source gives apart from the text.
    #[serde(default)]
    pub title: Option<String>,
    /// The date that was inferred.
    #[serde(default)]
    pub anchor: Option<Anchor>,
    offset_unit: Unit,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    blocks: Vec<Item>,
    #[serde(default)]
    sentences: Vec<Item>,
    #[serde(default)]
    entities: Vec<Item>,
    #[serde(default)]
    times: Vec<Item>,
    #[serde(default)]
    numbers: Vec<Item>,
    #[serde(default)]
    summary: Vec<Item>,
    #[serde(default)]
    keyphrases: Vec<Item>,
    /// Layers that are not built in.
    #[serde(default)]
    layers: BTreeMap<String, Vec<Item>>,
    /// What was guessed, replaced or cut.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// The source's other fields.
    #[serde(default)]
    pub meta: serde_json::Map<String, serde_json::Value>,
    /// The hash of the run.
    #[serde(default)]
    pub run: String,
    /// The record as it was written.
    #[serde(skip)]
    json: String,
}

/// Where a document was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Source {
    /// The file.
    pub path: String,
    /// The line, where a file holds many documents.
    #[serde(default)]
    pub line: Option<u64>,
    /// The encoding.
    #[serde(default)]
    pub encoding: String,
}

/// A date that was inferred from the text.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Anchor {
    /// The date.
    pub value: String,
    /// The piece of the text that gives it away.
    #[serde(default)]
    pub evidence: String,
}

/// Something that was guessed, replaced or cut.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// Its kind.
    pub code: String,
    /// Who says so.
    #[serde(default)]
    pub stage: String,
    /// What happened, for people.
    #[serde(default)]
    pub message: String,
}

/// One item of a layer. Members that the item's layer does not have are empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Item {
    start: usize,
    end: usize,
    /// What it is.
    pub label: String,
    /// How sure the finder is.
    pub score: Option<f64>,
    /// The level of a heading.
    pub level: Option<u64>,
    /// A kind within the label.
    pub subtype: Option<String>,
    /// A name without clitics, its spelling folded to one form.
    pub canonical: Option<String>,
    /// Mentions of the same one share it.
    pub cluster: Option<i64>,
    /// Open identifiers.
    pub ids: Vec<String>,
    /// The rule or model.
    pub origin: Option<String>,
    /// A time's or a number's value.
    pub value: serde_json::Value,
    /// A number's unit.
    pub unit: Option<String>,
    /// Why a sentence is in the summary.
    pub reason: Option<String>,
}

impl Item {
    /// The bytes of the text that it covers.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The value for people; empty if there is none.
    #[must_use]
    pub fn value(&self) -> String {
        match &self.value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// The layers that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The structure.
    Blocks,
    /// Sentences.
    Sentences,
    /// The sentences that say the most.
    Summary,
    /// Times.
    Times,
    /// Names.
    Entities,
    /// Numbers.
    Numbers,
    /// The phrases that say the most.
    Keyphrases,
}

impl Layer {
    /// The name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Sentences => "sentences",
            Self::Summary => "summary",
            Self::Times => "times",
            Self::Entities => "entities",
            Self::Numbers => "numbers",
            Self::Keyphrases => "keyphrases",
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Codepoint,
    Byte,
    Utf16,
}

/// Why a record cannot be shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It is no record.
    #[error("it is no record of a document")]
    Json(#[from] serde_json::Error),
    /// The run was told not to write the text.
    #[error("the record has no text")]
    NoText,
    /// An item lies outside the text or cuts a character.
    #[error("an item of `{layer}` has the offsets {start} to {end}, which the text does not have")]
    Offsets {
        /// The layer.
        layer: String,
        /// The start, in the record's unit.
        start: usize,
        /// The end, in the record's unit.
        end: usize,
    },
}

impl Record {
    /// Reads a record, and checks that every item lies in its text.
    ///
    /// # Errors
    /// [`RecordError`] if it is no record, or one that cannot be shown.
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        let mut record: Self = serde_json::from_str(json)?;
        let text = record.text.as_deref().ok_or(RecordError::NoText)?;
        let bytes = bytes_of_offsets(text, record.offset_unit);
        let layers = [
            ("blocks", &mut record.blocks),
            ("sentences", &mut record.sentences),
            ("entities", &mut record.entities),
            ("times", &mut record.times),
            ("numbers", &mut record.numbers),
            ("summary", &mut record.summary),
            ("keyphrases", &mut record.keyphrases),
        ];
        let custom = record
            .layers
            .iter_mut()
            .map(|(name, items)| (name.as_str(), items));
        for (layer, items) in layers.into_iter().chain(custom) {
            items
                .iter_mut()
                .try_for_each(|item| place(item, layer, &bytes))?;
        }
        json.trim().clone_into(&mut record.json);
        Ok(record)
    }

    /// The document's text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// A piece of the text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> &str {
        self.text().get(range).unwrap_or_default()
    }

    /// The items of a layer, in the order of the record.
    #[must_use]
    pub fn layer(&self, layer: Layer) -> &[Item] {
        match layer {
            Layer::Blocks => &self.blocks,
            Layer::Sentences => &self.sentences,
            Layer::Summary => &self.summary,
            Layer::Times => &self.times,
            Layer::Entities => &self.entities,
            Layer::Numbers => &self.numbers,
            Layer::Keyphrases => &self.keyphrases,
        }
    }

    /// The layers that are not built in, by name.
    pub fn other_layers(&self) -> impl Iterator<Item = (&str, &[Item])> {
        self.layers
            .iter()
            .map(|(name, items)| (name.as_str(), items.as_slice()))
    }

    /// The document's date: as its source has it, or as it was inferred.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        let inferred = self.anchor.as_ref().map(|anchor| anchor.value.as_str());
        self.time.as_deref().or(inferred)
    }

    /// The record as it was written.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// For each offset in `unit`, the byte that it means; `usize::MAX` within a character.
fn bytes_of_offsets(text: &str, unit: Unit) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    for (byte, character) in text.char_indices() {
        bytes.push(byte);
        let width = match unit {
            Unit::Codepoint => 1,
            Unit::Byte => character.len_utf8(),
            Unit::Utf16 => character.len_utf16(),
        };
        bytes.resize(bytes.len() + width - 1, usize::MAX);
    }
    bytes.push(text.len());
    bytes
}

fn place(item: &mut Item, layer: &str, bytes: &[usize]) -> Result<(), RecordError> {
    let byte = |offset: usize| {
        bytes
            .get(offset)
            .copied()
            .filter(|byte| *byte != usize::MAX)
    };
    match (byte(item.start), byte(item.end)) {
        (Some(start), Some(end)) if start <= end => {
            (item.start, item.end) = (start, end);
            Ok(())
        }
        _ => Err(RecordError::Offsets {
            layer: layer.to_owned(),
            start: item.start,
            end: item.end,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(unit: &str, start: usize, end: usize) -> Result<Record, RecordError> {
        Record::from_json(&format!(
            r#"{{"id":"a","source":{{"path":"a"}},"offset_unit":"{unit}","text":"😀 مصر",
                "entities":[{{"start":{start},"end":{end},"label":"LOC"}}]}}"#
        ))
    }

    #[test]
    fn offsets_of_every_unit_slice_the_text() {
        for (unit, start, end) in [("codepoint", 2, 5), ("utf16", 3, 6), ("byte", 5, 11)] {
            let record = record(unit, start, end).unwrap();
            let country = &record.layer(Layer::Entities)[0];
            assert_eq!(record.slice(country.range()), "مصر", "{unit}");
        }
    }

    #[test]
    fn offsets_that_the_text_does_not_have_are_refused() {
        for (unit, start, end) in [
            ("codepoint", 2, 6),
            ("utf16", 1, 3),
            ("byte", 6, 11),
            ("byte", 5, 4),
        ] {
            let error = record(unit, start, end).unwrap_err();
            assert!(
                matches!(error, RecordError::Offsets { .. }),
                "{unit}: {error}"
            );
        }
    }

    #[test]
    fn a_record_without_its_text_cannot_be_shown() {
        let json = r#"{"id":"a","source":{"path":"a"},"offset_unit":"byte"}"#;
        assert!(matches!(Record::from_json(json), Err(RecordError::NoText)));
        assert!(matches!(Record::from_json("[1"), Err(RecordError::Json(_))));
    }
}

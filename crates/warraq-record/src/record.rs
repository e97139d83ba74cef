//! The record of one document: every layer a list of items.

use crate::item::{Item, Layer};
use crate::offsets::{Bytes, OffsetUnit};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// What was found in one document. Offsets are of the unit that the record counts in, until they are
/// turned into bytes.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// As the source gave it.
    pub id: String,
    /// Where it was read.
    #[serde(default)]
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
    /// The language of the text.
    #[serde(default)]
    pub language: Option<Language>,
    offset_unit: OffsetUnit,
    #[serde(default)]
    text: Option<String>,
    blocks: Option<Vec<Item>>,
    sentences: Option<Vec<Item>>,
    tokens: Option<Vec<Item>>,
    entities: Option<Vec<Item>>,
    times: Option<Vec<Item>>,
    numbers: Option<Vec<Item>>,
    summary: Option<Vec<Item>>,
    keyphrases: Option<Vec<Item>>,
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

/// The language of a text.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Language {
    /// Its code.
    pub code: String,
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

/// Why a record cannot be read.
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
    /// Reads a record, its offsets as bytes of its text.
    ///
    /// # Errors
    /// [`RecordError`] if it is no record, or as [`Record::in_bytes`].
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(json)?;
        Ok(Self {
            json: json.trim().to_owned(),
            ..record.in_bytes()?
        })
    }

    /// The same record, its offsets as bytes of its text.
    ///
    /// # Errors
    /// [`RecordError`] if it has no text, or an item does not lie in it.
    pub fn in_bytes(mut self) -> Result<Self, RecordError> {
        let text = self.text.as_deref().ok_or(RecordError::NoText)?;
        let bytes = Bytes::new(text, self.offset_unit);
        for layer in Layer::ALL {
            let items = self.built_in_mut(layer).iter_mut().flatten();
            place(items, layer.name(), &bytes)?;
        }
        for (layer, items) in &mut self.layers {
            place(items.iter_mut(), layer, &bytes)?;
        }
        self.offset_unit = OffsetUnit::Byte;
        Ok(self)
    }

    /// Whether the text was written.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.text.is_some()
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
        self.built_in(layer).as_deref().unwrap_or_default()
    }

    /// Whether a layer was written, be it without items.
    #[must_use]
    pub fn has_layer(&self, layer: Layer) -> bool {
        self.built_in(layer).is_some()
    }

    /// All layers, by name.
    pub fn layers(&self) -> impl Iterator<Item = (&str, &[Item])> {
        let built_in = Layer::ALL.into_iter();
        let built_in = built_in.map(|layer| (layer.name(), self.layer(layer)));
        built_in.chain(self.other_layers())
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

    /// The record as it was written; empty unless it was read by [`Record::from_json`].
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    fn built_in(&self, layer: Layer) -> &Option<Vec<Item>> {
        match layer {
            Layer::Blocks => &self.blocks,
            Layer::Sentences => &self.sentences,
            Layer::Tokens => &self.tokens,
            Layer::Entities => &self.entities,
            Layer::Times => &self.times,
            Layer::Numbers => &self.numbers,
            Layer::Summary => &self.summary,
            Layer::Keyphrases => &self.keyphrases,
        }
    }

    fn built_in_mut(&mut self, layer: Layer) -> &mut Option<Vec<Item>> {
        match layer {
            Layer::Blocks => &mut self.blocks,
            Layer::Sentences => &mut self.sentences,
            Layer::Tokens => &mut self.tokens,
            Layer::Entities => &mut self.entities,
            Layer::Times => &mut self.times,
            Layer::Numbers => &mut self.numbers,
            Layer::Summary => &mut self.summary,
            Layer::Keyphrases => &mut self.keyphrases,
        }
    }
}

fn place<'a>(
    mut items: impl Iterator<Item = &'a mut Item>,
    layer: &str,
    bytes: &Bytes,
) -> Result<(), RecordError> {
    items.try_for_each(|item| item.place(layer, bytes))
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
    fn clitics_are_turned_into_bytes_with_their_words() {
        let json = |end: usize| {
            format!(
                r#"{{"id":"a","offset_unit":"codepoint","text":"ومصر","tokens":[{{"start":0,"end":4,
                    "clitics":[{{"start":0,"end":1}},{{"start":1,"end":{end}}}]}}]}}"#
            )
        };
        let record = Record::from_json(&json(4)).unwrap();
        let [word] = record.layer(Layer::Tokens) else {
            panic!("{record:?}");
        };
        let parts = word.clitics.iter().map(|part| record.slice(part.range()));
        assert_eq!(parts.collect::<Vec<_>>(), ["و", "مصر"]);
        // What counts bytes already is the same in bytes.
        let again = record.clone().in_bytes().unwrap();
        assert_eq!(again.layer(Layer::Tokens)[0].range(), word.range());
        let error = Record::from_json(&json(5)).unwrap_err();
        let said = "an item of `clitics` has the offsets 1 to 5, which the text does not have";
        assert_eq!(error.to_string(), said);
    }

    #[test]
    fn a_layer_without_items_is_told_from_one_that_was_not_written() {
        let json = r#"{"id":"a","offset_unit":"byte","text":"","tokens":[],"layers":{"x":[]}}"#;
        let record = Record::from_json(json).unwrap();
        assert!(record.has_layer(Layer::Tokens) && !record.has_layer(Layer::Sentences));
        assert_eq!(record.layers().count(), Layer::ALL.len() + 1);
    }

    #[test]
    fn a_record_without_its_text_cannot_be_shown() {
        let json = r#"{"id":"a","source":{"path":"a"},"offset_unit":"byte"}"#;
        assert!(matches!(Record::from_json(json), Err(RecordError::NoText)));
        assert!(matches!(Record::from_json("[1"), Err(RecordError::Json(_))));
    }
}

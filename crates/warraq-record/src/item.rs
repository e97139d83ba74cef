//! Items: one finding of a layer.

use crate::RecordError;
use crate::offsets::Bytes;
use serde::Deserialize;
use std::ops::Range;

/// The layers that are built in, in the order in which a page nests them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The structure.
    Blocks,
    /// Sentences.
    Sentences,
    /// Words, each with its clitics.
    Tokens,
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
    /// All of them, in the order of a record.
    pub const ALL: [Self; 8] = [
        Self::Blocks,
        Self::Sentences,
        Self::Tokens,
        Self::Entities,
        Self::Times,
        Self::Numbers,
        Self::Summary,
        Self::Keyphrases,
    ];

    /// The name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Sentences => "sentences",
            Self::Tokens => "tokens",
            Self::Summary => "summary",
            Self::Times => "times",
            Self::Entities => "entities",
            Self::Numbers => "numbers",
            Self::Keyphrases => "keyphrases",
        }
    }
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
    /// A word's clitics.
    pub clitics: Vec<Item>,
    /// What it covers, where the record says so.
    pub text: Option<String>,
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
    /// What it covers of the text: bytes, unless its record counts something else.
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

    /// Turns the offsets into bytes, those of its clitics, too.
    pub(crate) fn place(&mut self, layer: &str, bytes: &Bytes) -> Result<(), RecordError> {
        let (start, end) = (self.start, self.end);
        let range = bytes.range(start, end);
        let range = range.ok_or_else(|| RecordError::Offsets {
            layer: layer.to_owned(),
            start,
            end,
        })?;
        (self.start, self.end) = (range.start, range.end);
        let mut clitics = self.clitics.iter_mut();
        clitics.try_for_each(|clitic| clitic.place("clitics", bytes))
    }
}

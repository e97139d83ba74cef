//! The document of a record, its offsets turned into bytes and checked.

use super::Conversion;
use crate::error::CorpusError;
use serde::Deserialize;
use std::ops::Range;

/// A record as it is read.
#[derive(Deserialize)]
pub(super) struct AnnotatedRecord {
    id: String,
    offset_unit: String,
    text: Option<String>,
    sentences: Option<Vec<RecordItem>>,
    tokens: Option<Vec<RecordItem>>,
    #[serde(default)]
    entities: Vec<RecordItem>,
    #[serde(default)]
    times: Vec<RecordItem>,
    #[serde(default)]
    numbers: Vec<RecordItem>,
}

#[derive(Deserialize)]
struct RecordItem {
    start: usize,
    end: usize,
    #[serde(default)]
    label: String,
    #[serde(default)]
    clitics: Vec<RecordItem>,
    subtype: Option<String>,
    canonical: Option<String>,
    value: Option<serde_json::Value>,
    unit: Option<String>,
}

/// An item of a layer, its range in bytes.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) range: Range<usize>,
    pub(super) label: String,
    /// What the item says besides, for a person to read.
    pub(super) note: String,
}

/// A word with its parts.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) label: String,
    pub(super) clitics: Vec<Item>,
}

/// A document with its annotations.
pub(super) struct AnnotatedDocument {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) sentences: Option<Vec<Item>>,
    pub(super) tokens: Option<Vec<Token>>,
    pub(super) entities: Vec<Item>,
    pub(super) others: Vec<Item>,
}

/// Where each unit of a text starts, in bytes.
struct Starts(Vec<usize>);

impl Starts {
    fn new(text: &str, unit: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() + 1);
        for (byte, character) in text.char_indices() {
            let units = match unit {
                "byte" => character.len_utf8(),
                "utf16" => character.len_utf16(),
                _ => 1,
            };
            // An offset inside a character is none.
            starts.push(byte);
            starts.resize(starts.len() + units - 1, usize::MAX);
        }
        starts.push(text.len());
        Self(starts)
    }

    fn range(&self, item: &RecordItem) -> Option<Range<usize>> {
        let byte = |offset: usize| {
            self.0
                .get(offset)
                .copied()
                .filter(|byte| *byte != usize::MAX)
        };
        let (start, end) = (byte(item.start)?, byte(item.end)?);
        (start <= end).then_some(start..end)
    }
}

impl AnnotatedDocument {
    pub(super) fn of_record(record: AnnotatedRecord) -> Result<Self, CorpusError> {
        let AnnotatedRecord { id, text, .. } = record;
        let lacks = |member| CorpusError::Lacks {
            id: id.clone(),
            member,
        };
        let text = text.ok_or_else(|| lacks("text"))?;
        let starts = Starts::new(&text, &record.offset_unit);
        let bad_range = || lacks("right offsets");
        let item = |item: &RecordItem| -> Result<Item, CorpusError> {
            let range = starts.range(item).ok_or_else(bad_range)?;
            let (label, note) = (item.label.clone(), note(item));
            Ok(Item { range, label, note })
        };
        let items = |items: &[RecordItem]| {
            items
                .iter()
                .map(item)
                .collect::<Result<Vec<_>, CorpusError>>()
        };
        let token = |token: &RecordItem| {
            Ok(Token {
                range: starts.range(token).ok_or_else(bad_range)?,
                label: token.label.clone(),
                clitics: items(&token.clitics)?,
            })
        };
        let sentences = record.sentences.as_deref().map(items).transpose()?;
        let tokens = record.tokens.as_ref();
        let tokens: Option<Result<Vec<_>, CorpusError>> =
            tokens.map(|tokens| tokens.iter().map(token).collect());
        let entities = items(&record.entities)?;
        let mut others = items(&record.times)?;
        others.extend(items(&record.numbers)?);
        Ok(Self {
            tokens: tokens.transpose()?,
            sentences,
            entities,
            others,
            id,
            text,
        })
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The words, sentence by sentence. Words between two sentences are one of their own, so that
    /// none is lost.
    pub(super) fn sentences_of_tokens(&self) -> Result<Vec<&[Token]>, CorpusError> {
        let lacks = |member| CorpusError::Lacks {
            id: self.id.clone(),
            member,
        };
        let tokens = self.tokens.as_deref().ok_or_else(|| lacks("tokens"))?;
        let sentences = self
            .sentences
            .as_deref()
            .ok_or_else(|| lacks("sentences"))?;
        let mut parts = Vec::new();
        let mut rest = tokens;
        for sentence in sentences {
            for edge in [sentence.range.start, sentence.range.end] {
                let count = rest.partition_point(|token| token.range.start < edge);
                let (part, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
                parts.push(part);
                rest = after;
            }
        }
        parts.push(rest);
        parts.retain(|part| !part.is_empty());
        Ok(parts)
    }

    /// The labels of a column for these words, each a range, in IOB2; and what of the names they say.
    pub(super) fn label<'a>(
        &self,
        words: impl Iterator<Item = &'a Range<usize>>,
    ) -> (Vec<String>, Conversion) {
        let (names, overlapping) = self.flat_entities();
        let words: Vec<_> = words.collect();
        let (labels, without_words) = iob_labels(&words, &names);
        let done = Conversion {
            documents: 1,
            items: names.len() as u64 - without_words,
            overlapping,
            without_words,
        };
        (labels, done)
    }

    /// The names that a column of labels can say: of those that overlap, the first and longest. Also
    /// gives how many that leaves out.
    fn flat_entities(&self) -> (Vec<&Item>, u64) {
        let mut sorted: Vec<_> = self.entities.iter().collect();
        sorted.sort_by_key(|item| (item.range.start, std::cmp::Reverse(item.range.end)));
        let all = sorted.len();
        let mut end = 0;
        sorted.retain(|item| {
            let is_apart = item.range.start >= end;
            if is_apart {
                end = item.range.end;
            }
            is_apart
        });
        let left_out = all - sorted.len();
        (sorted, left_out as u64)
    }
}

fn note(item: &RecordItem) -> String {
    let value = item.value.as_ref().map(|value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let parts = [&item.canonical, &item.subtype, &value, &item.unit];
    let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" · ")
}

/// Labels in IOB2 for pieces of text, each a range, from names that do not overlap. Also gives how
/// many names cover no piece.
fn iob_labels(pieces: &[&Range<usize>], names: &[&Item]) -> (Vec<String>, u64) {
    let mut labels = vec!["O".to_owned(); pieces.len()];
    let mut missed = 0;
    let mut first = 0;
    for name in names {
        let overlaps =
            |piece: &Range<usize>| piece.start < name.range.end && name.range.start < piece.end;
        while pieces
            .get(first)
            .is_some_and(|piece| piece.end <= name.range.start)
        {
            first += 1;
        }
        let mut prefix = "B";
        let rest = pieces.iter().zip(&mut labels).skip(first);
        for (_, label) in rest.take_while(|(piece, _)| overlaps(piece)) {
            // A piece that two names share is the first one's.
            if label == "O" {
                *label = format!("{prefix}-{}", name.label);
                prefix = "I";
            }
        }
        missed += u64::from(prefix == "B");
    }
    (labels, missed)
}

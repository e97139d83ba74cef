//! The document of a record, its offsets turned into bytes and checked.

use super::Conversion;
use crate::error::CorpusError;
use std::cmp::Reverse;
use std::ops::Range;
use warraq_record::{Item, Layer, Record, RecordError};

/// A record that has its text, its offsets in bytes.
pub(super) struct AnnotatedDocument(Record);

impl AnnotatedDocument {
    pub(super) fn of_record(record: Record) -> Result<Self, CorpusError> {
        let id = record.id.clone();
        let record = record.in_bytes().map_err(|error| CorpusError::Lacks {
            id,
            member: match error {
                RecordError::NoText => "text",
                _ => "right offsets",
            },
        })?;
        Ok(Self(record))
    }

    pub(super) fn id(&self) -> &str {
        &self.0.id
    }

    pub(super) fn text(&self) -> &str {
        self.0.text()
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.0.slice(range)
    }

    /// Names, times and numbers.
    pub(super) fn items(&self) -> impl Iterator<Item = &Item> {
        let layers = [Layer::Entities, Layer::Times, Layer::Numbers];
        layers.into_iter().flat_map(|layer| self.0.layer(layer))
    }

    fn needed(&self, layer: Layer) -> Result<&[Item], CorpusError> {
        match self.0.has_layer(layer) {
            true => Ok(self.0.layer(layer)),
            false => Err(CorpusError::Lacks {
                id: self.0.id.clone(),
                member: layer.name(),
            }),
        }
    }

    /// The words, sentence by sentence. Words between two sentences are one of their own, so that
    /// none is lost.
    pub(super) fn sentences_of_tokens(&self) -> Result<Vec<&[Item]>, CorpusError> {
        let mut rest = self.needed(Layer::Tokens)?;
        let sentences = self.needed(Layer::Sentences)?;
        let mut parts = Vec::new();
        for sentence in sentences {
            let range = sentence.range();
            for edge in [range.start, range.end] {
                let count = rest.partition_point(|token| token.range().start < edge);
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
    pub(super) fn label(
        &self,
        words: impl Iterator<Item = Range<usize>>,
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
        let mut sorted: Vec<_> = self.0.layer(Layer::Entities).iter().collect();
        sorted.sort_by_key(|item| first_and_longest(item));
        let all = sorted.len();
        let mut end = 0;
        sorted.retain(|item| {
            let is_apart = item.range().start >= end;
            if is_apart {
                end = item.range().end;
            }
            is_apart
        });
        let left_out = all - sorted.len();
        (sorted, left_out as u64)
    }
}

/// The key that sorts items by where they start, the longest first.
pub(super) fn first_and_longest(item: &Item) -> (usize, Reverse<usize>) {
    let range = item.range();
    (range.start, Reverse(range.end))
}

/// Labels in IOB2 for pieces of text, each a range, from names that do not overlap. Also gives how
/// many names cover no piece.
fn iob_labels(pieces: &[Range<usize>], names: &[&Item]) -> (Vec<String>, u64) {
    let mut labels = vec!["O".to_owned(); pieces.len()];
    let mut missed = 0;
    let mut first = 0;
    for name in names {
        let range = name.range();
        let overlaps = |piece: &Range<usize>| piece.start < range.end && range.start < piece.end;
        while pieces
            .get(first)
            .is_some_and(|piece| piece.end <= range.start)
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

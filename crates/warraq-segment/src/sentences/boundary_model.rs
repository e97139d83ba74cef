//! Where a sentence may begin in text without marks: a linear model over the words on both sides.
//!
//! Most text has its marks, so unlabelled text teaches the model: it is shown where a full stop was
//! and told to say so without it. A feature is a hash of a few words or letters, and its weight one
//! signed byte, so that a table of 128 KB knows how Arabic reports begin their sentences.

use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hash};
use warraq_normalize::fold;

const HASHER: FixedState = FixedState::with_seed(0x5365_6e74);
/// The first bytes of a stored model; the threshold follows, then a byte for each weight.
const MAGIC: [u8; 8] = *b"WQSENT01";
/// How many weights there are.
const WEIGHTS: usize = 1 << 17;
/// How many features a place has.
const FEATURES: usize = 10;
/// What a weight of one is in a stored table.
const STEPS: f32 = 24.0;
/// Words from the last boundary are counted in groups of four, up to this group.
const LAST_GROUP: usize = 15;

/// A place between two words, as a model sees it; its words are folded, without marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The word before the place.
    pub(super) before: &'a str,
    /// The word behind it.
    pub(super) next: &'a str,
    /// The word after that; empty at the end.
    pub(super) after: &'a str,
    /// Whether a comma stands at the place.
    pub(super) comma: bool,
    /// How many words stand between the last boundary and the place.
    pub(super) words: usize,
}

impl Place<'_> {
    /// The places of its features in a table of weights.
    fn features(&self) -> [usize; FEATURES] {
        let group = (self.words / 4).min(LAST_GROUP);
        let (before, next, after) = (self.before, self.next, self.after);
        [
            feature(0, next),
            feature(1, (next, after)),
            feature(2, before),
            feature(3, (before, next)),
            feature(4, first_letters(next, 3)),
            feature(5, last_letters(before, 2)),
            feature(6, (next, first_letters(after, 1))),
            feature(7, (group, first_letters(next, 1))),
            feature(8, (self.comma, first_letters(next, 1))),
            feature(9, (first_letters(next, 2), first_letters(after, 2))),
        ]
    }
}

fn feature(kind: u8, content: impl Hash) -> usize {
    HASHER.hash_one((kind, content)) as usize & (WEIGHTS - 1)
}

/// A word as features have it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Where it starts, in bytes.
    pub(super) start: usize,
    /// Folded, without the marks around it.
    pub(super) bare: String,
    /// Whether a comma follows it.
    pub(super) comma: bool,
}

/// The words of `text`; marks that stand apart belong to the word before them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut pieces = text.split_whitespace().peekable();
    std::iter::from_fn(move || {
        let (mut piece, mut inner) = (pieces.next()?, "");
        while inner.is_empty() {
            inner = piece.trim_matches(|letter: char| !letter.is_alphanumeric());
            piece = if inner.is_empty() {
                pieces.next()?
            } else {
                piece
            };
        }
        let is_comma = |piece: &str| piece.ends_with(['،', ',']);
        let mut comma = is_comma(piece);
        while let Some(mark) = pieces.next_if(|piece| !piece.contains(char::is_alphanumeric)) {
            comma |= is_comma(mark);
        }
        Some(Word {
            // The piece is a slice of the text, so the distance is where it starts.
            start: piece.as_ptr() as usize - text.as_ptr() as usize,
            bare: fold(inner).into_owned(),
            comma,
        })
    })
}

fn first_letters(word: &str, count: usize) -> &str {
    let end = word.char_indices().nth(count).map(|(end, _)| end);
    end.and_then(|end| word.get(..end)).unwrap_or(word)
}

fn last_letters(word: &str, count: usize) -> &str {
    let start = word.char_indices().rev().nth(count - 1);
    start
        .and_then(|(start, _)| word.get(start..))
        .unwrap_or(word)
}

/// A model in the bytes of its table.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundaryModel<'a> {
    threshold: i32,
    weights: &'a [u8],
}

impl<'a> BoundaryModel<'a> {
    /// Reads a table; none if it is not one.
    pub(super) fn read(table: &'a [u8]) -> Option<Self> {
        let (threshold, weights) = table.strip_prefix(&MAGIC)?.split_first_chunk::<4>()?;
        (weights.len() == WEIGHTS).then(|| Self {
            threshold: i32::from_le_bytes(*threshold),
            weights,
        })
    }

    /// Whether a sentence begins at `place`.
    pub(super) fn begins_sentence(&self, place: &Place<'_>) -> bool {
        let weight = |at: usize| {
            let weight = self.weights.get(at).copied().unwrap_or_default();
            i32::from(weight.cast_signed())
        };
        place.features().into_iter().map(weight).sum::<i32>() > self.threshold
    }
}

/// Learns a model by logistic regression, one place after the other.
#[derive(Debug)]
pub(super) struct BoundaryLearner {
    weights: Vec<f32>,
}

/// How far one place moves the weights of its features.
const RATE: f32 = 0.05;

impl BoundaryLearner {
    pub(super) fn new() -> Self {
        Self {
            weights: vec![0.0; WEIGHTS],
        }
    }

    /// How likely a sentence begins at `place`, by what was learned so far.
    pub(super) fn likelihood(&self, place: &Place<'_>) -> f32 {
        let weight = |at| self.weights.get(at).copied().unwrap_or_default();
        let score: f32 = place.features().into_iter().map(weight).sum();
        1.0 / (1.0 + (-score).exp())
    }

    /// Learns from one place.
    pub(super) fn learn(&mut self, place: &Place<'_>, begins_sentence: bool) {
        let wanted = if begins_sentence { 1.0 } else { 0.0 };
        let step = RATE * (wanted - self.likelihood(place));
        for at in place.features() {
            if let Some(weight) = self.weights.get_mut(at) {
                *weight += step;
            }
        }
    }

    /// The table of a model that says yes above `likelihood`.
    pub(super) fn to_bytes(&self, likelihood: f32) -> Vec<u8> {
        let threshold = (likelihood / (1.0 - likelihood)).ln() * STEPS;
        let mut table = MAGIC.to_vec();
        table.extend((threshold.round() as i32).to_le_bytes());
        let byte = |weight: &f32| ((weight * STEPS).round() as i8).cast_unsigned();
        table.extend(self.weights.iter().map(byte));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_model_says_what_was_learned() {
        let place = |next| Place {
            before: "المدينه",
            next,
            after: "الوزير",
            comma: false,
            words: 12,
        };
        let mut learner = BoundaryLearner::new();
        for _ in 0..200 {
            learner.learn(&place("وقال"), true);
            learner.learn(&place("القديمه"), false);
        }
        let table = learner.to_bytes(0.5);
        let model = BoundaryModel::read(&table).unwrap();
        assert!(model.begins_sentence(&place("وقال")));
        assert!(!model.begins_sentence(&place("القديمه")));
        assert!(BoundaryModel::read(&table[1..]).is_none());
        assert!(BoundaryModel::read(&table[..table.len() - 1]).is_none());
    }
}

//! Sentences as training sees them: word types, name list matches, and what each label set allows.

use std::collections::HashMap;

use super::conll::{CutSentence, WordLabel};
use crate::features::WordFeatures;
use crate::fold::fold;
use crate::lexicon::Lexicon;
use crate::phrases::{PhraseWord, find_phrases};

/// What one label set knows about the words of a sentence.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// The labels that a word may have, a bit each; no bit: the word is not learned from.
    Allowed(Vec<u128>),
    /// The share of each label at each word, as teachers give it.
    Shares(SoftLabels),
}

/// Shares of labels, word by word, in 255ths: most words have one label with a share to speak of.
#[derive(Debug, Clone, Default)]
pub(crate) struct SoftLabels {
    /// Where each word's entries end.
    ends: Vec<u32>,
    /// (label, share).
    entries: Vec<(u8, u8)>,
}

impl SoftLabels {
    /// Appends a word from the share of each of its labels.
    pub(crate) fn push(&mut self, shares: &[f32]) {
        for (label, share) in (0..=u8::MAX).zip(shares) {
            let share = (share * 255.0).round() as u8;
            if share > 0 {
                self.entries.push((label, share));
            }
        }
        self.ends.push(self.entries.len() as u32);
    }

    /// Fills in the share of each label of a word; whether anything is known of it.
    pub(crate) fn fill(&self, word: usize, shares: &mut [f32]) -> bool {
        let end = |word: usize| self.ends.get(word).map_or(0, |end| *end as usize);
        let start = word.checked_sub(1).map_or(0, end);
        let entries = self.entries.get(start..end(word)).unwrap_or_default();
        let total: f32 = entries.iter().map(|(_, share)| f32::from(*share)).sum();
        shares.fill(0.0);
        for (label, share) in entries {
            if let Some(target) = shares.get_mut(usize::from(*label)) {
                *target = f32::from(*share) / total;
            }
        }
        total > 0.0
    }
}

/// A sentence to learn from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example {
    pub(crate) words: Vec<u32>,
    /// (word, phrase feature) of name list matches.
    pub(crate) phrases: Vec<(u32, u32)>,
    /// (label set, weight, target).
    pub(crate) targets: Vec<(usize, f32, Target)>,
}

/// Examples over a common list of word types.
#[derive(Debug, Default)]
pub(crate) struct Dataset {
    pub(crate) features: Vec<WordFeatures>,
    pub(crate) examples: Vec<Example>,
    index: HashMap<String, u32>,
}

impl Dataset {
    /// Registers a sentence's words and name list matches; targets come from the caller.
    pub(crate) fn example<S: AsRef<str>>(&mut self, words: &[S], lexicon: &Lexicon<'_>) -> Example {
        let words: Vec<u32> = words
            .iter()
            .map(|word| self.word(word.as_ref(), lexicon))
            .collect();
        let sought: Vec<PhraseWord> = words
            .iter()
            .map(|&word| {
                let features = &self.features[word as usize];
                PhraseWord {
                    word: features.word,
                    stem: features.stem,
                    begins: features.begins,
                }
            })
            .collect();
        let mut phrases = Vec::new();
        find_phrases(&sought, lexicon, &mut |place, feature| {
            phrases.push((place as u32, feature as u32));
        });
        Example {
            words,
            phrases,
            targets: Vec::new(),
        }
    }

    fn word(&mut self, word: &str, lexicon: &Lexicon<'_>) -> u32 {
        let folded = fold(word);
        if let Some(&known) = self.index.get(&folded) {
            return known;
        }
        let number = self.features.len() as u32;
        self.features.push(WordFeatures::new(&folded, lexicon));
        self.index.insert(folded, number);
        number
    }
}

/// The labels that a sentence's own label set allows: exactly the given ones.
pub(crate) fn exact_target(sentence: &CutSentence, types: &[String]) -> Target {
    Target::Allowed(
        sentence
            .labels
            .iter()
            .map(|label| label_bit(label, types))
            .collect(),
    )
}

/// The bit of a label; no bit where the label set does not have the type.
pub(crate) fn label_bit(label: &WordLabel, types: &[String]) -> u128 {
    let place = |kind: &String| types.iter().position(|known| known == kind);
    match label {
        WordLabel::Outside => 1,
        WordLabel::Begin(kind) => place(kind).map_or(0, |place| 1 << (2 * place + 1)),
        WordLabel::Inside(kind) => place(kind).map_or(0, |place| 1 << (2 * place + 2)),
    }
}

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
    Shares(Vec<f32>),
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

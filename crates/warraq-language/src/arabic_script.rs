//! Languages in Arabic script, told apart by their function words and letters.
//!
//! A naive Bayes model without training: each word and each telling letter of a text speaks for the
//! languages whose list has it. Evidence is damped, since the words of a text are not independent, and
//! the prior is for Arabic, since Arabic corpora are what the program is for.

use crate::identify::is_letter;
use foldhash::fast::FixedState;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../data/arabic-script.toml");

/// How much likelier a listed word is in its language than in another, as a logarithm.
const WORD_WEIGHT: f64 = 3.0;

/// The same for a word with the article, and for a telling letter.
const PREFIX_WEIGHT: f64 = 2.0;
const LETTER_WEIGHT: f64 = 1.2;

/// What part of the evidence counts.
const DAMPING: f64 = 0.25;

/// The advantage of Arabic before anything is read, as a logarithm.
const PRIOR: f64 = 1.0;

#[derive(Deserialize)]
struct Table {
    language: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    code: String,
    name: String,
    letters: String,
    #[serde(default)]
    prefix: String,
    words: String,
}

/// A set of languages, a bit each, in the table's order.
type Languages = u32;

/// The table, turned around: from words and letters to languages.
pub(crate) struct Model {
    languages: Vec<(String, String, String)>,
    words: HashMap<String, Languages, FixedState>,
    /// By the letter's place in the block of Arabic.
    letters: [Languages; 256],
}

/// The model of the table.
pub(crate) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let table: Table = toml::from_str(TABLE).expect("the table is tested");
    Model::new(table)
});

impl Model {
    fn new(table: Table) -> Self {
        let mut model = Self {
            languages: Vec::new(),
            words: HashMap::with_hasher(FixedState::default()),
            letters: [0; 256],
        };
        for (index, entry) in table.language.into_iter().enumerate() {
            let bit = 1 << index;
            for word in entry.words.split_whitespace() {
                *model.words.entry(word.to_owned()).or_default() |= bit;
            }
            for letter in entry.letters.chars() {
                if let Some(languages) = place(letter).and_then(|at| model.letters.get_mut(at)) {
                    *languages |= bit;
                }
            }
            let language = (entry.code, entry.name, entry.prefix);
            model.languages.push(language);
        }
        model
    }

    /// The likeliest language of a text in Arabic script, and how sure that is, from 0 to 1.
    pub(crate) fn identify(&self, text: &str) -> (&str, f64) {
        let mut evidence = vec![0.0; self.languages.len()];
        if let Some(first) = evidence.first_mut() {
            *first = PRIOR / DAMPING;
        }
        let words = text.split(|c: char| !is_letter(c) && !is_joined(c));
        for word in words.filter(|word| !word.is_empty()) {
            self.add(word, &mut evidence);
        }
        let best = evidence.iter().copied().fold(f64::MIN, f64::max);
        let weights: Vec<f64> = evidence
            .iter()
            .map(|value| ((value - best) * DAMPING).exp())
            .collect();
        let total: f64 = weights.iter().sum();
        let index = evidence.iter().position(|value| *value >= best);
        let index = index.unwrap_or_default();
        let code = self.languages.get(index).map_or("ar", |known| &known.0);
        (code, 1.0 / total.max(1.0))
    }

    fn add(&self, word: &str, evidence: &mut [f64]) {
        if let Some(languages) = self.words.get(word) {
            raise(evidence, *languages, WORD_WEIGHT);
            return;
        }
        let mut seen = 0;
        for letter in word.chars() {
            let languages = place(letter).and_then(|at| self.letters.get(at));
            let languages = languages.copied().unwrap_or_default();
            // A letter speaks once a word, and a letter of many languages softly.
            if languages != 0 && seen & languages == 0 {
                let weight = LETTER_WEIGHT / f64::from(languages.count_ones());
                raise(evidence, languages, weight);
                seen |= languages;
            }
        }
        for ((_, _, prefix), value) in self.languages.iter().zip(evidence.iter_mut()) {
            if !prefix.is_empty() && word.starts_with(prefix.as_str()) && word != prefix {
                *value += PREFIX_WEIGHT;
            }
        }
    }

    /// The English name of a language.
    pub(crate) fn name(&self, code: &str) -> Option<&str> {
        let found = self.languages.iter().find(|known| known.0 == code)?;
        Some(&found.1)
    }
}

/// The place of a letter in the block of Arabic, if it is there.
fn place(letter: char) -> Option<usize> {
    usize::try_from(u32::from(letter).checked_sub(0x600)?).ok()
}

fn raise(evidence: &mut [f64], languages: Languages, weight: f64) {
    for (index, value) in evidence.iter_mut().enumerate() {
        if languages >> index & 1 == 1 {
            *value += weight;
        }
    }
}

/// Marks inside words: vowel signs, tatweel and the joiners of Persian.
fn is_joined(character: char) -> bool {
    matches!(character, '\u{64b}'..='\u{652}' | '\u{640}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table: Table = toml::from_str(TABLE).unwrap();
        assert_eq!(table.language[0].code, "ar", "the prior is the first one's");
        for entry in &table.language {
            assert!(
                entry.words.split_whitespace().count() > 20,
                "{}",
                entry.code
            );
            assert!(!entry.letters.is_empty() && !entry.name.is_empty());
            assert!(
                entry
                    .letters
                    .chars()
                    .all(|letter| place(letter) < Some(256))
            );
        }
    }
}

//! Worth: how likely a reader would keep a phrase as a keyphrase, learned from phrases that were judged
//! by hand.

use super::candidates::Collection;
use super::choice::Ranked;
use super::names::NameKind;
use crate::arithmetic::{exponential, logarithm};
use crate::model::{BadWeights, read_lines};

const EMBEDDED: &str = include_str!("../../data/phrase_weights.tsv");

/// The phrases of a document whose worth is looked at, as many as were judged in the documents that it
/// was learned from: behind them all are alike.
pub(crate) const RANKED: usize = 14;

/// The names of what is seen of a phrase, as the file of weights has them. All but `name` are 0 for a
/// phrase of the other sort.
pub const PHRASE_FEATURES: [&str; 18] = [
    "name",
    "name_score",
    "name_place",
    "name_density",
    "name_in_one_sentence",
    "name_of_one_word",
    "name_rarity",
    "person_in_one_sentence",
    "family_name_alone",
    "place_of_event",
    "other_frequency",
    "other_place",
    "other_late",
    "other_of_one_word",
    "other_term",
    "other_described",
    "generic",
    "added",
];

/// One number for each of [`PHRASE_FEATURES`].
pub(crate) type PhraseFeatures = [f32; PHRASE_FEATURES.len()];

/// A logistic model over [`PHRASE_FEATURES`].
#[derive(Clone, Debug, PartialEq)]
pub struct PhraseWeights {
    bias: f32,
    features: PhraseFeatures,
}

impl PhraseWeights {
    /// A model with these numbers.
    #[must_use]
    pub fn new(bias: f32, features: [f32; PHRASE_FEATURES.len()]) -> Self {
        Self { bias, features }
    }

    /// The weights of this crate.
    #[must_use]
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("a test reads the embedded weights")
    }

    /// Reads weights in the form of `data/phrase_weights.tsv`; a feature that is not named weighs
    /// nothing.
    ///
    /// # Errors
    /// [`BadWeights`] for a line with an unknown feature or without a finite number.
    pub fn parse(text: &str) -> Result<Self, BadWeights> {
        let mut weights = Self::new(0.0, [0.0; PHRASE_FEATURES.len()]);
        read_lines(text, |line| weights.read_line(line))?;
        Ok(weights)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let (name, value) = line.split_once('\t')?;
        let value = value.parse().ok();
        let value = value.filter(|value: &f32| value.is_finite())?;
        let slot = match PHRASE_FEATURES.iter().position(|known| *known == name) {
            Some(place) => self.features.get_mut(place)?,
            None if name == "bias" => &mut self.bias,
            None => return None,
        };
        *slot = value;
        Some(())
    }

    /// The weights as [`PhraseWeights::parse`] reads them.
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut text = format!("bias\t{:.4}\n", self.bias);
        for (name, value) in PHRASE_FEATURES.iter().zip(&self.features) {
            text.push_str(&format!("{name}\t{value:.4}\n"));
        }
        text
    }

    /// The share of readers, from 0 to 1, who are expected to keep a phrase of which this is seen.
    #[must_use]
    pub fn worth(&self, features: &[f32; PHRASE_FEATURES.len()]) -> f32 {
        let weighted = self.features.iter().zip(features);
        let sum: f32 = weighted.map(|(weight, feature)| weight * feature).sum();
        1.0 / (1.0 + exponential(-(self.bias + sum)))
    }
}

/// What is seen of the phrase that stands at `place` of the ranking.
pub(crate) fn features(
    ranked: &Ranked<'_>,
    place: usize,
    collection: &Collection,
) -> PhraseFeatures {
    let phrase = ranked.phrase;
    let flag = |truth: bool| f32::from(u8::from(truth));
    let frequency = phrase.frequency.max(1) as f32;
    let words = collection.words.max(1) as f32;
    let place = (place as f32 / RANKED as f32).min(1.0);
    let is_in_one_sentence = phrase.sentences < 2;
    let name = flag(phrase.kind.is_some());
    let other = 1.0 - name;
    let is_person = phrase.kind == Some(NameKind::Person);
    let is_place = phrase.kind == Some(NameKind::Place);
    [
        name,
        name * logarithm(ranked.score + 0.05),
        name * place,
        name * logarithm(frequency * 1000.0 / words + 0.5),
        name * flag(is_in_one_sentence),
        name * flag(phrase.words == 1),
        name * phrase.rarity,
        flag(is_person && is_in_one_sentence),
        flag(phrase.ends_as_known),
        flag(is_place) * phrase.located as f32 / frequency,
        other * logarithm(frequency),
        other * place,
        other * logarithm(1.0 + phrase.first_sentence as f32),
        other * flag(phrase.words == 1),
        other * flag(phrase.is_term),
        other * flag(phrase.is_described),
        flag(phrase.is_generic),
        phrase.added as f32 / frequency,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_are_written() {
        let weights = PhraseWeights::embedded();
        assert_eq!(PhraseWeights::parse(&weights.to_tsv()), Ok(weights));
    }

    #[test]
    fn bad_weights_name_their_line() {
        for (text, line) in [("name\tmuch", 1), ("bias\t0\nsize\t1", 2), ("name", 1)] {
            let error = PhraseWeights::parse(text).unwrap_err();
            assert!(
                error.to_string().starts_with(&format!("line {line} ")),
                "{error}"
            );
        }
    }
}

//! The weights of the default ranker, and the words in which it gives its reasons.

use crate::arithmetic::{exponential, logarithm};
use crate::rankers::{FEATURE_NAMES, Features};

const EMBEDDED: &str = include_str!("../data/weights.tsv");

/// The largest number of phrases in a reason.
const MOST_PHRASES: usize = 2;
/// How far from 0 a score is bent.
const SOFTNESS: f32 = 0.1;
/// The least that a feature must add to a score to be a reason.
const LEAST_ADDED: f32 = 0.01;

/// A linear model over [`FEATURE_NAMES`].
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    bias: f32,
    features: [Weight; FEATURE_NAMES.len()],
}

/// The weight of one feature and its phrases.
#[derive(Clone, Debug, Default, PartialEq)]
struct Weight {
    value: f32,
    is_fitted: bool,
    phrase: String,
    phrase_without_title: String,
}

/// A file of weights that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the weights is not a feature with its number: `{text}`")]
pub struct BadWeights {
    line: usize,
    text: String,
}

/// Gives `read` each line of a file of weights that is no comment.
pub(crate) fn read_lines(
    text: &str,
    mut read: impl FnMut(&str) -> Option<()>,
) -> Result<(), BadWeights> {
    for (index, line) in text.lines().enumerate() {
        if !line.starts_with('#') && !line.trim().is_empty() {
            read(line).ok_or_else(|| BadWeights {
                line: index + 1,
                text: line.to_owned(),
            })?;
        }
    }
    Ok(())
}

impl Weights {
    /// The weights of this crate.
    #[must_use]
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("a test reads the embedded weights")
    }

    /// Reads weights in the form of `data/weights.tsv`; a feature that is not named weighs nothing.
    ///
    /// # Errors
    /// [`BadWeights`] for a line with an unknown feature or without a finite number.
    pub fn parse(text: &str) -> Result<Self, BadWeights> {
        let mut weights = Self {
            bias: 0.0,
            features: std::array::from_fn(|_| Weight::default()),
        };
        read_lines(text, |line| weights.read_line(line))?;
        Ok(weights)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let mut columns = line.split('\t');
        let name = columns.next()?;
        let value = columns.next()?.parse().ok();
        let value = value.filter(|value: &f32| value.is_finite())?;
        if name == "bias" {
            self.bias = value;
            return Some(());
        }
        let place = FEATURE_NAMES.iter().position(|known| *known == name)?;
        let is_fitted = columns.next()? == "fitted";
        let phrase = columns.next().unwrap_or_default();
        *self.features.get_mut(place)? = Weight {
            value,
            is_fitted,
            phrase: phrase.to_owned(),
            phrase_without_title: columns.next().unwrap_or(phrase).to_owned(),
        };
        Some(())
    }

    /// Whether each of [`FEATURE_NAMES`] has a weight that is fitted, not set by hand.
    #[must_use]
    pub fn fitted(&self) -> [bool; FEATURE_NAMES.len()] {
        std::array::from_fn(|place| self.features.get(place).is_some_and(|one| one.is_fitted))
    }

    /// The same phrases with other numbers: the bias, and one for each of [`FEATURE_NAMES`] that is
    /// fitted; the others stay.
    #[must_use]
    pub fn refitted(&self, bias: f32, values: &[f32; FEATURE_NAMES.len()]) -> Self {
        let mut weights = self.clone();
        weights.bias = bias;
        for (weight, value) in weights.features.iter_mut().zip(values) {
            if weight.is_fitted {
                weight.value = *value;
            }
        }
        weights
    }

    /// The weights as [`Weights::parse`] reads them.
    #[must_use]
    pub fn to_tsv(&self) -> String {
        let mut text = format!("bias\t{:.4}\tfitted\n", self.bias);
        for (name, weight) in FEATURE_NAMES.iter().zip(&self.features) {
            let origin = if weight.is_fitted { "fitted" } else { "set" };
            text += &format!("{name}\t{:.4}\t{origin}\t{}", weight.value, weight.phrase);
            if weight.phrase_without_title != weight.phrase {
                text = text + "\t" + &weight.phrase_without_title;
            }
            text.push('\n');
        }
        text
    }

    /// The share of readers who are expected to pick the sentence; the best may have more than 1.
    pub(crate) fn score(&self, features: &Features) -> f32 {
        let products = self.features.iter().zip(features);
        let products = products.map(|(weight, value)| weight.value * value);
        softened(self.bias + products.sum::<f32>())
    }

    /// The phrases of the features that lift a sentence most above the mean sentence.
    pub(crate) fn reasons(
        &self,
        features: &Features,
        mean: &Features,
        has_title: bool,
    ) -> Vec<&str> {
        let lifts = features.iter().zip(mean).map(|(value, mean)| value - mean);
        let mut added: Vec<(f32, &Weight)> = lifts
            .zip(&self.features)
            .map(|(lift, weight)| (lift * weight.value, weight))
            .zip(features)
            // What speaks against a sentence is no reason, however little it has of it.
            .filter(|((added, weight), value)| {
                *added >= LEAST_ADDED && weight.value > 0.0 && **value > 0.0
            })
            .map(|(added, _)| added)
            .collect();
        added.sort_by(|one, other| other.0.total_cmp(&one.0));
        // The first sentence does more than stand early, and a reader is told so.
        let opening = self.features.iter().zip(features).next();
        let opening = opening.filter(|(_, value)| **value > 0.0);
        let early = self.features.get(1).map(|early| early.phrase.as_str());
        let mut phrases: Vec<&str> = Vec::new();
        for (_, weight) in added {
            let weight = match opening {
                Some((opening, _)) if early == Some(weight.phrase.as_str()) => opening,
                _ => weight,
            };
            let phrase = if has_title {
                &weight.phrase
            } else {
                &weight.phrase_without_title
            };
            if phrases.len() < MOST_PHRASES && !phrases.contains(&phrase.as_str()) {
                phrases.push(phrase);
            }
        }
        phrases
    }
}

/// The number, where it is well above 0; below, ever smaller numbers above 0. Gains are products, and
/// most sentences of a long document are expected to be picked by nobody: they keep their order.
fn softened(number: f32) -> f32 {
    if number > SOFTNESS * 10.0 {
        number
    } else {
        SOFTNESS * logarithm(1.0 + exponential(number / SOFTNESS)).max(f32::MIN_POSITIVE)
    }
}

/// The mean of each feature.
pub(crate) fn mean(features: &[Features]) -> Features {
    let count = features.len().max(1) as f32;
    std::array::from_fn(|place| {
        let values = features.iter().filter_map(|one| one.get(place));
        values.sum::<f32>() / count
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_weights_name_every_feature() {
        let weights = Weights::embedded();
        for (name, weight) in FEATURE_NAMES.iter().zip(&weights.features) {
            assert!(!weight.phrase.is_empty(), "{name}");
        }
    }

    #[test]
    fn scores_keep_their_order_above_0() {
        let scores = [-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 0.999, 1.0, 1.1].map(softened);
        assert!(scores.is_sorted_by(|one, other| one < other), "{scores:?}");
        assert!(
            scores[0] > 0.0 && (scores[5] - 0.5).abs() < 0.01,
            "{scores:?}"
        );
    }

    #[test]
    fn bad_weights_are_refused_with_their_line() {
        for bad in [
            "beauty\t1\tis fine",
            "title\tmuch\tset\tx",
            "title\tNaN\tx",
            "title",
        ] {
            let text = format!("# header\n{bad}\n");
            let error = Weights::parse(&text).unwrap_err();
            assert_eq!(error.line, 2, "{bad}");
        }
    }
}

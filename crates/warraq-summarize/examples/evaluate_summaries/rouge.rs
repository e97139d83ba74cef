//! ROUGE-1 and ROUGE-2 F1 over folded words, without stemming, as the mean over the extracts.
//!
//! The extracts were stripped of hamza, so it is dropped on both sides.

use std::collections::BTreeMap;

/// The folded words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = warraq_normalize::Normalizer::search().normalize(text).text;
    let folded: String = folded.chars().filter(|letter| *letter != 'ء').collect();
    let words = folded.split(|character: char| !character.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// F1 of ROUGE-1 and ROUGE-2, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rouge {
    pub(crate) one: f64,
    pub(crate) two: f64,
}

impl Rouge {
    /// The mean over `references` of the overlap with `summary`.
    pub(crate) fn of(summary: &str, references: &[String]) -> Self {
        let summary = words(summary);
        let references: Vec<_> = references.iter().map(|text| words(text)).collect();
        let mean = |length| {
            let scores = references.iter().map(|other| f1(&summary, other, length));
            scores.sum::<f64>() / references.len().max(1) as f64
        };
        Self {
            one: mean(1),
            two: mean(2),
        }
    }

    /// The mean of many.
    pub(crate) fn mean(scores: &[Self]) -> Self {
        let count = scores.len().max(1) as f64;
        Self {
            one: scores.iter().map(|score| score.one).sum::<f64>() / count,
            two: scores.iter().map(|score| score.two).sum::<f64>() / count,
        }
    }
}

/// The share of the sentence's pairs of words that stand in a reference, as the mean over them.
pub(crate) fn picked_share(sentence: &str, references: &[String]) -> f64 {
    let sentence = words(sentence);
    let sentence = counts(&sentence, 2);
    let total: usize = sentence.values().sum();
    let share = |reference: &String| {
        let reference = words(reference);
        let reference = counts(&reference, 2);
        overlap(&sentence, &reference) as f64 / total.max(1) as f64
    };
    references.iter().map(share).sum::<f64>() / references.len().max(1) as f64
}

fn f1(summary: &[String], reference: &[String], length: usize) -> f64 {
    let (summary, reference) = (counts(summary, length), counts(reference, length));
    let shared = overlap(&summary, &reference) as f64;
    let total = summary.values().sum::<usize>() + reference.values().sum::<usize>();
    2.0 * shared / total.max(1) as f64
}

fn counts(words: &[String], length: usize) -> BTreeMap<&[String], usize> {
    let mut counts = BTreeMap::new();
    for gram in words.windows(length) {
        *counts.entry(gram).or_default() += 1;
    }
    counts
}

fn overlap(one: &BTreeMap<&[String], usize>, other: &BTreeMap<&[String], usize>) -> usize {
    let shared = one
        .iter()
        .filter_map(|(gram, count)| Some(*count.min(other.get(gram)?)));
    shared.sum()
}

//! Scores names against a gold standard: exact spans, by label, with confusions.

use std::collections::BTreeMap;

#[cfg(feature = "train")]
mod corpora;

#[cfg(feature = "train")]
pub use corpora::{
    KeptOut, gold_ranges, score_conll, score_documents, score_kept_out, score_sentences,
    scored_names, subtype_accuracy,
};

/// A labelled range: of words of a sentence, or of characters of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelledRange {
    /// The first place.
    pub start: usize,
    /// The place after the last.
    pub end: usize,
    /// The label.
    pub label: String,
}

/// Counts of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found with the exact range and label.
    pub right: usize,
    /// In the gold standard.
    pub gold: usize,
    /// Found.
    pub found: usize,
}

impl Counts {
    /// The share of found names that are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// The share of gold names that were found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.gold)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, self.gold + self.found)
    }
}

/// The outcome of an evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scores {
    /// Counts of all labels together.
    pub total: Counts,
    /// Counts by label.
    pub labels: BTreeMap<String, Counts>,
    /// How often a gold label (first; empty: nothing) was given as another (second) with the same
    /// range; ranges that differ count as missed (`→ ""`) and invented (`"" →`).
    pub confusions: BTreeMap<(String, String), usize>,
}

impl Scores {
    /// Adds one sentence or document: gold and found ranges, each list without overlap.
    pub fn add(&mut self, gold: &[LabelledRange], found: &[LabelledRange]) {
        for item in gold {
            self.total.gold += 1;
            self.labels.entry(item.label.clone()).or_default().gold += 1;
            let same = found
                .iter()
                .find(|other| other.start == item.start && other.end == item.end);
            let given = same.map_or(String::new(), |other| other.label.clone());
            if given == item.label {
                self.total.right += 1;
                self.labels.entry(given).or_default().right += 1;
            } else {
                *self
                    .confusions
                    .entry((item.label.clone(), given))
                    .or_default() += 1;
            }
        }
        for item in found {
            self.total.found += 1;
            self.labels.entry(item.label.clone()).or_default().found += 1;
            if !gold
                .iter()
                .any(|other| other.start == item.start && other.end == item.end)
            {
                *self
                    .confusions
                    .entry((String::new(), item.label.clone()))
                    .or_default() += 1;
            }
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The expected calibration error of scores: over ten equal steps, the mean distance between the
/// mean score and the share that was right, weighted by names.
#[must_use]
pub fn calibration_error(names: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0f64, 0.0f64); 10];
    for (score, right) in names {
        let bin = ((score * 10.0) as usize).min(9);
        bins[bin].0 += f64::from(*score);
        bins[bin].1 += if *right { 1.0 } else { 0.0 };
    }
    let distance: f64 = bins
        .iter()
        .map(|(scores, right)| (scores - right).abs())
        .sum();
    if names.is_empty() {
        0.0
    } else {
        distance / names.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize, label: &str) -> LabelledRange {
        LabelledRange {
            start,
            end,
            label: label.to_owned(),
        }
    }

    #[test]
    fn exact_ranges_count_and_wrong_labels_are_confusions() {
        let mut scores = Scores::default();
        let gold = [range(0, 2, "PER"), range(3, 4, "LOC"), range(6, 8, "ORG")];
        let found = [range(0, 2, "PER"), range(3, 4, "ORG"), range(6, 7, "ORG")];
        scores.add(&gold, &found);
        assert_eq!(
            scores.total,
            Counts {
                right: 1,
                gold: 3,
                found: 3
            }
        );
        assert_eq!(scores.confusions[&("LOC".to_owned(), "ORG".to_owned())], 1);
        assert_eq!(scores.confusions[&("ORG".to_owned(), String::new())], 1);
        assert_eq!(scores.confusions[&(String::new(), "ORG".to_owned())], 1);
        assert!((scores.total.f1() - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn honest_scores_have_no_calibration_error() {
        let honest: Vec<(f32, bool)> = (0..100).map(|place| (0.75, place % 4 != 0)).collect();
        assert!(calibration_error(&honest) < 1e-6);
        let boastful: Vec<(f32, bool)> = (0..100).map(|place| (1.0, place % 2 == 0)).collect();
        assert!((calibration_error(&boastful) - 0.5).abs() < 1e-6);
    }
}

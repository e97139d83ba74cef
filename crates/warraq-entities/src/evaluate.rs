//! Scores names against a gold standard: exact spans, by label, with confusions.

use std::collections::BTreeMap;

use crate::tagger::Tagger;
#[cfg(feature = "train")]
use crate::train::conll::{LabelledSentence, WordLabel};

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

/// Tags labelled sentences with a label set and scores the result, in places of the file's words.
#[cfg(feature = "train")]
#[must_use]
pub fn score_sentences(tagger: &Tagger, label_set: &str, sentences: &[LabelledSentence]) -> Scores {
    let mut scores = Scores::default();
    for (gold, found) in tag_sentences(tagger, label_set, sentences) {
        scores.add(&gold, &found);
    }
    scores
}

/// Gold and found ranges of each sentence, in places of the file's words.
#[cfg(feature = "train")]
pub(crate) fn tag_sentences<'a>(
    tagger: &'a Tagger,
    label_set: &str,
    sentences: &'a [LabelledSentence],
) -> impl Iterator<Item = (Vec<LabelledRange>, Vec<LabelledRange>)> + use<'a> {
    let set = tagger.label_set(label_set);
    let mut session = tagger.session();
    sentences.iter().map(move |sentence| {
        let cut = sentence.cut();
        let words: Vec<&str> = cut.words.iter().map(String::as_str).collect();
        let mut mentions = Vec::new();
        if let Some(set) = set {
            session.tag(&words, set, None, &mut mentions);
        }
        let mut found = Vec::new();
        for mention in mentions {
            let inside = |place: &usize| (mention.first..mention.end).contains(place);
            let covered: Vec<usize> = (0..sentence.words.len())
                .filter(|&word| inside(&cut.representatives[word]))
                .collect();
            if let (Some(&start), Some(&last), Some(set)) = (covered.first(), covered.last(), set) {
                let label = tagger
                    .types(set)
                    .get(mention.kind)
                    .cloned()
                    .unwrap_or_default();
                found.push(LabelledRange {
                    start,
                    end: last + 1,
                    label,
                });
            }
        }
        (gold_ranges(sentence), found)
    })
}

/// The names of a labelled sentence. An inside label that continues nothing begins a name.
#[cfg(feature = "train")]
#[must_use]
pub fn gold_ranges(sentence: &LabelledSentence) -> Vec<LabelledRange> {
    let mut ranges: Vec<LabelledRange> = Vec::new();
    for (place, label) in sentence.labels.iter().enumerate() {
        match label {
            WordLabel::Outside => {}
            WordLabel::Inside(kind)
                if ranges
                    .last()
                    .is_some_and(|open| open.end == place && open.label == *kind) =>
            {
                if let Some(open) = ranges.last_mut() {
                    open.end = place + 1;
                }
            }
            WordLabel::Begin(kind) | WordLabel::Inside(kind) => {
                ranges.push(LabelledRange {
                    start: place,
                    end: place + 1,
                    label: kind.clone(),
                });
            }
        }
    }
    ranges
}

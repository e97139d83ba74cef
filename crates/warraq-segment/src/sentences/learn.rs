//! Learns the boundary model from unlabelled text that has its marks.

use super::boundary_model::{BoundaryLearner, Place, Word, words};
use super::splitter::SentenceSplitter;

/// Over how many rounds the texts are learned.
const ROUNDS: usize = 3;
/// One text in so many is kept apart to choose the threshold.
const KEPT_APART: usize = 20;
const THRESHOLDS: [f32; 7] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/// The words of a text without its final marks, each with whether it begins a sentence.
struct Text {
    words: Vec<(Word, bool)>,
}

/// Collects texts and learns a table from them.
#[derive(Default)]
pub struct BoundariesLearner {
    texts: Vec<Text>,
}

impl std::fmt::Debug for BoundariesLearner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BoundariesLearner")
    }
}

impl BoundariesLearner {
    /// Takes the lines of a text that end as sentences do.
    pub fn add(&mut self, text: &str) {
        let splitter = SentenceSplitter::default();
        let mut taken = Vec::new();
        let lines = text.lines().filter(|line| line.trim_end().ends_with('.'));
        for line in lines {
            for sentence in splitter.sentences(line, 0..line.len(), false) {
                let sentence = words(line.get(sentence).unwrap_or_default()).enumerate();
                taken.extend(sentence.map(|(place, word)| (word, place == 0)));
            }
        }
        // Every other text is learned as if it had no commas.
        if self.texts.len().is_multiple_of(2) {
            taken.iter_mut().for_each(|(word, _)| word.comma = false);
        }
        self.texts.push(Text { words: taken });
    }

    /// The table that `SentencesStage` embeds, and its F1 on the texts that were kept apart.
    #[must_use]
    pub fn learn(&self) -> (Vec<u8>, f32) {
        let mut learner = BoundaryLearner::new();
        let kept_apart = |(place, _): &(usize, &Text)| place.is_multiple_of(KEPT_APART);
        for _ in 0..ROUNDS {
            let texts = self
                .texts
                .iter()
                .enumerate()
                .filter(|text| !kept_apart(text));
            for (_, text) in texts {
                text.places(|place, begins| {
                    learner.learn(place, begins);
                    begins
                });
            }
        }
        let kept: Vec<&Text> = self.texts.iter().step_by(KEPT_APART).collect();
        let scored = THRESHOLDS.map(|threshold| (score(&learner, &kept, threshold), threshold));
        let best = scored
            .into_iter()
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let (score, threshold) = best.unwrap_or((0.0, 0.5));
        (learner.to_bytes(threshold), score)
    }
}

/// The F1 of the boundaries above `threshold`.
fn score(learner: &BoundaryLearner, texts: &[&Text], threshold: f32) -> f32 {
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    for text in texts {
        text.places(|place, begins| {
            let says = learner.likelihood(place) > threshold;
            right += usize::from(says && begins);
            found += usize::from(says);
            wanted += usize::from(begins);
            says
        });
    }
    2.0 * right as f32 / (found + wanted).max(1) as f32
}

impl Text {
    /// Shows every place between two words to `judge`, with whether a sentence begins there; its answer
    /// says where words are counted from.
    fn places(&self, mut judge: impl FnMut(&Place<'_>, bool) -> bool) {
        let mut words = 1;
        for (index, pair) in self.words.windows(2).enumerate() {
            let [(before, _), (next, begins)] = pair else {
                continue;
            };
            let after = self.words.get(index + 2);
            let place = Place {
                before: &before.bare,
                next: &next.bare,
                after: after.map_or("", |(word, _)| word.bare.as_str()),
                comma: before.comma,
                words,
            };
            let begins = judge(&place, *begins);
            words = if begins { 1 } else { words + 1 };
        }
    }
}

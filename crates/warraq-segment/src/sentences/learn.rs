//! Learns the boundary model from unlabelled text that has its marks.

use super::best_cuts::{best_cuts, places};
use super::boundary_learner::BoundaryLearner;
use super::boundary_model::BoundaryModel;
use super::splitter::SentenceSplitter;
use super::unmarked_words::{Word, words};

/// Over how many rounds the texts are learned.
const ROUNDS: usize = 4;
/// One text in so many is kept apart to choose the bias.
const KEPT_APART: usize = 20;
const BIASES: [f32; 8] = [-0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// What is added to the bias that is best for the writers who were learned from: other writers have fewer
/// of the known words, and what is not known speaks for no boundary. Learned from three sources, the
/// boundaries of two others were found best with so much more.
const FOR_OTHER_WRITERS: f32 = 0.4;
/// Texts are learned in paragraphs of about so many words.
const PARAGRAPH: usize = 400;

/// The words of a text without its final marks, and which of them open a sentence.
struct Text {
    words: Vec<Word>,
    openings: Vec<usize>,
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
        let mut taken = Text {
            words: Vec::new(),
            openings: Vec::new(),
        };
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            // What the next line says again is the site's preview of it.
            let preview = lines.peek().is_some_and(|next| *next == line);
            if preview || !line.trim_end().ends_with('.') {
                continue;
            }
            for sentence in splitter.sentences(line, 0..line.len(), false) {
                taken.openings.push(taken.words.len());
                let sentence = line.get(sentence).unwrap_or_default();
                let sentence = sentence.trim_end_matches(['.', ' ']);
                taken.words.extend(words(sentence).map(|(_, word)| word));
            }
            if taken.words.len() >= PARAGRAPH {
                self.take(std::mem::replace(
                    &mut taken,
                    Text {
                        words: Vec::new(),
                        openings: Vec::new(),
                    },
                ));
            }
        }
        self.take(taken);
    }

    fn take(&mut self, mut text: Text) {
        if text.openings.len() < 2 {
            return;
        }
        // Every third text is learned as if it had no marks inside its sentences.
        if self.texts.len().is_multiple_of(3) {
            text.words.iter_mut().for_each(|word| word.marks = 0);
        }
        self.texts.push(text);
    }

    /// The table that `SentencesStage` embeds, and its F1 on the texts that were kept apart.
    #[must_use]
    pub fn learn(&self) -> (Vec<u8>, f32) {
        let mut learner = BoundaryLearner::new();
        self.teach(&mut learner);
        learner.select();
        self.teach(&mut learner);
        let kept: Vec<&Text> = self.texts.iter().step_by(KEPT_APART).collect();
        let scored = BIASES.map(|bias| (bias, score(&learner.to_bytes(bias), &kept)));
        let best = scored.iter().max_by(|one, other| one.1.total_cmp(&other.1));
        let bias = best.map_or(0.0, |(bias, _)| *bias) + FOR_OTHER_WRITERS;
        let table = learner.to_bytes(bias);
        let score = score(&table, &kept);
        (table, score)
    }

    /// Shows `learner` all texts but those that are kept apart, round after round.
    fn teach(&self, learner: &mut BoundaryLearner) {
        for _ in 0..ROUNDS {
            for (number, text) in self.texts.iter().enumerate() {
                if !number.is_multiple_of(KEPT_APART) {
                    text.teach(learner);
                }
            }
        }
    }
}

impl Text {
    /// Shows every place between two words to `learner`, with the last opening that is true before it.
    fn teach(&self, learner: &mut BoundaryLearner) {
        let mut openings = self.openings.iter().skip(1).peekable();
        let mut opening = 0;
        for (next, place) in places(&self.words) {
            let begins = openings.next_if(|opening| **opening == next).is_some();
            learner.learn(&place, next - opening, begins);
            opening = if begins { next } else { opening };
        }
    }
}

/// The F1 of the boundaries of `table`.
fn score(table: &[u8], texts: &[&Text]) -> f32 {
    let Some(model) = BoundaryModel::read(table) else {
        return 0.0;
    };
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    for text in texts {
        let cuts = best_cuts(&model, &text.words);
        let openings = text.openings.get(1..).unwrap_or_default();
        right += cuts
            .iter()
            .filter(|cut| openings.binary_search(cut).is_ok())
            .count();
        found += cuts.len();
        wanted += openings.len();
    }
    2.0 * right as f32 / (found + wanted).max(1) as f32
}

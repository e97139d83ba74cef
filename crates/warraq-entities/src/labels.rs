//! From hidden values to scores of labels, and from scores to the best legal sequence of labels.
//!
//! Scores are whole numbers of a small unit, so that they are the same on every machine. A row of
//! scores has two halves: the beginnings of all types with the label for "no name" after them, and
//! in the same order what continues each type.

use fearless_simd::Level;

use crate::matrix::{InputPair, StepMatrix, add_bias, score_exponentials};
use crate::model::STEPS;
use crate::model_file::Head;

/// The score of what cannot be.
const IMPOSSIBLE: i32 = -(1 << 29);

/// The largest score of a label, and less its negative.
const LARGEST_SCORE: i32 = 1 << 28;

/// Units of a weight, at most.
const FINEST_WEIGHT: f32 = 2048.0;

/// What turns hidden values into the scores of a label set.
#[derive(Clone)]
pub(crate) struct LabelMatrix {
    level: Level,
    types: usize,
    half: usize,
    matrix: StepMatrix,
    bias: Vec<i32>,
    /// What one unit of a score is worth.
    unit: f32,
}

/// A label of a word, as places of a row of scores.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Outside,
    Begin(usize),
    Inside(usize),
}

impl LabelMatrix {
    /// The scores of a label set over `hidden` units.
    pub(crate) fn new(head: &Head, hidden: usize) -> Self {
        let types = head.types.len();
        let half = (types + 1).next_multiple_of(8);
        // The largest sum that can come about has to fit into 32 bits.
        let sum_of_row = |row: &[f32]| row.iter().map(|weight| weight.abs()).sum::<f32>();
        let largest = head.weights.chunks_exact(hidden.max(1)).map(sum_of_row);
        let room = 60_000.0 / largest.fold(1.0, f32::max);
        let mut scale = FINEST_WEIGHT;
        while scale > room && scale > 1.0 {
            scale /= 2.0;
        }
        let label = |place: usize| match place {
            _ if place == types => Some(0),
            _ if place < types => Some(2 * place + 1),
            _ if (half..half + types).contains(&place) => Some(2 * (place - half) + 2),
            _ => None,
        };
        let weight = |input: usize, place: usize| {
            let weight = label(place).and_then(|label| head.weights.get(label * hidden + input));
            let steps = weight.copied().unwrap_or(0.0) * scale;
            steps.round().clamp(-32000.0, 32000.0) as i16
        };
        let matrix = StepMatrix::new(hidden, 2 * half, weight);
        let unit = 1.0 / (STEPS * scale);
        let bias = (0..matrix.width()).map(|place| {
            let bias = label(place).and_then(|label| head.bias.get(label));
            bias.map_or(IMPOSSIBLE, |bias| {
                ((bias / unit).round() as i32).clamp(-LARGEST_SCORE, LARGEST_SCORE)
            })
        });
        Self {
            level: Level::new(),
            types,
            half,
            bias: bias.collect(),
            matrix,
            unit,
        }
    }

    /// The number of types.
    pub(crate) fn types(&self) -> usize {
        self.types
    }

    /// Pairs of hidden values of a word.
    pub(crate) fn pairs(&self) -> usize {
        self.matrix.pairs()
    }

    /// Replaces `scores` by those of each word whose hidden values are given.
    pub(crate) fn score(&self, active: &[InputPair], scores: &mut Vec<i32>) {
        let width = self.matrix.width();
        scores.resize(active.len() / self.pairs().max(1) * width, 0);
        self.matrix.multiply(active, scores);
        add_bias(self.level, &self.bias, LARGEST_SCORE, scores);
    }

    /// The scores of one word.
    fn row<'a>(&self, scores: &'a [i32], word: usize) -> &'a [i32] {
        let width = self.matrix.width();
        scores
            .get(word * width..word * width + 2 * self.half)
            .unwrap_or_default()
    }

    /// The label with the largest score in a row: of equals no name, then a beginning.
    fn largest(&self, row: &[i32]) -> Label {
        let (begins, insides) = row[..2 * self.half].split_at(self.half);
        let largest = row.iter().copied().fold(i32::MIN, i32::max);
        if begins[self.types] == largest {
            return Label::Outside;
        }
        let place = |half: &[i32]| half.iter().position(|score| *score == largest);
        match place(begins) {
            Some(kind) => Label::Begin(kind),
            None => place(insides).map_or(Label::Outside, Label::Inside),
        }
    }

    /// Replaces `shares` by the probabilities of a word's labels, place by place.
    fn probabilities(&self, scores: &[i32], word: usize, shares: &mut Vec<f32>) {
        let row = self.row(scores, word);
        let largest = row.iter().copied().max().unwrap_or(0);
        score_exponentials(self.level, row, largest, self.unit, shares);
        let total: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= total);
    }

    /// The probabilities of labels at one word: no name, then begin and inside of each type.
    pub(crate) fn label_shares(&self, scores: &[i32], word: usize) -> Vec<f32> {
        let mut shares = Vec::new();
        self.probabilities(scores, word, &mut shares);
        let pairs = (0..self.types).flat_map(|kind| [shares[kind], shares[self.half + kind]]);
        std::iter::once(shares[self.types]).chain(pairs).collect()
    }

    /// The probability that a name of a type covers just these words.
    ///
    /// The product of the probabilities of its labels and of its end.
    pub(crate) fn name_share(
        &self,
        scores: &[i32],
        words: std::ops::Range<usize>,
        kind: usize,
        shares: &mut Vec<f32>,
    ) -> f32 {
        let count = scores.len() / self.matrix.width().max(1);
        let mut product = 1.0;
        for word in words.start..(words.end + 1).min(count) {
            self.probabilities(scores, word, shares);
            product *= match word {
                _ if word == words.start => shares[kind],
                _ if word < words.end => shares[self.half + kind],
                _ => 1.0 - shares[self.half + kind],
            };
        }
        product
    }

    /// Adds to each of `sums` the probability that a word is in a name of that type.
    pub(crate) fn add_type_shares(
        &self,
        scores: &[i32],
        word: usize,
        sums: &mut [f32],
        shares: &mut Vec<f32>,
    ) {
        self.probabilities(scores, word, shares);
        for (kind, sum) in sums.iter_mut().enumerate().take(self.types) {
            *sum += shares[kind] + shares[self.half + kind];
        }
    }
}

/// Finds the best sequence of labels in which no inside follows anything but its own type.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// For each word and type, the best sequence that ends inside a name, less the best before it.
    inside: Vec<i32>,
    /// For each word, the best sequence that ends with it, less the best before it.
    best: Vec<i32>,
    /// The names of a sentence whose best labels word by word are a legal sequence.
    names: Vec<(std::ops::Range<usize>, usize)>,
}

impl Decoder {
    /// Calls `found` with the words and the type of each name, the last name first.
    pub(crate) fn decode(
        &mut self,
        labels: &LabelMatrix,
        scores: &[i32],
        found: &mut dyn FnMut(std::ops::Range<usize>, usize),
    ) {
        if self.decode_freely(labels, scores, found) {
            return;
        }
        self.search(labels, scores);
        let count = self.best.len();
        let Some(last) = count.checked_sub(1) else {
            return;
        };
        let mut label = self.best_label(labels, scores, last);
        let mut end = count;
        for word in (0..count).rev() {
            match label {
                Label::Outside => end = word,
                Label::Begin(kind) => {
                    found(word..end, kind);
                    end = word;
                }
                Label::Inside(_) => {}
            }
            let Some(before) = word.checked_sub(1) else {
                break;
            };
            label = match label {
                Label::Inside(kind) => self.continued(labels, scores, before, kind),
                _ => self.best_label(labels, scores, before),
            };
        }
    }

    /// Decodes as if any label could follow any other; says whether that gave a legal sequence, which
    /// then is the best. Nothing is found if not.
    fn decode_freely(
        &mut self,
        labels: &LabelMatrix,
        scores: &[i32],
        found: &mut dyn FnMut(std::ops::Range<usize>, usize),
    ) -> bool {
        self.names.clear();
        let mut open: Option<usize> = None;
        for (word, row) in scores.chunks_exact(labels.matrix.width()).enumerate() {
            match labels.largest(row) {
                Label::Outside => open = None,
                Label::Begin(kind) => {
                    self.names.push((word..word + 1, kind));
                    open = Some(kind);
                }
                Label::Inside(kind) if open == Some(kind) => {
                    if let Some((words, _)) = self.names.last_mut() {
                        words.end = word + 1;
                    }
                }
                Label::Inside(_) => return false,
            }
        }
        for (words, kind) in self.names.drain(..).rev() {
            found(words, kind);
        }
        true
    }

    fn search(&mut self, labels: &LabelMatrix, scores: &[i32]) {
        let (width, half) = (labels.matrix.width(), labels.half);
        let count = scores.len() / width.max(1);
        self.best.clear();
        self.inside.clear();
        self.inside.resize(count * half, IMPOSSIBLE);
        for (word, row) in scores.chunks_exact(width).enumerate() {
            let (begins, insides) = row[..2 * half].split_at(half);
            let (before, here) = self.inside.split_at_mut(word * half);
            let here = &mut here[..half];
            if let Some(best) = self.best.last() {
                let begins_before = &scores[(word - 1) * width..][..half];
                let before = &before[(word - 1) * half..];
                for (kind, here) in here.iter_mut().enumerate() {
                    let reached = begins_before[kind].max(before[kind]);
                    *here = reached - best + insides[kind];
                }
            }
            let largest = |row: &[i32]| row.iter().copied().fold(i32::MIN, i32::max);
            self.best.push(largest(begins).max(largest(here)));
        }
    }

    /// The label with which the best sequence that ends with a word ends.
    fn best_label(&self, labels: &LabelMatrix, scores: &[i32], word: usize) -> Label {
        let begins = &labels.row(scores, word)[..labels.half];
        let best = self.best[word];
        if begins[labels.types] == best {
            return Label::Outside;
        }
        if let Some(kind) = begins.iter().position(|score| *score == best) {
            return Label::Begin(kind);
        }
        let insides = &self.inside[word * labels.half..(word + 1) * labels.half];
        let kind = insides.iter().position(|score| *score == best);
        kind.map_or(Label::Outside, Label::Inside)
    }

    /// The label of a word after which a name of this type goes on.
    fn continued(&self, labels: &LabelMatrix, scores: &[i32], word: usize, kind: usize) -> Label {
        let begin = labels.row(scores, word)[kind];
        if begin >= self.inside[word * labels.half + kind] {
            Label::Begin(kind)
        } else {
            Label::Inside(kind)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::input_pair;

    /// A label set whose scores are the hidden values themselves, two steps a unit.
    fn identity(types: usize) -> LabelMatrix {
        let labels = 2 * types + 1;
        let mut weights = vec![0.0; labels * labels];
        (0..labels).for_each(|label| weights[label * labels + label] = 1.0);
        let head = Head {
            types: (0..types).map(|kind| kind.to_string()).collect(),
            weights,
            bias: vec![0.0; labels],
            ..Head::default()
        };
        LabelMatrix::new(&head, labels)
    }

    /// Names in the order of the text, from the scores of (outside, begin, inside, …) of each word.
    fn names(types: usize, words: &[&[i16]]) -> Vec<(usize, usize, usize)> {
        let labels = identity(types);
        let mut active = Vec::new();
        for word in words {
            let pairs = word.chunks(2);
            active
                .extend(pairs.map(|pair| input_pair([pair[0], pair.get(1).copied().unwrap_or(0)])));
        }
        let mut scores = Vec::new();
        labels.score(&active, &mut scores);
        let mut found = Vec::new();
        Decoder::default().decode(&labels, &scores, &mut |words, kind| {
            found.insert(0, (words.start, words.end, kind));
        });
        found
    }

    #[test]
    fn an_inside_continues_its_own_type_only() {
        assert_eq!(names(1, &[&[5, 9, 0], &[5, 0, 9], &[5, 0, 0]]), [(0, 2, 0)]);
        // An inside cannot begin a sentence, however high its score.
        assert_eq!(names(1, &[&[5, 0, 99], &[5, 0, 0]]), []);
        // The second type's inside pulls its begin up, since the first's cannot go before it.
        let words: [&[i16]; 2] = [&[0, 9, 0, 8, 0], &[0, 0, 0, 0, 9]];
        assert_eq!(names(2, &words), [(0, 2, 1)]);
        assert_eq!(names(1, &[&[0, 9, 0], &[0, 9, 8]]), [(0, 1, 0), (1, 2, 0)]);
        assert_eq!(names(3, &[]), []);
    }

    #[test]
    fn shares_of_a_word_sum_to_one() {
        let labels = identity(2);
        let mut scores = Vec::new();
        let active = [[100, 700], [300, 0], [250, 0]].map(input_pair);
        labels.score(&active, &mut scores);
        let shares = labels.label_shares(&scores, 0);
        assert_eq!(shares.len(), 5);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(shares[1] > shares[2] && shares[2] > shares[4]);
    }
}

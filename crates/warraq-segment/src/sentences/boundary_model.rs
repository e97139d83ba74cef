//! Where a sentence may begin in text without marks: a linear model over the words on both sides.
//!
//! Most text has its marks, so unlabelled text teaches the model: it is shown where a full stop was
//! and told to say so without it. A feature is a hash of a few words or letters, and its weight one
//! signed byte. What a place is worth is the sum of its features, and of how long the sentence before
//! it would be; [`super::best_cuts`] weighs all places of a text together.

use super::unmarked_words::Word;

/// The first bytes of a stored model; the weights of lengths follow, then a byte for each weight.
const MAGIC: [u8; 8] = *b"WQSENT02";
/// How many weights there are.
const WEIGHTS: usize = 1 << 19;
/// How many features a place has.
const FEATURES: usize = 16;
/// What a weight of one is in a stored table.
pub(super) const STEPS: f32 = 24.0;
/// Words from the last boundary are counted in groups of four, up to this group.
const LAST_GROUP: usize = 15;
/// The longest sentence whose length still makes a difference, in words.
pub(super) const LONGEST: usize = 4 * LAST_GROUP;
/// The weights of lengths: for each kind of opening word, and each group.
const LENGTHS: usize = OPENINGS * (LAST_GROUP + 1);
/// Words that open with و, with ف, and others.
const OPENINGS: usize = 3;

/// A place between two words, with the words around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    features: [u32; FEATURES],
    opening: u8,
}

impl Place {
    /// The place behind the second of five words; a word that is not there is the default one. `commas`
    /// says whether the text has commas at all: where it has, a place without one says more.
    pub(super) fn new(words: [&Word; 5], commas: bool) -> Self {
        let [earlier, before, next, after, later] = words;
        let marks = u32::from(before.marks) << 1 | u32::from(commas);
        let pair = |one: u32, other: u32| one.wrapping_mul(0x9E37_79B1) ^ other.rotate_left(13);
        let contents = [
            next.whole,
            pair(next.whole, after.whole),
            before.whole,
            pair(before.whole, next.whole),
            next.heads[2],
            before.tail,
            pair(next.whole, after.heads[0]),
            after.whole,
            pair(marks, next.heads[0]),
            pair(next.heads[1], after.heads[1]),
            pair(earlier.whole, before.whole),
            pair(before.tail, next.heads[1]),
            pair(next.heads[0], next.tail),
            pair(pair(next.heads[2], after.heads[2]), later.heads[1]),
            pair(before.heads[1], next.heads[1]),
            pair(marks, pair(before.heads[1], next.heads[2])),
        ];
        let mut features = [0; FEATURES];
        for ((feature, content), kind) in features.iter_mut().zip(contents).zip(1_u32..) {
            let mixed = (content ^ kind.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
            *feature = (mixed ^ mixed >> 15) & (WEIGHTS as u32 - 1);
        }
        Self {
            features,
            opening: next.opening,
        }
    }

    /// The place of its length in the table, for a sentence of `words` words before it.
    fn length(&self, words: usize) -> usize {
        usize::from(self.opening) * (LAST_GROUP + 1) + (words / 4).min(LAST_GROUP)
    }
}

/// A model in the bytes of its table.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundaryModel<'a> {
    lengths: &'a [u8],
    weights: &'a [u8],
}

impl<'a> BoundaryModel<'a> {
    /// Reads a table; none if it is not one.
    pub(super) fn read(table: &'a [u8]) -> Option<Self> {
        let (lengths, weights) = table.strip_prefix(&MAGIC)?.split_at_checked(LENGTHS)?;
        (weights.len() == WEIGHTS).then_some(Self { lengths, weights })
    }

    /// What speaks for a boundary at `place` but the length of the sentence before it, in steps.
    pub(super) fn worth(&self, place: &Place) -> i32 {
        let weight = |at: u32| signed(self.weights, at as usize);
        place.features.into_iter().map(weight).sum()
    }

    /// What the length of a sentence of `words` words adds.
    #[inline]
    pub(super) fn worth_of_length(&self, place: &Place, words: usize) -> i32 {
        signed(self.lengths, place.length(words))
    }
}

#[inline]
fn signed(bytes: &[u8], at: usize) -> i32 {
    i32::from(bytes.get(at).copied().unwrap_or_default().cast_signed())
}

/// Learns a model by logistic regression, one place after the other; a weight moves the less, the more
/// it has moved before.
#[derive(Debug)]
pub(super) struct BoundaryLearner {
    weights: Vec<Weight>,
    lengths: Vec<Weight>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    value: f32,
    moved: f32,
}

/// How far the first place moves the weights of its features.
const RATE: f32 = 0.1;
/// The highest weight that a byte holds.
const MOST: f32 = 127.0 / STEPS;

impl Weight {
    fn step(&mut self, error: f32) {
        self.moved += error * error;
        let step = RATE * error / (self.moved.sqrt() + 1e-3);
        self.value = (self.value + step).clamp(-MOST, MOST);
    }
}

impl BoundaryLearner {
    pub(super) fn new() -> Self {
        Self {
            weights: vec![Weight::default(); WEIGHTS],
            lengths: vec![Weight::default(); LENGTHS],
        }
    }

    /// Learns from one place, behind a sentence or the first `words` words of one.
    pub(super) fn learn(&mut self, place: &Place, words: usize, begins_sentence: bool) {
        let weight = |at: u32| {
            self.weights
                .get(at as usize)
                .map_or(0.0, |weight| weight.value)
        };
        let length = self.lengths.get(place.length(words));
        let mut score = length.map_or(0.0, |weight| weight.value);
        score += place.features.into_iter().map(weight).sum::<f32>();
        let wanted = if begins_sentence { 1.0 } else { 0.0 };
        let error = wanted - 1.0 / (1.0 + (-score).exp());
        for at in place.features {
            if let Some(weight) = self.weights.get_mut(at as usize) {
                weight.step(error);
            }
        }
        if let Some(weight) = self.lengths.get_mut(place.length(words)) {
            weight.step(error);
        }
    }

    /// The table of the model; `bias` is added to every place.
    pub(super) fn to_bytes(&self, bias: f32) -> Vec<u8> {
        let byte = |value: f32| ((value * STEPS).round() as i8).cast_unsigned();
        let mut table = MAGIC.to_vec();
        table.extend(self.lengths.iter().map(|weight| byte(weight.value + bias)));
        table.extend(self.weights.iter().map(|weight| byte(weight.value)));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::unmarked_words::words;
    use super::*;

    #[test]
    fn a_stored_model_says_what_was_learned() {
        let place = |text: &str| {
            let words: Vec<Word> = words(text).map(|(_, word)| word).collect();
            let [a, b, c, d, e] = words.as_slice() else {
                panic!("five words")
            };
            Place::new([a, b, c, d, e], false)
        };
        let (opens, goes_on) = (
            place("في المدينة وقال الوزير إن"),
            place("في المدينة القديمة قال الوزير"),
        );
        let mut learner = BoundaryLearner::new();
        for _ in 0..200 {
            learner.learn(&opens, 12, true);
            learner.learn(&goes_on, 12, false);
        }
        let table = learner.to_bytes(0.0);
        let model = BoundaryModel::read(&table).unwrap();
        let worth = |place: &Place| model.worth(place) + model.worth_of_length(place, 12);
        assert!(worth(&opens) > 0 && worth(&goes_on) < 0);
        assert!(BoundaryModel::read(&table[1..]).is_none());
        assert!(BoundaryModel::read(&table[..table.len() - 1]).is_none());
    }
}

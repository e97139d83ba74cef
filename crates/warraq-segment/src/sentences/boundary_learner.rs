//! Learns a boundary model by logistic regression, one place after the other.
//!
//! A weight moves the less, the more it has moved before. Text has millions of features, nearly all of
//! them rare: all are learned once, those that weigh most and moved often are kept, and these are learned
//! anew, so that they take over what the others said.

use super::boundary_model::{LENGTHS, Place, STEPS, table};

/// How many features are kept.
const KEPT: usize = 400_000;
/// So many features may be learned from a text.
const MOST_FEATURES: usize = 1 << 24;
/// How far the first place moves the weights of its features.
const RATE: f32 = 0.1;
/// The highest weight that a byte holds.
const MOST: f32 = 127.0 / STEPS;

#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    value: f32,
    moved: f32,
}

impl Weight {
    fn step(&mut self, error: f32) {
        self.moved += error * error;
        let step = RATE * error / (self.moved.sqrt() + 1e-3);
        self.value = (self.value + step).clamp(-MOST, MOST);
    }

    /// How much a model would miss the weight.
    fn importance(&self) -> f32 {
        self.value.abs() * self.moved.sqrt()
    }
}

/// Weights by feature, in a table that is searched from the feature's own place on.
#[derive(Debug)]
struct Features {
    slots: Vec<Option<(u32, Weight)>>,
    used: usize,
}

impl Features {
    /// Where the feature is, or would be.
    fn slot(&self, feature: u32) -> Option<usize> {
        let start = feature.wrapping_mul(0x9E37_79B1) as usize % self.slots.len();
        let places = (start..self.slots.len()).chain(0..start);
        places.into_iter().find(|at| {
            self.slots
                .get(*at)
                .is_some_and(|slot| slot.is_none_or(|(other, _)| other == feature))
        })
    }
}

/// A model that learns.
#[derive(Debug)]
pub(super) struct BoundaryLearner {
    features: Features,
    lengths: [Weight; LENGTHS],
    /// Whether features that are not known are left alone.
    selected: bool,
}

impl BoundaryLearner {
    pub(super) fn new() -> Self {
        Self {
            features: Features {
                slots: vec![None; MOST_FEATURES],
                used: 0,
            },
            lengths: [Weight::default(); LENGTHS],
            selected: false,
        }
    }

    /// Learns from one place, behind a sentence or the first `words` words of one.
    pub(super) fn learn(&mut self, place: &Place, words: usize, begins_sentence: bool) {
        let slots = place.features.map(|feature| self.known(feature));
        let length = self.lengths.get(place.length(words));
        let mut score = length.map_or(0.0, |weight| weight.value);
        for slot in slots.iter().flatten() {
            let weight = self.features.slots.get(*slot).copied().flatten();
            score += weight.map_or(0.0, |(_, weight)| weight.value);
        }
        let wanted = if begins_sentence { 1.0 } else { 0.0 };
        let error = wanted - 1.0 / (1.0 + (-score).exp());
        for slot in slots.into_iter().flatten() {
            if let Some(Some((_, weight))) = self.features.slots.get_mut(slot) {
                weight.step(error);
            }
        }
        if let Some(weight) = self.lengths.get_mut(place.length(words)) {
            weight.step(error);
        }
    }

    /// Where the weight of a feature is; a new feature gets one before the selection.
    fn known(&mut self, feature: u32) -> Option<usize> {
        let at = self.features.slot(feature)?;
        let slot = self.features.slots.get_mut(at)?;
        // A table that is nearly full is searched for long.
        if slot.is_none() && !self.selected && self.features.used < MOST_FEATURES / 4 * 3 {
            *slot = Some((feature, Weight::default()));
            self.features.used += 1;
        }
        slot.is_some().then_some(at)
    }

    /// Keeps the features that count most, and forgets what was learned of them.
    pub(super) fn select(&mut self) {
        let kept: Vec<u32> = self
            .by_importance()
            .into_iter()
            .map(|(feature, _)| feature)
            .collect();
        self.features.slots.fill(None);
        self.features.used = 0;
        for feature in kept.into_iter().take(KEPT) {
            self.known(feature);
        }
        self.lengths = [Weight::default(); LENGTHS];
        self.selected = true;
    }

    /// All features, what a model would miss most first.
    fn by_importance(&self) -> Vec<(u32, Weight)> {
        let mut features: Vec<(u32, Weight)> =
            self.features.slots.iter().flatten().copied().collect();
        features.sort_by(|(one, weight), (other, others)| {
            let by_importance = others.importance().total_cmp(&weight.importance());
            by_importance.then(one.cmp(other))
        });
        features
    }

    /// The table of the model; `bias` is added to every place.
    pub(super) fn to_bytes(&self, bias: f32) -> Vec<u8> {
        let lengths = self.lengths.map(|weight| weight.value + bias);
        let features: Vec<(u32, f32)> = self
            .by_importance()
            .into_iter()
            .map(|(feature, weight)| (feature, weight.value))
            .collect();
        table(&lengths, &features)
    }
}

#[cfg(test)]
mod tests {
    use super::super::boundary_model::BoundaryModel;
    use super::super::unmarked_words::{Word, words};
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
        let learn = |learner: &mut BoundaryLearner| {
            for _ in 0..200 {
                learner.learn(&opens, 12, true);
                learner.learn(&goes_on, 12, false);
            }
        };
        learn(&mut learner);
        learner.select();
        learn(&mut learner);
        let table = learner.to_bytes(0.0);
        let model = BoundaryModel::read(&table).unwrap();
        assert!(model.worth(&opens) > 0 && model.worth(&goes_on) < 0);
        // Of what was never seen only the length would speak.
        assert_eq!(model.worth(&place("هبط ثلج كثيف ليلا هناك")), 0);
    }
}

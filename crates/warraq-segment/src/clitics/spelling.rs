//! How likely a run of letters is to be a stem that nobody has seen: a bigram model of letters.
//!
//! What an unknown word may be parted into has different lengths, and every letter that a stem has
//! must be paid for: Arabic stems seldom begin with و, so `وتتنصل` is a conjunction and a verb, and
//! the model says so without a list.

/// The letters of the alphabet, and the edge of a word.
const SYMBOLS: usize = 33;
const EDGE: u8 = 0;
/// Levels in one halving of a likelihood.
const LEVELS_PER_HALVING: f32 = 8.0;
/// Added to each count, so that no pair of letters is impossible.
const SMOOTHING: f32 = 0.5;

/// The bytes of a stored model.
pub(super) const STORED_LENGTH: usize = 4 + SYMBOLS * SYMBOLS;

/// The likelihoods of pairs of letters, and what all unseen stems weigh together.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    likelihoods: Box<[f32]>,
    weight_of_unseen: f32,
}

impl Spelling {
    /// Learns from stems and how much each counts; `weight_of_unseen` is what unseen stems weigh.
    pub(super) fn learn<'a>(
        stems: impl Iterator<Item = (&'a [u8], f32)>,
        weight_of_unseen: f32,
    ) -> Self {
        let mut counts = vec![SMOOTHING; SYMBOLS * SYMBOLS];
        for (stem, weight) in stems {
            for pair in pairs(stem) {
                if let Some(count) = counts.get_mut(pair) {
                    *count += weight;
                }
            }
        }
        for row in counts.chunks_exact_mut(SYMBOLS) {
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|count| *count /= sum);
        }
        Self {
            likelihoods: counts.into(),
            weight_of_unseen,
        }
    }

    /// What `stem` is believed to weigh before any text is seen.
    #[inline]
    pub(super) fn weight(&self, stem: &[u8]) -> f32 {
        pairs(stem).fold(self.weight_of_unseen, |weight, pair| {
            weight * self.likelihoods.get(pair).copied().unwrap_or_default()
        })
    }

    /// The model in the bytes of a table.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let level = |likelihood: &f32| (-likelihood.log2() * LEVELS_PER_HALVING).round() as u8;
        let mut bytes = self.weight_of_unseen.to_le_bytes().to_vec();
        bytes.extend(self.likelihoods.iter().map(level));
        bytes
    }

    /// Reads what [`Spelling::to_bytes`] wrote; none if the length is wrong.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (weight, levels) = bytes.split_first_chunk::<4>()?;
        let likelihood = |level: &u8| (-f32::from(*level) / LEVELS_PER_HALVING).exp2();
        (bytes.len() == STORED_LENGTH).then(|| Self {
            likelihoods: levels.iter().map(likelihood).collect(),
            weight_of_unseen: f32::from_le_bytes(*weight),
        })
    }
}

/// The places of the pairs of neighbours in `stem`, its edges included.
fn pairs(stem: &[u8]) -> impl Iterator<Item = usize> {
    let before = std::iter::once(&EDGE).chain(stem);
    let after = stem.iter().chain(std::iter::once(&EDGE));
    before
        .zip(after)
        .map(|(before, after)| usize::from(*before) * SYMBOLS + usize::from(*after))
}

#[cfg(test)]
mod tests {
    use super::super::letters::{ALPHABET, key};
    use super::*;

    #[test]
    fn a_seldom_beginning_is_unlikely_and_a_stored_model_says_the_same() {
        assert_eq!(ALPHABET.chars().count() + 1, SYMBOLS);
        let stems = ["مدينة", "تنصل", "تنازع", "كتاب", "وزير"].map(|stem| key(stem).unwrap());
        let spelling = Spelling::learn(stems.iter().map(|stem| (stem.as_slice(), 9.0)), 1000.0);
        let weight = |model: &Spelling, word: &str| model.weight(&key(word).unwrap());
        assert!(weight(&spelling, "تتنصل") > 4.0 * weight(&spelling, "وتتنصل"));

        let stored = spelling.to_bytes();
        let read = Spelling::read(&stored).unwrap();
        let ratio = weight(&read, "تنصل") / weight(&spelling, "تنصل");
        assert!((0.7..1.4).contains(&ratio), "{ratio}");
        assert!(Spelling::read(&stored[1..]).is_none());
    }
}

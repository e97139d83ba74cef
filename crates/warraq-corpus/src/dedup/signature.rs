//! Signatures: what a text is compared by, a fixed number of bytes whatever its length.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use warraq_normalize::fold;

/// Bands of a signature, and the values of each.
pub(super) const BANDS: usize = 20;
const VALUES_OF_BAND: usize = 6;
pub(super) const VALUES: usize = BANDS * VALUES_OF_BAND;

/// Words that are hashed together.
const WORDS_OF_RUN: usize = 3;

/// The seeds of texts, words and bands: results are the same everywhere.
const SEEDS: [u64; 4] = [0x7465_7874, 0x7468_6973, 0x776f_7264, 0x6261_6e64];

/// The least hashes of a text's runs of words under many hash functions, and a hash of all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) exact: (u64, u64),
    pub(super) minima: [u32; VALUES],
}

impl Signature {
    /// The signature of a text. Words are compared as they are searched for: folded, without marks.
    pub(super) fn of(text: &str) -> Self {
        let hash = |seed: u64, text: &str| FixedState::with_seed(seed).hash_one(text);
        let folded = fold(text);
        let words: Vec<u64> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| hash(SEEDS[2], word))
            .collect();
        let mut minima = [u32::MAX; VALUES];
        for run in words.windows(WORDS_OF_RUN.min(words.len()).max(1)) {
            let hash = run.iter().fold(0, |hash: u64, word| {
                (hash.rotate_left(21) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            lower(&mut minima, (hash >> 32) as u32);
        }
        Self {
            exact: (hash(SEEDS[0], text), hash(SEEDS[1], text)),
            minima,
        }
    }

    /// Whether the text has no word.
    pub(super) fn is_empty(&self) -> bool {
        self.minima.iter().all(|value| *value == u32::MAX)
    }

    /// The hash of a band: equal for texts that agree in it.
    pub(super) fn band(&self, band: usize) -> u64 {
        let start = band * VALUES_OF_BAND;
        let values = self.minima.get(start..start + VALUES_OF_BAND);
        FixedState::with_seed(SEEDS[3]).hash_one((band, values))
    }

    /// The share of values that agree: an estimate of the Jaccard similarity.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let pairs = self.minima.iter().zip(&other.minima);
        let equal = pairs.filter(|(a, b)| a == b).count();
        equal as f64 / VALUES as f64
    }
}

/// Lowers each value to what its hash function gives for `hash`, if that is less.
fn lower(minima: &mut [u32; VALUES], hash: u32) {
    for (minimum, seed) in minima.iter_mut().zip(0_u32..) {
        let mut value = hash ^ seed.wrapping_mul(0x9e37_79b1);
        value = (value ^ (value >> 16)).wrapping_mul(0x85eb_ca6b);
        value = (value ^ (value >> 13)).wrapping_mul(0xc2b2_ae35);
        value ^= value >> 16;
        *minimum = (*minimum).min(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_estimates_the_share_of_common_runs() {
        let words: Vec<String> = (0..400).map(|number| format!("كلمة{number}")).collect();
        for changed in [0, 4, 20, 60] {
            let mut other = words.clone();
            for index in 0..changed {
                other[index * 6] = format!("غيرها{index}");
            }
            let [a, b] = [&words, &other].map(|words| Signature::of(&words.join(" ")));
            // Each changed word breaks three runs of 398, but for the first, which breaks one.
            let kept = if changed == 0 {
                398
            } else {
                398 - (changed * 3 - 2)
            };
            let truth = kept as f64 / (2 * 398 - kept) as f64;
            let estimate = a.similarity(&b);
            assert!((estimate - truth).abs() < 0.13, "{estimate} for {truth}");
        }
    }

    #[test]
    fn spelling_marks_do_not_count_but_texts_differ() {
        let [a, b] = ["قالت الوزارة إن الأمر", "قالَت الوزاره ان الامر"].map(Signature::of);
        assert_eq!(a.minima, b.minima);
        assert_ne!(a.exact, b.exact);
        assert!(Signature::of(" … ").is_empty());
        assert!(!Signature::of("كلمة").is_empty());
    }
}

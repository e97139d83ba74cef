//! A filter before the lexicon: the endings of its words.
//!
//! Of the word types of a text nine in ten are not in the lexicon, and each would be looked up once
//! for every proclitic that it might carry. Proclitics stand in front, so the last letters of a word
//! are those of its stem: one bit says that no word of the lexicon ends so.

/// An ending has at most so many letters; a shorter word is an ending as a whole.
const LETTERS: usize = 4;

/// Proclitics add at most so many letters to a word that is found without them.
const MOST_PROCLITICS: usize = 2;

const BITS: usize = 1 << 16;

/// Endings of words, each one bit by its hash: a word may be taken for a known one, never the reverse.
#[derive(Debug)]
pub(crate) struct Endings {
    bits: Vec<u64>,
}

impl Default for Endings {
    fn default() -> Self {
        let bits = vec![0; BITS / 64];
        Self { bits }
    }
}

impl Endings {
    pub(crate) fn insert(&mut self, norm: &str) {
        let letters = norm.chars().count().min(LETTERS);
        let place = place(last_bytes(norm), letters);
        if let Some(word) = self.bits.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Whether a word of the lexicon may stand in `norm`, behind its proclitics.
    pub(crate) fn may_hold(&self, norm: &str) -> bool {
        // Letters are counted as Arabic ones, of two bytes; anything else is looked up.
        if !norm.len().is_multiple_of(2) || norm.is_ascii() {
            return true;
        }
        let letters = norm.len() / 2;
        let shortest = letters.saturating_sub(MOST_PROCLITICS).clamp(1, LETTERS);
        let last = last_bytes(norm);
        (shortest..=letters.min(LETTERS)).any(|count| self.has(place(last, count)))
    }

    fn has(&self, place: usize) -> bool {
        let word = self.bits.get(place / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 != 0)
    }
}

/// The last eight bytes of a word in one number, the last one lowest.
fn last_bytes(norm: &str) -> u64 {
    match norm.as_bytes().last_chunk() {
        Some(last) => u64::from_be_bytes(*last),
        None => norm
            .bytes()
            .fold(0, |packed, byte| packed << 8 | u64::from(byte)),
    }
}

/// The bit of the ending of `letters` letters, of two bytes each.
fn place(last_bytes: u64, letters: usize) -> usize {
    let ending = last_bytes & (u64::MAX >> (64 - 16 * letters.clamp(1, LETTERS)));
    (ending.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize % BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_word_is_never_missed_behind_its_proclitics() {
        let mut endings = Endings::default();
        for word in ["يوم", "في", "سبتمبر", "كل", "و"] {
            endings.insert(word);
        }
        for norm in ["يوم", "ويوم", "وبيوم", "وفي", "في", "لسبتمبر", "ولكل", "و"]
        {
            assert!(endings.may_hold(norm), "{norm}");
        }
        assert!(!endings.may_hold("مدرسه"));
    }
}

//! What words add to the hidden layer, remembered for all threads and documents.
//!
//! Text repeats its words, and most of the work for a word depends on its letters alone. A word is
//! kept when it comes a second time and there is room; it is never replaced, so that readers need
//! no lock. What is remembered is what would be computed anew: the memory cannot change a result.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::document_words::WordKnowledge;

/// Words that are remembered at most. Their rows take 10 megabytes with a hidden layer of 96, so that the
/// shipped model stays under 24 with all that it holds.
const CAPACITY: usize = 14_000;

/// Places for words, a power of two: more than words, so that a search ends soon.
const PLACES: usize = 1 << 15;

/// The most bytes of a word that is remembered.
const LONGEST_WORD: usize = 31;

/// Bits that tell whether a word came before.
const SEEN_BITS: usize = 1 << 18;

/// The bytes of a word, where its key is: comparing them reads no other memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordText {
    length: u8,
    bytes: [u8; LONGEST_WORD],
}

impl WordText {
    /// None for a word that is too long to be remembered.
    pub(crate) fn new(word: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST_WORD];
        bytes
            .get_mut(..word.len())?
            .copy_from_slice(word.as_bytes());
        let length = word.len() as u8;
        Some(Self { length, bytes })
    }

    fn is(&self, word: &str) -> bool {
        self.bytes.get(..usize::from(self.length)) == Some(word.as_bytes())
    }
}

/// A word and what was computed for it.
#[derive(Debug)]
pub(crate) struct RememberedWord {
    pub(crate) key: u64,
    pub(crate) text: WordText,
    pub(crate) knowledge: WordKnowledge,
    pub(crate) rows: Box<[i8]>,
}

/// The words that are remembered, by their hash.
#[derive(Debug)]
pub(crate) struct WordMemory {
    places: Box<[OnceLock<RememberedWord>]>,
    count: AtomicUsize,
    seen: Box<[AtomicU64]>,
}

impl WordMemory {
    pub(crate) fn new() -> Self {
        Self {
            places: std::iter::repeat_with(OnceLock::new).take(PLACES).collect(),
            count: AtomicUsize::new(0),
            seen: std::iter::repeat_with(AtomicU64::default)
                .take(SEEN_BITS / 64)
                .collect(),
        }
    }

    /// The place of a word and what is remembered of it.
    pub(crate) fn find(&self, key: u64, text: &str) -> Option<(u32, &RememberedWord)> {
        for place in search(key) {
            let word = self.places.get(place)?.get()?;
            if word.key == key && word.text.is(text) {
                return Some((place as u32, word));
            }
        }
        None
    }

    /// The rows of the word at a place that [`WordMemory::find`] gave.
    pub(crate) fn rows(&self, place: u32) -> &[i8] {
        let word = self.places.get(place as usize).and_then(OnceLock::get);
        word.map_or(&[], |word| &word.rows)
    }

    /// Whether a word should be given to [`WordMemory::insert`]: it came before, and there is room.
    pub(crate) fn wants(&self, key: u64) -> bool {
        let bit = (key >> 20) as usize % SEEN_BITS;
        let Some(bits) = self.seen.get(bit / 64) else {
            return false;
        };
        let was_seen = bits.fetch_or(1 << (bit % 64), Ordering::Relaxed) >> (bit % 64) & 1 == 1;
        was_seen && self.count.load(Ordering::Relaxed) < CAPACITY
    }

    /// Remembers a word, unless another thread has just done so.
    pub(crate) fn insert(&self, word: RememberedWord) {
        let mut word = word;
        for place in search(word.key) {
            let Some(slot) = self.places.get(place) else {
                return;
            };
            if let Some(known) = slot.get() {
                if known.key == word.key && known.text == word.text {
                    return;
                }
                continue;
            }
            match slot.set(word) {
                Ok(()) => {
                    self.count.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                // Another thread took the place just now; the word goes to one of the next.
                Err(refused) => word = refused,
            }
        }
    }
}

/// The places where a word may stand, the likeliest first.
fn search(key: u64) -> impl Iterator<Item = usize> {
    (0..PLACES).map(move |step| (key as usize).wrapping_add(step) % PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(key: u64, text: &str) -> RememberedWord {
        RememberedWord {
            key,
            text: WordText::new(text).unwrap(),
            knowledge: WordKnowledge::default(),
            rows: [key as i8].into(),
        }
    }

    #[test]
    fn words_with_one_hash_are_told_apart() {
        let memory = WordMemory::new();
        for (text, key) in [("مصر", 5), ("قطر", 5), ("تونس", 6), ("مصر", 5)] {
            memory.insert(word(key, text));
        }
        let text = |key, text: &str| memory.find(key, text).map(|(_, word)| word.text);
        assert_eq!(text(5, "مصر"), WordText::new("مصر"));
        assert_eq!(text(5, "قطر"), WordText::new("قطر"));
        assert_eq!(text(6, "تونس"), WordText::new("تونس"));
        assert_eq!(text(6, "مصر"), None);
        assert_eq!(memory.count.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn a_word_is_wanted_the_second_time_while_there_is_room() {
        let memory = WordMemory::new();
        assert!(!memory.wants(77));
        assert!(memory.wants(77));
        memory.count.store(CAPACITY, Ordering::Relaxed);
        assert!(!memory.wants(77));
    }

    #[test]
    fn long_words_are_not_remembered() {
        assert!(WordText::new(&"و".repeat(15)).is_some_and(|text| text.is(&"و".repeat(15))));
        assert_eq!(WordText::new(&"و".repeat(16)), None);
    }
}

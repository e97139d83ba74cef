//! The parts of words that were met before, in this document or another.
//!
//! Text repeats its words, and to part one costs as much as to scan a line, so each thread that works
//! keeps the parts of the words it met last. What is kept changes no result: a word has the same
//! parts whoever asks, and a forgotten one is parted again.

use super::segmenter::{CliticLabel, CliticPart, CliticSegmenter};
use crate::short_word::ShortWord;
use std::sync::{Mutex, PoisonError};

/// How many words a cache keeps; 40 bytes each.
const CELLS: usize = 1 << 15;
/// The most parts that a cell holds, and the bits of a part that are its length.
const MOST_PARTS: usize = 8;
const LENGTH_BITS: u32 = 5;

/// The parts of words: each word has one cell that it may be in.
pub(super) struct Cache {
    cells: Box<[Cell]>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    word: ShortWord,
    /// For each part a byte, label and length; 0 behind the last.
    parts: [u8; MOST_PARTS],
}

impl Cache {
    fn new() -> Self {
        Self {
            cells: vec![Cell::default(); CELLS].into(),
        }
    }

    /// Adds the parts of `word` to `parts`.
    #[inline]
    pub(super) fn parts_into(
        &mut self,
        segmenter: &CliticSegmenter,
        word: &str,
        parts: &mut Vec<CliticPart>,
    ) {
        let Some(short) = ShortWord::of(word.as_bytes()) else {
            segmenter.segment_into(word, parts);
            return;
        };
        let Some(cell) = self.cells.get_mut(short.hash() & (CELLS - 1)) else {
            return;
        };
        if cell.word != short {
            let first = parts.len();
            segmenter.segment_into(word, parts);
            let new = parts.get(first..).unwrap_or_default();
            if let Some(packed) = pack(new) {
                *cell = Cell {
                    word: short,
                    parts: packed,
                };
            }
            return;
        }
        let mut start = 0;
        for packed in cell.parts.into_iter().take_while(|packed| *packed != 0) {
            let end = start + u32::from(packed & ((1 << LENGTH_BITS) - 1));
            let label = usize::from(packed >> LENGTH_BITS) - 1;
            if let Some(label) = CliticLabel::ALL.get(label).copied() {
                parts.push(CliticPart { start, end, label });
            }
            start = end;
        }
    }
}

/// Parts that tile a short word, in a byte each; none if there are too many.
fn pack(parts: &[CliticPart]) -> Option<[u8; MOST_PARTS]> {
    let mut packed = [0; MOST_PARTS];
    for (index, part) in parts.iter().enumerate() {
        let label = part.label as u8 + 1;
        *packed.get_mut(index)? = label << LENGTH_BITS | (part.end - part.start) as u8;
    }
    Some(packed)
}

/// Caches that no thread is using.
#[derive(Default)]
pub(super) struct CachePool {
    free: Mutex<Vec<Cache>>,
}

impl CachePool {
    /// Lends a cache to `work`.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Cache) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = free().pop();
        let mut cache = taken.unwrap_or_else(Cache::new);
        let result = work(&mut cache);
        free().push(cache);
        result
    }
}

impl Clone for CachePool {
    /// A clone starts without caches.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for CachePool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CachePool")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_word_has_the_parts_that_it_had() {
        let segmenter = CliticSegmenter::default();
        let pool = CachePool::default();
        let words = [
            "وبالمدينة",
            "للحظر",
            "كتابها",
            "وزير",
            "والاستراتيجيات",
            "أليس",
            "x",
            "",
        ];
        for word in words.iter().cycle().take(3 * words.len()) {
            let mut parts = Vec::new();
            pool.with(|cache| cache.parts_into(&segmenter, word, &mut parts));
            assert_eq!(parts, segmenter.segment(word), "{word}");
        }
    }
}

//! Finds names of several words from the name lists in a sentence.
//!
//! A match adds a few rows to the sum of the words that it covers and of their neighbours; the
//! network decides what to make of it, since lists hold common words too.

use crate::features::LIST_COUNT;
use crate::hash::extend_sequence;
use crate::lexicon::{BEGINS_LONGER, LONGEST_NAME, Lexicon};

/// Places inside a match: first word, inner word, last word.
const PLACES: usize = 3;

/// How many different (list, place) pairs there are.
pub(crate) const PHRASE_FEATURES: usize = LIST_COUNT * PLACES;

/// What phrase search needs of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PhraseWord {
    pub(crate) word: u64,
    pub(crate) stem: u64,
    pub(crate) begins: [bool; 2],
}

/// Calls `found` with (word, feature) for each word of each longest match.
pub(crate) fn find_phrases(
    words: &[PhraseWord],
    lexicon: &Lexicon<'_>,
    found: &mut dyn FnMut(usize, usize),
) {
    let mut covered = [0usize; LIST_COUNT];
    for start in 0..words.len() {
        if words[start].begins == [false; 2] {
            continue;
        }
        let mut longest = [0usize; LIST_COUNT];
        for (begins, first) in [
            (words[start].begins[0], words[start].word),
            (words[start].begins[1], words[start].stem),
        ] {
            if begins {
                extend_match(words, start, first, lexicon, &mut longest);
            }
        }
        for list in 0..LIST_COUNT {
            let end = longest[list];
            if end > covered[list] {
                covered[list] = end;
                for place in start..end {
                    let kind = if place == start {
                        0
                    } else if place + 1 == end {
                        2
                    } else {
                        1
                    };
                    found(place, list * PLACES + kind);
                }
            }
        }
    }
}

/// Follows one beginning as far as the lists go and notes the end of each list's longest match.
fn extend_match(
    words: &[PhraseWord],
    start: usize,
    first: u64,
    lexicon: &Lexicon<'_>,
    longest: &mut [usize; LIST_COUNT],
) {
    let mut sequence = extend_sequence(0, first);
    for (place, word) in words
        .iter()
        .enumerate()
        .skip(start + 1)
        .take(LONGEST_NAME - 1)
    {
        sequence = extend_sequence(sequence, word.word);
        let lists = lexicon.lists(sequence);
        for (list, end) in longest.iter_mut().enumerate() {
            if lists >> list & 1 == 1 {
                *end = (*end).max(place + 1);
            }
        }
        if lists & BEGINS_LONGER == 0 {
            return;
        }
    }
}

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
    for (start, word) in words.iter().enumerate() {
        if word.begins == [false; 2] {
            continue;
        }
        let mut match_ends = MatchEnds::default();
        for (begins, first) in word.begins.into_iter().zip([word.word, word.stem]) {
            if begins {
                match_ends.extend(words, start, first, lexicon);
            }
        }
        for list in bits(match_ends.lists) {
            let end = match_ends.longest[list];
            if end > covered[list] {
                covered[list] = end;
                for place in start..end {
                    found(place, list * PLACES + part(place, start, end));
                }
            }
        }
    }
}

/// Whether a word of a match is its first, an inner one or its last.
fn part(place: usize, start: usize, end: usize) -> usize {
    match place {
        _ if place == start => 0,
        _ if place + 1 == end => 2,
        _ => 1,
    }
}

/// The places of the bits that are set.
fn bits(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = set.trailing_zeros() as usize;
        set &= set.checked_sub(1)?;
        Some(place)
    })
}

/// Where the longest matches from one word on end, list by list.
#[derive(Default)]
struct MatchEnds {
    /// The lists that match, a bit each.
    lists: u32,
    longest: [usize; LIST_COUNT],
}

impl MatchEnds {
    /// Follows one beginning as far as the lists go.
    fn extend(&mut self, words: &[PhraseWord], start: usize, first: u64, lexicon: &Lexicon<'_>) {
        let mut sequence = extend_sequence(0, first);
        let later = words.iter().enumerate().skip(start + 1);
        for (place, word) in later.take(LONGEST_NAME - 1) {
            sequence = extend_sequence(sequence, word.word);
            let lists = lexicon.lists(sequence);
            let matching = lists & ((1 << LIST_COUNT) - 1);
            for list in bits(matching) {
                self.longest[list] = self.longest[list].max(place + 1);
            }
            self.lists |= matching;
            if lists & BEGINS_LONGER == 0 {
                return;
            }
        }
    }
}

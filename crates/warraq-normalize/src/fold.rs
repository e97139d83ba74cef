//! The `search` profile for single words, without an offset map.
//!
//! Lexicons, gazetteers and rankers fold every word of a text. A word is short
//! and most words need no more than the fast loop, so this path skips the
//! buffers and the map of a whole text.

use std::borrow::Cow;

use crate::block::{self, BLOCK};
use crate::normalizer::Normalizer;
use crate::tables::Fate;

/// Folds a word as [`Normalizer::search`] does; borrows it if nothing changes.
pub fn fold(word: &str) -> Cow<'_, str> {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    if folded == word {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(folded)
    }
}

/// Folds a word and appends it to `folded`.
pub fn fold_into(word: &str, folded: &mut String) {
    let search = Normalizer::search();
    if fold_simple(search, word, folded) {
        return;
    }
    let start = folded.len();
    for character in word.chars() {
        let (fate, text) = search.tables().look_up(character);
        match fate {
            Fate::Same | Fate::Swapped | Fate::Replaced if !text.contains(' ') => {
                folded.push_str(text);
            }
            Fate::Removed | Fate::Absorbed => {}
            _ => {
                // Rare: a character that may join its neighbours, or white space.
                folded.truncate(start);
                folded.push_str(&search.normalize(word).text);
                return;
            }
        }
    }
}

/// Folds a word that fits in a block and has none but simple characters.
fn fold_simple(search: &Normalizer, word: &str, folded: &mut String) -> bool {
    if word.len() > BLOCK {
        return false;
    }
    let block = block::padded(word.as_bytes());
    let translated = search.tables().blocks.translate(&block);
    let text = translated.bytes.get(..word.len()).map(std::str::from_utf8);
    match text {
        Some(Ok(text)) if translated.special == 0 => {
            folded.push_str(text);
            true
        }
        _ => false,
    }
}

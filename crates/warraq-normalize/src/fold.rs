//! The `search` profile for single words, without an offset map.
//!
//! Lexicons, gazetteers and rankers fold every word of a text. A word is short
//! and most words need no more than the fast loop, so this path skips the
//! buffers and the map of a whole text.

use std::borrow::Cow;

use crate::normalizer::Normalizer;
use crate::stretch::{WINDOW, translate_end};
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
    if fold_short(search, word, folded) {
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

/// Folds a word that fits in a window and needs no more than the table of pairs.
fn fold_short(search: &Normalizer, word: &str, folded: &mut String) -> bool {
    let mut output = [0; WINDOW];
    if word.len() >= WINDOW {
        return false;
    }
    let stretch = translate_end(search.tables().pairs(), word.as_bytes(), &mut output);
    let translated = output.get(..stretch.length).unwrap_or_default();
    match (stretch.stop, std::str::from_utf8(translated)) {
        (None, Ok(translated)) if translated.len() == word.len() => {
            folded.push_str(translated);
            true
        }
        _ => false,
    }
}

//! The word lists that the rules ask, and the words on either side of a mark.

use foldhash::fast::FixedState;
use std::collections::HashSet;
use std::sync::LazyLock;
use warraq_normalize::characters;

type Words = HashSet<&'static str, FixedState>;

pub(super) static ABBREVIATIONS: LazyLock<Words> =
    LazyLock::new(|| words(include_str!("../../data/sentences/abbreviations.txt")));

pub(super) static CONTINUATIONS: LazyLock<Words> =
    LazyLock::new(|| words(include_str!("../../data/sentences/continuations.txt")));

/// What stands behind the dot of a site's name in Arabic letters.
pub(super) static SITE_ENDINGS: LazyLock<Words> =
    LazyLock::new(|| words(include_str!("../../data/sentences/site-endings.txt")));

/// Words are looked at this far, in bytes: what is longer is in no list.
const LONGEST_WORD: usize = 32;

fn words(file: &'static str) -> Words {
    rows(file).flat_map(str::split_whitespace).collect()
}

fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

/// The letters and marks that `text` ends with.
pub(super) fn last_word(text: &str) -> &str {
    let start = floor_boundary(text, text.len().saturating_sub(LONGEST_WORD));
    let tail = text.get(start..).unwrap_or_default();
    let word = tail.trim_end_matches(is_word_character);
    tail.get(word.len()..).unwrap_or_default()
}

/// The letters and marks that `text` begins with.
pub(super) fn first_word(text: &str) -> &str {
    let end = floor_boundary(text, LONGEST_WORD.min(text.len()));
    let head = text.get(..end).unwrap_or_default();
    let length = head.find(|character| !is_word_character(character));
    head.get(..length.unwrap_or(head.len())).unwrap_or_default()
}

fn is_word_character(character: char) -> bool {
    is_letter(character) || characters::is_mark(character) || characters::is_tatweel(character)
}

/// Whether `character` is alphabetic; Arabic letters are told first, because the standard library
/// searches for them.
#[inline]
pub(super) fn is_letter(character: char) -> bool {
    characters::is_arabic_letter(character) || character.is_alphabetic()
}

/// The last character boundary at or before `position`.
fn floor_boundary(text: &str, position: usize) -> usize {
    let mut position = position;
    while !text.is_char_boundary(position) {
        position -= 1;
    }
    position
}

//! What a tokenizer must know of a character, one byte a code point.
//!
//! The classes of the Basic Multilingual Plane are laid out once, when a stage is built, from the
//! character tables of `warraq-normalize`, so that the scanner asks one question a character.

use super::emoji;
use warraq_normalize::characters;

/// What a character is to the tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// White space, and control characters, which have no ink either.
    Space,
    /// A letter of the Arabic script, or tatweel.
    Arabic,
    /// A letter of another script.
    Letter,
    /// A combining mark; it belongs to what stands before it.
    Mark,
    /// A character without ink; inside a word it belongs to the word.
    Invisible,
    /// An ASCII, Arabic-Indic or extended Arabic-Indic digit.
    Digit,
    /// Punctuation.
    Punctuation,
    /// An emoji, or one half of a flag.
    Emoji,
    /// Anything else.
    Symbol,
}

/// The classes of all characters.
#[derive(Clone)]
pub(super) struct CharacterTable {
    basic_plane: Box<[Class]>,
}

impl CharacterTable {
    pub(super) fn new() -> Self {
        let class = |code_point| char::from_u32(code_point).map_or(Class::Symbol, classify);
        Self {
            basic_plane: (0..=0xFFFF).map(class).collect(),
        }
    }

    #[inline]
    pub(super) fn class(&self, character: char) -> Class {
        match self.basic_plane.get(character as usize) {
            Some(class) => *class,
            None => classify(character),
        }
    }
}

impl Default for CharacterTable {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for CharacterTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CharacterTable")
    }
}

fn classify(character: char) -> Class {
    if character.is_whitespace() {
        Class::Space
    } else if characters::digit_value(character).is_some() {
        Class::Digit
    } else if characters::is_invisible(character) {
        Class::Invisible
    } else if characters::is_mark(character) {
        Class::Mark
    } else if characters::is_arabic_letter(character) || characters::is_tatweel(character) {
        Class::Arabic
    } else if character.is_alphanumeric() {
        Class::Letter
    } else if characters::is_punctuation(character) {
        Class::Punctuation
    } else if emoji::is_emoji(character) {
        Class::Emoji
    } else if character.is_control() {
        Class::Invisible
    } else {
        Class::Symbol
    }
}

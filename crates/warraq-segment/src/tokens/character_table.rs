//! What a tokenizer must know of a character, one byte a code point.
//!
//! The classes of the Basic Multilingual Plane are laid out once, when the first stage is built, from
//! the character tables of `warraq-normalize`, so that the scanner asks one question a character.

use super::emoji;
use std::sync::LazyLock;
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

pub(super) static TABLE: LazyLock<CharacterTable> = LazyLock::new(CharacterTable::new);

/// The classes of all characters.
pub(super) struct CharacterTable {
    basic_plane: Box<[Class]>,
    /// The classes of U+0600 to U+06FF, which have two bytes and begin with one of four.
    arabic_block: [Class; 256],
}

impl CharacterTable {
    fn new() -> Self {
        let class = |code_point| char::from_u32(code_point).map_or(Class::Symbol, classify);
        let mut arabic_block = [Class::Symbol; 256];
        for (entry, code_point) in arabic_block.iter_mut().zip(0x600..) {
            *entry = class(code_point);
        }
        Self {
            basic_plane: (0..=0xFFFF).map(class).collect(),
            arabic_block,
        }
    }

    /// Whether a letter of the Arabic block stands at `position` of UTF-8 `bytes`.
    #[inline]
    pub(super) fn is_arabic_letter(&self, bytes: &[u8], position: usize) -> bool {
        self.of_arabic_block(bytes, position) == Some(Class::Arabic)
    }

    /// Whether a letter or a mark of the Arabic block stands at `position` of UTF-8 `bytes`.
    #[inline]
    pub(super) fn continues_arabic_word(&self, bytes: &[u8], position: usize) -> bool {
        let class = self.of_arabic_block(bytes, position);
        matches!(class, Some(Class::Arabic | Class::Mark))
    }

    #[inline]
    fn of_arabic_block(&self, bytes: &[u8], position: usize) -> Option<Class> {
        let [first, second] = *bytes.get(position..)?.first_chunk()?;
        // 0xD8 to 0xDB begin the characters of U+0600 to U+06FF.
        (first & 0xFC == 0xD8)
            .then(|| self.arabic_block[usize::from((first & 3) << 6 | second & 0x3F)])
    }

    #[inline]
    pub(super) fn class(&self, character: char) -> Class {
        match self.basic_plane.get(character as usize) {
            Some(class) => *class,
            None => classify(character),
        }
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

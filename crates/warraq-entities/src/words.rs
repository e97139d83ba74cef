//! Cuts plain text into words, for training data and statistics that come without tokens.
//!
//! In a pipeline the `tokens` layer does this; training reads text from files, where no other
//! stage runs. The cut is the same kind: runs of one script, digits apart, punctuation single.

use std::ops::Range;

use crate::fold::is_arabic_word_character;

/// The class of a character, as far as cutting words needs it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Arabic,
    Digit,
    Letter,
    Mark,
}

/// The byte ranges of the words of `text`, in order: letters of one script, digits (with
/// separators between digits), and each punctuation character by itself.
pub fn plain_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut open: Option<(usize, Class)> = None;
    for (position, character) in text.char_indices() {
        let class = classify(character);
        if let Some((start, current)) = open {
            if current == class && class != Class::Mark {
                continue;
            }
            words.push(start..position);
            open = None;
        }
        if class != Class::Space {
            open = Some((position, class));
        }
    }
    if let Some((start, _)) = open {
        words.push(start..text.len());
    }
    words
}

fn classify(character: char) -> Class {
    if character.is_whitespace() {
        Class::Space
    } else if character.is_numeric() {
        Class::Digit
    } else if is_arabic_word_character(character) || is_joiner(character) {
        Class::Arabic
    } else if character.is_alphabetic() {
        Class::Letter
    } else {
        Class::Mark
    }
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{200E}' | '\u{200F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_scripts_digits_and_punctuation_apart() {
        let cases = [
            ("قال محمد: «نعم».", "قال|محمد|:|«|نعم|»|."),
            ("12عامًا", "12|عامًا"),
            ("(CNN)–دبي", "(|CNN|)|–|دبي"),
            ("", ""),
        ];
        for (text, expected) in cases {
            let words: Vec<&str> = plain_words(text)
                .into_iter()
                .filter_map(|range| text.get(range))
                .collect();
            assert_eq!(words.join("|"), expected, "{text}");
        }
    }
}

//! Words between quotation marks.

use std::ops::Range;

/// The marks that open and close a quotation. The plain mark opens and closes alike.
const PAIRS: [(char, char); 4] = [('«', '»'), ('“', '”'), ('„', '“'), ('"', '"')];

/// The longest quotation in bytes: beyond it, a mark was forgotten.
const LONGEST: usize = 4000;

/// A quotation: its words, and the same with its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quotation {
    pub(crate) inside: Range<u32>,
    pub(crate) outside: Range<u32>,
}

/// The quotations of a text, from left to right; none lies in another or crosses a line.
pub(crate) fn quotations(text: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut before = ' ';
    for (place, character) in text.char_indices() {
        open = match open {
            _ if character == '\n' => None,
            Some(kept) if place - kept.start <= LONGEST => match kept.goes_on(character) {
                Some(kept) => Some(kept),
                None => {
                    found.extend(quotation(text, kept.start..place, kept.mark, kept.close));
                    None
                }
            },
            _ => Open::at(place, character, before),
        };
        before = character;
    }
    found
}

/// A quotation that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    mark: char,
    close: char,
    /// How many marks of its kind were opened in it.
    depth: u32,
}

impl Open {
    /// The one that a character opens; a plain mark behind a digit is a measure of length.
    fn at(start: usize, character: char, before: char) -> Option<Self> {
        let (mark, close) = *PAIRS.iter().find(|(open, _)| *open == character)?;
        let is_measure = mark == close && before.is_numeric();
        (!is_measure).then_some(Self {
            start,
            mark,
            close,
            depth: 0,
        })
    }

    /// What it is behind the character; none if that closes it.
    fn goes_on(self, character: char) -> Option<Self> {
        let depth = if character == self.close {
            self.depth.checked_sub(1)?
        } else {
            self.depth + u32::from(character == self.mark)
        };
        Some(Self { depth, ..self })
    }
}

fn quotation(text: &str, range: Range<usize>, mark: char, close: char) -> Option<Quotation> {
    let first = range.start + mark.len_utf8();
    let words = text.get(first..range.end)?;
    let start = first + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    let offset = |byte: usize| u32::try_from(byte).ok();
    (start < end).then_some(Quotation {
        inside: offset(start)?..offset(end)?,
        outside: offset(range.start)?..offset(range.end + close.len_utf8())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_between_matching_marks() {
        let cases: [(&str, &[&str]); 11] = [
            ("قال «نعم» ثم «لا»", &["نعم", "لا"]),
            ("قال \" نعم \" وذهب", &["نعم"]),
            ("“نعم”", &["نعم"]),
            ("«قال \"نعم\" أمس»", &["قال \"نعم\" أمس"]),
            ("«قال «نعم» أمس» ثم", &["قال «نعم» أمس"]),
            ("«قال «نعم أمس»", &[]),
            ("طوله 5\" وعرضه 3\" فقط", &[]),
            ("«نعم\nلا»", &[]),
            ("«»", &[]),
            ("طوله 5\" فقط", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let found = quotations(text);
            let words: Vec<_> = found
                .iter()
                .filter_map(|found| {
                    text.get(found.inside.start as usize..found.inside.end as usize)
                })
                .collect();
            assert_eq!(words, expected, "{text}");
        }
    }
}

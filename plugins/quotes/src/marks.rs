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
    let mut open: Option<(usize, char, char)> = None;
    for (place, character) in text.char_indices() {
        open = match open {
            _ if character == '\n' => None,
            Some((start, _, _)) if place - start > LONGEST => opened(place, character),
            Some((start, mark, close)) if character == close => {
                found.extend(quotation(text, start..place, mark, close));
                None
            }
            None => opened(place, character),
            kept => kept,
        };
    }
    found
}

fn opened(place: usize, character: char) -> Option<(usize, char, char)> {
    let pair = PAIRS.iter().find(|(open, _)| *open == character);
    pair.map(|(open, close)| (place, *open, *close))
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
        let cases: [(&str, &[&str]); 8] = [
            ("قال «نعم» ثم «لا»", &["نعم", "لا"]),
            ("قال \" نعم \" وذهب", &["نعم"]),
            ("“نعم”", &["نعم"]),
            ("«قال \"نعم\" أمس»", &["قال \"نعم\" أمس"]),
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

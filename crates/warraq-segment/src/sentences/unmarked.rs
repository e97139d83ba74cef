//! Text without final marks: a long stretch is cut where a sentence is likely to begin.
//!
//! A stretch is only cut if it is longer than a heading, a caption or an item of a list would be and
//! has no mark at its end: newswire strings commas over a whole paragraph, and the stop behind it says
//! that it is one sentence.

use super::boundary_model::{BoundaryModel, Place, words};
use std::ops::Range;
use std::sync::LazyLock;
use warraq_normalize::characters;

static TABLE: &[u8] = include_bytes!("../../data/sentences/boundaries.bin");

static MODEL: LazyLock<Option<BoundaryModel<'static>>> =
    LazyLock::new(|| BoundaryModel::read(TABLE));

/// A sentence has at least so many words.
const LEAST_WORDS: usize = 3;

/// Gives a stretch of text whole, or in pieces if it is long and nothing ends it.
pub(super) struct Unmarked<'a> {
    block: &'a str,
    stretch: Range<usize>,
    cuts: bool,
}

impl<'a> Unmarked<'a> {
    /// Cuts the bytes `stretch` of `block` if it has at least `least_words` words.
    pub(super) fn new(block: &'a str, stretch: Range<usize>, least_words: usize) -> Self {
        let text = block.get(stretch.clone()).unwrap_or_default();
        // A word has two bytes at least, with its space.
        let may_cut = least_words > 0 && text.len() >= 2 * least_words && !ends_in_mark(text);
        Self {
            block,
            stretch,
            cuts: may_cut && text.split_whitespace().nth(least_words - 1).is_some(),
        }
    }

    /// Where the sentence ends that begins the stretch.
    fn end(&self) -> Option<usize> {
        let model = MODEL.as_ref()?;
        let text = self.block.get(self.stretch.clone())?;
        let mut words = words(text);
        let (mut before, mut next) = (words.next()?, words.next()?);
        for number in 1.. {
            let after = words.next();
            let place = Place {
                before: &before.bare,
                next: &next.bare,
                after: after.as_ref().map_or("", |word| word.bare.as_str()),
                comma: before.comma,
                words: number,
            };
            if number >= LEAST_WORDS && model.begins_sentence(&place) {
                return Some(self.stretch.start + next.start);
            }
            (before, next) = (next, after?);
        }
        None
    }
}

/// Whether the writer ended the stretch: then it is one sentence, however long.
fn ends_in_mark(stretch: &str) -> bool {
    let quotes = ['"', '»', '”', ')', ']', '\''];
    let end = stretch.trim_end().trim_end_matches(quotes).trim_end();
    end.ends_with(characters::is_sentence_final)
}

impl Iterator for Unmarked<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.stretch.is_empty() {
            return None;
        }
        let end = if self.cuts { self.end() } else { None };
        let end = end.unwrap_or(self.stretch.end);
        let sentence = self.stretch.start..end;
        self.stretch.start = end;
        Some(sentence)
    }
}

//! Text without full stops: a long stretch is cut where a report opens a new sentence.
//!
//! Arabic reports open sentences with a few words (`وقال`, `وأضاف`). They open clauses too, so a
//! stretch is only cut if it is far longer than a sentence with marks would be and has no mark at its
//! end: newswire strings commas over a whole paragraph, and the stop behind it says that it is one
//! sentence.

use super::words::OPENERS;
use std::ops::Range;
use warraq_normalize::characters;

/// Gives a stretch of text whole, or in pieces if it is long.
pub(super) struct Openers<'a> {
    block: &'a str,
    position: usize,
    end: usize,
    cuts: bool,
}

impl<'a> Openers<'a> {
    /// Cuts the bytes `stretch` of `block` if it has at least `least_words` words.
    pub(super) fn new(block: &'a str, stretch: Range<usize>, least_words: usize) -> Self {
        let text = block.get(stretch.clone()).unwrap_or_default();
        // A word has two bytes at least, with its space.
        let may_cut = least_words > 0 && text.len() >= 2 * least_words && !ends_in_mark(text);
        Self {
            block,
            position: stretch.start,
            end: stretch.end,
            cuts: may_cut && text.split_whitespace().nth(least_words - 1).is_some(),
        }
    }
}

/// Whether the writer ended the stretch: then it is one sentence, however long.
fn ends_in_mark(stretch: &str) -> bool {
    let quotes = ['"', '»', '”', ')', ']', '\''];
    let end = stretch.trim_end().trim_end_matches(quotes).trim_end();
    end.ends_with(characters::is_sentence_final)
}

impl Iterator for Openers<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.position;
        if start >= self.end {
            return None;
        }
        self.position = self.end;
        if !self.cuts {
            return Some(start..self.end);
        }
        let text = self.block.get(start..self.end).unwrap_or_default();
        for (before, word) in text.split_whitespace().enumerate() {
            if OPENERS.get(word).is_some_and(|least| before >= *least) {
                // The word is a slice of the text, so the distance is where it starts.
                let offset = word.as_ptr() as usize - text.as_ptr() as usize;
                self.position = start + offset;
                return Some(start..self.position);
            }
        }
        Some(start..self.end)
    }
}

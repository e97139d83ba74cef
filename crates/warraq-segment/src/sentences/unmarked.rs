//! Text without final marks: a long stretch is cut where sentences are likely to begin.
//!
//! A stretch is only cut if it is longer than a heading, a caption or an item of a list would be and
//! has no mark at its end: newswire strings commas over a whole paragraph, and the stop behind it says
//! that it is one sentence. That holds for as many words as writers end so; behind more of them the mark
//! is only the next that somebody set.

use super::best_cuts::best_cuts;
use super::boundary_model::BoundaryModel;
use super::unmarked_words::words;
use std::ops::Range;
use std::sync::LazyLock;
use warraq_normalize::characters;

static TABLE: &[u8] = include_bytes!("../../data/sentences/boundaries.bin");

static MODEL: LazyLock<Option<BoundaryModel<'static>>> =
    LazyLock::new(|| BoundaryModel::read(TABLE));

/// A stretch that a mark ends is one sentence if it has fewer words: of 70,000 sentences of news one is
/// as long.
const LONGEST_ENDED: usize = 250;

/// The bytes of a word with its space: at least, and at least on average where words are Arabic.
const LEAST_BYTES: usize = 2;
const USUAL_BYTES: usize = 6;

/// Gives a stretch of text whole, or in pieces if it is long and nothing ends it.
pub(super) struct Unmarked {
    stretch: Range<usize>,
    /// Where pieces end that are not the last.
    ends: std::vec::IntoIter<usize>,
}

impl Unmarked {
    /// Cuts the bytes `stretch` of `block` if it has at least `least_words` words; 0 never cuts.
    pub(super) fn new(block: &str, stretch: Range<usize>, least_words: usize) -> Self {
        let text = block.get(stretch.clone()).unwrap_or_default();
        // Most sentences are told by their length, so that no word need be looked at.
        let may_have = |words: usize, bytes: usize| text.len() >= bytes * words;
        let (least, bytes) = if may_have(least_words, LEAST_BYTES) && ends_in_mark(text) {
            (LONGEST_ENDED.max(least_words), USUAL_BYTES)
        } else {
            (least_words, LEAST_BYTES)
        };
        let cuts = least_words > 0
            && may_have(least, bytes)
            && text.split_whitespace().nth(least - 1).is_some();
        let ends = if cuts { ends(text) } else { Vec::new() };
        let ends: Vec<usize> = ends.into_iter().map(|end| stretch.start + end).collect();
        Self {
            stretch,
            ends: ends.into_iter(),
        }
    }
}

/// Where the sentences of `text` end, without the last.
fn ends(text: &str) -> Vec<usize> {
    let Some(model) = MODEL.as_ref() else {
        return Vec::new();
    };
    let (starts, words): (Vec<usize>, Vec<_>) = words(text).unzip();
    let cuts = best_cuts(model, &words);
    cuts.iter()
        .filter_map(|cut| starts.get(*cut).copied())
        .collect()
}

/// Whether the writer ended the stretch: then it is one sentence, however long.
fn ends_in_mark(stretch: &str) -> bool {
    let quotes = ['"', '»', '”', ')', ']', '\''];
    let end = stretch.trim_end().trim_end_matches(quotes).trim_end();
    end.ends_with(characters::is_sentence_final)
}

impl Iterator for Unmarked {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.stretch.is_empty() {
            return None;
        }
        let end = self.ends.next().unwrap_or(self.stretch.end);
        let sentence = self.stretch.start..end;
        self.stretch.start = end;
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_ends_as_many_words_as_a_sentence_may_have() {
        let clause = "وقال المتحدث باسم الوزارة إن المراكز ستفتح أبوابها غدا ";
        let pieces = |clauses: usize| {
            let text = format!("{}.", clause.repeat(clauses).trim_end());
            Unmarked::new(&text, 0..text.len(), 40).count()
        };
        let words = clause.split_whitespace().count();
        assert_eq!(pieces(LONGEST_ENDED / words), 1);
        assert!(pieces(LONGEST_ENDED / words + 1) > 9);
    }
}

//! Text without final marks: a long stretch is cut where sentences are likely to begin.
//!
//! A stretch is only cut if it is longer than a heading, a caption or an item of a list would be and
//! has no mark at its end: newswire strings commas over a whole paragraph, and the stop behind it says
//! that it is one sentence.

use super::best_cuts::best_cuts;
use super::boundary_model::BoundaryModel;
use super::unmarked_words::words;
use std::ops::Range;
use std::sync::LazyLock;
use warraq_normalize::characters;

static TABLE: &[u8] = include_bytes!("../../data/sentences/boundaries.bin");

static MODEL: LazyLock<Option<BoundaryModel<'static>>> =
    LazyLock::new(|| BoundaryModel::read(TABLE));

/// Gives a stretch of text whole, or in pieces if it is long and nothing ends it.
pub(super) struct Unmarked {
    stretch: Range<usize>,
    /// Where pieces end that are not the last.
    ends: std::vec::IntoIter<usize>,
}

impl Unmarked {
    /// Cuts the bytes `stretch` of `block` if it has at least `least_words` words.
    pub(super) fn new(block: &str, stretch: Range<usize>, least_words: usize) -> Self {
        let text = block.get(stretch.clone()).unwrap_or_default();
        // A word has two bytes at least, with its space.
        let may_cut = least_words > 0 && text.len() >= 2 * least_words && !ends_in_mark(text);
        let cuts = may_cut && text.split_whitespace().nth(least_words - 1).is_some();
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

//! The lines of a page, hard-wrapped ones joined, each with what a reader sees at a glance.

use std::ops::Range;
use warraq_normalize::fold;

/// One line of a page, or the lines of one hard-wrapped paragraph.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// The bytes without the white space around them.
    pub(super) range: Range<usize>,
    pub(super) text: &'a str,
    /// The text in the `search` fold; of a long line only the beginning.
    pub(super) folded: String,
    pub(super) words: usize,
}

/// The widths, in code points, between which lines may have been wrapped by a program.
const WRAPPED: Range<usize> = 45..110;
/// Cues stand at the beginning of a line; nobody looks further, in bytes.
const FOLDED_LENGTH: usize = 400;

impl Line<'_> {
    /// Whether it ends as a sentence does.
    pub(super) fn ends_as_sentence(&self) -> bool {
        self.text
            .trim_end_matches(['"', '»', '”', ')', ' '])
            .ends_with(['.', '!', '؟', '?', '…'])
    }

    pub(super) fn ends_with_full_stop(&self) -> bool {
        self.text
            .trim_end_matches(['"', '»', '”', ')', ' '])
            .ends_with(['.', '!', '…', '،', '؛'])
    }

    /// Whether it reads as running text.
    pub(super) fn is_prose(&self) -> bool {
        self.words >= 18 || self.words >= 6 && self.ends_with_full_stop()
    }
}

/// The lines of `text` that are not blank; `joins` says whether a program may have wrapped them.
pub(super) fn lines(text: &str, unwrap: bool) -> Vec<Line<'_>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut blank = true;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let first = start + (line.len() - line.trim_start().len());
        start += line.len() + 1;
        if trimmed.is_empty() {
            blank = true;
            continue;
        }
        let range = first..first + trimmed.len();
        match ranges.last_mut() {
            Some(last) if unwrap && !blank && continues(text, last, trimmed) => {
                last.end = range.end;
            }
            _ => ranges.push(range),
        }
        blank = false;
    }
    ranges
        .into_iter()
        .filter_map(|range| line(text, range))
        .collect()
}

/// Whether `next` continues the line that ends `last`: that one is as wide as wrapped lines are and
/// stops in mid-sentence.
fn continues(text: &str, last: &Range<usize>, next: &str) -> bool {
    let before = text.get(last.clone()).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().trim();
    let width = before.chars().count();
    let stops = before.ends_with(['.', ':', '؟', '!', '»', '"']);
    WRAPPED.contains(&width)
        && next.chars().count() < WRAPPED.end
        && !stops
        && super::shape::marker_length(next) == 0
}

fn line(text: &str, range: Range<usize>) -> Option<Line<'_>> {
    let slice = text.get(range.clone())?;
    let mut end = slice.len().min(FOLDED_LENGTH);
    while !slice.is_char_boundary(end) {
        end -= 1;
    }
    Some(Line {
        range,
        text: slice,
        folded: fold(slice.get(..end)?).trim().to_owned(),
        words: slice.split_whitespace().take(64).count(),
    })
}

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
    let unwrap = unwrap && is_wrapped(text);
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

/// Whether a program wrapped the lines of `text`: lines may continue those before in two places, or in one
/// where blank lines part the paragraphs. Else a short text under its title would be taken into it.
fn is_wrapped(text: &str) -> bool {
    let lines = || text.lines().map(str::trim);
    let continued = lines()
        .zip(lines().skip(1))
        .filter(|(before, next)| !next.is_empty() && wraps(before, next));
    match continued.take(2).count() {
        0 => false,
        1 => lines().any(str::is_empty),
        _ => true,
    }
}

/// Whether `next` continues the line that ends `last`.
fn continues(text: &str, last: &Range<usize>, next: &str) -> bool {
    let before = text.get(last.clone()).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().trim();
    wraps(before, next)
}

/// Whether a program may have wrapped a line between two: the first is as wide as wrapped lines are, stops
/// in mid-sentence, and has no room for the first word of `next` in a width that `next` itself needs.
fn wraps(before: &str, next: &str) -> bool {
    let width = before.chars().count();
    let next_width = next.chars().count();
    let word = next.split_whitespace().next().unwrap_or_default();
    let full = (width + 1 + word.chars().count()) * 10 > next_width * 9;
    let stops = before.ends_with(['.', ':', '؟', '!', '»', '"']);
    WRAPPED.contains(&width)
        && next_width < WRAPPED.end
        && full
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

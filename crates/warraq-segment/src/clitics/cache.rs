//! The parts of every word type of one document.

use super::segmenter::{CliticPart, CliticSegmenter};
use warraq_core::{NONE, Span};

/// How many spellings of one norm are kept; a text that has more is no text.
const MOST_SPELLINGS: usize = 8;

/// Remembers the parts of words by their attribute row, which words of one norm share.
pub(super) struct Cache<'a> {
    segmenter: &'a CliticSegmenter,
    text: &'a str,
    /// The first entry of each attribute row, or [`NONE`].
    rows: Vec<u32>,
    entries: Vec<Entry>,
    parts: Vec<CliticPart>,
}

/// One spelling: where it first stood, its parts, and the next spelling of the same norm.
struct Entry {
    start: u32,
    end: u32,
    first_part: u32,
    last_part: u32,
    next: u32,
}

impl<'a> Cache<'a> {
    pub(super) fn new(segmenter: &'a CliticSegmenter, text: &'a str, rows: usize) -> Self {
        Self {
            segmenter,
            text,
            rows: vec![NONE; rows],
            entries: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The parts of the word at `token`.
    #[inline]
    pub(super) fn parts(&mut self, token: &Span) -> &[CliticPart] {
        let bytes = self.text.as_bytes();
        let word = bytes.get(token.range());
        let head = self
            .rows
            .get(token.attributes as usize)
            .copied()
            .unwrap_or(NONE);
        let mut next = head;
        let mut spellings = 0;
        while let Some(entry) = self.entries.get(next as usize) {
            if bytes.get(entry.start as usize..entry.end as usize) == word {
                let parts = entry.first_part as usize..entry.last_part as usize;
                return self.parts.get(parts).unwrap_or_default();
            }
            next = entry.next;
            spellings += 1;
        }
        self.analyse(token, head, spellings)
    }

    #[inline(never)]
    fn analyse(&mut self, token: &Span, head: u32, spellings: usize) -> &[CliticPart] {
        let first = self.parts.len();
        let word = self.text.get(token.range()).unwrap_or_default();
        self.segmenter.segment_into(word, &mut self.parts);
        if spellings < MOST_SPELLINGS
            && let Some(row) = self.rows.get_mut(token.attributes as usize)
        {
            *row = self.entries.len() as u32;
            self.entries.push(Entry {
                start: token.start,
                end: token.end,
                first_part: first as u32,
                last_part: self.parts.len() as u32,
                next: head,
            });
        }
        self.parts.get(first..).unwrap_or_default()
    }
}

//! The mask: hides what layers cover, in the text and in every string derived from it.

use std::borrow::Cow;
use std::ops::Range;
use warraq_core::{Annotation, Document, LayerName};

/// What stands for each hidden code point.
pub(crate) const MASK_CHARACTER: char = '█';

/// Hidden strings shorter than this are not looked for in other strings: they would be everywhere.
const SHORTEST_SEARCHED: usize = 3;

/// The parts of a document's text that a record must not show.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    /// Byte ranges, sorted, apart from each other.
    ranges: Vec<Range<usize>>,
    hidden: Vec<String>,
}

impl Mask {
    /// The mask of what `layers` cover in `document`.
    pub(crate) fn new(document: &Document, layers: &[LayerName]) -> Self {
        let views = layers
            .iter()
            .filter_map(|layer| document.view::<Annotation<'_>>(layer));
        let mut ranges: Vec<_> = Vec::new();
        let mut hidden: Vec<_> = Vec::new();
        for annotation in views.flat_map(|view| view.iter()) {
            ranges.push(annotation.range());
            hidden.push(annotation.text());
        }
        let mut mask = Self {
            ranges: merge(ranges),
            hidden: Vec::new(),
        };
        // A name is told by its other forms, too.
        let names = document.entities();
        let names = names.iter().flat_map(warraq_core::View::iter);
        let names = names.filter(|name| mask.overlaps(name.range()));
        hidden.extend(names.filter_map(|name| name.canonical()));
        hidden.retain(|text| text.chars().count() >= SHORTEST_SEARCHED);
        hidden.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
        hidden.dedup();
        mask.hidden = hidden.into_iter().map(str::to_owned).collect();
        mask
    }

    /// Whether nothing is hidden.
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the character at byte `offset` is hidden.
    pub(crate) fn hides(&self, offset: usize) -> bool {
        let after = self.ranges.partition_point(|range| range.start <= offset);
        let range = after
            .checked_sub(1)
            .and_then(|index| self.ranges.get(index));
        range.is_some_and(|range| offset < range.end)
    }

    /// A piece of the document's text that starts at byte `start`, as it may be shown.
    pub(crate) fn slice<'t>(&self, start: usize, piece: &'t str) -> Cow<'t, str> {
        if !self.overlaps(start..start + piece.len()) {
            return Cow::Borrowed(piece);
        }
        let show = |(offset, character)| {
            if self.hides(start + offset) {
                MASK_CHARACTER
            } else {
                character
            }
        };
        piece.char_indices().map(show).collect()
    }

    /// A string derived from the document's bytes `source`, as it may be shown.
    pub(crate) fn derived<'t>(&self, source: Range<usize>, text: &'t str) -> Cow<'t, str> {
        if self.overlaps(source) {
            Cow::Owned(blacken(text))
        } else {
            self.other(text)
        }
    }

    /// A string that may repeat what is hidden, as it may be shown.
    pub(crate) fn other<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        for hidden in &self.hidden {
            if shown.contains(hidden.as_str()) {
                shown = Cow::Owned(shown.replace(hidden.as_str(), &blacken(hidden)));
            }
        }
        shown
    }

    /// Whether a part of the bytes `range` is hidden.
    pub(crate) fn overlaps(&self, range: Range<usize>) -> bool {
        let first = self
            .ranges
            .partition_point(|hidden| hidden.end <= range.start);
        self.ranges
            .get(first)
            .is_some_and(|hidden| hidden.start < range.end)
    }
}

fn blacken(text: &str) -> String {
    text.chars().map(|_| MASK_CHARACTER).collect()
}

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

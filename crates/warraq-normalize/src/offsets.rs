//! The map between the offsets of a text and those of its normalized form.
//!
//! Offsets must slice the original text after any normalization, and most of a
//! text keeps its length. The map therefore stores only the places where
//! lengths differ, four bytes each, and between them offsets move in step.

use std::ops::Range;

/// Maps byte ranges between an original text and its normalized form.
///
/// Both texts are cut into the same sequence of parts: runs whose characters
/// keep their length one by one, and edits (`ﻻ` to `لا`, a deleted tatweel, a
/// letter whose harakat were removed), which are mapped as a whole. A range on
/// character boundaries of one text always maps to a range on character
/// boundaries of the other; a range that cuts through an edit grows to take it in.
///
/// What was deleted belongs to neither neighbour: a range that ends where
/// characters were deleted ends before them, and one that starts there starts
/// after them. A removed mark is different: it belongs to its letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    edits: Vec<PackedEdit>,
    /// The edits that do not fit in four bytes, with their index in `edits`.
    long_edits: Vec<(usize, Lengths)>,
    /// The position before every `CHECKPOINT_INTERVAL`th edit.
    checkpoints: Vec<Lengths>,
    /// The end of the last edit.
    edited: Lengths,
    /// The lengths of the two texts.
    total: Lengths,
}

/// One place where the original and the normalized text differ in length, or
/// where several characters were changed as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the original text.
    pub original: Range<usize>,
    /// Bytes of the normalized text.
    pub normalized: Range<usize>,
}

/// A length or a position in bytes, in both texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) original: usize,
    pub(crate) normalized: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PackedEdit {
    /// Unchanged bytes between the edit before and this one.
    gap: u16,
    original: u8,
    normalized: u8,
}

/// Stands in both lengths of a packed edit whose lengths are in `long_edits`.
const LONG: u8 = u8::MAX;
const LONGEST_GAP: usize = u16::MAX as usize;
const CHECKPOINT_INTERVAL: usize = 32;

impl OffsetMap {
    /// The byte range of the original text that a byte range of the normalized text came from.
    pub fn to_original(&self, normalized: Range<usize>) -> Range<usize> {
        self.map(normalized, |lengths| (lengths.normalized, lengths.original))
    }

    /// The byte range of the normalized text that a byte range of the original text became.
    pub fn to_normalized(&self, original: Range<usize>) -> Range<usize> {
        self.map(original, |lengths| (lengths.original, lengths.normalized))
    }

    /// Whether every offset is the same in both texts.
    pub fn is_identity(&self) -> bool {
        self.edits.is_empty()
    }

    /// The length of the original text in bytes.
    pub fn original_length(&self) -> usize {
        self.total.original
    }

    /// The length of the normalized text in bytes.
    pub fn normalized_length(&self) -> usize {
        self.total.normalized
    }

    /// The edits in the order of the text.
    pub fn edits(&self) -> impl Iterator<Item = Edit> + '_ {
        let mut position = Lengths::default();
        (0..self.edits.len()).filter_map(move |index| {
            let (start, end) = self.edit_after(index, position);
            position = end;
            (start != end).then_some(Edit {
                original: start.original..end.original,
                normalized: start.normalized..end.normalized,
            })
        })
    }

    pub(crate) fn clear(&mut self) {
        self.edits.clear();
        self.long_edits.clear();
        self.checkpoints.clear();
        self.edited = Lengths::default();
        self.total = Lengths::default();
    }

    /// The end of the last edit in both texts.
    #[inline]
    pub(crate) fn edited(&self) -> Lengths {
        self.edited
    }

    /// Adds an edit `gap` unchanged bytes after the last one.
    #[inline]
    pub(crate) fn push(&mut self, gap: usize, lengths: Lengths) {
        let mut gap = gap;
        while gap > LONGEST_GAP {
            self.push_packed(LONGEST_GAP as u16, Lengths::default());
            gap -= LONGEST_GAP;
        }
        self.push_packed(gap as u16, lengths);
    }

    /// Adds an edit of fewer than 255 bytes `gap` unchanged bytes after the last one.
    #[inline]
    pub(crate) fn push_short(&mut self, gap: usize, original: u8, normalized: u8) {
        let lengths = Lengths {
            original: usize::from(original),
            normalized: usize::from(normalized),
        };
        let Ok(short_gap) = u16::try_from(gap) else {
            return self.push(gap, lengths);
        };
        if self.edits.len().is_multiple_of(CHECKPOINT_INTERVAL) {
            self.checkpoints.push(self.edited);
        }
        self.edits.push(PackedEdit {
            gap: short_gap,
            original,
            normalized,
        });
        self.edited.original += gap + lengths.original;
        self.edited.normalized += gap + lengths.normalized;
    }

    /// Adds deleted bytes to the last edit, if that is a deletion.
    pub(crate) fn extend_deletion(&mut self, original: usize) -> bool {
        let deletion = self.edits.last().is_some_and(|edit| edit.normalized == 0);
        deletion && self.extend_last(original)
    }

    /// Adds bytes of the original text to the last edit, if there is one.
    pub(crate) fn extend_last(&mut self, original: usize) -> bool {
        let Some(edit) = self.edits.last_mut() else {
            return false;
        };
        let longer = usize::from(edit.original) + original;
        if longer < usize::from(LONG) {
            edit.original = longer as u8;
            self.edited.original += original;
            return true;
        }
        self.extend_long(original);
        true
    }

    fn extend_long(&mut self, original: usize) {
        let end = self.edited;
        let Some(mut lengths) = self.pop() else {
            return;
        };
        let gap = end.original - lengths.original - self.edited.original;
        lengths.original += original;
        self.push(gap, lengths);
    }

    /// Takes the last edit back and returns its lengths.
    pub(crate) fn pop(&mut self) -> Option<Lengths> {
        let edit = self.edits.pop()?;
        let lengths = self.lengths(self.edits.len(), edit);
        if self
            .long_edits
            .last()
            .is_some_and(|&(index, _)| index == self.edits.len())
        {
            self.long_edits.pop();
        }
        if self.edits.len().is_multiple_of(CHECKPOINT_INTERVAL) {
            self.checkpoints.pop();
        }
        self.edited.original -= usize::from(edit.gap) + lengths.original;
        self.edited.normalized -= usize::from(edit.gap) + lengths.normalized;
        Some(lengths)
    }

    pub(crate) fn finish(&mut self, total: Lengths) {
        self.total = total;
    }

    #[inline]
    fn push_packed(&mut self, gap: u16, lengths: Lengths) {
        if self.edits.len().is_multiple_of(CHECKPOINT_INTERVAL) {
            self.checkpoints.push(self.edited);
        }
        let fits = |length: usize| u8::try_from(length).ok().filter(|&length| length < LONG);
        let edit = match (fits(lengths.original), fits(lengths.normalized)) {
            (Some(original), Some(normalized)) => PackedEdit {
                gap,
                original,
                normalized,
            },
            _ => {
                self.long_edits.push((self.edits.len(), lengths));
                PackedEdit {
                    gap,
                    original: LONG,
                    normalized: LONG,
                }
            }
        };
        self.edits.push(edit);
        self.edited.original += usize::from(gap) + lengths.original;
        self.edited.normalized += usize::from(gap) + lengths.normalized;
    }

    fn lengths(&self, index: usize, edit: PackedEdit) -> Lengths {
        if edit.original != LONG {
            return Lengths {
                original: usize::from(edit.original),
                normalized: usize::from(edit.normalized),
            };
        }
        self.long_edits
            .binary_search_by_key(&index, |&(index, _)| index)
            .ok()
            .and_then(|found| self.long_edits.get(found))
            .map_or_else(Lengths::default, |&(_, lengths)| lengths)
    }

    /// The start and the end of the edit at `index`, where the one before it ended at `position`.
    fn edit_after(&self, index: usize, position: Lengths) -> (Lengths, Lengths) {
        let Some(&edit) = self.edits.get(index) else {
            return (self.total, self.total);
        };
        let lengths = self.lengths(index, edit);
        let start = Lengths {
            original: position.original + usize::from(edit.gap),
            normalized: position.normalized + usize::from(edit.gap),
        };
        let end = Lengths {
            original: start.original + lengths.original,
            normalized: start.normalized + lengths.normalized,
        };
        (start, end)
    }

    /// Maps a range of the text that `sides` names first to the text that it names second.
    fn map(&self, range: Range<usize>, sides: impl Fn(Lengths) -> (usize, usize)) -> Range<usize> {
        let length = sides(self.total).0;
        let start = range.start.min(length);
        let end = range.end.min(length);
        let mapped_end = self.map_end(end.max(start), &sides);
        // An empty range where characters were deleted stays empty, before them.
        self.map_start(start, &sides).min(mapped_end)..mapped_end
    }

    fn map_start(&self, start: usize, sides: &impl Fn(Lengths) -> (usize, usize)) -> usize {
        let found = self
            .checkpoints
            .partition_point(|&checkpoint| sides(checkpoint).0 <= start);
        let (mut index, mut position) = self.checkpoint_before(found);
        while index < self.edits.len() {
            let (edit_start, edit_end) = self.edit_after(index, position);
            if start < sides(edit_start).0 {
                break;
            }
            if start < sides(edit_end).0 {
                return sides(edit_start).1;
            }
            position = edit_end;
            index += 1;
        }
        let (from, to) = sides(position);
        to + (start - from)
    }

    fn map_end(&self, end: usize, sides: &impl Fn(Lengths) -> (usize, usize)) -> usize {
        let found = self
            .checkpoints
            .partition_point(|&checkpoint| sides(checkpoint).0 < end);
        let (mut index, mut position) = self.checkpoint_before(found);
        while index < self.edits.len() {
            let (edit_start, edit_end) = self.edit_after(index, position);
            if end <= sides(edit_start).0 {
                break;
            }
            if end <= sides(edit_end).0 {
                return sides(edit_end).1;
            }
            position = edit_end;
            index += 1;
        }
        let (from, to) = sides(position);
        to + (end - from)
    }

    /// The last of the first `count` checkpoints: the index of its edit and its position.
    fn checkpoint_before(&self, count: usize) -> (usize, Lengths) {
        let index = count.saturating_sub(1);
        let position = self.checkpoints.get(index).copied().unwrap_or_default();
        (index * CHECKPOINT_INTERVAL, position)
    }
}

//! The span: the one annotation record that every layer, stage and plugin shares.
//!
//! It is `repr(C)` and has no padding, so a plugin reads a layer where it lies, without a copy.

/// The value of [`Span::label`], [`Span::parent`] and [`Span::attributes`] that means "none".
pub const NONE: u32 = u32::MAX;

/// A half-open byte range of the document's text, `start..end`, on character boundaries.
///
/// A zero-width span is allowed: it marks a place, as the article does that `لل` swallows.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The first byte of the span.
    pub start: u32,
    /// The byte after the last one of the span.
    pub end: u32,
    /// The row of the document's label table, or [`NONE`].
    pub label: u32,
    /// How sure the stage is; 1.0 where it has no score. Always finite.
    pub score: f32,
    /// The index of a span in the sorted parent layer, or [`NONE`].
    pub parent: u32,
    /// The row of the document's attribute table, or [`NONE`].
    pub attributes: u32,
}

impl Span {
    /// A span of the bytes `start..end` without label, parent and attributes, and with score 1.0.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end,
            label: NONE,
            score: 1.0,
            parent: NONE,
            attributes: NONE,
        }
    }

    /// The same span with a row of the label table.
    #[must_use]
    pub const fn with_label(self, label: u32) -> Self {
        Self { label, ..self }
    }

    /// The same span with a score.
    #[must_use]
    pub const fn with_score(self, score: f32) -> Self {
        Self { score, ..self }
    }

    /// The same span with the index of its parent.
    #[must_use]
    pub const fn with_parent(self, parent: u32) -> Self {
        Self { parent, ..self }
    }

    /// The same span with a row of the attribute table.
    #[must_use]
    pub const fn with_attributes(self, attributes: u32) -> Self {
        Self { attributes, ..self }
    }

    /// The byte range, for slicing.
    #[must_use]
    pub const fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span has no width.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What layers are sorted by: the start, then the longest first.
    #[must_use]
    pub(crate) const fn order(&self) -> (u32, u32) {
        (self.start, u32::MAX - self.end)
    }
}

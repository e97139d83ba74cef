//! Offset units: from what a record counts to the bytes of its text.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What `start` and `end` of a record count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Unicode code points: Python's `text[start:end]`.
    #[default]
    Codepoint,
    /// Bytes of UTF-8: Rust's and Go's slices.
    Byte,
    /// UTF-16 code units: JavaScript's and Java's strings.
    Utf16,
}

impl OffsetUnit {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Codepoint => "codepoint",
            Self::Byte => "byte",
            Self::Utf16 => "utf16",
        }
    }
}

/// For each offset of a text, the byte that it means; [`WITHIN`] a character it means none.
pub(crate) struct Bytes(Vec<usize>);

const WITHIN: usize = usize::MAX;

impl Bytes {
    pub(crate) fn new(text: &str, unit: OffsetUnit) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        for (byte, character) in text.char_indices() {
            bytes.push(byte);
            let width = match unit {
                OffsetUnit::Codepoint => 1,
                OffsetUnit::Byte => character.len_utf8(),
                OffsetUnit::Utf16 => character.len_utf16(),
            };
            bytes.resize(bytes.len() + width - 1, WITHIN);
        }
        bytes.push(text.len());
        Self(bytes)
    }

    /// The bytes between two offsets; none if the text does not have them.
    pub(crate) fn range(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let byte = |offset: usize| self.0.get(offset).copied().filter(|byte| *byte != WITHIN);
        let (start, end) = (byte(start)?, byte(end)?);
        (start <= end).then_some(start..end)
    }
}

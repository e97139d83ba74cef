//! Offset units: from the document's bytes to the unit that a record's readers count in.

use super::mask::{MASK_CHARACTER, Mask};
use warraq_record::OffsetUnit;

/// The bytes between two counts that are kept; between them, bytes are counted anew each time.
const STRIDE: usize = 64;

/// Converts byte offsets of one text, each in constant time.
pub(crate) struct Offsets<'a> {
    text: &'a [u8],
    unit: OffsetUnit,
    /// The units before every `STRIDE`th byte of the text; before every byte if it is masked.
    counts: Vec<u32>,
    is_masked: bool,
}

impl<'a> Offsets<'a> {
    pub(crate) fn new(text: &'a str, unit: OffsetUnit) -> Self {
        let text = text.as_bytes();
        let mut counts = Vec::new();
        if unit != OffsetUnit::Byte {
            counts.reserve(text.len() / STRIDE + 1);
            let mut total = 0;
            for chunk in text.chunks(STRIDE) {
                counts.push(total);
                total += count(chunk, unit);
            }
            counts.push(total);
        }
        Self {
            text,
            unit,
            counts,
            is_masked: false,
        }
    }

    /// The same for a text that is written masked: offsets are those of what is written.
    pub(crate) fn masked(text: &'a str, unit: OffsetUnit, mask: &Mask) -> Self {
        if mask.is_empty() {
            return Self::new(text, unit);
        }
        let mut counts = Vec::with_capacity(text.len() + 1);
        let mut total = 0;
        for (start, character) in text.char_indices() {
            counts.resize(start + character.len_utf8(), total);
            let written = if mask.hides(start) {
                MASK_CHARACTER
            } else {
                character
            };
            total += count(written.encode_utf8(&mut [0; 4]).as_bytes(), unit);
        }
        counts.push(total);
        Self {
            text: text.as_bytes(),
            unit,
            counts,
            is_masked: true,
        }
    }

    /// The units before the byte `offset`, which lies on a character boundary.
    pub(crate) fn convert(&self, offset: u32) -> u32 {
        if self.is_masked {
            return self
                .counts
                .get(offset as usize)
                .copied()
                .unwrap_or_default();
        }
        if self.unit == OffsetUnit::Byte {
            return offset;
        }
        let offset = (offset as usize).min(self.text.len());
        let chunk = offset / STRIDE;
        let before = self.counts.get(chunk).copied().unwrap_or_default();
        before
            + count(
                self.text.get(chunk * STRIDE..offset).unwrap_or_default(),
                self.unit,
            )
    }
}

/// The units that start in `bytes`, at most `STRIDE` of them. Each character is counted at its first
/// byte; in UTF-16, one of four bytes counts twice. The sums fit into a byte, of which a vector
/// instruction takes many.
fn count(bytes: &[u8], unit: OffsetUnit) -> u32 {
    let is_start = |byte: &u8| u8::from(byte & 0xc0 != 0x80);
    let is_astral = |byte: &u8| u8::from(*byte >= 0xf0);
    let starts = || u32::from(bytes.iter().map(is_start).sum::<u8>());
    let astral = || u32::from(bytes.iter().map(is_astral).sum::<u8>());
    match unit {
        OffsetUnit::Byte => bytes.len().try_into().unwrap_or(u32::MAX),
        OffsetUnit::Codepoint => starts(),
        OffsetUnit::Utf16 => starts() + astral(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_is_converted_as_by_counting() {
        let text = "aب😀ﷲ\u{64b}".repeat(100);
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Byte, OffsetUnit::Utf16] {
            let offsets = Offsets::new(&text, unit);
            for (byte, _) in text.char_indices() {
                let before = text.get(..byte).unwrap();
                let expected = match unit {
                    OffsetUnit::Codepoint => before.chars().count(),
                    OffsetUnit::Byte => byte,
                    OffsetUnit::Utf16 => before.encode_utf16().count(),
                };
                assert_eq!(
                    offsets.convert(byte as u32) as usize,
                    expected,
                    "{unit:?} {byte}"
                );
            }
        }
    }
}

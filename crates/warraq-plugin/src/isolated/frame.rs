//! Frames: what goes over the socket, as numbers, bytes and arrays, each at a multiple of 8 bytes.
//!
//! Both ends are one program on one machine, so that arrays go as they lie in memory. What a worker
//! sends is checked all the same: a library may have overwritten its memory.

use crate::abi::{WarraqAttribute, WarraqRange, WarraqSpan};
use crate::raw;
use warraq_core::{Attribute, Span, TableRange};

/// The bytes of a frame's own length, at its start.
pub(super) const HEAD: usize = 8;

/// A value that is its bytes: any bits are one, and no bit of it is padding.
///
/// # Safety
/// Both must be true.
pub(super) unsafe trait Plain: Copy {}

// SAFETY: six numbers of four bytes.
unsafe impl Plain for WarraqSpan {}
// SAFETY: six numbers of four bytes.
unsafe impl Plain for Span {}
// SAFETY: two numbers of four bytes.
unsafe impl Plain for WarraqRange {}
// SAFETY: two numbers of four bytes, and one of eight.
unsafe impl Plain for WarraqAttribute {}

/// Fills a frame.
#[derive(Debug)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            bytes: vec![0; HEAD],
        }
    }
}

impl Writer {
    /// Starts a new frame in the same room.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.resize(HEAD, 0);
    }

    pub(super) fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_ne_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.array(text.as_bytes());
    }

    pub(super) fn spans(&mut self, spans: &[Span]) {
        self.values(spans);
    }

    pub(super) fn ranges(&mut self, ranges: &[TableRange]) {
        // SAFETY: the two have one layout, which `abi::layout` asserts.
        self.values(unsafe { raw::slice(ranges.as_ptr().cast::<WarraqRange>(), ranges.len()) });
    }

    pub(super) fn attributes(&mut self, attributes: &[Attribute]) {
        let (pointer, count) = (
            attributes.as_ptr().cast::<WarraqAttribute>(),
            attributes.len(),
        );
        // SAFETY: the two have one layout, which `abi::layout` asserts.
        self.values(unsafe { raw::slice(pointer, count) });
    }

    /// Puts another frame's content at the end of this one.
    pub(super) fn append(&mut self, other: &Self) {
        self.bytes
            .extend_from_slice(other.bytes.get(HEAD..).unwrap_or_default());
    }

    /// The frame, its length in front.
    pub(super) fn finish(&mut self) -> &[u8] {
        let length = (self.bytes.len() - HEAD) as u64;
        if let Some(head) = self.bytes.get_mut(..HEAD) {
            head.copy_from_slice(&length.to_ne_bytes());
        }
        &self.bytes
    }

    fn values<T: Plain>(&mut self, values: &[T]) {
        // SAFETY: the values are their bytes.
        self.array(unsafe { raw::slice(values.as_ptr().cast::<u8>(), size_of_val(values)) });
    }

    fn array(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
    }
}

/// Reads a frame's content.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// A frame that does not hold what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadFrame;

impl<'a> Reader<'a> {
    /// `content` starts at a multiple of 8 bytes.
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self { rest: content }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn number(&mut self) -> Result<u64, BadFrame> {
        let (number, rest) = self.rest.split_first_chunk().ok_or(BadFrame)?;
        self.rest = rest;
        Ok(u64::from_ne_bytes(*number))
    }

    pub(super) fn text(&mut self) -> Result<&'a str, BadFrame> {
        std::str::from_utf8(self.bytes()?).map_err(|_| BadFrame)
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], BadFrame> {
        let length = usize::try_from(self.number()?).map_err(|_| BadFrame)?;
        let padded = length.checked_next_multiple_of(8).ok_or(BadFrame)?;
        let (padded, rest) = self.rest.split_at_checked(padded).ok_or(BadFrame)?;
        self.rest = rest;
        padded.get(..length).ok_or(BadFrame)
    }

    pub(super) fn values<T: Plain>(&mut self) -> Result<&'a [T], BadFrame> {
        let bytes = self.bytes()?;
        let pointer = bytes.as_ptr().cast::<T>();
        if !bytes.len().is_multiple_of(size_of::<T>()) || !pointer.is_aligned() {
            return Err(BadFrame);
        }
        // SAFETY: the bytes are borrowed, aligned and enough, and any bytes are values of `T`.
        Ok(unsafe { raw::slice(pointer, bytes.len() / size_of::<T>()) })
    }
}

/// Bytes that start at a multiple of 8.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    words: Vec<u64>,
}

impl Buffer {
    /// Room for `length` bytes at least.
    pub(super) fn grow(&mut self, length: usize) -> &mut [u8] {
        let words = length.div_ceil(8).max(self.words.len());
        self.words.resize(words, 0);
        // SAFETY: the words are initialized, borrowed for as long as the result, and are bytes.
        unsafe { std::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast(), words * 8) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: the words are initialized, and are bytes.
        unsafe { raw::slice(self.words.as_ptr().cast(), self.words.len() * 8) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut writer = Writer::default();
        writer.number(7);
        writer.text("نص");
        writer.spans(&[Span::new(1, 2), Span::new(3, 4)]);
        let frame = writer.finish().to_vec();
        let mut buffer = Buffer::default();
        buffer.grow(frame.len())[..frame.len()].copy_from_slice(&frame);
        let mut reader = Reader::new(&buffer.bytes()[HEAD..frame.len()]);
        assert_eq!(reader.number(), Ok(7));
        assert_eq!(reader.text(), Ok("نص"));
        let spans: &[Span] = reader.values().unwrap();
        assert_eq!(spans, [Span::new(1, 2), Span::new(3, 4)]);
        assert!(reader.is_empty());
    }

    #[test]
    fn a_frame_that_lies_about_its_content_is_refused() {
        let cases: [&[u64]; 4] = [&[], &[9, 0], &[u64::MAX], &[12, 0, 0]];
        for case in cases {
            let mut buffer = Buffer::default();
            let length = case.len() * 8;
            for (place, word) in buffer.grow(length).chunks_exact_mut(8).zip(case) {
                place.copy_from_slice(&word.to_ne_bytes());
            }
            let mut reader = Reader::new(&buffer.bytes()[..length]);
            assert!(reader.values::<Span>().is_err(), "{case:?}");
        }
    }
}

//! Text that was encoded twice: UTF-8 taken for another encoding and encoded again.
//!
//! `كتاب` then reads `ظƒطھط§ط¨` (taken for windows-1256) or `ÙƒØªØ§Ø¨` (for
//! windows-1252). The repair encodes the text back and reads the bytes as UTF-8;
//! it holds only if every byte comes out valid.

use super::{Decoded, Encoding};

/// What text that was encoded twice was taken for in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoubleEncoding {
    /// The encoding that the UTF-8 bytes were mistaken for.
    pub mistaken_for: Encoding,
    /// Whether the text was repaired.
    pub repaired: bool,
}

pub(super) fn check(_decoded: &mut Decoded<'_>, _repair: bool) {}

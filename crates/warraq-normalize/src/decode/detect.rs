//! Finding the encoding of bytes that do not say what they are.
//!
//! A byte order mark decides, then what the caller says, then whether the bytes
//! are valid UTF-8, which other encodings almost never are by accident. Only
//! what is left is guessed.

use super::Encoding;

pub(super) struct Choice {
    pub(super) encoding: Encoding,
    /// The length of the byte order mark.
    pub(super) skipped: usize,
    pub(super) guessed: bool,
    pub(super) confidence: f32,
}

pub(super) fn choose(bytes: &[u8], declared: Option<Encoding>) -> Choice {
    let sure = |encoding, skipped| Choice {
        encoding,
        skipped,
        guessed: false,
        confidence: 1.0,
    };
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return sure(Encoding(super::Kind::Web(encoding)), length);
    }
    if let Some(encoding) = declared {
        return sure(encoding, 0);
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return sure(Encoding::UTF_8, 0);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Choice {
        encoding: Encoding(super::Kind::Web(
            detector.guess(None, chardetng::Utf8Detection::Allow),
        )),
        skipped: 0,
        guessed: true,
        confidence: 0.5,
    }
}

/// Whether bytes that are to be decoded from this encoding are probably not text.
pub(super) fn looks_binary(bytes: &[u8], encoding: Encoding) -> bool {
    let wide = encoding == Encoding::UTF_16LE || encoding == Encoding::UTF_16BE;
    !wide && memchr::memchr(0, bytes).is_some()
}

//! Decoding: bytes of any encoding that Arabic text comes in become UTF-8 text.
//!
//! Bad bytes never stop a document: they are replaced, counted and reported,
//! and whoever called decides what to do about it. So is everything else that
//! was guessed or repaired.

mod detect;
mod double;
mod mac_arabic;
mod score;
mod single_byte;

use std::borrow::Cow;

pub use self::double::DoubleEncoding;

/// How to decode.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodeOptions {
    /// The encoding to use; a byte order mark still wins. Found out when none is given.
    pub encoding: Option<Encoding>,
    /// Whether text that was encoded twice is repaired or only reported.
    pub repair_double_encoding: bool,
    /// The most offsets of invalid sequences that are listed; all are counted.
    pub most_replaced: usize,
}

/// A decoded text and what there is to know about how it was decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark; borrowed where the bytes were valid UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding that the bytes were decoded from.
    pub encoding: Encoding,
    /// Whether the encoding was guessed from the bytes alone.
    pub guessed: bool,
    /// How sure the encoding is, from 0 to 1; 1 where it was not guessed.
    pub confidence: f32,
    /// Byte offsets in the input of the first invalid sequences, each replaced by U+FFFD.
    pub replaced: Vec<usize>,
    /// How many invalid sequences were replaced.
    pub replaced_count: usize,
    /// What the text was encoded in before it was encoded again, if it was.
    pub double_encoded: Option<DoubleEncoding>,
    /// Whether the bytes look like something other than text.
    pub looks_binary: bool,
}

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Web(&'static encoding_rs::Encoding),
    MacArabic,
}

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding(Kind::Web(encoding_rs::UTF_8));
    /// UTF-16, low byte first.
    pub const UTF_16LE: Encoding = Encoding(Kind::Web(encoding_rs::UTF_16LE));
    /// UTF-16, high byte first.
    pub const UTF_16BE: Encoding = Encoding(Kind::Web(encoding_rs::UTF_16BE));
    /// Arabic Windows.
    pub const WINDOWS_1256: Encoding = Encoding(Kind::Web(encoding_rs::WINDOWS_1256));
    /// ISO 8859-6, also known as ASMO 708.
    pub const ISO_8859_6: Encoding = Encoding(Kind::Web(encoding_rs::ISO_8859_6));
    /// Western Windows, which the web uses for Latin-1.
    pub const WINDOWS_1252: Encoding = Encoding(Kind::Web(encoding_rs::WINDOWS_1252));
    /// Arabic of classic Mac OS.
    pub const MAC_ARABIC: Encoding = Encoding(Kind::MacArabic);

    /// The encoding of a label such as `utf-8`, `cp1256` or `x-mac-arabic`.
    pub fn named(label: &str) -> Option<Encoding> {
        let plain = label.trim().to_ascii_lowercase().replace('_', "-");
        if matches!(plain.as_str(), "x-mac-arabic" | "mac-arabic" | "macarabic") {
            return Some(Encoding::MAC_ARABIC);
        }
        encoding_rs::Encoding::for_label_no_replacement(plain.as_bytes())
            .map(|encoding| Encoding(Kind::Web(encoding)))
    }

    /// The encoding's name in lower case, as records give it: `utf-8`, `windows-1256`.
    pub fn name(self) -> String {
        match self.0 {
            Kind::Web(encoding) => encoding.name().to_ascii_lowercase(),
            Kind::MacArabic => "x-mac-arabic".into(),
        }
    }
}

impl Default for DecodeOptions {
    fn default() -> DecodeOptions {
        DecodeOptions {
            encoding: None,
            repair_double_encoding: false,
            most_replaced: 100,
        }
    }
}

/// Decodes the bytes of one document.
pub fn decode<'a>(bytes: &'a [u8], options: &DecodeOptions) -> Decoded<'a> {
    let choice = detect::choose(bytes, options.encoding);
    let body = bytes.get(choice.skipped..).unwrap_or_default();
    let mut decoded = Decoded {
        text: Cow::Borrowed(""),
        encoding: choice.encoding,
        guessed: choice.guessed,
        confidence: choice.confidence,
        replaced: Vec::new(),
        replaced_count: 0,
        double_encoded: None,
        looks_binary: false,
    };
    decoded.text = match choice.encoding.0 {
        Kind::MacArabic => Cow::Owned(mac_arabic::decode(body)),
        Kind::Web(encoding) => {
            decode_reporting(encoding, body, choice.skipped, options, &mut decoded)
        }
    };
    decoded.looks_binary = looks_binary(bytes, &decoded);
    double::check(&mut decoded, options.repair_double_encoding);
    decoded
}

/// Whether the bytes are a PDF file, or their text has zeros, many control
/// characters or little that could be decoded.
fn looks_binary(bytes: &[u8], decoded: &Decoded<'_>) -> bool {
    const SAMPLE: usize = 1 << 13;
    let text = decoded.text.as_bytes();
    let sample = text.get(..text.len().min(SAMPLE)).unwrap_or_default();
    let controls = count_controls(sample);
    bytes.starts_with(b"%PDF-")
        || memchr::memchr(0, sample).is_some()
        || controls * 50 > sample.len()
        || decoded.replaced_count * 5 > bytes.len()
}

/// The control characters that no text needs. They are counted without a branch and in single bytes,
/// of which a vector instruction takes many.
fn count_controls(bytes: &[u8]) -> usize {
    let is_control = |byte: u8| {
        let is_space = (byte.wrapping_sub(b'\t') <= b'\r' - b'\t') | (byte == 0x1B);
        u8::from((byte < 0x20) & !is_space)
    };
    let count = |chunk: &[u8]| chunk.iter().map(|&byte| is_control(byte)).sum::<u8>();
    let chunks = bytes.chunks(u8::MAX.into());
    chunks.map(|chunk| usize::from(count(chunk))).sum()
}

fn decode_reporting<'a>(
    encoding: &'static encoding_rs::Encoding,
    body: &'a [u8],
    skipped: usize,
    options: &DecodeOptions,
    report: &mut Decoded<'_>,
) -> Cow<'a, str> {
    if encoding == encoding_rs::UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(body)
    {
        return Cow::Borrowed(text);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length(body.len())
        .unwrap_or(body.len());
    let mut text = String::with_capacity(room);
    let mut position = 0;
    loop {
        let rest = body.get(position..).unwrap_or_default();
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        position += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return Cow::Owned(text),
            encoding_rs::DecoderResult::OutputFull => text.reserve(rest.len().max(16)),
            encoding_rs::DecoderResult::Malformed(length, consumed_after) => {
                let bad = usize::from(length) + usize::from(consumed_after);
                if report.replaced.len() < options.most_replaced {
                    report.replaced.push(skipped + position.saturating_sub(bad));
                }
                report.replaced_count += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

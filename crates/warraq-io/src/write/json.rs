//! JSON as it is written: keys in our order, no intermediate tree.
//!
//! Texts are most of what is written, and hardly any of their bytes are escaped: they are looked at and
//! copied many at a time.

use serde::Serialize;

/// Writes one object or array into a buffer; commas come by themselves.
pub(crate) struct JsonWriter<'a> {
    out: &'a mut Vec<u8>,
    needs_comma: bool,
}

impl<'a> JsonWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self {
            out,
            needs_comma: false,
        }
    }

    /// Writes `{`, what `fill` adds, and `}`.
    pub(crate) fn object(&mut self, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.nested(b'{', b'}', fill);
    }

    /// Writes `[`, what `fill` adds, and `]`.
    pub(crate) fn array(&mut self, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.nested(b'[', b']', fill);
    }

    /// Writes a key; a value must follow.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.text(key);
        self.out.push(b':');
        self.needs_comma = false;
        self
    }

    /// Writes a string.
    pub(crate) fn text(&mut self, text: &str) {
        self.comma();
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some((plain, byte, after)) = split_at_escape(rest) {
            self.out.extend_from_slice(plain);
            write_escape(self.out, byte);
            rest = after;
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    /// Writes a value.
    pub(crate) fn value(&mut self, value: &impl Serialize) {
        self.comma();
        // Writing numbers and strings into memory has no way to fail.
        let _ = serde_json::to_writer(&mut *self.out, value);
    }

    /// Writes a whole number; the commonest value of a record.
    pub(crate) fn number(&mut self, value: u32) {
        self.comma();
        let mut digits = [0; 10];
        let mut first = digits.len();
        let mut rest = value;
        loop {
            first -= 1;
            if let Some(digit) = digits.get_mut(first) {
                *digit = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.out
            .extend_from_slice(digits.get(first..).unwrap_or_default());
    }

    /// Writes text that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.comma();
        self.out.extend_from_slice(json.as_bytes());
    }

    /// The number of bytes written.
    pub(crate) fn position(&self) -> usize {
        self.out.len()
    }

    fn comma(&mut self) {
        if self.needs_comma {
            self.out.push(b',');
        }
        self.needs_comma = true;
    }

    fn nested(&mut self, open: u8, close: u8, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.comma();
        self.out.push(open);
        fill(&mut JsonWriter::new(self.out));
        self.out.push(close);
    }
}

/// Bytes that are looked at together: the compiler makes a few vector instructions of it.
const CHUNK: usize = 32;

/// The bytes before the first that must be escaped, that byte, and the bytes behind it.
fn split_at_escape(bytes: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let (chunks, _) = bytes.as_chunks::<CHUNK>();
    let is_plain = |chunk: &[u8; CHUNK]| {
        let escaped = chunk.iter().map(|byte| u8::from(is_escaped(*byte)));
        escaped.fold(0, std::ops::BitOr::bitor) == 0
    };
    let plain = chunks.iter().take_while(|chunk| is_plain(chunk)).count() * CHUNK;
    let rest = bytes.get(plain..)?;
    let at = plain + rest.iter().position(|byte| is_escaped(*byte))?;
    let (plain, rest) = bytes.split_at_checked(at)?;
    let (byte, after) = rest.split_first()?;
    Some((plain, *byte, after))
}

/// Whether JSON has no such byte in a string.
fn is_escaped(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        b'"' | b'\\' => byte,
        _ => {
            let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_serde_json_does_it() {
        let every: String = (0..0x250).filter_map(char::from_u32).collect();
        let long = "قال \"كتاب\"\n".repeat(9);
        for text in ["", "\n", "أ", &every, &long] {
            // Each start puts the escapes at another place of a chunk.
            for (start, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let text = text.get(start..).unwrap();
                let mut out = Vec::new();
                JsonWriter::new(&mut out).text(text);
                assert_eq!(out, serde_json::to_vec(text).unwrap(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_written_is_json() {
        let mut out = Vec::new();
        JsonWriter::new(&mut out).object(|json| {
            json.key("text").text("\"أ\"\n\u{1}");
            json.key("spans")
                .array(|json| [0, 10, u32::MAX].into_iter().for_each(|n| json.number(n)));
            json.key("raw").raw("{\"a\":1.50}");
            json.key("none").array(|_| {});
        });
        let expected =
            r#"{"text":"\"أ\"\n\u0001","spans":[0,10,4294967295],"raw":{"a":1.50},"none":[]}"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

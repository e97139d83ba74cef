//! Quarantine: what could not be processed, with its reason and its original bytes.
//!
//! One JSON line a document, so that `retry` can take it from there. Bytes that are UTF-8 stand as
//! text, which a person can read; others in base64.

use crate::read::input::Format;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use warraq_core::Source;

/// A document in quarantine, apart from its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineEntry {
    /// The document's identifier, as far as it could be told.
    pub id: String,
    /// Where it was read.
    pub source: QuarantineSource,
    /// The stage that gave up: `read` for a reader.
    pub stage: String,
    /// What happened, for people.
    pub reason: String,
    /// What the bytes are.
    pub format: Format,
    /// The number of records that the run wrote before it: the place to which a retry brings it.
    #[serde(default)]
    pub records_before: u64,
    /// Whether the input broke off, so that the bytes are not all that there should be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_broken_off: bool,
}

/// Where a document in quarantine was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineSource {
    /// The file's path as the run named it.
    pub path: String,
    /// The line, where the file holds many documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl From<&Source> for QuarantineSource {
    fn from(source: &Source) -> Self {
        Self {
            path: source.path.clone(),
            line: source.line,
        }
    }
}

impl QuarantineEntry {
    /// Writes the entry and `bytes`, the document's own, as one line.
    ///
    /// # Errors
    /// What `out` or `bytes` say. The bytes are streamed: they need not fit in memory.
    pub fn write(&self, mut bytes: impl Read, out: &mut impl Write) -> io::Result<()> {
        let mut line = serde_json::to_vec(self)?;
        line.pop();
        out.write_all(&line)?;
        out.write_all(b",\"base64\":\"")?;
        let mut encoder = EncoderWriter::new(&mut *out, &STANDARD);
        io::copy(&mut bytes, &mut encoder)?;
        encoder.finish()?;
        drop(encoder);
        out.write_all(b"\"}\n")
    }

    /// Writes the entry and bytes that are in memory, as text where they are UTF-8.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write_bytes(&self, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.write(bytes, out);
        };
        let mut line = serde_json::to_vec(self)?;
        line.pop();
        out.write_all(&line)?;
        out.write_all(b",\"text\":")?;
        serde_json::to_writer(&mut *out, text)?;
        out.write_all(b"}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> QuarantineEntry {
        QuarantineEntry {
            id: "a".to_owned(),
            source: QuarantineSource {
                path: "in.jsonl".to_owned(),
                line: Some(2),
            },
            stage: "read".to_owned(),
            reason: "broken".to_owned(),
            format: Format::Jsonl,
            records_before: 1,
            is_broken_off: false,
        }
    }

    const START: &str = r#"{"id":"a","source":{"path":"in.jsonl","line":2},"stage":"read","reason":"broken","format":"jsonl","records_before":1"#;

    #[test]
    fn readable_bytes_stand_as_text() {
        let mut out = Vec::new();
        entry()
            .write_bytes("{\"text\":أ".as_bytes(), &mut out)
            .unwrap();
        let expected = format!("{START},\"text\":\"{{\\\"text\\\":أ\"}}\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn other_bytes_stand_in_base64() {
        let mut out = Vec::new();
        entry().write_bytes(&[0xff, 0, 1, 2], &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!("{START},\"base64\":\"/wABAg==\"}}\n")
        );
    }
}

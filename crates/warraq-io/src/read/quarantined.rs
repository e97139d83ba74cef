//! Quarantine read back: each document with its original bytes, for `retry`.
//!
//! Bytes in base64 are decoded as they are read, and put aside on disk if they are more than a document
//! may have, so that a line need not fit in memory.

use super::cut::Cutter;
use super::raw::{Position, RawContent, RawDocument, SpoolFolder};
use super::reader::BROKEN_OFF;
use crate::write::quarantine::QuarantineEntry;
use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use std::io::{self, BufRead, Read};

const BASE64: &[u8] = b",\"base64\":\"";
const TEXT: &[u8] = b",\"text\":";

/// Reads the documents of a `quarantine.jsonl`, in order.
pub struct QuarantineReader<R> {
    lines: R,
    max_document: u64,
    spool: SpoolFolder,
}

impl<R: BufRead> QuarantineReader<R> {
    /// A reader of `lines`; a document of more than `max_document` bytes is put aside.
    #[must_use]
    pub fn new(lines: R, max_document: u64) -> Self {
        Self {
            lines,
            max_document,
            spool: SpoolFolder::default(),
        }
    }

    /// The same reader, which puts bytes aside in `spool`.
    #[must_use]
    pub fn with_spool(self, spool: SpoolFolder) -> Self {
        Self { spool, ..self }
    }

    fn read(&mut self) -> io::Result<Option<(QuarantineEntry, RawDocument)>> {
        let mut head = Vec::new();
        let Some(is_base64) = self.read_head(&mut head)? else {
            return Ok(None);
        };
        let mut bytes = Cutter::new(self.max_document, &self.spool);
        let entry = if is_base64 {
            head.truncate(head.len() - BASE64.len());
            head.push(b'}');
            let entry: QuarantineEntry = serde_json::from_slice(&head)?;
            let mut decoder = DecoderReader::new(UntilQuote::new(&mut self.lines), &STANDARD);
            copy(&mut decoder, &mut bytes)?;
            self.skip_line()?;
            entry
        } else {
            #[derive(serde::Deserialize)]
            struct Readable {
                #[serde(flatten)]
                entry: QuarantineEntry,
                text: String,
            }
            let line: Readable = serde_json::from_slice(&head)?;
            bytes.add(line.text.as_bytes())?;
            line.entry
        };
        let raw = raw_document(&entry, bytes.content());
        Ok(Some((entry, raw)))
    }

    /// Reads a line up to its base64, or whole; true if base64 follows, none at the end.
    fn read_head(&mut self, head: &mut Vec<u8>) -> io::Result<Option<bool>> {
        loop {
            // A quote inside a string is escaped, so that the markers stand where they mean it.
            self.lines.read_until(b'"', head)?;
            if head.ends_with(BASE64) {
                return Ok(Some(true));
            }
            if head.is_empty() {
                return Ok(None);
            }
            if ends_with_text_key(head) || !head.ends_with(b"\"") {
                self.lines.read_until(b'\n', head)?;
                return Ok(Some(false));
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut rest = Vec::new();
        self.lines.read_until(b'\n', &mut rest)?;
        Ok(())
    }
}

/// Whether the key `text` has just been read up to the quote that opens its value.
fn ends_with_text_key(head: &[u8]) -> bool {
    head.strip_suffix(b"\"")
        .is_some_and(|head| head.ends_with(TEXT))
}

impl<R: BufRead> Iterator for QuarantineReader<R> {
    type Item = io::Result<(QuarantineEntry, RawDocument)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn raw_document(entry: &QuarantineEntry, content: RawContent) -> RawDocument {
    let content = match content {
        // Half a document must not pass for a whole one.
        RawContent::Bytes(bytes) if entry.is_broken_off => {
            let message = entry
                .reason
                .strip_prefix(BROKEN_OFF)
                .unwrap_or(&entry.reason);
            RawContent::Unreadable {
                bytes,
                message: message.to_owned(),
            }
        }
        content => content,
    };
    RawDocument {
        path: entry.source.path.clone(),
        line: entry.source.line,
        id: entry.id.clone(),
        format: entry.format,
        content,
        next: Position::default(),
    }
}

fn copy(from: &mut impl Read, to: &mut Cutter) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            length => to.add(buffer.get(..length).unwrap_or_default())?,
        }
    }
}

/// The bytes of a stream up to a quote, which is taken and not given.
struct UntilQuote<'a, R> {
    stream: &'a mut R,
    is_over: bool,
}

impl<'a, R: BufRead> UntilQuote<'a, R> {
    fn new(stream: &'a mut R) -> Self {
        Self {
            stream,
            is_over: false,
        }
    }
}

impl<R: BufRead> Read for UntilQuote<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(0);
        }
        let buffer = self.stream.fill_buf()?;
        let piece = buffer.get(..out.len()).unwrap_or(buffer);
        let end = memchr::memchr(b'"', piece);
        let length = end.unwrap_or(piece.len());
        if let (Some(out), Some(piece)) = (out.get_mut(..length), piece.get(..length)) {
            out.copy_from_slice(piece);
        }
        if piece.is_empty() {
            let message = "a line of quarantine ends before its bytes do";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.is_over = end.is_some();
        self.stream.consume(length + usize::from(self.is_over));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, QuarantineSource};

    fn entry(id: &str) -> QuarantineEntry {
        QuarantineEntry {
            id: id.to_owned(),
            source: QuarantineSource {
                path: "in.jsonl".to_owned(),
                line: Some(2),
            },
            stage: "read".to_owned(),
            reason: "the input breaks off: a storm".to_owned(),
            format: Format::Jsonl,
            records_before: 7,
            is_broken_off: false,
        }
    }

    #[test]
    fn what_was_written_is_read_back_byte_by_byte() {
        let long = vec![0xff; 300_000];
        let cases: [(&str, &[u8]); 6] = [
            ("plain", "نص".as_bytes()),
            ("escaped", b"{\"text\":\"a\",\"base64\":\"b\"}\n\\"),
            (",\"text\":\" ,\"base64\":\"", b"x"),
            ("bytes", &[0xff, 0, b'"', b'\n']),
            ("empty", b""),
            ("long", &long),
        ];
        let mut lines = Vec::new();
        for (id, bytes) in cases {
            entry(id).write_bytes(bytes, &mut lines).unwrap();
        }
        let read: Vec<_> = QuarantineReader::new(lines.as_slice(), 1 << 20)
            .map(Result::unwrap)
            .collect();
        assert_eq!(read.len(), cases.len());
        for ((read, raw), (id, expected)) in read.iter().zip(cases) {
            assert_eq!(*read, entry(id));
            assert!(
                matches!(&raw.content, RawContent::Bytes(bytes) if bytes == expected),
                "{id}"
            );
        }
        // The same in little memory: what is too long is put aside.
        let mut small = QuarantineReader::new(lines.as_slice(), 1000);
        let (_, last) = small.by_ref().last().unwrap().unwrap();
        assert!(matches!(last.content, RawContent::TooLarge(_)));
        assert_eq!(last.content.len(), long.len() as u64);
    }

    #[test]
    fn half_a_document_stays_half_a_document() {
        let mut lines = Vec::new();
        let broken = QuarantineEntry {
            is_broken_off: true,
            ..entry("a")
        };
        broken.write_bytes(b"half", &mut lines).unwrap();
        let (_, raw) = QuarantineReader::new(lines.as_slice(), 100)
            .next()
            .unwrap()
            .unwrap();
        let RawContent::Unreadable { bytes, message } = raw.content else {
            panic!("it passes for whole");
        };
        assert_eq!(
            (bytes.as_slice(), message.as_str()),
            (&b"half"[..], "a storm")
        );
    }

    #[test]
    fn what_is_torn_is_an_error() {
        let mut lines = Vec::new();
        entry("a").write_bytes(&[0xff; 90], &mut lines).unwrap();
        for length in [10, lines.len() - 20] {
            let torn = &lines[..length];
            assert!(QuarantineReader::new(torn, 100).next().unwrap().is_err());
        }
    }
}

//! The reader: cuts inputs into raw documents, in order and in bounded memory.
//!
//! Nothing is skipped: a file that cannot be opened, a stream that breaks off and a line that is too
//! long each become a document of their own, which the runner puts into quarantine.

use super::input::{Format, InputFile};
use super::open::{Stream, open};
use super::raw::{Position, RawContent, RawDocument, Spool};
use std::io::{self, BufRead};
use std::mem::take;

/// How the reason begins where an input breaks off.
pub(crate) const BROKEN_OFF: &str = "the input breaks off: ";

/// How much of a file is looked at to tell records from text.
const SNIFFED_BYTES: usize = 4096;

/// Cuts files into documents.
pub struct Reader {
    files: Vec<InputFile>,
    format: Option<Format>,
    max_document: u64,
    position: Position,
    current: Option<OpenFile>,
}

/// What a [`Reader`] may assume.
#[derive(Clone, Copy, Debug)]
pub struct ReaderOptions {
    /// What all files hold; none if their names and contents tell.
    pub format: Option<Format>,
    /// The most bytes that a document may have; a longer one is put aside.
    pub max_document: u64,
}

struct OpenFile {
    stream: Stream,
    format: Format,
}

impl Reader {
    /// A reader of `files`, starting at `start`.
    #[must_use]
    pub fn new(files: Vec<InputFile>, options: ReaderOptions, start: Position) -> Self {
        let ReaderOptions {
            format,
            max_document,
        } = options;
        Self {
            files,
            format,
            max_document,
            position: start,
            current: None,
        }
    }

    /// The next document.
    ///
    /// # Errors
    /// What the system says when an over-long document cannot be put aside.
    fn read(&mut self) -> io::Result<Option<RawDocument>> {
        while let Some(file) = self.files.get(self.position.file).cloned() {
            if self.current.is_none()
                && let Err(error) = self.open(&file)
            {
                return Ok(Some(self.unreadable_file(&file, &error)));
            }
            let Some(mut current) = self.current.take() else {
                continue;
            };
            let cut = match current.format {
                Format::Jsonl => self.cut_line(&mut current.stream)?,
                Format::Text | Format::Html => self.cut_whole(&mut current.stream)?,
            };
            let Some(cut) = cut else {
                self.next_file();
                continue;
            };
            let format = current.format;
            if cut.is_last {
                self.next_file();
            } else {
                self.current = Some(current);
            }
            return Ok(Some(self.document(&file, format, cut)));
        }
        Ok(None)
    }

    fn open(&mut self, file: &InputFile) -> io::Result<()> {
        let mut stream = open(file.path.as_deref())?;
        // The start of a file tells what it holds, wherever reading goes on.
        let format = match self.format.or(file.format) {
            Some(format) => format,
            None => sniff(&mut stream)?,
        };
        skip(&mut stream, self.position.byte)?;
        self.current = Some(OpenFile { stream, format });
        Ok(())
    }

    fn next_file(&mut self) {
        self.current = None;
        self.position = Position {
            file: self.position.file + 1,
            byte: 0,
            line: 0,
        };
    }

    /// Cuts the next line that is not blank.
    fn cut_line(&mut self, stream: &mut Stream) -> io::Result<Option<Cut>> {
        loop {
            let mut cut = Cutter::new(self.max_document);
            let outcome = cut.take_line(stream);
            if let Err(Failure::Spool(error)) = outcome {
                return Err(error);
            }
            self.position.byte += cut.consumed;
            self.position.line += 1;
            let line = Some(self.position.line);
            if let Err(Failure::Input(error)) = outcome {
                return Ok(Some(Cut {
                    content: cut.broken(&error),
                    line,
                    is_last: true,
                }));
            }
            if cut.consumed == 0 {
                return Ok(None);
            }
            if !cut.is_blank() {
                return Ok(Some(Cut {
                    content: cut.content(),
                    line,
                    is_last: false,
                }));
            }
        }
    }

    /// Takes a file as one document.
    fn cut_whole(&mut self, stream: &mut Stream) -> io::Result<Option<Cut>> {
        let mut cut = Cutter::new(self.max_document);
        let content = match cut.take_all(stream) {
            Ok(()) => cut.content(),
            Err(Failure::Input(error)) => cut.broken(&error),
            Err(Failure::Spool(error)) => return Err(error),
        };
        Ok(Some(Cut {
            content,
            line: None,
            is_last: true,
        }))
    }

    fn document(&self, file: &InputFile, format: Format, cut: Cut) -> RawDocument {
        let id = match cut.line {
            Some(line) => format!("{}:{line}", file.id),
            None => file.id.clone(),
        };
        let (line, content) = (cut.line, cut.content);
        RawDocument {
            path: file.name.clone(),
            line,
            id,
            format,
            content,
            next: self.position,
        }
    }

    fn unreadable_file(&mut self, file: &InputFile, error: &io::Error) -> RawDocument {
        let content = RawContent::Unreadable {
            bytes: Vec::new(),
            message: error.to_string(),
        };
        let format = file.format.unwrap_or(Format::Text);
        self.next_file();
        self.document(
            file,
            format,
            Cut {
                content,
                line: None,
                is_last: true,
            },
        )
    }
}

impl Iterator for Reader {
    type Item = io::Result<RawDocument>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// One document's bytes.
struct Cut {
    content: RawContent,
    line: Option<u64>,
    is_last: bool,
}

/// What may fail while a document is cut.
enum Failure {
    Input(io::Error),
    Spool(io::Error),
}

/// Collects the bytes of one document, in memory up to the limit and on disk beyond it.
pub(super) struct Cutter {
    limit: u64,
    bytes: Vec<u8>,
    spool: Option<Spool>,
    consumed: u64,
}

impl Cutter {
    pub(super) fn new(limit: u64) -> Self {
        Self {
            limit,
            bytes: Vec::new(),
            spool: None,
            consumed: 0,
        }
    }

    fn take_line(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            let buffer = fill(stream).map_err(Failure::Input)?;
            if buffer.is_empty() {
                return Ok(());
            }
            let (piece, used) = match memchr::memchr(b'\n', buffer) {
                Some(end) => (buffer.get(..end).unwrap_or_default(), end + 1),
                None => (buffer, buffer.len()),
            };
            self.add(piece).map_err(Failure::Spool)?;
            let is_complete = used > piece.len();
            self.consumed += used as u64;
            stream.consume(used);
            if is_complete {
                return Ok(());
            }
        }
    }

    fn take_all(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            let buffer = fill(stream).map_err(Failure::Input)?;
            let used = buffer.len();
            if used == 0 {
                return Ok(());
            }
            self.add(buffer).map_err(Failure::Spool)?;
            self.consumed += used as u64;
            stream.consume(used);
        }
    }

    pub(super) fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        if let Some(spool) = &mut self.spool {
            return spool.write(piece);
        }
        if (self.bytes.len() + piece.len()) as u64 <= self.limit {
            self.bytes.extend_from_slice(piece);
            return Ok(());
        }
        let mut spool = Spool::new()?;
        spool.write(&take(&mut self.bytes))?;
        spool.write(piece)?;
        self.spool = Some(spool);
        Ok(())
    }

    fn is_blank(&self) -> bool {
        self.spool.is_none() && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    pub(super) fn content(self) -> RawContent {
        match self.spool {
            Some(spool) => RawContent::TooLarge(spool),
            None => RawContent::Bytes(self.bytes),
        }
    }

    fn broken(self, error: &io::Error) -> RawContent {
        match self.spool {
            Some(spool) => RawContent::TooLarge(spool),
            None => RawContent::Unreadable {
                bytes: self.bytes,
                message: error.to_string(),
            },
        }
    }
}

fn fill(stream: &mut Stream) -> io::Result<&[u8]> {
    // The borrow checker wants the buffer asked for again once it is there; that costs nothing.
    loop {
        match stream.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    stream.fill_buf()
}

fn skip(stream: &mut Stream, bytes: u64) -> io::Result<()> {
    let mut left = bytes;
    while left > 0 {
        let buffer = fill(stream)?;
        if buffer.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("the file ends {left} bytes before the place to go on at"),
            ));
        }
        let used = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        stream.consume(used);
        left -= used as u64;
    }
    Ok(())
}

/// Tells records from HTML and text by the first bytes.
fn sniff(stream: &mut Stream) -> io::Result<Format> {
    let buffer = fill(stream)?;
    let start = buffer.get(..SNIFFED_BYTES).unwrap_or(buffer);
    let start = start
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(start)
        .trim_ascii_start();
    let starts_with = |tag: &[u8]| {
        start
            .get(..tag.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(tag))
    };
    if start.starts_with(b"{") {
        let after = start.get(1..).unwrap_or_default().trim_ascii_start();
        let is_record = after.is_empty() || after.starts_with(b"\"") || after.starts_with(b"}");
        return Ok(if is_record {
            Format::Jsonl
        } else {
            Format::Text
        });
    }
    let is_html = starts_with(b"<!doctype html") || starts_with(b"<html");
    Ok(if is_html { Format::Html } else { Format::Text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::path::Path;

    const RECORDS: &str = "{\"id\":\"a\"}\n\n  \n{\"id\":\"b\"}\nnot a record\n{\"id\":\"c\"}";

    fn read(path: &Path, max_document: u64, start: Position) -> Vec<RawDocument> {
        let inputs = crate::Inputs::expand(&[path.to_owned()]).unwrap();
        let options = ReaderOptions {
            format: None,
            max_document,
        };
        Reader::new(inputs.files, options, start)
            .map(Result::unwrap)
            .collect()
    }

    fn outline(documents: &[RawDocument]) -> Vec<String> {
        let line = |document: &RawDocument| {
            let what = match &document.content {
                RawContent::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                RawContent::TooLarge(_) => format!("too large: {}", document.content.len()),
                RawContent::Unreadable { bytes, .. } => {
                    format!("unreadable after {}", String::from_utf8_lossy(bytes))
                }
            };
            format!("{} {what}", document.id)
        };
        documents.iter().map(line).collect()
    }

    const CUT: [&str; 4] = [
        "in.jsonl:1 {\"id\":\"a\"}",
        "in.jsonl:4 {\"id\":\"b\"}",
        "in.jsonl:5 not a record",
        "in.jsonl:6 {\"id\":\"c\"}",
    ];

    #[test]
    fn lines_are_documents_and_blank_lines_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        std::fs::write(&path, RECORDS).unwrap();
        assert_eq!(outline(&read(&path, 100, Position::default())), CUT);
    }

    #[test]
    fn reading_goes_on_at_any_document() {
        let folder = tempfile::tempdir().unwrap();
        // Without a telling name, too, where the rest of a file need not look like its start.
        for name in ["in.jsonl", "in"] {
            let path = folder.path().join(name);
            std::fs::write(&path, RECORDS).unwrap();
            let all = read(&path, 100, Position::default());
            let cut = CUT.map(|line| line.replace("in.jsonl", name));
            assert_eq!(outline(&all), cut);
            for (index, document) in all.iter().enumerate() {
                let rest = read(&path, 100, document.next);
                assert_eq!(outline(&rest), cut[index + 1..]);
            }
        }
    }

    #[test]
    fn compression_is_told_by_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(RECORDS.as_bytes()).unwrap();
        std::fs::write(&path, gzip.finish().unwrap()).unwrap();
        assert_eq!(outline(&read(&path, 100, Position::default())), CUT);
        std::fs::write(&path, zstd::encode_all(RECORDS.as_bytes(), 1).unwrap()).unwrap();
        assert_eq!(outline(&read(&path, 100, Position::default())), CUT);
    }

    #[test]
    fn a_truncated_archive_gives_what_it_has_and_says_that_it_broke_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl.gz");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gzip.write_all(RECORDS.as_bytes()).unwrap();
        let archive = gzip.finish().unwrap();
        std::fs::write(&path, &archive[..archive.len() - 20]).unwrap();
        let documents = read(&path, 100, Position::default());
        assert_eq!(documents.len(), 3, "{:?}", outline(&documents));
        assert!(matches!(
            documents[2].content,
            RawContent::Unreadable { .. }
        ));
    }

    #[test]
    fn a_long_line_is_put_aside_and_its_neighbours_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        std::fs::write(&path, format!("{{}}\n{}\n{{}}\n", "x".repeat(1000))).unwrap();
        let documents = read(&path, 100, Position::default());
        let expected = [
            "in.jsonl:1 {}",
            "in.jsonl:2 too large: 1000",
            "in.jsonl:3 {}",
        ];
        assert_eq!(outline(&documents), expected);
    }

    #[test]
    fn a_file_without_a_telling_name_is_sniffed() {
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            ("{\"text\":\"a\"}\n", Format::Jsonl),
            ("{ }", Format::Jsonl),
            ("{قال}", Format::Text),
            ("<!DOCTYPE html><p>a", Format::Html),
            ("قال", Format::Text),
            ("", Format::Text),
        ];
        for (content, expected) in cases {
            let path = folder.path().join("page");
            std::fs::write(&path, content).unwrap();
            let documents = read(&path, 100, Position::default());
            assert_eq!(documents.first().unwrap().format, expected, "{content}");
        }
    }

    #[test]
    fn an_empty_file_is_an_empty_document() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "").unwrap();
        let documents = read(&folder.path().join("a.txt"), 100, Position::default());
        assert_eq!(outline(&documents), ["a.txt "]);
    }
}

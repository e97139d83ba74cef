//! The reader: cuts inputs into raw documents, in order and in bounded memory.
//!
//! Nothing is skipped: a file that cannot be opened, a stream that breaks off and a line that is too
//! long each become a document of their own, which the runner puts into quarantine.

use super::archive;
use super::cut::{Cut, Cutter, Failure};
use super::input::{Format, InputFile};
use super::open::{Resources, SNIFFED_BYTES, Stream};
use super::raw::{Position, RawContent, RawDocument};
use super::table::{PARQUET_MAGIC, Table};
use std::io;

/// How the reason begins where an input breaks off.
pub(crate) const BROKEN_OFF: &str = "the input breaks off: ";

/// Cuts files into documents.
pub struct Reader {
    files: Vec<InputFile>,
    resources: Resources,
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
    body: Body,
    format: Format,
}

/// What documents are cut from.
enum Body {
    Stream(Stream),
    Table(Box<Table>),
    /// A web archive, and the start of a record that was taken from it already.
    Archive(Stream, Vec<u8>),
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
            resources: Resources::default(),
            format,
            max_document,
            position: start,
            current: None,
        }
    }

    /// The same reader, which uses `resources` of the machine.
    #[must_use]
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, ..self }
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
            let cut = match (&mut current.body, current.format) {
                (Body::Stream(stream), Format::Jsonl) => self.cut_line(stream)?,
                (Body::Stream(stream), _) => self.cut_whole(stream)?,
                (Body::Archive(stream, carried), _) => self.cut_archived(stream, carried)?,
                (Body::Table(table), _) => self.cut_row(table)?,
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
        let path = file.path.as_deref();
        let mut stream = self.resources.open(path)?;
        let known = self.format.or(file.format);
        let is_table = match known {
            Some(format) => format == Format::Parquet,
            None => stream.fill_buf()?.starts_with(PARQUET_MAGIC),
        };
        if is_table {
            let table = Table::open(path, &mut stream, self.position.line, &self.resources.spool)?;
            let (body, format) = (Body::Table(Box::new(table)), Format::Jsonl);
            self.current = Some(OpenFile { body, format });
            return Ok(());
        }
        // The start of a file tells what it holds, wherever reading goes on.
        let format = match known {
            Some(format) => format,
            None => sniff(&mut stream)?,
        };
        skip(&mut stream, self.position.byte)?;
        let body = match format {
            Format::Warc => Body::Archive(stream, Vec::new()),
            _ => Body::Stream(stream),
        };
        self.current = Some(OpenFile { body, format });
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
            let mut cut = Cutter::new(self.max_document, &self.resources.spool);
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
        let mut cut = Cutter::new(self.max_document, &self.resources.spool);
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

    /// Cuts the next record of a web archive.
    fn cut_archived(
        &mut self,
        stream: &mut Stream,
        carried: &mut Vec<u8>,
    ) -> io::Result<Option<Cut>> {
        let mut cut = Cutter::new(self.max_document, &self.resources.spool);
        let outcome = archive::take_record(&mut cut, stream, carried);
        if let Err(Failure::Spool(error)) = outcome {
            return Err(error);
        }
        self.position.byte += cut.consumed - carried.len() as u64;
        self.position.line += 1;
        let line = Some(self.position.line);
        if let Err(Failure::Input(error)) = outcome {
            return Ok(Some(Cut {
                content: cut.broken(&error),
                line,
                is_last: true,
            }));
        }
        Ok((!cut.is_blank()).then(|| Cut {
            content: cut.content(),
            line,
            is_last: false,
        }))
    }

    /// Takes the next row of a table, as a record.
    fn cut_row(&mut self, table: &mut Table) -> io::Result<Option<Cut>> {
        let row = table.next_row();
        self.position.line += 1;
        let line = Some(self.position.line);
        let mut cut = Cutter::new(self.max_document, &self.resources.spool);
        let (content, is_last) = match row {
            Ok(None) => return Ok(None),
            Ok(Some(row)) => {
                cut.add(&row)?;
                (cut.content(), false)
            }
            Err(error) => (cut.broken(&error), true),
        };
        Ok(Some(Cut {
            content,
            line,
            is_last,
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

fn skip(stream: &mut Stream, bytes: u64) -> io::Result<()> {
    let mut left = bytes;
    while left > 0 {
        let buffer = stream.fill_buf()?;
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

/// Tells records, archives and HTML from text by the first bytes.
fn sniff(stream: &mut Stream) -> io::Result<Format> {
    let buffer = stream.fill_buf()?;
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
    if start.starts_with(archive::WARC_MAGIC) {
        return Ok(Format::Warc);
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
        read_with(path, max_document, start, Resources::default())
    }

    fn read_with(
        path: &Path,
        max_document: u64,
        start: Position,
        resources: Resources,
    ) -> Vec<RawDocument> {
        let inputs = crate::Inputs::expand(&[path.to_owned()]).unwrap();
        let options = ReaderOptions {
            format: None,
            max_document,
        };
        let reader = Reader::new(inputs.files, options, start).with_resources(resources);
        reader.map(Result::unwrap).collect()
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

    const ARCHIVE: &str = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\n\
        a\nb\n\r\n\r\nWARC/1.0\nContent-Length: 1\n\nx\r\n\r\nrubbish\nmore rubbish\n\
        WARC/1.1\r\nno length\r\n\r\nlost\nWARC/1.0\r\ncontent-length:2\r\n\r\nyz\r\n\r\n";

    #[test]
    fn archives_are_cut_by_the_lengths_of_their_records() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.warc");
        let starts = |documents: &[RawDocument]| {
            let line = |document: &RawDocument| match &document.content {
                RawContent::Bytes(bytes) => {
                    let text = String::from_utf8_lossy(bytes).replace("\r\n", "|");
                    format!("{} {}", document.id, text.replace('\n', "/"))
                }
                other => format!("{} {other:?}", document.id),
            };
            documents.iter().map(line).collect::<Vec<_>>()
        };
        let expected = [
            "in.warc:1 WARC/1.0|WARC-Type: warcinfo|Content-Length: 4||a/b/",
            "in.warc:2 WARC/1.0/Content-Length: 1//x",
            "in.warc:3 rubbish/more rubbish/",
            "in.warc:4 WARC/1.1|no length||lost/",
            "in.warc:5 WARC/1.0|content-length:2||yz",
        ];
        let mut gzip = Vec::new();
        for member in ARCHIVE.split_inclusive("\r\n\r\n") {
            let mut encoder = flate2::write::GzEncoder::new(gzip, flate2::Compression::fast());
            encoder.write_all(member.as_bytes()).unwrap();
            gzip = encoder.finish().unwrap();
        }
        let zstd = zstd::encode_all(ARCHIVE.as_bytes(), 1).unwrap();
        for bytes in [ARCHIVE.as_bytes(), &gzip, &zstd] {
            std::fs::write(&path, bytes).unwrap();
            let all = read(&path, 100, Position::default());
            assert_eq!(starts(&all), expected);
            for (index, document) in all.iter().enumerate() {
                let rest = read(&path, 100, document.next);
                assert_eq!(starts(&rest), expected[index + 1..]);
            }
        }
    }

    #[test]
    fn an_archive_that_breaks_off_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.warc");
        let record = "WARC/1.0\r\nContent-Length: 5\r\n\r\n123";
        std::fs::write(&path, record).unwrap();
        let documents = read(&path, 100, Position::default());
        let RawContent::Unreadable { bytes, message } = &documents[0].content else {
            panic!("{documents:?}");
        };
        assert_eq!(bytes, record.as_bytes());
        assert_eq!(message, "2 of 5 bytes are missing");
        assert_eq!(documents.len(), 1);
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
    fn a_window_that_memory_does_not_allow_breaks_a_file_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl.zst");
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(24).unwrap();
        encoder.write_all(RECORDS.as_bytes()).unwrap();
        std::fs::write(&path, encoder.finish().unwrap()).unwrap();
        for (most_window_bytes, expected) in [(1 << 24, CUT.len()), (1 << 23, 1), (0, 1)] {
            let resources = Resources {
                most_window_bytes,
                ..Resources::default()
            };
            let documents = read_with(&path, 100, Position::default(), resources);
            assert_eq!(documents.len(), expected, "{most_window_bytes}");
            let broken =
                |document: &RawDocument| matches!(document.content, RawContent::Unreadable { .. });
            assert_eq!(
                documents.iter().any(broken),
                expected == 1,
                "{most_window_bytes}"
            );
        }
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
            ("WARC/1.0\r\n", Format::Warc),
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

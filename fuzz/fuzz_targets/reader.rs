//! Cutting files, plain, gzip and zstd: every byte of a plain file of lines is in a document or is a
//! line's end, and reading on from any document gives the rest.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Write;
use std::path::Path;
use warraq_io::{InputFile, Position, RawDocument, Reader, ReaderOptions};

/// More documents than an input may have; a reader that never ends is a finding.
const MOST: usize = 1 << 16;

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (choice, bytes) = input;
    let mut file = tempfile::NamedTempFile::new().expect("there is room");
    file.write_all(&packed(choice, &bytes)).expect("there is room");
    let max_document = if choice & 8 == 0 { 1 << 20 } else { 16 };
    let name = match choice & 3 {
        0 => "a.jsonl",
        1 => "a.txt",
        2 => "a.html",
        _ => "a",
    };
    let documents = read(file.path(), name, max_document, Position::default());
    assert!(documents.len() < MOST, "the reader does not end");
    if choice & 0x30 == 0 && name == "a.jsonl" {
        let lines = bytes.split(|byte| *byte == b'\n');
        let expected = lines.filter(|line| !line.iter().all(u8::is_ascii_whitespace));
        assert_eq!(documents.len(), expected.count());
    }
    if let Some(middle) = documents.get(documents.len() / 2) {
        let rest = read(file.path(), name, max_document, middle.next);
        assert_eq!(rest.len(), documents.len() - documents.len() / 2 - 1);
    }
});

fn packed(choice: u8, bytes: &[u8]) -> Vec<u8> {
    match choice & 0x30 {
        0x10 => {
            let level = flate2::Compression::fast();
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
            gzip.write_all(bytes).expect("a vector takes everything");
            gzip.finish().expect("a vector takes everything")
        }
        0x20 => zstd::encode_all(bytes, 1).expect("a vector takes everything"),
        // As it is: what looks like an archive and is none is told by its content, too.
        _ => bytes.to_vec(),
    }
}

fn read(path: &Path, name: &str, max_document: u64, start: Position) -> Vec<RawDocument> {
    let mut input = InputFile::with_id(Some(name.into()), name, name);
    input.path = Some(path.to_owned());
    let options = ReaderOptions {
        format: None,
        max_document,
    };
    let documents = Reader::new(vec![input], options, start).take(MOST);
    documents.map(|document| document.expect("there is room")).collect()
}

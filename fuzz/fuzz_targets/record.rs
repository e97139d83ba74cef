//! Parsing records: a line is a document or is rejected with a reason, and never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq_io::{DocumentOptions, Format, Position, RawContent, RawDocument};

fuzz_target!(|bytes: &[u8]| {
    let raw = RawDocument {
        path: "a.jsonl".to_owned(),
        line: Some(1),
        id: "a.jsonl:1".to_owned(),
        format: Format::Jsonl,
        content: RawContent::Bytes(bytes.to_vec()),
        next: Position::default(),
    };
    match DocumentOptions::default().document(&raw) {
        Ok(document) => {
            // What has a whole text in plain ASCII keeps it byte by byte.
            assert!(std::str::from_utf8(document.text().as_bytes()).is_ok());
            assert!(!document.metadata().id.is_empty() || bytes.windows(4).any(|w| w == b"\"id\""));
        }
        Err(rejection) => assert!(!rejection.reason.is_empty()),
    }
});

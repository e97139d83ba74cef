//! Decoding and reading pages and texts: a document or a reason, and markup that slices the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq_io::{DocumentOptions, Format, Position, RawContent, RawDocument};

fuzz_target!(|input: (bool, Vec<u8>)| {
    let (is_page, bytes) = input;
    let raw = RawDocument {
        path: "a".to_owned(),
        line: None,
        id: "a".to_owned(),
        format: if is_page { Format::Html } else { Format::Text },
        content: RawContent::Bytes(bytes),
        next: Position::default(),
    };
    let Ok(document) = DocumentOptions::default().document(&raw) else {
        return;
    };
    for element in document.markup().iter().flat_map(|markup| markup.iter()) {
        let span = element.span();
        let range = span.start as usize..span.end as usize;
        assert!(document.text().get(range).is_some());
    }
});

//! brat standoff: `.txt` has the text, `.ann` a line for each item, offsets in code points.

use super::Conversion;
use super::document::{AnnotatedDocument, first_and_longest};
use crate::error::CorpusError;
use std::fmt::Write;
use std::path::Path;
use warraq_record::Item;

/// Writes the document with `number` documents before it.
pub(super) fn write(
    document: &AnnotatedDocument,
    number: u64,
    folder: &Path,
) -> Result<Conversion, CorpusError> {
    let (annotations, items) = render(document);
    let name = format!("{:06}{}", number + 1, suffix(document.id()));
    for (ending, content) in [("txt", document.text()), ("ann", &annotations)] {
        let path = folder.join(format!("{name}.{ending}"));
        std::fs::write(&path, content).map_err(|source| CorpusError::write(&path, source))?;
    }
    Ok(Conversion {
        documents: 1,
        items,
        ..Conversion::default()
    })
}

/// What of an identifier may stand in the name of a file.
fn suffix(id: &str) -> String {
    let kept = id
        .chars()
        .filter(|c| c.is_alphanumeric() || "-_.".contains(*c));
    let kept: String = kept.take(60).collect();
    let kept = kept.trim_matches('.');
    match kept.is_empty() {
        true => String::new(),
        false => format!("-{kept}"),
    }
}

fn render(document: &AnnotatedDocument) -> (String, u64) {
    let mut items: Vec<&Item> = document.items().collect();
    items.sort_by_key(|item| first_and_longest(item));
    let mut text = String::new();
    let mut place = CodePoints {
        text: document.text(),
        byte: 0,
        count: 0,
    };
    let mut number = 0;
    for item in items {
        let written = document.slice(item.range());
        if item.label.is_empty() || written.trim().is_empty() {
            continue;
        }
        number += 1;
        let start = place.before(item.range().start);
        let (fragments, line) = fragments(written, start);
        // Writing into a string has no way to fail.
        let _ = writeln!(text, "T{number}\t{} {fragments}\t{line}", item.label);
        let note = note(item);
        if !note.is_empty() {
            let note = note.replace(['\n', '\t', '\r'], " ");
            let _ = writeln!(text, "#{number}\tAnnotatorNotes T{number}\t{note}");
        }
    }
    (text, number)
}

/// What an item says besides, for a person to read.
fn note(item: &Item) -> String {
    let value = Some(item.value()).filter(|value| !value.is_empty());
    let parts = [&item.canonical, &item.subtype, &value, &item.unit];
    let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" · ")
}

/// The ranges of an item's lines, since brat lets no annotation go over a line break, and its text
/// with a space for each break.
fn fragments(written: &str, start: usize) -> (String, String) {
    let mut ranges = Vec::new();
    let mut pieces = Vec::new();
    let mut place = start;
    for line in written.split('\n') {
        let end = place + line.chars().count();
        if end > place {
            ranges.push(format!("{place} {end}"));
            pieces.push(line);
        }
        place = end + 1;
    }
    (ranges.join(";"), pieces.join(" "))
}

/// Counts code points, forwards.
struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    count: usize,
}

impl CodePoints<'_> {
    fn before(&mut self, byte: usize) -> usize {
        let piece = self.text.get(self.byte..byte).unwrap_or_default();
        self.count += piece.chars().count();
        self.byte = byte;
        self.count
    }
}

//! Reads unlabelled text: JSON Lines with a `text` field, compressed with zstd or not.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use super::TrainError;
use crate::fold::fold_into;
use crate::words::plain_words;

/// The field of a record that is read; all others are skipped.
#[derive(Deserialize)]
struct Record {
    text: String,
}

/// Calls `visit` with the text of each record of the file, in order.
pub(crate) fn read_texts(path: &Path, visit: &mut dyn FnMut(&str)) -> Result<(), TrainError> {
    let failed = |source| TrainError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "zst") {
        let mut decoder = zstd::Decoder::new(file).map_err(failed)?;
        decoder.window_log_max(27).map_err(failed)?;
        Box::new(decoder)
    } else {
        Box::new(file)
    };
    for (index, line) in BufReader::with_capacity(1 << 20, reader)
        .lines()
        .enumerate()
    {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        let record: Record = serde_json::from_str(&line).map_err(|source| TrainError::Record {
            path: path.to_owned(),
            line: index + 1,
            source,
        })?;
        visit(&record.text);
    }
    Ok(())
}

/// Cuts a text into sentences of folded words, roughly: at line ends and at `.`, `!`, `؟`.
pub(crate) fn rough_sentences(text: &str, visit: &mut dyn FnMut(&[&str], &[String])) {
    for line in text.lines() {
        let mut words = Vec::new();
        let mut folded = Vec::new();
        for range in plain_words(line) {
            let word = line.get(range).unwrap_or_default();
            let mut form = String::with_capacity(word.len());
            fold_into(word, &mut form);
            words.push(word);
            folded.push(form);
            if matches!(word, "." | "!" | "؟" | "?") {
                visit(&words, &folded);
                words.clear();
                folded.clear();
            }
        }
        if !words.is_empty() {
            visit(&words, &folded);
        }
    }
}

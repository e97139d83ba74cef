//! The documents of the sheet and what was said of their phrases.

use crate::Failure;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};

const SHEET: &str = include_str!("../../evaluation/phrase_labels.tsv");
/// The texts that the documents are of.
const SOURCES: [&str; 3] = ["news-web", "news", "wikipedia"];

/// A document with whether each judged phrase is kept.
#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) text: String,
    pub(crate) verdicts: HashMap<String, bool>,
}

#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// The documents of the sheet, by their ids; none, with a line that says so, where `WARRAQ_SHARED` is
/// not set.
pub(crate) fn judged() -> Result<Option<Vec<Judged>>, Failure> {
    let Ok(shared) = std::env::var("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED does not name the folder of evaluation data");
        return Ok(None);
    };
    let mut documents: BTreeMap<&str, Judged> = BTreeMap::new();
    for line in SHEET.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(id), Some(phrase), Some(verdict)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return Err(format!("not three columns: {line}").into());
        };
        let document = documents.entry(id).or_default();
        document
            .verdicts
            .insert(phrase.to_owned(), verdict == "keep");
    }
    for source in SOURCES {
        let path = format!("{shared}/data/text/{source}.jsonl.zst");
        let mut decoder = zstd::Decoder::new(std::fs::File::open(path)?)?;
        decoder.window_log_max(27)?;
        for line in BufReader::new(decoder).lines() {
            let record: Record = serde_json::from_str(&line?)?;
            if let Some(document) = documents.get_mut(record.id.as_str()) {
                document.text = record.text;
            }
        }
    }
    let missing = documents.iter().find(|(_, one)| one.text.is_empty());
    match missing {
        Some((id, _)) => Err(format!("no text has the document {id}").into()),
        None => Ok(Some(documents.into_values().collect())),
    }
}

//! The documents of the sheet and what was said of their phrases.

use crate::shared::{Failure, Text, shared_data, texts};
use std::collections::{BTreeMap, HashMap};

const SHEET: &str = include_str!("../../evaluation/phrase_labels.tsv");

/// A document with whether each judged phrase is kept.
pub(crate) struct Judged {
    pub(crate) text: Text,
    pub(crate) verdicts: HashMap<&'static str, bool>,
}

/// The documents of the sheet, by their ids; none where there is no evaluation data.
pub(crate) fn judged() -> Result<Option<Vec<Judged>>, Failure> {
    let Some(data) = shared_data() else {
        return Ok(None);
    };
    let mut verdicts: BTreeMap<&str, HashMap<&str, bool>> = BTreeMap::new();
    for line in SHEET.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, phrase, verdict] = columns[..] else {
            return Err(format!("not three columns: {line}").into());
        };
        let document = verdicts.entry(id).or_default();
        document.insert(phrase, verdict == "keep");
    }
    let mut texts = texts(&data, verdicts.keys().copied())?;
    let documents = verdicts.into_iter().filter_map(|(id, verdicts)| {
        let text = texts.remove(id)?;
        Some(Judged { text, verdicts })
    });
    Ok(Some(documents.collect()))
}

//! What the evaluation programs share: the pipeline before a summary, and the texts of documents.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
use warraq_entities::{EntityOptions, EntityStage};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// The texts that documents are looked for in.
const SOURCES: [&str; 3] = [NEWS_WEB, "news", "wikipedia"];
const NEWS_WEB: &str = "news-web";

/// The folder of evaluation data; none, with a line that says so, where `WARRAQ_SHARED` is not set.
pub(crate) fn shared_data() -> Option<PathBuf> {
    let shared = std::env::var_os("WARRAQ_SHARED");
    if shared.is_none() {
        eprintln!("skipped: WARRAQ_SHARED does not name the folder of evaluation data");
    }
    Some(PathBuf::from(shared?).join("data"))
}

/// The stages before a summary and before keyphrases, as in the built-in pipeline.
pub(crate) fn pipeline() -> Result<Pipeline, Failure> {
    Ok(Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(EntityStage::new(EntityOptions::default())?),
        Arc::new(TimesStage::new(TimesOptions::default())?),
    ])?)
}

/// The document with the layers of the pipeline.
pub(crate) fn segmented(pipeline: &Pipeline, text: &str) -> Result<Document, Failure> {
    let mut document = Document::new(Metadata::default(), text.to_owned())?;
    pipeline.process(&mut document, &Unsupervised)?;
    Ok(document)
}

/// A document as the files of texts have it.
#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// The text of a document.
#[derive(Clone, Default)]
pub(crate) struct Text {
    pub(crate) text: String,
    /// Whether its licence is open: the texts of news-web are their publishers'.
    pub(crate) is_open: bool,
}

/// The texts of the documents with these ids.
pub(crate) fn texts<'a>(
    data: &std::path::Path,
    ids: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, Text>, Failure> {
    let mut texts: BTreeMap<&str, Text> = ids.map(|id| (id, Text::default())).collect();
    for source in SOURCES {
        let file = std::fs::File::open(data.join(format!("text/{source}.jsonl.zst")))?;
        let mut decoder = zstd::Decoder::new(file)?;
        decoder.window_log_max(27)?;
        for line in BufReader::new(decoder).lines() {
            let record: Record = serde_json::from_str(&line?)?;
            if let Some(text) = texts.get_mut(record.id.as_str()) {
                *text = Text {
                    text: record.text,
                    is_open: source != NEWS_WEB,
                };
            }
        }
    }
    match texts.iter().find(|(_, text)| text.text.is_empty()) {
        Some((id, _)) => Err(format!("no text has the document {id}").into()),
        None => Ok(texts),
    }
}

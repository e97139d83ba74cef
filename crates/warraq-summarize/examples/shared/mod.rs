//! What the evaluation programs share: the pipeline before a summary, and the texts of documents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
use warraq_entities::{EntityOptions, EntityStage};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// The texts that documents are looked for in.
const SOURCES: [Source; 3] = [Source::NewsWeb, Source::News, Source::Wikipedia];

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

/// A file of texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// News of four outlets, which are their publishers'; the licences of the others are open.
    NewsWeb,
    News,
    Wikipedia,
}

impl Source {
    fn file(self) -> &'static str {
        match self {
            Self::NewsWeb => "text/news-web.jsonl.zst",
            Self::News => "text/news.jsonl.zst",
            Self::Wikipedia => "text/wikipedia.jsonl.zst",
        }
    }
}

/// A document as the files of texts have it.
#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// The text of a document.
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) source: Source,
}

/// The texts of the documents with these ids.
pub(crate) fn texts<'a>(
    data: &std::path::Path,
    ids: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, Text>, Failure> {
    let wanted: BTreeSet<&str> = ids.collect();
    let mut texts = BTreeMap::new();
    for source in SOURCES {
        let file = std::fs::File::open(data.join(source.file()))?;
        let mut decoder = zstd::Decoder::new(file)?;
        decoder.window_log_max(27)?;
        for line in BufReader::new(decoder).lines() {
            let Record { id, text } = serde_json::from_str(&line?)?;
            if let Some(id) = wanted.get(id.as_str()) {
                texts.insert(*id, Text { text, source });
            }
        }
    }
    match wanted.iter().find(|id| !texts.contains_key(**id)) {
        Some(id) => Err(format!("no text has the document {id}").into()),
        None => Ok(texts),
    }
}

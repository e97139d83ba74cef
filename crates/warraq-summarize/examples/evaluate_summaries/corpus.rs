//! What the evaluation programs share: the articles, the pipeline before a summary, and ROUGE.

use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Stage, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// An article and the extracts that people made of it.
#[derive(serde::Deserialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) summaries: Vec<String>,
}

/// The articles of `WARRAQ_SHARED`; none, with a line that says so, where it is not set.
pub(crate) fn articles() -> Result<Option<Vec<Article>>, Failure> {
    let Ok(shared) = std::env::var("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED does not name the folder of evaluation data");
        return Ok(None);
    };
    let path = std::path::Path::new(&shared).join("data/summaries/easc-001-050.jsonl");
    let text = std::fs::read_to_string(path)?;
    let articles = text.lines().map(serde_json::from_str::<Article>);
    Ok(Some(articles.collect::<Result<_, _>>()?))
}

/// The stages before a summary.
pub(crate) fn pipeline() -> Result<Pipeline, Failure> {
    Ok(Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ])?)
}

/// The document with every layer that a summary reads.
pub(crate) fn segmented(pipeline: &Pipeline, text: &str) -> Result<Document, Failure> {
    let mut document = Document::new(Metadata::default(), text.to_owned())?;
    pipeline.process(&mut document, &Unsupervised)?;
    Ok(document)
}

/// The document after one more stage.
pub(crate) fn annotated(document: &Document, stage: &dyn Stage) -> Result<Document, Failure> {
    let mut document = document.clone();
    document.annotate(
        stage.name(),
        stage.provides(),
        &Unsupervised,
        |document, output| {
            let view = warraq_core::DocumentView::new(document, stage, &Unsupervised);
            stage.process(&view, output)
        },
    )?;
    Ok(document)
}

/// The text of a document's summary.
pub(crate) fn summary_text(document: &Document) -> String {
    let items = document.summary();
    let items = items.iter().flat_map(warraq_core::View::iter);
    let texts: Vec<_> = items.map(|item| item.text()).collect();
    texts.join(" ")
}

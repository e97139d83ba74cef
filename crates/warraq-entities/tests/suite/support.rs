//! A document with tokens, one sentence a line, and empty clitics, made without other crates.

use std::sync::Arc;

use warraq_core::{
    Document, DocumentView, LayerName, Metadata, Output, Pipeline, Span, Stage, StageError,
    Unsupervised,
};
use warraq_entities::{EntityOptions, EntityStage, Model, Tagger, plain_words};

/// Tokens by script, sentences by line.
struct PlainTokens;

impl Stage for PlainTokens {
    fn name(&self) -> &str {
        "plain-tokens"
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::TOKENS, LayerName::SENTENCES, LayerName::CLITICS]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        for word in plain_words(document.text()) {
            output.push(
                &LayerName::TOKENS,
                Span::new(word.start as u32, word.end as u32),
            )?;
        }
        let mut start = 0;
        for line in document.text().split_inclusive('\n') {
            output.push(
                &LayerName::SENTENCES,
                Span::new(start, start + line.len() as u32),
            )?;
            start += line.len() as u32;
        }
        Ok(())
    }
}

/// The shipped model, opened once a test.
pub(crate) fn shipped() -> Arc<Tagger> {
    Arc::new(Tagger::new(
        Model::from_bytes(warraq_model_names::BYTES).unwrap(),
    ))
}

/// The text with its names.
pub(crate) fn annotate(tagger: &Arc<Tagger>, options: EntityOptions, text: &str) -> Document {
    let stage = EntityStage::with_tagger(Arc::clone(tagger), options).unwrap();
    let pipeline = Pipeline::new(vec![Arc::new(PlainTokens), Arc::new(stage)]).unwrap();
    let mut document = Document::new(Metadata::default(), text.to_owned()).unwrap();
    pipeline.process(&mut document, &Unsupervised).unwrap();
    document
}

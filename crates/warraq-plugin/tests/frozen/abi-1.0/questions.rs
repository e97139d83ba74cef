//! Frozen with the version 1.0 of the ABI, and never changed: it must compile and run for ever.
//!
//! A stage that uses what a plugin may use of the SDK: options, required and used layers, metadata,
//! labels, attributes of every kind, a parent layer, warnings, events, checkpoints and errors.

use serde::Deserialize;
use warraq_plugin::{
    AttributeValue, BadLayerName, DocumentView, LayerName, Output, PluginStage, Span, Stage,
    StageError,
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct QuestionOptions {
    mark: char,
}

impl Default for QuestionOptions {
    fn default() -> Self {
        Self { mark: '؟' }
    }
}

struct QuestionStage {
    options: QuestionOptions,
    provides: [LayerName; 2],
}

impl Stage for QuestionStage {
    fn name(&self) -> &str {
        "questions"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::TOKENS]
    }

    fn uses(&self) -> &[LayerName] {
        &[LayerName::ENTITIES]
    }

    fn provides(&self) -> &[LayerName] {
        &self.provides
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        if document.text().contains('\u{FFFC}') {
            return Err(StageError::failed("it holds an object that is no text"));
        }
        let [questions, names] = &self.provides;
        let names_there = document.optional_entities()?;
        output.set_parent(questions, &LayerName::SENTENCES)?;
        let label = output.label("question")?;
        for (index, sentence) in (0..).zip(document.sentences()?.iter()) {
            document.checkpoint()?;
            if !sentence.text().ends_with(self.options.mark) {
                continue;
            }
            let words = document
                .tokens()?
                .within(sentence.span().start..sentence.span().end)
                .len();
            let row = output.attributes(&[
                ("document", document.metadata().id.as_str().into()),
                ("words", AttributeValue::Integer(words as i64)),
                ("share", AttributeValue::Real(0.5)),
                ("asked", AttributeValue::Flag(true)),
            ])?;
            let span = *sentence.span();
            let span = Span::new(span.start, span.end).with_score(0.5);
            let span = span.with_label(label).with_parent(index);
            output.push(questions, span.with_attributes(row))?;
        }
        let names_there = names_there.iter().flat_map(warraq_plugin::View::spans);
        let spans = names_there.map(|name| Span::new(name.start, name.end));
        output.extend(names, spans.collect())?;
        output.warn("asked", "questions were looked for");
        tracing::info!("questions were looked for");
        Ok(())
    }
}

impl PluginStage for QuestionStage {
    type Options = QuestionOptions;
    type Error = BadLayerName;

    fn from_options(options: QuestionOptions) -> Result<Self, BadLayerName> {
        let provides = [LayerName::new("questions")?, LayerName::new("asked_names")?];
        Ok(Self { options, provides })
    }
}

warraq_plugin::export_stages!(QuestionStage);

//! A stage whose work is small and known, for measuring what the boundary adds to it.
//!
//! It reads every sentence and every entity and gives one span for each entity: nothing that a real
//! stage would not do, and little else.

use warraq_plugin::{
    BadLayerName, DocumentView, LayerName, Output, PluginStage, Span, Stage, StageError,
};

/// Gives the words beside each name: the layer `boundary`, labelled as the name is.
pub(crate) struct Boundary(LayerName);

impl Stage for Boundary {
    fn name(&self) -> &str {
        "boundary"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::ENTITIES]
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.0)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let (sentences, entities) = (document.sentences()?, document.entities()?);
        let label = output.label("beside")?;
        output.set_parent(&self.0, &LayerName::SENTENCES)?;
        let mut spans = Vec::with_capacity(entities.len());
        for (index, sentence) in (0..).zip(sentences.spans()) {
            let names = entities.within(sentence.start..sentence.end);
            for name in entities.spans().get(names).unwrap_or_default() {
                let end = after(document.text(), name.end, sentence.end);
                spans.push(
                    Span::new(name.start, end)
                        .with_label(label)
                        .with_parent(index),
                );
            }
        }
        output.extend(&self.0, spans)
    }
}

/// The end of the letter or space behind a name, or of the name where the sentence ends.
fn after(text: &str, place: u32, limit: u32) -> u32 {
    let rest = text.get(place as usize..limit as usize).unwrap_or_default();
    let next = rest.chars().next().map_or(0, char::len_utf8);
    place + u32::try_from(next).unwrap_or(0)
}

impl PluginStage for Boundary {
    type Options = Options;
    type Error = BadLayerName;

    fn from_options(_: Options) -> Result<Self, BadLayerName> {
        Ok(Self(LayerName::new("boundary")?))
    }
}

/// There are none.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {}

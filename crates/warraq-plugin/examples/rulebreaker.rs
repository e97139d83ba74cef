//! A library that breaks the rules that no boundary can enforce, for the tests of `check`.

use std::sync::atomic::{AtomicU32, Ordering};
use warraq_plugin::{
    BadLayerName, DocumentView, LayerName, Output, PluginStage, Span, Stage, StageError,
};

struct Rulebreaker {
    layer: LayerName,
    documents: AtomicU32,
}

/// Takes whatever it is given.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Options {}

impl Stage for Rulebreaker {
    fn name(&self) -> &str {
        "rulebreaker"
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.layer)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        if document.text().is_empty() {
            return Err(StageError::failed("it wants a text"));
        }
        let count = self.documents.fetch_add(1, Ordering::Relaxed) as f32;
        output.push(&self.layer, Span::new(0, 0).with_score(count))
    }
}

impl PluginStage for Rulebreaker {
    type Options = Options;
    type Error = BadLayerName;

    fn from_options(_: Options) -> Result<Self, BadLayerName> {
        let (layer, documents) = (LayerName::new("rulebreaker")?, AtomicU32::new(0));
        Ok(Self { layer, documents })
    }
}

warraq_plugin::export_stages!(Rulebreaker);

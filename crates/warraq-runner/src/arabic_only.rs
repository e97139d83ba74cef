//! Stages for Arabic: on a document in another language they find nothing.
//!
//! A wrapper, so that neither the stages nor the pipeline need to know of languages. A document whose
//! language was not looked for, or is not sure, is taken for Arabic.

use std::sync::Arc;
use warraq_core::{DocumentView, LayerName, Output, Stage, StageError};
use warraq_language::is_other_language;

/// A stage that runs on documents in Arabic alone.
pub(crate) struct ArabicOnly {
    stage: Arc<dyn Stage>,
    uses: Vec<LayerName>,
}

impl ArabicOnly {
    pub(crate) fn new(stage: Arc<dyn Stage>) -> Self {
        let mut uses = stage.uses().to_vec();
        uses.push(LayerName::LANGUAGE);
        Self { stage, uses }
    }
}

impl Stage for ArabicOnly {
    fn name(&self) -> &str {
        self.stage.name()
    }

    fn requires(&self) -> &[LayerName] {
        self.stage.requires()
    }

    fn uses(&self) -> &[LayerName] {
        &self.uses
    }

    fn provides(&self) -> &[LayerName] {
        self.stage.provides()
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        if is_other_language(document)? {
            return Ok(());
        }
        self.stage.process(document, output)
    }
}

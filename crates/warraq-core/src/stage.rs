//! The stage: the one trait behind every step of a pipeline, built in or not.

use crate::layer::LayerName;
use crate::output::{Output, SpanError};
use crate::string_table::TableFull;
use crate::supervisor::LimitExceeded;
use crate::view::DocumentView;

/// A step of a pipeline: reads layers of a document and adds others.
///
/// Implemented by the built-in stages, by stages of other programs and, through `warraq-plugin`, by
/// libraries loaded at run time. One value is shared by all threads. An implementer promises:
///
/// - the same document gives the same output: no clock, no randomness, no hash-map order. A stage
///   that breaks this breaks resuming and comparing runs;
/// - long loops call [`DocumentView::checkpoint`]. A stage that does not cannot be interrupted, and
///   a hostile document can hold a thread for as long as it likes;
/// - memory and time grow linearly with the text.
///
/// Everything else is checked: spans out of bounds, layers that were not declared, errors and
/// panics end the document's stage, and nothing of its output is kept.
pub trait Stage: Send + Sync {
    /// The name in configurations, messages and records: unique in a pipeline.
    fn name(&self) -> &str;

    /// The layers that must be there; a pipeline without them is refused.
    fn requires(&self) -> &[LayerName] {
        &[]
    }

    /// The layers that are read if an earlier stage or the reader provides them.
    fn uses(&self) -> &[LayerName] {
        &[]
    }

    /// The layers that the stage adds; each is in the document afterwards, even if it is empty.
    fn provides(&self) -> &[LayerName];

    /// Reads `document` and adds to `output`.
    ///
    /// # Errors
    /// Any [`StageError`]: the document goes to quarantine, and the run goes on.
    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError>;
}

/// Why a stage gave up on a document.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// The stage says so itself.
    #[error("{0}")]
    Failed(String),
    /// The stage reads a layer that it did not declare.
    #[error("reads the layer `{0}` without declaring it in `requires` or `uses`")]
    UndeclaredInput(LayerName),
    /// A layer that the stage requires is not there.
    #[error("needs the layer `{0}`, which the document does not have")]
    MissingLayer(LayerName),
    /// The stage adds to a layer that it did not declare.
    #[error("writes the layer `{0}` without declaring it in `provides`")]
    UndeclaredOutput(LayerName),
    /// A span that no document may hold.
    #[error("span {index} of the layer `{layer}` is refused: {source}")]
    Span {
        /// The layer it was meant for.
        layer: LayerName,
        /// Its index in the sorted layer.
        index: usize,
        /// What is wrong with it.
        source: SpanError,
    },
    /// The document's time or memory is spent.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The document's tables are full.
    #[error(transparent)]
    TableFull(#[from] TableFull),
}

impl StageError {
    /// An error with the stage's own message: a lower-case fragment without a full stop.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }
}

//! The pipeline: stages in order, refused at construction if their layers do not fit together.

use crate::document::Document;
use crate::layer::LayerName;
use crate::stage::{Stage, StageError};
use crate::supervisor::Supervisor;
use crate::view::DocumentView;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Stages in the order in which they run; each finds the layers it requires.
///
/// ```
/// use warraq_core::{DocumentView, LayerName, Output, Pipeline, Stage, StageError};
/// use std::sync::Arc;
///
/// struct Names;
/// impl Stage for Names {
///     fn name(&self) -> &str { "names" }
///     fn requires(&self) -> &[LayerName] { &[LayerName::TOKENS] }
///     fn provides(&self) -> &[LayerName] { &[LayerName::ENTITIES] }
///     fn process(&self, _: &DocumentView<'_>, _: &mut Output<'_>) -> Result<(), StageError> {
///         Ok(())
///     }
/// }
///
/// let error = Pipeline::new(vec![Arc::new(Names)]).err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("the stage `names` requires the layer `tokens`, which no \
///     earlier stage provides"));
/// ```
#[derive(Clone)]
pub struct Pipeline {
    stages: Vec<Arc<dyn Stage>>,
}

impl Pipeline {
    /// A pipeline over documents that come with no layer of their own.
    ///
    /// # Errors
    /// [`PipelineError`] if a stage's layers are provided by nobody before it, or two stages have
    /// the same name or provide the same layer.
    pub fn new(stages: Vec<Arc<dyn Stage>>) -> Result<Self, PipelineError> {
        Self::with_catalogue(stages, &[])
    }

    /// The same; `catalogue` names stages and what they provide, so that a refusal can propose the
    /// one that is missing.
    ///
    /// # Errors
    /// As [`Pipeline::new`].
    pub fn with_catalogue(
        stages: Vec<Arc<dyn Stage>>,
        catalogue: &[(String, Vec<LayerName>)],
    ) -> Result<Self, PipelineError> {
        for (place, stage) in stages.iter().enumerate() {
            let earlier = stages.get(..place).unwrap_or_default();
            check_names(stage.as_ref(), earlier)?;
            for layer in stage.requires() {
                if provider(earlier, layer).is_none() {
                    return Err(PipelineError::MissingLayer {
                        stage: stage.name().to_owned(),
                        layer: *layer,
                        proposal: propose(&stages, layer, catalogue),
                    });
                }
            }
        }
        Ok(Self { stages })
    }

    /// The same pipeline with one more stage at the end.
    ///
    /// # Errors
    /// As [`Pipeline::new`].
    pub fn and(mut self, stage: Arc<dyn Stage>) -> Result<Self, PipelineError> {
        self.stages.push(stage);
        Self::new(self.stages)
    }

    /// The stages.
    #[must_use]
    pub fn stages(&self) -> &[Arc<dyn Stage>] {
        &self.stages
    }

    /// Runs every stage on `document`.
    ///
    /// # Errors
    /// [`ProcessError`] of the first stage that fails or panics. The document then has the layers
    /// of the stages before it and nothing of that stage.
    pub fn process(
        &self,
        document: &mut Document,
        supervisor: &dyn Supervisor,
    ) -> Result<(), ProcessError> {
        for (place, stage) in self.stages.iter().enumerate() {
            supervisor.stage_started(place);
            let outcome = run(stage.as_ref(), document, supervisor);
            supervisor.stage_finished(place);
            outcome.map_err(|reason| ProcessError {
                stage: stage.name().to_owned(),
                reason,
            })?;
        }
        Ok(())
    }
}

/// Why stages do not make a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A stage requires a layer that no earlier stage provides.
    #[error("the stage `{stage}` requires the layer `{layer}`, which no earlier stage provides")]
    MissingLayer {
        /// The stage that requires it.
        stage: String,
        /// The layer.
        layer: LayerName,
        /// What would help.
        proposal: Option<Proposal>,
    },
    /// Two stages have one name.
    #[error("two stages are named `{stage}`")]
    DuplicateStage {
        /// The name.
        stage: String,
    },
    /// Two stages provide one layer.
    #[error("the stages `{first}` and `{second}` both provide the layer `{layer}`")]
    DuplicateLayer {
        /// The layer.
        layer: LayerName,
        /// The earlier stage.
        first: String,
        /// The later stage.
        second: String,
    },
}

/// How a missing layer could be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// The stage is in the pipeline, but too late.
    Move(String),
    /// The stage is known, but not in the pipeline.
    Add(String),
}

impl PipelineError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::MissingLayer {
                stage,
                proposal: Some(Proposal::Move(provider)),
                ..
            } => Some(format!("move the stage `{provider}` before `{stage}`")),
            Self::MissingLayer {
                stage,
                proposal: Some(Proposal::Add(provider)),
                ..
            } => Some(format!("add the stage `{provider}` before `{stage}`")),
            _ => None,
        }
    }
}

/// A stage that gave up on a document.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the stage `{stage}` failed: {reason}")]
pub struct ProcessError {
    /// The stage.
    pub stage: String,
    /// What happened.
    #[source]
    pub reason: FailureReason,
}

/// What happened in a stage.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FailureReason {
    /// It returned an error.
    #[error(transparent)]
    Error(#[from] StageError),
    /// It panicked.
    #[error("it panicked: {0}")]
    Panic(String),
}

fn run(
    stage: &dyn Stage,
    document: &mut Document,
    supervisor: &dyn Supervisor,
) -> Result<(), FailureReason> {
    supervisor.checkpoint(0).map_err(StageError::from)?;
    // After a panic the document is as it was, since an output is added only when it is finished;
    // a stage that leaves itself broken by a panic breaks its own promise to be shared by threads.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        document.annotate(
            stage.name(),
            stage.provides(),
            supervisor,
            |document, output| {
                stage.process(&DocumentView::new(document, stage, supervisor), output)
            },
        )
    }));
    Ok(outcome.map_err(|payload| FailureReason::Panic(panic_message(payload)))??)
}

fn panic_message(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    // Dropping a payload may panic in turn; forgetting it leaks a few bytes and is safe.
    std::mem::forget(payload);
    text.unwrap_or_else(|| "(no message)".to_owned())
}

fn check_names(stage: &dyn Stage, earlier: &[Arc<dyn Stage>]) -> Result<(), PipelineError> {
    if earlier.iter().any(|other| other.name() == stage.name()) {
        return Err(PipelineError::DuplicateStage {
            stage: stage.name().to_owned(),
        });
    }
    for layer in stage.provides() {
        if let Some(first) = provider(earlier, layer) {
            return Err(PipelineError::DuplicateLayer {
                layer: *layer,
                first,
                second: stage.name().to_owned(),
            });
        }
    }
    Ok(())
}

fn provider(stages: &[Arc<dyn Stage>], layer: &LayerName) -> Option<String> {
    let found = stages.iter().find(|stage| stage.provides().contains(layer));
    found.map(|stage| stage.name().to_owned())
}

fn propose(
    stages: &[Arc<dyn Stage>],
    layer: &LayerName,
    catalogue: &[(String, Vec<LayerName>)],
) -> Option<Proposal> {
    let known = catalogue
        .iter()
        .find(|(_, provides)| provides.contains(layer));
    let add = || known.map(|(name, _)| Proposal::Add(name.clone()));
    provider(stages, layer).map(Proposal::Move).or_else(add)
}

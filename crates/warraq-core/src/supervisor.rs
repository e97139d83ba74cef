//! The supervisor: how whoever runs a pipeline watches and bounds the work on one document.
//!
//! Stages have no clock, so that the same input gives the same bytes. The runner has one, and
//! answers when a stage asks at a checkpoint whether it may go on.

/// Watches one document on its way through a pipeline.
///
/// Implemented by runners. An implementation that refuses a checkpoint must do so for a reason
/// that a person can act on, since the document goes to quarantine with it. `Sync`, because a stage
/// may spread one long document over threads.
pub trait Supervisor: Sync {
    /// Answers whether the work may go on; `allocated` is what the stage's output holds, in bytes.
    ///
    /// # Errors
    /// [`LimitExceeded`] once the document's time or memory is spent, or the run is being stopped.
    fn checkpoint(&self, allocated: usize) -> Result<(), LimitExceeded> {
        let _ = allocated;
        Ok(())
    }

    /// A stage is about to start; `stage` is its place in the pipeline, from 0.
    fn stage_started(&self, stage: usize) {
        let _ = stage;
    }

    /// The stage has ended, well or not.
    fn stage_finished(&self, stage: usize) {
        let _ = stage;
    }
}

/// A supervisor that never interferes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unsupervised;

impl Supervisor for Unsupervised {}

/// Why a document's work was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitExceeded {
    /// The document's time is spent.
    #[error("the document's time limit is spent")]
    Time,
    /// The document's memory is spent.
    #[error("the document's memory limit is spent")]
    Memory,
    /// The run is being stopped.
    #[error("the run is being stopped")]
    Stopped,
}

//! Why a run cannot start, or did not end.

use crate::assembly::AssemblyError;
use crate::configuration::ConfigurationError;
use crate::sink::SinkError;
use crate::units::ErrorBudget;
use std::io;
use std::path::PathBuf;
use warraq_io::InputError;

/// Why a run cannot start, or did not end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The configuration makes no pipeline.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
    /// The input cannot be read at all.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The configuration is not valid.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The output cannot be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The disk refuses to hold what is too long for memory, or the threads cannot be started.
    #[error("cannot go on reading")]
    Reading(#[source] io::Error),
    /// The run in the folder is finished.
    #[error("the run in `{}` is finished", .0.display())]
    Finished(PathBuf),
    /// The run cannot be gone on with.
    #[error("the run in `{}` cannot be resumed: {reason}", folder.display())]
    NotResumable {
        /// The run folder.
        folder: PathBuf,
        /// What has changed.
        reason: String,
    },
    /// More documents went to quarantine than may.
    #[error("{quarantined} of {read} documents are in quarantine, and `max_errors` is `{budget}`")]
    ErrorBudgetSpent {
        /// Documents in quarantine.
        quarantined: u64,
        /// Documents read.
        read: u64,
        /// What was allowed.
        budget: ErrorBudget,
        /// The run folder, if there is one: the run can be gone on with.
        folder: Option<PathBuf>,
    },
    /// Documents were read that are neither in the output nor in quarantine: a fault of Warraq.
    #[error(
        "the counts do not close: read {read}, written {written}, filtered {filtered}, \
        in quarantine {quarantined}"
    )]
    CountsDoNotClose {
        /// Documents read.
        read: u64,
        /// Records written.
        written: u64,
        /// Documents that were filtered.
        filtered: u64,
        /// Documents in quarantine.
        quarantined: u64,
    },
}

impl RunError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Assembly(error) => error.hint(),
            Self::Input(error) => error.hint(),
            Self::Sink(error) => error.hint(),
            Self::Configuration(error) => error.hint(),
            Self::NotResumable { .. } => Some("run it anew with `warraq run … --force`".to_owned()),
            Self::ErrorBudgetSpent {
                folder: Some(folder),
                ..
            } => Some(format!(
                "see `quarantine.jsonl` for the reasons, and go on with `warraq resume {} \
                 --max-errors …`",
                folder.display()
            )),
            Self::ErrorBudgetSpent { .. }
            | Self::Reading(_)
            | Self::Finished(_)
            | Self::CountsDoNotClose { .. } => None,
        }
    }
}

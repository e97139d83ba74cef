//! Exit codes: an interface of their own, decided in this one place.

use crate::messages;
use std::error::Error;
use std::process::ExitCode;
use warraq_plugin::{LoadError, ManifestError, ScaffoldError};
use warraq_runner::{AnnotateError, AssemblyError, ConfigurationError, RunError, SinkError};

/// All documents are well.
pub(crate) const OK: u8 = 0;
/// Finished with documents in quarantine.
pub(crate) const QUARANTINE: u8 = 1;
/// Usage or configuration.
pub(crate) const USAGE: u8 = 2;
/// More documents in quarantine than the run may have.
pub(crate) const ERRORS: u8 = 3;
/// Input, output or internal.
pub(crate) const FAILED: u8 = 4;
/// Interrupted by the user.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ends without having done its work.
pub(crate) struct Failure {
    code: u8,
    message: String,
    hint: Option<String>,
    is_silent: bool,
}

impl Failure {
    /// A failure in what the user typed.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: USAGE,
            message: message.into(),
            hint: None,
            is_silent: false,
        }
    }

    /// A failure to read, write or work.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self {
            code: FAILED,
            message: message.into(),
            hint: None,
            is_silent: false,
        }
    }

    /// The same with what would help.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A failure to work, with all of its sources.
    pub(crate) fn of_error(error: &(dyn Error + 'static)) -> Self {
        Self::new(FAILED, error, None)
    }

    fn new(code: u8, error: &(dyn Error + 'static), hint: Option<String>) -> Self {
        Self {
            code,
            message: chain(error),
            hint,
            is_silent: false,
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            // Whoever read our output had enough; like ripgrep, that is no failure.
            RunError::Sink(SinkError::Closed) => closed(),
            RunError::Assembly(error) => error.into(),
            error => {
                let is_usage = matches!(
                    error,
                    RunError::Configuration(_)
                        | RunError::Finished(_)
                        | RunError::NotResumable { .. }
                        | RunError::Sink(
                            SinkError::Exists(_) | SinkError::Unfinished(_) | SinkError::Form(_)
                        )
                );
                let code = match error {
                    RunError::ErrorBudgetSpent { .. } => ERRORS,
                    _ if is_usage => USAGE,
                    _ => FAILED,
                };
                Self::new(code, &error, error.hint())
            }
        }
    }
}

impl From<SinkError> for Failure {
    fn from(error: SinkError) -> Self {
        RunError::Sink(error).into()
    }
}

impl From<AssemblyError> for Failure {
    fn from(error: AssemblyError) -> Self {
        Self::new(USAGE, &error, error.hint())
    }
}

impl From<ConfigurationError> for Failure {
    fn from(error: ConfigurationError) -> Self {
        Self::new(USAGE, &error, error.hint())
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::new(USAGE, &error, error.hint())
    }
}

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        Self::new(USAGE, &error, None)
    }
}

impl From<ScaffoldError> for Failure {
    fn from(error: ScaffoldError) -> Self {
        Self::new(USAGE, &error, None)
    }
}

impl From<AnnotateError> for Failure {
    fn from(error: AnnotateError) -> Self {
        Self::new(FAILED, &error, None)
    }
}

impl From<warraq_io::InputError> for Failure {
    fn from(error: warraq_io::InputError) -> Self {
        Self::new(FAILED, &error, error.hint())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => closed(),
            _ => Self::new(FAILED, &error, None),
        }
    }
}

fn closed() -> Failure {
    Failure {
        code: OK,
        message: String::new(),
        hint: None,
        is_silent: true,
    }
}

/// Reports a failure and gives its code.
pub(crate) fn of_failure(failure: &Failure) -> ExitCode {
    if !failure.is_silent {
        messages::error(&failure.message, failure.hint.as_deref());
    }
    ExitCode::from(failure.code)
}

/// What clap says: help and version are no errors.
pub(crate) fn of_usage(error: &clap::Error) -> ExitCode {
    // A closed terminal is nobody to complain to.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { USAGE } else { OK })
}

/// An error and its sources in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        // Transparent errors repeat their source.
        if !message.ends_with(&next) {
            message = format!("{message}: {next}");
        }
        source = error.source();
    }
    message
}

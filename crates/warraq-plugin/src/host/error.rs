//! Why a library or a stage of it is refused, and what to do about it.

use crate::abi::{WARRAQ_ABI_MAJOR, WARRAQ_ABI_MINOR, WARRAQ_ENTRY_SYMBOL};
use std::path::PathBuf;

/// A library, or a stage of it, that is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read the plugin `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no shared library.
    #[error("`{}` is not a shared library: {reason}", path.display())]
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// What it is, or what is wrong with it.
        reason: String,
    },
    /// The library was built for another machine.
    #[error("the plugin `{}` is built for {found}, and this machine is {expected}", path.display())]
    OtherMachine {
        /// The file.
        path: PathBuf,
        /// The machine it is for.
        found: String,
        /// This machine.
        expected: String,
    },
    /// The library is no plugin.
    #[error("`{}` is a library, but no Warraq plugin: it does not export `{symbol}`",
        path.display(), symbol = WARRAQ_ENTRY_SYMBOL)]
    MissingSymbol {
        /// The file.
        path: PathBuf,
    },
    /// The library exports the symbol, but something else stands there.
    #[error("the plugin `{}` is malformed: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The library speaks another major version of the ABI.
    #[error("the plugin `{}` speaks version {major}.{minor} of the plugin ABI, and this program \
        speaks {ours}", path.display(), ours = WARRAQ_ABI_MAJOR)]
    OtherMajor {
        /// The file.
        path: PathBuf,
        /// The library's major version.
        major: u32,
        /// The library's minor version.
        minor: u32,
    },
    /// The library needs a newer minor version of the ABI.
    #[error("the plugin `{}` needs version {major}.{minor} of the plugin ABI, and this program \
        has {major}.{ours}", path.display(), ours = WARRAQ_ABI_MINOR)]
    NewerMinor {
        /// The file.
        path: PathBuf,
        /// The library's major version.
        major: u32,
        /// The library's minor version.
        minor: u32,
    },
    /// The library would end the whole process when it panics.
    #[error("the plugin `{}` is built with `panic = \"abort\"`: a panic would end the whole run",
        path.display())]
    PanicAborts {
        /// The file.
        path: PathBuf,
    },
    /// The file is not the one that was pinned.
    #[error("the plugin `{}` has the SHA-256 `{found}`, and `{pinned}` is pinned", path.display())]
    OtherHash {
        /// The file.
        path: PathBuf,
        /// The hash of the file.
        found: String,
        /// The hash that was asked for.
        pinned: String,
    },
    /// The system cannot load the library.
    #[error("the system cannot load the plugin `{}`: {reason}", path.display())]
    SystemRefuses {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The library fails to describe its stages.
    #[error("the plugin `{library}` cannot say what its stages are: {reason}")]
    OpenFailed {
        /// The library.
        library: String,
        /// What it says.
        reason: String,
    },
    /// Two stages of the library have one name.
    #[error("the plugin `{library}` has two stages named `{stage}`")]
    DuplicateStage {
        /// The library.
        library: String,
        /// The name.
        stage: String,
    },
    /// The library has no such stage.
    #[error("the plugin `{library}` has no stage `{stage}`")]
    UnknownStage {
        /// The library.
        library: String,
        /// The name.
        stage: String,
        /// The stages that it has.
        known: Vec<String>,
    },
    /// The stage refuses its configuration.
    #[error("the stage `{stage}` of the plugin `{library}` cannot be made: {reason}")]
    CreateFailed {
        /// The library.
        library: String,
        /// The stage.
        stage: String,
        /// What it says.
        reason: String,
    },
}

impl LoadError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unreadable { .. } => "check the path; it is taken from the current folder".into(),
            Self::NotALibrary { .. } => {
                "give the built library (lib….so, lib….dylib), not its source or archive".into()
            }
            Self::OtherMachine { expected, .. } => format!("build the plugin for {expected}"),
            Self::MissingSymbol { .. } => format!(
                "export it with `export_stages!` in a crate of type `cdylib`, or in C as \
                 `const WarraqPluginEntry {WARRAQ_ENTRY_SYMBOL}`"
            ),
            Self::Malformed { .. } => "build it with the SDK, or by the C header".into(),
            Self::OtherMajor { major, .. } if *major < WARRAQ_ABI_MAJOR => {
                "build the plugin again with the SDK of this program's version".into()
            }
            Self::OtherMajor { .. } | Self::NewerMinor { .. } => {
                "use a newer version of this program, or build the plugin with an older SDK".into()
            }
            Self::PanicAborts { .. } => {
                "build it with `panic = \"unwind\"`, or run it with `mode = \"isolated\"`".into()
            }
            Self::OtherHash { found, .. } => {
                format!("if the new file is the one you mean, pin `sha256 = \"{found}\"`")
            }
            Self::SystemRefuses { .. } => {
                "check that all libraries it depends on are installed".into()
            }
            Self::UnknownStage { known, .. } => format!("it has: {}", known.join(", ")),
            Self::CreateFailed { .. } => "check the stage's options".into(),
            Self::DuplicateStage { .. } => {
                "rename one of them: a stage's name is unique in a pipeline".into()
            }
            Self::OpenFailed { .. } => return None,
        };
        Some(hint)
    }
}

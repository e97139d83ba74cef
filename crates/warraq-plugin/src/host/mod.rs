//! The host's side: reading a library's file, loading it, and running its stages.

#[cfg(test)]
mod both_sides;
mod error;
mod file;
mod guard;
mod layers;
mod lend;
mod library;
mod logs;
mod pin;
mod receive;
mod stage;
mod standard_output;
mod watchdog;

pub use error::LoadError;
pub use guard::report_deaths;
pub use library::{MODE_VARIABLE, OpenOptions, PluginLibrary};
pub use pin::sha256;
pub use standard_output::StandardOutput;

pub(crate) use layers::{Body, Declared, Layers, Pool};
pub(crate) use library::inspect_file;
pub(crate) use logs::{emit, keep_messages, kept_messages, log_level_now};
pub(crate) use receive::{Call, Receiver};
pub(crate) use stage::LoadedStage;

//! The host's side: reading a library's file, loading it, and running its stages.

mod error;
mod file;
mod lend;
mod library;
mod logs;
mod receive;
mod stage;

pub use error::LoadError;
pub use library::PluginLibrary;

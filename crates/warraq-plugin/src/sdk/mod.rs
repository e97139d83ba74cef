//! The SDK: what turns an `impl Stage` into a stage of a library.

mod borrowed;
mod export;
mod log;
mod panics;
mod sink;

pub use export::{PluginStage, StageExport, open_library};

//! Stages that are loaded at run time: the C ABI, the loader and the SDK.
//!
//! One `impl Stage` is used in a program as it is or, with one macro in a crate of its own, compiled
//! into a library that any Warraq program loads.
//!
//! ```
//! use serde::Deserialize;
//! use warraq_plugin::{DocumentView, LayerName, Output, PluginStage, Span, Stage, StageError};
//!
//! /// Marks every question mark.
//! struct Questions(LayerName);
//!
//! #[derive(Default, Deserialize)]
//! #[serde(deny_unknown_fields, default)]
//! struct QuestionOptions {
//!     latin: bool,
//! }
//!
//! impl Stage for Questions {
//!     fn name(&self) -> &str {
//!         "questions"
//!     }
//!     fn provides(&self) -> &[LayerName] {
//!         std::slice::from_ref(&self.0)
//!     }
//!     fn process(
//!         &self,
//!         document: &DocumentView<'_>,
//!         output: &mut Output<'_>,
//!     ) -> Result<(), StageError> {
//!         for (start, mark) in document.text().match_indices('؟') {
//!             let (start, end) = (start as u32, (start + mark.len()) as u32);
//!             output.push(&self.0, Span::new(start, end))?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! impl PluginStage for Questions {
//!     type Options = QuestionOptions;
//!     type Error = warraq_plugin::BadLayerName;
//!     fn from_options(_: QuestionOptions) -> Result<Self, Self::Error> {
//!         Ok(Self(LayerName::new("questions")?))
//!     }
//! }
//!
//! warraq_plugin::export_stages!(Questions);
//! ```
//!
//! - [`export_stages`] and [`PluginStage`] are the SDK, beside what it hands on from the core.
//! - [`PluginLibrary`] loads a library and makes its stages, in this process or in a [`worker`].
//! - [`check`] runs the conformance suite on a library, and [`scaffold`] writes a new one.
//! - [`testing`] makes documents for a stage's tests.
//! - [`abi`] is the boundary itself, for languages other than Rust: `include/warraq_plugin.h`.
//!
//! All unsafe code of the project is in this crate.

pub mod abi;
#[cfg(feature = "host")]
mod check;
#[cfg(feature = "host")]
mod host;
#[cfg(feature = "host")]
mod isolated;
mod macros;
#[cfg(feature = "host")]
mod manifest;
mod raw;
#[cfg(feature = "host")]
mod scaffold;
mod sdk;
pub mod testing;

#[cfg(feature = "host")]
pub use check::{Report, StageReport, check};
#[cfg(feature = "host")]
pub use host::{
    LoadError, MODE_VARIABLE, OpenOptions, PluginLibrary, StandardOutput, report_deaths, sha256,
};
#[cfg(feature = "host")]
pub use isolated::{IsolationOptions, worker};
#[cfg(feature = "host")]
pub use manifest::{
    ListedPlugin, MANIFEST_NAME, ManifestError, PluginManifest, PluginMode, list_plugins,
};
#[cfg(feature = "host")]
pub use scaffold::{ScaffoldError, SdkSource, scaffold};
pub use sdk::{PluginStage, StageExport, open_library};
/// For what a stage has to say: its events arrive in the host's log.
pub use tracing;
pub use warraq_core::*;

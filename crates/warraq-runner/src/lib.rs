//! From a configuration to records: stages are built, documents run through them in parallel, and
//! none is lost.
//!
//! ```
//! use warraq_runner::{Annotator, Configuration};
//!
//! let annotator = Annotator::new(&Configuration::default())?;
//! let document = annotator.annotate("زار الرئيس الروسي فلاديمير بوتين القاهرة يوم 11 ديسمبر 2017.")?;
//! let times: Vec<_> = document.times().expect("in the default pipeline").iter()
//!     .filter_map(|time| time.value())
//!     .collect();
//! assert_eq!(times, ["2017-12-11"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Configuration`] is what a run does; it comes from TOML or is the default.
//! - [`Catalogue`] has the stages that a configuration may name; a program adds its own.
//! - [`Annotator`] runs a pipeline on single documents; [`Run`] runs it on a corpus.
//!
//! What a run promises stands in GUARANTEES.md.

mod annotator;
mod arabic_only;
mod assembly;
mod catalogue;
mod configuration;
mod feed;
mod fingerprint;
mod folder;
mod line_file;
mod manifest;
mod nearest;
mod report;
mod resume;
mod retry;
mod run;
mod run_error;
mod sink;
mod storage;
mod stream;
mod supervision;
mod units;
mod window;
mod worker;
mod writer;

pub use annotator::{AnnotateError, Annotator};
pub use assembly::{Assembly, AssemblyError};
pub use catalogue::{BuildError, Catalogue, CatalogueEntry};
pub use configuration::{
    CONFIGURATION_VERSION, Configuration, ConfigurationError, InputOptions, InvalidBytes,
    OtherLanguages, OutputOptions, PluginConfiguration, RunOptions, ShardForm, StageConfiguration,
};
pub use fingerprint::UsedFile;
pub use manifest::check_manifest;
pub use report::{Counts, Report, SlowDocument};
pub use resume::ResumeOptions;
pub use run::{Observer, Run, RunRequest, Unobserved};
pub use run_error::RunError;
pub use sink::{Destination, SinkError};
pub use storage::{Disk, Storage, StoredFile};
pub use units::{BadAmount, ByteSize, ErrorBudget, Share, TimeLimit};

//! What is done with whole corpora and finished runs: records become other formats, two runs are
//! compared, a run is counted, and duplicates are found.
//!
//! ```
//! use warraq_corpus::Comparison;
//! use std::path::Path;
//!
//! let folder = tempfile::tempdir()?;
//! let [a, b] = ["a.jsonl", "b.jsonl"].map(|name| folder.path().join(name));
//! let record = |label: &str| format!(r#"{{"id":"1","source":{{"path":"in","encoding":"utf-8"}},
//!     "entities":[{{"start":0,"end":3,"label":"{label}"}}]}}"#).replace('\n', "");
//! std::fs::write(&a, record("PER"))?;
//! std::fs::write(&b, record("ORG"))?;
//! let comparison = Comparison::of(&a, &b, 5)?;
//! assert_eq!(comparison.layers["entities"].changed, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Everything streams: a corpus need not fit into memory. Nothing here runs a pipeline.

mod convert;
mod dedup;
mod diff;
mod error;
mod output;
mod records;
mod statistics;

pub use convert::{Conversion, ConversionForm, convert, read_brat};
pub use dedup::{Deduplication, DuplicateCounts, find_duplicates};
pub use diff::{Comparison, Difference, ItemCounts};
pub use error::CorpusError;
pub use output::Output;
pub use records::Records;
pub use statistics::Statistics;

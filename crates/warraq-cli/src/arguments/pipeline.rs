//! What was typed of the pipeline, for every command that runs one.

use clap::{Args, ValueEnum};
use std::path::PathBuf;
use warraq_io::Format;
use warraq_runner::{ByteSize, TimeLimit};

/// What the pipeline is and how documents go through it. Flags win over the configuration file.
#[derive(Args, Clone, Default)]
pub(crate) struct PipelineArguments {
    /// A configuration file in TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The stages to run, in order, instead of the built-in pipeline.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) stages: Option<Vec<String>>,
    /// The layers to write; `tokens` brings its clitics.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) layers: Option<Vec<String>>,
    /// What offsets count.
    #[arg(long, value_name = "UNIT")]
    pub(crate) offset_unit: Option<OffsetUnitChoice>,
    /// A label set of the `entities` stage.
    #[arg(long, value_name = "NAME")]
    pub(crate) labels: Option<String>,
    /// The share of the body's words that the summary should have.
    #[arg(long, value_name = "RATIO", conflicts_with = "summary_sentences")]
    pub(crate) summary_ratio: Option<f64>,
    /// The number of sentences that the summary should have.
    #[arg(long, value_name = "N")]
    pub(crate) summary_sentences: Option<u32>,
    /// What the summary should speak of: sentences that hold these words rank higher.
    #[arg(long, value_name = "WORDS")]
    pub(crate) query: Option<String>,
    /// A library with further stages, or the folder of a plugin with its manifest; may be repeated.
    #[arg(long, value_name = "PATH")]
    pub(crate) plugin: Vec<PathBuf>,
    /// What the files hold, if neither name nor content tells.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FormatChoice>,
    /// The encoding of all files, instead of detecting it.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The number of threads; one a core unless set.
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// The most memory for documents in flight, such as 512MiB.
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_memory: Option<ByteSize>,
    /// The longest document, such as 64MiB; a longer one goes to quarantine.
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_document: Option<ByteSize>,
    /// The longest time for one document, such as 30s; one over it goes to quarantine.
    #[arg(long, value_name = "TIME")]
    pub(crate) doc_timeout: Option<TimeLimit>,
}

/// What offsets count.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum OffsetUnitChoice {
    Codepoint,
    Byte,
    Utf16,
}

/// What files hold.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FormatChoice {
    Text,
    Html,
    Jsonl,
    Parquet,
    Warc,
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Self {
        match choice {
            FormatChoice::Text => Self::Text,
            FormatChoice::Html => Self::Html,
            FormatChoice::Jsonl => Self::Jsonl,
            FormatChoice::Parquet => Self::Parquet,
            FormatChoice::Warc => Self::Warc,
        }
    }
}

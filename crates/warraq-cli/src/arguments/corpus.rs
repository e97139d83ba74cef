//! What was typed for the commands on whole corpora and finished runs.

use super::InputArguments;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use warraq_runner::ByteSize;

#[derive(Args)]
pub(crate) struct ConvertArguments {
    /// A run folder, a file of records or `-`; for `gold`, a folder in brat's form.
    #[arg(value_name = "RUN")]
    pub(crate) input: PathBuf,
    /// What to make of it.
    #[arg(long, value_name = "FORM")]
    pub(crate) to: ConversionChoice,
    /// The file to write, or `-`; for `brat`, a folder.
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(crate) output: PathBuf,
}

/// What records become.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConversionChoice {
    /// A word a line, its name in the last of four columns, in IOB2.
    Conll2003,
    /// Words with clitics as multiword tokens, names in the last column.
    Conllu,
    /// A folder with a text and its annotations for each document.
    Brat,
    /// From brat's form to documents with `text` and `entities`, for `evaluate` and `train`.
    Gold,
}

#[derive(Args)]
pub(crate) struct DedupArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The file to write: a line of JSON for each duplicate; `-` for standard output.
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(crate) output: PathBuf,
    /// The similarity from which a document is a duplicate; 1 for the same text only.
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    pub(crate) threshold: f64,
    /// The memory for sorting, such as 512MiB.
    #[arg(long, value_name = "SIZE", default_value = "512MiB")]
    pub(crate) max_memory: ByteSize,
    /// The folder for what does not fit into memory; OUT's, or for standard output the system's for
    /// temporary files, unless set.
    #[arg(long, value_name = "DIR")]
    pub(crate) spool: Option<PathBuf>,
    /// A configuration file in TOML, for its `[input]`.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct StatsArguments {
    /// A run folder, a file of records or `-`.
    pub(crate) run: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
    /// How many names to list for each label.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,
}

#[derive(Args)]
pub(crate) struct DiffArguments {
    /// A run folder or a file of records.
    pub(crate) first: PathBuf,
    /// Another over the same input.
    pub(crate) second: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
    /// How many of the documents that differ to list.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) examples: usize,
}

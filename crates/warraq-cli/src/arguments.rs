//! What was typed. What it means is decided in `commands`.

mod corpus;
mod names;
mod pages;
mod pipeline;

pub(crate) use corpus::{
    ConversionChoice, ConvertArguments, DedupArguments, DiffArguments, StatsArguments,
};
pub(crate) use names::{
    EvaluateCommand, EvaluateEntitiesArguments, TrainCommand, TrainEntitiesArguments,
};
pub(crate) use pages::{
    BidiChoice, LanguageChoice, PagingChoice, RenderArguments, ServeArguments, ShowArguments,
};
pub(crate) use pipeline::{OffsetUnitChoice, PipelineArguments};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;
use warraq_runner::{ByteSize, ErrorBudget, Share};

/// Turns Arabic documents into data: structure, words, names, times, numbers, summaries.
#[derive(Parser)]
#[command(name = "warraq", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "Exit codes: 0 all documents are well; 1 finished with documents in \
    quarantine; 2 usage or configuration; 3 error budget spent; 4 input, output or internal; 130 interrupted.";

/// Accepted by every command.
#[derive(Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct GlobalArguments {
    /// Say nothing but errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` heeds NO_COLOR.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// What to log to standard error, such as `debug` or `warraq_runner=trace`; `json` is `info` in
    /// JSON.
    #[arg(long, global = true, value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// The form of log lines.
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// The form of log lines.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Process documents and write a record for each.
    Run(RunArguments),
    /// Go on with a run folder that was not finished.
    Resume(ResumeArguments),
    /// Try again the documents in the quarantine of a finished run folder.
    Retry(RetryArguments),
    /// Show one document, annotated, in the terminal.
    Show(ShowArguments),
    /// Write a page that shows a document, a run or two runs of one document in a browser.
    Render(RenderArguments),
    /// Annotate what is written in a browser on this machine, as it is written.
    Serve(ServeArguments),
    /// Train a model from labelled text.
    #[command(subcommand)]
    Train(TrainCommand),
    /// Compare what is found with a gold standard.
    #[command(subcommand)]
    Evaluate(EvaluateCommand),
    /// Turn records into CoNLL-2003, CoNLL-U or brat's form, or brat's form into gold.
    Convert(ConvertArguments),
    /// Find documents whose text an earlier one has, exactly or nearly.
    Dedup(DedupArguments),
    /// Count what is in a run: labels, names, years, languages, warnings, quarantine.
    Stats(StatsArguments),
    /// Compare two runs document by document; 1 says that they differ.
    Diff(DiffArguments),
    /// Show what would run: each stage, what it requires and what it provides.
    Plan(PlanArguments),
    /// List the stages that a configuration may name.
    Stages,
    /// Print the JSON Schema of a record.
    Schema,
    /// Write, check and list plugins.
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Run the stage of a plugin for another process of this program.
    #[command(name = warraq_plugin::worker::SUBCOMMAND, hide = true)]
    PluginWorker,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Where documents are read.
#[derive(Args)]
pub(crate) struct InputArguments {
    /// Files, folders, patterns such as 'in/**/*.warc.gz', or `-` for standard input.
    #[arg(required_unless_present = "files_from", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read the files and folders that stand in FILE, one path a line; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// A file that ends in .jsonl, .jsonl.zst or .parquet, a run folder, or `-` for standard output.
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(crate) output: PathBuf,
    /// Where quarantine goes when records go to standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) quarantine: Option<PathBuf>,
    /// Replace what stands at OUT.
    #[arg(long)]
    pub(crate) force: bool,
    /// Read only so many documents.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Process only this share of the documents, such as 1%; the same ones each time.
    #[arg(long, value_name = "P%")]
    pub(crate) sample: Option<Share>,
    /// End the run (exit code 3) once more documents are in quarantine, such as 100 or 1%.
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_errors: Option<ErrorBudget>,
    /// Say what would be read, run and written, and do none of it.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Name the ten slowest documents behind the times of the stages.
    #[arg(long)]
    pub(crate) profile: bool,
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

#[derive(Args)]
pub(crate) struct ResumeArguments {
    /// The run folder.
    pub(crate) folder: PathBuf,
    /// The configuration file that the run began with: refused if it says something else by now.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The number of threads; one a core unless set.
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// The most memory for documents in flight, instead of what the run began with.
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_memory: Option<ByteSize>,
    /// The documents that may be in quarantine, instead of what the run began with.
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_errors: Option<ErrorBudget>,
    /// Name the ten slowest documents behind the times of the stages.
    #[arg(long)]
    pub(crate) profile: bool,
}

#[derive(Args)]
pub(crate) struct RetryArguments {
    /// The run folder.
    pub(crate) folder: PathBuf,
    /// What differs from the configuration of the run.
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

#[derive(Subcommand)]
pub(crate) enum PluginCommand {
    /// Write the crate of a new plugin, which builds, tests and runs at once.
    New(NewArguments),
    /// Run the conformance suite on a library, and say what it provides and costs.
    Check(CheckArguments),
    /// List the plugins of a folder; no code of theirs runs.
    List {
        /// A folder with a folder for each plugin, which holds a `warraq-plugin.toml`.
        folder: PathBuf,
    },
}

#[derive(Args)]
pub(crate) struct NewArguments {
    /// The name of the stage, its layer and its library.
    pub(crate) name: String,
    /// The folder to write; the name unless set.
    pub(crate) folder: Option<PathBuf>,
    /// The folder of the crate `warraq-plugin`.
    #[arg(long, value_name = "DIR")]
    pub(crate) sdk: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CheckArguments {
    /// The library's file.
    pub(crate) library: PathBuf,
    /// Load it into this process instead of one of its own.
    #[arg(long)]
    pub(crate) in_process: bool,
}

#[derive(Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

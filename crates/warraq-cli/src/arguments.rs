//! What was typed. What it means is decided in `commands`.

pub(crate) mod corpus;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use corpus::{ConvertArguments, DedupArguments, DiffArguments, StatsArguments};
use std::net::IpAddr;
use std::path::PathBuf;
use warraq_io::Format;
use warraq_runner::{ByteSize, ErrorBudget, Share, TimeLimit};

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

#[derive(Args)]
pub(crate) struct ShowArguments {
    /// A file of text, HTML or records, or `-` for standard input.
    pub(crate) input: PathBuf,
    /// Which document of a file of records, from 1.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) document: usize,
    /// Who orders text from right to left; `visual` also joins its letters, for terminals that do
    /// neither.
    #[arg(long, value_name = "WHO", default_value = "auto")]
    pub(crate) bidi: BidiChoice,
    /// When to page through `$PAGER`, or `less`; `auto` does on a terminal that is too low.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) paging: PagingChoice,
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

/// Who orders text from right to left.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BidiChoice {
    /// Told by the terminal's variables.
    Auto,
    /// The terminal.
    Terminal,
    /// The program.
    Visual,
}

/// When to page.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PagingChoice {
    Auto,
    Always,
    Never,
}

#[derive(Args)]
pub(crate) struct RenderArguments {
    /// A run folder, which is shown as a whole unless `--id` or `--document` chooses; a file of
    /// records; or a file of text or HTML, which is annotated first.
    #[arg(required_unless_present = "diff")]
    pub(crate) input: Option<PathBuf>,
    /// Compare two runs of one document: run folders or files.
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "input")]
    pub(crate) diff: Option<Vec<PathBuf>>,
    /// The file of the page, or `-` for standard output.
    #[arg(short, long, value_name = "PAGE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// The identifier of the document to show.
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Which document to show, from 1; with `--id`, which of those that have the identifier.
    #[arg(long, value_name = "N")]
    pub(crate) document: Option<usize>,
    /// The language of the page's own words.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: LanguageChoice,
    /// Replace what stands at PAGE, whatever it is.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

#[derive(Args)]
pub(crate) struct ServeArguments {
    /// The port; 0 for any that is free.
    #[arg(long, default_value_t = 8765)]
    pub(crate) port: u16,
    /// The address of this machine to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) address: IpAddr,
    /// Allow an address that other machines can reach.
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// The longest document that is taken.
    #[arg(long, value_name = "SIZE", default_value = "1MiB")]
    pub(crate) max_size: ByteSize,
    /// The longest time for a request and for its document, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) timeout: u64,
    /// The language of the page's own words.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: LanguageChoice,
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

/// The language of a page's own words.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LanguageChoice {
    En,
    Ar,
}

#[derive(Subcommand)]
pub(crate) enum TrainCommand {
    /// Train a model of names, and print its learning curve.
    Entities(TrainEntitiesArguments),
}

#[derive(Args)]
pub(crate) struct TrainEntitiesArguments {
    /// The folder that the recipe's paths are relative to.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// The file of the model to write.
    #[arg(short, long, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// What to train from; DIR/recipe.toml if that exists, else the shipped model's recipe.
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    /// A folder for what training can go on from: word vectors and teachers that are found there
    /// are used, others are made and written there.
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    /// Passes over the text to learn from.
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<u32>,
}

#[derive(Subcommand)]
pub(crate) enum EvaluateCommand {
    /// Score names: exact ranges, by label, with what was taken for what.
    Entities(EvaluateEntitiesArguments),
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("standard").required(true).multiple(true))]
pub(crate) struct EvaluateEntitiesArguments {
    /// Labelled words in CoNLL form, or (.jsonl) documents with `text` and `entities`.
    #[arg(long, value_name = "FILE", group = "standard")]
    pub(crate) gold: Option<PathBuf>,
    /// Score what training with the shipped recipe keeps out of the corpora in DIR.
    #[arg(long, value_name = "DIR", group = "standard")]
    pub(crate) kept_out: Option<PathBuf>,
    /// The label set to find; `product` if the model has it.
    #[arg(long, value_name = "NAME")]
    pub(crate) labels: Option<String>,
    /// A model of your own instead of the shipped one.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Score only the documents whose `id` stands on a line of this file.
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub(crate) ids: Option<PathBuf>,
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
    #[arg(long, value_name = "FOLDER")]
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

//! What was typed to look at documents, in the terminal or in a browser.

use super::PipelineArguments;
use clap::{Args, ValueEnum};
use std::net::IpAddr;
use std::path::PathBuf;
use warraq_runner::ByteSize;

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

//! What was typed to train and to evaluate models of names.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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
    /// A text of the recipe to leave out, such as one whose licence does not suit; may be repeated.
    #[arg(long, value_name = "PATH")]
    pub(crate) without: Vec<PathBuf>,
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

//! Training of the tagger: everything that rebuilds the shipped model from data files.
//!
//! A [`recipe::Recipe`] says what a model is made from; [`train`] reads the files, learns word
//! vectors, builds the name lists, trains the network on all label sets together and gives the
//! bytes of a model file. The same recipe, data and options give the same bytes.

use std::path::PathBuf;

mod calibration;
pub mod conll;
mod corpus;
mod dataset;
mod evidence;
mod export;
pub mod lists;
mod network;
mod optimizer;
mod own;
mod random;
pub mod recipe;
mod run;
mod silver;
mod teachers;
mod text;
mod text_vectors;
mod vector_file;
pub mod vectors;

pub use network::NetworkOptions;
pub use run::{Progress, TrainOptions, train};
pub use vectors::VectorOptions;

/// What can go wrong in training.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of a file of word vectors is not one.
    #[error("line {line} of `{}` is not a word, its count and its vector", path.display())]
    Vectors {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A line of a JSON Lines file is not a record with a text.
    #[error("line {line} of `{}` is not a record with the fields that are needed", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// A line of a labelled file is not a word and a label.
    #[error("line {line} of `{}` is not a word, a tab and a label", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A table lacks a column.
    #[error("`{}` has no column `{column}`", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The heading.
        column: String,
    },
    /// A recipe cannot be understood.
    #[error("the recipe cannot be read")]
    Recipe(#[source] Box<toml::de::Error>),
    /// A text that is to be left out is none of the recipe's.
    #[error("the recipe has no text `{}`", .0.display())]
    Text(PathBuf),
    /// A corpus names a label set that the recipe does not have.
    #[error("`{0}` is no label set of the recipe")]
    LabelSet(String),
    /// What was trained does not make a model.
    #[error(transparent)]
    Model(#[from] crate::model_file::ModelError),
}

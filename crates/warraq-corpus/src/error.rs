//! Why something cannot be done with a corpus.

use std::io;
use std::path::{Path, PathBuf};
use warraq_io::InputError;

/// Why something cannot be done with a corpus.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says, or what is wrong with its form.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is no record.
    #[error("record {number} of `{}` cannot be understood: {reason}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The record, from 1.
        number: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A record lacks what the conversion needs.
    #[error("the record `{id}` has no `{member}`")]
    Lacks {
        /// The record.
        id: String,
        /// What it lacks.
        member: &'static str,
    },
    /// A file of annotations cannot be understood.
    #[error("line {line} of `{}` cannot be understood: {reason}", path.display())]
    Annotation {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The documents cannot be found.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Two runs have their documents in different orders.
    #[error("the runs have more than {0} documents in different orders")]
    Order(usize),
    /// What is put aside on disk cannot be written or read.
    #[error("cannot keep what does not fit into memory")]
    Spill(#[source] io::Error),
}

impl CorpusError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Lacks { member, .. } if *member != "text" => Some(
                "make the records with `warraq run … --layers tokens,sentences,entities,times,numbers`"
                    .to_owned(),
            ),
            Self::Lacks { .. } => Some("make the records with `text = true`".to_owned()),
            Self::Input(error) => error.hint(),
            Self::Spill(_) => Some("name a folder with room with `--spool`".to_owned()),
            Self::Order(_) => Some("compare runs over the same inputs in the same order".to_owned()),
            _ => None,
        }
    }

    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Read { path, source }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, source }
    }
}

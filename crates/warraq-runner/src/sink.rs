//! Sinks: where records and quarantine go, so that nothing half-written passes for whole.

use crate::configuration::ShardOptions;
use crate::folder::{FolderSink, QUARANTINE, Resumption, check_free};
use crate::manifest::ManifestHeader;
use crate::retry::RetrySink;
use crate::storage::Store;
use crate::stream::{StreamSink, check_file};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use warraq_io::{Position, QuarantineEntry, RawContent};

/// Where the output goes, as the user named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Standard output, and a file for quarantine.
    Stdout {
        /// The file; none for `warraq-quarantine.jsonl` in the working folder, or the next free
        /// name, made only when a document needs it.
        quarantine: Option<PathBuf>,
    },
    /// One file, with its quarantine beside it.
    File(PathBuf),
    /// A run folder.
    Folder(PathBuf),
}

/// An output that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// Something else is there already.
    #[error("`{}` exists and is not a finished run of this configuration", .0.display())]
    Exists(PathBuf),
    /// A run that was not finished is there.
    #[error("`{}` holds a run that was not finished", .0.display())]
    Unfinished(PathBuf),
    /// The ending promises a form that is not written.
    #[error("`{}` ends in a form that is not written", .0.display())]
    Form(PathBuf),
    /// The reader of standard output has gone away.
    #[error("standard output was closed")]
    Closed,
    /// A manifest that cannot be understood.
    #[error("the manifest `{}` cannot be read: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system refuses.
    #[error("cannot write `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl SinkError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Exists(_) => Some("name another output, or replace it with --force".to_owned()),
            Self::Unfinished(folder) => Some(format!(
                "go on with `warraq resume {}`, or start anew with --force",
                folder.display()
            )),
            Self::Form(_) => {
                let hint =
                    "write .jsonl, .jsonl.zst, .parquet or a folder (a name without an ending)";
                Some(hint.to_owned())
            }
            Self::Closed | Self::Manifest { .. } | Self::Io { .. } => None,
        }
    }
}

/// Endings of names that promise a form of table or archive that is not written.
const OTHER_FORMS: [&str; 6] = ["json", "csv", "gz", "zst", "html", "txt"];

impl Destination {
    /// What the user means by `path`: `-`, a file that ends in `.jsonl`, `.jsonl.zst` or `.parquet`,
    /// or a run folder.
    ///
    /// # Errors
    /// [`SinkError::Form`] for an ending that promises another form.
    pub fn of_path(path: &Path, quarantine: Option<PathBuf>) -> Result<Self, SinkError> {
        let name = path.to_string_lossy();
        if name == "-" {
            return Ok(Self::Stdout { quarantine });
        }
        let is_file = |ending: &&str| name.ends_with(*ending);
        if [".jsonl", ".jsonl.zst", ".parquet"].iter().any(is_file) {
            return Ok(Self::File(path.to_owned()));
        }
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy());
        if extension.is_some_and(|extension| OTHER_FORMS.contains(&extension.as_ref())) {
            return Err(SinkError::Form(path.to_owned()));
        }
        Ok(Self::Folder(path.to_owned()))
    }
}

impl Destination {
    /// Refuses what must not be replaced by the run with this hash.
    pub(crate) fn check(&self, run: &str, force: bool) -> Result<(), SinkError> {
        match self {
            Self::Stdout { .. } => Ok(()),
            Self::File(path) => check_file(path, run, force),
            Self::Folder(path) => check_free(path, run, force),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout { .. } => formatter.write_str("standard output"),
            Self::File(path) => write!(formatter, "the file `{}`", path.display()),
            Self::Folder(path) => write!(formatter, "the run folder `{}`", path.display()),
        }
    }
}

/// Takes records and quarantine, in order.
pub(crate) enum Sink {
    Stream(Box<StreamSink>),
    Folder(Box<FolderSink>),
    Retry(Box<RetrySink>),
}

impl Sink {
    /// Opens a destination for the run that `header` describes.
    pub(crate) fn open(
        store: &Store,
        destination: &Destination,
        header: &ManifestHeader,
        force: bool,
        shards: ShardOptions,
    ) -> Result<Self, SinkError> {
        destination.check(&header.run, force)?;
        Ok(match destination {
            Destination::Stdout { quarantine } => {
                Self::Stream(Box::new(StreamSink::stdout(store, quarantine.as_deref())?))
            }
            Destination::File(path) => Self::Stream(Box::new(StreamSink::file(store, path)?)),
            Destination::Folder(path) => {
                Self::Folder(Box::new(FolderSink::create(store, path, header, shards)?))
            }
        })
    }

    /// Opens a run folder to go on with.
    pub(crate) fn resume(
        store: &Store,
        path: &Path,
        resumption: &Resumption,
        shards: ShardOptions,
    ) -> Result<Self, SinkError> {
        Ok(Self::Folder(Box::new(FolderSink::resume(
            store, path, resumption, shards,
        )?)))
    }

    pub(crate) fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.record(json),
            Self::Folder(sink) => sink.record(json),
            Self::Retry(sink) => sink.record(json),
        }
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.quarantine(&entry, content),
            Self::Folder(sink) => sink.quarantine(&entry, content),
            Self::Retry(sink) => sink.quarantine(entry, content),
        }
    }

    /// A document is read that is not in the sample, or was never meant to be one.
    pub(crate) fn filtered(&mut self) {
        match self {
            Self::Stream(_) | Self::Retry(_) => {}
            Self::Folder(sink) => sink.filtered(),
        }
    }

    /// The run folder, if it is one.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Stream(_) => None,
            Self::Folder(sink) => Some(sink.folder().to_owned()),
            Self::Retry(sink) => Some(sink.folder().to_owned()),
        }
    }

    /// Where quarantine goes.
    pub(crate) fn quarantine_path(&self) -> PathBuf {
        match self {
            Self::Stream(sink) => sink.quarantine_path(),
            Self::Folder(sink) => sink.quarantine_path(),
            Self::Retry(sink) => sink.folder().join(QUARANTINE),
        }
    }

    /// A document is complete; the input goes on at `next`.
    pub(crate) fn advance(&mut self, input_bytes: u64, next: Position) -> Result<(), SinkError> {
        match self {
            Self::Stream(_) => Ok(()),
            Self::Folder(sink) => sink.advance(input_bytes, next),
            Self::Retry(sink) => {
                sink.advance();
                Ok(())
            }
        }
    }

    /// Everything is written: makes it whole. `report` is what `run.json` says.
    pub(crate) fn finish(self, report: &serde_json::Value) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.finish(),
            Self::Folder(sink) => sink.finish(report),
            Self::Retry(sink) => sink.finish(report),
        }
    }
}

pub(crate) fn failed(path: &Path, source: io::Error) -> SinkError {
    match source.kind() {
        io::ErrorKind::BrokenPipe => SinkError::Closed,
        _ => SinkError::Io {
            path: path.to_owned(),
            source,
        },
    }
}

//! Sinks: where records and quarantine go, so that nothing half-written passes for whole.

use crate::folder::{FolderSink, Resumption};
use crate::manifest::ManifestHeader;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use warraq_io::{Position, QuarantineEntry, RawContent};
use warraq_plugin::StandardOutput;

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
                Some("write .jsonl, .jsonl.zst or a folder (a name without an ending)".to_owned())
            }
            Self::Closed | Self::Manifest { .. } | Self::Io { .. } => None,
        }
    }
}

const BUFFER_BYTES: usize = 1 << 16;

/// zstd's own default: records shrink to about a tenth at several hundred MB/s.
const ZSTD_LEVEL: i32 = 3;

/// Endings of names that promise a form of table or archive that is not written.
const OTHER_FORMS: [&str; 7] = ["parquet", "json", "csv", "gz", "zst", "html", "txt"];

impl Destination {
    /// What the user means by `path`: `-`, a file that ends in `.jsonl` or `.jsonl.zst`, or a run
    /// folder.
    ///
    /// # Errors
    /// [`SinkError::Form`] for an ending that promises another form.
    pub fn of_path(path: &Path, quarantine: Option<PathBuf>) -> Result<Self, SinkError> {
        let name = path.to_string_lossy();
        if name == "-" {
            return Ok(Self::Stdout { quarantine });
        }
        if name.ends_with(".jsonl") || name.ends_with(".jsonl.zst") {
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

/// Takes records and quarantine, in order.
pub(crate) enum Sink {
    Stream(Box<StreamSink>),
    Folder(Box<FolderSink>),
}

impl Sink {
    /// Opens a destination for the run that `header` describes.
    pub(crate) fn open(
        destination: &Destination,
        header: &ManifestHeader,
        force: bool,
        shard_size: u64,
    ) -> Result<Self, SinkError> {
        Ok(match destination {
            Destination::Stdout { quarantine } => {
                Self::Stream(Box::new(StreamSink::stdout(quarantine.as_deref())?))
            }
            Destination::File(path) => {
                Self::Stream(Box::new(StreamSink::file(path, &header.run, force)?))
            }
            Destination::Folder(path) => Self::Folder(Box::new(FolderSink::create(
                path, header, force, shard_size,
            )?)),
        })
    }

    /// Opens a run folder to go on with.
    pub(crate) fn resume(
        path: &Path,
        resumption: &Resumption,
        shard_size: u64,
    ) -> Result<Self, SinkError> {
        Ok(Self::Folder(Box::new(FolderSink::resume(
            path, resumption, shard_size,
        )?)))
    }

    pub(crate) fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.record(json),
            Self::Folder(sink) => sink.record(json),
        }
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: &QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.quarantine.file()?.quarantine(entry, content),
            Self::Folder(sink) => sink.quarantine(entry, content),
        }
    }

    /// Where quarantine goes.
    pub(crate) fn quarantine_path(&self) -> PathBuf {
        match self {
            Self::Stream(sink) => sink.quarantine.path.clone(),
            Self::Folder(sink) => sink.quarantine_path(),
        }
    }

    /// A document is complete; the input goes on at `next`.
    pub(crate) fn advance(&mut self, input_bytes: u64, next: Position) -> Result<(), SinkError> {
        match self {
            Self::Stream(_) => Ok(()),
            Self::Folder(sink) => sink.advance(input_bytes, next),
        }
    }

    /// Everything is written: makes it whole. `report` is what `run.json` says.
    pub(crate) fn finish(self, report: &serde_json::Value) -> Result<(), SinkError> {
        match self {
            Self::Stream(sink) => sink.finish(),
            Self::Folder(sink) => sink.finish(report),
        }
    }
}

/// One stream of records, and one of quarantine.
pub(crate) struct StreamSink {
    records: Records,
    quarantine: Quarantine,
}

/// A file for quarantine, which may wait until a document needs it.
struct Quarantine {
    path: PathBuf,
    file: Option<LineFile>,
}

impl Quarantine {
    fn create(path: &Path) -> Result<Self, SinkError> {
        Ok(Self {
            path: path.to_owned(),
            file: Some(LineFile::create(path)?),
        })
    }

    /// Takes a name that is free, so that no earlier quarantine is lost.
    fn unnamed() -> Self {
        let name = |number: u32| match number {
            0 => PathBuf::from("warraq-quarantine.jsonl"),
            _ => PathBuf::from(format!("warraq-quarantine-{number}.jsonl")),
        };
        let path = (0..)
            .map(name)
            .find(|path| !path.exists())
            .unwrap_or_else(|| name(0));
        Self { path, file: None }
    }

    fn file(&mut self) -> Result<&mut LineFile, SinkError> {
        match &mut self.file {
            Some(file) => Ok(file),
            empty => Ok(empty.insert(LineFile::create(&self.path)?)),
        }
    }
}

enum Records {
    Stdout(BufWriter<StandardOutput>),
    File(LineFile),
}

impl StreamSink {
    fn stdout(quarantine: Option<&Path>) -> Result<Self, SinkError> {
        let quarantine = match quarantine {
            Some(path) => Quarantine::create(path)?,
            None => Quarantine::unnamed(),
        };
        // What a plugin in this process prints must not stand among the records.
        let out = StandardOutput::take().map_err(|source| failed(Path::new("-"), source))?;
        let records = Records::Stdout(BufWriter::with_capacity(BUFFER_BYTES, out));
        Ok(Self {
            records,
            quarantine,
        })
    }

    fn file(path: &Path, run: &str, force: bool) -> Result<Self, SinkError> {
        if !force && path.exists() && !is_run_of(path, run) {
            return Err(SinkError::Exists(path.to_owned()));
        }
        let records = Records::File(LineFile::create(path)?);
        let quarantine = Quarantine::create(&beside(path, ".quarantine.jsonl"))?;
        Ok(Self {
            records,
            quarantine,
        })
    }

    fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        match &mut self.records {
            Records::Stdout(out) => {
                let written = out.write_all(json).and_then(|()| out.write_all(b"\n"));
                written.map_err(|source| failed(Path::new("-"), source))
            }
            Records::File(file) => file.line(json),
        }
    }

    fn finish(self) -> Result<(), SinkError> {
        if let Some(quarantine) = self.quarantine.file {
            quarantine.publish()?;
        }
        match self.records {
            Records::Stdout(mut out) => {
                out.flush().map_err(|source| failed(Path::new("-"), source))
            }
            Records::File(file) => file.publish(),
        }
    }
}

/// A file of lines that is written under another name and becomes visible when it is whole.
pub(crate) struct LineFile {
    path: PathBuf,
    partial: PathBuf,
    writer: LineWriter,
}

/// Compresses where the file's name ends in `.zst`.
enum LineWriter {
    Plain(BufWriter<File>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl LineFile {
    /// Starts a new file that will stand at `path`.
    pub(crate) fn create(path: &Path) -> Result<Self, SinkError> {
        let partial = beside(path, ".partial");
        let create = || {
            let file = BufWriter::with_capacity(BUFFER_BYTES, File::create(&partial)?);
            Ok(
                if path.extension().is_some_and(|extension| extension == "zst") {
                    LineWriter::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?)
                } else {
                    LineWriter::Plain(file)
                },
            )
        };
        let writer = create().map_err(|source| failed(&partial, source))?;
        Ok(Self {
            path: path.to_owned(),
            partial,
            writer,
        })
    }

    pub(crate) fn line(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        let out = self.writer.as_write();
        let written = out.write_all(bytes).and_then(|()| out.write_all(b"\n"));
        written.map_err(|source| failed(&self.partial, source))
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: &QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        let written = write_quarantine(entry, content, &mut self.writer.as_write());
        written.map_err(|source| failed(&self.partial, source))
    }

    /// Makes the file durable, and visible under its own name.
    pub(crate) fn publish(self) -> Result<(), SinkError> {
        let synced = self.writer.into_file().and_then(|file| file.sync_all());
        synced.map_err(|source| failed(&self.partial, source))?;
        std::fs::rename(&self.partial, &self.path).map_err(|source| failed(&self.path, source))?;
        sync_folder_of(&self.path)
    }
}

impl LineWriter {
    fn as_write(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(writer) => writer,
            Self::Zstd(writer) => writer,
        }
    }

    /// Writes what is buffered, and a compressed stream's end.
    fn into_file(self) -> io::Result<File> {
        let writer = match self {
            Self::Plain(writer) => writer,
            Self::Zstd(writer) => writer.finish()?,
        };
        writer.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// Writes one document into quarantine, streaming what is not in memory.
pub(crate) fn write_quarantine(
    entry: &QuarantineEntry,
    content: RawContent,
    out: &mut impl Write,
) -> io::Result<()> {
    match content {
        RawContent::Bytes(bytes) | RawContent::Unreadable { bytes, .. } => {
            entry.write_bytes(&bytes, out)
        }
        RawContent::TooLarge(mut spool) => entry.write(spool.reader()?, out),
    }
}

/// A rename is durable only once the folder is.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), SinkError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let synced = OpenOptions::new()
        .read(true)
        .open(folder)
        .and_then(|folder| folder.sync_all());
    synced.map_err(|source| failed(folder, source))
}

/// `path` with `ending` behind its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
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

/// Whether a file of records comes from the run with this hash: its first line says so.
fn is_run_of(path: &Path, run: &str) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    let mut first = String::new();
    let read = if path.extension().is_some_and(|extension| extension == "zst") {
        zstd::Decoder::new(file).and_then(|decoder| BufReader::new(decoder).read_line(&mut first))
    } else {
        BufReader::new(file).read_line(&mut first)
    };
    #[derive(serde::Deserialize)]
    struct Run {
        run: String,
    }
    read.is_ok() && serde_json::from_str::<Run>(&first).is_ok_and(|found| found.run == run)
}

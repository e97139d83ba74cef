//! Files of lines, or of records in a table, that are written under another name and become visible
//! when they are whole.

use crate::retry;
use crate::sink::{SinkError, failed};
use crate::storage::{OutputFile, Store};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use warraq_io::{QuarantineEntry, RawContent, RecordTable};

pub(crate) const BUFFER_BYTES: usize = 1 << 16;

/// zstd's own default: records shrink to about a tenth at several hundred MB/s.
const ZSTD_LEVEL: i32 = 3;

/// A file of lines that is not whole yet.
pub(crate) struct LineFile {
    path: PathBuf,
    partial: PathBuf,
    store: Store,
    writer: LineWriter,
}

/// Compresses where the file's name ends in `.zst`, and writes a table where it ends in `.parquet`.
enum LineWriter {
    Plain(BufWriter<OutputFile>),
    Zstd(zstd::Encoder<'static, BufWriter<OutputFile>>),
    Table(Box<RecordTable<BufWriter<OutputFile>>>),
}

impl LineFile {
    /// Starts a new file that will stand at `path`.
    pub(crate) fn create(store: &Store, path: &Path) -> Result<Self, SinkError> {
        Self::create_with(store, path, |file| file)
    }

    /// The same for a file whose digest is asked for in the end.
    pub(crate) fn create_hashed(store: &Store, path: &Path) -> Result<Self, SinkError> {
        Self::create_with(store, path, OutputFile::hashed)
    }

    fn create_with(
        store: &Store,
        path: &Path,
        prepare: impl Fn(OutputFile) -> OutputFile,
    ) -> Result<Self, SinkError> {
        let partial = beside(path, ".partial");
        let create = || {
            let file = prepare(store.create(&partial)?);
            let file = BufWriter::with_capacity(BUFFER_BYTES, file);
            // A shard that is written anew by a retry has the form of the one that it replaces.
            let name = path.to_string_lossy();
            let name = name.strip_suffix(retry::ENDING).unwrap_or(&name);
            Ok(
                match name.rsplit_once('.').map(|(_, extension)| extension) {
                    Some("zst") => LineWriter::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?),
                    Some("parquet") => LineWriter::Table(Box::new(RecordTable::new(file)?)),
                    _ => LineWriter::Plain(file),
                },
            )
        };
        let writer = create().map_err(|source| failed(&partial, source))?;
        let (path, store) = (path.to_owned(), store.clone());
        Ok(Self {
            path,
            partial,
            store,
            writer,
        })
    }

    /// Where it will stand.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one line; a row of it in a table.
    pub(crate) fn line(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        let written = match &mut self.writer {
            LineWriter::Plain(out) => write_line(out, bytes),
            LineWriter::Zstd(out) => write_line(out, bytes),
            LineWriter::Table(table) => table.add(bytes),
        };
        written.map_err(|source| failed(&self.partial, source))
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: &QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        let written = match &mut self.writer {
            LineWriter::Plain(out) => write_quarantine(entry, content, out),
            LineWriter::Zstd(out) => write_quarantine(entry, content, out),
            LineWriter::Table(_) => Err(io::Error::other("quarantine is no table of records")),
        };
        written.map_err(|source| failed(&self.partial, source))
    }

    /// Makes the file durable, and visible under its own name; gives its SHA-256, or nothing
    /// where it was not asked for.
    pub(crate) fn publish(self) -> Result<String, SinkError> {
        let finish = || {
            let mut file = self.writer.into_file()?;
            file.sync()?;
            Ok(file.digest())
        };
        let digest = finish().map_err(|source| failed(&self.partial, source))?;
        let published = self.store.publish(&self.partial, &self.path);
        published.map_err(|source| failed(&self.path, source))?;
        Ok(digest)
    }
}

impl LineWriter {
    /// Writes what is buffered, and the end of a compressed stream or a table.
    fn into_file(self) -> io::Result<OutputFile> {
        let writer = match self {
            Self::Plain(writer) => writer,
            Self::Zstd(writer) => writer.finish()?,
            Self::Table(table) => table.finish()?,
        };
        writer.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn write_line(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes)?;
    out.write_all(b"\n")
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

/// `path` with `ending` behind its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

//! Storage: every file operation of a run's output, and how its input is opened, in one place, so that
//! tests can make each one fail or be the last.
//!
//! Nothing else in this crate creates, writes, syncs, renames or removes a file. What interrupts a
//! system call is tried again here, once for all.

use crate::manifest::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warraq_plugin::StandardOutput;

/// Where the input and the output of a run lie.
///
/// Implemented by [`Disk`]; by whoever keeps runs elsewhere; and by tests, which fail or kill. An
/// implementation whose `sync` or `sync_folder` returns before what was written is durable breaks the
/// promise that a run can be gone on with after a loss of power, and no other.
pub trait Storage: Send + Sync {
    /// Opens a file of the input. Tables are read from their end, and so from the file system alone.
    ///
    /// # Errors
    /// What the system says; so do all methods.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(path)?))
    }

    /// Starts a file anew; what stood there is gone.
    ///
    /// # Errors
    /// What the system says.
    fn create(&self, path: &Path) -> io::Result<Box<dyn StoredFile>>;

    /// Opens a file that exists, cuts it to `length` bytes and goes on behind them.
    ///
    /// # Errors
    /// If the file is missing or shorter.
    fn reopen(&self, path: &Path, length: u64) -> io::Result<Box<dyn StoredFile>>;

    /// Opens standard output, for records alone.
    ///
    /// # Errors
    /// If it is closed.
    fn standard_output(&self) -> io::Result<Box<dyn StoredFile>>;

    /// Gives a file another name, in the place of what stood there.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// What the system says.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// What the system says.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// A file that is being written.
pub trait StoredFile: Write + Send {
    /// Makes what was written durable.
    ///
    /// # Errors
    /// What the system says.
    fn sync(&mut self) -> io::Result<()>;
}

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Storage for Disk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn StoredFile>> {
        Ok(Box::new(File::create(path)?))
    }

    fn reopen(&self, path: &Path, length: u64) -> io::Result<Box<dyn StoredFile>> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        if file.metadata()?.len() < length {
            let message = format!("it has less than the {length} bytes that it had");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Box::new(file))
    }

    fn standard_output(&self) -> io::Result<Box<dyn StoredFile>> {
        Ok(Box::new(StandardOutput::take()?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }
}

impl StoredFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

impl StoredFile for StandardOutput {
    /// A terminal and a pipe have nothing to make durable.
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The storage as a run uses it: interrupted operations are tried again.
#[derive(Clone)]
pub(crate) struct Store(Arc<dyn Storage>);

impl Store {
    pub(crate) fn new(storage: Arc<dyn Storage>) -> Self {
        Self(storage)
    }

    pub(crate) fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        uninterrupted(|| self.0.open(path))
    }

    pub(crate) fn create(&self, path: &Path) -> io::Result<OutputFile> {
        uninterrupted(|| self.0.create(path)).map(OutputFile::new)
    }

    pub(crate) fn reopen(&self, path: &Path, length: u64) -> io::Result<OutputFile> {
        let file = uninterrupted(|| self.0.reopen(path, length))?;
        let bytes = length;
        Ok(OutputFile {
            bytes,
            ..OutputFile::new(file)
        })
    }

    pub(crate) fn standard_output(&self) -> io::Result<OutputFile> {
        uninterrupted(|| self.0.standard_output()).map(OutputFile::new)
    }

    /// Gives a file that is synced its own name, durably.
    pub(crate) fn publish(&self, partial: &Path, path: &Path) -> io::Result<()> {
        uninterrupted(|| self.0.rename(partial, path))?;
        self.sync_folder(&folder_of(path))
    }

    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        uninterrupted(|| self.0.remove(path))
    }

    pub(crate) fn create_folder(&self, path: &Path) -> io::Result<()> {
        uninterrupted(|| self.0.create_folder(path))
    }

    pub(crate) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        uninterrupted(|| self.0.sync_folder(path))
    }
}

/// A file of the output, which knows what has reached it.
pub(crate) struct OutputFile {
    file: Box<dyn StoredFile>,
    bytes: u64,
    hash: Option<Sha256>,
}

impl OutputFile {
    fn new(file: Box<dyn StoredFile>) -> Self {
        Self {
            file,
            bytes: 0,
            hash: None,
        }
    }

    /// The same file, whose digest is asked for in the end.
    pub(crate) fn hashed(self) -> Self {
        Self {
            hash: Some(Sha256::new()),
            ..self
        }
    }

    /// The length of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn sync(&mut self) -> io::Result<()> {
        uninterrupted(|| self.file.sync())
    }

    /// The SHA-256 of what was written; empty unless it was asked for.
    pub(crate) fn digest(self) -> String {
        self.hash
            .map(|hash| hexadecimal(&hash.finalize()))
            .unwrap_or_default()
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = uninterrupted(|| self.file.write(bytes))?;
        self.bytes += written as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(bytes.get(..written).unwrap_or_default());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        uninterrupted(|| self.file.flush())
    }
}

fn uninterrupted<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// The folder in which the name of `path` stands.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

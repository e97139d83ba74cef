//! Output: standard output, or a file that becomes visible when it is whole.
//!
//! What fails half way leaves no file that passes for a result.

use crate::error::CorpusError;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What is written, until it is published; dropped before that, it is gone.
pub struct Output {
    out: Box<dyn Write>,
    path: PathBuf,
    /// Where it is written until then, where it is a file.
    partial: Option<PathBuf>,
}

impl Output {
    /// Opens the file at `path`, or standard output where it is `-`. A pipe or a device is written to as
    /// it is.
    ///
    /// # Errors
    /// [`CorpusError::Write`].
    pub fn open(path: &Path) -> Result<Self, CorpusError> {
        let path = path.to_owned();
        if path == Path::new("-") {
            let out = Box::new(BufWriter::new(io::stdout().lock()));
            let partial = None;
            return Ok(Self { out, path, partial });
        }
        let is_file = std::fs::metadata(&path).map_or(true, |there| there.is_file());
        let partial = is_file.then(|| {
            let mut partial = path.as_os_str().to_owned();
            partial.push(".partial");
            PathBuf::from(partial)
        });
        let file = File::create(partial.as_ref().unwrap_or(&path));
        let file = file.map_err(|source| CorpusError::write(&path, source))?;
        let out = Box::new(BufWriter::new(file));
        Ok(Self { out, path, partial })
    }

    /// Gives the file its name, or ends what goes to standard output.
    ///
    /// # Errors
    /// [`CorpusError::Write`].
    pub fn publish(mut self) -> Result<(), CorpusError> {
        self.finish()
            .map_err(|source| CorpusError::write(&self.path, source))?;
        self.partial = None;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()?;
        if let Some(partial) = &self.partial {
            File::open(partial)?.sync_all()?;
            std::fs::rename(partial, &self.path)?;
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // What failed before is what is said.
            let _ = std::fs::remove_file(partial);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

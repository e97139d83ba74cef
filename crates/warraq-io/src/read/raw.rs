//! Raw documents: what a reader cuts from its input before anything is decoded.
//!
//! Cutting is cheap and happens in order on one thread; decoding and parsing happen on all of them.

use super::input::Format;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// One document of the input, as bytes.
#[derive(Debug)]
pub struct RawDocument {
    /// The file's path as records name it.
    pub path: String,
    /// The line, from 1, where a file holds many documents.
    pub line: Option<u64>,
    /// The identifier to use where the document does not bring one.
    pub id: String,
    /// What the bytes are.
    pub format: Format,
    /// The bytes, or why there are none.
    pub content: RawContent,
    /// Where the next document starts.
    pub next: Position,
}

/// A place in the input: what a run that resumes needs to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The index of the file among the inputs.
    pub file: usize,
    /// The byte of the decompressed file.
    pub byte: u64,
    /// The number of lines before it.
    pub line: u64,
}

/// The bytes of a document.
#[derive(Debug)]
pub enum RawContent {
    /// All of them.
    Bytes(Vec<u8>),
    /// They are more than a document may have, and were put aside on disk.
    TooLarge(Spool),
    /// The input broke off.
    Unreadable {
        /// What came before it broke off.
        bytes: Vec<u8>,
        /// What the system or the decompressor says.
        message: String,
    },
}

impl RawContent {
    /// The number of bytes of input.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) | Self::Unreadable { bytes, .. } => bytes.len() as u64,
            Self::TooLarge(spool) => spool.bytes,
        }
    }

    /// Whether there is no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that it holds in memory.
    #[must_use]
    pub fn bytes_in_memory(&self) -> usize {
        match self {
            Self::Bytes(bytes) | Self::Unreadable { bytes, .. } => bytes.capacity(),
            Self::TooLarge(_) => 0,
        }
    }
}

/// The folder in which bytes are put aside; the system's for temporary files unless it is named.
#[derive(Clone, Debug, Default)]
pub struct SpoolFolder(Option<Arc<Path>>);

impl SpoolFolder {
    /// The folder at `path`, which exists.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self(Some(path.into()))
    }

    /// The folder in which the name of `path` stands.
    #[must_use]
    pub fn beside(path: &Path) -> Self {
        let folder = path.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        Self::at(folder.unwrap_or(Path::new(".")))
    }

    /// A new file without a name, which is gone once it is closed.
    ///
    /// # Errors
    /// What the system says.
    pub fn file(&self) -> io::Result<File> {
        match &self.0 {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        }
    }
}

/// Bytes put aside in a temporary file that vanishes with this value.
#[derive(Debug)]
pub struct Spool {
    file: File,
    bytes: u64,
}

impl Spool {
    pub(crate) fn new(folder: &SpoolFolder) -> io::Result<Self> {
        Ok(Self {
            file: folder.file()?,
            bytes: 0,
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(&mut self.file, bytes)?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// The first bytes, at most `length`.
    pub(crate) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        file.take(length).read_to_end(&mut head)?;
        file.seek(SeekFrom::End(0))?;
        Ok(head)
    }

    /// A reader over the bytes, from the first.
    ///
    /// # Errors
    /// What the system says when the file cannot be rewound.
    pub fn reader(&mut self) -> io::Result<impl Read + '_> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(io::BufReader::new(&self.file))
    }
}

//! Rows: what is known of each document, in temporary files, read back by number.

use super::signature::{Signature, VALUES};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use warraq_io::SpoolFolder;

/// Two hashes, the place and length of the name, and the signature.
const ROW_BYTES: usize = 4 * 8 + VALUES * 4;

/// What is known of one document.
pub(super) struct Row {
    pub(super) signature: Signature,
    pub(super) name: Name,
}

/// Where the name of a document stands.
#[derive(Clone, Copy)]
pub(super) struct Name {
    start: u64,
    length: u64,
}

/// Documents by their numbers.
pub(super) struct Rows {
    rows: BufWriter<File>,
    names: BufWriter<File>,
    originals: File,
    names_bytes: u64,
    is_read: bool,
}

impl Rows {
    /// No documents yet; those to come lie in files in `spool`.
    pub(super) fn new(spool: &SpoolFolder) -> io::Result<Self> {
        let file = || Ok::<_, io::Error>(BufWriter::with_capacity(1 << 18, spool.file()?));
        Ok(Self {
            rows: file()?,
            names: file()?,
            originals: spool.file()?,
            names_bytes: 0,
            is_read: false,
        })
    }

    /// Adds a document: all are added before the first is read.
    pub(super) fn push(&mut self, name: &str, signature: &Signature) -> io::Result<()> {
        let Signature { exact, minima } = signature;
        let length = name.len() as u64;
        for value in [exact.0, exact.1, self.names_bytes, length] {
            self.rows.write_all(&value.to_le_bytes())?;
        }
        for value in minima {
            self.rows.write_all(&value.to_le_bytes())?;
        }
        self.names_bytes += length;
        self.names.write_all(name.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.is_read {
            self.is_read = true;
            self.rows.flush()?;
            self.names.flush()?;
        }
        Ok(())
    }

    pub(super) fn get(&mut self, number: u64) -> io::Result<Row> {
        self.flush()?;
        let mut bytes = [0; ROW_BYTES];
        let file = self.rows.get_mut();
        file.seek(SeekFrom::Start(number * ROW_BYTES as u64))?;
        file.read_exact(&mut bytes)?;
        let (numbers, values) = bytes.split_at_checked(32).unwrap_or_default();
        let mut numbers = numbers.chunks_exact(8).map(|chunk| {
            let chunk = chunk.try_into().unwrap_or_default();
            u64::from_le_bytes(chunk)
        });
        let mut next = || numbers.next().unwrap_or_default();
        let exact = (next(), next());
        let (start, length) = (next(), next());
        let mut minima = [0; VALUES];
        for (minimum, chunk) in minima.iter_mut().zip(values.chunks_exact(4)) {
            *minimum = u32::from_le_bytes(chunk.try_into().unwrap_or_default());
        }
        Ok(Row {
            signature: Signature { exact, minima },
            name: Name { start, length },
        })
    }

    pub(super) fn name(&mut self, name: Name) -> io::Result<String> {
        self.flush()?;
        let file = self.names.get_mut();
        file.seek(SeekFrom::Start(name.start))?;
        let mut text = String::new();
        file.take(name.length).read_to_string(&mut text)?;
        Ok(text)
    }

    /// Notes the original of a duplicate.
    pub(super) fn set_original(&mut self, number: u64, original: u64) -> io::Result<()> {
        // Zero, which the gaps of a file hold, is none.
        self.originals.seek(SeekFrom::Start(number * 8))?;
        self.originals.write_all(&(original + 1).to_le_bytes())
    }

    /// The original of a duplicate.
    pub(super) fn original(&mut self, number: u64) -> io::Result<Option<u64>> {
        let mut bytes = [0; 8];
        self.originals.seek(SeekFrom::Start(number * 8))?;
        match self.originals.read_exact(&mut bytes) {
            Ok(()) => Ok(u64::from_le_bytes(bytes).checked_sub(1)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }
}

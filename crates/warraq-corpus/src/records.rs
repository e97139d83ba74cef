//! Records of a run: all files of it, one after the other.

use crate::error::CorpusError;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;
use warraq_io::{RecordFile, record_files};

/// Reads the records of a file, a run folder whatever the form of its shards, or standard input.
pub struct Records {
    files: IntoIter<PathBuf>,
    current: Option<(PathBuf, RecordFile)>,
    number: u64,
}

impl Records {
    /// The records at `path`; of standard input where it is `-`.
    ///
    /// # Errors
    /// [`CorpusError`] if it cannot be read; so do all methods.
    pub fn open(path: &Path) -> Result<Self, CorpusError> {
        let files = record_files(path).map_err(|source| CorpusError::read(path, source))?;
        Ok(Self {
            files: files.into_iter(),
            current: None,
            number: 0,
        })
    }

    /// The next record, as JSON.
    ///
    /// # Errors
    /// [`CorpusError`] if it cannot be read.
    pub fn next_json(&mut self) -> Result<Option<Vec<u8>>, CorpusError> {
        loop {
            if let Some((path, file)) = &mut self.current {
                let record = file.next_record();
                if let Some(json) = record.map_err(|source| CorpusError::read(path, source))? {
                    self.number += 1;
                    return Ok(Some(json));
                }
            }
            let Some(path) = self.files.next() else {
                return Ok(None);
            };
            let opened = (path != Path::new("-")).then_some(path.as_path());
            let file = RecordFile::open(opened);
            let file = file.map_err(|source| CorpusError::read(&path, source))?;
            self.current = Some((path, file));
            self.number = 0;
        }
    }

    /// The next record, parsed.
    pub(crate) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, CorpusError> {
        let Some(json) = self.next_json()? else {
            return Ok(None);
        };
        self.parse(&json).map(Some)
    }

    /// Parses the record that was read last.
    pub(crate) fn parse<T: DeserializeOwned>(&self, json: &[u8]) -> Result<T, CorpusError> {
        serde_json::from_slice(json).map_err(|error| CorpusError::Record {
            path: self.path(),
            number: self.number,
            reason: error.to_string(),
        })
    }

    fn path(&self) -> PathBuf {
        let current = self.current.as_ref();
        current.map(|(path, _)| path.clone()).unwrap_or_default()
    }
}

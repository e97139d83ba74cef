//! Streams: one file of records or standard output, with one file of quarantine.

use crate::line_file::{BUFFER_BYTES, LineFile, beside};
use crate::sink::{SinkError, failed};
use crate::storage::{OutputFile, Store};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use warraq_io::{QuarantineEntry, RawContent, RecordFile};

/// One stream of records, and one of quarantine.
pub(crate) struct StreamSink {
    store: Store,
    records: Records,
    quarantine: Quarantine,
}

/// A file for quarantine, which may wait until a document needs it.
struct Quarantine {
    path: PathBuf,
    file: Option<LineFile>,
}

impl Quarantine {
    fn create(store: &Store, path: &Path) -> Result<Self, SinkError> {
        Ok(Self {
            path: path.to_owned(),
            file: Some(LineFile::create(store, path)?),
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

    fn file(&mut self, store: &Store) -> Result<&mut LineFile, SinkError> {
        match &mut self.file {
            Some(file) => Ok(file),
            empty => Ok(empty.insert(LineFile::create(store, &self.path)?)),
        }
    }
}

enum Records {
    Stdout(BufWriter<OutputFile>),
    File(LineFile),
}

impl StreamSink {
    pub(crate) fn stdout(store: &Store, quarantine: Option<&Path>) -> Result<Self, SinkError> {
        let quarantine = match quarantine {
            Some(path) => Quarantine::create(store, path)?,
            None => Quarantine::unnamed(),
        };
        // What a plugin in this process prints must not stand among the records.
        let out = store
            .standard_output()
            .map_err(|source| failed(Path::new("-"), source))?;
        let records = Records::Stdout(BufWriter::with_capacity(BUFFER_BYTES, out));
        let store = store.clone();
        Ok(Self {
            store,
            records,
            quarantine,
        })
    }

    pub(crate) fn file(store: &Store, path: &Path) -> Result<Self, SinkError> {
        let records = Records::File(LineFile::create(store, path)?);
        let quarantine = Quarantine::create(store, &beside(path, ".quarantine.jsonl"))?;
        let store = store.clone();
        Ok(Self {
            store,
            records,
            quarantine,
        })
    }

    pub(crate) fn quarantine_path(&self) -> PathBuf {
        self.quarantine.path.clone()
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: &QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        let file = self.quarantine.file(&self.store)?;
        file.quarantine(entry, content)
    }

    pub(crate) fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        match &mut self.records {
            Records::Stdout(out) => {
                let written = out.write_all(json).and_then(|()| out.write_all(b"\n"));
                written.map_err(|source| failed(Path::new("-"), source))
            }
            Records::File(file) => file.line(json),
        }
    }

    pub(crate) fn finish(self) -> Result<(), SinkError> {
        if let Some(quarantine) = self.quarantine.file {
            quarantine.publish()?;
        }
        match self.records {
            Records::Stdout(mut out) => {
                out.flush().map_err(|source| failed(Path::new("-"), source))
            }
            Records::File(file) => file.publish().map(drop),
        }
    }
}

/// Refuses to replace a file that is not of the run with this hash.
pub(crate) fn check_file(path: &Path, run: &str, force: bool) -> Result<(), SinkError> {
    if !force && path.exists() && !is_run_of(path, run) {
        return Err(SinkError::Exists(path.to_owned()));
    }
    Ok(())
}

/// Whether a file of records comes from the run with this hash: its first record says so.
fn is_run_of(path: &Path, run: &str) -> bool {
    let first = || RecordFile::open(Some(path))?.next_record();
    #[derive(serde::Deserialize)]
    struct Run {
        run: String,
    }
    let Ok(Some(first)) = first() else {
        return false;
    };
    serde_json::from_slice::<Run>(&first).is_ok_and(|found| found.run == run)
}

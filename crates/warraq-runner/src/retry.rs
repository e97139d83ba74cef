//! Trying again what is in the quarantine of a finished run, so that its results take their places.
//!
//! What changes is written beside the run under names that end in `.retry`; then `retry.json` says that
//! all of it is there; and only then does each file take the place of the old one. Killed before
//! `retry.json`, nothing has happened; killed behind it, the next command ends what was begun.

use crate::catalogue::Catalogue;
use crate::configuration::{Configuration, ShardForm};
use crate::folder::{
    MANIFEST, QUARANTINE, REPORT, is_finished, read_folder, shard_path, written_ids,
};
use crate::line_file::{LineFile, beside, write_quarantine};
use crate::manifest::{Manifest, ManifestContent, ManifestHeader, Selection, ShardEntry};
use crate::report::Report;
use crate::run::{Observer, Run};
use crate::run_error::RunError;
use crate::sink::{Destination, Sink, SinkError, failed};
use crate::storage::{Disk, OutputFile, Store};
use crate::writer::Writer;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use warraq_io::{Inputs, QuarantineEntry, QuarantineReader, RawContent, RecordFile};

/// The file that says that all of a retry is written.
pub(crate) const COMMIT: &str = "retry.json";

/// The ending of what a retry has written and not yet put in its place.
pub(crate) const ENDING: &str = ".retry";

impl Run {
    /// The configuration of the finished run in `folder`, from which a retry starts.
    ///
    /// # Errors
    /// [`RunError`] if there is no finished run.
    pub fn configuration_of(folder: &Path) -> Result<Configuration, RunError> {
        let header = finished(folder)?.header;
        let mut configuration: Configuration = serde_json::from_value(header.configuration)
            .map_err(|error| RunError::NotResumable {
                folder: folder.to_owned(),
                reason: error.to_string(),
            })?;
        configuration.run.max_memory = header.limits.max_memory;
        Ok(configuration)
    }

    /// Prepares to try again the documents in the quarantine of the finished run in `folder`.
    ///
    /// # Errors
    /// [`RunError`] if there is no finished run, or the configuration makes no pipeline.
    pub fn retry(
        folder: &Path,
        configuration: Configuration,
        catalogue: &Catalogue,
    ) -> Result<Self, RunError> {
        finished(folder)?;
        let assembly = configuration.assemble(catalogue)?;
        Ok(Self {
            configuration,
            assembly,
            inputs: Inputs::default(),
            destination: Destination::Folder(folder.to_owned()),
            selection: Selection::default(),
            force: false,
            resumption: None,
            is_retry: true,
            store: Store::new(Arc::new(Disk)),
        })
    }

    /// Tries again what is in quarantine, and ends a retry that was killed.
    pub(crate) fn execute_retry(
        &self,
        folder: &Path,
        observer: &dyn Observer,
    ) -> Result<Report, RunError> {
        finish_retry(&self.store, folder)?;
        let content = finished(folder)?;
        let form = self.configuration.output.shard_form;
        let ids = match content.last() {
            Some(last) => written_ids(folder, last.shard, form)?,
            None => Default::default(),
        };
        let path = folder.join(QUARANTINE);
        let file = self.store.open(&path);
        let file = file.map_err(|source| failed(&path, source))?;
        let reader =
            QuarantineReader::new(BufReader::new(file), self.configuration.run.max_document.0)
                .with_spool(self.spool());
        let (sender, places) = mpsc::channel();
        let documents = reader.map(move |read| {
            let (entry, raw) = read?;
            // Outcomes come in the order of reading: this is how each finds its place again.
            let _ = sender.send(entry.records_before);
            Ok(raw)
        });
        let sink = RetrySink::create(&self.store, folder, content, places, form)?;
        let mut writer = Writer::new(Sink::Retry(Box::new(sink)), None);
        writer.ids = ids;
        self.execute_with(Box::new(documents), writer, observer)
    }
}

fn finished(folder: &Path) -> Result<ManifestContent, RunError> {
    let content = read_folder(folder)?.content;
    match is_finished(folder) {
        true => Ok(content),
        false => Err(SinkError::Unfinished(folder.to_owned()).into()),
    }
}

/// Puts in its place what a retry has written, if all of it is there.
pub(crate) fn finish_retry(store: &Store, folder: &Path) -> Result<(), SinkError> {
    let commit = folder.join(COMMIT);
    if !commit.exists() {
        return Ok(());
    }
    let read = || {
        let names = serde_json::from_slice::<Vec<String>>(&std::fs::read(&commit)?)?;
        for name in names {
            let path = folder.join(name);
            let written = beside(&path, ENDING);
            // What is no longer there took its place before the kill.
            if written.exists() {
                store.publish(&written, &path)?;
            }
        }
        store.remove(&commit)?;
        store.sync_folder(folder)
    };
    read().map_err(|source| failed(&commit, source))
}

/// Merges the records of a retry into the shards of a run.
pub(crate) struct RetrySink {
    store: Store,
    folder: PathBuf,
    header: ManifestHeader,
    /// The shards as they were.
    old: Vec<ShardEntry>,
    /// The shards as they will be.
    new: Vec<ShardEntry>,
    places: Receiver<u64>,
    form: ShardForm,
    quarantine: BufWriter<OutputFile>,
    open: Option<OpenShard>,
    changed: Vec<PathBuf>,
    tried: u64,
    gained: u64,
}

/// A shard that is being written anew.
struct OpenShard {
    index: usize,
    old: RecordFile,
    new: LineFile,
    /// The records of the run that stand before the next line of the old shard.
    records_before: u64,
}

impl RetrySink {
    fn create(
        store: &Store,
        folder: &Path,
        content: ManifestContent,
        places: Receiver<u64>,
        form: ShardForm,
    ) -> Result<Self, SinkError> {
        let path = beside(&folder.join(QUARANTINE), ENDING);
        let quarantine = store
            .create(&path)
            .map_err(|source| failed(&path, source))?;
        Ok(Self {
            store: store.clone(),
            folder: folder.to_owned(),
            header: content.header,
            new: content.shards.clone(),
            old: content.shards,
            places,
            form,
            quarantine: BufWriter::new(quarantine),
            open: None,
            changed: Vec::new(),
            tried: 0,
            gained: 0,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        let (index, place) = self.next_place();
        if self.open.as_ref().is_none_or(|open| open.index != index) {
            self.close_shard()?;
            self.open = Some(self.open_shard(index)?);
        }
        if let Some(open) = &mut self.open {
            while open.records_before < place {
                open.copy_line()?;
            }
            open.new.line(json)?;
        }
        self.gained += 1;
        let behind = self.new.iter_mut().skip(index);
        behind.for_each(|shard| {
            shard.written += 1;
            shard.quarantined -= 1;
        });
        Ok(())
    }

    pub(crate) fn quarantine(
        &mut self,
        mut entry: QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        let (_, place) = self.next_place();
        entry.records_before = place + self.gained;
        let written = write_quarantine(&entry, content, &mut self.quarantine)
            .and_then(|()| self.quarantine.flush());
        written.map_err(|source| failed(&self.folder.join(QUARANTINE), source))
    }

    /// A document is complete: the quarantine of its shard and those behind it ends here, so far.
    pub(crate) fn advance(&mut self) {
        let bytes = self.quarantine.get_ref().bytes();
        let tried = self.tried;
        let shards = self.old.iter().zip(&mut self.new);
        for (_, shard) in shards.filter(|(old, _)| old.quarantined >= tried) {
            shard.quarantine_bytes = bytes;
        }
    }

    /// Everything is tried: puts what has changed in its place. `report` is what this retry did.
    pub(crate) fn finish(mut self, report: &serde_json::Value) -> Result<(), SinkError> {
        self.close_shard()?;
        let quarantine = self.folder.join(QUARANTINE);
        let synced = self.quarantine.flush();
        synced
            .and_then(|()| self.quarantine.get_mut().sync())
            .map_err(|source| failed(&quarantine, source))?;
        let manifest = self.folder.join(MANIFEST);
        Manifest::create(
            &self.store,
            &beside(&manifest, ENDING),
            &self.header,
            &self.new,
        )?;
        let path = self.folder.join(REPORT);
        let mut file = LineFile::create(&self.store, &beside(&path, ENDING))?;
        let report = self.report(&path, report)?;
        file.line(report.as_bytes())?;
        file.publish()?;
        let mut changed = std::mem::take(&mut self.changed);
        changed.extend([quarantine, manifest, path]);
        let names = changed.iter().filter_map(|path| path.file_name()?.to_str());
        let names = serde_json::json!(names.collect::<Vec<_>>()).to_string();
        let mut commit = LineFile::create(&self.store, &self.folder.join(COMMIT))?;
        commit.line(names.as_bytes())?;
        commit.publish()?;
        finish_retry(&self.store, &self.folder)
    }

    /// `run.json` with the new counts, and with this retry among its retries.
    fn report(&self, path: &Path, retry: &serde_json::Value) -> Result<String, SinkError> {
        let read = || {
            let bytes = std::fs::read(path)?;
            let mut report: serde_json::Value = serde_json::from_slice(&bytes)?;
            for (name, change) in [("written", 1), ("quarantined", -1)] {
                let count = &mut report["documents"][name];
                *count = (count.as_i64().unwrap_or_default() + change * self.gained as i64).into();
            }
            let mut retries = report["retries"].as_array().cloned().unwrap_or_default();
            retries.push(retry.clone());
            report["retries"] = retries.into();
            Ok(serde_json::to_string_pretty(&report)?)
        };
        read().map_err(|source| failed(path, source))
    }

    /// The shard to which the next document in quarantine belongs, and the records before it.
    fn next_place(&mut self) -> (usize, u64) {
        self.tried += 1;
        let tried = self.tried;
        let index = self.old.partition_point(|shard| shard.quarantined < tried);
        let place = self.places.try_recv().unwrap_or_default();
        (index.min(self.old.len().saturating_sub(1)), place)
    }

    fn open_shard(&mut self, index: usize) -> Result<OpenShard, SinkError> {
        let path = shard_path(&self.folder, index, self.form);
        let old = RecordFile::open(Some(&path)).map_err(|source| failed(&path, source))?;
        let new = LineFile::create_hashed(&self.store, &beside(&path, ENDING))?;
        self.changed.push(path);
        let before = index.checked_sub(1).and_then(|before| self.old.get(before));
        Ok(OpenShard {
            index,
            old,
            new,
            records_before: before.map_or(0, |before| before.written),
        })
    }

    fn close_shard(&mut self) -> Result<(), SinkError> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        let end = self.old.get(open.index).map_or(0, |shard| shard.written);
        while open.records_before < end {
            open.copy_line()?;
        }
        let sha256 = open.new.publish()?;
        if let Some(shard) = self.new.get_mut(open.index) {
            shard.sha256 = sha256;
        }
        Ok(())
    }
}

impl OpenShard {
    fn copy_line(&mut self) -> Result<(), SinkError> {
        let read = self.old.next_record();
        let read = read.map_err(|source| failed(self.new.path(), source))?;
        let Some(line) = read else {
            let message = "a shard has fewer records than the manifest says";
            let source = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, message);
            return Err(failed(self.new.path(), source));
        };
        self.new.line(&line)?;
        self.records_before += 1;
        Ok(())
    }
}

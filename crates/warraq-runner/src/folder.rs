//! Run folders: shards of records, a quarantine, a manifest and a report.
//!
//! A shard ends behind the document with which its input bytes reach the shard size, so that the cuts
//! depend on the input alone. Killed at any instant, the folder has a whole manifest or none, the whole
//! shards that it names, and perhaps files behind them, which `resume` writes anew.

use crate::configuration::{ShardForm, ShardOptions};
use crate::line_file::{LineFile, write_quarantine};
use crate::manifest::{Manifest, ManifestContent, ManifestHeader, ShardEntry, read_manifest};
use crate::retry;
use crate::sink::{SinkError, failed};
use crate::storage::{OutputFile, Store, folder_of};
use crate::worker::hash_id;
use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use warraq_io::{Position, QuarantineEntry, RawContent, RecordFile};

pub(crate) const MANIFEST: &str = "manifest.jsonl";
pub(crate) const QUARANTINE: &str = "quarantine.jsonl";
pub(crate) const REPORT: &str = "run.json";

/// Takes records into a run folder.
pub(crate) struct FolderSink {
    store: Store,
    folder: PathBuf,
    shards: ShardOptions,
    manifest: Manifest,
    shard: Option<LineFile>,
    quarantine: BufWriter<OutputFile>,
    /// The totals behind the documents that were taken so far.
    totals: ShardEntry,
    bytes_of_shard: u64,
    documents_of_shard: u64,
}

/// A folder's state, to go on with.
#[derive(Clone, Debug)]
pub(crate) struct Resumption {
    pub(crate) content: ManifestContent,
}

impl FolderSink {
    /// Starts a run in a folder that [`check_free`] has let through.
    ///
    /// At each instant there is a whole manifest or none: the old one goes when the new one comes,
    /// and what the old one named goes only after that.
    pub(crate) fn create(
        store: &Store,
        folder: &Path,
        header: &ManifestHeader,
        shards: ShardOptions,
    ) -> Result<Self, SinkError> {
        let made = store.create_folder(folder);
        made.and_then(|()| store.sync_folder(&folder_of(folder)))
            .map_err(|source| failed(folder, source))?;
        if is_finished(folder) {
            let report = folder.join(REPORT);
            let removed = store
                .remove(&report)
                .and_then(|()| store.sync_folder(folder));
            removed.map_err(|source| failed(&report, source))?;
        }
        let manifest = Manifest::create(store, &folder.join(MANIFEST), header, &[])?;
        Self::begin(store, folder, manifest, shards)
    }

    /// Begins behind a manifest that names no shard: whatever else is there is of an earlier run.
    fn begin(
        store: &Store,
        folder: &Path,
        manifest: Manifest,
        shards: ShardOptions,
    ) -> Result<Self, SinkError> {
        for name in names(folder)? {
            let path = folder.join(&name);
            if is_ours(&name) && name != MANIFEST {
                store
                    .remove(&path)
                    .map_err(|source| failed(&path, source))?;
            }
        }
        let path = folder.join(QUARANTINE);
        let quarantine = store
            .create(&path)
            .map_err(|source| failed(&path, source))?;
        let totals = ShardEntry {
            shard: 0,
            next: Position::default(),
            read: 0,
            written: 0,
            filtered: 0,
            quarantined: 0,
            input_bytes: 0,
            quarantine_bytes: 0,
            sha256: String::new(),
        };
        let state = (manifest, quarantine, totals);
        Ok(Self::new(store, folder, shards, state))
    }

    /// Goes on behind the last whole shard; what stands behind it is written anew.
    pub(crate) fn resume(
        store: &Store,
        folder: &Path,
        resumption: &Resumption,
        shards: ShardOptions,
    ) -> Result<Self, SinkError> {
        let content = &resumption.content;
        let manifest = Manifest::reopen(store, &folder.join(MANIFEST), content.whole_bytes)?;
        let Some(last) = content.last() else {
            return Self::begin(store, folder, manifest, shards);
        };
        let path = folder.join(QUARANTINE);
        let quarantine = store.reopen(&path, last.quarantine_bytes);
        let quarantine = quarantine.map_err(|source| failed(&path, source))?;
        let totals = ShardEntry {
            shard: last.shard + 1,
            ..last.clone()
        };
        let state = (manifest, quarantine, totals);
        Ok(Self::new(store, folder, shards, state))
    }

    fn new(
        store: &Store,
        folder: &Path,
        shards: ShardOptions,
        (manifest, quarantine, totals): (Manifest, OutputFile, ShardEntry),
    ) -> Self {
        Self {
            store: store.clone(),
            folder: folder.to_owned(),
            shards,
            manifest,
            shard: None,
            quarantine: BufWriter::new(quarantine),
            totals,
            bytes_of_shard: 0,
            documents_of_shard: 0,
        }
    }

    pub(crate) fn record(&mut self, json: &[u8]) -> Result<(), SinkError> {
        self.totals.written += 1;
        self.open_shard()?.line(json)
    }

    pub(crate) fn quarantine(
        &mut self,
        entry: &QuarantineEntry,
        content: RawContent,
    ) -> Result<(), SinkError> {
        self.totals.quarantined += 1;
        write_quarantine(entry, content, &mut self.quarantine)
            .map_err(|source| failed(&self.quarantine_path(), source))
    }

    /// A document is read that is not in the sample, or was never meant to be one.
    pub(crate) fn filtered(&mut self) {
        self.totals.filtered += 1;
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn quarantine_path(&self) -> PathBuf {
        self.folder.join(QUARANTINE)
    }

    pub(crate) fn advance(&mut self, input_bytes: u64, next: Position) -> Result<(), SinkError> {
        self.totals.read += 1;
        self.totals.input_bytes += input_bytes;
        self.totals.next = next;
        self.documents_of_shard += 1;
        self.bytes_of_shard += input_bytes;
        if self.bytes_of_shard >= self.shards.size.0 {
            self.finish_shard()
        } else {
            Ok(())
        }
    }

    pub(crate) fn finish(mut self, report: &serde_json::Value) -> Result<(), SinkError> {
        if self.documents_of_shard > 0 {
            self.finish_shard()?;
        }
        write_report(&self.store, &self.folder, report)
    }

    fn open_shard(&mut self) -> Result<&mut LineFile, SinkError> {
        let path = shard_path(&self.folder, self.totals.shard, self.shards.form);
        match &mut self.shard {
            Some(shard) => Ok(shard),
            empty => Ok(empty.insert(LineFile::create_hashed(&self.store, &path)?)),
        }
    }

    fn finish_shard(&mut self) -> Result<(), SinkError> {
        self.open_shard()?;
        if let Some(shard) = self.shard.take() {
            self.totals.sha256 = shard.publish()?;
        }
        let quarantine = self.quarantine_path();
        let synced = self.quarantine.flush().and_then(|()| {
            self.quarantine.get_mut().sync()?;
            Ok(self.quarantine.get_ref().bytes())
        });
        self.totals.quarantine_bytes = synced.map_err(|source| failed(&quarantine, source))?;
        self.manifest.append(&self.totals)?;
        let ShardEntry { shard, read, .. } = self.totals;
        tracing::info!(shard, read, "a shard is whole");
        self.totals.shard += 1;
        (self.bytes_of_shard, self.documents_of_shard) = (0, 0);
        Ok(())
    }
}

/// Reads the state of a folder.
pub(crate) fn read_folder(folder: &Path) -> Result<Resumption, SinkError> {
    Ok(Resumption {
        content: read_manifest(&folder.join(MANIFEST))?,
    })
}

/// Whether the run in a folder was finished.
pub(crate) fn is_finished(folder: &Path) -> bool {
    folder.join(REPORT).exists()
}

/// Writes `run.json`, which says that a run is finished.
pub(crate) fn write_report(
    store: &Store,
    folder: &Path,
    report: &serde_json::Value,
) -> Result<(), SinkError> {
    let mut file = LineFile::create(store, &folder.join(REPORT))?;
    let json = serde_json::to_string_pretty(report).unwrap_or_default();
    file.line(json.as_bytes())?;
    file.publish().map(drop)
}

/// Refuses a folder that holds something else than nothing, or a finished run with the same hash.
pub(crate) fn check_free(folder: &Path, run: &str, force: bool) -> Result<(), SinkError> {
    let names = names(folder)?;
    // A run that was killed before its manifest was whole leaves this alone.
    let is_begun = |name: &String| name.strip_suffix(".partial") == Some(MANIFEST);
    if force || names.iter().all(is_begun) {
        return Ok(());
    }
    let is_run = names.iter().any(|name| name == MANIFEST);
    if is_run && !is_finished(folder) {
        return Err(SinkError::Unfinished(folder.to_owned()));
    }
    let same = is_run && read_folder(folder).is_ok_and(|state| state.content.header.run == run);
    match same {
        true => Ok(()),
        false => Err(SinkError::Exists(folder.to_owned())),
    }
}

/// What stands in a folder, sorted; nothing if there is no folder.
fn names(folder: &Path) -> Result<Vec<String>, SinkError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(folder, source)),
    };
    let name = |entry: io::Result<std::fs::DirEntry>| {
        Ok(entry?.file_name().to_string_lossy().into_owned())
    };
    let names: io::Result<Vec<_>> = entries.map(name).collect();
    let mut names = names.map_err(|source| failed(folder, source))?;
    names.sort();
    Ok(names)
}

/// Whether a run wrote the file: nothing else is ever removed from a folder.
fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix(".partial").unwrap_or(name);
    let name = name.strip_suffix(retry::ENDING).unwrap_or(name);
    let shard = name.strip_prefix("records-").unwrap_or_default();
    let is_shard = ShardForm::ALL.iter().any(|form| {
        let number = shard.strip_suffix(form.ending());
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    is_shard || [MANIFEST, QUARANTINE, REPORT, retry::COMMIT].contains(&name)
}

/// The identifiers of the records in the shards up to `last`, hashed as a run compares them.
pub(crate) fn written_ids(
    folder: &Path,
    last: usize,
    form: ShardForm,
) -> Result<HashSet<u64>, SinkError> {
    #[derive(serde::Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    let mut ids = HashSet::new();
    for shard in 0..=last {
        let path = shard_path(folder, shard, form);
        let mut read = || {
            let mut records = RecordFile::open(Some(&path))?;
            while let Some(record) = records.next_record()? {
                let record: Identified<'_> = serde_json::from_slice(&record)?;
                ids.insert(hash_id(&record.id));
            }
            Ok(())
        };
        read().map_err(|source: io::Error| failed(&path, source))?;
    }
    Ok(ids)
}

pub(crate) fn shard_path(folder: &Path, shard: usize, form: ShardForm) -> PathBuf {
    folder.join(format!("records-{shard:05}{}", form.ending()))
}

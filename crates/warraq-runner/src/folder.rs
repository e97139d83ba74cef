//! Run folders: shards of records, a quarantine, a manifest and a report.
//!
//! A shard ends behind the document with which its input bytes reach the shard size, so that the cuts
//! depend on the input alone. Killed at any instant, the folder has whole shards, which the manifest
//! names, and perhaps one partial file, which `resume` writes anew.

use crate::manifest::{
    Manifest, ManifestContent, ManifestHeader, ShardEntry, hexadecimal, read_manifest,
};
use crate::sink::{LineFile, SinkError, failed, sync_folder_of, write_quarantine};
use crate::worker::hash_id;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use warraq_io::{Position, QuarantineEntry, RawContent};

const MANIFEST: &str = "manifest.jsonl";
const QUARANTINE: &str = "quarantine.jsonl";
const REPORT: &str = "run.json";

/// Takes records into a run folder.
pub(crate) struct FolderSink {
    folder: PathBuf,
    shard_size: u64,
    manifest: Manifest,
    shard: Option<LineFile>,
    quarantine: BufWriter<File>,
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
    pub(crate) fn create(
        folder: &Path,
        header: &ManifestHeader,
        force: bool,
        shard_size: u64,
    ) -> Result<Self, SinkError> {
        clear(folder, &header.run, force)?;
        std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        let quarantine = folder.join(QUARANTINE);
        let file = File::create(&quarantine).map_err(|source| failed(&quarantine, source))?;
        let manifest = Manifest::create(&folder.join(MANIFEST), header)?;
        sync_folder_of(&folder.join(MANIFEST))?;
        let totals = ShardEntry {
            shard: 0,
            next: Position::default(),
            read: 0,
            written: 0,
            quarantined: 0,
            input_bytes: 0,
            quarantine_bytes: 0,
            sha256: String::new(),
        };
        Ok(Self::new(folder, shard_size, manifest, file, totals))
    }

    /// Goes on behind the last whole shard; what stands behind it is written anew.
    pub(crate) fn resume(
        folder: &Path,
        resumption: &Resumption,
        shard_size: u64,
    ) -> Result<Self, SinkError> {
        let ManifestContent {
            header,
            last,
            whole_bytes,
        } = &resumption.content;
        let Some(last) = last else {
            return Self::create(folder, header, true, shard_size);
        };
        let manifest = Manifest::reopen(&folder.join(MANIFEST), *whole_bytes)?;
        let path = folder.join(QUARANTINE);
        let reopen = || {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            file.set_len(last.quarantine_bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = reopen().map_err(|source| failed(&path, source))?;
        let totals = ShardEntry {
            shard: last.shard + 1,
            ..last.clone()
        };
        Ok(Self::new(folder, shard_size, manifest, file, totals))
    }

    fn new(
        folder: &Path,
        shard_size: u64,
        manifest: Manifest,
        quarantine: File,
        totals: ShardEntry,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            shard_size,
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

    pub(crate) fn quarantine_path(&self) -> PathBuf {
        self.folder.join(QUARANTINE)
    }

    pub(crate) fn advance(&mut self, input_bytes: u64, next: Position) -> Result<(), SinkError> {
        self.totals.read += 1;
        self.totals.input_bytes += input_bytes;
        self.totals.next = next;
        self.documents_of_shard += 1;
        self.bytes_of_shard += input_bytes;
        if self.bytes_of_shard >= self.shard_size {
            self.finish_shard()
        } else {
            Ok(())
        }
    }

    pub(crate) fn finish(mut self, report: &serde_json::Value) -> Result<(), SinkError> {
        if self.documents_of_shard > 0 {
            self.finish_shard()?;
        }
        let mut file = LineFile::create(&self.folder.join(REPORT))?;
        file.line(
            serde_json::to_string_pretty(report)
                .unwrap_or_default()
                .as_bytes(),
        )?;
        file.publish()
    }

    fn open_shard(&mut self) -> Result<&mut LineFile, SinkError> {
        let path = shard_path(&self.folder, self.totals.shard);
        match &mut self.shard {
            Some(shard) => Ok(shard),
            empty => Ok(empty.insert(LineFile::create(&path)?)),
        }
    }

    fn finish_shard(&mut self) -> Result<(), SinkError> {
        let path = shard_path(&self.folder, self.totals.shard);
        self.open_shard()?;
        if let Some(shard) = self.shard.take() {
            shard.publish()?;
        }
        self.totals.sha256 = digest(&path)?;
        let quarantine = self.quarantine_path();
        let synced = self.quarantine.flush().and_then(|()| {
            self.quarantine.get_ref().sync_data()?;
            self.quarantine.get_mut().stream_position()
        });
        self.totals.quarantine_bytes = synced.map_err(|source| failed(&quarantine, source))?;
        self.manifest.append(&self.totals)?;
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

/// Makes room for a run, if what is there may go: nothing, or a finished run with the same hash.
fn clear(folder: &Path, run: &str, force: bool) -> Result<(), SinkError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed(folder, source)),
    };
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let is_run = names.iter().any(|name| name == MANIFEST);
    if !force {
        let same = is_run
            && is_finished(folder)
            && read_folder(folder).is_ok_and(|state| state.content.header.run == run);
        if is_run && !is_finished(folder) {
            return Err(SinkError::Unfinished(folder.to_owned()));
        }
        if !same {
            return Err(SinkError::Exists(folder.to_owned()));
        }
    }
    // The report goes first: without it, a kill half-way leaves a run that is not finished.
    let mut ours: Vec<_> = names
        .iter()
        .filter(|name| is_ours(&name.to_string_lossy()))
        .collect();
    ours.sort_by_key(|name| *name != REPORT);
    for name in ours {
        let path = folder.join(name);
        std::fs::remove_file(&path).map_err(|source| failed(&path, source))?;
    }
    Ok(())
}

/// Whether a run wrote the file: nothing else is ever removed from a folder.
fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix(".partial").unwrap_or(name);
    let shard = name
        .strip_prefix("records-")
        .and_then(|name| name.strip_suffix(".jsonl"));
    let is_shard = shard.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    is_shard || [MANIFEST, QUARANTINE, REPORT].contains(&name)
}

/// The identifiers of the records in the shards up to `last`, hashed as a run compares them.
pub(crate) fn written_ids(folder: &Path, last: usize) -> Result<HashSet<u64>, SinkError> {
    #[derive(serde::Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    let mut ids = HashSet::new();
    for shard in 0..=last {
        let path = shard_path(folder, shard);
        let file = File::open(&path).map_err(|source| failed(&path, source))?;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|source| failed(&path, source))?;
            let broken = |error: serde_json::Error| failed(&path, error.into());
            let record: Identified<'_> = serde_json::from_str(&line).map_err(broken)?;
            ids.insert(hash_id(&record.id));
        }
    }
    Ok(ids)
}

fn shard_path(folder: &Path, shard: usize) -> PathBuf {
    folder.join(format!("records-{shard:05}.jsonl"))
}

fn digest(path: &Path) -> Result<String, SinkError> {
    let read = || {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hexadecimal(&hash.finalize())),
                length => hash.update(buffer.get(..length).unwrap_or_default()),
            }
        }
    };
    read().map_err(|source| failed(path, source))
}

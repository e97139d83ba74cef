//! The manifest: which shards of a run folder are whole, and where the input goes on behind each.
//!
//! Append-only lines, each with a checksum of its own, so that a torn last line is seen for what it
//! is. A shard stands in the manifest only after its file was synced and renamed.

use crate::fingerprint::{InputFingerprint, UsedFile};
use crate::line_file::beside;
use crate::sink::{SinkError, failed};
use crate::storage::{OutputFile, Store};
use crate::units::{ByteSize, ErrorBudget, Share};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use warraq_io::Position;

/// The first line: what the run was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ManifestHeader {
    /// The form of the manifest.
    pub(crate) manifest: u32,
    /// The hash of the run.
    pub(crate) run: String,
    /// The program's version.
    pub(crate) program: String,
    /// The configuration, so that `resume` needs no other file.
    pub(crate) configuration: serde_json::Value,
    /// The plugins and models.
    pub(crate) files: Vec<UsedFile>,
    /// The input files.
    pub(crate) inputs: Vec<InputFingerprint>,
    /// What is read of them.
    #[serde(default)]
    pub(crate) selection: Selection,
    /// What the run may take; it changes no byte of a record.
    #[serde(default)]
    pub(crate) limits: Limits,
}

/// Which documents of the input are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Selection {
    /// The most documents to read.
    pub(crate) limit: Option<u64>,
    /// The share of documents to process.
    pub(crate) sample: Option<Share>,
}

/// What a run may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// The memory for documents in flight.
    pub(crate) max_memory: Option<ByteSize>,
    /// The documents that may go to quarantine.
    pub(crate) max_errors: Option<ErrorBudget>,
}

/// Each further line: a shard that is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShardEntry {
    pub(crate) shard: usize,
    /// Where the input goes on.
    pub(crate) next: Position,
    /// Totals since the run began.
    pub(crate) read: u64,
    pub(crate) written: u64,
    #[serde(default)]
    pub(crate) filtered: u64,
    pub(crate) quarantined: u64,
    pub(crate) input_bytes: u64,
    /// The length of `quarantine.jsonl` that belongs to whole shards.
    pub(crate) quarantine_bytes: u64,
    /// SHA-256 of the shard's file.
    pub(crate) sha256: String,
}

/// The form that this program writes.
pub(crate) const MANIFEST_VERSION: u32 = 2;

/// A manifest that is being written.
pub(crate) struct Manifest {
    path: PathBuf,
    file: OutputFile,
}

impl Manifest {
    /// Starts a manifest, which stands at `path` only once its first lines are whole.
    pub(crate) fn create(
        store: &Store,
        path: &Path,
        header: &ManifestHeader,
        shards: &[ShardEntry],
    ) -> Result<Self, SinkError> {
        let partial = beside(path, ".partial");
        let file = store.create(&partial);
        let mut manifest = Self {
            file: file.map_err(|source| failed(&partial, source))?,
            path: partial.clone(),
        };
        manifest.append(header)?;
        shards.iter().try_for_each(|shard| manifest.append(shard))?;
        let published = store.publish(&partial, path);
        published.map_err(|source| failed(path, source))?;
        path.clone_into(&mut manifest.path);
        Ok(manifest)
    }

    /// Opens a manifest to add to, and drops a torn last line.
    pub(crate) fn reopen(store: &Store, path: &Path, whole_bytes: u64) -> Result<Self, SinkError> {
        let file = store.reopen(path, whole_bytes);
        Ok(Self {
            path: path.to_owned(),
            file: file.map_err(|source| failed(path, source))?,
        })
    }

    /// Adds one line, and makes it durable.
    pub(crate) fn append(&mut self, entry: &impl Serialize) -> Result<(), SinkError> {
        let mut append = || {
            let json = serde_json::to_string(entry)?;
            let line = format!("{} {json}\n", checksum(&json));
            self.file.write_all(line.as_bytes())?;
            self.file.sync()
        };
        append().map_err(|source| failed(&self.path, source))
    }
}

/// What a manifest says.
#[derive(Clone, Debug)]
pub(crate) struct ManifestContent {
    pub(crate) header: ManifestHeader,
    /// The shards that are whole, in order.
    pub(crate) shards: Vec<ShardEntry>,
    /// The bytes of the whole lines.
    pub(crate) whole_bytes: u64,
}

impl ManifestContent {
    pub(crate) fn last(&self) -> Option<&ShardEntry> {
        self.shards.last()
    }
}

/// Reads a manifest. A torn last line is left out; a line that is wrong before it is an error.
pub(crate) fn read_manifest(path: &Path) -> Result<ManifestContent, SinkError> {
    let bytes = std::fs::read(path).map_err(|source| failed(path, source))?;
    parse_manifest(&bytes).map_err(|reason| SinkError::Manifest {
        path: path.to_owned(),
        reason,
    })
}

/// Whether `bytes` are a manifest, and the number of shards that it has.
///
/// # Errors
/// What is wrong with it, for people.
pub fn check_manifest(bytes: &[u8]) -> Result<usize, String> {
    parse_manifest(bytes).map(|content| content.shards.len())
}

fn parse_manifest(bytes: &[u8]) -> Result<ManifestContent, String> {
    let mut header = None;
    let mut shards: Vec<ShardEntry> = Vec::new();
    let mut whole_bytes = 0;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let Some(json) = std::str::from_utf8(line).ok().and_then(checked_json) else {
            // Only the last line can have been torn by a kill.
            if lines.peek().is_none() && header.is_some() {
                break;
            }
            return Err("a line does not match its checksum".to_owned());
        };
        if header.is_none() {
            header = Some(parse_header(json)?);
        } else {
            let entry: ShardEntry =
                serde_json::from_str(json).map_err(|error| error.to_string())?;
            check_order(shards.last(), &entry)?;
            shards.push(entry);
        }
        whole_bytes += line.len() as u64;
    }
    Ok(ManifestContent {
        header: header.ok_or("it is empty")?,
        shards,
        whole_bytes,
    })
}

fn parse_header(json: &str) -> Result<ManifestHeader, String> {
    #[derive(Deserialize)]
    struct Version {
        manifest: u32,
    }
    let version: Version = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if version.manifest != MANIFEST_VERSION {
        return Err("it is of another version".to_owned());
    }
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// Shards are numbered from 0 and their totals grow: whatever else it says is no manifest.
fn check_order(last: Option<&ShardEntry>, entry: &ShardEntry) -> Result<(), String> {
    let number = last.map_or(0, |last| last.shard + 1);
    let grows = last.is_none_or(|last| {
        entry.read > last.read
            && entry.written >= last.written
            && entry.quarantined >= last.quarantined
            && entry.quarantine_bytes >= last.quarantine_bytes
    });
    let accounted = entry
        .written
        .checked_add(entry.filtered)
        .and_then(|sum| sum.checked_add(entry.quarantined));
    if entry.shard == number && grows && accounted == Some(entry.read) {
        Ok(())
    } else {
        Err(format!("the counts of shard {number} do not close"))
    }
}

fn checked_json(line: &str) -> Option<&str> {
    let (sum, json) = line.strip_suffix('\n')?.split_once(' ')?;
    (checksum(json) == sum).then_some(json)
}

fn checksum(json: &str) -> String {
    hexadecimal(&Sha256::digest(json))
        .chars()
        .take(16)
        .collect()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

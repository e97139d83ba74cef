//! The manifest: which shards of a run folder are whole, and where the input goes on behind each.
//!
//! Append-only lines, each with a checksum of its own, so that a torn last line is seen for what it
//! is. A shard stands in the manifest only after its file was synced and renamed.

use crate::sink::{SinkError, failed};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use warraq_io::Position;

/// The first line: what the run was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestHeader {
    /// The form of the manifest.
    pub(crate) manifest: u32,
    /// The hash of the run.
    pub(crate) run: String,
    /// The program's version.
    pub(crate) program: String,
    /// The configuration, so that `resume` needs no other file.
    pub(crate) configuration: serde_json::Value,
    /// The input files.
    pub(crate) inputs: Vec<InputFingerprint>,
    /// The most documents to read.
    pub(crate) limit: Option<u64>,
}

/// An input file as it was when the run began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InputFingerprint {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) bytes: u64,
    /// Nanoseconds since 1970: a file that was written again is another file.
    pub(crate) modified: u64,
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
    pub(crate) quarantined: u64,
    pub(crate) input_bytes: u64,
    /// The length of `quarantine.jsonl` that belongs to whole shards.
    pub(crate) quarantine_bytes: u64,
    /// SHA-256 of the shard's file.
    pub(crate) sha256: String,
}

/// The form that this program writes.
pub(crate) const MANIFEST_VERSION: u32 = 1;

/// A manifest that is being written.
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
}

impl Manifest {
    pub(crate) fn create(path: &Path, header: &ManifestHeader) -> Result<Self, SinkError> {
        let file = File::create(path).map_err(|source| failed(path, source))?;
        let mut manifest = Self {
            path: path.to_owned(),
            file,
        };
        manifest.append(header)?;
        Ok(manifest)
    }

    /// Opens a manifest to add to, and drops a torn last line.
    pub(crate) fn reopen(path: &Path, whole_bytes: u64) -> Result<Self, SinkError> {
        let reopen = || {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.set_len(whole_bytes)?;
            std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0))?;
            Ok(file)
        };
        let file = reopen().map_err(|source| failed(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// Adds one line, and makes it durable.
    pub(crate) fn append(&mut self, entry: &impl Serialize) -> Result<(), SinkError> {
        let json = serde_json::to_string(entry).unwrap_or_default();
        let line = format!("{} {json}\n", checksum(&json));
        let written = self
            .file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data());
        written.map_err(|source| failed(&self.path, source))
    }
}

/// What a manifest says.
#[derive(Clone, Debug)]
pub(crate) struct ManifestContent {
    pub(crate) header: ManifestHeader,
    pub(crate) last: Option<ShardEntry>,
    /// The bytes of the whole lines.
    pub(crate) whole_bytes: u64,
}

/// Reads a manifest. A torn last line is left out; a line that is wrong before it is an error.
pub(crate) fn read_manifest(path: &Path) -> Result<ManifestContent, SinkError> {
    let bytes = std::fs::read(path).map_err(|source| failed(path, source))?;
    let broken = |reason: &str| SinkError::Manifest {
        path: path.to_owned(),
        reason: reason.into(),
    };
    let mut header = None;
    let mut last: Option<ShardEntry> = None;
    let mut whole_bytes = 0;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let json = std::str::from_utf8(line).ok().and_then(checked_json);
        let Some(json) = json else {
            // Only the last line can have been torn by a kill.
            if lines.peek().is_none() && header.is_some() {
                break;
            }
            return Err(broken("a line does not match its checksum"));
        };
        if header.is_none() {
            header = serde_json::from_str::<ManifestHeader>(json).ok();
            if header
                .as_ref()
                .is_none_or(|header| header.manifest != MANIFEST_VERSION)
            {
                return Err(broken("it is of another version"));
            }
        } else {
            let entry: ShardEntry =
                serde_json::from_str(json).map_err(|error| broken(&error.to_string()))?;
            last = Some(entry);
        }
        whole_bytes += line.len() as u64;
    }
    let header = header.ok_or_else(|| broken("it is empty"))?;
    Ok(ManifestContent {
        header,
        last,
        whole_bytes,
    })
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

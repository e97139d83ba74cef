//! Fingerprints of files: what `resume` compares to tell a changed input, plugin or model.

use crate::manifest::hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use warraq_io::InputFile;

/// A file up to this size is read whole for its fingerprint.
const READ_WHOLE: u64 = 256 << 10;

/// A longer one is read in so many pieces, evenly spread from its start to its end.
const PIECES: u64 = 64;
const PIECE_BYTES: u64 = 4 << 10;

/// An input file as it was when the run began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InputFingerprint {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) bytes: u64,
    /// Nanoseconds since 1970: a file that was written again is another file.
    pub(crate) modified: u64,
    /// SHA-256 of the whole, or of 64 pieces of 4 KiB that are spread over a file above 256 KiB;
    /// empty for standard input and for what cannot be read.
    pub(crate) sample: String,
}

/// A file besides the input that decides what is written: a plugin or a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedFile {
    /// What it is: `plugin`, or the stage and option that name it, such as `entities.model`.
    pub role: String,
    /// Where it lies.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A file that is not as it was.
pub(crate) struct InputChanged(pub(crate) String);

impl UsedFile {
    /// The file at `path` as it is now.
    pub(crate) fn read(role: &str, path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        add_to_hash(&mut hash, &mut file)?;
        Ok(Self {
            role: role.to_owned(),
            path: path.to_owned(),
            sha256: hexadecimal(&hash.finalize()),
        })
    }

    /// Whether the file is as it was.
    pub(crate) fn is_unchanged(&self) -> bool {
        Self::read(&self.role, &self.path).is_ok_and(|now| now == *self)
    }
}

pub(crate) fn fingerprints(files: &[InputFile]) -> Vec<InputFingerprint> {
    files.iter().map(fingerprint).collect()
}

/// The files, if each is as its fingerprint says.
pub(crate) fn check_inputs(known: &[InputFingerprint]) -> Result<Vec<InputFile>, InputChanged> {
    let check = |known: &InputFingerprint| {
        let path = PathBuf::from(&known.path);
        let file = InputFile::with_id(Some(path), &known.path, &known.id);
        if known.path != "-" && fingerprint(&file) == *known {
            Ok(file)
        } else {
            Err(InputChanged(known.path.clone()))
        }
    };
    known.iter().map(check).collect()
}

fn fingerprint(file: &InputFile) -> InputFingerprint {
    let metadata = file
        .path
        .as_ref()
        .and_then(|path| std::fs::metadata(path).ok());
    let modified = metadata.as_ref().and_then(|metadata| {
        let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok()
    });
    let bytes = metadata.as_ref().map_or(0, std::fs::Metadata::len);
    // What is no plain file, such as a pipe, gives its bytes once only.
    let is_file = metadata.is_some_and(|metadata| metadata.is_file());
    let path = file.path.as_ref().filter(|_| is_file);
    let sample = path.and_then(|path| sample(path, bytes).ok());
    InputFingerprint {
        path: file.name.clone(),
        id: file.id.clone(),
        bytes,
        modified: modified.unwrap_or_default(),
        sample: sample.unwrap_or_default(),
    }
}

fn sample(path: &Path, bytes: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    if bytes <= READ_WHOLE {
        add_to_hash(&mut hash, &mut file)?;
    } else {
        for piece in 0..PIECES {
            let start = (bytes - PIECE_BYTES) / (PIECES - 1) * piece;
            let start = if piece == PIECES - 1 {
                bytes - PIECE_BYTES
            } else {
                start
            };
            file.seek(SeekFrom::Start(start))?;
            add_to_hash(&mut hash, &mut (&mut file).take(PIECE_BYTES))?;
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

fn add_to_hash(hash: &mut Sha256, file: &mut impl Read) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => hash.update(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

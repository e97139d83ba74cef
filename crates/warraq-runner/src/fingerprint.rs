//! Fingerprints of input files: what `resume` compares to tell a changed input.

use crate::manifest::InputFingerprint;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;
use warraq_io::InputFile;

/// A file that is not as it was.
pub(crate) struct InputChanged(pub(crate) String);

pub(crate) fn fingerprints(files: &[InputFile]) -> Vec<InputFingerprint> {
    files.iter().map(fingerprint).collect()
}

/// The files, if each is as its fingerprint says.
pub(crate) fn check_inputs(known: &[InputFingerprint]) -> Result<Vec<InputFile>, InputChanged> {
    let check = |known: &InputFingerprint| {
        let path = (known.path != "-").then(|| PathBuf::from(&known.path));
        let file = InputFile::with_id(path, &known.path, &known.id);
        let same = known.path != "-" && fingerprint(&file) == *known;
        if same {
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
    InputFingerprint {
        path: file.name.clone(),
        id: file.id.clone(),
        bytes: metadata.map_or(0, |metadata| metadata.len()),
        modified: modified.unwrap_or_default(),
    }
}

//! The SHA-256 of a library, by which a configuration pins the file that it means.

use super::error::LoadError;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// The SHA-256 of a file, in lower-case hexadecimal digits: what a pin is compared with.
///
/// # Errors
/// [`LoadError::Unreadable`].
pub fn sha256(path: &Path) -> Result<String, LoadError> {
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|source| LoadError::Unreadable {
        path: path.into(),
        source,
    })?;
    Ok(hash(&bytes))
}

/// Refuses bytes that are not the pinned ones.
pub(crate) fn check(path: &Path, bytes: &[u8], pinned: &str) -> Result<(), LoadError> {
    let found = hash(bytes);
    if found.eq_ignore_ascii_case(pinned.trim()) {
        return Ok(());
    }
    let (path, pinned) = (path.into(), pinned.to_owned());
    Err(LoadError::OtherHash {
        path,
        found,
        pinned,
    })
}

/// The SHA-256 of bytes, in lower-case hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

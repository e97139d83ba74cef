//! Material that is not in the repository, found through `WARRAQ_SHARED`.

use std::path::PathBuf;

/// The path of `name` below the folder that `WARRAQ_SHARED` names. Where the variable is not set,
/// says that `test` is skipped.
#[must_use]
pub fn shared(name: &str, test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WARRAQ_SHARED");
    if folder.is_none() {
        eprintln!("skipped: {test} needs WARRAQ_SHARED");
    }
    Some(PathBuf::from(folder?).join(name))
}

//! Builds the libraries that the tests load.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The library of the target `name` of `package`, built as the tests themselves are.
///
/// The tests of a package alone do not build the targets of another, so that cargo is asked; it
/// answers at once when nothing changed.
pub(crate) fn library(package: &str, name: &str) -> PathBuf {
    let target = target_folder();
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--profile",
            "test",
            "--package",
            package,
            "--example",
            name,
        ])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(status.success(), "cargo builds `{name}` of `{package}`");
    let file = format!(
        "{}{name}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    target.join("debug").join("examples").join(file)
}

/// The folder that this test was built into: `TARGET/debug/deps/TEST`.
fn target_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).map(Path::to_path_buf).unwrap()
}

//! Builds the libraries that the tests load.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The library of the target `name` of `package`, built as the tests themselves are.
///
/// The tests of a package alone do not build the targets of another, so that cargo is asked; it
/// answers at once when nothing changed.
pub(crate) fn library(package: &str, name: &str) -> PathBuf {
    build(&[
        "build",
        "--quiet",
        "--profile",
        "test",
        "--package",
        package,
        "--example",
        name,
    ]);
    built(name)
}

/// Runs cargo in the folder of the tests.
pub(crate) fn build(arguments: &[&str]) {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .env("CARGO_TARGET_DIR", target_folder())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(status.success(), "cargo does {arguments:?}");
}

/// Where cargo puts the library of the target `name`.
pub(crate) fn built(name: &str) -> PathBuf {
    target_folder()
        .join("debug")
        .join("examples")
        .join(file_name(name))
}

/// The name of the library of the target `name`.
pub(crate) fn file_name(name: &str) -> String {
    format!(
        "{}{name}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    )
}

/// The folder that this test was built into: `TARGET/debug/deps/TEST`.
pub(crate) fn target_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).map(Path::to_path_buf).unwrap()
}

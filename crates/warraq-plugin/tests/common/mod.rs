//! Builds the libraries that the tests load.

use std::ffi::OsString;
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
    let mut folder = target_folder();
    folder.extend(cross_target());
    folder.join("debug/examples").join(file_name(name))
}

/// The target that cargo was told to build for, which has a folder of its own.
fn cross_target() -> Option<OsString> {
    std::env::var_os("CARGO_BUILD_TARGET")
}

/// The name of the library of the target `name`.
pub(crate) fn file_name(name: &str) -> String {
    format!(
        "{}{name}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    )
}

/// Where cargo builds, given that this test is `TARGET/debug/deps/TEST`.
pub(crate) fn target_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let above = 3 + usize::from(cross_target().is_some());
    test.ancestors().nth(above).map(Path::to_path_buf).unwrap()
}

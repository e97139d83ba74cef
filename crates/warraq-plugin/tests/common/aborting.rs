//! Builds the library that ends its process when it panics.

use crate::common::{build, built};
use std::path::PathBuf;

/// The library that is built with `panic = "abort"`, which cargo does not do as it builds tests.
pub(crate) fn aborting_library() -> PathBuf {
    let arguments = [
        "rustc",
        "--quiet",
        "--package",
        "warraq-plugin",
        "--example",
        "aborting",
    ];
    build(&[arguments.as_slice(), &["--", "-C", "panic=abort"]].concat());
    built("aborting")
}

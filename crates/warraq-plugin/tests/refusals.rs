//! Libraries that are refused, each with a message and a hint of its own, before their code runs
//! where that can be told from the file.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "common/aborting.rs"]
mod aborting;
mod common;

use std::path::{Path, PathBuf};
use warraq_plugin::{LoadError, OpenOptions, PluginLibrary, abi, sha256};

/// A copy of a good library in which `change` was made.
fn altered(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut bytes = std::fs::read(common::library("warraq-plugin", "boundary")).unwrap();
    change(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn refused(path: &Path) -> LoadError {
    PluginLibrary::open(path).err().unwrap()
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
        .unwrap()
}

/// Overwrites a number of the entry's head, which stands `offset` bytes behind the magic.
fn set_head(bytes: &mut [u8], offset: usize, value: u32) {
    let mut start = abi::WARRAQ_MAGIC.to_vec();
    start.extend_from_slice(&abi::WARRAQ_ABI_MAJOR.to_ne_bytes());
    let place = find(bytes, &start) + offset;
    bytes[place..place + 4].copy_from_slice(&value.to_ne_bytes());
}

#[track_caller]
fn check(error: &LoadError, message: &str, hint: &str) {
    assert!(error.to_string().contains(message), "{error}");
    let found = error.hint().unwrap();
    assert!(found.contains(hint), "{found}");
}

#[test]
fn another_major_version() {
    let (_folder, path) = altered("major.so", |bytes| set_head(bytes, 8, 2));
    let error = refused(&path);
    assert!(matches!(
        error,
        LoadError::OtherMajor {
            major: 2,
            minor: 0,
            ..
        }
    ));
    check(
        &error,
        "speaks version 2.0 of the plugin ABI, and this program speaks 1",
        "newer version",
    );
    let (_folder, path) = altered("major.so", |bytes| set_head(bytes, 8, 0));
    check(
        &refused(&path),
        "speaks version 0.0",
        "build the plugin again",
    );
}

#[test]
fn a_newer_minor_version() {
    let (_folder, path) = altered("minor.so", |bytes| set_head(bytes, 12, 7));
    let error = refused(&path);
    assert!(matches!(
        error,
        LoadError::NewerMinor {
            major: 1,
            minor: 7,
            ..
        }
    ));
    check(
        &error,
        "needs version 1.7 of the plugin ABI, and this program has 1.0",
        "newer version",
    );
}

#[test]
fn an_entry_that_is_too_small() {
    let (_folder, path) = altered("small.so", |bytes| set_head(bytes, 16, 24));
    check(
        &refused(&path),
        "is malformed: its entry has 24 bytes only",
        "C header",
    );
}

#[test]
fn a_library_that_is_no_plugin() {
    let (_folder, path) = altered("plain.so", |bytes| {
        let symbol = abi::WARRAQ_ENTRY_SYMBOL.as_bytes();
        while let Some(place) = bytes
            .windows(symbol.len())
            .position(|window| window == symbol)
        {
            bytes[place] = b'x';
        }
    });
    let error = refused(&path);
    assert!(matches!(error, LoadError::MissingSymbol { .. }));
    check(
        &error,
        "is a library, but no Warraq plugin",
        "export_stages!",
    );
}

#[test]
fn a_library_without_the_magic_bytes() {
    let (_folder, path) = altered("magic.so", |bytes| {
        let mut start = abi::WARRAQ_MAGIC.to_vec();
        start.extend_from_slice(&abi::WARRAQ_ABI_MAJOR.to_ne_bytes());
        let place = find(bytes, &start);
        bytes[place] = b'x';
    });
    check(
        &refused(&path),
        "does not start with the magic bytes",
        "SDK",
    );
}

#[test]
fn files_that_are_no_library() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.so");
    std::fs::write(&text, "نص لا مكتبة").unwrap();
    check(
        &refused(&text),
        "is not a shared library",
        "the built library",
    );
    let empty = folder.path().join("empty.so");
    std::fs::write(&empty, "").unwrap();
    check(
        &refused(&empty),
        "is not a shared library",
        "the built library",
    );
    let (_folder, cut) = altered("cut.so", |bytes| bytes.truncate(200));
    check(
        &refused(&cut),
        "is not a shared library",
        "the built library",
    );
    let program = refused(&std::env::current_exe().unwrap());
    assert!(
        matches!(
            program,
            LoadError::NotALibrary { .. } | LoadError::MissingSymbol { .. }
        ),
        "{program}"
    );
}

#[test]
fn a_file_that_is_not_there() {
    let error = refused(Path::new("libnothing.so"));
    check(
        &error,
        "cannot read the plugin `libnothing.so`",
        "check the path",
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_library_for_another_machine() {
    // `e_machine` of an ELF file: RISC-V, which the tests do not run on.
    let (_folder, path) = altered("other.so", |bytes| {
        bytes[18..20].copy_from_slice(&[0xF3, 0]);
    });
    let error = refused(&path);
    assert!(matches!(error, LoadError::OtherMachine { .. }));
    let machine = std::env::consts::ARCH;
    check(
        &error,
        "is built for riscv64, and this machine is",
        &format!("for {machine}"),
    );
}

#[test]
fn another_hash() {
    let (_folder, path) = altered("pinned.so", |_| ());
    let pinned = sha256(&path).unwrap();
    let pin = |sha256: &str| OpenOptions {
        sha256: Some(sha256.to_owned()),
        isolation: None,
    };
    assert!(PluginLibrary::open_with(&path, &pin(&pinned)).is_ok());
    assert!(PluginLibrary::open_with(&path, &pin(&pinned.to_uppercase())).is_ok());
    let error = PluginLibrary::open_with(&path, &pin(&"0".repeat(64)))
        .err()
        .unwrap();
    assert!(matches!(error, LoadError::OtherHash { .. }));
    check(
        &error,
        "has the SHA-256",
        &format!("pin `sha256 = \"{pinned}\"`"),
    );
}

#[test]
fn two_stages_of_one_name() {
    let error = refused(&common::library("warraq-plugin", "duplicate"));
    assert!(matches!(error, LoadError::DuplicateStage { .. }));
    check(&error, "has two stages named `boundary`", "rename");
}

#[test]
fn a_library_that_aborts_when_it_panics() {
    let error = refused(&aborting::aborting_library());
    assert!(matches!(error, LoadError::PanicAborts { .. }));
    check(
        &error,
        "is built with `panic = \"abort\"`",
        "mode = \"isolated\"",
    );
}

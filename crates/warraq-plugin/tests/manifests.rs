//! A folder of plugins is listed without loading anything.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;

use std::path::Path;
use warraq_plugin::{
    IsolationOptions, LoadError, MANIFEST_NAME, PluginManifest, PluginMode, list_plugins, sha256,
};

fn add(root: &Path, name: &str, manifest: &str) {
    std::fs::create_dir(root.join(name)).unwrap();
    std::fs::write(root.join(name).join(MANIFEST_NAME), manifest).unwrap();
}

#[test]
fn plugins_are_listed_with_what_they_are() {
    let root = tempfile::tempdir().unwrap();
    let library = common::library("warraq-plugin", "boundary");
    let hash = sha256(&library).unwrap();
    let library = format!("library = {:?}", library.display().to_string());
    add(
        root.path(),
        "b-pinned",
        &format!("{library}\nsha256 = \"{hash}\""),
    );
    add(root.path(), "a-unpinned", &library);
    add(
        root.path(),
        "c-changed",
        &format!("{library}\nsha256 = \"00\"\nmode = \"isolated\""),
    );
    add(root.path(), "d-absent", "library = \"libabsent.so\"");
    std::fs::create_dir(root.path().join("no-plugin")).unwrap();

    let listed = list_plugins(root.path()).unwrap();
    let modes: Vec<_> = listed.iter().map(|plugin| plugin.manifest.mode()).collect();
    let (here, isolated) = (PluginMode::InProcess, PluginMode::Isolated);
    assert_eq!(modes, [isolated, here, isolated, isolated]);
    assert_eq!(listed[0].abi.as_ref().unwrap(), &(1, 0));
    assert_eq!(listed[1].abi.as_ref().unwrap(), &(1, 0));
    assert!(matches!(listed[2].abi, Err(LoadError::OtherHash { .. })));
    assert!(matches!(listed[3].abi, Err(LoadError::Unreadable { .. })));
    assert_eq!(
        listed[3].manifest.library,
        root.path().join("d-absent/libabsent.so")
    );
    let isolation = IsolationOptions::default();
    assert!(
        listed[0]
            .manifest
            .open_options(&isolation)
            .isolation
            .is_some()
    );
    assert!(
        listed[1]
            .manifest
            .open_options(&isolation)
            .isolation
            .is_none()
    );
}

#[test]
fn a_malformed_manifest_says_what_is_wrong() {
    let root = tempfile::tempdir().unwrap();
    let cases = [
        ("libary = \"x.so\"", "unknown field `libary`"),
        ("mode = \"isolated\"", "missing field `library`"),
        (
            "library = \"x.so\"\nmode = \"fast\"",
            "unknown variant `fast`",
        ),
    ];
    for (manifest, expected) in cases {
        std::fs::write(root.path().join(MANIFEST_NAME), manifest).unwrap();
        let error = PluginManifest::read(root.path()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

//! The allowed arrows between crates, and the house rules that a machine can check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use warraq_tests::program::root;

/// Which crates a crate may depend on, from `suite/arrows.toml`.
fn allowed() -> BTreeMap<String, Vec<String>> {
    toml::from_str(include_str!("arrows.toml")).unwrap()
}

fn manifests() -> Vec<(String, toml::Table)> {
    let folders = ["crates", "plugins"].map(|folder| root().join(folder));
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let manifests = entries.map(|entry| entry.unwrap().path().join("Cargo.toml"));
    let read = |path: PathBuf| {
        let manifest: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        (name, manifest)
    };
    manifests.filter(|path| path.exists()).map(read).collect()
}

#[test]
fn crates_depend_only_on_what_the_architecture_allows() {
    let allowed = allowed();
    for (name, manifest) in manifests() {
        let arrows = allowed
            .get(&name)
            .unwrap_or_else(|| panic!("`{name}` is not in arrows.toml"));
        let tables = ["dependencies", "build-dependencies"];
        let tables = tables
            .iter()
            .filter_map(|table| manifest.get(*table)?.as_table());
        for dependency in tables
            .flat_map(toml::Table::keys)
            .filter(|key| key.starts_with("warraq"))
        {
            assert!(
                arrows.contains(dependency),
                "`{name}` must not depend on `{dependency}`"
            );
        }
    }
}

#[test]
fn the_list_of_arrows_has_no_crate_that_is_gone() {
    let names: Vec<_> = manifests().into_iter().map(|(name, _)| name).collect();
    for name in allowed().keys() {
        assert!(
            names.contains(name),
            "`{name}` of arrows.toml does not exist"
        );
    }
}

#[test]
fn unsafe_code_is_in_the_plugin_crate_alone() {
    for (name, manifest) in manifests() {
        let lints = manifest["lints"].as_table().unwrap();
        let inherits = lints.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        assert!(
            inherits || name == "warraq-plugin",
            "`{name}` has lints of its own"
        );
    }
    let workspace: toml::Table = std::fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let lints = &workspace["workspace"]["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
}

#[test]
fn every_source_file_says_its_purpose() {
    let mut files = Vec::new();
    for folder in ["crates", "plugins", "tests", "benches"] {
        sources(&root().join(folder), &mut files);
    }
    assert!(files.len() > 50, "only {} files found", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} does not open with `//!`",
            file.display()
        );
    }
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

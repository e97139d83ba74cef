//! `check` finds nothing wrong with the plugins that ship with the project, and what is wrong with
//! others.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;

use warraq_plugin::{OpenOptions, Report, SdkSource, check, scaffold};

fn report(package: &str, name: &str) -> Report {
    check(&common::library(package, name), &OpenOptions::default()).unwrap()
}

#[test]
fn the_plugins_that_ship_with_the_project_break_no_rule() {
    for name in ["quotes", "redact", "transliterate"] {
        let report = report(&format!("warraq-{name}"), name);
        assert_eq!((report.abi, report.stages.len()), ((1, 0), 1));
        let stage = report.stages.first().unwrap();
        assert_eq!(stage.violations, Vec::<String>::new(), "{name}");
        assert!(stage.cost.is_some() && report.is_clean());
    }
}

#[test]
fn broken_rules_are_named() {
    let report = report("warraq-plugin", "rulebreaker");
    let stage = report.stages.first().unwrap();
    for expected in [
        "an empty document: it fails: it wants a text",
        "it takes options that it does not know",
        "an ordinary document: the second time it gives something else",
    ] {
        assert!(
            stage.violations.iter().any(|found| found == expected),
            "{:?}",
            stage.violations
        );
    }
    assert!(!report.is_clean());
}

#[test]
fn a_new_plugin_is_written_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sdk = SdkSource::Folder(env!("CARGO_MANIFEST_DIR").into());
    let new = folder.path().join("new");
    let files = scaffold("long_words", &new, &sdk).unwrap();
    assert_eq!(files.len(), 4);
    for file in files {
        let content = std::fs::read_to_string(&file).unwrap();
        assert!(!content.contains("{{"), "{}", file.display());
    }
    let again = scaffold("long_words", &new, &sdk).unwrap_err().to_string();
    assert!(again.ends_with("exists already"), "{again}");
    let bad = scaffold("Long-Words", &folder.path().join("other"), &sdk)
        .unwrap_err()
        .to_string();
    assert!(
        bad.starts_with("`Long-Words` cannot name a plugin"),
        "{bad}"
    );
}

#[test]
fn a_new_plugin_builds_tests_and_loads_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    let sdk = SdkSource::Folder(env!("CARGO_MANIFEST_DIR").into());
    scaffold("long_words", &new, &sdk).unwrap();
    // The versions that this workspace builds with are at hand without a network.
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    std::fs::copy(lock, new.join("Cargo.lock")).unwrap();
    // With this workspace's folder and profile, what is built already is not built again.
    let target = common::target_folder();
    let status = std::process::Command::new(env!("CARGO"))
        .args([
            "test",
            "--quiet",
            "--offline",
            "--config",
            "profile.test.opt-level=1",
        ])
        .args(["--config", "profile.test.debug=\"line-tables-only\""])
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(&new)
        .status()
        .unwrap();
    assert!(status.success(), "its tests pass");
    let library = common::built("long_words");
    let report = check(&library, &OpenOptions::default()).unwrap();
    assert_eq!(report.library, "warraq-long-words");
    assert_eq!(
        report.stages.first().unwrap().violations,
        Vec::<String>::new()
    );
}

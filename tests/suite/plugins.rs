//! Plugins from the user's side: a library named on the command line, its layer in the record.

use std::path::PathBuf;
use std::sync::OnceLock;
use warraq_plugin::PluginLibrary;
use warraq_runner::{Catalogue, Configuration};
use warraq_tests::conformance::{check_pipeline, generated_texts};
use warraq_tests::program::{build, target_folder, warraq};

/// The library of the plugin `quotes`; the first call builds it.
fn quotes() -> &'static PathBuf {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| library("quotes"))
}

/// Builds the library of a plugin of the project.
fn library(name: &str) -> PathBuf {
    build(&["--package", &format!("warraq-{name}"), "--example", name]);
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    target_folder()
        .join("examples")
        .join(format!("{prefix}{name}{suffix}"))
}

#[test]
fn the_layer_of_a_plugin_is_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let text = "وقال الوزير سامي حداد: «سننهي المشروع قبل نهاية العام المقبل».";
    std::fs::write(folder.path().join("in.txt"), text).unwrap();
    let library = quotes().to_str().unwrap();
    let outcome = warraq(folder.path(), &["run", "in.txt", "-q", "--plugin", library]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let record: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let quotes = record["layers"]["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 1, "{record}");
    assert!(
        quotes[0]["text"]
            .as_str()
            .unwrap()
            .contains("سننهي المشروع")
    );
    let plan = warraq(folder.path(), &["plan", "--plugin", library]);
    assert!(plan.stdout.contains("quotes"), "{}", plan.stdout);
}

#[test]
fn a_plugin_keeps_the_promises_of_a_stage() {
    let mut stages = Configuration::default()
        .assemble(&Catalogue::built_in())
        .unwrap()
        .pipeline
        .stages()
        .to_vec();
    let library = PluginLibrary::open(quotes()).unwrap();
    for name in library.stage_names() {
        stages.push(library.create(name, "{}").unwrap());
    }
    let pipeline = warraq_core::Pipeline::new(stages).unwrap();
    let mut texts = generated_texts(50);
    texts.extend(
        super::conformance::hard_texts()
            .into_iter()
            .map(|(_, text)| text),
    );
    check_pipeline(&pipeline, &texts);
}

#[test]
fn a_pinned_plugin_runs_in_the_process_and_another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "وقال سامي: «نعم».").unwrap();
    let run = |sha256: &str, mode: &str| {
        let path = quotes().to_str().unwrap();
        let config = format!(
            "version = 1\n[[plugin]]\npath = '{path}'\nsha256 = '{sha256}'\nmode = '{mode}'\n"
        );
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        warraq(
            folder.path(),
            &["run", "in.txt", "-q", "--config", "warraq.toml"],
        )
    };
    let digest = warraq_plugin::sha256(quotes()).unwrap();
    let (here, isolated) = (run(&digest, "in-process"), run(&digest, "isolated"));
    assert_eq!(
        (here.code, isolated.code),
        (0, 0),
        "{} {}",
        here.stderr,
        isolated.stderr
    );
    // Where a plugin runs is part of the configuration, and so of the hash; the rest is the same.
    let layers = |stdout: &str| {
        let record: serde_json::Value = serde_json::from_str(stdout).unwrap();
        record["layers"].clone()
    };
    assert_eq!(layers(&here.stdout), layers(&isolated.stdout));
    let refused = run(&"0".repeat(64), "in-process");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains(&digest), "{}", refused.stderr);
}

#[test]
fn a_library_is_checked_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let library = quotes().to_str().unwrap();
    for arguments in [
        &["plugin", "check", library][..],
        &["plugin", "check", library, "--in-process"],
    ] {
        let outcome = warraq(folder.path(), arguments);
        assert_eq!(outcome.code, 0, "{} {}", outcome.stdout, outcome.stderr);
        for part in [
            "ABI 1.",
            "provides   quotes",
            "µs for 12 KB",
            "breaks no rule",
        ] {
            assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
        }
    }
}

#[test]
fn what_a_mask_covers_is_nowhere_in_the_record_and_offsets_hold() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"id":"a","text":"راسلوا sami@example.org أو زوروا القاهرة.","note":"sami@example.org"}"#;
    std::fs::write(folder.path().join("in.jsonl"), line).unwrap();
    let path = library("redact");
    let config = format!(
        "version = 1\n[output]\nmask = ['redactions']\n[[plugin]]\npath = '{}'\n",
        path.display()
    );
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    for unit in ["codepoint", "utf16", "byte"] {
        let arguments = [
            "run",
            "in.jsonl",
            "-q",
            "--config",
            "warraq.toml",
            "--offset-unit",
            unit,
        ];
        let outcome = warraq(folder.path(), &arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(!outcome.stdout.contains("sami"), "{}", outcome.stdout);
        let record: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let text = record["text"].as_str().unwrap();
        assert_eq!(text, format!("راسلوا {} أو زوروا القاهرة.", "█".repeat(16)));
        assert_eq!(record["meta"], serde_json::json!({}));
        let entities = record["entities"].as_array().unwrap();
        let cairo = entities
            .iter()
            .find(|entity| entity["text"] == "القاهرة")
            .unwrap();
        let before = text.split_once("القاهرة").unwrap().0;
        let start = match unit {
            "codepoint" => before.chars().count(),
            "utf16" => before.encode_utf16().count(),
            _ => before.len(),
        };
        assert_eq!(cairo["start"], start, "{unit}");
    }
}

#[test]
fn what_is_no_plugin_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    std::fs::write(folder.path().join("libnone.so"), "not a library").unwrap();
    for (plugin, message) in [
        ("libmissing.so", "cannot read the plugin `libmissing.so`"),
        ("libnone.so", "libnone.so"),
    ] {
        let outcome = warraq(folder.path(), &["run", "in.txt", "-q", "--plugin", plugin]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
}

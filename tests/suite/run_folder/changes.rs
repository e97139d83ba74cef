//! Going on with a run although something has changed: refused, and it says what.

use std::path::Path;
use warraq_tests::program::{Outcome, warraq, warraq_with_input};

const CONFIGURATION: &str =
    "version = 1\n[run]\nstages = ['blocks']\n[output]\nshard_size = '1KiB'\n";

/// A run folder as it is when the run was killed behind some shards.
fn interrupted(folder: &Path) {
    super::prepare(folder);
    std::fs::write(folder.join("warraq.toml"), CONFIGURATION).unwrap();
    let outcome = warraq(folder, &super::RUN);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    std::fs::remove_file(folder.join("out/run.json")).unwrap();
}

fn resume(folder: &Path, arguments: &[&str]) -> Outcome {
    warraq(folder, &[&["resume", "out", "-q"], arguments].concat())
}

fn check_refused(outcome: &Outcome, reason: &str) {
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(reason), "{}", outcome.stderr);
}

/// Changes the first line of the manifest as if another program had written it.
fn change_header(folder: &Path, from: &str, to: &str) {
    use sha2::Digest;
    let path = folder.join("out/manifest.jsonl");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let (header, rest) = manifest.split_once('\n').unwrap();
    let json = header.split_once(' ').unwrap().1.replacen(from, to, 1);
    assert!(!header.ends_with(&json), "nothing has changed");
    let digest = sha2::Sha256::digest(&json);
    let sum: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    std::fs::write(&path, format!("{sum} {json}\n{rest}")).unwrap();
}

#[test]
fn another_program_is_named_by_its_version() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    let version = format!("\"program\":\"{}\"", env!("CARGO_PKG_VERSION"));
    change_header(folder.path(), &version, "\"program\":\"0.0.7\"");
    check_refused(
        &resume(folder.path(), &[]),
        "it was made by version 0.0.7 of the program",
    );
}

#[test]
fn a_configuration_that_was_edited_is_named_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    let edited = CONFIGURATION.replace("1KiB", "2KiB");
    std::fs::write(folder.path().join("warraq.toml"), edited).unwrap();
    let refused = resume(folder.path(), &["--config", "warraq.toml"]);
    check_refused(
        &refused,
        "the configuration has changed at `output.shard_size`",
    );
    // The one that the run began with is the run's own.
    std::fs::write(folder.path().join("warraq.toml"), CONFIGURATION).unwrap();
    let resumed = resume(folder.path(), &["--config", "warraq.toml"]);
    assert_eq!(resumed.code, 1, "{}", resumed.stderr);
}

#[test]
fn an_input_that_was_changed_in_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    let path = folder.path().join("in.jsonl");
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    let changed = std::fs::read_to_string(&path)
        .unwrap()
        .replacen("d3", "d9", 1);
    std::fs::write(&path, changed).unwrap();
    // The length and the time are as they were: the bytes tell.
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(modified).unwrap();
    check_refused(
        &resume(folder.path(), &[]),
        "the input `in.jsonl` has changed",
    );
    std::fs::remove_file(&path).unwrap();
    check_refused(
        &resume(folder.path(), &[]),
        "the input `in.jsonl` has changed",
    );
}

#[test]
fn a_file_that_an_option_names_is_named() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(folder.path());
    std::fs::write(folder.path().join("model"), "a model").unwrap();
    let digest = "0".repeat(64);
    let file = format!(
        "\"files\":[{{\"role\":\"entities.model\",\"path\":\"model\",\"sha256\":\"{digest}\"}}]"
    );
    change_header(folder.path(), "\"files\":[]", &file);
    let refused = resume(folder.path(), &[]);
    check_refused(&refused, "the file `model` of `entities.model` has changed");
}

#[test]
fn a_plugin_that_was_built_anew_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let library = crate::plugins::library("warraq-quotes", "quotes");
    let plugin = folder.path().join("libquotes.so");
    std::fs::copy(library, &plugin).unwrap();
    super::prepare(folder.path());
    let configuration = format!("{CONFIGURATION}[[plugin]]\npath = 'libquotes.so'\n");
    std::fs::write(folder.path().join("warraq.toml"), configuration).unwrap();
    let outcome = warraq(folder.path(), &super::RUN);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    std::fs::remove_file(folder.path().join("out/run.json")).unwrap();
    let mut bytes = std::fs::read(&plugin).unwrap();
    bytes.push(0);
    std::fs::write(&plugin, bytes).unwrap();
    check_refused(
        &resume(folder.path(), &[]),
        "the plugin `libquotes.so` has changed",
    );
}

#[test]
fn standard_input_cannot_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("warraq.toml"), CONFIGURATION).unwrap();
    let arguments = ["run", "-", "-o", "out", "--config", "warraq.toml", "-q"];
    let outcome = warraq_with_input(folder.path(), &arguments, b"{\"text\":\"a\"}\n");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    std::fs::remove_file(folder.path().join("out/run.json")).unwrap();
    let refused = resume(folder.path(), &[]);
    check_refused(
        &refused,
        "its input was standard input, which cannot be read again",
    );
}

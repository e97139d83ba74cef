//! Trying quarantine again: what succeeds takes its place, and everything else stays as it was.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use warraq_io::RecordFile;
use warraq_tests::program::{records, warraq};

/// Every ninth document is longer than the run allows, every eleventh is no record at all.
fn prepare(folder: &Path) {
    let mut lines = String::new();
    for number in 0..100 {
        match number {
            _ if number % 11 == 5 => writeln!(lines, "not a record {number}").unwrap(),
            _ => {
                let text = "نص قصير. ".repeat(if number % 9 == 0 { 200 } else { 3 });
                writeln!(lines, "{{\"id\":\"d{number}\",\"text\":\"{text}\"}}").unwrap();
            }
        }
    }
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    let configuration = "version = 1\n[run]\nstages = ['blocks']\n[output]\nshard_size = '4KiB'\n";
    std::fs::write(folder.join("warraq.toml"), configuration).unwrap();
}

fn run(folder: &Path, out: &str, max_document: &str) {
    let flags = [
        "--config",
        "warraq.toml",
        "-q",
        "--max-document",
        max_document,
    ];
    let outcome = warraq(
        folder,
        &[&["run", "in.jsonl", "-o", out][..], &flags].concat(),
    );
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
}

/// Each shard's records without the hash of the run, which a retry with another limit changes.
fn shards(folder: &Path) -> BTreeMap<String, Vec<serde_json::Value>> {
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let shards = names.filter(|name| name.starts_with("records-"));
    let read = |name: String| {
        let mut file = RecordFile::open(Some(&folder.join(&name))).unwrap();
        let next = || file.next_record().unwrap();
        let parse = |record: Vec<u8>| serde_json::from_slice(&record).unwrap();
        let mut lines: Vec<serde_json::Value> = std::iter::from_fn(next).map(parse).collect();
        lines.iter_mut().for_each(|line| line["run"] = "".into());
        (name, lines)
    };
    shards.map(read).collect()
}

fn counts(folder: &Path) -> serde_json::Value {
    let report = std::fs::read(folder.join("run.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    report["documents"].clone()
}

#[test]
fn what_succeeds_stands_where_it_would_have_stood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    prepare(path);
    run(path, "generous", "1MiB");
    run(path, "out", "1KiB");
    let before = counts(&path.join("out"));
    assert_eq!(
        (&before["written"], &before["quarantined"]),
        (&80.into(), &20.into())
    );
    let retried = warraq(path, &["retry", "out", "--max-document", "1MiB"]);
    assert_eq!(retried.code, 1, "{}", retried.stderr);
    assert!(
        retried
            .stderr
            .contains("20 documents read, 11 written, 9 in quarantine"),
        "{}",
        retried.stderr
    );
    assert_eq!(shards(&path.join("out")), shards(&path.join("generous")));
    let (after, expected) = (counts(&path.join("out")), counts(&path.join("generous")));
    assert_eq!(after, expected);
    let quarantine = |out: &str| records(&path.join(out).join("quarantine.jsonl"));
    assert_eq!(quarantine("out"), quarantine("generous"));
    // Nothing more can be had: a second retry changes no byte of a shard or of the quarantine.
    let again = warraq(path, &["retry", "out", "-q"]);
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert_eq!(quarantine("out"), quarantine("generous"));
    assert_eq!(shards(&path.join("out")), shards(&path.join("generous")));
    assert_eq!(counts(&path.join("out")), expected);
}

/// Sets the form of the shards of runs that begin from now on.
fn set_form(folder: &Path, form: &str) {
    let path = folder.join("warraq.toml");
    let configuration = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{configuration}shard_form = '{form}'\n")).unwrap();
}

#[test]
fn shards_of_each_form_are_gone_on_with_and_tried_again() {
    for form in ["jsonl.zst", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        prepare(path);
        set_form(path, form);
        run(path, "generous", "1MiB");
        run(path, "out", "1KiB");
        let whole = shards(&path.join("out"));
        assert!(whole.len() > 4 && whole.keys().all(|name| name.ends_with(form)));
        // As after a kill: the report is missing, and so is half of what the manifest has.
        let manifest = std::fs::read_to_string(path.join("out/manifest.jsonl")).unwrap();
        let half = manifest.get(..manifest.len() / 2).unwrap();
        std::fs::write(path.join("out/manifest.jsonl"), half).unwrap();
        std::fs::remove_file(path.join("out/run.json")).unwrap();
        let resumed = warraq(path, &["resume", "out", "-q"]);
        assert_eq!(resumed.code, 1, "{form}: {}", resumed.stderr);
        assert!(shards(&path.join("out")) == whole, "{form}: resumed");
        let retried = warraq(path, &["retry", "out", "--max-document", "1MiB", "-q"]);
        assert_eq!(retried.code, 1, "{form}: {}", retried.stderr);
        let (found, expected) = (shards(&path.join("out")), shards(&path.join("generous")));
        assert!(found == expected, "{form}: tried again");
        let (after, expected) = (counts(&path.join("out")), counts(&path.join("generous")));
        assert_eq!(after, expected, "{form}");
    }
}

#[test]
fn half_a_document_does_not_become_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut gzip, "نص أول.".repeat(50).as_bytes()).unwrap();
    let archive = gzip.finish().unwrap();
    let path = folder.path().join("in.txt.gz");
    std::fs::write(path, &archive[..archive.len() - 16]).unwrap();
    let arguments = ["run", "in.txt.gz", "-o", "out", "--stages", "blocks", "-q"];
    assert_eq!(warraq(folder.path(), &arguments).code, 1);
    let before = std::fs::read(folder.path().join("out/quarantine.jsonl")).unwrap();
    let retried = warraq(folder.path(), &["retry", "out", "-q"]);
    assert_eq!(retried.code, 1, "{}", retried.stderr);
    assert!(std::fs::read(folder.path().join("out/quarantine.jsonl")).unwrap() == before);
}

#[test]
fn a_run_that_is_not_finished_is_resumed_first() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    run(folder.path(), "out", "1KiB");
    std::fs::remove_file(folder.path().join("out/run.json")).unwrap();
    let refused = warraq(folder.path(), &["retry", "out"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused
            .stderr
            .contains("`out` holds a run that was not finished"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("warraq resume out"),
        "{}",
        refused.stderr
    );
}

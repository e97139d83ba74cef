//! How much of the input is read, and how much of it may fail.

use std::path::Path;
use warraq_tests::program::{Outcome, records, warraq};

/// A thousand documents, of which every tenth is no record.
fn prepare(folder: &Path) {
    let line = |number: usize| match number % 10 {
        9 => format!("not a record {number}\n"),
        _ => format!("{{\"id\":\"d{number}\",\"text\":\"نص {number}\"}}\n"),
    };
    let lines: String = (0..1000).map(line).collect();
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    let configuration = "version = 1\n[run]\nstages = ['blocks']\n[output]\nshard_size = '4KiB'\n";
    std::fs::write(folder.join("warraq.toml"), configuration).unwrap();
}

fn run(folder: &Path, out: &str, flags: &[&str]) -> Outcome {
    let arguments = ["run", "in.jsonl", "-o", out, "--config", "warraq.toml"];
    warraq(folder, &[&arguments, flags].concat())
}

#[test]
fn too_many_errors_end_a_run_that_can_be_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (budget, message) in [
        (
            "50",
            "51 of 510 documents are in quarantine, and `max_errors` is `50`",
        ),
        (
            "9%",
            "10 of 100 documents are in quarantine, and `max_errors` is `9%`",
        ),
    ] {
        let ended = run(folder.path(), "out", &["--max-errors", budget, "--force"]);
        assert_eq!(ended.code, 3, "{}", ended.stderr);
        assert!(ended.stderr.contains(message), "{}", ended.stderr);
    }
    let again = warraq(folder.path(), &["resume", "out", "-q"]);
    assert_eq!(
        again.code, 3,
        "the budget is the run's own: {}",
        again.stderr
    );
    let resumed = warraq(
        folder.path(),
        &["resume", "out", "--max-errors", "10%", "-q"],
    );
    assert_eq!(resumed.code, 1, "{}", resumed.stderr);
    run(folder.path(), "whole", &["-q"]);
    let bytes = |out: &str| super::bytes(&folder.path().join(out));
    assert!(bytes("out") == bytes("whole"));
}

#[test]
fn a_sample_has_the_same_documents_each_time_and_counts_the_others() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let sample = |out: &str, threads| {
        let outcome = run(
            folder.path(),
            out,
            &["--sample", "20%", "-j", threads, "-q"],
        );
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        super::bytes(&folder.path().join(out))
    };
    assert!(sample("one", "1") == sample("three", "3"));
    let report = std::fs::read(folder.path().join("one/run.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let count = |name: &str| report["documents"][name].as_u64().unwrap();
    assert_eq!(count("read"), 1000);
    assert_eq!(
        count("written") + count("quarantined") + count("filtered"),
        1000
    );
    assert!((700..900).contains(&count("filtered")), "{report}");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let outcome = run(folder.path(), "out", &["--dry-run"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for line in [
        "would read 1 files",
        "in.jsonl",
        "would run blocks",
        "would write the run folder `out`",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    assert!(!folder.path().join("out").exists());
    // What would be refused is refused.
    std::fs::create_dir(folder.path().join("out")).unwrap();
    std::fs::write(folder.path().join("out/mine"), "mine").unwrap();
    assert_eq!(run(folder.path(), "out", &["--dry-run"]).code, 2);
}

#[test]
fn a_limit_reads_the_first_documents() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    assert_eq!(
        run(folder.path(), "out.jsonl", &["--limit", "15", "-q"]).code,
        1
    );
    assert_eq!(records(&folder.path().join("out.jsonl")).len(), 14);
}

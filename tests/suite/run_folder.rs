//! Run folders: shards, the manifest, and going on after a kill at any instant.

mod budget;
mod changes;
mod retry;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use warraq_tests::program::{command, records, warraq};

const DOCUMENTS: usize = 400;

/// Writes a corpus with a bad line and a repeated id, and a configuration with small shards.
fn prepare(folder: &Path) {
    let line = |number: usize| match number {
        100 => "not a record".to_owned(),
        200 => "{\"id\":\"d7\",\"text\":\"معرف مكرر.\"}".to_owned(),
        _ => format!(
            "{{\"id\":\"d{number}\",\"text\":\"زار الوزير رقم {number} مدينة القاهرة أمس.\"}}"
        ),
    };
    let lines: Vec<_> = (0..DOCUMENTS).map(line).collect();
    std::fs::write(folder.join("in.jsonl"), lines.join("\n")).unwrap();
    let config = "version = 1\n[output]\nshard_size = \"4KiB\"\n";
    std::fs::write(folder.join("warraq.toml"), config).unwrap();
}

const RUN: [&str; 7] = [
    "run",
    "in.jsonl",
    "-o",
    "out",
    "--config",
    "warraq.toml",
    "-q",
];

/// The bytes that must be the same whatever happened: all but the report, which has times in it.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    let files = entries.map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    files
        .filter(|(name, _)| name != "run.json" && name != "manifest.jsonl")
        .collect()
}

#[test]
fn a_run_folder_has_shards_quarantine_and_a_report() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let outcome = warraq(folder.path(), &RUN);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let out = folder.path().join("out");
    let files = bytes(&out);
    let shards: Vec<_> = files
        .keys()
        .filter(|name| name.starts_with("records-"))
        .collect();
    assert!(shards.len() > 5, "{shards:?}");
    let written: usize = shards
        .iter()
        .map(|name| records(&out.join(name)).len())
        .sum();
    assert_eq!(written, DOCUMENTS - 1);
    assert_eq!(records(&out.join("quarantine.jsonl")).len(), 1);
    let report = std::fs::read_to_string(out.join("run.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let expected = serde_json::json!({
        "read": DOCUMENTS, "written": DOCUMENTS - 1, "filtered": 0, "quarantined": 1,
    });
    assert_eq!(report["documents"], expected);
}

#[test]
fn a_finished_run_is_replaced_by_itself_only() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    warraq(folder.path(), &RUN);
    assert_eq!(warraq(folder.path(), &RUN).code, 1);
    std::fs::write(folder.path().join("warraq.toml"), "version = 1\n").unwrap();
    let refused = warraq(folder.path(), &RUN);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .stderr
            .contains("is not a finished run of this configuration")
    );
    let finished = warraq(folder.path(), &["resume", "out"]);
    assert_eq!(finished.code, 2);
    assert!(
        finished.stderr.contains("the run in `out` is finished"),
        "{}",
        finished.stderr
    );
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/file"), "mine").unwrap();
    let other = ["run", "in.jsonl", "-o", "mine", "-q"];
    assert_eq!(warraq(folder.path(), &other).code, 2);
}

/// Kills runs after growing times, resumes each until it ends, and compares the bytes.
#[test]
fn a_killed_run_ends_with_the_same_bytes() {
    let whole = tempfile::tempdir().unwrap();
    prepare(whole.path());
    warraq(whole.path(), &RUN);
    let expected = bytes(&whole.path().join("out"));
    let mut kills = 0;
    for attempt in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let out = folder.path().join("out");
        kills += usize::from(kill_after(folder.path(), &RUN, 20 + 25 * attempt));
        for again in 0..50 {
            if out.join("run.json").exists() {
                break;
            }
            let resume = ["resume", "out", "-q"];
            let start = if out.join("manifest.jsonl").exists() {
                &resume[..]
            } else {
                &RUN[..]
            };
            kills += usize::from(kill_after(folder.path(), start, 30 + 40 * again));
        }
        assert!(
            bytes(&out) == expected,
            "other bytes after kills in attempt {attempt}"
        );
    }
    eprintln!("{kills} kills");
}

/// Starts the program and kills it; false if it ended by itself before.
fn kill_after(folder: &Path, arguments: &[&str], milliseconds: u64) -> bool {
    let mut child = command(folder, arguments)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(milliseconds));
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    !ended
}

#[test]
fn a_torn_manifest_line_is_dropped_and_a_changed_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    warraq(folder.path(), &RUN);
    let out = folder.path().join("out");
    let expected = bytes(&out);
    let manifest = std::fs::read_to_string(out.join("manifest.jsonl")).unwrap();
    std::fs::remove_file(out.join("run.json")).unwrap();
    let torn = manifest.get(..manifest.len() - 40).unwrap();
    std::fs::write(out.join("manifest.jsonl"), torn).unwrap();
    let resumed = warraq(folder.path(), &["resume", "out", "-q"]);
    assert_eq!(resumed.code, 1, "{}", resumed.stderr);
    assert!(bytes(&out) == expected);

    std::fs::remove_file(out.join("run.json")).unwrap();
    let changed = manifest.replacen("\"written\":", "\"written\":1", 1);
    std::fs::write(out.join("manifest.jsonl"), changed).unwrap();
    let refused = warraq(folder.path(), &["resume", "out", "-q"]);
    assert_eq!(refused.code, 4);
    assert!(
        refused.stderr.contains("does not match its checksum"),
        "{}",
        refused.stderr
    );
}

#[test]
fn resume_refuses_a_changed_input_and_says_which() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    warraq(folder.path(), &RUN);
    std::fs::remove_file(folder.path().join("out/run.json")).unwrap();
    let unfinished = warraq(folder.path(), &RUN);
    assert!(
        unfinished
            .stderr
            .contains("hint: go on with `warraq resume out`")
    );
    std::fs::write(folder.path().join("in.jsonl"), "{\"text\":\"other\"}").unwrap();
    let refused = warraq(folder.path(), &["resume", "out", "-q"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("the input `in.jsonl` has changed"),
        "{}",
        refused.stderr
    );
}

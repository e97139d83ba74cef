//! Bad input: each kind gets a clear message, and nothing is lost.

use std::io::Write;
use std::path::Path;
use warraq_tests::program::{Outcome, records, warraq, warraq_with_input};

fn write(folder: &Path, name: &str, content: &[u8]) {
    std::fs::write(folder.join(name), content).unwrap();
}

fn run(folder: &Path, input: &str) -> Outcome {
    warraq(folder, &["run", input, "-o", "out.jsonl"])
}

/// Runs `lines` as records and returns the records and the quarantine.
fn run_lines(lines: &[&[u8]]) -> (Vec<serde_json::Value>, Vec<serde_json::Value>, Outcome) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.jsonl", &lines.join(&b'\n'));
    let outcome = run(folder.path(), "in.jsonl");
    let out = records(&folder.path().join("out.jsonl"));
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    (out, quarantine, outcome)
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), "nowhere.jsonl");
    assert_eq!(outcome.code, 4);
    assert_eq!(
        outcome.stderr,
        "warraq: error: `nowhere.jsonl` does not exist\n"
    );
    assert!(!folder.path().join("out.jsonl").exists());
}

#[test]
fn a_folder_without_documents_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    write(folder.path(), "empty/notes.pdf", b"x");
    let outcome = run(folder.path(), "empty");
    assert_eq!(outcome.code, 4);
    assert!(
        outcome.stderr.contains("`empty` has no documents"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("hint: files that end in .txt"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn lines_that_are_no_documents_go_to_quarantine_and_their_neighbours_do_not_change() {
    let good: &[u8] = r#"{"id":"a","text":"زار الوزير القاهرة."}"#.as_bytes();
    let (alone, _, _) = run_lines(&[good]);
    let bad: [(&[u8], &str); 5] = [
        (
            b"not json",
            "not a JSON record: expected ident at line 1 column 2",
        ),
        (br#"{"id":"x"}"#, "the record has no field `text`"),
        (
            br#"{"id":"y","text":7}"#,
            "the field `text` cannot be read: not a string",
        ),
        (
            b"[1, 2]",
            "not a JSON record: invalid type: sequence, expected an object",
        ),
        (
            br#"{"id":"z","text":"a"#,
            "not a JSON record: EOF while parsing a string",
        ),
    ];
    let mut lines = vec![good];
    lines.extend(bad.iter().map(|(line, _)| *line));
    let (out, quarantine, outcome) = run_lines(&lines);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert_eq!(out, alone);
    assert_eq!(quarantine.len(), bad.len());
    for (entry, (line, reason)) in quarantine.iter().zip(bad) {
        assert!(
            entry["reason"].as_str().unwrap().starts_with(reason),
            "{entry}"
        );
        assert_eq!(entry["text"].as_str().unwrap().as_bytes(), line);
        assert_eq!(entry["stage"], "read");
    }
    assert_eq!(quarantine[1]["id"], "x");
    assert_eq!(quarantine[0]["id"], "in.jsonl:2");
    assert_eq!(quarantine[0]["source"]["line"], 2);
    assert!(
        outcome
            .stderr
            .contains("6 documents read, 1 written, 5 in quarantine")
    );
}

#[test]
fn what_is_odd_is_kept_with_a_warning() {
    let cases: [(&[u8], &str); 5] = [
        (br#"{"id":"a","text":"x"}"#, "duplicate_id"),
        (br#"{"id":"b","text":""}"#, "empty_document"),
        (
            br#"{"id":"c","text":"x","time":"last week"}"#,
            "time_unreadable",
        ),
        (br#"{"id":"d","text":"x \ud83d"}"#, "lone_surrogates"),
        (
            b"{\"id\":\"e\",\"text\":\"a line with one bad byte \xff in it\"}",
            "bytes_replaced",
        ),
    ];
    let mut lines: Vec<&[u8]> = vec![br#"{"id":"a","text":"first"}"#];
    lines.extend(cases.iter().map(|(line, _)| *line));
    let (out, quarantine, outcome) = run_lines(&lines);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(quarantine.is_empty());
    assert_eq!(out[0]["warnings"], serde_json::json!([]));
    for (record, (_, code)) in out[1..].iter().zip(cases) {
        let warnings = record["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{record}");
        assert_eq!(warnings[0]["code"], code);
        assert!(record["schema"] == "warraq.document/1", "{record}");
    }
}

#[test]
fn a_file_that_is_not_text_goes_to_quarantine_with_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(2000).collect();
    write(folder.path(), "image.txt", &bytes);
    let outcome = run(folder.path(), "image.txt");
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    assert_eq!(quarantine[0]["reason"], "it is not text");
    assert_eq!(
        quarantine[0]["base64"].as_str().unwrap().len(),
        2000_usize.div_ceil(3) * 4
    );
}

#[test]
fn a_document_over_the_limit_goes_to_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let lines = format!(
        "{{\"text\":\"{}\"}}\n{{\"text\":\"قصير\"}}\n",
        "ب".repeat(5000)
    );
    write(folder.path(), "in.jsonl", lines.as_bytes());
    let arguments = [
        "run",
        "in.jsonl",
        "-o",
        "out.jsonl",
        "--max-document",
        "4KiB",
    ];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    assert_eq!(quarantine[0]["reason"], "too large: 10011 bytes of input");
    assert_eq!(
        quarantine[0]["base64"].as_str().unwrap().len(),
        10011_usize.div_ceil(3) * 4
    );
    assert_eq!(records(&folder.path().join("out.jsonl"))[0]["text"], "قصير");
}

#[test]
fn a_truncated_archive_gives_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n")
        .unwrap();
    let archive = gzip.finish().unwrap();
    write(folder.path(), "in.jsonl.gz", &archive[..archive.len() - 16]);
    let outcome = run(folder.path(), "in.jsonl.gz");
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert_eq!(records(&folder.path().join("out.jsonl")).len(), 2);
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    assert!(
        quarantine[0]["reason"]
            .as_str()
            .unwrap()
            .starts_with("the input breaks off")
    );
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_in_a_folder_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    write(folder.path(), "in/a.txt", "نص".as_bytes());
    std::os::unix::fs::symlink("b.txt", folder.path().join("in/b.txt")).unwrap();
    let outcome = run(folder.path(), "in");
    assert_eq!(
        records(&folder.path().join("out.jsonl")).len(),
        1,
        "{}",
        outcome.stderr
    );
    // A link to itself has the name of a document: that it cannot be read is not passed over.
    assert_eq!(outcome.code, 1);
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    assert_eq!(quarantine[0]["id"], "b.txt");
}

#[test]
fn a_full_disk_ends_the_run_with_its_name() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: a_full_disk_ends_the_run_with_its_name needs /dev/full");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.txt", "نص".as_bytes());
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = warraq_tests::program::command(folder.path(), &["run", "in.txt"]);
    let output = command.stdout(full).output().unwrap();
    let outcome = Outcome::from(output);
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("cannot write `-`: No space left"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_closed_standard_output_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "in.jsonl",
        "{\"text\":\"نص طويل\"}\n".repeat(2000).as_bytes(),
    );
    let mut child = warraq_tests::program::command(folder.path(), &["run", "in.jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let outcome = Outcome::from(child.wait_with_output().unwrap());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn quarantine_without_a_file_of_its_own_takes_a_free_name() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "warraq-quarantine.jsonl", b"mine");
    let outcome = warraq_with_input(
        folder.path(),
        &["run", "-"],
        b"{\"text\":1}\n{\"text\":\"a\"}",
    );
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert_eq!(outcome.stdout.lines().count(), 1);
    assert_eq!(
        std::fs::read(folder.path().join("warraq-quarantine.jsonl")).unwrap(),
        b"mine"
    );
    assert_eq!(
        records(&folder.path().join("warraq-quarantine-1.jsonl")).len(),
        1
    );
}

#[test]
fn a_hostile_corpus_is_accounted_for_to_the_last_document() {
    let folder = tempfile::tempdir().unwrap();
    let texts = super::conformance::hard_texts();
    let mut lines: Vec<String> = texts
        .iter()
        .map(|(name, text)| serde_json::json!({"id": name, "text": text}).to_string())
        .collect();
    lines.push(format!(
        "{{\"text\":\"a\",\"x\":{}{}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    ));
    lines.push("{\"text\":".to_owned());
    write(folder.path(), "in.jsonl", lines.join("\n").as_bytes());
    let outcome = run(folder.path(), "in.jsonl");
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let written = std::fs::read_to_string(folder.path().join("out.jsonl"))
        .unwrap()
        .lines()
        .count();
    let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
    assert_eq!((written, quarantine.len()), (lines.len() - 1, 1));
}

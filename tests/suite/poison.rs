//! The poison corpus: whatever lies in a folder, each document is accounted for, and the records of its
//! neighbours have the bytes that they have without it.
//!
//! A line of 64 MiB stands for one of any length, since what is over `--max-document` is streamed.
//! `WARRAQ_TEST_LINE_BYTES` sets another length: 1000000000 takes some twenty seconds.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use warraq_tests::program::{Outcome, records, warraq};

const LINE_VARIABLE: &str = "WARRAQ_TEST_LINE_BYTES";

/// What becomes of a document: the codes of its record's warnings, or the start of the reason for which
/// it is in quarantine.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Record(&'static [&'static str]),
    Quarantine(&'static str),
}

use Fate::{Quarantine, Record};

const BROKEN_OFF: Fate = Quarantine("the input breaks off: ");
const REPLACED: Fate = Record(&["bytes_replaced"]);

/// The lines of `lines.jsonl`, with the fate of each. A neighbour's id starts with `good`.
fn lines() -> Vec<(Vec<u8>, &'static str, Fate)> {
    let record =
        |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}").into_bytes();
    let raw = |id: &str, before: &str, bytes: &[u8]| {
        let start = format!("{{\"id\":\"{id}\",\"text\":\"{before} ");
        [start.as_bytes(), bytes, b" \"}"].concat()
    };
    let long = "زار الوزير مدينة القاهرة يوم الثلاثاء. ".repeat(3);
    let brackets = |count| ["[".repeat(count), "]".repeat(count)].concat();
    let deep_text = format!("{{\"id\":\"deep text\",\"text\":{}}}", brackets(100_000));
    let deep_field = format!(
        "{{\"id\":\"deep field\",\"text\":\"نص\",\"x\":{}}}",
        brackets(100_000)
    );
    let unclosed = format!("{{\"text\":\"نص\",\"x\":{}}}", "[".repeat(100_000));
    let marks = format!("كتا{}ب", "\u{64b}".repeat(10_000));
    let no_json = Quarantine("not a JSON record: ");
    vec![
        (
            record("good 1", "وصل وزير الخارجية إلى عمّان."),
            "good 1",
            Record(&[]),
        ),
        (raw("invalid", &long, b"\xff\xc3"), "invalid", REPLACED),
        (
            raw("surrogate bytes", &long, b"\xed\xa0\xbd"),
            "surrogate bytes",
            REPLACED,
        ),
        (
            record("good 2", "قال إن المحادثات انتهت."),
            "good 2",
            Record(&[]),
        ),
        (
            record("surrogates", r"نص \ud83d ثم \udc00\ud83d"),
            "surrogates",
            Record(&["lone_surrogates"]),
        ),
        (
            raw("nul", "نص", b"\0"),
            "lines.jsonl:6",
            Quarantine("it is not text"),
        ),
        (
            record("escaped nul", r"نص \u0000 ونص"),
            "escaped nul",
            Record(&[]),
        ),
        (
            record("good 3", "في 12 سبتمبر 2023 عاد الوفد."),
            "good 3",
            Record(&[]),
        ),
        (record("marks", &marks), "marks", Record(&[])),
        (
            deep_text.into_bytes(),
            "deep text",
            Quarantine("the field `text` cannot be read: not a string"),
        ),
        (deep_field.into_bytes(), "deep field", Record(&[])),
        (unclosed.into_bytes(), "lines.jsonl:12", no_json),
        (
            record("good 1", "معرّف تكرر."),
            "good 1",
            Record(&["duplicate_id"]),
        ),
        (record("good 4", "وانتهى الخبر."), "good 4", Record(&[])),
        (record("empty", ""), "empty", Record(&["empty_document"])),
    ]
}

/// Writes the corpus; without its poison, where a blank line stands in the place of each bad one.
fn write_corpus(folder: &Path, is_poisoned: bool) -> Vec<(&'static str, Fate)> {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let mut fates = Vec::new();
    let mut content = Vec::new();
    for (line, id, fate) in lines() {
        let is_good = id.starts_with("good") && matches!(fate, Record([]));
        if is_good || is_poisoned {
            content.extend(line);
            fates.push((id, fate));
        }
        content.push(b'\n');
    }
    write("lines.jsonl", &content);
    write("neighbour.txt", "زار الرئيس بيروت أمس.".as_bytes());
    write("zz.txt", "وعاد اليوم إلى بغداد.".as_bytes());
    fates.extend([("neighbour.txt", Record(&[])), ("zz.txt", Record(&[]))]);
    if is_poisoned {
        fates.extend(write_poisonous_files(folder));
    }
    fates
}

fn write_poisonous_files(folder: &Path) -> Vec<(&'static str, Fate)> {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let two = "{\"id\":\"cut 1\",\"text\":\"أول\"}\n{\"id\":\"cut 2\",\"text\":\"ثان\"}\n";
    let rest = "{\"id\":\"cut 3\",\"text\":\"ثالث\"}\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(two.as_bytes()).unwrap();
    gzip.flush().unwrap();
    gzip.write_all(rest.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    write("cut.jsonl.gz", &gzip[..gzip.len() - 20]);
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    zstd.write_all(two.replace("cut", "zcut").as_bytes())
        .unwrap();
    zstd.flush().unwrap();
    zstd.write_all(rest.as_bytes()).unwrap();
    let zstd = zstd.finish().unwrap();
    write("cut.jsonl.zst", &zstd[..zstd.len() - 12]);
    write("deep.html", "<div>".repeat(100_000).as_bytes());
    for name in ["empty.txt", "empty.html", "empty.jsonl", "empty.jsonl.gz"] {
        write(name, b"");
    }
    write("garbage.jsonl.zst", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff");
    write("nul.txt", &[0; 5000]);
    write_long_line(&folder.join("line.jsonl.gz"));
    let empty = Record(&["empty_document"]);
    vec![
        ("cut 1", Record(&[])),
        ("cut 2", Record(&[])),
        ("cut.jsonl.gz:3", BROKEN_OFF),
        ("zcut 1", Record(&[])),
        ("zcut 2", Record(&[])),
        ("cut.jsonl.zst:3", BROKEN_OFF),
        ("deep.html", empty),
        ("empty.txt", empty),
        ("empty.html", empty),
        ("garbage.jsonl.zst:1", BROKEN_OFF),
        ("nul.txt", Quarantine("it is not text")),
        ("line 1", Record(&[])),
        ("line.jsonl.gz:2", Quarantine("too large: ")),
        ("line 3", Record(&[])),
    ]
}

/// One line that is longer than a document may be, between two that are not.
fn write_long_line(path: &Path) {
    let length = std::env::var(LINE_VARIABLE).map_or(64 << 20, |bytes| bytes.parse().unwrap());
    let file = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(b"{\"id\":\"line 1\",\"text\":\"a\"}\n{\"text\":\"")
        .unwrap();
    let piece = [b'x'; 1 << 16];
    for _ in 0..length / piece.len() {
        gzip.write_all(&piece).unwrap();
    }
    gzip.write_all(b"\"}\n{\"id\":\"line 3\",\"text\":\"b\"}\n")
        .unwrap();
    gzip.finish().unwrap().flush().unwrap();
}

/// Adds what only a file system with links has; the identifiers of what cannot be read.
#[cfg(unix)]
fn add_links(folder: &Path) -> Vec<&'static str> {
    use std::os::unix::fs::{PermissionsExt, symlink};
    symlink("..", folder.join("loop")).unwrap();
    symlink("itself.txt", folder.join("itself.txt")).unwrap();
    let locked = folder.join("locked.txt");
    std::fs::write(&locked, "سر").unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&locked).is_ok() {
        eprintln!(
            "skipped: this user may read files that nobody may read; a link that leads nowhere stands for one"
        );
        std::fs::remove_file(&locked).unwrap();
        return vec!["itself.txt"];
    }
    vec!["itself.txt", "locked.txt"]
}

#[cfg(not(unix))]
fn add_links(_: &Path) -> Vec<&'static str> {
    Vec::new()
}

/// What is looked at of a record. The rest is passed over, however deep it is.
#[derive(serde::Deserialize)]
struct Head {
    id: String,
    warnings: Vec<Warning>,
}

#[derive(serde::Deserialize)]
struct Warning {
    code: String,
}

/// Runs the default pipeline; gives what it says and the lines of its records by identifier.
fn run(folder: &Path) -> (Outcome, Vec<(String, String)>) {
    let arguments = [
        "run",
        "in",
        "-o",
        "out.jsonl",
        "--max-document",
        "1MiB",
        "-j",
        "2",
    ];
    let outcome = warraq(folder, &arguments);
    assert!(folder.join("out.jsonl").exists(), "{}", outcome.stderr);
    let lines = std::fs::read_to_string(folder.join("out.jsonl")).unwrap();
    let by_id = |line: &str| {
        let head: Head = serde_json::from_str(line).unwrap();
        (head.id, line.to_owned())
    };
    (outcome, lines.lines().map(by_id).collect())
}

#[test]
fn poison_costs_no_other_document_a_byte() {
    let folder = |is_poisoned| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        let fates = write_corpus(&folder.path().join("in"), is_poisoned);
        (folder, fates)
    };
    let (clean, good) = folder(false);
    let (outcome, neighbours) = run(clean.path());
    assert_eq!(
        (outcome.code, neighbours.len()),
        (0, good.len()),
        "{}",
        outcome.stderr
    );

    let (poisoned, mut fates) = folder(true);
    let unreadable = add_links(&poisoned.path().join("in"));
    fates.extend(unreadable.into_iter().map(|id| (id, BROKEN_OFF)));
    let (outcome, found) = run(poisoned.path());
    let quarantine = records(&poisoned.path().join("out.jsonl.quarantine.jsonl"));
    let said = format!(
        "{} documents read, {} written, {} in quarantine",
        fates.len(),
        found.len(),
        quarantine.len()
    );
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(&said), "{said}: {}", outcome.stderr);
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    check_fates(&fates, &found, &quarantine);
    for neighbour in &neighbours {
        assert!(found.contains(neighbour), "other bytes: {neighbour:?}");
    }
}

/// Compares what became of each document with what should have.
fn check_fates(
    fates: &[(&str, Fate)],
    found: &[(String, String)],
    quarantine: &[serde_json::Value],
) {
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for (id, fate) in fates {
        let key = match fate {
            Record(warnings) => format!("{id}: {}", warnings.join(" ")),
            Quarantine(reason) => {
                let is_it = |entry: &&serde_json::Value| entry["id"] == **id;
                let entry = quarantine.iter().find(is_it);
                let entry = entry.unwrap_or_else(|| panic!("`{id}` is not in quarantine"));
                let said = entry["reason"].as_str().unwrap();
                assert!(said.starts_with(reason), "`{id}`: {said}");
                assert_eq!(entry["stage"], "read", "`{id}`");
                continue;
            }
        };
        *expected.entry(key).or_default() += 1;
    }
    let mut actual: BTreeMap<String, usize> = BTreeMap::new();
    for (id, line) in found {
        let head: Head = serde_json::from_str(line).unwrap();
        let codes: Vec<_> = head
            .warnings
            .into_iter()
            .map(|warning| warning.code)
            .collect();
        *actual
            .entry(format!("{id}: {}", codes.join(" ")))
            .or_default() += 1;
    }
    assert_eq!(actual, expected);
}

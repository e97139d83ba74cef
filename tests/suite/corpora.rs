//! Corpora as they come and go: web archives, tables, lists of files, and the forms of shards.

use serde_json::Value;
use std::path::Path;
use warraq_io::{RecordFile, record_files};
use warraq_tests::program::{records, root, warraq, warraq_with_input};

/// The records at `path`, whatever their form.
fn read_all(path: &Path) -> Vec<Value> {
    let mut all = Vec::new();
    for path in record_files(path).unwrap() {
        let mut file = RecordFile::open(Some(&path)).unwrap();
        let next = || file.next_record().unwrap();
        let parse = |record: Vec<u8>| serde_json::from_slice(&record).unwrap();
        all.extend(std::iter::from_fn(next).map(parse));
    }
    all
}

/// The counts of a finished run folder.
fn counts(folder: &Path) -> Value {
    let report = std::fs::read_to_string(folder.join("run.json")).unwrap();
    serde_json::from_str::<Value>(&report).unwrap()["documents"].clone()
}

fn archived(kind: &str, content_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}-{}>\r\n\
         WARC-Target-URI: https://example.org/a\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len(),
        block.len()
    )
}

#[test]
fn an_archive_is_accounted_for_to_the_last_record() {
    let folder = tempfile::tempdir().unwrap();
    let http = "application/http; msgtype=response";
    let page = "<html><title>خبر</title><p>زارت الوزيرة مدينة صفاقس أمس.</p></html>";
    let html = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let parts = [
        archived("warcinfo", "application/warc-fields", "software: x"),
        archived(
            "request",
            "application/http; msgtype=request",
            "GET / HTTP/1.1",
        ),
        archived("response", http, &html),
        archived("response", http, "HTTP/1.1 404 Not Found\r\n\r\nno"),
        archived(
            "response",
            http,
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx",
        ),
        archived("response", http, "no header"),
        archived("conversion", "text/plain", "هطل المطر في سوسة."),
    ];
    std::fs::write(folder.path().join("in.warc"), parts.concat()).unwrap();
    let outcome = warraq(folder.path(), &["run", "in.warc", "-o", "out"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let closing = "7 documents read, 2 written, 4 filtered, 1 in quarantine";
    assert!(outcome.stderr.contains(closing), "{}", outcome.stderr);
    let expected = serde_json::json!({
        "read": 7, "written": 2, "filtered": 4, "quarantined": 1,
    });
    let out = folder.path().join("out");
    assert_eq!(counts(&out), expected);
    let written = read_all(&out);
    assert_eq!(written[0]["title"], "خبر");
    assert_eq!(written[0]["text"], "زارت الوزيرة مدينة صفاقس أمس.");
    let meta = serde_json::json!({
        "url": "https://example.org/a", "fetched": "2024-05-01T10:00:00Z",
    });
    assert_eq!(written[0]["meta"], meta);
    // The day a page was fetched is not the day it was published.
    assert_eq!(written[0].get("time"), None);
    assert_eq!(written[1]["id"], "urn:uuid:conversion-32");
    let quarantine = records(&out.join("quarantine.jsonl"));
    assert_eq!(quarantine[0]["reason"], "the answer has no header");
    assert_eq!(quarantine[0]["source"]["line"], 6);
}

#[test]
fn a_table_has_the_records_of_the_lines_and_is_read_as_documents() {
    let folder = tempfile::tempdir().unwrap();
    let samples = root().join("samples/records.jsonl");
    let samples = samples.to_str().unwrap();
    let layers = [
        "--layers",
        "blocks,sentences,tokens,entities,times,numbers,summary",
    ];
    for output in ["x.jsonl", "x.parquet"] {
        let mut arguments = vec!["run", samples, "-o", output, "-q"];
        arguments.extend(layers);
        let outcome = warraq(folder.path(), &arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    }
    let lines = read_all(&folder.path().join("x.jsonl"));
    let rows = read_all(&folder.path().join("x.parquet"));
    assert!(lines.len() > 2);
    assert_eq!(rows, lines);

    let again = [
        "run",
        "x.parquet",
        "-o",
        "y.jsonl",
        "-q",
        "--layers",
        "blocks",
    ];
    let outcome = warraq(folder.path(), &again);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let again = read_all(&folder.path().join("y.jsonl"));
    assert_eq!(again.len(), lines.len());
    for (number, (again, line)) in again.iter().zip(&lines).enumerate() {
        assert_eq!(again["text"], line["text"]);
        assert_eq!(again["time"], line["time"]);
        assert_eq!(again["source"]["line"], number + 1);
        assert_eq!(again["meta"]["run"], line["run"]);
    }
}

#[test]
fn a_broken_table_goes_to_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.parquet"), "PAR1 and no more").unwrap();
    std::fs::write(folder.path().join("b.txt"), "هطل المطر.").unwrap();
    let outcome = warraq(folder.path(), &["run", ".", "-o", "out"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let expected = serde_json::json!({
        "read": 2, "written": 1, "filtered": 0, "quarantined": 1,
    });
    assert_eq!(counts(&folder.path().join("out")), expected);
}

#[test]
fn shards_have_the_form_that_is_configured() {
    let folder = tempfile::tempdir().unwrap();
    let line = |number| format!("{{\"id\":\"d{number}\",\"text\":\"هطل المطر {number} مرات.\"}}\n");
    let lines: String = (0..200).map(line).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    for form in ["jsonl", "jsonl.zst", "parquet"] {
        let config = "version = 1\n[run]\nstages = [\"blocks\"]\n[output]\nshard_size = \"4KiB\"\n";
        let config = format!("{config}shard_form = \"{form}\"\n");
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        let run = [
            "run",
            "in.jsonl",
            "-o",
            form,
            "--config",
            "warraq.toml",
            "-q",
            "--force",
        ];
        // A run folder's name must not end as a file's does.
        let run = run.map(|argument| if argument == form { "out" } else { argument });
        let outcome = warraq(folder.path(), &run);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let out = folder.path().join("out");
        let shards = record_files(&out).unwrap();
        assert!(shards.len() > 2, "{shards:?}");
        let ends = |path: &std::path::PathBuf| path.to_string_lossy().ends_with(form);
        assert!(shards.iter().all(ends), "{shards:?}");
        let ids: Vec<_> = read_all(&out)
            .iter()
            .map(|record| record["id"].clone())
            .collect();
        let expected: Vec<_> = (0..200).map(|number| format!("d{number}")).collect();
        assert_eq!(ids, expected);
    }
}

#[test]
fn inputs_come_from_patterns_and_lists() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt", "c.html"] {
        std::fs::write(folder.path().join(name), "هطل المطر.").unwrap();
    }
    let stages = ["--stages", "blocks"];
    let pattern = warraq(folder.path(), &["run", "*.txt", "-q", stages[0], stages[1]]);
    assert_eq!(pattern.code, 0, "{}", pattern.stderr);
    assert_eq!(pattern.stdout.lines().count(), 2);
    let nothing = warraq(folder.path(), &["run", "*.warc"]);
    assert_eq!(nothing.code, 4);
    assert!(
        nothing.stderr.contains("nothing matches `*.warc`"),
        "{}",
        nothing.stderr
    );

    let arguments = [
        "run",
        "--files-from",
        "-",
        "-o",
        "out",
        "-q",
        stages[0],
        stages[1],
    ];
    let list = warraq_with_input(
        folder.path(),
        &arguments,
        "c.html\ngone.txt\na.txt\n".as_bytes(),
    );
    assert_eq!(list.code, 1, "{}", list.stderr);
    let out = folder.path().join("out");
    let ids: Vec<_> = read_all(&out)
        .iter()
        .map(|record| record["id"].clone())
        .collect();
    assert_eq!(ids, ["c.html", "a.txt"]);
    assert_eq!(records(&out.join("quarantine.jsonl"))[0]["id"], "gone.txt");
    let empty = warraq_with_input(folder.path(), &["run", "--files-from", "-"], b"");
    assert_eq!(empty.code, 4, "{}", empty.stderr);
}

#[test]
fn finished_runs_are_counted_compared_and_converted() {
    let folder = tempfile::tempdir().unwrap();
    let samples = root().join("samples/records.jsonl");
    let samples = samples.to_str().unwrap();
    let layers = "blocks,sentences,tokens,entities,times,numbers";
    let run = |output: &str, layers: &str| {
        let outcome = warraq(
            folder.path(),
            &["run", samples, "-o", output, "-q", "--layers", layers],
        );
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    };
    run("a", layers);
    run("b.parquet", layers);
    run("c", "blocks,sentences,entities,times");
    let documents = read_all(&folder.path().join("a")).len();

    let stats = warraq(folder.path(), &["stats", "a", "--json"]);
    assert_eq!(stats.code, 0, "{}", stats.stderr);
    let stats: Value = serde_json::from_str(&stats.stdout).unwrap();
    assert_eq!(stats["documents"], documents);
    assert_eq!(stats["languages"]["ar"], documents);
    assert!(stats["labels"]["entities"]["LOC"].as_u64() > Some(0));
    let table = warraq(folder.path(), &["stats", "b.parquet", "--top", "1"]);
    assert!(
        table.stdout.contains("LOC: most frequent names"),
        "{}",
        table.stdout
    );

    let same = warraq(folder.path(), &["diff", "a", "b.parquet", "--json"]);
    assert_eq!(same.code, 0, "{}", same.stdout);
    assert_eq!(warraq(folder.path(), &["diff", "a", "a"]).code, 0);
    let differ = warraq(folder.path(), &["diff", "a", "c"]);
    assert_eq!(differ.code, 1, "{}", differ.stderr);
    assert!(differ.stdout.contains("numbers"), "{}", differ.stdout);
    assert_eq!(warraq(folder.path(), &["diff", "a", "gone"]).code, 4);

    let conllu = warraq(folder.path(), &["convert", "a", "--to", "conllu"]);
    assert_eq!(conllu.code, 0, "{}", conllu.stderr);
    assert_eq!(conllu.stdout.matches("# newdoc id = ").count(), documents);
    assert!(conllu.stdout.contains("\tADP\tprep\t"), "{}", conllu.stdout);
    let lacks = warraq(folder.path(), &["convert", "c", "--to", "conll2003"]);
    assert_eq!(lacks.code, 4);
    assert!(lacks.stderr.contains("has no `tokens`") && lacks.stderr.contains("hint"));
    assert_eq!(
        warraq(folder.path(), &["convert", "a", "--to", "brat"]).code,
        2
    );
    let brat = warraq(
        folder.path(),
        &["convert", "a", "--to", "brat", "-o", "brat"],
    );
    assert_eq!(brat.code, 0, "{}", brat.stderr);
    let gold = warraq(folder.path(), &["convert", "brat", "--to", "gold"]);
    assert_eq!(gold.stdout.lines().count(), documents, "{}", gold.stderr);
}

#[test]
fn documents_in_other_languages_are_marked_and_not_mangled() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        (
            "ar",
            "أعلنت الوزارة أمس أن العمل في القاهرة سيبدأ بعد شهر، وقال المتحدث إن التكلفة لم تحدد.",
        ),
        (
            "fa",
            "وزارت کشور دیروز در تهران اعلام کرد که کار ساخت پل جدید یک ماه دیگر آغاز می\u{200c}شود و هزینهٔ آن هنوز مشخص نیست.",
        ),
        (
            "en",
            "The ministry announced yesterday in Cairo that work on the bridge would begin in a month, and nobody knew what it would cost.",
        ),
    ];
    let line = |(code, text): &(&str, &str)| {
        serde_json::json!({"id": code, "text": text}).to_string() + "\n"
    };
    let lines: String = texts.iter().map(line).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    let outcome = warraq(folder.path(), &["run", "in.jsonl", "-o", "out.jsonl", "-q"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let found = records(&folder.path().join("out.jsonl"));
    for (record, (code, text)) in found.iter().zip(texts) {
        assert_eq!(record["language"]["code"], code, "{record}");
        assert_eq!(record["text"], text);
        assert!(!record["sentences"].as_array().unwrap().is_empty());
        let mut codes = record["warnings"].as_array().unwrap().iter();
        let is_marked = codes.any(|warning| warning["code"] == "other_language");
        assert_eq!(is_marked, code != "ar", "{record}");
        let has_names = !record["entities"].as_array().unwrap().is_empty();
        let has_times = !record["times"].as_array().unwrap().is_empty();
        assert_eq!(
            (has_names, has_times),
            (code == "ar", code == "ar"),
            "{record}"
        );
    }
    let config = "version = 1\n[run]\nother_languages = \"process\"\n";
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    let process = [
        "run",
        "in.jsonl",
        "-o",
        "all.jsonl",
        "-q",
        "--config",
        "warraq.toml",
    ];
    assert_eq!(warraq(folder.path(), &process).code, 0);
    let all = records(&folder.path().join("all.jsonl"));
    assert_eq!(all[1]["language"]["code"], "fa");
    assert!(
        !all[1]["keyphrases"].as_array().unwrap().is_empty(),
        "{}",
        all[1]
    );
}

#[test]
fn a_run_without_records_is_counted_and_shown_with_its_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("in.jsonl"), "{broken").unwrap();
    let run = ["run", "in.jsonl", "-q", "-o", "out"];
    assert_eq!(warraq(folder, &run).code, 1);
    let statistics = warraq(folder, &["stats", "out", "--json"]);
    assert_eq!(statistics.code, 0, "{}", statistics.stderr);
    let statistics: Value = serde_json::from_str(&statistics.stdout).unwrap();
    assert_eq!(statistics["documents"], 0);
    let quarantine = statistics["quarantine"].as_object().unwrap();
    assert_eq!(quarantine.values().collect::<Vec<_>>(), [1]);
    let page = warraq(folder, &["render", "out"]);
    assert!(page.code == 0 && page.stdout.contains("<bdi>in.jsonl:1</bdi>"));
    std::fs::create_dir(folder.join("other")).unwrap();
    assert_eq!(warraq(folder, &["stats", "other"]).code, 4);
}

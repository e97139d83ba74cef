//! Pages as the program writes them; how they look and behave is tested in `tests/browser`.

use serde_json::Value;
use warraq_tests::program::{root, warraq};

/// The record that a page carries.
fn record_of(page: &str) -> Value {
    let (_, rest) = page
        .split_once(r#"<script type="application/json" id="record">"#)
        .unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn the_same_page_comes_from_a_document_its_record_and_its_run_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let sample = root().join("samples/news-report.txt");
    let sample = sample.to_str().unwrap();
    let ok = |arguments: &[&str]| {
        let outcome = warraq(folder, arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {}", outcome.stderr);
        outcome.stdout
    };
    ok(&["run", sample, "-q", "-o", "out"]);
    for file in ["out.jsonl.zst", "out.parquet"] {
        ok(&["run", sample, "-q", "-o", file]);
    }
    let page = ok(&["render", sample]);
    assert!(page.starts_with("<!doctype html>"));
    assert_eq!(record_of(&page)["id"], "news-report.txt");
    let id = ["--id", "news-report.txt"];
    assert!(page == ok(&[&["render", "out"][..], &id].concat()));
    assert!(page == ok(&["render", "out.jsonl.zst"]));
    // A table has the members in an order of its own.
    let record = record_of(&page);
    assert_eq!(record_of(&ok(&["render", "out.parquet"])), record);
    let of_table = ok(&[&["render", "out.parquet"][..], &id].concat());
    assert_eq!(record_of(&of_table), record);
    let missing = warraq(folder, &["render", "out", "--id", "other"]);
    assert_eq!(
        (
            missing.code,
            missing.stderr.contains("has no document `other`")
        ),
        (4, true)
    );
}

#[test]
fn only_a_page_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("in.txt"), "نص").unwrap();
    let render =
        |arguments: &[&str]| warraq(folder, &[&["render", "in.txt", "-o"], arguments].concat());
    assert_eq!(render(&["page.html"]).code, 0);
    assert_eq!(render(&["page.html", "--language", "ar"]).code, 0);
    let refused = render(&["in.txt"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("hint: name another file"),
        "{}",
        refused.stderr
    );
    assert_eq!(
        std::fs::read_to_string(folder.join("in.txt")).unwrap(),
        "نص"
    );
    assert_eq!(render(&["in.txt", "--force"]).code, 0);
}

#[test]
fn markup_in_a_document_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        "</script><script>alert(1)</script><img src=x onerror=alert(1)> <!-- \u{2028}\u{202e}";
    std::fs::write(folder.path().join("in.txt"), hostile).unwrap();
    let outcome = warraq(folder.path(), &["render", "in.txt"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(
        record_of(&outcome.stdout)["text"].as_str().unwrap(),
        hostile
    );
    assert!(!outcome.stdout.contains("<img") && !outcome.stdout.contains("<script>alert"));
    assert!(outcome.stdout.contains("default-src &#39;none&#39;"));
}

#[test]
fn a_run_folder_is_shown_as_a_whole_with_its_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let lines = [
        r#"{"id":"1","time":"2024-01-05","title":"الأول","text":"زار الرئيس المصري موسكو."}"#,
        r#"{"id":"2","time":"2024-03-05","text":"وصل الوزير إلى موسكو قادما من القاهرة."}"#,
        "{broken",
    ];
    std::fs::write(folder.join("in.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(
        warraq(folder, &["run", "in.jsonl", "-q", "-o", "out"]).code,
        1
    );
    let outcome = warraq(folder, &["render", "out"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let data = outcome.stdout.split_once(r#"id="corpus">"#).unwrap().1;
    let data: Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["rows"].as_array().unwrap().len(), 2);
    assert_eq!(data["rows"][0][1], "الأول");
    assert_eq!(
        data["names"][0][1], "موسكو",
        "it stands in both documents: {data}"
    );
    assert!(
        outcome.stdout.contains("<bdi>in.jsonl:3</bdi>"),
        "the quarantine is listed"
    );
}

#[test]
fn a_run_folder_is_shown_whatever_the_form_of_its_shards() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let lines = r#"{"id":"1","text":"زار الرئيس المصري موسكو."}
{"id":"2","time":"2024-03-05","text":"وصل الوزير إلى موسكو."}"#;
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    let pages = |form: &str| {
        let out = &format!("out-of-{}", form.replace('.', "-"));
        let configuration = format!("version = 1\n[output]\nshard_form = '{form}'");
        std::fs::write(folder.join("warraq.toml"), configuration).unwrap();
        let run = [
            "run",
            "in.jsonl",
            "-q",
            "-o",
            out,
            "--config",
            "warraq.toml",
        ];
        assert_eq!(warraq(folder, &run).code, 0, "{form}");
        let [all, one] = [&["render", out][..], &["render", out, "--id", "2"]]
            .map(|arguments| warraq(folder, arguments));
        assert_eq!((all.code, one.code), (0, 0), "{form}: {}", one.stderr);
        let mut record = record_of(&one.stdout);
        // The form is part of the configuration, whose hash this is.
        assert!(record["run"].take().is_string());
        (all.stdout, record)
    };
    let expected = pages("jsonl");
    assert!(expected.0.contains("موسكو"));
    for form in ["jsonl.zst", "parquet"] {
        let found = pages(form);
        assert!(found.0 == expected.0, "the page of the run in {form}");
        assert_eq!(found.1, expected.1, "{form}");
    }
}

#[test]
fn two_runs_of_a_document_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    text("in.txt", "زار بوتين القاهرة يوم 11 ديسمبر 2017.");
    text("other.txt", "نص آخر.");
    let run = [
        "run",
        "in.txt",
        "-q",
        "-o",
        "b",
        "--stages",
        "blocks,sentences,tokens,times",
    ];
    assert_eq!(warraq(folder, &run).code, 0);
    let outcome = warraq(folder, &["render", "--diff", "in.txt", "b"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains(r##"href="#a-entities-0""##));
    assert!(outcome.stdout.contains(r#"data-item="b-times:0""#));
    assert!(!outcome.stdout.contains(r#"data-item="b-entities:0""#));
    let refused = warraq(folder, &["render", "--diff", "in.txt", "other.txt"]);
    assert_eq!(refused.code, 4);
    assert!(
        refused.stderr.contains("of different texts"),
        "{}",
        refused.stderr
    );
}

/// The rows of a table of a crate, without comments.
fn rows(table: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(root().join("crates").join(table)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let columns = |line: &str| line.split('\t').map(str::to_owned).collect();
    lines.map(columns).collect()
}

/// A record with each reason, each subtype and each kind of number, and how many these are.
fn record_of_every_word() -> (String, usize) {
    let weights = rows("warraq-summarize/data/weights.tsv");
    let of_features = weights.iter().flat_map(|row| row.iter().skip(3));
    let fixed = rows("warraq-summarize/data/reasons.tsv");
    let reasons: Vec<Value> = of_features
        .chain(fixed.iter().flat_map(|row| row.iter().skip(1)))
        .map(|reason| serde_json::json!({ "start": 0, "end": 2, "reason": reason }))
        .collect();
    let subtypes: Vec<Value> = rows("warraq-entities/data/fine-types.tsv")
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let [_, label, subtype] = &row[..] else {
                panic!("{row:?}");
            };
            serde_json::json!({
                "start": 0, "end": 2, "label": label, "subtype": subtype, "cluster": number,
            })
        })
        .collect();
    let labels = ["CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY"];
    let numbers = labels.map(|label| serde_json::json!({ "start": 0, "end": 2, "label": label }));
    assert!(reasons.len() > 20 && subtypes.len() > 40);
    let count = reasons.len() + subtypes.len() + labels.len();
    let [reasons, subtypes] = [reasons, subtypes].map(Value::from);
    let numbers = Value::from(numbers.to_vec());
    let record = format!(
        r#"{{"schema":"warraq.document/1","id":"a","source":{{"path":"a"}},
            "offset_unit":"codepoint","text":"نص","summary":{reasons},"entities":{subtypes},"numbers":{numbers}}}"#
    );
    (record.replace('\n', ""), count)
}

#[test]
fn every_reason_subtype_and_kind_of_number_has_its_arabic_words() {
    let (record, count) = record_of_every_word();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), record).unwrap();
    let outcome = warraq(folder.path(), &["render", "in.jsonl", "--language", "ar"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let notes = outcome.stdout.split(r#" class="note""#).skip(1);
    let notes: Vec<_> = notes.map(|note| note.split("</").next().unwrap()).collect();
    assert_eq!(notes.len(), count);
    for note in notes {
        let (_, word) = note.split_once('>').unwrap();
        let is_arabic = |c: char| ('\u{621}'..='\u{64a}').contains(&c) || " ؛".contains(c);
        assert!(word.chars().all(is_arabic), "`{word}` is not in Arabic");
    }
}

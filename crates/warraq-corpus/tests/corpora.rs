//! Records converted, counted and compared, and planted duplicates found.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod planted;

use std::path::{Path, PathBuf};
use warraq_corpus::{
    Comparison, Conversion, ConversionForm, CorpusError, Difference, ItemCounts, Statistics,
    convert, read_brat,
};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name)
}

fn expected(name: &str) -> String {
    std::fs::read_to_string(case(name)).unwrap()
}

fn converted(form: ConversionForm) -> (String, Conversion) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let done = convert(&case("records.jsonl"), form, &out).unwrap();
    (std::fs::read_to_string(out).unwrap(), done)
}

#[test]
fn conll_2003_has_a_word_a_line_and_says_which_names_it_leaves_out() {
    let (text, done) = converted(ConversionForm::Conll2003);
    assert_eq!(text, expected("expected.conll"));
    assert_eq!((done.documents, done.items, done.overlapping), (2, 3, 1));
}

#[test]
fn conll_u_has_clitics_as_multiword_tokens() {
    let (text, done) = converted(ConversionForm::ConllU);
    // In the file of the case, columns are parted by what can be seen.
    assert_eq!(text, expected("expected.conllu.txt").replace('|', "\t"));
    assert_eq!((done.documents, done.items, done.overlapping), (2, 3, 1));
    check_conllu(&text);
}

/// The rules of the format: ten columns, none empty; numbers from 1; a range before its words; the
/// text is what the forms give; a blank line behind each sentence.
fn check_conllu(text: &str) {
    assert!(text.ends_with("\n\n") && !text.contains("\n\n\n"));
    let sentences = text.trim_end_matches('\n').split("\n\n");
    let mut ids = std::collections::BTreeSet::new();
    for sentence in sentences {
        let (mut next, mut range_end) = (1, 0);
        let (mut written, mut said) = (String::new(), "");
        for line in sentence.lines() {
            if let Some(text) = line.strip_prefix("# text = ") {
                said = text;
            }
            if let Some(id) = line.strip_prefix("# sent_id = ") {
                assert!(ids.insert(id), "{id} is there twice");
            }
            if line.starts_with('#') {
                continue;
            }
            let columns: Vec<_> = line.split('\t').collect();
            assert_eq!(columns.len(), 10, "{line}");
            assert!(columns.iter().all(|column| !column.is_empty()), "{line}");
            let others = columns.iter().enumerate().filter(|(index, _)| *index != 1);
            assert!(
                others.clone().all(|(_, column)| !column.contains(' ')),
                "{line}"
            );
            let is_surface = if let Some((first, last)) = columns[0].split_once('-') {
                let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
                assert!(first == next && last > first, "{line}");
                range_end = last;
                true
            } else {
                assert_eq!(columns[0], next.to_string(), "{line}");
                next += 1;
                next - 1 > range_end
            };
            if is_surface {
                written.push_str(columns[1]);
                if !columns[9].contains("SpaceAfter=No") {
                    written.push(' ');
                }
            }
        }
        assert_eq!(written.trim_end(), said);
    }
}

#[test]
fn brat_keeps_overlapping_names_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let done = convert(&case("records.jsonl"), ConversionForm::Brat, folder.path()).unwrap();
    assert_eq!((done.documents, done.items, done.overlapping), (2, 5, 0));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("000001-خبر-1.ann"), expected("expected.ann"));
    assert_eq!(read("000001-خبر-1.txt"), "وزار بوتين للقاهرة.\nكتابهم، 3");
    assert_eq!(read("000002-b.ann"), "T1\tFAC 9 14\tالبيت\n");
    let mut gold = Vec::new();
    assert_eq!(read_brat(folder.path(), &mut gold).unwrap(), (2, 5));
    let gold = String::from_utf8(gold).unwrap();
    let first: serde_json::Value = serde_json::from_str(gold.lines().next().unwrap()).unwrap();
    let names = first["entities"].as_array().unwrap();
    let name = serde_json::json!({"start": 12, "end": 18, "label": "LOC", "text": "لقاهرة"});
    assert_eq!(names[1], name);

    std::fs::write(folder.path().join("c.txt"), "أ\nب").unwrap();
    std::fs::write(folder.path().join("c.ann"), "T1\tPER 0 1;2 3\tأ ب\nR1\tx\n").unwrap();
    assert_eq!(read_brat(folder.path(), &mut Vec::new()).unwrap(), (3, 6));
    for (annotation, reason) in [
        ("T1\tPER 2 9\tx", "its range is not in the text"),
        ("T1\tPER x 9\tx", "its range is not of numbers"),
        ("T1", "it has no second column"),
        ("T1\tPER", "it has no range"),
    ] {
        std::fs::write(folder.path().join("c.ann"), annotation).unwrap();
        let error = read_brat(folder.path(), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().ends_with(reason), "{error}");
    }
}

#[test]
fn what_a_conversion_needs_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    let out = folder.path().join("out");
    let record = r#"{"id":"a","offset_unit":"codepoint","text":"في","sentences":[]}"#;
    std::fs::write(&path, record).unwrap();
    let error = convert(&path, ConversionForm::ConllU, &out).unwrap_err();
    assert_eq!(error.to_string(), "the record `a` has no `tokens`");
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "half of a conversion is there");
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.contains("--layers tokens"))
    );
    std::fs::write(&path, r#"{"id":"a","offset_unit":"codepoint"}"#).unwrap();
    let error = convert(&path, ConversionForm::Conll2003, &out).unwrap_err();
    assert!(matches!(error, CorpusError::Lacks { member: "text", .. }));
    let inside = record
        .replace("codepoint", "byte")
        .replace("[]", "[{\"start\":0,\"end\":1}]");
    std::fs::write(&path, inside).unwrap();
    assert!(convert(&path, ConversionForm::Brat, &out).is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap())
    };
    convert(&case("records.jsonl"), ConversionForm::Conll2003, &pipe).unwrap();
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), expected("expected.conll"));
}

#[test]
fn a_run_is_counted() {
    let statistics = Statistics::of(&case("records.jsonl"), 1).unwrap();
    let found = serde_json::to_value(&statistics).unwrap();
    assert_eq!(found["documents"], 2);
    assert_eq!(found["labels"]["entities"]["PER"], 1);
    assert_eq!(found["labels"]["sentences"][""], 3);
    let name = serde_json::json!([{"name": "فلاديمير بوتين", "mentions": 1, "documents": 1}]);
    assert_eq!(found["names"]["PER"], name);
    assert_eq!(found["years"], serde_json::json!({"2024": 1}));
    assert_eq!(found["documents_by_year"], serde_json::json!({"2024": 1}));
    assert_eq!(found["languages"], serde_json::json!({"ar": 2}));
    assert_eq!(found["warnings"], serde_json::json!({"duplicate_id": 1}));
    assert_eq!(found["repeated_ids"], 1);

    let folder = tempfile::tempdir().unwrap();
    let shard = expected("records.jsonl").repeat(2);
    std::fs::write(folder.path().join("records-00000.jsonl"), shard).unwrap();
    let reasons = [
        ("too large: 99 bytes"),
        ("too large: 123 bytes"),
        ("it is not text"),
    ];
    let line = |reason: &&str| format!("{{\"stage\":\"read\",\"reason\":\"{reason}\"}}\n");
    let quarantine: String = reasons.iter().map(line).collect();
    std::fs::write(folder.path().join("quarantine.jsonl"), quarantine).unwrap();
    let statistics = Statistics::of(folder.path(), 5).unwrap();
    assert_eq!((statistics.documents, statistics.repeated_texts), (4, 2));
    let reasons: Vec<_> = statistics.quarantine.into_iter().collect();
    let expected = [("read: it is not text", 1), ("read: too large: N bytes", 2)];
    assert_eq!(
        reasons,
        expected.map(|(reason, count)| (reason.to_owned(), count))
    );
}

#[test]
fn runs_are_compared_document_by_document() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.jsonl", "b.jsonl"].map(|name| folder.path().join(name));
    let records = expected("records.jsonl");
    std::fs::write(&a, &records).unwrap();
    std::fs::write(&b, records.replace("\"run\":\"r\"", "\"run\":\"other\"")).unwrap();
    let same = Comparison::of(&a, &b, 5).unwrap();
    assert!(same.is_same() && same.in_both == 2, "{same:?}");

    let other = records
        .replace("\"label\":\"ORG\"", "\"label\":\"FAC\"")
        .replace(
            r#"{"start":28,"end":29,"label":"DATE","text":"3","value":"2024-05-03","origin":"x"}"#,
            "",
        )
        .replace("2024-05-02", "2024-05-01");
    let moved = records
        .lines()
        .nth(1)
        .unwrap()
        .replace("\"line\":2", "\"line\":7");
    let other = format!("{}\n{moved}\n", other.lines().next().unwrap());
    std::fs::write(&b, other).unwrap();
    let comparison = Comparison::of(&a, &b, 5).unwrap();
    let entities = ItemCounts {
        changed: 1,
        documents: 1,
        ..ItemCounts::default()
    };
    let times = ItemCounts {
        removed: 1,
        documents: 1,
        ..ItemCounts::default()
    };
    assert_eq!(comparison.layers["entities"], entities);
    assert_eq!(comparison.layers["times"], times);
    assert_eq!(comparison.members["time"], 1);
    assert_eq!((comparison.in_both, comparison.same), (1, 0));
    assert_eq!((comparison.only_first, comparison.only_second), (1, 1));
    let difference = |id: &str, source: &str, what: &[&str]| Difference {
        id: id.to_owned(),
        source: source.to_owned(),
        what: what.iter().map(|what| (*what).to_owned()).collect(),
    };
    let examples = [
        difference("خبر-1", "in.jsonl:1", &["entities", "time", "times"]),
        difference("b", "in.jsonl:2", &["only_first"]),
        difference("b", "in.jsonl:7", &["only_second"]),
    ];
    assert_eq!(comparison.examples, examples);
}

#[test]
fn documents_that_one_run_lacks_do_not_put_the_others_out_of_step() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.jsonl", "b.jsonl"].map(|name| folder.path().join(name));
    let record =
        |line: usize| format!("{{\"id\":\"x\",\"source\":{{\"path\":\"in\",\"line\":{line}}}}}\n");
    let write = |path: &Path, lines: &mut dyn Iterator<Item = usize>| {
        let text: String = lines.map(record).collect();
        std::fs::write(path, text).unwrap();
    };
    write(&a, &mut (0..4000));
    write(
        &b,
        &mut (0..4000).filter(|line| line % 3 != 0 || *line > 3900),
    );
    let comparison = Comparison::of(&a, &b, 0).unwrap();
    assert_eq!(comparison.only_second, 0);
    assert_eq!(comparison.in_both + comparison.only_first, 4000);
    assert_eq!(comparison.same, comparison.in_both);
    write(&b, &mut (0..4000).rev());
    assert!(matches!(
        Comparison::of(&a, &b, 0),
        Err(CorpusError::Order(_))
    ));
}

//! Duplicates from the command line: what is found, and where what does not fit into memory goes.

use warraq_tests::program::{Outcome, command, records, warraq};

#[test]
fn duplicates_are_found_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let words: Vec<String> = (0..120).map(|number| format!("كلمة{number}")).collect();
    let text = words.join(" ");
    let near = text.replace("كلمة60 ", "غيرها ");
    let lines = [
        ("a", &text),
        ("b", &near),
        ("c", &text),
        ("d", &"نص آخر".to_owned()),
    ];
    let line = |(id, text): &(&str, &String)| {
        serde_json::json!({"id": id, "text": text}).to_string() + "\n"
    };
    let lines: String = lines.iter().map(line).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines + "{\n").unwrap();
    let outcome = warraq(folder.path(), &["dedup", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(
        outcome.code, 1,
        "one line cannot be read: {}",
        outcome.stderr
    );
    let found = records(&folder.path().join("out.jsonl"));
    let outline: Vec<_> = found
        .iter()
        .map(|line| (&line["id"], &line["original"]["id"], &line["kind"]))
        .map(|(id, original, kind)| format!("{id} {original} {kind}"))
        .collect();
    assert_eq!(outline, [r#""b" "a" "near""#, r#""c" "a" "exact""#]);
    assert_eq!(
        found[1]["source"],
        serde_json::json!({"path": "in.jsonl", "line": 3})
    );
    assert!(found[0]["similarity"].as_f64() > Some(0.8));
    assert_eq!(
        warraq(folder.path(), &["dedup", "in.jsonl", "--threshold", "2"]).code,
        2
    );
}

#[test]
fn dedup_puts_aside_beside_its_output_or_in_a_folder_that_is_given() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    std::fs::create_dir(folder.path().join("given")).unwrap();
    let dedup = |arguments: &[&str]| -> Outcome {
        let arguments = [&["dedup", "in.txt"], arguments].concat();
        let mut command = command(folder.path(), &arguments);
        command.env("TMPDIR", folder.path().join("missing"));
        command.output().unwrap().into()
    };
    for arguments in [
        &["-o", "out.jsonl"][..],
        &["-o", "given/out.jsonl"],
        &["--spool", "given"],
        &["--spool", "given", "-o", "out.jsonl"],
    ] {
        let outcome = dedup(arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {}", outcome.stderr);
    }
    for arguments in [&[][..], &["--spool", "missing", "-o", "out.jsonl"]] {
        let outcome = dedup(arguments);
        assert_eq!(outcome.code, 4, "{arguments:?}: {}", outcome.stderr);
        let hint = "hint: name a folder with room with `--spool`";
        assert!(outcome.stderr.contains(hint), "{}", outcome.stderr);
        assert!(!folder.path().join("out.jsonl.partial").exists());
    }
}

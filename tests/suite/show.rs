//! Documents in the terminal: wrapped, ordered and paged as the terminal needs it.

use serde::Deserialize;
use std::process::Output;
use warraq_tests::program::{Outcome, command, root};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    columns: String,
    arguments: Vec<String>,
    lines: Vec<String>,
}

/// Shows a file in a folder, with variables.
fn show(folder: &std::path::Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let output: std::io::Result<Output> = command(folder, &[&["show"], arguments].concat())
        .env_remove("COLUMNS")
        .envs(variables.iter().copied())
        .output();
    output.unwrap().into()
}

#[test]
fn text_is_wrapped_and_ordered_as_the_terminal_needs_it() {
    let path = root().join("tests/suite/show/cases.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.case.len() > 10);
    let folder = tempfile::tempdir().unwrap();
    for case in cases.case {
        let line = serde_json::json!({"id": "a", "text": case.text}).to_string();
        std::fs::write(folder.path().join("in.jsonl"), line).unwrap();
        let mut arguments = vec!["in.jsonl", "--stages", "blocks"];
        arguments.extend(case.arguments.iter().map(String::as_str));
        let outcome = show(folder.path(), &arguments, &[("COLUMNS", &case.columns)]);
        assert_eq!(outcome.code, 0, "{}: {}", case.name, outcome.stderr);
        let lines: Vec<_> = outcome.stdout.lines().skip(2).collect();
        assert_eq!(lines, case.lines, "{}", case.name);
    }
}

#[test]
fn a_pager_gets_the_text_and_one_that_is_not_there_is_done_without() {
    let folder = tempfile::tempdir().unwrap();
    let text = "ذهب الولد إلى السوق";
    std::fs::write(folder.path().join("in.txt"), text).unwrap();
    let paged = |paging: &str, pager: &str| {
        let arguments = ["in.txt", "--stages", "blocks", "--paging", paging];
        let outcome = show(folder.path(), &arguments, &[("PAGER", pager)]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stdout
    };
    let plain = paged("never", "false");
    assert!(plain.contains(text));
    assert_eq!(paged("auto", "false"), plain, "a pipe is no terminal");
    assert_eq!(paged("always", "no-such-pager --raw"), plain);
    // A pager that shows one line, and one that goes at once.
    if cfg!(unix) {
        assert_eq!(paged("always", "head -n 1"), "in.txt\n");
        assert_eq!(paged("always", "false"), "");
    }
}

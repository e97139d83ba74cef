//! The command line: messages, hints and exit codes, as a user sees them.

use serde_json::Value;
use std::path::Path;
use warraq_tests::program::{records, root, warraq, warraq_with_input};

fn check_refused(arguments: &[&str], config: &str, message: &str, hint: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    let outcome = warraq(folder.path(), arguments);
    assert_eq!(outcome.code, 2, "{arguments:?}: {}", outcome.stderr);
    assert!(
        outcome.stderr.contains(message),
        "{arguments:?}: {}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains(hint),
        "{arguments:?}: {}",
        outcome.stderr
    );
    assert!(!folder.path().join("out.jsonl").exists());
}

const RUN: [&str; 6] = [
    "run",
    "in.txt",
    "-o",
    "out.jsonl",
    "--config",
    "warraq.toml",
];

#[test]
fn configurations_are_refused_with_the_nearest_name() {
    let cases = [
        ("version = 2", "the configuration has version `2`", ""),
        (
            "version = 1\n[outptu]\n",
            "unknown field `outptu`",
            "hint: did you mean `output`?",
        ),
        (
            "version = 1\n[output]\nlayer = []",
            "unknown field `layer`",
            "hint: did you mean `layers`?",
        ),
        (
            "version = 1\n[[stage]]\nname = 'sumary'",
            "there is no stage `sumary`",
            "did you mean `summary`?",
        ),
        (
            "version = 1\n[[stage]]\nname = 'summary'\nratoi = 0.1",
            "the options of the stage `summary` are not valid",
            "hint: did you mean `ratio`?",
        ),
        (
            "version = 1\n[run]\nmax_document = '5 apples'",
            "`5 apples` is not a size",
            "",
        ),
        (
            "version = 1\n[input]\nencoding = 'klingon'",
            "there is no encoding `klingon`",
            "hint: use a name",
        ),
        ("version = ", "the configuration is not valid", ""),
    ];
    for (config, message, hint) in cases {
        check_refused(&RUN, config, message, hint);
    }
}

#[test]
fn pipelines_that_do_not_fit_are_refused_with_a_proposal() {
    let with = |flag, value| ["run", "in.txt", "-o", "out.jsonl", flag, value];
    check_refused(
        &with("--stages", "tokens"),
        "",
        "the stage `tokens` requires the layer `sentences`, which no earlier stage provides",
        "hint: add the stage `sentences` before `tokens`",
    );
    check_refused(
        &with("--stages", "sentences,blocks"),
        "",
        "requires the layer `blocks`",
        "hint: move the stage `blocks` before `sentences`",
    );
    check_refused(
        &with("--layers", "entites"),
        "",
        "no stage provides the layer `entites`",
        "hint: did you mean `entities`?",
    );
}

#[test]
fn usage_errors_have_their_own_code() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["run"][..],
        &["fly"],
        &["run", "a", "--no-such-flag"],
        &["run", "a", "-j", "x"],
    ] {
        assert_eq!(warraq(folder.path(), arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(warraq(folder.path(), &["--help"]).code, 0);
    let version = warraq(folder.path(), &["--version"]);
    assert_eq!(
        (version.code, version.stdout.starts_with("warraq ")),
        (0, true)
    );
}

#[test]
fn an_output_that_is_something_else_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    std::fs::write(&path, "mine").unwrap();
    let refused = warraq(folder.path(), &["run", "in.txt", "-o", "out.jsonl"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .stderr
            .contains("hint: name another output, or replace it with --force")
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(
        warraq(
            folder.path(),
            &["run", "in.txt", "-o", "out.jsonl", "--force"]
        )
        .code,
        0
    );
    // The same run again replaces what it wrote itself.
    assert_eq!(
        warraq(folder.path(), &["run", "in.txt", "-o", "out.jsonl"]).code,
        0
    );
    assert_eq!(records(&path).len(), 1);
    // Another configuration is another run.
    let other = ["run", "in.txt", "-o", "out.jsonl", "--offset-unit", "byte"];
    assert_eq!(warraq(folder.path(), &other).code, 2);
}

#[test]
fn standard_input_and_output_make_a_filter() {
    let folder = tempfile::tempdir().unwrap();
    let input = "{\"id\":\"1\",\"text\":\"زار بوتين مصر.\"}\n{\"id\":\"2\",\"text\":\"نص.\"}\n";
    let outcome = warraq_with_input(folder.path(), &["run", "-", "-q"], input.as_bytes());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let ids: Vec<_> = outcome
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, ["1", "2"]);
}

#[test]
fn offsets_count_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "😀 زار بوتين القاهرة.").unwrap();
    for (unit, start) in [("codepoint", 12), ("utf16", 13), ("byte", 23)] {
        let outcome = warraq(
            folder.path(),
            &["run", "in.txt", "-q", "--offset-unit", unit],
        );
        let record: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(record["offset_unit"], unit);
        let places = record["entities"].as_array().unwrap();
        let cairo = places
            .iter()
            .find(|place| place["text"] == "القاهرة")
            .unwrap();
        assert_eq!(cairo["start"], start, "{unit}");
    }
}

#[test]
fn layers_choose_what_is_written_and_tokens_bring_their_clitics() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "وبالكتاب").unwrap();
    let outcome = warraq(
        folder.path(),
        &["run", "in.txt", "-q", "--layers", "tokens"],
    );
    let record: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert!(record.get("entities").is_none(), "{record}");
    let labels: Vec<_> = record["tokens"][0]["clitics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|clitic| clitic["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["conj", "prep", "det", "stem"]);
}

#[test]
fn plan_and_stages_name_layers() {
    let plan = warraq(root(), &["plan"]);
    assert_eq!(plan.code, 0);
    for line in ["entities", "  requires   ", "  provides   tokens", "run "] {
        assert!(plan.stdout.contains(line), "{line}: {}", plan.stdout);
    }
    let stages = warraq(root(), &["stages"]);
    assert_eq!(
        stages.stdout.matches("provides").count(),
        9,
        "{}",
        stages.stdout
    );
}

#[test]
fn the_schema_and_completions_are_printed() {
    let schema = warraq(root(), &["schema"]);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    assert_eq!(schema["$id"], "warraq.document/1");
    for shell in ["bash", "zsh", "fish"] {
        let script = warraq(root(), &["completions", shell]);
        assert!(
            script.code == 0 && script.stdout.contains("warraq"),
            "{shell}"
        );
    }
}

#[test]
fn show_prints_a_document_for_people() {
    let show = |arguments: &[&str]| {
        let mut all = vec!["show", "samples/news-report.txt"];
        all.extend(arguments);
        warraq(root(), &all)
    };
    let plain = show(&[]);
    assert_eq!(plain.code, 0, "{}", plain.stderr);
    for part in ["summary", "names", "times", "2024-03-05", "القاهرة"] {
        assert!(plain.stdout.contains(part), "{part}: {}", plain.stdout);
    }
    assert!(!plain.stdout.contains('\u{1b}'), "a pipe is no terminal");
    assert!(show(&["--color", "always"]).stdout.contains('\u{1b}'));
    let missing = show(&["--document", "2"]);
    assert_eq!(missing.code, 4);
    assert!(
        missing.stderr.contains("has no document 2"),
        "{}",
        missing.stderr
    );
}

#[test]
fn the_readme_names_the_two_commands_that_ci_runs() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let readme = read("README.md");
    for command in [
        "cargo run --release -- run samples -o out",
        "cargo test --workspace",
    ] {
        assert!(readme.contains(command), "{command}");
        assert!(read(".ci/run").contains(command), "{command}");
    }
    assert!(Path::new(&root().join("GUARANTEES.md")).exists());
}

/// The sentences of a summary that goes to standard output, with their reasons.
fn summary(arguments: &[&str]) -> Vec<(String, String)> {
    let outcome = warraq(root(), &[arguments, &["-q"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let record: Value = serde_json::from_str(outcome.stdout.lines().next().unwrap()).unwrap();
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    let place = |item: &Value, side: &str| item[side].as_u64().unwrap() as usize;
    let items = record["summary"].as_array().unwrap().iter();
    let sentence = |item: &Value| {
        let characters = &text[place(item, "start")..place(item, "end")];
        let reason = item["reason"].as_str().unwrap();
        (characters.iter().collect(), reason.to_owned())
    };
    items.map(sentence).collect()
}

#[test]
fn a_query_turns_the_summary_to_what_it_asks_for() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let example =
        "run samples/analysis-with-sections.txt -o - --layers summary --summary-sentences 2";
    let query = "ممر لوبيتو";
    let shown = format!("warraq {example} --query \"{query}\"");
    assert!(readme.contains(&shown), "{shown}");
    let example: Vec<_> = example.split(' ').collect();
    let plain = summary(&example);
    let asked = summary(&[&example[..], &["--query", query]].concat());
    assert_eq!((plain.len(), asked.len()), (2, 2));
    let holds = |(text, _): &(String, String)| text.contains(query);
    let says_so = |(_, reason): &(String, String)| reason.starts_with("speaks of the query");
    assert!(
        !plain.iter().any(|one| holds(one) || says_so(one)),
        "{plain:?}"
    );
    assert!(
        asked.iter().any(|one| holds(one) && says_so(one)),
        "{asked:?}"
    );
}

/// An item without its score, which moves with each model.
fn without_score(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(members) = item.as_object_mut() {
        members.remove("score");
    }
    item
}

#[test]
fn the_record_that_the_readme_shows_is_the_one_that_comes_out() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("```json\n").unwrap();
    let (shown, _) = shown.split_once("\n```").unwrap();
    let shown: Value = serde_json::from_str(shown).unwrap();
    let outcome = warraq(root(), &["run", "samples/records.jsonl", "-q"]);
    let record: Value = serde_json::from_str(outcome.stdout.lines().next().unwrap()).unwrap();
    for (member, shown) in shown.as_object().unwrap() {
        let found = &record[member];
        let is_shown = match (member.as_str(), shown) {
            ("run", _) => found.is_string(),
            ("text", _) => {
                let start = shown.as_str().unwrap().trim_end_matches('…');
                found.as_str().unwrap().starts_with(start)
            }
            (_, Value::Array(items)) => {
                let found: Vec<_> = found
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(without_score)
                    .collect();
                items
                    .iter()
                    .all(|item| found.contains(&without_score(item)))
            }
            _ => without_score(found) == without_score(shown),
        };
        assert!(is_shown, "`{member}` of the README is not in {found}");
    }
}

#[test]
fn a_profile_names_the_slowest_documents_and_the_log_is_json() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"text\":\"نص\"}\n".repeat(20);
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    let run = ["run", "in.jsonl", "-o", "out", "--stages", "blocks"];
    let outcome = warraq(folder.path(), &[&run[..], &["-q", "--profile"]].concat());
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 11, "{}", outcome.stderr);
    assert_eq!(lines[0], "slowest documents");
    assert!(lines[1].contains(" s  in.jsonl:") && lines[1].ends_with(" s in blocks"));
    let outcome = warraq(
        folder.path(),
        &[&run[..], &["-q", "--log", "json"]].concat(),
    );
    let event: Value = serde_json::from_str(outcome.stderr.trim()).unwrap();
    assert_eq!(event["fields"]["message"], "a shard is whole");
    assert_eq!(
        (&event["fields"]["read"], &event["span"]["name"]),
        (&20.into(), &"run".into())
    );
}

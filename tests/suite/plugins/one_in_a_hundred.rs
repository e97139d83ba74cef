//! A plugin in a process of its own that panics, hangs or devours memory on one document in a hundred:
//! exactly those are in quarantine.

use super::library;
use std::path::Path;
use warraq_tests::program::{records, warraq};

const DOCUMENTS: usize = 300;

/// The documents on which the plugin does what it is told.
fn is_bad(number: usize) -> bool {
    number % 100 == 50
}

/// Runs all documents, or the good ones with blank lines in the places of the others.
fn run(folder: &Path, with_bad: bool, out: &str) -> (i32, Vec<String>) {
    let line = |number| match is_bad(number) {
        true if with_bad => format!("{{\"id\":\"d{number}\",\"text\":\"نص trigger {number}.\"}}\n"),
        true => "\n".to_owned(),
        false => format!("{{\"id\":\"d{number}\",\"text\":\"نص سليم {number}.\"}}\n"),
    };
    let lines: String = (0..DOCUMENTS).map(line).collect();
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
    let arguments = [
        "run",
        "in.jsonl",
        "-o",
        out,
        "--config",
        "warraq.toml",
        "-q",
    ];
    let outcome = warraq(folder, &arguments);
    let records = std::fs::read_to_string(folder.join(out)).unwrap();
    (outcome.code, records.lines().map(str::to_owned).collect())
}

#[test]
fn one_document_in_a_hundred_costs_an_isolated_plugin_those_alone() {
    let path = library("warraq-plugin", "misbehaving");
    for way in ["panic", "segfault", "hang", "devour"] {
        let folder = tempfile::tempdir().unwrap();
        // A busy machine takes its time: documents have a limit where one is to be met.
        let limit = if way == "hang" { "2s" } else { "10min" };
        let config = format!(
            "version = 1\n[run]\nstages = ['misbehaving']\nthreads = 2\ndoc_timeout = '{limit}'\n\
             [[plugin]]\npath = '{}'\nmode = 'isolated'\ntime_limit = '{limit}'\n\
             memory_limit = '64MiB'\noptions = {{ way = '{way}' }}\n",
            path.display()
        );
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        let (code, expected) = run(folder.path(), false, "clean.jsonl");
        assert_eq!(
            (code, expected.len()),
            (0, DOCUMENTS - DOCUMENTS / 100),
            "{way}"
        );
        let (code, found) = run(folder.path(), true, "out.jsonl");
        assert_eq!(code, 1, "{way}");
        assert!(found == expected, "{way}: the neighbours have other bytes");
        let quarantine = records(&folder.path().join("out.jsonl.quarantine.jsonl"));
        let ids: Vec<_> = quarantine.iter().map(|entry| entry["id"].clone()).collect();
        assert_eq!(ids, ["d50", "d150", "d250"], "{way}");
        let is_its = |entry: &serde_json::Value| entry["stage"] == "misbehaving";
        assert!(quarantine.iter().all(is_its), "{way}: {quarantine:?}");
    }
}

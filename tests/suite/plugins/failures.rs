//! Whatever a plugin does to its document: in this process and in one of its own, the neighbours'
//! bytes are those of a run in which nothing went wrong.
//!
//! Each row of the table of failures is a test here. A row that ends the process must say which stage
//! and document did it, must not exit with 0, and must leave a run folder that can be gone on with.

use super::library;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use warraq_plugin::MODE_VARIABLE;
use warraq_tests::program::{Outcome, command, records};

/// The document in the middle, on which the plugin does what it is told.
const BAD: usize = 5;
const DOCUMENTS: usize = 9;

/// Where the plugin runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    InProcess,
    Isolated,
}

/// A folder with a corpus, and a plugin that does `way` to its middle document.
struct Corpus {
    folder: TempDir,
}

impl Corpus {
    fn new(way: &str, mode: Mode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mode = match mode {
            Mode::InProcess => "in-process",
            Mode::Isolated => "isolated",
        };
        // A busy machine takes its time: documents have a limit where one is to be met.
        let limit = if way == "hang" { "3s" } else { "10min" };
        let path = library("warraq-plugin", "misbehaving");
        let config = format!(
            "version = 1\n\
             [run]\nstages = ['misbehaving']\nthreads = 2\ndoc_timeout = '{limit}'\n\
             [output]\nshard_size = '128B'\n\
             [[plugin]]\npath = '{}'\nmode = '{mode}'\ntime_limit = '{limit}'\nmemory_limit = '64MiB'\n\
             options = {{ way = '{way}' }}\n",
            path.display()
        );
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        let corpus = Self { folder };
        corpus.write("clean.jsonl", |_| "سليم");
        corpus.write("in.jsonl", |number| match number {
            BAD => "trigger",
            _ => "سليم",
        });
        corpus
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, word: impl Fn(usize) -> &'static str) {
        let line = |number: usize| {
            let word = word(number);
            format!("{{\"id\":\"d{number}\",\"text\":\"نص {word} رقم {number}.\"}}\n")
        };
        let lines: String = (1..=DOCUMENTS).map(line).collect();
        std::fs::write(self.path().join(name), lines).unwrap();
    }

    /// The program on `input`, which takes the place of a file of one name: paths stand in records.
    fn command(&self, input: &str, out: &str) -> Command {
        std::fs::copy(self.path().join(input), self.path().join("corpus.jsonl")).unwrap();
        let config = ["--config", "warraq.toml", "-q"];
        let arguments = [&["run", "corpus.jsonl", "-o", out][..], &config].concat();
        command(self.path(), &arguments)
    }

    fn run(&self, input: &str, out: &str) -> Outcome {
        self.command(input, out).output().unwrap().into()
    }

    /// Goes on with the run folder `out` in a process of its own, and checks that the bad document
    /// alone is in quarantine.
    fn check_resumed(&self, out: &str, reason: &str) {
        let report = self.path().join(out).join("run.json");
        assert!(!report.exists(), "it was not finished");
        let mut resume = command(self.path(), &["resume", out, "-q"]);
        let resumed = resume.env(MODE_VARIABLE, "isolated").output().unwrap();
        let resumed = Outcome::from(resumed);
        assert_eq!(resumed.code, 1, "{}", resumed.stderr);
        assert_eq!(self.lines(out), self.expected_neighbours());
        self.check_quarantine(&format!("{out}/quarantine.jsonl"), reason);
    }

    /// The records of all shards or of the file, by line.
    fn lines(&self, out: &str) -> Vec<String> {
        let out = self.path().join(out);
        let mut files: Vec<PathBuf> = match out.is_dir() {
            true => std::fs::read_dir(&out)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect(),
            false => vec![out.clone()],
        };
        files.retain(|file| !out.is_dir() || is_shard(file));
        files.sort();
        let texts = files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap());
        texts
            .collect::<String>()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// What the neighbours of the bad document look like when nothing is wrong.
    fn expected_neighbours(&self) -> Vec<String> {
        let outcome = self.run("clean.jsonl", "clean.out.jsonl");
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let mut lines = self.lines("clean.out.jsonl");
        assert_eq!(lines.len(), DOCUMENTS);
        lines.remove(BAD - 1);
        lines
    }

    /// Checks that the bad document alone is in quarantine, with its bytes and a reason.
    fn check_quarantine(&self, quarantine: &str, reason: &str) {
        let entries = records(&self.path().join(quarantine));
        assert_eq!(entries.len(), 1, "{entries:?}");
        let entry = &entries[0];
        assert_eq!(
            (&entry["id"], &entry["stage"]),
            (&"d5".into(), &"misbehaving".into())
        );
        let found = entry["reason"].as_str().unwrap();
        assert!(found.contains(reason), "{found}");
        assert!(
            entry["text"]
                .as_str()
                .unwrap()
                .contains("نص trigger رقم 5."),
            "{entry}"
        );
    }
}

fn is_shard(file: &Path) -> bool {
    let name = file.file_name().and_then(std::ffi::OsStr::to_str);
    name.is_some_and(|name| name.starts_with("records-"))
}

/// The way costs one document, with that reason, and the run goes on.
fn costs_one_document(way: &str, mode: Mode, reason: &str) {
    let corpus = Corpus::new(way, mode);
    let outcome = corpus.run("in.jsonl", "out.jsonl");
    assert_eq!(outcome.code, 1, "{way}: {}", outcome.stderr);
    assert_eq!(
        corpus.lines("out.jsonl"),
        corpus.expected_neighbours(),
        "{way}"
    );
    corpus.check_quarantine("out.jsonl.quarantine.jsonl", reason);
}

/// The way ends the process, which says so; the run then goes on in a process of its own, where it
/// costs one document.
fn ends_the_process(way: &str, said: &str, code: Option<i32>, reason: &str) {
    let corpus = Corpus::new(way, Mode::InProcess);
    let outcome = corpus.run("in.jsonl", "out");
    assert!(
        outcome
            .stderr
            .contains(&format!("error: the plugin stage `misbehaving` {said}"))
    );
    assert!(
        outcome.stderr.contains("document `d5`"),
        "{way}: {}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("hint: "),
        "{way}: {}",
        outcome.stderr
    );
    assert_ne!(outcome.code, 0, "{way}");
    assert!(
        code.is_none_or(|code| outcome.code == code),
        "{way}: {}",
        outcome.code
    );
    corpus.check_resumed("out", reason);
}

/// A row whose document alone fails, wherever the plugin runs.
macro_rules! document_errors {
    ($($name:ident: $way:literal, $reason:literal;)*) => {
        $(mod $name {
            use super::{Mode, costs_one_document};

            #[test]
            fn in_process_it_costs_one_document() {
                costs_one_document($way, Mode::InProcess, $reason);
            }

            #[test]
            fn isolated_it_costs_one_document() {
                costs_one_document($way, Mode::Isolated, $reason);
            }
        })*
    };
}

document_errors! {
    an_error: "error", "it does not like the text";
    a_span_that_ends_before_it_starts: "reversed", "it ends before it starts";
    a_span_out_of_range: "beyond", "it reaches beyond the text";
    a_span_in_mid_character: "mid_character", "it cuts a character in two";
    a_score_that_is_not_a_number: "not_a_number", "its score is not a finite number";
    a_label_that_is_not_there: "unknown_label", "its label is no row of the label table";
    attributes_that_are_not_there: "unknown_attributes", "its attributes are no row";
    a_parent_that_is_not_there: "unknown_parent", "its parent is no span of the parent layer";
    a_layer_that_was_not_declared: "undeclared_layer", "writes the layer `tokens` without";
    a_number_that_is_not_finite: "infinite_attribute", "the attribute `x` is not a finite number";
    a_panic: "panic", "it panicked: it panics on purpose";
    a_panic_with_a_panicking_payload: "panic_with_panicking_payload", "it panicked: (no message)";
}

/// A row that ends the process: in this one it is named, and in a worker it costs one document.
macro_rules! deaths {
    ($($name:ident: $way:literal, $said:literal, $code:expr, $reason:literal;)*) => {
        $(mod $name {
            use super::{Mode, costs_one_document, ends_the_process};

            #[test]
            fn in_process_it_is_named_and_the_run_can_be_resumed() {
                ends_the_process($way, $said, $code, $reason);
            }

            #[test]
            fn isolated_it_costs_one_document() {
                costs_one_document($way, Mode::Isolated, $reason);
            }
        })*
    };
}

deaths! {
    a_segfault: "segfault", "crashed on the", None, "(segmentation fault)";
    an_abort: "abort", "crashed on the", None, "by the signal 6";
    a_stack_overflow: "overflow", "crashed on the", None, "it was ended by the signal";
    an_exit_with_0: "exit", "ended the process on the", Some(4), "ended with the exit code 0";
    a_hang: "hang", "does not come back, though its time is long spent, from the", Some(4),
        "the document's time limit is spent";
}

/// Memory is the system's to count: where it is spent in this process, the process ends.
#[test]
#[cfg(target_os = "linux")]
fn a_leak_without_end_in_process_is_named_and_the_run_can_be_resumed() {
    let corpus = Corpus::new("devour", Mode::InProcess);
    let warraq = corpus.command("in.jsonl", "out");
    let limited = Command::new("sh")
        .args(["-c", "ulimit -v 1500000; exec \"$0\" \"$@\""])
        .arg(warraq.get_program())
        .args(warraq.get_args())
        .current_dir(corpus.path())
        .output();
    let outcome = Outcome::from(limited.unwrap());
    let said = "error: the plugin stage `misbehaving` crashed on the document `d5`";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert_ne!(outcome.code, 0);
    corpus.check_resumed("out", "its worker is gone");
}

#[test]
fn a_leak_without_end_isolated_costs_one_document() {
    costs_one_document("devour", Mode::Isolated, "by the signal 6");
}

/// What leaks a little on every document ends a worker now and then, and no document with it.
#[test]
fn a_slow_leak_costs_no_document() {
    for mode in [Mode::InProcess, Mode::Isolated] {
        let corpus = Corpus::new("leak", mode);
        corpus.write("in.jsonl", |_| "trigger");
        let outcome = corpus.run("in.jsonl", "out.jsonl");
        assert_eq!(outcome.code, 0, "{mode:?}: {}", outcome.stderr);
        assert_eq!(corpus.lines("out.jsonl").len(), DOCUMENTS, "{mode:?}");
    }
}

#[test]
fn what_a_plugin_prints_is_not_in_a_file_of_records() {
    for mode in [Mode::InProcess, Mode::Isolated] {
        let corpus = Corpus::new("print", mode);
        let outcome = corpus.run("in.jsonl", "out.jsonl");
        assert_eq!(outcome.code, 0, "{mode:?}: {}", outcome.stderr);
        let printed = match mode {
            Mode::InProcess => outcome.stdout,
            Mode::Isolated => outcome.stderr,
        };
        assert_eq!(printed, "what a plugin prints\n", "{mode:?}");
        let mut lines = corpus.lines("out.jsonl");
        lines.remove(BAD - 1);
        assert_eq!(lines, corpus.expected_neighbours(), "{mode:?}");
    }
}

#[test]
fn what_a_plugin_prints_is_not_among_records_on_standard_output() {
    for mode in [Mode::InProcess, Mode::Isolated] {
        let corpus = Corpus::new("print", mode);
        let outcome = corpus.run("in.jsonl", "-");
        assert_eq!(outcome.code, 0, "{mode:?}: {}", outcome.stderr);
        let mut lines: Vec<_> = outcome.stdout.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), DOCUMENTS, "{mode:?}: {}", outcome.stdout);
        lines.remove(BAD - 1);
        assert_eq!(lines, corpus.expected_neighbours(), "{mode:?}");
        assert_eq!(outcome.stderr, "what a plugin prints\n", "{mode:?}");
    }
}

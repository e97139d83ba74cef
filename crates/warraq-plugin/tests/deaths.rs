//! A library that ends the process it is in: the process says which stage did it and on which
//! document, and never exits with 0.
//!
//! This test has a `main` of its own, since the process that dies is this program over again.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;

use std::path::Path;
use std::process::{Command, ExitCode};
use warraq_core::{Document, DocumentView, LimitExceeded, Metadata, Supervisor};
use warraq_plugin::PluginLibrary;

/// The argument by which this program is the one that dies.
const DIE: &str = "die";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [first, library, way] if first == DIE => die(Path::new(library), way),
        [first, ..] if first == "--list" => println!("deaths_are_reported: test"),
        _ => deaths_are_reported(),
    }
    ExitCode::SUCCESS
}

fn die(library: &Path, way: &str) {
    warraq_plugin::report_deaths();
    let library = PluginLibrary::open(library).unwrap();
    let stage = library
        .create("misbehaving", &format!(r#"{{"way": "{way}"}}"#))
        .unwrap();
    let metadata = Metadata {
        id: "doc-7".to_owned(),
        ..Metadata::default()
    };
    let mut document = Document::new(metadata, "trigger".to_owned()).unwrap();
    let outcome = document.annotate(
        "misbehaving",
        stage.provides(),
        &Spent,
        |document, output| {
            let view = DocumentView::new(document, stage.as_ref(), &Spent);
            stage.process(&view, output)
        },
    );
    println!("alive: {}", outcome.is_ok());
}

/// Has no time to give.
struct Spent;

impl Supervisor for Spent {
    fn checkpoint(&self, _: usize) -> Result<(), LimitExceeded> {
        Err(LimitExceeded::Time)
    }
}

fn deaths_are_reported() {
    let library = common::library("warraq-plugin", "misbehaving");
    let crashed = "error: the plugin stage `misbehaving` crashed on the document `doc-7`";
    let ended = "error: the plugin stage `misbehaving` ended the process on the document `doc-7`";
    let stuck = "error: the plugin stage `misbehaving` does not come back, though its time is long \
                 spent, from the document `doc-7`";
    let cases = [
        ("segfault", crashed),
        ("abort", crashed),
        ("overflow", crashed),
        ("exit", ended),
        ("hang", stuck),
    ];
    for (way, expected) in cases {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([DIE.as_ref(), library.as_os_str(), way.as_ref()])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "{way}: {said}");
        let hint = "hint: with `WARRAQ_PLUGIN_MODE=isolated` in its environment, `warraq resume`";
        assert!(said.contains(hint), "{way}: {said}");
        assert!(!output.status.success(), "{way}");
        if matches!(way, "exit" | "hang") {
            assert_eq!(output.status.code(), Some(4));
        }
        println!("test {way} ... ok");
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([DIE.as_ref(), library.as_os_str(), "none".as_ref()])
        .output()
        .unwrap();
    assert!(output.status.success() && output.stdout == b"alive: true\n");
}

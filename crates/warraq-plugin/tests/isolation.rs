//! A library in a worker: whatever ends its process costs one document.
//!
//! These tests have a `main` of their own, since the worker is this program over again.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "common/aborting.rs"]
mod aborting;
mod common;
#[path = "common/misbehaving.rs"]
mod misbehaving;

use misbehaving::{FAILURES, document, found};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use warraq_core::{
    LayerName, LimitExceeded, Pipeline, Stage, StageError, Supervisor, Unsupervised,
};
use warraq_plugin::testing::{self, lines};
use warraq_plugin::{IsolationOptions, OpenOptions, PluginLibrary, worker};

const TESTS: [(&str, fn()); 10] = [
    (
        "every_failure_costs_one_document",
        every_failure_costs_one_document,
    ),
    (
        "a_document_without_end_is_cut",
        a_document_without_end_is_cut,
    ),
    (
        "a_run_that_stops_does_not_wait",
        a_run_that_stops_does_not_wait,
    ),
    (
        "what_leaks_does_not_fail_the_next",
        what_leaks_does_not_fail_the_next,
    ),
    (
        "an_isolated_stage_gives_what_it_gives_here",
        an_isolated_stage_gives_what_it_gives_here,
    ),
    (
        "rows_of_the_document_and_new_ones_do_not_mix",
        rows_of_the_document_and_new_ones_do_not_mix,
    ),
    ("a_large_document_passes", a_large_document_passes),
    (
        "a_library_that_aborts_may_run_in_a_worker",
        a_library_that_aborts_may_run_in_a_worker,
    ),
    (
        "refusals_arrive_through_the_worker",
        refusals_arrive_through_the_worker,
    ),
    (
        "a_worker_that_is_started_anew_loads_the_same_file",
        a_worker_that_is_started_anew_loads_the_same_file,
    ),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some(worker::SUBCOMMAND) {
        return worker::main();
    }
    if first.as_deref() == Some("--list") {
        TESTS.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let wanted = first.filter(|argument| !argument.starts_with('-'));
    for (name, test) in TESTS {
        if wanted.as_deref().is_none_or(|wanted| name.contains(wanted)) {
            test();
            println!("test {name} ... ok");
        }
    }
    ExitCode::SUCCESS
}

fn open(example: &str, options: IsolationOptions) -> PluginLibrary {
    let options = OpenOptions {
        sha256: None,
        isolation: Some(options),
    };
    PluginLibrary::open_with(&common::library("warraq-plugin", example), &options).unwrap()
}

fn stage_within(way: &str, options: IsolationOptions) -> Arc<dyn Stage> {
    let config = format!(r#"{{"way": "{way}"}}"#);
    open("misbehaving", options)
        .create("misbehaving", &config)
        .unwrap()
}

fn stage(way: &str) -> Arc<dyn Stage> {
    stage_within(way, IsolationOptions::default())
}

/// The ways to end a worker, and what the error says.
const DEATHS: [(&str, &str); 5] = [
    ("segfault", "segmentation fault"),
    ("abort", "by the signal 6"),
    ("overflow", "by the signal 6"),
    ("exit", "it ended with the exit code 0"),
    ("devour", "by the signal 6"),
];

fn every_failure_costs_one_document() {
    for (way, reason) in FAILURES.into_iter().chain(DEATHS) {
        let memory_limit = 64 << 20;
        let options = IsolationOptions {
            memory_limit,
            ..IsolationOptions::default()
        };
        let pipeline = Pipeline::new(vec![stage_within(way, options)]).unwrap();
        for round in 0..2 {
            let mut bad = document("bad", "نص فيه trigger");
            let error = pipeline
                .process(&mut bad, &Unsupervised)
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{way}, round {round}: {error}");
            assert!(bad.layers().is_empty(), "{way}");

            let mut after = document("after", "سليم");
            pipeline.process(&mut after, &Unsupervised).unwrap();
            assert_eq!(
                found(&after),
                ["first [س] id=after"],
                "{way}, round {round}"
            );
        }
    }
}

fn a_document_without_end_is_cut() {
    let time_limit = Duration::from_millis(300);
    let options = IsolationOptions {
        time_limit,
        ..IsolationOptions::default()
    };
    let stage = stage_within("hang", options);
    let start = Instant::now();
    let outcome = testing::run(stage.as_ref(), &mut document("bad", "trigger"));
    assert_eq!(outcome, Err(LimitExceeded::Time.into()));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    testing::run(stage.as_ref(), &mut document("after", "نص")).unwrap();
}

/// Stops the run at the second look.
struct Stopping(std::sync::atomic::AtomicU32);

impl Supervisor for Stopping {
    fn checkpoint(&self, _: usize) -> Result<(), LimitExceeded> {
        match self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(LimitExceeded::Stopped),
        }
    }
}

fn a_run_that_stops_does_not_wait() {
    let pipeline = Pipeline::new(vec![stage("hang")]).unwrap();
    let start = Instant::now();
    let outcome = pipeline.process(&mut document("bad", "trigger"), &Stopping(0.into()));
    assert!(
        outcome
            .unwrap_err()
            .to_string()
            .contains("the run is being stopped")
    );
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

fn what_leaks_does_not_fail_the_next() {
    let options = IsolationOptions {
        memory_limit: 64 << 20,
        ..IsolationOptions::default()
    };
    let stage = stage_within("leak", options);
    for place in 0..8 {
        let mut document = document(&place.to_string(), "trigger");
        testing::run(stage.as_ref(), &mut document).unwrap();
        assert_eq!(found(&document), [format!("first [t] id={place}")]);
    }
}

fn an_isolated_stage_gives_what_it_gives_here() {
    let text = "قال [PER كيم جونغ أون]: «روسيا دولة صديقة».\nوأضاف: «سنعود غدا».";
    let path = common::library("warraq-quotes", "quotes");
    let isolated = OpenOptions {
        sha256: None,
        isolation: Some(IsolationOptions::default()),
    };
    let outputs = [OpenOptions::default(), isolated].map(|options| {
        let library = PluginLibrary::open_with(&path, &options).unwrap();
        assert_eq!((library.name(), library.abi()), ("warraq-quotes", (1, 0)));
        let stage = library.create("quotes", "{}").unwrap();
        let mut document = testing::document(text).unwrap();
        testing::run(stage.as_ref(), &mut document).unwrap();
        let layer = LayerName::new("quotes").unwrap();
        (
            document.layer(&layer).cloned(),
            lines(&document, &layer),
            stage.requires().to_vec(),
        )
    });
    assert_eq!(outputs[0].1.len(), 2);
    assert_eq!(outputs[0], outputs[1]);
}

fn rows_of_the_document_and_new_ones_do_not_mix() {
    let mut document = testing::document("قال [PER كيم] نعم.").unwrap();
    testing::run(stage("none").as_ref(), &mut document).unwrap();
    let expected = document.labels().find("first").unwrap();
    assert_eq!(
        document
            .layer(&LayerName::new("misbehaving").unwrap())
            .unwrap()
            .spans()[0]
            .label,
        expected
    );
    assert_eq!(found(&document), ["first [ق] id="]);
}

fn a_large_document_passes() {
    let text = "[PER اسم] وكلام كثير. ".repeat(60_000);
    let mut document = testing::document(&text).unwrap();
    let stage = open("boundary", IsolationOptions::default())
        .create("boundary", "{}")
        .unwrap();
    testing::run(stage.as_ref(), &mut document).unwrap();
    let layer = document
        .layer(&LayerName::new("boundary").unwrap())
        .unwrap();
    assert_eq!(layer.spans().len(), 60_000);
}

fn a_library_that_aborts_may_run_in_a_worker() {
    let options = OpenOptions {
        sha256: None,
        isolation: Some(IsolationOptions::default()),
    };
    let library = PluginLibrary::open_with(&aborting::aborting_library(), &options).unwrap();
    let stage = library.create("boundary", "{}").unwrap();
    testing::run(
        stage.as_ref(),
        &mut testing::document("[PER كيم].").unwrap(),
    )
    .unwrap();
}

fn refusals_arrive_through_the_worker() {
    let library = open("misbehaving", IsolationOptions::default());
    let error = library
        .create("misbehaving", r#"{"way": "sideways"}"#)
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("unknown variant `sideways`"),
        "{error}"
    );
    let mut undeclared = testing::document("نص").unwrap();
    let stage = library.create("misbehaving", "{}").unwrap();
    let refused = testing::run(stage.as_ref(), &mut undeclared);
    assert_eq!(refused, Ok::<(), StageError>(()));
}

/// A library that is built anew during a run must not process a part of it.
fn a_worker_that_is_started_anew_loads_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.so");
    let bytes = std::fs::read(common::library("warraq-plugin", "misbehaving")).unwrap();
    // What a worker has loaded stays as it is: another file takes its name.
    let replace = |bytes: &[u8]| {
        let new = folder.path().join("new.so");
        std::fs::write(&new, bytes).unwrap();
        std::fs::rename(new, &path).unwrap();
    };
    replace(&bytes);
    let options = OpenOptions {
        sha256: None,
        isolation: Some(IsolationOptions::default()),
    };
    let library = PluginLibrary::open_with(&path, &options).unwrap();
    let stage = library
        .create("misbehaving", r#"{"way": "abort"}"#)
        .unwrap();
    let run = |text| testing::run(stage.as_ref(), &mut document("id", text));
    replace(&[bytes.as_slice(), b"more"].concat());
    assert_eq!(run("نص"), Ok(()), "the worker that lives has the old file");
    let changed = StageError::failed("its file has changed since it was opened");
    assert_eq!(run("trigger"), Err(changed.clone()), "a second worker");
    assert_eq!(run("نص"), Err(changed));
    replace(&bytes);
    assert_eq!(run("نص"), Ok(()));
}

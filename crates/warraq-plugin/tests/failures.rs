//! What a library does wrong in this process is one document's error, with the library's reason, and
//! its neighbours are as ever.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;
#[path = "common/misbehaving.rs"]
mod misbehaving;

use misbehaving::{FAILURES, document, found};
use std::sync::Arc;
use warraq_core::{LimitExceeded, Pipeline, Stage, Supervisor, Unsupervised};
use warraq_plugin::PluginLibrary;

fn stage(way: &str) -> Arc<dyn Stage> {
    let library = PluginLibrary::open(&common::library("warraq-plugin", "misbehaving")).unwrap();
    library
        .create("misbehaving", &format!(r#"{{"way": "{way}"}}"#))
        .unwrap()
}

#[test]
fn every_failure_is_the_error_of_its_document_alone() {
    for (way, reason) in FAILURES {
        let pipeline = Pipeline::new(vec![stage(way)]).unwrap();
        for round in 0..3 {
            let mut before = document("before", "نص سليم");
            pipeline.process(&mut before, &Unsupervised).unwrap();
            assert_eq!(found(&before), ["first [ن] id=before"], "{way}");

            let mut bad = document("bad", "نص فيه trigger");
            let error = pipeline
                .process(&mut bad, &Unsupervised)
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{way}, round {round}: {error}");
            assert!(
                bad.layers().is_empty(),
                "{way}: nothing of a failed stage stays"
            );
            assert!(
                bad.labels().is_empty() && bad.attributes().is_empty(),
                "{way}"
            );

            let mut after = document("after", "سليم");
            pipeline.process(&mut after, &Unsupervised).unwrap();
            assert_eq!(found(&after), ["first [س] id=after"], "{way}");
        }
    }
}

#[test]
fn one_stage_serves_many_threads() {
    let pipeline = Pipeline::new(vec![stage("panic")]).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let pipeline = &pipeline;
            scope.spawn(move || {
                for place in 0..200 {
                    let id = format!("{thread}-{place}");
                    let is_bad = place % 7 == 0;
                    let mut document = document(&id, if is_bad { "trigger" } else { "نص" });
                    let outcome = pipeline.process(&mut document, &Unsupervised);
                    assert_eq!(outcome.is_err(), is_bad, "{id}");
                    let expected = format!("first [ن] id={id}");
                    let expected = if is_bad { Vec::new() } else { vec![expected] };
                    assert_eq!(found(&document), expected);
                }
            });
        }
    });
}

/// Has no memory to give.
struct Spent;

impl Supervisor for Spent {
    fn checkpoint(&self, allocated: usize) -> Result<(), LimitExceeded> {
        if allocated > 0 {
            Err(LimitExceeded::Memory)
        } else {
            Ok(())
        }
    }
}

#[test]
fn limits_reach_a_library_and_come_back_as_limits() {
    let text = "[PER أ] ".repeat(5000);
    let mut document = warraq_plugin::testing::document(&text).unwrap();
    let library = PluginLibrary::open(&common::library("warraq-plugin", "boundary")).unwrap();
    let stage = library.create("boundary", "{}").unwrap();
    let outcome = document.annotate("boundary", stage.provides(), &Spent, |document, output| {
        let view = warraq_core::DocumentView::new(document, stage.as_ref(), &Spent);
        stage.process(&view, output)
    });
    assert_eq!(outcome, Err(LimitExceeded::Memory.into()));
}

#[test]
fn what_a_library_logs_does_not_fail_the_document() {
    let pipeline = Pipeline::new(vec![stage("log")]).unwrap();
    let mut document = document("logs", "trigger");
    pipeline.process(&mut document, &Unsupervised).unwrap();
    assert_eq!(found(&document), ["first [t] id=logs"]);
}

//! A plugin in Rust whose source was frozen at version 1.0 of the ABI is built with the SDK of today
//! and does what it did; `plugin_in_c` has the one in C, and `layout` the places of all fields.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;

use warraq_core::{LayerName, StageError};
use warraq_plugin::testing::{document, lines, run};
use warraq_plugin::{OpenOptions, PluginLibrary, check};

#[test]
fn a_source_that_was_frozen_at_1_0_still_compiles_and_runs() {
    let library = common::library("warraq-plugin", "frozen_1_0");
    let library = PluginLibrary::open(&library).unwrap();
    assert_eq!(library.abi().0, 1);
    assert_eq!(library.stage_names().collect::<Vec<_>>(), ["questions"]);
    let required = [LayerName::SENTENCES, LayerName::TOKENS];
    assert_eq!(library.requires("questions"), required);
    assert_eq!(library.uses("questions"), [LayerName::ENTITIES]);

    let text = "هل وصل [PER سامي]؟ نعم. متى!";
    let cases = [
        ("{}", "question [هل وصل سامي؟] document= words=4"),
        (r#"{"mark": "!"}"#, "question [متى!] document= words=2"),
    ];
    for (config, expected) in cases {
        let stage = library.create("questions", config).unwrap();
        let mut document = document(text).unwrap();
        run(stage.as_ref(), &mut document).unwrap();
        let questions = LayerName::new("questions").unwrap();
        let expected = format!("{expected} share=0.5 asked=true");
        assert_eq!(lines(&document, &questions), [expected]);
        let names = LayerName::new("asked_names").unwrap();
        assert_eq!(lines(&document, &names), ["[سامي]"]);
        let layer = document.layer(&questions).unwrap();
        assert_eq!(layer.parent(), Some(&LayerName::SENTENCES));
        assert!((layer.spans()[0].score - 0.5).abs() < f32::EPSILON);
        let warnings: Vec<_> = document
            .warnings()
            .iter()
            .map(|warning| (warning.code.as_str(), warning.stage.as_str()))
            .collect();
        assert_eq!(warnings, [("asked", "questions")]);
    }
}

#[test]
fn its_errors_are_those_of_its_documents() {
    let library = common::library("warraq-plugin", "frozen_1_0");
    let opened = PluginLibrary::open(&library).unwrap();
    let stage = opened.create("questions", "{}").unwrap();
    let mut document = document("هل هذا \u{FFFC}؟").unwrap();
    let outcome = run(stage.as_ref(), &mut document);
    let expected = StageError::failed("it holds an object that is no text");
    assert_eq!(outcome, Err(expected));
    assert!(opened.create("questions", r#"{"sign": "!"}"#).is_err());
    let report = check(&library, &OpenOptions::default()).unwrap();
    assert!(report.stages.len() == 1 && report.stages[0].cost.is_some());
}

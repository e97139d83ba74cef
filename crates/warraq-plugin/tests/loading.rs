//! A library that ships with the project is loaded, and does what the stage does when it is linked
//! in.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod common;

use warraq_core::{Annotation, Document, LayerName};
use warraq_plugin::testing::{document, lines, run};
use warraq_plugin::{LoadError, PluginLibrary};

const TEXT: &str = "قال [PER كيم جونغ أون]: «روسيا دولة صديقة».";

fn quotes() -> PluginLibrary {
    PluginLibrary::open(&common::library("warraq-quotes", "quotes")).unwrap()
}

fn processed(config: &str, text: &str) -> Document {
    let stage = quotes().create("quotes", config).unwrap();
    let mut document = document(text).unwrap();
    run(stage.as_ref(), &mut document).unwrap();
    document
}

#[test]
fn a_library_says_what_it_has() {
    let library = quotes();
    assert_eq!(library.name(), "warraq-quotes");
    assert_eq!(library.version(), env!("CARGO_PKG_VERSION"));
    assert_eq!(library.abi(), (1, 0));
    assert_eq!(library.stage_names().collect::<Vec<_>>(), ["quotes"]);
    let quotes = LayerName::new("quotes").unwrap();
    assert_eq!(library.provides("quotes"), [quotes]);
    let required = [LayerName::SENTENCES, LayerName::TOKENS, LayerName::ENTITIES];
    assert_eq!(library.requires("quotes"), required);
    assert!(library.provides("nothing").is_empty());
}

#[test]
fn the_layer_of_a_library_is_in_the_document() {
    let layer = LayerName::new("quotes").unwrap();
    let document = processed("{}", TEXT);
    let expected = ["direct [روسيا دولة صديقة] speaker=كيم جونغ أون cue=قال"];
    assert_eq!(lines(&document, &layer), expected);
    assert_eq!(
        document.layer(&layer).unwrap().parent(),
        Some(&LayerName::ENTITIES)
    );
    let quote = document
        .view::<Annotation<'_>>(&layer)
        .unwrap()
        .get(0)
        .unwrap();
    assert_eq!(quote.parent(), Some(0));
}

#[test]
fn the_configuration_reaches_the_stage() {
    let layer = LayerName::new("quotes").unwrap();
    let text = "وأضاف: «سنعود غدا».";
    assert_eq!(lines(&processed("{}", text), &layer).len(), 1);
    assert_eq!(
        lines(&processed(r#"{"unnamed": false}"#, text), &layer).len(),
        0
    );
    let error = quotes()
        .create("quotes", r#"{"unnamd": false}"#)
        .err()
        .unwrap();
    assert!(matches!(error, LoadError::CreateFailed { .. }));
    assert!(
        error.to_string().contains("unknown field `unnamd`"),
        "{error}"
    );
}

#[test]
fn an_unknown_stage_is_refused_with_those_that_there_are() {
    let error = quotes().create("quote", "{}").err().unwrap();
    assert_eq!(
        error.to_string(),
        "the plugin `warraq-quotes` has no stage `quote`"
    );
    assert_eq!(error.hint().unwrap(), "it has: quotes");
}

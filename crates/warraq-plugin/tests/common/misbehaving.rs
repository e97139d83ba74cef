//! The stage of the example `misbehaving`: what its ways to fail say, wherever it runs, and what it finds
//! in documents on which it does no wrong.

use warraq_core::{Document, LayerName, Metadata};
use warraq_plugin::testing::lines;

/// A way to fail, and what the error says.
pub(crate) const FAILURES: [(&str, &str); 12] = [
    ("error", "it does not like the text"),
    ("reversed", "it ends before it starts"),
    ("beyond", "it reaches beyond the text"),
    ("mid_character", "it cuts a character in two"),
    ("not_a_number", "its score is not a finite number"),
    ("unknown_label", "its label is no row of the label table"),
    (
        "unknown_attributes",
        "its attributes are no row of the attribute table",
    ),
    (
        "unknown_parent",
        "its parent is no span of the parent layer",
    ),
    (
        "undeclared_layer",
        "writes the layer `tokens` without declaring it in `provides`",
    ),
    (
        "infinite_attribute",
        "the attribute `x` is not a finite number",
    ),
    (
        "panic",
        "it panicked: it panics on purpose (crates/warraq-plugin/examples/misbehaving.rs:",
    ),
    ("panic_with_panicking_payload", "it panicked: (no message)"),
];

/// A document with a name of its own.
pub(crate) fn document(id: &str, text: &str) -> Document {
    let metadata = Metadata {
        id: id.to_owned(),
        ..Metadata::default()
    };
    Document::new(metadata, text.to_owned()).unwrap()
}

/// What the stage `misbehaving` found in it, as lines.
pub(crate) fn found(document: &Document) -> Vec<String> {
    lines(document, &LayerName::new("misbehaving").unwrap())
}

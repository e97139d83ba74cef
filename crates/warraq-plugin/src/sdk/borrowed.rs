//! The host's document as the core's [`Document`], read where it lies.

use super::export::Description;
use crate::abi::{WarraqAttribute, WarraqDocument, WarraqLayer, WarraqRange, WarraqSpan};
use crate::abi::{WarraqStrings, WarraqText};
use crate::raw;
use warraq_core::{Attribute, AttributeTable, Document, DocumentParts, DocumentTime, Layer};
use warraq_core::{LayerName, Metadata, Source, Span, StringTable, TableRange};

/// A document over the host's memory, with the layers that the stage declares.
///
/// # Safety
/// `document` and all it shows are as the ABI says, from a host of this major version. The result
/// and all that was read from it are gone before the host's call returns: the lifetime in it is
/// longer than the memory's.
pub(super) unsafe fn borrow(document: &WarraqDocument, declared: &Description) -> Document {
    // SAFETY: the caller promises a document as the ABI says.
    let layers = unsafe { raw::slice(document.layers, document.layer_count) };
    // SAFETY: as above.
    let attributes = unsafe { raw::slice(document.attributes, document.attribute_count) };
    // SAFETY: as above.
    let rows = unsafe { raw::slice(document.rows, document.row_count) };
    // SAFETY: as above.
    let strings = unsafe { strings(&document.attribute_strings) };
    Document::from_parts(DocumentParts {
        // SAFETY: as above; the ABI's texts from the host are UTF-8.
        text: unsafe { raw::trusted_text(document.text) },
        // SAFETY: as above.
        metadata: unsafe { metadata(document) },
        // SAFETY: as above, for each layer.
        layers: layers
            .iter()
            .filter_map(|found| unsafe { layer(found, declared) })
            .collect(),
        // SAFETY: as above.
        labels: unsafe { self::strings(&document.labels) },
        attributes: AttributeTable::from_parts(
            strings,
            core_attributes(attributes),
            core_ranges(rows),
        ),
    })
}

unsafe fn metadata(document: &WarraqDocument) -> Metadata {
    // SAFETY: the caller of `borrow` promises texts as the ABI says.
    let owned = |text: WarraqText| unsafe { raw::trusted_text(text) }.to_owned();
    Metadata {
        id: owned(document.id),
        source: Source {
            path: owned(document.source_path),
            line: (document.source_line != 0).then_some(document.source_line),
            encoding: owned(document.source_encoding),
        },
        time: (document.time.length != 0)
            .then(|| DocumentTime::parse(&owned(document.time)).ok())
            .flatten(),
        title: (!document.title.bytes.is_null()).then(|| owned(document.title)),
        extra: owned(document.extra),
    }
}

unsafe fn layer(layer: &WarraqLayer, declared: &Description) -> Option<Layer> {
    // SAFETY: the caller of `borrow` promises a layer as the ABI says.
    let name = unsafe { raw::trusted_text(layer.name) };
    // What the stage does not declare, it cannot read.
    let name = declared.layer(name)?;
    // SAFETY: as above.
    let parent = unsafe { raw::trusted_text(layer.parent) };
    let known = |parent| {
        declared
            .layer(parent)
            .or_else(|| LayerName::new(parent).ok())
    };
    let parent = Some(parent)
        .filter(|parent| !parent.is_empty())
        .and_then(known);
    // SAFETY: as above.
    let stage = unsafe { raw::trusted_text(layer.stage) };
    // SAFETY: as above.
    let spans = unsafe { raw::slice(layer.spans, layer.span_count) };
    Some(Layer::from_parts(name, stage, parent, core_spans(spans)))
}

unsafe fn strings(strings: &WarraqStrings) -> StringTable {
    // SAFETY: the caller of `borrow` promises a table as the ABI says.
    let text = unsafe { raw::trusted_text(strings.text) };
    // SAFETY: as above.
    let ranges = unsafe { raw::slice(strings.ranges, strings.count) };
    StringTable::from_parts(text, core_ranges(ranges))
}

fn core_spans(spans: &'static [WarraqSpan]) -> &'static [Span] {
    // SAFETY: the two have one layout, which `abi::layout` asserts, and any bits are a value of it.
    unsafe { raw::slice(spans.as_ptr().cast(), spans.len()) }
}

fn core_ranges(ranges: &'static [WarraqRange]) -> &'static [TableRange] {
    // SAFETY: the two have one layout, which `abi::layout` asserts, and any bits are a value of it.
    unsafe { raw::slice(ranges.as_ptr().cast(), ranges.len()) }
}

fn core_attributes(attributes: &'static [WarraqAttribute]) -> &'static [Attribute] {
    // SAFETY: the two have one layout, which `abi::layout` asserts; a host of this major version
    // has no other kinds than those of the core.
    unsafe { raw::slice(attributes.as_ptr().cast(), attributes.len()) }
}

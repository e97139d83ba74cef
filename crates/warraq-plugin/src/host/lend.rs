//! A document as the C structure that shows it to a library, without a copy.

use super::layers::Layers;
use crate::abi::{WarraqDocument, WarraqLayer, WarraqRange, WarraqStrings, WarraqText};
use warraq_core::{DocumentView, StageError, StringTable};

/// The layers that the stage may read and the document has.
pub(crate) fn layers(
    document: &DocumentView<'_>,
    declared: &Layers,
) -> Result<Vec<WarraqLayer>, StageError> {
    let mut layers = Vec::with_capacity(declared.requires.len() + declared.uses.len());
    for (text, name) in declared.read_layers() {
        let Some(view) = document.optional_layer(name)? else {
            continue;
        };
        let layer = view.layer();
        let parent = layer.parent();
        layers.push(WarraqLayer {
            name: WarraqText::lend(text),
            stage: WarraqText::lend(layer.stage()),
            parent: parent.map_or(WarraqText::ABSENT, |name| WarraqText::lend(name.as_str())),
            spans: layer.spans().as_ptr().cast(),
            span_count: layer.spans().len(),
        });
    }
    Ok(layers)
}

/// Shows `document` and `layers`; the result must not be used after either.
pub(crate) fn document(document: &DocumentView<'_>, layers: &[WarraqLayer]) -> WarraqDocument {
    let metadata = document.metadata();
    let (attributes, rows) = document.attributes().as_parts();
    let time = metadata.time.as_ref().map_or("", |time| time.as_written());
    WarraqDocument {
        struct_size: size_of::<WarraqDocument>(),
        text: WarraqText::lend(document.text()),
        id: WarraqText::lend(&metadata.id),
        source_path: WarraqText::lend(&metadata.source.path),
        source_encoding: WarraqText::lend(&metadata.source.encoding),
        source_line: metadata.source.line.unwrap_or(0),
        time: WarraqText::lend(time),
        title: metadata
            .title
            .as_deref()
            .map_or(WarraqText::ABSENT, WarraqText::lend),
        extra: WarraqText::lend(&metadata.extra),
        layers: layers.as_ptr(),
        layer_count: layers.len(),
        labels: strings(document.labels()),
        attribute_strings: strings(document.attributes().strings()),
        attributes: attributes.as_ptr().cast(),
        attribute_count: attributes.len(),
        rows: rows.as_ptr().cast(),
        row_count: rows.len(),
    }
}

fn strings(table: &StringTable) -> WarraqStrings {
    let (text, ranges) = table.as_parts();
    WarraqStrings {
        text: WarraqText::lend(text),
        ranges: ranges.as_ptr().cast::<WarraqRange>(),
        count: ranges.len(),
    }
}

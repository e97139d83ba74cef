//! A document in a frame, and the C structure that shows it to the library in the worker.

use super::frame::{BadFrame, Reader, Writer};
use crate::abi::{WarraqAttribute, WarraqDocument, WarraqLayer, WarraqRange, WarraqStrings};
use crate::abi::{WarraqSpan, WarraqText};
use crate::host::Layers;
use warraq_core::{DocumentView, LayerName, NONE, StageError, StringTable};

/// Writes what a stage may read of a document.
pub(super) fn write(
    document: &DocumentView<'_>,
    declared: &Layers,
    frame: &mut Writer,
) -> Result<(), StageError> {
    let metadata = document.metadata();
    frame.number(metadata.source.line.unwrap_or(0));
    frame.number(u64::from(metadata.title.is_some()));
    let time = metadata.time.as_ref().map_or("", |time| time.as_written());
    let source = &metadata.source;
    let title = metadata.title.as_deref().unwrap_or_default();
    let texts = [
        &*metadata.id,
        &source.path,
        &source.encoding,
        time,
        title,
        &metadata.extra,
    ];
    for text in texts.into_iter().chain([document.text()]) {
        frame.text(text);
    }
    write_strings(document.labels(), frame);
    let mut layers = Vec::new();
    for (_, name) in declared.read_layers() {
        layers.extend(document.optional_layer(name)?);
    }
    let has_attributes =
        |layer: &warraq_core::View<'_>| layer.spans().iter().any(|span| span.attributes != NONE);
    write_attributes(document, layers.iter().any(has_attributes), frame);
    frame.number(layers.len() as u64);
    for layer in layers {
        let parent = layer.layer().parent().map_or("", LayerName::as_str);
        for text in [layer.layer().name().as_str(), layer.layer().stage(), parent] {
            frame.text(text);
        }
        frame.spans(layer.spans());
    }
    Ok(())
}

/// Writes the attribute table, or an empty one if nothing that is sent refers to it.
fn write_attributes(document: &DocumentView<'_>, used: bool, frame: &mut Writer) {
    let (attributes, rows) = document.attributes().as_parts();
    if used {
        write_strings(document.attributes().strings(), frame);
        frame.attributes(attributes);
        frame.ranges(rows);
    } else {
        write_strings(&StringTable::default(), frame);
        frame.attributes(&[]);
        frame.ranges(&[]);
    }
    frame.number(rows.len() as u64);
}

fn write_strings(table: &StringTable, frame: &mut Writer) {
    let (text, ranges) = table.as_parts();
    frame.text(text);
    frame.ranges(ranges);
}

/// A document that lies in a frame.
pub(super) struct ShownDocument<'a> {
    document: WarraqDocument,
    /// The number of labels of the whole document: new ones continue it.
    pub(super) labels: u32,
    /// The number of attribute rows of the whole document.
    pub(super) rows: u32,
    _layers: Vec<WarraqLayer>,
    _frame: Reader<'a>,
}

impl<'a> ShownDocument<'a> {
    pub(super) fn read(frame: Reader<'a>) -> Result<Self, BadFrame> {
        let mut reader = frame.clone();
        let (source_line, has_title) = (reader.number()?, reader.number()? != 0);
        let mut text = || lent_text(&mut reader);
        let (id, source_path, source_encoding) = (text()?, text()?, text()?);
        let (time, title, extra, body) = (text()?, text()?, text()?, text()?);
        let labels = lent_strings(&mut reader)?;
        let attribute_strings = lent_strings(&mut reader)?;
        let attributes: &[WarraqAttribute] = reader.values()?;
        let rows: &[WarraqRange] = reader.values()?;
        let row_count = u32::try_from(reader.number()?).map_err(|_| BadFrame)?;
        let layers = (0..reader.number()?).map(|_| lent_layer(&mut reader));
        let layers = layers.collect::<Result<Vec<_>, _>>()?;
        let document = WarraqDocument {
            struct_size: size_of::<WarraqDocument>(),
            text: body,
            id,
            source_path,
            source_encoding,
            source_line,
            time,
            title: if has_title { title } else { WarraqText::ABSENT },
            extra,
            layers: layers.as_ptr(),
            layer_count: layers.len(),
            labels,
            attribute_strings,
            attributes: attributes.as_ptr(),
            attribute_count: attributes.len(),
            rows: rows.as_ptr(),
            row_count: rows.len(),
        };
        let labels = u32::try_from(labels.count).map_err(|_| BadFrame)?;
        Ok(Self {
            document,
            labels,
            rows: row_count,
            _layers: layers,
            _frame: frame,
        })
    }

    /// What to show to the library while this value lives.
    pub(super) fn as_ptr(&self) -> *const WarraqDocument {
        &raw const self.document
    }
}

/// A text of the host, which sends nothing else than UTF-8.
fn lent_text(reader: &mut Reader<'_>) -> Result<WarraqText, BadFrame> {
    let bytes = reader.bytes()?;
    Ok(WarraqText {
        bytes: bytes.as_ptr(),
        length: bytes.len(),
    })
}

fn lent_strings(reader: &mut Reader<'_>) -> Result<WarraqStrings, BadFrame> {
    let text = lent_text(reader)?;
    let ranges: &[WarraqRange] = reader.values()?;
    Ok(WarraqStrings {
        text,
        ranges: ranges.as_ptr(),
        count: ranges.len(),
    })
}

fn lent_layer(reader: &mut Reader<'_>) -> Result<WarraqLayer, BadFrame> {
    let (name, stage, parent) = (lent_text(reader)?, lent_text(reader)?, lent_text(reader)?);
    let spans: &[WarraqSpan] = reader.values()?;
    Ok(WarraqLayer {
        name,
        stage,
        parent,
        spans: spans.as_ptr(),
        span_count: spans.len(),
    })
}

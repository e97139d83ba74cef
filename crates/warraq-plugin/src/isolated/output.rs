//! What a stage gives in a worker, in a frame, and how the host takes it.

use super::frame::{BadFrame, Reader, Writer};
use crate::abi::{WARRAQ_FLAG, WARRAQ_INTEGER, WARRAQ_REAL, WARRAQ_TEXT};
use crate::host::Receiver;
use warraq_core::{AttributeValue, LayerName, NONE, Output, Span, StageError};

const LABEL: u64 = 1;
const ATTRIBUTES: u64 = 2;
const PUSH: u64 = 3;
const SET_PARENT: u64 = 4;
const WARN: u64 = 5;

/// Writes what a stage gives, in its order. New labels and rows continue the document's numbers, so
/// that spans may refer to both.
pub(super) struct Recorder {
    frame: Writer,
    next_label: u32,
    next_row: u32,
}

impl Recorder {
    /// A recorder for a document that has so many labels and rows.
    pub(super) fn new(labels: u32, rows: u32) -> Self {
        Self {
            frame: Writer::default(),
            next_label: labels,
            next_row: rows,
        }
    }

    pub(super) fn into_frame(self) -> Writer {
        self.frame
    }
}

impl Receiver for Recorder {
    fn label(&mut self, label: &str) -> Result<u32, StageError> {
        self.frame.number(LABEL);
        self.frame.text(label);
        next(&mut self.next_label)
    }

    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError> {
        if row.is_empty() {
            return Ok(NONE);
        }
        self.frame.number(ATTRIBUTES);
        self.frame.number(row.len() as u64);
        for (key, value) in row {
            self.frame.text(key);
            let (kind, bits) = match *value {
                AttributeValue::Text(text) => {
                    self.frame.number(u64::from(WARRAQ_TEXT));
                    self.frame.text(text);
                    continue;
                }
                AttributeValue::Integer(integer) => (WARRAQ_INTEGER, integer.cast_unsigned()),
                AttributeValue::Real(real) => (WARRAQ_REAL, real.to_bits()),
                AttributeValue::Flag(flag) => (WARRAQ_FLAG, u64::from(flag)),
            };
            self.frame.number(u64::from(kind));
            self.frame.number(bits);
        }
        next(&mut self.next_row)
    }

    fn push(&mut self, layer: &LayerName, spans: &[Span]) -> Result<(), StageError> {
        self.frame.number(PUSH);
        self.frame.text(layer.as_str());
        self.frame.spans(spans);
        Ok(())
    }

    fn set_parent(&mut self, layer: &LayerName, parent: &LayerName) -> Result<(), StageError> {
        self.frame.number(SET_PARENT);
        self.frame.text(layer.as_str());
        self.frame.text(parent.as_str());
        Ok(())
    }

    fn warn(&mut self, code: &str, message: &str) {
        self.frame.number(WARN);
        self.frame.text(code);
        self.frame.text(message);
    }
}

fn next(number: &mut u32) -> Result<u32, StageError> {
    let this = *number;
    *number = this
        .checked_add(1)
        .filter(|next| *next < NONE)
        .ok_or(warraq_core::TableFull)?;
    Ok(this)
}

/// Gives to `output` what a worker recorded for a document with so many labels and rows.
pub(super) fn replay(
    mut frame: Reader<'_>,
    (labels, rows): (usize, usize),
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let mut labels = Rows {
        known: labels,
        new: Vec::new(),
    };
    let mut rows = Rows {
        known: rows,
        new: Vec::new(),
    };
    while !frame.is_empty() {
        match frame.number()? {
            LABEL => labels.new.push(output.label(frame.text()?)?),
            ATTRIBUTES => {
                let row = read_row(&mut frame)?;
                rows.new.push(output.attributes(&row)?);
            }
            PUSH => {
                let layer = layer_name(frame.text()?)?;
                let spans: &[Span] = frame.values()?;
                let moved = spans.iter().map(|span| {
                    let span = span.with_label(labels.place(span.label));
                    span.with_attributes(rows.place(span.attributes))
                });
                output.extend(&layer, moved.collect())?;
            }
            SET_PARENT => {
                let layer = layer_name(frame.text()?)?;
                output.set_parent(&layer, &layer_name(frame.text()?)?)?;
            }
            WARN => {
                let code = frame.text()?;
                output.warn(code, frame.text()?);
            }
            _ => return Err(BadFrame.into()),
        }
    }
    Ok(())
}

/// Where the worker's numbers of labels or rows are in the output.
struct Rows {
    known: usize,
    new: Vec<u32>,
}

impl Rows {
    /// The number in the output; one that is nowhere stays, and is refused with its span.
    fn place(&self, number: u32) -> u32 {
        let new = (number as usize).checked_sub(self.known);
        let beyond = if number == NONE { NONE } else { NONE - 1 };
        new.map_or(number, |index| {
            self.new.get(index).copied().unwrap_or(beyond)
        })
    }
}

fn read_row<'a>(frame: &mut Reader<'a>) -> Result<Vec<(&'a str, AttributeValue<'a>)>, BadFrame> {
    let count = frame.number()?;
    let mut row = Vec::new();
    for _ in 0..count {
        let key = frame.text()?;
        let kind = u32::try_from(frame.number()?).map_err(|_| BadFrame)?;
        row.push((
            key,
            match kind {
                WARRAQ_TEXT => AttributeValue::Text(frame.text()?),
                WARRAQ_INTEGER => AttributeValue::Integer(frame.number()?.cast_signed()),
                WARRAQ_REAL => AttributeValue::Real(f64::from_bits(frame.number()?)),
                WARRAQ_FLAG => AttributeValue::Flag(frame.number()? != 0),
                _ => return Err(BadFrame),
            },
        ));
    }
    Ok(row)
}

fn layer_name(name: &str) -> Result<LayerName, StageError> {
    LayerName::new(name).map_err(|error| StageError::Failed(error.to_string()))
}

impl From<BadFrame> for StageError {
    fn from(_: BadFrame) -> Self {
        Self::failed("its worker sent something that is no output")
    }
}

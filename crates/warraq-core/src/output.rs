//! What a stage gives: spans for its declared layers, checked before the document takes them.
//!
//! Labels and attribute rows are interned into overlays of the document's tables, so that a stage
//! that fails half-way leaves nothing behind.

use crate::attribute_table::{AttributeOverlay, AttributeValue, OwnAttributes};
use crate::document::Document;
use crate::layer::{Layer, LayerName};
use crate::span::{NONE, Span};
use crate::stage::{Stage, StageError};
use crate::string_table::{StringOverlay, StringTable};
use crate::supervisor::Supervisor;
use crate::warning::Warning;
use std::borrow::Cow;

/// How many spans are taken between two checkpoints.
const SPANS_BETWEEN_CHECKPOINTS: usize = 4096;

/// Takes the output of one stage for one document.
pub struct Output<'a> {
    document: &'a Document,
    stage: &'a str,
    supervisor: &'a dyn Supervisor,
    rows: Rows<'a>,
    layers: Vec<Layer>,
    warnings: Vec<Warning>,
    spans_since_checkpoint: usize,
}

/// Interns labels and attribute rows in tables that lie elsewhere: in those of a plugin's host.
///
/// Implemented by whoever runs a stage apart from its document. An implementation answers with the
/// rows that the document's own tables will have; equal strings and rows may share a number.
pub trait RowSource {
    /// The row of a label.
    ///
    /// # Errors
    /// Whatever ends the stage: a full table, a host that refuses.
    fn label(&mut self, label: &str) -> Result<u32, StageError>;

    /// The row of a list of attributes, which is not empty and has finite numbers only.
    ///
    /// # Errors
    /// As [`RowSource::label`].
    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError>;
}

/// Where labels and attribute rows are interned.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each document and stage, and the large one is the usual one"
)]
enum Rows<'a> {
    /// In overlays of the document's tables.
    Own {
        labels: StringOverlay<'a>,
        attributes: AttributeOverlay<'a>,
    },
    /// Elsewhere.
    Remote(&'a mut dyn RowSource),
}

impl Rows<'_> {
    /// The numbers of labels and attribute rows; none of those that lie elsewhere are known.
    fn lengths(&self) -> (usize, usize) {
        match self {
            Self::Own { labels, attributes } => (labels.len(), attributes.len()),
            Self::Remote(_) => (0, 0),
        }
    }

    fn allocated_bytes(&self) -> usize {
        match self {
            Self::Own { labels, attributes } => {
                labels.allocated_bytes() + attributes.allocated_bytes()
            }
            Self::Remote(_) => 0,
        }
    }

    fn into_own(self) -> (StringTable, OwnAttributes) {
        match self {
            Self::Own { labels, attributes } => (labels.into_own(), attributes.into_own()),
            Self::Remote(_) => Default::default(),
        }
    }
}

impl<'a> Output<'a> {
    pub(crate) fn new(
        document: &'a Document,
        stage: &'a str,
        provides: &[LayerName],
        supervisor: &'a dyn Supervisor,
    ) -> Self {
        let rows = Rows::Own {
            labels: StringOverlay::new(document.labels()),
            attributes: AttributeOverlay::new(document.attributes()),
        };
        Self::with_rows(document, stage, provides, supervisor, rows)
    }

    /// An output for `stage` on a document that lies elsewhere: [`Output::into_layers`] gives what
    /// was collected, unsorted and unchecked, to hand on to whoever has the document.
    #[must_use]
    pub fn remote(
        document: &'a Document,
        stage: &'a dyn Stage,
        supervisor: &'a dyn Supervisor,
        rows: &'a mut dyn RowSource,
    ) -> Self {
        let (name, provides) = (stage.name(), stage.provides());
        Self::with_rows(document, name, provides, supervisor, Rows::Remote(rows))
    }

    /// What was collected, as it came: neither sorted nor checked.
    #[must_use]
    pub fn into_layers(self) -> (Vec<Layer>, Vec<Warning>) {
        (self.layers, self.warnings)
    }

    fn with_rows(
        document: &'a Document,
        stage: &'a str,
        provides: &[LayerName],
        supervisor: &'a dyn Supervisor,
        rows: Rows<'a>,
    ) -> Self {
        let layer = |name: &LayerName| Layer {
            name: *name,
            stage: Cow::Owned(stage.to_owned()),
            parent: None,
            spans: Cow::Owned(Vec::new()),
        };
        Self {
            document,
            stage,
            supervisor,
            rows,
            layers: provides.iter().map(layer).collect(),
            warnings: Vec::new(),
            spans_since_checkpoint: 0,
        }
    }

    /// The row of a label, for [`Span::with_label`].
    ///
    /// # Errors
    /// [`StageError::TableFull`].
    pub fn label(&mut self, label: &str) -> Result<u32, StageError> {
        match &mut self.rows {
            Rows::Own { labels, .. } => Ok(labels.intern(label)?),
            Rows::Remote(rows) => rows.label(label),
        }
    }

    /// The row of a list of attributes, for [`Span::with_attributes`]; [`NONE`] for an empty list.
    ///
    /// # Errors
    /// [`StageError::TableFull`]; [`StageError::Failed`] for a real number that is not finite.
    pub fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError> {
        if row.is_empty() {
            return Ok(NONE);
        }
        if let Some((key, _)) = row.iter().find(|(_, value)| !is_storable(*value)) {
            return Err(StageError::Failed(format!(
                "the attribute `{key}` is not a finite number"
            )));
        }
        match &mut self.rows {
            Rows::Own { attributes, .. } => Ok(attributes.intern(row)?),
            Rows::Remote(rows) => rows.attributes(row),
        }
    }

    /// Adds one span to a declared layer. Spans may come in any order.
    ///
    /// # Errors
    /// [`StageError::UndeclaredOutput`], or [`StageError::Limit`] at a checkpoint.
    pub fn push(&mut self, layer: &LayerName, span: Span) -> Result<(), StageError> {
        self.layer(layer)?.spans.to_mut().push(span);
        self.count(1)
    }

    /// Adds spans to a declared layer: cheaper than many calls of [`Output::push`].
    ///
    /// # Errors
    /// As [`Output::push`].
    pub fn extend(&mut self, layer: &LayerName, spans: Vec<Span>) -> Result<(), StageError> {
        let count = spans.len();
        let taken = &mut self.layer(layer)?.spans;
        if taken.is_empty() {
            *taken = Cow::Owned(spans);
        } else {
            taken.to_mut().extend(spans);
        }
        self.count(count)
    }

    /// Declares that [`Span::parent`] in `layer` indexes the spans of `parent`: of a layer that the
    /// document has, or of one of this output, in the order in which they were added.
    ///
    /// # Errors
    /// [`StageError::UndeclaredOutput`] if `layer` was not declared.
    pub fn set_parent(&mut self, layer: &LayerName, parent: &LayerName) -> Result<(), StageError> {
        self.layer(layer)?.parent = Some(*parent);
        Ok(())
    }

    /// Adds a warning to the document's record: a stable code, and a sentence for people.
    pub fn warn(&mut self, code: &str, message: impl Into<String>) {
        let (code, stage) = (code.to_owned(), self.stage.to_owned());
        self.warnings.push(Warning {
            code,
            stage,
            message: message.into(),
        });
    }

    /// Sorts and checks what was given.
    pub(crate) fn finish(mut self) -> Result<Finished, StageError> {
        self.sort();
        for layer in &self.layers {
            self.check(layer)?;
        }
        let (labels, attributes) = self.rows.into_own();
        Ok(Finished {
            labels,
            attributes,
            layers: self.layers,
            warnings: self.warnings,
        })
    }

    fn layer(&mut self, name: &LayerName) -> Result<&mut Layer, StageError> {
        let found = self.layers.iter_mut().find(|layer| layer.name == *name);
        found.ok_or(StageError::UndeclaredOutput(*name))
    }

    fn count(&mut self, spans: usize) -> Result<(), StageError> {
        self.spans_since_checkpoint += spans;
        if self.spans_since_checkpoint >= SPANS_BETWEEN_CHECKPOINTS {
            self.spans_since_checkpoint = 0;
            let spans: usize = self.layers.iter().map(|layer| layer.spans.len()).sum();
            let allocated = spans * size_of::<Span>() + self.rows.allocated_bytes();
            self.supervisor.checkpoint(allocated)?;
        }
        Ok(())
    }

    /// Sorts layers that came out of order, and lets their children follow.
    fn sort(&mut self) {
        for index in 0..self.layers.len() {
            let Some(layer) = self.layers.get_mut(index) else {
                continue;
            };
            if layer.spans.is_sorted_by_key(Span::order) {
                continue;
            }
            let mut order: Vec<usize> = (0..layer.spans.len()).collect();
            order.sort_by_key(|old| layer.spans.get(*old).map(Span::order));
            layer.spans.to_mut().sort_by_key(Span::order);
            let mut moved = vec![NONE; order.len()];
            for (new, old) in (0..).zip(order) {
                if let Some(place) = moved.get_mut(old) {
                    *place = new;
                }
            }
            let name = layer.name;
            for child in self
                .layers
                .iter_mut()
                .filter(|child| child.parent.as_ref() == Some(&name))
            {
                for span in child.spans.to_mut() {
                    span.parent = moved
                        .get(span.parent as usize)
                        .copied()
                        .unwrap_or(span.parent);
                }
            }
        }
    }

    fn check(&self, layer: &Layer) -> Result<(), StageError> {
        let of_this_output =
            |name: &LayerName| self.layers.iter().find(|layer| layer.name == *name);
        let parent = layer.parent.as_ref();
        let parent = parent.and_then(|name| of_this_output(name).or(self.document.layer(name)));
        let (labels, attributes) = self.rows.lengths();
        let limits = Limits {
            text: self.document.text(),
            labels,
            attributes,
            parents: parent.map_or(0, |parent| parent.spans.len()),
        };
        for (index, span) in layer.spans.iter().enumerate() {
            limits.check(span).map_err(|source| {
                let layer = layer.name;
                StageError::Span {
                    layer,
                    index,
                    source,
                }
            })?;
        }
        Ok(())
    }
}

/// A stage's output after its checks, apart from the document it was made for.
pub(crate) struct Finished {
    pub(crate) labels: StringTable,
    pub(crate) attributes: OwnAttributes,
    pub(crate) layers: Vec<Layer>,
    pub(crate) warnings: Vec<Warning>,
}

/// What is wrong with a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpanError {
    /// The end stands before the start.
    #[error("it ends before it starts")]
    Reversed,
    /// The end lies behind the text.
    #[error("it reaches beyond the text")]
    OutOfBounds,
    /// The start or the end cuts a character.
    #[error("it cuts a character in two")]
    MidCharacter,
    /// The label is no row of the label table.
    #[error("its label is no row of the label table")]
    UnknownLabel,
    /// The attributes are no row of the attribute table.
    #[error("its attributes are no row of the attribute table")]
    UnknownAttributes,
    /// The parent is no span of the parent layer, or the layer has no parent layer.
    #[error("its parent is no span of the parent layer")]
    UnknownParent,
    /// The score is a NaN or an infinity.
    #[error("its score is not a finite number")]
    BadScore,
}

/// What the numbers in a span must stay below.
struct Limits<'a> {
    text: &'a str,
    labels: usize,
    attributes: usize,
    parents: usize,
}

impl Limits<'_> {
    fn check(&self, span: &Span) -> Result<(), SpanError> {
        let refers = |row: u32, rows: usize| row == NONE || (row as usize) < rows;
        if span.end < span.start {
            Err(SpanError::Reversed)
        } else if span.end as usize > self.text.len() {
            Err(SpanError::OutOfBounds)
        } else if self.text.get(span.range()).is_none() {
            Err(SpanError::MidCharacter)
        } else if !refers(span.label, self.labels) {
            Err(SpanError::UnknownLabel)
        } else if !refers(span.attributes, self.attributes) {
            Err(SpanError::UnknownAttributes)
        } else if !refers(span.parent, self.parents) {
            Err(SpanError::UnknownParent)
        } else if !span.score.is_finite() {
            Err(SpanError::BadScore)
        } else {
            Ok(())
        }
    }
}

fn is_storable(value: AttributeValue<'_>) -> bool {
    !matches!(value, AttributeValue::Real(real) if !real.is_finite())
}

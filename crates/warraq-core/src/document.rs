//! The document: an immutable text, and everything that was found in it.

use crate::annotation::{Annotation, Tables, View};
use crate::attribute_table::AttributeTable;
use crate::layer::{Layer, LayerName};
use crate::metadata::Metadata;
use crate::output::Output;
use crate::stage::StageError;
use crate::string_table::StringTable;
use crate::supervisor::Supervisor;
use crate::warning::Warning;
use std::borrow::Cow;

/// A text, its metadata, and named layers of annotations over it.
///
/// The text never changes: whatever is normalized, folded or guessed is said in layers whose spans
/// are byte ranges of this text.
#[derive(Clone, Debug)]
pub struct Document {
    text: Cow<'static, str>,
    metadata: Metadata,
    layers: Vec<Layer>,
    labels: StringTable,
    attributes: AttributeTable,
    warnings: Vec<Warning>,
}

/// What a document is made of, where it lies in memory that someone else keeps.
///
/// A plugin's host lends its document so: the text, spans and tables are read where they lie.
#[derive(Debug)]
pub struct DocumentParts {
    /// The text, of less than 4 GiB.
    pub text: &'static str,
    /// Identity, source, time and title.
    pub metadata: Metadata,
    /// The layers, sorted and checked.
    pub layers: Vec<Layer>,
    /// What the spans' labels refer to.
    pub labels: StringTable,
    /// What the spans' attributes refer to.
    pub attributes: AttributeTable,
}

/// A text that spans cannot address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text has {bytes} bytes; a document holds at most 4 GiB")]
pub struct TextTooLong {
    /// The length of the text.
    pub bytes: usize,
}

impl Document {
    /// A document without annotations.
    ///
    /// # Errors
    /// [`TextTooLong`] if the text has 4 GiB or more.
    pub fn new(metadata: Metadata, text: String) -> Result<Self, TextTooLong> {
        if u32::try_from(text.len()).is_err() {
            return Err(TextTooLong { bytes: text.len() });
        }
        Ok(Self {
            text: Cow::Owned(text),
            metadata,
            layers: Vec::new(),
            labels: StringTable::default(),
            attributes: AttributeTable::default(),
            warnings: Vec::new(),
        })
    }

    /// A document over parts that are not copied; they are trusted to fit together.
    ///
    /// Parts that do not (a span beyond the text, a row that is not there) read as empty texts and
    /// absent values.
    #[must_use]
    pub fn from_parts(parts: DocumentParts) -> Self {
        Self {
            text: Cow::Borrowed(parts.text),
            metadata: parts.metadata,
            layers: parts.layers,
            labels: parts.labels,
            attributes: parts.attributes,
            warnings: Vec::new(),
        }
    }

    /// The original text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Identity, source, time and title.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The layers, in the order in which stages provided them.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layer with this name.
    #[must_use]
    pub fn layer(&self, name: &LayerName) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == *name)
    }

    /// The annotations of the layer with this name.
    #[must_use]
    pub fn view<'a, T: From<Annotation<'a>>>(&'a self, name: &LayerName) -> Option<View<'a, T>> {
        Some(View::new(self.layer(name)?, self.tables()))
    }

    /// The labels that spans point at.
    #[must_use]
    pub fn labels(&self) -> &StringTable {
        &self.labels
    }

    /// The attribute rows that spans point at.
    #[must_use]
    pub fn attributes(&self) -> &AttributeTable {
        &self.attributes
    }

    /// What was cut, guessed or converted.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Adds a warning; readers do so before any stage runs.
    pub fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Lets `fill` add the layers `provides` in the name of `stage`: all of them, or on an error
    /// nothing at all. A layer that is there already is replaced.
    ///
    /// A pipeline runs its stages through this, and a reader adds what it saw (`markup`).
    ///
    /// # Errors
    /// What `fill` returns, or [`StageError::Span`] for a span that is refused.
    pub fn annotate(
        &mut self,
        stage: &str,
        provides: &[LayerName],
        supervisor: &dyn Supervisor,
        fill: impl FnOnce(&Self, &mut Output<'_>) -> Result<(), StageError>,
    ) -> Result<(), StageError> {
        let mut output = Output::new(self, stage, provides, supervisor);
        fill(self, &mut output)?;
        let finished = output.finish()?;
        self.labels.append(finished.labels)?;
        self.attributes.append(finished.attributes)?;
        self.layers.retain(|layer| !provides.contains(&layer.name));
        self.layers.extend(finished.layers);
        self.warnings.extend(finished.warnings);
        Ok(())
    }

    fn tables(&self) -> Tables<'_> {
        Tables {
            text: &self.text,
            labels: &self.labels,
            attributes: &self.attributes,
        }
    }
}

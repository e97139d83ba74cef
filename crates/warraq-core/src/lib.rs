//! The contracts of Warraq: documents, layers, stages and the pipeline.
//!
//! ```
//! use warraq_core::{Document, DocumentView, LayerName, Metadata, Output, Pipeline, Span, Stage};
//! use warraq_core::{StageError, Unsupervised};
//! use std::sync::Arc;
//!
//! /// Marks every word that starts with the article ال.
//! struct Definite(LayerName);
//!
//! impl Stage for Definite {
//!     fn name(&self) -> &str {
//!         "definite"
//!     }
//!     fn provides(&self) -> &[LayerName] {
//!         std::slice::from_ref(&self.0)
//!     }
//!     fn process(
//!         &self,
//!         document: &DocumentView<'_>,
//!         output: &mut Output<'_>,
//!     ) -> Result<(), StageError> {
//!         let mut start = 0;
//!         for word in document.text().split(' ') {
//!             let end = start + word.len() as u32;
//!             if word.starts_with("ال") {
//!                 output.push(&self.0, Span::new(start, end))?;
//!             }
//!             start = end + 1;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let definite = LayerName::new("definite")?;
//! let pipeline = Pipeline::new(vec![Arc::new(Definite(definite))])?;
//! let mut document = Document::new(Metadata::default(), "زار الرئيس القاهرة".into())?;
//! pipeline.process(&mut document, &Unsupervised)?;
//! let words = document.view::<warraq_core::Annotation>(&definite).expect("the stage provides it");
//! let words: Vec<_> = words.iter().map(|word| word.text()).collect();
//! assert_eq!(words, ["الرئيس", "القاهرة"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Document`] is a text with [`Layer`]s of [`Span`]s; [`View`]s read them as entities, tokens…
//! - [`Stage`] is what every step implements; it sees a [`DocumentView`] and fills an [`Output`].
//! - [`Pipeline`] runs stages in order, and is refused at construction if they do not fit.
//! - [`Supervisor`] is how a runner bounds the time and memory of one document.
//!
//! There is no I/O here, no thread, no clock and no unsafe code.

mod annotation;
mod attribute_table;
mod document;
mod layer;
mod metadata;
mod output;
mod pipeline;
mod row_index;
mod span;
mod stage;
mod string_table;
mod supervisor;
mod view;
mod warning;

pub use annotation::{
    Annotation, Block, Clitic, Entity, Keyphrase, Number, Sentence, SummaryItem, Time, Token, View,
    keys,
};
pub use attribute_table::{Attribute, AttributeKind, AttributeTable, AttributeValue};
pub use document::{Document, DocumentParts, TextTooLong};
pub use layer::{BadLayerName, Layer, LayerName};
pub use metadata::{BadTime, DocumentTime, Metadata, Source};
pub use output::{Output, RowSource, SpanError};
pub use pipeline::{FailureReason, Pipeline, PipelineError, ProcessError, Proposal};
pub use span::{NONE, Span};
pub use stage::{Stage, StageError};
pub use string_table::{StringTable, TableFull, TableRange};
pub use supervisor::{LimitExceeded, Supervisor, Unsupervised};
pub use view::DocumentView;
pub use warning::Warning;

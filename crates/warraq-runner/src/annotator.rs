//! The annotator: a pipeline for single documents, for programs that have their own loop.

use crate::assembly::{Assembly, AssemblyError};
use crate::catalogue::Catalogue;
use crate::configuration::Configuration;
use crate::supervision::DocumentSupervisor;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use warraq_core::{
    Document, Metadata, Pipeline, PipelineError, ProcessError, Stage, TextTooLong, Unsupervised,
};
use warraq_io::{DocumentOptions, RawDocument, Record, RecordOptions, Rejection};

/// Annotates documents one at a time; it is cheap to share between threads.
#[derive(Clone)]
pub struct Annotator {
    pipeline: Pipeline,
    documents: DocumentOptions,
    records: RecordOptions,
}

/// Why a document could not be annotated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnnotateError {
    /// The text is too long.
    #[error(transparent)]
    TextTooLong(#[from] TextTooLong),
    /// The bytes are no document.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A stage failed.
    #[error(transparent)]
    Process(#[from] ProcessError),
}

impl Annotator {
    /// An annotator with the built-in stages and the plugins of `configuration`.
    ///
    /// # Errors
    /// [`AssemblyError`] if the configuration makes no pipeline.
    pub fn new(configuration: &Configuration) -> Result<Self, AssemblyError> {
        let Assembly { pipeline, run, .. } = configuration.assemble(&Catalogue::built_in())?;
        let documents = configuration.document_options()?;
        Ok(Self {
            pipeline,
            documents,
            records: configuration.record_options(&run),
        })
    }

    /// The same with one more stage at the end.
    ///
    /// # Errors
    /// [`PipelineError`] if the stage does not fit.
    pub fn with_stage(self, stage: impl Stage + 'static) -> Result<Self, PipelineError> {
        Ok(Self {
            pipeline: self.pipeline.and(Arc::new(stage))?,
            ..self
        })
    }

    /// Annotates a text that has nothing else.
    ///
    /// # Errors
    /// [`AnnotateError`] if a stage fails.
    pub fn annotate(&self, text: impl Into<String>) -> Result<Document, AnnotateError> {
        let mut document = Document::new(Metadata::default(), text.into())?;
        self.process(&mut document)?;
        Ok(document)
    }

    /// Decodes, parses and annotates what a [`warraq_io::Reader`] has cut.
    ///
    /// # Errors
    /// [`AnnotateError`] if it is no document, or a stage fails.
    pub fn annotate_raw(&self, raw: &RawDocument) -> Result<Document, AnnotateError> {
        let mut document = self.documents.document(raw)?;
        self.process(&mut document)?;
        Ok(document)
    }

    /// The same for somebody who waits: a document that takes longer than `limit` is an error.
    ///
    /// # Errors
    /// [`AnnotateError`] if it is no document, a stage fails, or the time is spent.
    pub fn annotate_raw_within(
        &self,
        raw: &RawDocument,
        limit: Duration,
    ) -> Result<Document, AnnotateError> {
        let mut document = self.documents.document(raw)?;
        let stop = AtomicBool::new(false);
        let stages = self.pipeline.stages().len();
        let supervisor = DocumentSupervisor::new(stages, Some(limit), usize::MAX, &stop);
        self.pipeline.process(&mut document, &supervisor)?;
        Ok(document)
    }

    /// Annotates a document.
    ///
    /// # Errors
    /// [`ProcessError`] if a stage fails; the document keeps the layers of the stages before it.
    pub fn process(&self, document: &mut Document) -> Result<(), ProcessError> {
        self.pipeline.process(document, &Unsupervised)
    }

    /// The record of a document, as a run writes it.
    #[must_use]
    pub fn record(&self, document: &Document) -> Record {
        Record::new(document, &self.records)
    }

    /// The stages.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }
}

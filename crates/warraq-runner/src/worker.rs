//! The worker: one raw document in, one outcome out, whatever happens in between.

use crate::feed::BYTES_FOR_EACH_DOCUMENT;
use crate::report::SlowDocument;
use crate::supervision::DocumentSupervisor;
use crate::units::Share;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use warraq_core::Pipeline;
use warraq_io::{
    DocumentOptions, Position, QuarantineEntry, QuarantineSource, READ_STAGE, RawContent,
    RawDocument, Record, RecordOptions, Rejection,
};

/// What every thread shares.
pub(crate) struct Worker<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) documents: DocumentOptions,
    pub(crate) records: RecordOptions,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) max_document_memory: usize,
    pub(crate) sample: Option<Share>,
    pub(crate) abort: &'a AtomicBool,
}

/// What became of one document.
pub(crate) struct Outcome {
    pub(crate) fate: Fate,
    pub(crate) input_bytes: u64,
    pub(crate) next: Position,
}

impl Outcome {
    fn filtered(raw: &RawDocument) -> Self {
        Self {
            fate: Fate::Filtered,
            input_bytes: raw.content.len(),
            next: raw.next,
        }
    }

    /// The bytes of memory that wait to be written.
    pub(crate) fn held(&self) -> usize {
        let bytes = match &self.fate {
            Fate::Record { record, .. } => record.json.capacity(),
            Fate::Filtered => 0,
            Fate::Quarantine { content, .. } => content.bytes_in_memory(),
        };
        bytes + BYTES_FOR_EACH_DOCUMENT
    }
}

/// Where a document goes.
pub(crate) enum Fate {
    /// Into the output, under an identifier that may have been seen before.
    Record { record: Record, id_hash: u64 },
    /// Nowhere: it is not in the sample, or never meant to be a document.
    Filtered,
    /// Into quarantine, with its bytes.
    Quarantine {
        entry: QuarantineEntry,
        content: RawContent,
    },
}

/// Times of one batch, added up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times {
    pub(crate) reading: Duration,
    pub(crate) stages: Vec<Duration>,
    pub(crate) writing: Duration,
    pub(crate) slowest: Vec<SlowDocument>,
}

impl Worker<'_> {
    /// Processes one document. A panic outside the stages is the document's error, too.
    pub(crate) fn process(&self, raw: RawDocument, times: &mut Times) -> Outcome {
        times
            .stages
            .resize(self.pipeline.stages().len(), Duration::ZERO);
        if self
            .sample
            .is_some_and(|sample| !sample.takes(hash_id(&raw.id)))
        {
            return Outcome::filtered(&raw);
        }
        let span = tracing::debug_span!("document", id = raw.id, bytes = raw.content.len());
        let _entered = span.enter();
        let started = Instant::now();
        let before = times.stages.clone();
        let processed = catch_unwind(AssertUnwindSafe(|| self.try_process(&raw, times)));
        let took = times.stages.iter().zip(&before);
        let took = took.map(|(after, before)| *after - *before).enumerate();
        times.note(SlowDocument {
            time: started.elapsed(),
            path: raw.path.clone(),
            line: raw.line,
            bytes: raw.content.len(),
            slowest_stage: took.max_by_key(|(_, took)| *took),
        });
        let (input_bytes, next) = (raw.content.len(), raw.next);
        let fate = match processed {
            Ok(Ok((record, id_hash))) => Fate::Record { record, id_hash },
            Ok(Err(failure)) => failure.into_fate(raw),
            Err(payload) => {
                // Dropping a payload may panic in turn.
                std::mem::forget(payload);
                let (id, stage) = (raw.id.clone(), "runner".to_owned());
                Failure {
                    id,
                    stage,
                    reason: "it panicked".to_owned(),
                    is_filtered: false,
                }
                .into_fate(raw)
            }
        };
        Outcome {
            fate,
            input_bytes,
            next,
        }
    }

    fn try_process(&self, raw: &RawDocument, times: &mut Times) -> Result<(Record, u64), Failure> {
        let start = Instant::now();
        let document = self.documents.document(raw);
        times.reading += start.elapsed();
        let mut document = document?;
        let supervisor = DocumentSupervisor::new(
            self.pipeline.stages().len(),
            self.time_limit,
            self.max_document_memory,
            self.abort,
        );
        let outcome = self.pipeline.process(&mut document, &supervisor);
        supervisor.add_times(&mut times.stages);
        supervisor.log(self.pipeline);
        outcome.map_err(|error| Failure {
            id: document.metadata().id.clone(),
            stage: error.stage,
            reason: error.reason.to_string(),
            is_filtered: false,
        })?;
        let start = Instant::now();
        let record = Record::new(&document, &self.records);
        times.writing += start.elapsed();
        Ok((record, hash_id(&document.metadata().id)))
    }
}

struct Failure {
    id: String,
    stage: String,
    reason: String,
    is_filtered: bool,
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let Rejection {
            id,
            reason,
            is_filtered,
        } = rejection;
        Self {
            id,
            stage: READ_STAGE.to_owned(),
            reason,
            is_filtered,
        }
    }
}

impl Failure {
    fn into_fate(self, raw: RawDocument) -> Fate {
        if self.is_filtered {
            tracing::debug!(id = self.id, reason = self.reason, "filtered");
            return Fate::Filtered;
        }
        let entry = QuarantineEntry {
            id: self.id,
            source: QuarantineSource {
                path: raw.path,
                line: raw.line,
            },
            stage: self.stage,
            reason: self.reason,
            format: raw.format,
            records_before: 0,
            is_broken_off: matches!(raw.content, RawContent::Unreadable { .. }),
        };
        Fate::Quarantine {
            entry,
            content: raw.content,
        }
    }
}

/// The seed is fixed: which of two ids is called a duplicate must not change between runs.
pub(crate) fn hash_id(id: &str) -> u64 {
    FixedState::with_seed(0x6964).hash_one(id)
}

//! The writer: takes processed batches, restores the input order, counts and writes.

use crate::feed::Done;
use crate::report::{Counts, Report, SlowDocument};
use crate::run::Observer;
use crate::run_error::RunError;
use crate::sink::Sink;
use crate::units::ErrorBudget;
use crate::window::Window;
use crate::worker::{Fate, Outcome, Times};
use std::collections::{BTreeMap, HashSet};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Ids beyond so many are no longer compared, to keep memory bounded.
const MOST_IDS_COMPARED: usize = 4_000_000;

/// The number of slow documents that a report names.
const MOST_SLOW_DOCUMENTS: usize = 10;

/// Writes outcomes in input order and counts them.
pub(crate) struct Writer {
    pub(crate) sink: Sink,
    pub(crate) counts: Counts,
    pub(crate) times: Times,
    pub(crate) ids: HashSet<u64>,
    /// The documents of the runs that this one resumes.
    pub(crate) read_before: u64,
    max_errors: Option<ErrorBudget>,
}

impl Writer {
    pub(crate) fn new(sink: Sink, max_errors: Option<ErrorBudget>) -> Self {
        let (counts, times) = (Counts::default(), Times::default());
        Self {
            sink,
            counts,
            times,
            ids: HashSet::new(),
            read_before: 0,
            max_errors,
        }
    }

    /// Writes until the last batch; true if the run was stopped before it.
    pub(crate) fn write_all(
        &mut self,
        receiver: &Receiver<Done>,
        window: &Window,
        observer: &dyn Observer,
    ) -> Result<bool, RunError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for done in receiver {
            waiting.insert(done.sequence, done);
            while let Some(Done {
                outcomes,
                held,
                times,
                ..
            }) = waiting.remove(&next)
            {
                // Behind a batch that was not begun nothing is written, so that what is written
                // is always a beginning of the whole.
                let Some(outcomes) = outcomes else {
                    return Ok(true);
                };
                next += 1;
                self.times.add(&times);
                for outcome in outcomes {
                    self.write(outcome)?;
                }
                window.give_back(held);
                observer.progress(&self.counts);
            }
        }
        Ok(false)
    }

    fn write(&mut self, outcome: Outcome) -> Result<(), RunError> {
        let Outcome {
            fate,
            input_bytes,
            next,
            ..
        } = outcome;
        self.counts.read += 1;
        self.counts.input_bytes += input_bytes;
        self.counts.next = next;
        match fate {
            Fate::Record {
                mut record,
                id_hash,
            } => {
                if self.is_duplicate(id_hash) {
                    record.warn(
                        "duplicate_id",
                        "read",
                        "an earlier document has the same id",
                    );
                }
                self.sink.record(&record.json)?;
                self.counts.written += 1;
                self.counts.output_bytes += record.json.len() as u64 + 1;
            }
            Fate::Quarantine { mut entry, content } => {
                tracing::debug!(
                    id = entry.id,
                    stage = entry.stage,
                    reason = entry.reason,
                    "quarantine"
                );
                entry.records_before = self.counts.written;
                self.sink.quarantine(entry, content)?;
                self.counts.quarantined += 1;
            }
            Fate::Filtered => {
                self.sink.filtered();
                self.counts.filtered += 1;
            }
        }
        self.sink.advance(input_bytes, next)?;
        self.check_errors(false)
    }

    /// Ends a run that has too many documents in quarantine.
    fn check_errors(&self, is_end: bool) -> Result<(), RunError> {
        let Counts {
            read, quarantined, ..
        } = self.counts;
        match self.max_errors {
            Some(budget) if budget.is_spent(quarantined, read, is_end) => {
                Err(RunError::ErrorBudgetSpent {
                    quarantined,
                    read,
                    budget,
                    folder: self.sink.folder(),
                })
            }
            _ => Ok(()),
        }
    }

    fn is_duplicate(&mut self, id_hash: u64) -> bool {
        if self.ids.len() < MOST_IDS_COMPARED {
            !self.ids.insert(id_hash)
        } else {
            self.ids.contains(&id_hash)
        }
    }

    /// Checks that all documents are accounted for: `read_now` is what the reader counted, where
    /// everything that it read was to be written.
    pub(crate) fn check_counts(&self, read_now: Option<u64>) -> Result<(), RunError> {
        let Counts {
            read,
            written,
            filtered,
            quarantined,
            ..
        } = self.counts;
        let closes = read == written + filtered + quarantined
            && read_now.is_none_or(|now| now + self.read_before == read);
        if closes {
            return Ok(());
        }
        let read = read.max(read_now.unwrap_or_default() + self.read_before);
        Err(RunError::CountsDoNotClose {
            read,
            written,
            filtered,
            quarantined,
        })
    }

    pub(crate) fn finish(self, report: &Report) -> Result<(), RunError> {
        // A run that was stopped leaves its whole shards, and nothing that passes for a result.
        if !report.was_stopped {
            self.check_errors(true)?;
            self.sink.finish(&report.to_json())?;
        }
        Ok(())
    }
}

impl Times {
    /// Remembers a document if it is among the slowest.
    pub(crate) fn note(&mut self, document: SlowDocument) {
        let faster = |other: &SlowDocument| other.time >= document.time;
        let place = self.slowest.partition_point(faster);
        if place < MOST_SLOW_DOCUMENTS {
            self.slowest.insert(place, document);
            self.slowest.truncate(MOST_SLOW_DOCUMENTS);
        }
    }

    fn add(&mut self, other: &Self) {
        self.reading += other.reading;
        self.writing += other.writing;
        other
            .slowest
            .iter()
            .cloned()
            .for_each(|document| self.note(document));
        self.stages
            .resize(self.stages.len().max(other.stages.len()), Duration::ZERO);
        for (total, time) in self.stages.iter_mut().zip(&other.stages) {
            *total += *time;
        }
    }
}

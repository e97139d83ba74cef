//! Supervision: the clock, the limits and the stop flag that stages themselves do not have.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use warraq_core::{LimitExceeded, Pipeline, Supervisor};

/// Watches one document: its time, its memory, and how long each stage took.
pub(crate) struct DocumentSupervisor<'a> {
    deadline: Option<Instant>,
    max_bytes: usize,
    stop: &'a AtomicBool,
    started: Instant,
    /// For each stage, nanoseconds since `started` while it runs, and what it took afterwards.
    times: Vec<AtomicU64>,
}

impl<'a> DocumentSupervisor<'a> {
    pub(crate) fn new(
        stages: usize,
        limit: Option<Duration>,
        max_bytes: usize,
        stop: &'a AtomicBool,
    ) -> Self {
        let started = Instant::now();
        let deadline = limit.and_then(|limit| started.checked_add(limit));
        let times = (0..stages).map(|_| AtomicU64::new(0)).collect();
        Self {
            deadline,
            max_bytes,
            stop,
            started,
            times,
        }
    }

    /// Adds the time of each stage to `totals`.
    pub(crate) fn add_times(&self, totals: &mut [Duration]) {
        for (total, time) in totals.iter_mut().zip(&self.times) {
            *total += Duration::from_nanos(time.load(Ordering::Relaxed));
        }
    }

    /// Logs what each stage took of this document.
    pub(crate) fn log(&self, pipeline: &Pipeline) {
        if !tracing::enabled!(tracing::Level::TRACE) {
            return;
        }
        for (stage, time) in pipeline.stages().iter().zip(&self.times) {
            let microseconds = time.load(Ordering::Relaxed) / 1_000;
            tracing::trace!(stage = stage.name(), microseconds, "stage");
        }
    }

    fn nanoseconds(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Supervisor for DocumentSupervisor<'_> {
    fn checkpoint(&self, allocated: usize) -> Result<(), LimitExceeded> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(LimitExceeded::Stopped);
        }
        if allocated > self.max_bytes {
            return Err(LimitExceeded::Memory);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(LimitExceeded::Time),
            _ => Ok(()),
        }
    }

    fn stage_started(&self, stage: usize) {
        if let Some(time) = self.times.get(stage) {
            time.store(self.nanoseconds(), Ordering::Relaxed);
        }
    }

    fn stage_finished(&self, stage: usize) {
        if let Some(time) = self.times.get(stage) {
            let took = self
                .nanoseconds()
                .saturating_sub(time.load(Ordering::Relaxed));
            time.store(took, Ordering::Relaxed);
        }
    }
}

//! The report: what a run did, in numbers.

use crate::manifest::ShardEntry;
use std::path::PathBuf;
use std::time::Duration;
use warraq_io::Position;

/// Documents and bytes so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents read.
    pub read: u64,
    /// Records written.
    pub written: u64,
    /// Documents that are not in the sample, and parts of web archives that are no pages.
    pub filtered: u64,
    /// Documents in quarantine.
    pub quarantined: u64,
    /// Bytes of input, decompressed.
    pub input_bytes: u64,
    /// Bytes of records.
    pub output_bytes: u64,
    /// Where the input goes on.
    pub next: Position,
}

impl Counts {
    pub(crate) fn of_shard(shard: &ShardEntry) -> Self {
        Self {
            read: shard.read,
            written: shard.written,
            filtered: shard.filtered,
            quarantined: shard.quarantined,
            input_bytes: shard.input_bytes,
            output_bytes: 0,
            next: shard.next,
        }
    }
}

/// A document that took long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowDocument {
    /// What it took in all.
    pub time: Duration,
    /// Its file's path as the run named it.
    pub path: String,
    /// Its line, where the file holds many documents.
    pub line: Option<u64>,
    /// Its length in bytes of input.
    pub bytes: u64,
    /// The stage that took the most of its time, and how much; none if it reached no stage.
    pub slowest_stage: Option<(usize, Duration)>,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The hash of the run.
    pub run: String,
    /// Documents and bytes, those of the runs that this one resumed included.
    pub counts: Counts,
    /// The time on the clock.
    pub wall_time: Duration,
    /// Decoding and parsing, added up over the threads.
    pub reading: Duration,
    /// Each stage, added up over the threads.
    pub stages: Vec<(String, Duration)>,
    /// Making records, added up over the threads.
    pub writing: Duration,
    /// The documents that took the longest, the slowest first; at most ten.
    pub slowest: Vec<SlowDocument>,
    /// Where quarantine went.
    pub quarantine: PathBuf,
    /// The threads.
    pub threads: usize,
    /// Whether it was stopped before the end of its input.
    pub was_stopped: bool,
    /// What `run.json` says besides: the configuration, plugins, models and inputs.
    pub(crate) details: serde_json::Value,
}

impl Report {
    /// Input bytes for each second on the clock.
    #[must_use]
    pub fn bytes_per_second(&self) -> f64 {
        self.counts.input_bytes as f64 / self.wall_time.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// What `run.json` says.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let speed = |time: Duration| {
            let bytes = self.counts.input_bytes as f64;
            let rate = bytes / 1e6 / time.as_secs_f64().max(1e-9);
            serde_json::json!({ "seconds": time.as_secs_f64(), "megabytes_per_second": rate })
        };
        let stages: serde_json::Map<String, serde_json::Value> = self
            .stages
            .iter()
            .map(|(name, time)| (name.clone(), speed(*time)))
            .collect();
        let mut report = serde_json::json!({
            "program": env!("CARGO_PKG_VERSION"),
            "run": self.run,
            "documents": {
                "read": self.counts.read,
                "written": self.counts.written,
                "filtered": self.counts.filtered,
                "quarantined": self.counts.quarantined,
            },
            "input_bytes": self.counts.input_bytes,
            "threads": self.threads,
            "time": {
                "wall": speed(self.wall_time),
                "read": speed(self.reading),
                "stages": stages,
                "write": speed(self.writing),
            },
        });
        if let (Some(report), Some(details)) = (report.as_object_mut(), self.details.as_object()) {
            report.extend(details.clone());
        }
        report
    }
}

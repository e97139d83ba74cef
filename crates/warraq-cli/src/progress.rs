//! Progress and the closing table, on standard error.

use crate::messages;
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use warraq_io::Position;
use warraq_runner::{Counts, Observer, Report};

/// Shows how far a run is, and stops it when the user interrupts.
pub(crate) struct Progress {
    bar: ProgressBar,
    input: Option<Input>,
    /// What was done before this process, and when that was looked at.
    start: OnceLock<(f64, Instant)>,
    interrupted: &'static AtomicBool,
}

/// The input files, as far as progress needs to know them.
struct Input {
    /// For each file, the bytes on disk of those before it and its own.
    files: Vec<(u64, u64)>,
    total: u64,
}

impl Input {
    fn new(sizes: &[u64]) -> Self {
        let mut total = 0;
        let file = |size: &u64| {
            let before = total;
            total += size;
            (before, *size)
        };
        Self {
            files: sizes.iter().map(file).collect(),
            total,
        }
    }

    /// The share of the input that is done. How far a compressed file is read on disk is not known:
    /// the bytes that came out of it stand for it, up to its own size.
    fn share(&self, next: Position) -> f64 {
        let done = match self.files.get(next.file) {
            Some((before, size)) => before + next.byte.min(*size),
            None => self.total,
        };
        done as f64 / self.total.max(1) as f64
    }
}

/// The seconds that are left if the rest goes as what was done since `begun_at`.
fn seconds_left(begun_at: f64, share: f64, seconds: f64) -> Option<f64> {
    let done = share - begun_at;
    (done > 0.0).then(|| seconds * (1.0 - share).max(0.0) / done)
}

impl Progress {
    /// Progress on a terminal; nothing is shown elsewhere, or if `quiet`.
    pub(crate) fn new(
        quiet: bool,
        sizes: Option<Vec<u64>>,
        interrupted: &'static AtomicBool,
    ) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let bar = if is_shown {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            input: sizes
                .filter(|sizes| !sizes.is_empty())
                .map(|sizes| Input::new(&sizes)),
            start: OnceLock::new(),
            interrupted,
        }
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn progress(&self, counts: &Counts) {
        if self.bar.is_hidden() {
            return;
        }
        let share = self.input.as_ref().map(|input| input.share(counts.next));
        let (begun_at, begun) = *self
            .start
            .get_or_init(|| (share.unwrap_or_default(), Instant::now()));
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let mut message = format!(
            "{} documents, {}, {:.1} MB/s,",
            HumanCount(counts.read),
            HumanBytes(counts.input_bytes),
            counts.input_bytes as f64 / 1e6 / seconds,
        );
        if counts.quarantined > 0 {
            message += &format!(" {} in quarantine,", HumanCount(counts.quarantined));
        }
        if let (Some(input), Some(share)) = (&self.input, share) {
            let (file, files) = (counts.next.file + 1, input.files.len());
            message += &format!(
                " file {} of {files}, {:.0}%,",
                file.min(files),
                share * 100.0
            );
            let left = seconds_left(begun_at, share, begun.elapsed().as_secs_f64());
            if let Some(left) = left.and_then(|left| Duration::try_from_secs_f64(left).ok()) {
                message += &format!(" {} left,", HumanDuration(left));
            }
        }
        self.bar.set_message(message);
    }

    fn is_stopped(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// The closing table of a run.
pub(crate) fn print_report(report: &Report) {
    let counts = &report.counts;
    let quarantine = match counts.quarantined {
        0 => String::new(),
        _ => format!(" ({})", report.quarantine.display()),
    };
    let filtered = match counts.filtered {
        0 => String::new(),
        count => format!("{} filtered, ", HumanCount(count)),
    };
    messages::line(&format!(
        "{} documents read, {} written, {filtered}{} in quarantine{quarantine}",
        HumanCount(counts.read),
        HumanCount(counts.written),
        HumanCount(counts.quarantined),
    ));
    messages::line(&format!(
        "{:.2} MB in {:.2} s on {} threads: {:.2} MB/s",
        counts.input_bytes as f64 / 1e6,
        report.wall_time.as_secs_f64(),
        report.threads,
        report.bytes_per_second() / 1e6,
    ));
    let rows = std::iter::once(("read", report.reading));
    let rows = rows.chain(
        report
            .stages
            .iter()
            .map(|(name, time)| (name.as_str(), *time)),
    );
    let rows: Vec<_> = rows
        .chain(std::iter::once(("write", report.writing)))
        .collect();
    let total: Duration = rows.iter().map(|(_, time)| *time).sum();
    messages::line("stage          seconds     MB/s   share");
    for (name, time) in rows {
        let seconds = time.as_secs_f64();
        messages::line(&format!(
            "{name:<12} {seconds:>9.3} {:>8.1} {:>6.1}%",
            counts.input_bytes as f64 / 1e6 / seconds.max(1e-9),
            100.0 * seconds / total.as_secs_f64().max(1e-9),
        ));
    }
}

/// The slowest documents of a run, each with the stage that took the most of its time.
pub(crate) fn print_slowest(report: &Report) {
    messages::line("slowest documents");
    for document in &report.slowest {
        let place = match document.line {
            Some(line) => format!("{}:{line}", document.path),
            None => document.path.clone(),
        };
        let name = |(stage, _): (usize, Duration)| Some(report.stages.get(stage)?.0.as_str());
        let stage = document.slowest_stage.and_then(name).unwrap_or("read");
        let took = document
            .slowest_stage
            .map_or(document.time, |(_, took)| took);
        messages::line(&format!(
            "{:>9.3} s  {place}  {} bytes, {:.3} s in {stage}",
            document.time.as_secs_f64(),
            HumanCount(document.bytes),
            took.as_secs_f64(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_that_is_done_counts_bytes_on_disk() {
        let input = Input::new(&[100, 0, 300]);
        let at = |file, byte| {
            input.share(Position {
                file,
                byte,
                line: 0,
            })
        };
        assert_eq!(at(0, 0), 0.0);
        assert_eq!(at(0, 50), 0.125);
        // A compressed file has more bytes inside than it has on disk.
        assert_eq!(at(0, 5000), 0.25);
        assert_eq!(at(2, 300), 1.0);
        assert_eq!(at(3, 0), 1.0);
    }

    #[test]
    fn the_time_that_is_left_does_not_count_what_was_done_before() {
        assert_eq!(seconds_left(0.0, 0.5, 10.0), Some(10.0));
        assert_eq!(seconds_left(0.5, 0.75, 10.0), Some(10.0));
        assert_eq!(seconds_left(0.5, 0.5, 10.0), None);
    }
}

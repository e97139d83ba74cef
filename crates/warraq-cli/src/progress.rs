//! Progress and the closing table, on standard error.

use crate::messages;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use warraq_runner::{Counts, Observer, Report};

/// Shows how far a run is, and stops it when the user interrupts.
pub(crate) struct Progress {
    bar: ProgressBar,
    interrupted: &'static AtomicBool,
}

impl Progress {
    /// Progress on a terminal; nothing is shown elsewhere, or if `quiet`.
    pub(crate) fn new(quiet: bool, interrupted: &'static AtomicBool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let bar = if is_shown {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, interrupted }
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
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let quarantined = match counts.quarantined {
            0 => String::new(),
            some => format!(", {} in quarantine", HumanCount(some)),
        };
        self.bar.set_message(format!(
            "{} documents, {}, {:.1} MB/s{quarantined},",
            HumanCount(counts.read),
            HumanBytes(counts.input_bytes),
            counts.input_bytes as f64 / 1e6 / seconds,
        ));
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
    messages::line(&format!(
        "{} documents read, {} written, {} in quarantine{quarantine}",
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

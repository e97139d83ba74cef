//! `run` and `resume`.

use crate::arguments::{GlobalArguments, ResumeArguments, RunArguments};
use crate::exit::{self, Failure};
use crate::messages;
use crate::progress::{Progress, print_report};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use warraq_runner::{Catalogue, Destination, Report, Run, RunRequest};

/// Set by the first interrupt; the second one ends the program at once.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Processes documents.
pub(crate) fn run(arguments: RunArguments, global: &GlobalArguments) -> Result<ExitCode, Failure> {
    let RunArguments {
        inputs,
        output,
        quarantine,
        force,
        limit,
        pipeline,
    } = arguments;
    if quarantine.is_some() && output != Path::new("-") {
        return Err(Failure::usage(
            "`--quarantine` is for records on standard output",
        ));
    }
    let configuration = pipeline.configuration()?;
    let destination = Destination::of_path(&output, quarantine)?;
    let request = RunRequest {
        inputs,
        destination: destination.clone(),
        limit,
        force,
    };
    let run = Run::new(configuration, &Catalogue::built_in(), request)?;
    execute(run, &destination, global)
}

/// Goes on with a run folder.
pub(crate) fn resume(
    arguments: &ResumeArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let run = Run::resume(&arguments.folder, &Catalogue::built_in())?;
    execute(run, &Destination::Folder(arguments.folder.clone()), global)
}

fn execute(
    run: Run,
    destination: &Destination,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    for path in run.passed_over() {
        if !global.quiet {
            messages::warning(&format!(
                "passed over `{}`: not a known kind",
                path.display()
            ));
        }
    }
    watch_interrupts()?;
    let progress = Progress::new(global.quiet, &INTERRUPTED);
    let report = run.execute(&progress);
    progress.finish();
    let report = report?;
    if !global.quiet {
        print_report(&report);
    }
    Ok(code(&report, destination, global))
}

fn code(report: &Report, destination: &Destination, global: &GlobalArguments) -> ExitCode {
    if report.was_stopped {
        if let Destination::Folder(folder) = destination
            && !global.quiet
        {
            messages::line(&format!(
                "interrupted; go on with `warraq resume {}`",
                folder.display()
            ));
        }
        return ExitCode::from(exit::INTERRUPTED);
    }
    ExitCode::from(if report.counts.quarantined > 0 {
        exit::QUARANTINE
    } else {
        exit::OK
    })
}

fn watch_interrupts() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(exit::INTERRUPTED.into());
        }
    })
    .map_err(|error| Failure::failed(format!("cannot watch for interrupts: {error}")))
}

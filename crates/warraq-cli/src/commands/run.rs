//! `run` and `resume`.

use super::pipeline::read_configuration;
use crate::arguments::{
    GlobalArguments, InputArguments, ResumeArguments, RetryArguments, RunArguments,
};
use crate::exit::{self, Failure};
use crate::messages;
use crate::progress::{Progress, print_report, print_slowest};
use indicatif::HumanCount;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use warraq_runner::{Catalogue, Destination, Report, ResumeOptions, Run, RunRequest};

/// Set by the first interrupt; the second one ends the program at once.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Processes documents.
pub(crate) fn run(arguments: RunArguments, global: &GlobalArguments) -> Result<ExitCode, Failure> {
    let RunArguments {
        input: InputArguments { inputs, files_from },
        output,
        quarantine,
        force,
        limit,
        sample,
        max_errors,
        dry_run,
        profile,
        pipeline,
    } = arguments;
    if quarantine.is_some() && output != Path::new("-") {
        return Err(Failure::usage(
            "`--quarantine` is for records on standard output",
        ));
    }
    let mut configuration = pipeline.configuration()?;
    configuration.run.max_errors = max_errors.or(configuration.run.max_errors);
    let destination = Destination::of_path(&output, quarantine)?;
    let request = RunRequest {
        files_from,
        limit,
        sample,
        force,
        ..RunRequest::new(inputs, destination.clone())
    };
    let run = Run::new(configuration, &Catalogue::built_in(), request)?;
    if dry_run {
        return print_dry_run(&run);
    }
    execute(run, &destination, profile, global)
}

/// Goes on with a run folder.
pub(crate) fn resume(
    arguments: ResumeArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let ResumeArguments {
        folder,
        config,
        threads,
        max_memory,
        max_errors,
        profile,
    } = arguments;
    let options = ResumeOptions {
        threads,
        max_memory,
        max_errors,
        configuration: config.as_deref().map(read_configuration).transpose()?,
    };
    let run = Run::resume(&folder, &Catalogue::built_in(), options)?;
    execute(run, &Destination::Folder(folder), profile, global)
}

/// Tries again what is in quarantine.
pub(crate) fn retry(
    arguments: RetryArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let RetryArguments { folder, pipeline } = arguments;
    let configuration = pipeline.configuration_or(Run::configuration_of(&folder)?)?;
    let run = Run::retry(&folder, configuration, &Catalogue::built_in())?;
    execute(run, &Destination::Folder(folder), false, global)
}

/// Prints what a run would do.
fn print_dry_run(run: &Run) -> Result<ExitCode, Failure> {
    run.check_destination()?;
    let stages: Vec<_> = run.stage_names().collect();
    let bytes = run.input_sizes().map_or_else(
        || "an unknown number of".to_owned(),
        |sizes| HumanCount(sizes.iter().sum()).to_string(),
    );
    let mut text = format!(
        "would read {} files, {bytes} bytes on disk\n",
        HumanCount(run.inputs().len() as u64)
    );
    for input in run.inputs() {
        text.push_str(&format!("  {}\n", input.name));
    }
    text.push_str(&format!("would run {}\n", stages.join(", ")));
    text.push_str(&format!("would write {}\n", run.destination()));
    super::print(&text)
}

fn execute(
    run: Run,
    destination: &Destination,
    profile: bool,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    for path in run.passed_over() {
        if !global.quiet {
            messages::warning(&format!(
                "passed over `{}`: not a file of a known kind",
                path.display()
            ));
        }
    }
    watch_interrupts()?;
    let progress = Progress::new(global.quiet, run.input_sizes(), &INTERRUPTED);
    let report = run.execute(&progress);
    progress.finish();
    let report = report?;
    if !global.quiet {
        print_report(&report);
    }
    if profile {
        print_slowest(&report);
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

//! The `warraq` command: what was typed becomes what it means, and errors become exit codes.

mod arguments;
mod commands;
mod exit;
mod logging;
mod messages;
mod progress;

use arguments::{Arguments, Command, EvaluateCommand, TrainCommand};
use clap::Parser;
use exit::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::of_usage(&error),
    };
    logging::start(&arguments.global);
    // A plugin that brings the process down is named, and never ends it with success.
    warraq_plugin::report_deaths();
    match dispatch(arguments) {
        Ok(code) => code,
        Err(failure) => exit::of_failure(&failure),
    }
}

fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { global, command } = arguments;
    match command {
        Command::Run(run) => commands::run::run(run, &global),
        Command::Resume(resume) => commands::run::resume(resume, &global),
        Command::Retry(retry) => commands::run::retry(retry, &global),
        Command::Show(show) => commands::show::show(&show, &global),
        Command::Render(render) => commands::render::render(&render),
        Command::Serve(serve) => commands::serve::serve(serve),
        Command::Train(TrainCommand::Entities(train)) => commands::train::entities(&train, &global),
        Command::Evaluate(EvaluateCommand::Entities(evaluate)) => {
            commands::evaluate::entities(&evaluate)
        }
        Command::Convert(convert) => commands::corpus::convert(&convert, &global),
        Command::Dedup(dedup) => commands::corpus::dedup(&dedup, &global),
        Command::Stats(stats) => commands::corpus::stats(&stats),
        Command::Diff(diff) => commands::corpus::diff(&diff),
        Command::Plan(plan) => commands::plan::plan(plan),
        Command::Stages => commands::plan::stages(),
        Command::Schema => commands::print(warraq_io::RECORD_JSON_SCHEMA),
        Command::Plugin(command) => commands::plugin::plugin(command),
        Command::PluginWorker => Ok(warraq_plugin::worker::main()),
        Command::Completions { shell } => commands::completions(shell),
    }
}

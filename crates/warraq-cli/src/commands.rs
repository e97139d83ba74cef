//! The commands: what was typed becomes what it means.

pub(crate) mod corpus;
pub(crate) mod evaluate;
pub(crate) mod pipeline;
pub(crate) mod plan;
pub(crate) mod plugin;
pub(crate) mod records;
pub(crate) mod render;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod train;

use crate::arguments::Arguments;
use crate::exit::Failure;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;
use std::process::ExitCode;

/// Prints a text to standard output.
pub(crate) fn print(text: &str) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a completion script.
pub(crate) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "warraq", &mut script);
    print(&String::from_utf8_lossy(&script))
}

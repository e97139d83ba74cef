//! `plugin new`, `plugin check` and `plugin list`.

use super::print;
use crate::arguments::{CheckArguments, NewArguments, PluginCommand};
use crate::exit::{self, Failure};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use warraq_core::LayerName;
use warraq_plugin::{
    IsolationOptions, OpenOptions, PluginMode, Report, SdkSource, StageReport, check, list_plugins,
    scaffold,
};

/// Where the SDK lay when this program was built from its sources.
const SDK_BESIDE_SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../warraq-plugin");

/// Does what was asked for.
pub(crate) fn plugin(command: PluginCommand) -> Result<ExitCode, Failure> {
    match command {
        PluginCommand::New(arguments) => new(arguments),
        PluginCommand::Check(arguments) => check_library(&arguments),
        PluginCommand::List { folder } => list(&folder),
    }
}

fn new(arguments: NewArguments) -> Result<ExitCode, Failure> {
    let NewArguments { name, folder, sdk } = arguments;
    let beside = Path::new(SDK_BESIDE_SOURCES);
    let sdk = match sdk.or_else(|| beside.canonicalize().ok()) {
        Some(folder) => SdkSource::Folder(folder),
        None => SdkSource::Version(env!("CARGO_PKG_VERSION").to_owned()),
    };
    let folder = folder.unwrap_or_else(|| PathBuf::from(&name));
    let files = scaffold(&name, &folder, &sdk)?;
    let files: Vec<_> = files
        .iter()
        .map(|file| format!("{}\n", file.display()))
        .collect();
    print(&files.concat())
}

fn check_library(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let options = OpenOptions {
        isolation: (!arguments.in_process).then(IsolationOptions::default),
        ..OpenOptions::default()
    };
    let report = check(&arguments.library, &options)?;
    print(&describe(&report))?;
    let code = if report.is_clean() {
        exit::OK
    } else {
        exit::QUARANTINE
    };
    Ok(ExitCode::from(code))
}

fn describe(report: &Report) -> String {
    let Report {
        library,
        version,
        abi: (major, minor),
        stages,
    } = report;
    // Writing into a string has no way to fail.
    let mut text = format!("{library} {version}, ABI {major}.{minor}\n");
    for stage in stages {
        describe_stage(&mut text, stage);
    }
    text
}

fn describe_stage(text: &mut String, stage: &StageReport) {
    let _ = writeln!(text, "{}", stage.name);
    let lists = [
        ("requires", &stage.requires),
        ("uses", &stage.uses),
        ("provides", &stage.provides),
    ];
    for (what, layers) in lists {
        if !layers.is_empty() {
            let layers: Vec<_> = layers.iter().map(LayerName::as_str).collect();
            let _ = writeln!(text, "  {what:<10} {}", layers.join(", "));
        }
    }
    if let Some(cost) = stage.cost {
        let _ = writeln!(
            text,
            "  cost       {:.1} µs for 12 KB",
            cost.as_secs_f64() * 1e6
        );
    }
    for violation in &stage.violations {
        let _ = writeln!(text, "  breaks     {violation}");
    }
    if stage.violations.is_empty() {
        let _ = writeln!(text, "  breaks no rule");
    }
}

fn list(folder: &Path) -> Result<ExitCode, Failure> {
    let mut text = String::new();
    for plugin in list_plugins(folder)? {
        let mode = match plugin.manifest.mode() {
            PluginMode::InProcess => "in-process",
            PluginMode::Isolated => "isolated",
        };
        let pin = if plugin.manifest.sha256.is_some() {
            "pinned"
        } else {
            "not pinned"
        };
        let state = match plugin.abi {
            Ok((major, minor)) => format!("ABI {major}.{minor}"),
            Err(error) => format!("refused: {error}"),
        };
        let library = plugin.manifest.library.display();
        let _ = writeln!(text, "{library}  {mode}, {pin}, {state}");
    }
    print(&text)
}

//! `plan` and `stages`: what would run, and what could.

use super::print;
use crate::arguments::PlanArguments;
use crate::exit::Failure;
use std::fmt::Write;
use std::process::ExitCode;
use warraq_core::{LayerName, Stage};
use warraq_runner::Catalogue;

/// Prints each stage of the pipeline with the layers it requires, uses and provides.
pub(crate) fn plan(arguments: PlanArguments) -> Result<ExitCode, Failure> {
    let configuration = arguments.pipeline.configuration()?;
    let assembly = configuration.assemble(&Catalogue::built_in())?;
    let mut text = String::new();
    for stage in assembly.pipeline.stages() {
        describe(&mut text, stage.name(), "", stage.as_ref());
    }
    let _ = writeln!(text, "run {}", assembly.run);
    print(&text)
}

/// Prints the stages of the catalogue.
pub(crate) fn stages() -> Result<ExitCode, Failure> {
    let catalogue = Catalogue::built_in();
    let mut text = String::new();
    for (name, description) in catalogue.descriptions() {
        let stage = catalogue.build(name, toml::Table::new());
        let stage = stage.map_err(|error| Failure::failed(error.to_string()))?;
        describe(&mut text, name, description, stage.as_ref());
    }
    print(&text)
}

fn describe(text: &mut String, name: &str, description: &str, stage: &dyn Stage) {
    // Writing into a string has no way to fail.
    let _ = writeln!(text, "{}", format!("{name:<12} {description}").trim_end());
    let lists = [
        ("requires", stage.requires()),
        ("uses", stage.uses()),
        ("provides", stage.provides()),
    ];
    for (what, layers) in lists {
        if !layers.is_empty() {
            let layers: Vec<_> = layers.iter().map(LayerName::as_str).collect();
            let _ = writeln!(text, "  {what:<10} {}", layers.join(", "));
        }
    }
}

//! The conformance suite for libraries: every stage is run on documents that try it, and every rule
//! that it breaks is named.

mod documents;

use crate::host::{LoadError, OpenOptions, PluginLibrary};
use crate::testing;
use std::path::Path;
use std::time::{Duration, Instant};
use warraq_core::{Document, Layer, LayerName, Stage};

/// What was found out about a library.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its name.
    pub library: String,
    /// Its version.
    pub version: String,
    /// The ABI it was built against.
    pub abi: (u32, u32),
    /// Its stages.
    pub stages: Vec<StageReport>,
}

/// What was found out about a stage, as it is without configuration.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// Its name.
    pub name: String,
    /// The layers that it requires.
    pub requires: Vec<LayerName>,
    /// The layers that it reads if they are there.
    pub uses: Vec<LayerName>,
    /// The layers that it adds.
    pub provides: Vec<LayerName>,
    /// The median time for a document of 12 KB, in the mode in which it was checked.
    pub cost: Option<Duration>,
    /// The rules that it breaks, each with the document on which it does.
    pub violations: Vec<String>,
}

impl Report {
    /// Whether no rule is broken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.stages.iter().all(|stage| stage.violations.is_empty())
    }
}

/// Opens the library at `path` and checks every stage of it.
///
/// With isolation, a stage that crashes or hangs is reported like any other.
///
/// # Errors
/// As [`PluginLibrary::open_with`].
pub fn check(path: &Path, options: &OpenOptions) -> Result<Report, LoadError> {
    let library = PluginLibrary::open_with(path, options)?;
    let names: Vec<_> = library.stage_names().map(str::to_owned).collect();
    Ok(Report {
        library: library.name().to_owned(),
        version: library.version().to_owned(),
        abi: library.abi(),
        stages: names
            .iter()
            .map(|name| check_stage(&library, name))
            .collect(),
    })
}

fn check_stage(library: &PluginLibrary, name: &str) -> StageReport {
    let mut report = StageReport {
        name: name.to_owned(),
        requires: library.requires(name).to_vec(),
        uses: library.uses(name).to_vec(),
        provides: library.provides(name).to_vec(),
        cost: None,
        violations: Vec::new(),
    };
    if report.provides.is_empty() {
        report.violations.push("it adds no layer".to_owned());
    }
    match (library.create(name, "{}"), library.create(name, "{}")) {
        (Ok(stage), Ok(other)) => {
            let violations = documents::hostile().into_iter().filter_map(|(kind, text)| {
                let broken = broken_rule(stage.as_ref(), other.as_ref(), &text)?;
                Some(format!("{kind}: {broken}"))
            });
            report.violations.extend(violations);
            report.cost = cost(stage.as_ref());
        }
        (Err(error), _) | (_, Err(error)) => report.violations.push(error.to_string()),
    }
    if library.create(name, r#"{"no_such_option": 1}"#).is_ok() {
        report
            .violations
            .push("it takes options that it does not know".to_owned());
    }
    report
}

/// The rule that a stage breaks on a text: it must not fail, and the same document must give the
/// same output, again and from another value of the stage.
fn broken_rule(stage: &dyn Stage, other: &dyn Stage, text: &str) -> Option<String> {
    let first = output(stage, text);
    let layers = match &first {
        Ok(layers) => layers,
        Err(reason) => return Some(reason.clone()),
    };
    let names: Vec<_> = layers.iter().map(|layer| *layer.name()).collect();
    if names != stage.provides() {
        return Some("it does not add the layers that it declares".to_owned());
    }
    if output(stage, text) != first {
        return Some("the second time it gives something else".to_owned());
    }
    (output(other, text) != first).then(|| "another value of it gives something else".to_owned())
}

/// The layers that a stage adds.
fn output(stage: &dyn Stage, text: &str) -> Result<Vec<Layer>, String> {
    let mut document = documents::with_layers(text, stage)?;
    testing::run(stage, &mut document).map_err(|error| format!("it fails: {error}"))?;
    let added = document
        .layers()
        .iter()
        .filter(|layer| stage.provides().contains(layer.name()));
    Ok(added.cloned().collect())
}

fn cost(stage: &dyn Stage) -> Option<Duration> {
    const RUNS: usize = 200;
    let mut document: Document = documents::with_layers(&documents::ordinary(), stage).ok()?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        testing::run(stage, &mut document).ok()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times.get(RUNS / 2).copied()
}

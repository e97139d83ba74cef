//! What the boundary to a plugin costs, with the same stage linked in as the baseline.
//!
//! The document is that of the bar: 12 KB of Arabic with 57 sentences and 400 names, 400 spans out,
//! each of them checked. The ways take turns, so that whatever else the machine does slows all.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};
use warraq_core::{Document, LayerName, Metadata, Output, Span, Stage, StageError, Unsupervised};
use warraq_plugin::{IsolationOptions, OpenOptions, PluginLibrary, PluginStage, worker};

#[path = "../../crates/warraq-plugin/examples/boundary/stage.rs"]
mod stage;

const SENTENCES: usize = 57;
const NAMES: usize = 400;
const ROUNDS: usize = 2000;
const CALLS: usize = 20;
/// What the boundary may cost in the process, for one document.
const BAR: Duration = Duration::from_nanos(1500);

/// Its words are written for this benchmark.
const WORDS: [&str; 6] = ["زار", "الوزير", "مدينة", "القاهرة", "أمس", "صباحا"];

/// What it may cost in a process of its own.
const ISOLATED_BAR: Duration = Duration::from_micros(60);

fn main() -> ExitCode {
    // The worker is this program over again.
    if std::env::args().nth(1).as_deref() == Some(worker::SUBCOMMAND) {
        return worker::main();
    }
    // As in the program: the watchdog's part of the cost is measured, too.
    warraq_plugin::report_deaths();
    let stages = stages();
    let mut document = document();
    println!(
        "document: {} bytes, {} sentences, {} names",
        document.text().len(),
        document.sentences().map_or(0, |sentences| sentences.len()),
        document.entities().map_or(0, |entities| entities.len()),
    );
    let [expected, loaded, isolated] = stages
        .each_ref()
        .map(|stage| output(stage.as_ref(), &mut document));
    assert_eq!(expected.len(), NAMES, "one span for each name");
    assert_eq!(loaded, expected, "in the process it gives the same");
    assert_eq!(isolated, expected, "isolated it gives the same");

    let [linked, loaded, isolated] = measure(&stages, &mut document);
    println!("linked in:   {linked}");
    println!("in-process:  {loaded}");
    println!("isolated:    {isolated}");
    let boundary = |time: fn(&Times) -> Duration| time(&loaded).saturating_sub(time(&linked));
    let least = boundary(|times| times.least);
    println!(
        "boundary:    median {:.2}, tenth {:.2}, least {:.2} us",
        micros(boundary(|times| times.median)),
        micros(boundary(|times| times.tenth)),
        micros(least),
    );
    println!("bars:        boundary 1.50 us, isolated 60 us by the median of an idle machine");
    // The least time is that of a machine with nothing else to do, and fails for one reason alone;
    // the medians of a busy machine are those of its scheduler.
    assert!(least <= BAR, "the boundary costs more than the bar");
    assert!(isolated.least <= ISOLATED_BAR, "isolation costs more");
    ExitCode::SUCCESS
}

/// The stage linked in, loaded, and isolated.
fn stages() -> [Arc<dyn Stage>; 3] {
    let linked = stage::Boundary::from_options(stage::Options {}).expect("it has no options");
    let path = library();
    let open = |isolation: Option<IsolationOptions>| {
        let options = OpenOptions {
            isolation,
            ..OpenOptions::default()
        };
        let library = PluginLibrary::open_with(&path, &options).expect("it was just built");
        library.create("boundary", "{}").expect("it has no options")
    };
    let isolated = open(Some(IsolationOptions::default()));
    [Arc::new(linked), open(None), isolated]
}

/// Times for one document.
#[derive(Clone, Copy)]
struct Times {
    median: Duration,
    /// The tenth percentile.
    tenth: Duration,
    least: Duration,
}

impl std::fmt::Display for Times {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [median, tenth, least] = [self.median, self.tenth, self.least].map(micros);
        write!(
            formatter,
            "median {median:.2}, tenth {tenth:.2}, least {least:.2} us a document"
        )
    }
}

fn measure<const N: usize>(stages: &[Arc<dyn Stage>; N], document: &mut Document) -> [Times; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (stage, times) in stages.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..CALLS {
                run(stage.as_ref(), document);
            }
            times.push(start.elapsed() / CALLS as u32);
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        Times {
            median: at(ROUNDS / 2),
            tenth: at(ROUNDS / 10),
            least: at(0),
        }
    })
}

fn run(stage: &dyn Stage, document: &mut Document) {
    warraq_plugin::testing::run(stage, document).expect("the stage does not fail");
}

fn output(stage: &dyn Stage, document: &mut Document) -> Vec<Span> {
    run(stage, document);
    let layer = stage.provides().first();
    let layer = layer.and_then(|layer| document.layer(layer));
    layer
        .map(|layer| layer.spans().to_vec())
        .unwrap_or_default()
}

fn document() -> Document {
    let mut text = String::new();
    let (mut sentences, mut names) = (Vec::new(), Vec::new());
    for sentence in 0..SENTENCES {
        let start = text.len();
        let count = NAMES * (sentence + 1) / SENTENCES - NAMES * sentence / SENTENCES;
        for word in 0..count * 3 {
            let first = text.len();
            text += WORDS.get((word + sentence) % WORDS.len()).unwrap_or(&"");
            if word % 3 == 0 {
                names.push(span(first, text.len()));
            }
            text.push(' ');
        }
        text.pop();
        text.push('.');
        sentences.push(span(start, text.len()));
        text.push('\n');
    }
    let metadata = Metadata {
        id: "bench-1".to_owned(),
        ..Metadata::default()
    };
    let mut document = Document::new(metadata, text).expect("12 KB");
    let layers = [LayerName::SENTENCES, LayerName::ENTITIES];
    let fill = |_: &Document, output: &mut Output<'_>| -> Result<(), StageError> {
        let label = output.label("PER")?;
        let labelled = names
            .into_iter()
            .map(|name: Span| name.with_label(label))
            .collect();
        output.extend(&LayerName::SENTENCES, sentences)?;
        output.extend(&LayerName::ENTITIES, labelled)
    };
    document
        .annotate("bench", &layers, &Unsupervised, fill)
        .expect("the layers are good");
    document
}

fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Builds the library, and says where it is.
fn library() -> PathBuf {
    let bench = std::env::current_exe().expect("a program has a path");
    let target = bench
        .ancestors()
        .nth(3)
        .expect("it lies in TARGET/release/deps");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "warraq-plugin",
        ])
        .args(["--example", "boundary", "--target-dir"])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "cargo builds the library"
    );
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    target
        .join("release/examples")
        .join(format!("{prefix}boundary{suffix}"))
}

//! The run: inputs, a pipeline and a destination, checked before the first document is read.

use crate::assembly::{Assembly, AssemblyError};
use crate::catalogue::Catalogue;
use crate::configuration::{Configuration, ConfigurationError};
use crate::feed::Feed;
use crate::fingerprint::{InputChanged, check_inputs, fingerprints};
use crate::folder::{Resumption, is_finished, read_folder, written_ids};
use crate::manifest::{MANIFEST_VERSION, ManifestHeader};
use crate::report::{Counts, Report};
use crate::sink::{Destination, Sink, SinkError};
use crate::units::ByteSize;
use crate::window::Window;
use crate::worker::Worker;
use crate::writer::Writer;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use warraq_io::{InputError, InputFile, Inputs, Position, Reader};

/// What one input byte becomes while it is in flight: itself, the text, layers and the record.
const BYTES_IN_FLIGHT_FOR_EACH_INPUT_BYTE: usize = 24;

/// The memory for documents in flight, unless it is set.
const DEFAULT_MAX_MEMORY: u64 = 2 << 30;

/// The stack of a worker: deep recursion in a third party's stage should fail late.
const WORKER_STACK_BYTES: usize = 8 << 20;

/// A run that is ready to start.
pub struct Run {
    configuration: Configuration,
    assembly: Assembly,
    inputs: Inputs,
    destination: Destination,
    limit: Option<u64>,
    force: bool,
    resumption: Option<Resumption>,
}

/// What [`Run::new`] needs besides a configuration.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// Files, folders, or `-`.
    pub inputs: Vec<PathBuf>,
    /// Where the records go.
    pub destination: Destination,
    /// The most documents to read.
    pub limit: Option<u64>,
    /// Whether what stands at the destination is replaced, whatever it is.
    pub force: bool,
}

/// Why a run cannot start, or did not end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The configuration makes no pipeline.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
    /// The input cannot be read at all.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The configuration is not valid.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The output cannot be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The disk refuses to hold what is too long for memory, or the threads cannot be started.
    #[error("cannot go on reading")]
    Reading(#[source] io::Error),
    /// The run in the folder is finished.
    #[error("the run in `{}` is finished", .0.display())]
    Finished(PathBuf),
    /// The run cannot be gone on with.
    #[error("the run in `{}` cannot be resumed: {reason}", folder.display())]
    NotResumable {
        /// The run folder.
        folder: PathBuf,
        /// What has changed.
        reason: String,
    },
    /// Documents were read that are neither in the output nor in quarantine: a fault of Warraq.
    #[error("the counts do not close: read {read}, written {written}, in quarantine {quarantined}")]
    CountsDoNotClose {
        /// Documents read.
        read: u64,
        /// Records written.
        written: u64,
        /// Documents in quarantine.
        quarantined: u64,
    },
}

impl RunError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Assembly(error) => error.hint(),
            Self::Input(error) => error.hint(),
            Self::Sink(error) => error.hint(),
            Self::Configuration(error) => error.hint(),
            Self::NotResumable { .. } => Some("run it anew with `warraq run … --force`".to_owned()),
            Self::Reading(_) | Self::Finished(_) | Self::CountsDoNotClose { .. } => None,
        }
    }
}

/// How a run is watched and stopped from outside.
pub trait Observer: Sync {
    /// Called on the caller's thread, often, with the counts so far.
    fn progress(&self, counts: &Counts) {
        let _ = counts;
    }

    /// Whether the run should stop: documents in flight are still finished.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

impl Run {
    /// Prepares a run: builds the pipeline and finds the inputs, but touches no output.
    ///
    /// # Errors
    /// [`RunError`] if the configuration makes no pipeline or an input is missing.
    pub fn new(
        mut configuration: Configuration,
        catalogue: &Catalogue,
        request: RunRequest,
    ) -> Result<Self, RunError> {
        // A document must fit into the memory; the limit enters the hash of the run as it is then.
        let run = &mut configuration.run;
        run.max_document = run
            .max_document
            .min(ByteSize(window_bytes(run.max_memory) as u64));
        let assembly = configuration.assemble(catalogue)?;
        let RunRequest {
            inputs,
            destination,
            limit,
            force,
        } = request;
        let inputs = Inputs::expand(&inputs)?;
        let resumption = None;
        Ok(Self {
            configuration,
            assembly,
            inputs,
            destination,
            limit,
            force,
            resumption,
        })
    }

    /// Prepares to go on with the unfinished run in `folder`.
    ///
    /// # Errors
    /// [`RunError::Finished`], or [`RunError::NotResumable`] if the input, the configuration, a
    /// plugin or the program has changed.
    pub fn resume(folder: &Path, catalogue: &Catalogue) -> Result<Self, RunError> {
        let state = read_folder(folder)?;
        if is_finished(folder) {
            return Err(RunError::Finished(folder.to_owned()));
        }
        let refuse = |reason: String| RunError::NotResumable {
            folder: folder.to_owned(),
            reason,
        };
        let header = &state.content.header;
        if header.program != env!("CARGO_PKG_VERSION") {
            let reason = format!("it was made by version {} of the program", header.program);
            return Err(refuse(reason));
        }
        let configuration: Configuration = serde_json::from_value(header.configuration.clone())
            .map_err(|error| refuse(error.to_string()))?;
        let assembly = configuration.assemble(catalogue)?;
        if assembly.run != header.run {
            return Err(refuse("a plugin or a model has changed".to_owned()));
        }
        let inputs = check_inputs(&header.inputs)
            .map_err(|InputChanged(path)| refuse(format!("the input `{path}` has changed")))?;
        Ok(Self {
            configuration,
            assembly,
            inputs: Inputs {
                files: inputs,
                passed_over: Vec::new(),
            },
            destination: Destination::Folder(folder.to_owned()),
            limit: header.limit,
            force: false,
            resumption: Some(state),
        })
    }

    /// The files in the folders that are passed over, since they are of no known kind.
    #[must_use]
    pub fn passed_over(&self) -> &[PathBuf] {
        &self.inputs.passed_over
    }

    /// The number of bytes of the input files as they lie on disk; none if that cannot be known.
    #[must_use]
    pub fn input_bytes_on_disk(&self) -> Option<u64> {
        let size = |file: &InputFile| Some(std::fs::metadata(file.path.as_ref()?).ok()?.len());
        self.inputs.files.iter().map(size).sum()
    }

    /// Runs to the end, or until `observer` stops it.
    ///
    /// # Errors
    /// [`RunError`] if the output cannot be written, or the counts do not close.
    pub fn execute(self, observer: &dyn Observer) -> Result<Report, RunError> {
        let started = Instant::now();
        let documents = self.configuration.document_options()?;
        let mut writer = self.writer()?;
        let threads = self.threads();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(WORKER_STACK_BYTES)
            .thread_name(|index| format!("warraq-{index}"))
            .build()
            .map_err(|error| RunError::Reading(io::Error::other(error)))?;
        let abort = AtomicBool::new(false);
        let max_memory = self.configuration.run.max_memory;
        let worker = Worker {
            pipeline: &self.assembly.pipeline,
            documents,
            records: self.configuration.record_options(&self.assembly.run),
            time_limit: self.configuration.run.doc_timeout.map(|limit| limit.0),
            max_document_memory: memory_bytes(max_memory),
            abort: &abort,
        };
        let feed = Feed {
            reader: self.reader(),
            window: Window::new(window_bytes(max_memory)),
            limit: self
                .limit
                .map(|limit| limit.saturating_sub(writer.counts.read)),
            observer,
        };
        let ended = feed.run(&pool, &worker, &mut writer);
        abort.store(true, Ordering::Relaxed);
        let was_stopped = ended?;
        let names = self
            .assembly
            .pipeline
            .stages()
            .iter()
            .map(|stage| stage.name().to_owned());
        let report = Report {
            run: self.assembly.run.clone(),
            counts: writer.counts,
            wall_time: started.elapsed(),
            reading: writer.times.reading,
            stages: names.zip(writer.times.stages.iter().copied()).collect(),
            writing: writer.times.writing,
            quarantine: writer.sink.quarantine_path(),
            threads,
            was_stopped,
        };
        writer.finish(&report)?;
        Ok(report)
    }

    fn threads(&self) -> usize {
        let available = || std::thread::available_parallelism().map_or(1, usize::from);
        self.configuration
            .run
            .threads
            .unwrap_or_else(available)
            .max(1)
    }

    fn reader(&self) -> Reader {
        let last = self
            .resumption
            .as_ref()
            .and_then(|state| state.content.last.as_ref());
        let start = last.map_or_else(Position::default, |last| last.next);
        Reader::new(
            self.inputs.files.clone(),
            self.configuration.reader_options(),
            start,
        )
    }

    fn writer(&self) -> Result<Writer, RunError> {
        let shard_size = self.configuration.output.shard_size.0;
        if let (Some(state), Destination::Folder(folder)) = (&self.resumption, &self.destination) {
            let sink = Sink::resume(folder, state, shard_size)?;
            let mut writer = Writer::new(sink);
            if let Some(last) = &state.content.last {
                writer.counts = Counts::of_shard(last);
                writer.read_before = last.read;
                writer.ids = written_ids(folder, last.shard)?;
            }
            return Ok(writer);
        }
        let header = ManifestHeader {
            manifest: MANIFEST_VERSION,
            run: self.assembly.run.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            configuration: serde_json::to_value(&self.configuration).unwrap_or_default(),
            inputs: fingerprints(&self.inputs.files),
            limit: self.limit,
        };
        let sink = Sink::open(&self.destination, &header, self.force, shard_size)?;
        Ok(Writer::new(sink))
    }
}

fn memory_bytes(max_memory: Option<ByteSize>) -> usize {
    let bytes = max_memory.map_or(DEFAULT_MAX_MEMORY, |size| size.0);
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// The bytes of input that may be in flight.
fn window_bytes(max_memory: Option<ByteSize>) -> usize {
    memory_bytes(max_memory) / BYTES_IN_FLIGHT_FOR_EACH_INPUT_BYTE
}

//! The run: inputs, a pipeline and a destination, checked before the first document is read.

use crate::assembly::Assembly;
use crate::catalogue::Catalogue;
use crate::configuration::Configuration;
use crate::feed::{BYTES_FOR_EACH_INPUT_BYTE, Feed};
use crate::fingerprint::fingerprints;
use crate::folder::{Resumption, written_ids};
use crate::manifest::{Limits, MANIFEST_VERSION, ManifestHeader, Selection};
use crate::report::{Counts, Report};
use crate::run_error::RunError;
use crate::sink::{Destination, Sink};
use crate::storage::{Disk, Storage, Store};
use crate::units::{ByteSize, Share};
use crate::worker::Worker;
use crate::writer::Writer;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use warraq_io::{InputFile, Inputs, Position, RawDocument, Reader, Resources, SpoolFolder};

/// The memory for documents in flight, unless it is set.
const DEFAULT_MAX_MEMORY: u64 = 2 << 30;

/// The stack of a worker: deep recursion in a third party's stage should fail late.
const WORKER_STACK_BYTES: usize = 8 << 20;

/// A run that is ready to start.
pub struct Run {
    pub(crate) configuration: Configuration,
    pub(crate) assembly: Assembly,
    pub(crate) inputs: Inputs,
    pub(crate) destination: Destination,
    pub(crate) selection: Selection,
    pub(crate) force: bool,
    pub(crate) resumption: Option<Resumption>,
    pub(crate) is_retry: bool,
    pub(crate) store: Store,
}

/// What [`Run::new`] needs besides a configuration.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// Files, folders, patterns of paths, or `-`.
    pub inputs: Vec<PathBuf>,
    /// A file with further inputs, one path a line, or `-`.
    pub files_from: Option<PathBuf>,
    /// Where the records go.
    pub destination: Destination,
    /// The most documents to read.
    pub limit: Option<u64>,
    /// The share of the documents to process; the others count as filtered.
    pub sample: Option<Share>,
    /// Whether what stands at the destination is replaced, whatever it is.
    pub force: bool,
}

impl RunRequest {
    /// A request for all documents of `inputs`, which replaces nothing at its destination.
    #[must_use]
    pub fn new(inputs: Vec<PathBuf>, destination: Destination) -> Self {
        Self {
            inputs,
            files_from: None,
            destination,
            limit: None,
            sample: None,
            force: false,
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
            .min(ByteSize(largest_document(run.max_memory) as u64));
        let assembly = configuration.assemble(catalogue)?;
        let RunRequest {
            inputs,
            files_from,
            destination,
            limit,
            sample,
            force,
        } = request;
        Ok(Self {
            configuration,
            assembly,
            inputs: Inputs::expand_with_list(&inputs, files_from.as_deref())?,
            destination,
            selection: Selection { limit, sample },
            force,
            resumption: None,
            is_retry: false,
            store: Store::new(Arc::new(Disk)),
        })
    }

    /// The same run with its input and output on another storage.
    #[must_use]
    pub fn with_storage(self, storage: Arc<dyn Storage>) -> Self {
        let store = Store::new(storage);
        Self { store, ..self }
    }

    /// The files that are read, in order.
    #[must_use]
    pub fn inputs(&self) -> &[InputFile] {
        &self.inputs.files
    }

    /// Where the records go.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// The names of the stages, in the order in which they run.
    pub fn stage_names(&self) -> impl Iterator<Item = &str> {
        self.assembly
            .pipeline
            .stages()
            .iter()
            .map(|stage| stage.name())
    }

    /// Looks whether the destination may be written, and touches nothing.
    ///
    /// # Errors
    /// [`RunError::Sink`] if something else is there.
    pub fn check_destination(&self) -> Result<(), RunError> {
        Ok(self.destination.check(&self.assembly.run, self.force)?)
    }

    /// The files in the folders that are passed over, since they are of no known kind.
    #[must_use]
    pub fn passed_over(&self) -> &[PathBuf] {
        &self.inputs.passed_over
    }

    /// The bytes of each input file as it lies on disk; none if that cannot be known.
    #[must_use]
    pub fn input_sizes(&self) -> Option<Vec<u64>> {
        let size = |file: &InputFile| Some(std::fs::metadata(file.path.as_ref()?).ok()?.len());
        self.inputs.files.iter().map(size).collect()
    }

    /// Runs to the end, or until `observer` stops it.
    ///
    /// # Errors
    /// [`RunError`] if the output cannot be written, too many documents went to quarantine, or the
    /// counts do not close.
    pub fn execute(self, observer: &dyn Observer) -> Result<Report, RunError> {
        if let (true, Destination::Folder(folder)) = (self.is_retry, &self.destination) {
            return self.execute_retry(folder, observer);
        }
        let writer = self.writer()?;
        let reader = self.reader();
        self.execute_with(Box::new(reader), writer, observer)
    }

    /// Runs on the documents of `reader`, into `writer`.
    pub(crate) fn execute_with(
        &self,
        reader: Documents,
        mut writer: Writer,
        observer: &dyn Observer,
    ) -> Result<Report, RunError> {
        let started = Instant::now();
        let threads = self.threads();
        let span = tracing::info_span!("run", run = self.assembly.run, threads);
        let _entered = span.enter();
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
            documents: self.configuration.document_options()?,
            records: self.configuration.record_options(&self.assembly.run),
            time_limit: self.configuration.run.doc_timeout.map(|limit| limit.0),
            max_document_memory: memory_bytes(max_memory),
            sample: self.selection.sample,
            abort: &abort,
        };
        let limit = self.selection.limit;
        let feed = Feed {
            reader,
            memory: memory_bytes(max_memory),
            limit: limit.map(|limit| limit.saturating_sub(writer.counts.read)),
            observer,
        };
        let ended = feed.run(&pool, &worker, &mut writer);
        abort.store(true, Ordering::Relaxed);
        let was_stopped = ended?;
        let report = self.report(&writer, started, was_stopped);
        writer.finish(&report)?;
        Ok(report)
    }

    fn report(&self, writer: &Writer, started: Instant, was_stopped: bool) -> Report {
        let stages = self.assembly.pipeline.stages().iter();
        let names = stages.map(|stage| stage.name().to_owned());
        Report {
            run: self.assembly.run.clone(),
            counts: writer.counts,
            wall_time: started.elapsed(),
            reading: writer.times.reading,
            stages: names.zip(writer.times.stages.iter().copied()).collect(),
            writing: writer.times.writing,
            slowest: writer.times.slowest.clone(),
            quarantine: writer.sink.quarantine_path(),
            threads: self.threads(),
            was_stopped,
            details: self.details(),
        }
    }

    /// What `run.json` says besides numbers.
    fn details(&self) -> serde_json::Value {
        let header = match &self.resumption {
            Some(state) => state.content.header.clone(),
            None => self.header(),
        };
        serde_json::json!({
            "configuration": header.configuration,
            "files": header.files,
            "inputs": header.inputs,
            "selection": header.selection,
            "limits": self.limits(),
        })
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
            .and_then(|state| state.content.last());
        let start = last.map_or_else(Position::default, |last| last.next);
        let store = self.store.clone();
        Reader::new(
            self.inputs.files.clone(),
            self.configuration.reader_options(),
            start,
        )
        .with_resources(Resources {
            opener: Arc::new(move |path| store.open(path)),
            most_window_bytes: memory_bytes(self.configuration.run.max_memory) as u64 / 8,
            spool: self.spool(),
        })
    }

    /// Documents that are too large for memory are put aside on the disk to which they will go: the
    /// folder for temporary files is often in memory itself.
    pub(crate) fn spool(&self) -> SpoolFolder {
        match &self.destination {
            Destination::Stdout { .. } => SpoolFolder::default(),
            Destination::File(path) => SpoolFolder::beside(path),
            Destination::Folder(path) => SpoolFolder::at(path),
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            max_memory: self.configuration.run.max_memory,
            max_errors: self.configuration.run.max_errors,
        }
    }

    fn header(&self) -> ManifestHeader {
        // Only a run folder can be resumed, and only it says what it was made from.
        let inputs = match self.destination {
            Destination::Folder(_) => fingerprints(&self.inputs.files),
            _ => Vec::new(),
        };
        ManifestHeader {
            manifest: MANIFEST_VERSION,
            run: self.assembly.run.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            configuration: serde_json::to_value(&self.configuration).unwrap_or_default(),
            files: self.assembly.files.clone(),
            inputs,
            selection: self.selection,
            limits: self.limits(),
        }
    }

    fn writer(&self) -> Result<Writer, RunError> {
        let shards = self.configuration.output.shards();
        let max_errors = self.configuration.run.max_errors;
        let destination = &self.destination;
        let (Some(state), Destination::Folder(folder)) = (&self.resumption, destination) else {
            let header = self.header();
            let sink = Sink::open(&self.store, destination, &header, self.force, shards)?;
            return Ok(Writer::new(sink, max_errors));
        };
        let sink = Sink::resume(&self.store, folder, state, shards)?;
        let mut writer = Writer::new(sink, max_errors);
        if let Some(last) = state.content.last() {
            writer.counts = Counts::of_shard(last);
            writer.read_before = last.read;
            writer.ids = written_ids(folder, last.shard, shards.form)?;
        }
        Ok(writer)
    }
}

/// The documents of a run, in the order in which they are to be written.
pub(crate) type Documents = Box<dyn Iterator<Item = io::Result<RawDocument>> + Send>;

fn memory_bytes(max_memory: Option<ByteSize>) -> usize {
    let bytes = max_memory.map_or(DEFAULT_MAX_MEMORY, |size| size.0);
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// The bytes of the largest document that can be processed within the memory.
pub(crate) fn largest_document(max_memory: Option<ByteSize>) -> usize {
    memory_bytes(max_memory) / BYTES_FOR_EACH_INPUT_BYTE
}

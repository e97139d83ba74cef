//! The run: reader, workers and writer around one pipeline.
//!
//! One thread reads and cuts; a pool decodes, processes and renders batches; the caller's thread
//! writes in input order. Only the reader ever waits (in [`Window`]), so memory is bounded and no
//! worker is held up by the disk.

use crate::assembly::{Assembly, AssemblyError};
use crate::catalogue::Catalogue;
use crate::configuration::{Configuration, ConfigurationError};
use crate::fingerprint::{InputChanged, check_inputs, fingerprints};
use crate::folder::{Resumption, is_finished, read_folder, written_ids};
use crate::manifest::{MANIFEST_VERSION, ManifestHeader};
use crate::report::{Counts, Report};
use crate::sink::{Destination, Sink, SinkError};
use crate::units::ByteSize;
use crate::window::Window;
use crate::worker::{Fate, Outcome, Times, Worker};
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};
use warraq_io::{InputError, InputFile, Inputs, Position, RawDocument, Reader};

/// A batch is handed to a thread when it has so many bytes of input, or so many documents.
const BATCH_BYTES: usize = 1 << 18;
const BATCH_DOCUMENTS: usize = 64;

/// What one input byte becomes while it is in flight: itself, the text, layers and the record.
const BYTES_IN_FLIGHT_FOR_EACH_INPUT_BYTE: usize = 24;

/// The memory for documents in flight, unless it is set.
const DEFAULT_MAX_MEMORY: u64 = 2 << 30;

/// The stack of a worker: deep recursion in a third party's stage should fail late.
const WORKER_STACK_BYTES: usize = 8 << 20;

/// Ids beyond so many are no longer compared, to keep memory bounded.
const MOST_IDS_COMPARED: usize = 4_000_000;

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

/// What goes from the reader through the pool to the writer.
struct Feed<'a> {
    reader: Reader,
    window: Window,
    limit: Option<u64>,
    observer: &'a dyn Observer,
}

/// A batch and its place in the input.
struct Done {
    sequence: u64,
    /// None if the run was stopped before the batch was begun.
    outcomes: Option<Vec<Outcome>>,
    times: Times,
}

impl Feed<'_> {
    /// Runs until the input ends; true if the observer stopped it before.
    fn run(
        self,
        pool: &rayon::ThreadPool,
        worker: &Worker<'_>,
        writer: &mut Writer,
    ) -> Result<bool, RunError> {
        let Self {
            reader,
            window,
            limit,
            observer,
        } = self;
        let (sender, receiver) = mpsc::channel();
        let cutter = Cutter {
            window: &window,
            limit,
            observer,
        };
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| cutter.read(reader, pool, worker, sender));
            let written = writer.write_all(&receiver, &window, observer);
            if !matches!(written, Ok(false)) {
                window.close();
            }
            if written.is_err() {
                worker.abort.store(true, Ordering::Relaxed);
            }
            let read = reading.join().unwrap_or_else(|_| {
                Err(RunError::Reading(io::Error::other("the reader panicked")))
            });
            let was_cut = written?;
            let read = read?;
            let was_stopped = was_cut || read.was_stopped;
            writer.check_counts((!was_stopped).then_some(read.documents))?;
            Ok(was_stopped)
        })
    }
}

/// Cuts the input into batches and hands them to the pool.
struct Cutter<'a> {
    window: &'a Window,
    limit: Option<u64>,
    observer: &'a dyn Observer,
}

struct Read {
    documents: u64,
    was_stopped: bool,
}

impl Cutter<'_> {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "dropping the last sender is how the writer learns of the end"
    )]
    fn read(
        &self,
        reader: Reader,
        pool: &rayon::ThreadPool,
        worker: &Worker<'_>,
        sender: Sender<Done>,
    ) -> Result<Read, RunError> {
        let mut read = Read {
            documents: 0,
            was_stopped: false,
        };
        let limit = self
            .limit
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(usize::MAX);
        let mut documents = reader.take(limit);
        pool.in_place_scope(|scope| {
            for sequence in 0.. {
                read.was_stopped = self.observer.is_stopped();
                let batch = next_batch(&mut documents).map_err(RunError::Reading)?;
                if read.was_stopped || batch.is_empty() {
                    break;
                }
                let bytes = batch.iter().map(|raw| raw.content.bytes_in_memory()).sum();
                if !self.window.take(bytes) {
                    break;
                }
                read.documents += batch.len() as u64;
                let (sender, observer) = (sender.clone(), self.observer);
                scope.spawn(move |_| {
                    let mut times = Times::default();
                    let process = |raw| worker.process(raw, &mut times);
                    let is_begun = !observer.is_stopped();
                    let outcomes = is_begun.then(|| batch.into_iter().map(process).collect());
                    // A closed channel means that the writer has failed and says why.
                    let _ = sender.send(Done {
                        sequence,
                        outcomes,
                        times,
                    });
                });
            }
            Ok(read)
        })
    }
}

fn next_batch(
    documents: &mut impl Iterator<Item = io::Result<RawDocument>>,
) -> io::Result<Vec<RawDocument>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_DOCUMENTS {
        let Some(document) = documents.next() else {
            break;
        };
        let document = document?;
        bytes += document.content.bytes_in_memory();
        batch.push(document);
    }
    Ok(batch)
}

/// Writes outcomes in input order and counts them.
struct Writer {
    sink: Sink,
    counts: Counts,
    times: Times,
    ids: HashSet<u64>,
    /// The documents of the runs that this one resumes.
    read_before: u64,
}

impl Writer {
    fn new(sink: Sink) -> Self {
        let (counts, times) = (Counts::default(), Times::default());
        Self {
            sink,
            counts,
            times,
            ids: HashSet::new(),
            read_before: 0,
        }
    }

    /// Writes until the last batch; true if the run was stopped before it.
    fn write_all(
        &mut self,
        receiver: &Receiver<Done>,
        window: &Window,
        observer: &dyn Observer,
    ) -> Result<bool, RunError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for done in receiver {
            waiting.insert(done.sequence, done);
            while let Some(Done {
                outcomes, times, ..
            }) = waiting.remove(&next)
            {
                // Behind a batch that was not begun nothing is written, so that what is written
                // is always a beginning of the whole.
                let Some(outcomes) = outcomes else {
                    return Ok(true);
                };
                next += 1;
                self.times.add(&times);
                for outcome in outcomes {
                    let bytes = outcome.window_bytes;
                    self.write(outcome)?;
                    window.give_back(bytes);
                }
                observer.progress(&self.counts);
            }
        }
        Ok(false)
    }

    fn write(&mut self, outcome: Outcome) -> Result<(), RunError> {
        let Outcome {
            fate,
            input_bytes,
            next,
            ..
        } = outcome;
        self.counts.read += 1;
        self.counts.input_bytes += input_bytes;
        match fate {
            Fate::Record {
                mut record,
                id_hash,
            } => {
                if self.is_duplicate(id_hash) {
                    record.warn(
                        "duplicate_id",
                        "read",
                        "an earlier document has the same id",
                    );
                }
                self.sink.record(&record.json)?;
                self.counts.written += 1;
                self.counts.output_bytes += record.json.len() as u64 + 1;
            }
            Fate::Quarantine { entry, content } => {
                tracing::debug!(
                    id = entry.id,
                    stage = entry.stage,
                    reason = entry.reason,
                    "quarantine"
                );
                self.sink.quarantine(&entry, content)?;
                self.counts.quarantined += 1;
            }
        }
        self.sink.advance(input_bytes, next)?;
        Ok(())
    }

    fn is_duplicate(&mut self, id_hash: u64) -> bool {
        if self.ids.len() < MOST_IDS_COMPARED {
            !self.ids.insert(id_hash)
        } else {
            self.ids.contains(&id_hash)
        }
    }

    /// Checks that all documents are accounted for: `read_now` is what the reader counted, where
    /// everything that it read was to be written.
    fn check_counts(&self, read_now: Option<u64>) -> Result<(), RunError> {
        let Counts {
            read,
            written,
            quarantined,
            ..
        } = self.counts;
        let closes = read == written + quarantined
            && read_now.is_none_or(|now| now + self.read_before == read);
        if closes {
            return Ok(());
        }
        let read = read.max(read_now.unwrap_or_default() + self.read_before);
        Err(RunError::CountsDoNotClose {
            read,
            written,
            quarantined,
        })
    }

    fn finish(self, report: &Report) -> Result<(), RunError> {
        // A run that was stopped leaves its whole shards, and nothing that passes for a result.
        if !report.was_stopped {
            self.sink.finish(&report.to_json())?;
        }
        Ok(())
    }
}

impl Times {
    fn add(&mut self, other: &Self) {
        self.reading += other.reading;
        self.writing += other.writing;
        self.stages
            .resize(self.stages.len().max(other.stages.len()), Duration::ZERO);
        for (total, time) in self.stages.iter_mut().zip(&other.stages) {
            *total += *time;
        }
    }
}

//! The feed: what goes from the reader through the pool to the writer.
//!
//! One thread reads and cuts; a pool processes batches; the caller's thread writes in input order.
//! Only the reader ever waits (in [`Window`]), so memory is bounded and no worker is held up by the
//! disk.

use crate::run::{Documents, Observer};
use crate::run_error::RunError;
use crate::window::Window;
use crate::worker::{Outcome, Times, Worker};
use crate::writer::Writer;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use warraq_io::RawDocument;

/// A batch is handed to a thread when it has so many bytes of input, or so many documents.
const BATCH_BYTES: usize = 1 << 18;
const BATCH_DOCUMENTS: usize = 64;

/// Batches that wait for each thread: enough that none is idle while the reader reads on.
const BATCHES_AHEAD_FOR_EACH_THREAD: usize = 8;

/// What one input byte may become while it is processed: itself, the text, layers and the record.
pub(crate) const BYTES_FOR_EACH_INPUT_BYTE: usize = 24;

/// What a document takes besides: its identifier, its path and what the queues note of it.
pub(crate) const BYTES_FOR_EACH_DOCUMENT: usize = 1 << 10;

/// What goes from the reader through the pool to the writer.
pub(crate) struct Feed<'a> {
    pub(crate) reader: Documents,
    /// The bytes of memory for documents in flight.
    pub(crate) memory: usize,
    pub(crate) limit: Option<u64>,
    pub(crate) observer: &'a dyn Observer,
}

/// A batch and its place in the input.
pub(crate) struct Done {
    pub(crate) sequence: u64,
    /// None if the run was stopped before the batch was begun.
    pub(crate) outcomes: Option<Vec<Outcome>>,
    /// The bytes of memory that the outcomes hold.
    pub(crate) held: usize,
    pub(crate) times: Times,
}

impl Feed<'_> {
    /// Runs until the input ends; true if the observer stopped it before.
    pub(crate) fn run(
        self,
        pool: &rayon::ThreadPool,
        worker: &Worker<'_>,
        writer: &mut Writer,
    ) -> Result<bool, RunError> {
        let Self {
            reader,
            memory,
            limit,
            observer,
        } = self;
        // Not in the window are the document that is being read, at most a twenty-fourth of the memory
        // and three times that where its buffer grows, and what decompresses it, at most an eighth.
        let most_queued = pool.current_num_threads() * BATCHES_AHEAD_FOR_EACH_THREAD;
        let window = Window::new(memory - memory / 4, most_queued);
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
        reader: Documents,
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
                let taken = batch.iter().map(memory_of).sum();
                if !self.window.take(taken) {
                    break;
                }
                read.documents += batch.len() as u64;
                let (sender, window, observer) = (sender.clone(), self.window, self.observer);
                scope.spawn(move |_| {
                    let mut times = Times::default();
                    let process = |raw| worker.process(raw, &mut times);
                    let is_begun = !observer.is_stopped();
                    let outcomes: Option<Vec<_>> =
                        is_begun.then(|| batch.into_iter().map(process).collect());
                    let held = outcomes.iter().flatten().map(Outcome::held).sum();
                    window.processed(taken, held);
                    // A closed channel means that the writer has failed and says why.
                    let _ = sender.send(Done {
                        sequence,
                        outcomes,
                        held,
                        times,
                    });
                });
            }
            Ok(read)
        })
    }
}

/// The bytes of memory that processing a document may take.
fn memory_of(raw: &RawDocument) -> usize {
    let bytes = raw.content.bytes_in_memory();
    BYTES_FOR_EACH_DOCUMENT.saturating_add(bytes.saturating_mul(BYTES_FOR_EACH_INPUT_BYTE))
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

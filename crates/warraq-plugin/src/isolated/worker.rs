//! The worker: a host of one library in a process of its own.

use super::document::ShownDocument;
use super::frame::{BadFrame, Buffer, HEAD, Reader, Writer};
use super::output::Recorder;
use super::process::Stream;
use crate::host::{
    Call, Layers, LoadError, LoadedStage, PluginLibrary, keep_messages, kept_messages,
};
use std::convert::Infallible;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The hidden subcommand under which a program calls [`main`].
pub const SUBCOMMAND: &str = "plugin-worker";

/// Runs documents through one stage of a library until the host hangs up.
///
/// A program that runs plugins isolated calls this where it is started with [`SUBCOMMAND`] as its
/// only argument: standard input is the connection to the host.
#[must_use]
pub fn main() -> ExitCode {
    match connect().map(serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: this is no worker of a plugin's host: {error}");
            ExitCode::from(2)
        }
    }
}

/// Takes standard input for itself, so that a library that reads it finds nothing.
fn connect() -> std::io::Result<UnixStream> {
    let stream = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    stream.peer_addr()?;
    let nothing = std::fs::File::open("/dev/null")?;
    // SAFETY: both are open; the duplicate of standard input above stays.
    unsafe {
        libc::dup2(
            std::os::fd::AsRawFd::as_raw_fd(&nothing),
            libc::STDIN_FILENO,
        )
    };
    Ok(stream)
}

fn serve(stream: UnixStream) {
    let mut stream = Stream(stream);
    let mut buffer = Buffer::default();
    let mut go_on = || Ok::<(), Infallible>(());
    let Ok(length) = stream.receive(&mut buffer, &mut go_on) else {
        return;
    };
    let (mut answer, stage) = greet(content(&buffer, length));
    if stream.send(answer.finish(), &mut go_on).is_err() {
        return;
    }
    let Some(stage) = stage else { return };
    while let Ok(length) = stream.receive(&mut buffer, &mut go_on) {
        BUSY_SECONDS.store(0, Ordering::Relaxed);
        let mut answer = answer_document(&stage, content(&buffer, length));
        BUSY_SECONDS.store(IDLE, Ordering::Relaxed);
        if stream.send(answer.finish(), &mut go_on).is_err() {
            return;
        }
    }
}

fn content(buffer: &Buffer, length: usize) -> Reader<'_> {
    Reader::new(buffer.bytes().get(HEAD..length).unwrap_or_default())
}

/// Loads what the host asks for, and says what it is.
fn greet(mut hello: Reader<'_>) -> (Writer, Option<LoadedStage>) {
    let mut answer = Writer::default();
    match prepare(&mut hello) {
        Ok((library, stage)) => {
            answer.number(0);
            answer.text(library.name());
            answer.text(library.version());
            let one = stage
                .as_ref()
                .map(LoadedStage::layers)
                .into_iter()
                .collect();
            let known = if stage.is_some() {
                one
            } else {
                library.layers().collect::<Vec<_>>()
            };
            answer.number(known.len() as u64);
            known
                .into_iter()
                .for_each(|layers| write_layers(&mut answer, layers));
            (answer, stage)
        }
        Err(reason) => {
            answer.number(1);
            answer.text(&reason);
            (answer, None)
        }
    }
}

fn prepare(hello: &mut Reader<'_>) -> Result<(PluginLibrary, Option<LoadedStage>), String> {
    let senseless = |BadFrame| "the host makes no sense".to_owned();
    let mut text = || hello.text().map_err(senseless);
    let (path, sha256, stage, config) = (text()?, text()?, text()?, text()?);
    let mut number = || hello.number().map_err(senseless);
    let (memory, seconds, level) = (number()?, number()?, number()?);
    keep_messages(u32::try_from(level).unwrap_or(0));
    let library = PluginLibrary::open_in_worker(Path::new(path), sha256);
    let library = library.map_err(|error| match error {
        LoadError::OtherHash { .. } => "its file has changed since it was opened".to_owned(),
        other => other.to_string(),
    })?;
    let stage = match stage {
        "" => None,
        stage => Some(library.load_stage(stage, config)?),
    };
    limit_memory(memory);
    watch(seconds.saturating_mul(2));
    Ok((library, stage))
}

fn write_layers(answer: &mut Writer, layers: &Layers) {
    answer.text(&layers.name);
    for names in [&layers.requires, &layers.uses, &layers.provides] {
        answer.number(names.len() as u64);
        names.iter().for_each(|name| answer.text(name.as_str()));
    }
}

fn answer_document(stage: &LoadedStage, frame: Reader<'_>) -> Writer {
    let outcome = process(stage, frame);
    let mut answer = Writer::default();
    let messages = kept_messages();
    answer.number(messages.len() as u64);
    for message in messages {
        answer.number(u64::from(message.level));
        answer.text(&message.origin);
        answer.text(&message.text);
    }
    match outcome {
        Ok(output) => {
            answer.number(0);
            answer.append(&output);
        }
        Err(reason) => {
            answer.number(1);
            answer.text(&reason);
        }
    }
    answer
}

fn process(stage: &LoadedStage, frame: Reader<'_>) -> Result<Writer, String> {
    let shown = ShownDocument::read(frame).map_err(|BadFrame| "the host makes no sense")?;
    let recorder = Recorder::new(shown.labels, shown.rows);
    // Time and the run's end are watched by the host, which kills; memory by the system.
    let call = Call::new(recorder, stage.layers(), &|_| Ok(()));
    let recorder = stage
        .body()
        .call(shown.as_ptr(), call)
        .map_err(|error| error.to_string())?;
    Ok(recorder.into_frame())
}

/// The seconds that the document at hand has taken, roughly; [`IDLE`] between documents.
static BUSY_SECONDS: AtomicU64 = AtomicU64::new(IDLE);
const IDLE: u64 = u64::MAX;

/// Ends a worker that is stuck in a document although its host, who should have killed it, is gone.
fn watch(limit: u64) {
    let watch = move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let busy = BUSY_SECONDS.load(Ordering::Relaxed);
            if busy == IDLE {
                continue;
            }
            if busy >= limit {
                std::process::abort();
            }
            // A document that ends just now is not marked as busy again.
            let _ =
                BUSY_SECONDS.compare_exchange(busy, busy + 1, Ordering::Relaxed, Ordering::Relaxed);
        }
    };
    // Without a thread for it, the host's own limit still holds.
    let _ = std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(watch);
}

/// Lets this process have so many bytes more than now, and no core dump.
fn limit_memory(bytes: u64) {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the structure is borrowed during the call.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) };
    let Some(used) = data_bytes() else { return };
    let most = used.saturating_add(bytes);
    let limit = libc::rlimit {
        rlim_cur: most,
        rlim_max: most,
    };
    // SAFETY: as above.
    unsafe { libc::setrlimit(libc::RLIMIT_DATA, &raw const limit) };
}

/// What the system counts as this process's data; none where it does not say.
fn data_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmData:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

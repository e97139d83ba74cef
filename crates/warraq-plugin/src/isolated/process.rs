//! One worker process: started, spoken to, and killed.

use super::IsolationOptions;
use super::core::Placement;
use super::frame::{Buffer, HEAD, Writer};
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a host that waits looks whether it still should.
const TICK: Duration = Duration::from_millis(20);

/// The first read of a frame: most frames fit.
const FIRST_READ: usize = 64 << 10;

/// A running worker. It is killed when it is dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    stream: Stream,
    placement: Placement,
}

/// Why a worker did not answer.
#[derive(Debug)]
pub(super) enum Silence<E> {
    /// The host no longer waits.
    Cut(E),
    /// The worker is gone, or says nothing that can be understood.
    Gone(String),
}

impl Process {
    /// Starts a worker. What it prints goes to standard error.
    pub(super) fn start(options: &IsolationOptions) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        ours.set_read_timeout(Some(TICK))?;
        ours.set_write_timeout(Some(TICK))?;
        let program = match &options.program {
            Some(program) => program.clone(),
            None => std::env::current_exe()?,
        };
        let child = Command::new(program)
            .args(&options.arguments)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(io::stderr().as_fd().try_clone_to_owned()?))
            .spawn()?;
        Ok(Self {
            placement: Placement::new(&child),
            child,
            stream: Stream(ours),
        })
    }

    /// Sends a frame and waits for the answer, which is then in `answer`.
    ///
    /// `tick` is asked now and then whether to go on.
    pub(super) fn exchange<E>(
        &mut self,
        frame: &mut Writer,
        answer: &mut Buffer,
        mut tick: impl FnMut() -> Result<(), E>,
    ) -> Result<usize, Silence<E>> {
        let outcome = self.take_turns(frame.finish(), answer, &mut tick);
        outcome.map_err(|silence| match silence {
            Silence::Gone(said) => Silence::Gone(self.farewell(&said)),
            cut => cut,
        })
    }

    fn take_turns<E>(
        &mut self,
        question: &[u8],
        answer: &mut Buffer,
        tick: &mut impl FnMut() -> Result<(), E>,
    ) -> Result<usize, Silence<E>> {
        let mut shared = self.placement.share();
        self.stream.send(question, tick)?;
        while !self.stream.has_something() && shared.give_turn() {}
        self.stream.receive(answer, &mut || {
            shared.part();
            tick()
        })
    }

    /// How the worker ended; one that lives on is killed, since nobody can speak with it.
    fn farewell(&mut self, said: &str) -> String {
        let deadline = Instant::now() + Duration::from_millis(500);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return describe(status),
                Ok(None) if Instant::now() < deadline => std::thread::sleep(TICK / 20),
                _ => return said.to_owned(),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Either fails for a worker that is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One end of the socket between host and worker.
#[derive(Debug)]
pub(super) struct Stream(pub(super) UnixStream);

impl Stream {
    pub(super) fn send<E>(
        &mut self,
        mut bytes: &[u8],
        tick: &mut impl FnMut() -> Result<(), E>,
    ) -> Result<(), Silence<E>> {
        while !bytes.is_empty() {
            match self.send_some(bytes) {
                Ok(sent) => bytes = bytes.get(sent..).unwrap_or_default(),
                Err(error) => wait(&error, tick)?,
            }
        }
        Ok(())
    }

    /// Receives one frame; the answer is its length with its head.
    pub(super) fn receive<E>(
        &mut self,
        buffer: &mut Buffer,
        tick: &mut impl FnMut() -> Result<(), E>,
    ) -> Result<usize, Silence<E>> {
        let (mut have, mut want) = (0, HEAD);
        while have < want {
            // No more than came so far, and as much again: the length is what the peer says.
            let room = buffer
                .grow(want.min(have * 2).max(FIRST_READ))
                .get_mut(have..)
                .unwrap_or_default();
            match self.0.read(room) {
                Ok(0) => return Err(Silence::Gone("it closed its connection".to_owned())),
                Ok(read) => have += read,
                Err(error) => wait(&error, tick)?,
            }
            if let Some(head) = buffer.bytes().first_chunk().filter(|_| have >= HEAD) {
                want = length(*head).ok_or(Silence::Gone("it sent too much".to_owned()))?;
            }
        }
        Ok(want)
    }

    /// Whether there is something to receive, or the peer is gone.
    fn has_something(&self) -> bool {
        let mut place = libc::pollfd {
            fd: self.0.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: the one place is borrowed during the call, which does not wait.
        unsafe { libc::poll(&raw mut place, 1, 0) != 0 }
    }

    /// As `write`, but a peer that is gone is an error and never the signal SIGPIPE, which a program
    /// may have set to end it.
    fn send_some(&self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(target_os = "linux")]
        let flags = libc::MSG_NOSIGNAL;
        #[cfg(not(target_os = "linux"))]
        let flags = 0;
        // SAFETY: the socket is open, and the bytes are borrowed during the call.
        let sent = unsafe {
            libc::send(
                self.0.as_raw_fd(),
                bytes.as_ptr().cast(),
                bytes.len(),
                flags,
            )
        };
        usize::try_from(sent).map_err(|_| io::Error::last_os_error())
    }
}

/// The length of a frame with its head, unless it is absurd.
fn length(head: [u8; HEAD]) -> Option<usize> {
    const MOST: u64 = 16 << 30;
    let content = u64::from_ne_bytes(head);
    usize::try_from(content)
        .ok()?
        .checked_add(HEAD)
        .filter(|_| content <= MOST)
}

fn wait<E>(error: &io::Error, tick: &mut impl FnMut() -> Result<(), E>) -> Result<(), Silence<E>> {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => tick().map_err(Silence::Cut),
        ErrorKind::Interrupted => Ok(()),
        _ => Err(Silence::Gone(error.to_string())),
    }
}

fn describe(status: ExitStatus) -> String {
    let named = |signal| match signal {
        libc::SIGSEGV => " (segmentation fault)",
        libc::SIGABRT => " (abort, as on a stack overflow or when memory is spent)",
        libc::SIGKILL => " (kill)",
        libc::SIGBUS => " (bus error)",
        libc::SIGILL => " (illegal instruction)",
        _ => "",
    };
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("it ended with the exit code {code}"),
        (_, Some(signal)) => format!("it was ended by the signal {signal}{}", named(signal)),
        _ => "it ended".to_owned(),
    }
}

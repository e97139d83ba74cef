//! A library in a process of its own: a crash, a hang, a leak or `exit` ends that process, and costs
//! one document.
//!
//! The worker is the same program over again; it loads the library as any host does, over the same
//! ABI. Host and worker speak over a socket in frames that hold the arrays of a document as they lie
//! in memory, so that a document costs two copies and no parsing.

mod core;
mod document;
mod frame;
mod output;
mod process;
mod stage;
pub mod worker;

pub(crate) use stage::Launcher;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// How a worker is started, and what it may spend on one document.
#[derive(Clone, Debug)]
pub struct IsolationOptions {
    /// The program that calls [`worker::main`]; the running one if there is none.
    pub program: Option<PathBuf>,
    /// Its arguments; [`worker::SUBCOMMAND`] unless something else is said.
    pub arguments: Vec<OsString>,
    /// The time for one document. A worker that takes longer is killed.
    pub time_limit: Duration,
    /// The memory in bytes that a worker may take on top of what it has when its stage is made
    /// (Linux; elsewhere there is no limit).
    pub memory_limit: u64,
}

impl Default for IsolationOptions {
    fn default() -> Self {
        Self {
            program: None,
            arguments: vec![worker::SUBCOMMAND.into()],
            time_limit: Duration::from_secs(60),
            memory_limit: 1 << 30,
        }
    }
}

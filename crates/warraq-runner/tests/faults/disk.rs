//! A disk with a fault at one operation, of the input or of the output.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use warraq_runner::{Disk, Storage, StoredFile};

/// The bytes that one read gives where reading is tested: few, so that each file takes many.
const BYTES_OF_A_READ: usize = 96;

/// What a process that is about to be killed says.
pub(crate) const READY: &str = "ready to be killed";

/// What is done to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The process is killed in the middle of a write, and before any other operation.
    Kill,
    /// No space is left, after half of a write.
    Full,
    /// The device fails.
    Broken,
    /// Half of a write is done, or one byte is read.
    Short,
    /// A signal comes in between.
    Interrupted,
}

impl Fault {
    /// What it does to an operation that cannot be done by halves.
    fn strike(self) -> io::Result<()> {
        match self {
            Self::None | Self::Short => Ok(()),
            Self::Kill => wait_for_the_end(),
            Self::Full => Err(io::Error::from_raw_os_error(28)),
            Self::Broken => Err(io::Error::from_raw_os_error(5)),
            Self::Interrupted => Err(io::ErrorKind::Interrupted.into()),
        }
    }
}

/// Whoever started this process kills it now.
fn wait_for_the_end() -> ! {
    eprintln!("{READY}");
    loop {
        std::thread::park();
    }
}

/// The operations that are counted; the others do what the disk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Input,
    Output,
}

/// The disk, with a fault at one operation of a side.
#[derive(Clone)]
pub(crate) struct FaultyDisk {
    side: Side,
    fault: Fault,
    at: u64,
    operations: Arc<AtomicU64>,
    /// What stands for standard output.
    stdout: PathBuf,
}

impl FaultyDisk {
    /// A fault at opening a file of the input, or at a read of it.
    pub(crate) fn reading(folder: &Path, fault: Fault, at: u64) -> Self {
        Self::new(Side::Input, folder, fault, at)
    }

    /// A fault at an operation of the output. A full disk stays full, and a broken one broken.
    pub(crate) fn writing(folder: &Path, fault: Fault, at: u64) -> Self {
        Self::new(Side::Output, folder, fault, at)
    }

    fn new(side: Side, folder: &Path, fault: Fault, at: u64) -> Self {
        Self {
            side,
            fault,
            at,
            operations: Arc::default(),
            stdout: folder.join("stdout"),
        }
    }

    /// The operations so far.
    pub(crate) fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// Counts an operation; the fault, if it is its turn.
    fn turn(&self, side: Side) -> Fault {
        if side != self.side {
            return Fault::None;
        }
        let turn = self.operations.fetch_add(1, Ordering::Relaxed);
        let lasts = side == Side::Output && matches!(self.fault, Fault::Full | Fault::Broken);
        match turn == self.at || (lasts && turn > self.at) {
            true => self.fault,
            false => Fault::None,
        }
    }

    fn whole(&self) -> io::Result<()> {
        self.turn(Side::Output).strike()
    }

    fn written(&self, file: Box<dyn StoredFile>) -> Box<dyn StoredFile> {
        Box::new(FaultyFile(file, self.clone()))
    }
}

impl Storage for FaultyDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.turn(Side::Input).strike()?;
        Ok(Box::new(FaultyFile(Disk.open(path)?, self.clone())))
    }
    fn create(&self, path: &Path) -> io::Result<Box<dyn StoredFile>> {
        self.whole()?;
        Ok(self.written(Disk.create(path)?))
    }
    fn reopen(&self, path: &Path, length: u64) -> io::Result<Box<dyn StoredFile>> {
        self.whole()?;
        Ok(self.written(Disk.reopen(path, length)?))
    }
    fn standard_output(&self) -> io::Result<Box<dyn StoredFile>> {
        self.whole()?;
        Ok(self.written(Disk.create(&self.stdout)?))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.whole()?;
        Disk.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.whole()?;
        Disk.remove(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.whole()?;
        Disk.create_folder(path)
    }
    // A kill takes nothing from what the system was given, so that nothing need be synced.
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.whole()
    }
}

/// A file of the disk.
struct FaultyFile<F>(F, FaultyDisk);

impl Read for FaultyFile<Box<dyn Read + Send>> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let fault = self.1.turn(Side::Input);
        fault.strike()?;
        let most = match (self.1.side, fault) {
            (Side::Output, _) => usize::MAX,
            (Side::Input, Fault::Short) => 1,
            (Side::Input, _) => BYTES_OF_A_READ,
        };
        let length = buffer.len().min(most);
        self.0.read(&mut buffer[..length])
    }
}

impl Write for FaultyFile<Box<dyn StoredFile>> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let half = bytes.get(..bytes.len().div_ceil(2)).unwrap_or_default();
        let fault = self.1.turn(Side::Output);
        match fault {
            Fault::None => return self.0.write(bytes),
            Fault::Short => return self.0.write(half),
            Fault::Kill | Fault::Full => self.0.write_all(half)?,
            Fault::Broken | Fault::Interrupted => {}
        }
        fault.strike()?;
        Ok(0)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl StoredFile for FaultyFile<Box<dyn StoredFile>> {
    fn sync(&mut self) -> io::Result<()> {
        self.1.whole()
    }
}

//! Opening: a file as a stream of decompressed bytes, whatever its name says.
//!
//! Compression is told by the content, because scraped corpora name their files carelessly.

use super::raw::SpoolFolder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

/// Large enough that a system call is rare, small enough for the cache.
const BUFFER_BYTES: usize = 256 * 1024;

/// How much of a stream is looked at to tell what it is.
pub(crate) const SNIFFED_BYTES: usize = 4096;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A stream of decompressed bytes.
pub(crate) type Stream = Box<dyn BufRead + Send>;

/// How a file is opened.
pub type Opener = dyn Fn(&Path) -> io::Result<Box<dyn Read + Send>> + Send + Sync;

/// What reading uses of the machine.
#[derive(Clone)]
pub struct Resources {
    /// How files are opened. Tables are read from their end, and so from the file system all the same.
    pub opener: Arc<Opener>,
    /// The most memory for the window of a compressed file, from 8 MiB to 2 GiB: one that needs more
    /// breaks off at its start.
    pub most_window_bytes: u64,
    /// Where documents are put aside that are too large for memory.
    pub spool: SpoolFolder,
}

impl Default for Resources {
    /// The file system, and the largest windows.
    fn default() -> Self {
        Self {
            opener: Arc::new(open_file),
            most_window_bytes: 1 << MOST_WINDOW_BITS,
            spool: SpoolFolder::default(),
        }
    }
}

/// zstd's own bounds: what every decompressor must take, and what the format allows.
const FEWEST_WINDOW_BITS: u32 = 23;
const MOST_WINDOW_BITS: u32 = 31;

/// Opens a file of this machine, or standard input where there is no path.
pub(crate) fn open(path: Option<&Path>) -> io::Result<Stream> {
    Resources::default().open(path)
}

impl Resources {
    /// Opens a file, or standard input where there is no path.
    pub(crate) fn open(&self, path: Option<&Path>) -> io::Result<Stream> {
        let bits = self.most_window_bytes.max(1).ilog2();
        let bits = bits.clamp(FEWEST_WINDOW_BITS, MOST_WINDOW_BITS);
        match path {
            Some(path) => decompress(Uninterrupted((self.opener)(path)?), bits),
            None => decompress(Uninterrupted(io::stdin()), bits),
        }
    }
}

fn open_file(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(File::open(path)?))
}

/// Reads again where a signal came in between: not every decompressor does.
struct Uninterrupted<R>(R);

impl<R: Read> Read for Uninterrupted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

/// The file at `path` as it lies on disk if it starts with `magic`, and otherwise what `stream`
/// holds, put aside in a temporary file.
pub(crate) fn rewind(
    path: Option<&Path>,
    stream: &mut Stream,
    magic: &[u8],
    spool: &SpoolFolder,
) -> io::Result<File> {
    if let Some(path) = path {
        let mut file = File::open(path)?;
        let mut start = Vec::new();
        (&mut file)
            .take(magic.len() as u64)
            .read_to_end(&mut start)?;
        file.rewind()?;
        if start == magic {
            return Ok(file);
        }
    }
    let mut file = spool.file()?;
    io::copy(stream, &mut file)?;
    file.rewind()?;
    Ok(file)
}

fn decompress(raw: impl Read + Send + 'static, window_bits: u32) -> io::Result<Stream> {
    let mut raw = buffered(raw);
    let start = raw.fill_buf()?;
    if start.starts_with(&GZIP_MAGIC) {
        Ok(Box::new(buffered(flate2::bufread::MultiGzDecoder::new(
            raw,
        ))))
    } else if start.starts_with(&ZSTD_MAGIC) {
        let mut decoder = zstd::Decoder::with_buffer(raw)?;
        // Archives are often made with `--long`, which needs a larger window than zstd takes by itself.
        decoder.window_log_max(window_bits)?;
        Ok(Box::new(buffered(decoder)))
    } else {
        Ok(Box::new(raw))
    }
}

/// A reader whose buffer holds the start of the stream at first, as long as it is looked at to tell what
/// the stream is. A pipe, a device or a decompressor may give less in one read.
fn buffered<R: Read>(mut rest: R) -> BufReader<Started<R>> {
    let mut start = Vec::new();
    let read = (&mut rest)
        .take(SNIFFED_BYTES as u64)
        .read_to_end(&mut start);
    let started = Started {
        start: Cursor::new(start),
        failure: read.err(),
        rest,
    };
    BufReader::with_capacity(BUFFER_BYTES, started)
}

/// A stream whose start was read already, up to a failure if there was one.
struct Started<R> {
    start: Cursor<Vec<u8>>,
    failure: Option<io::Error>,
    rest: R,
}

impl<R: Read> Read for Started<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let from_start = self.start.read(buffer)?;
        if from_start > 0 {
            return Ok(from_start);
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.rest.read(buffer),
        }
    }
}

//! Opening: a file as a stream of decompressed bytes, whatever its name says.
//!
//! Compression is told by the content, because scraped corpora name their files carelessly.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

/// Large enough that a system call is rare, small enough for the cache.
const BUFFER_BYTES: usize = 256 * 1024;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A stream of decompressed bytes.
pub(crate) type Stream = Box<dyn BufRead + Send>;

/// How a file is opened.
pub type Opener = dyn Fn(&Path) -> io::Result<Box<dyn Read + Send>> + Send + Sync;

/// Opens a file of this machine, or standard input where there is no path.
pub(crate) fn open(path: Option<&Path>) -> io::Result<Stream> {
    open_with(&open_file, path)
}

/// The same with another way to open files.
pub(crate) fn open_with(opener: &Opener, path: Option<&Path>) -> io::Result<Stream> {
    match path {
        Some(path) => decompress(Uninterrupted(opener(path)?)),
        None => decompress(Uninterrupted(io::stdin())),
    }
}

pub(crate) fn open_file(path: &Path) -> io::Result<Box<dyn Read + Send>> {
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
pub(crate) fn rewind(path: Option<&Path>, stream: &mut Stream, magic: &[u8]) -> io::Result<File> {
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
    let mut file = tempfile::tempfile()?;
    io::copy(stream, &mut file)?;
    file.rewind()?;
    Ok(file)
}

fn decompress(raw: impl Read + Send + 'static) -> io::Result<Stream> {
    let mut raw = BufReader::with_capacity(BUFFER_BYTES, raw);
    let start = peek(&mut raw)?;
    if start.starts_with(&GZIP_MAGIC) {
        let decoder = flate2::bufread::MultiGzDecoder::new(raw);
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder)))
    } else if start.starts_with(&ZSTD_MAGIC) {
        let mut decoder = zstd::Decoder::with_buffer(raw)?;
        // Archives are often made with `--long`; a window of 2 GiB is what zstd allows at most.
        decoder.window_log_max(31)?;
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder)))
    } else {
        Ok(Box::new(raw))
    }
}

/// The first bytes of a stream, without consuming them; a pipe may give fewer than it has.
fn peek(raw: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let start = raw.fill_buf()?;
    Ok(start.get(..ZSTD_MAGIC.len()).unwrap_or(start).to_vec())
}

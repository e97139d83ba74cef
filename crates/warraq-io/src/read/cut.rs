//! Cutting: the bytes of one document, taken from a stream in bounded memory.

use super::open::Stream;
use super::raw::{RawContent, Spool, SpoolFolder};
use std::io;
use std::mem::take;

/// A header line of an archive is no longer than this.
const LONGEST_HEADER_LINE: usize = 1 << 16;

/// One document's bytes.
pub(crate) struct Cut {
    pub(crate) content: RawContent,
    pub(crate) line: Option<u64>,
    pub(crate) is_last: bool,
}

/// What may fail while a document is cut.
pub(crate) enum Failure {
    Input(io::Error),
    Spool(io::Error),
}

/// Collects the bytes of one document, in memory up to the limit and on disk beyond it.
pub(crate) struct Cutter {
    limit: u64,
    folder: SpoolFolder,
    bytes: Vec<u8>,
    spool: Option<Spool>,
    is_blank: bool,
    pub(crate) consumed: u64,
}

impl Cutter {
    pub(crate) fn new(limit: u64, folder: &SpoolFolder) -> Self {
        Self {
            limit,
            folder: folder.clone(),
            bytes: Vec::new(),
            spool: None,
            is_blank: true,
            consumed: 0,
        }
    }

    /// Takes a line, without its end.
    pub(crate) fn take_line(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            if buffer.is_empty() {
                return Ok(());
            }
            let (piece, used) = match memchr::memchr(b'\n', buffer) {
                Some(end) => (buffer.get(..end).unwrap_or_default(), end + 1),
                None => (buffer, buffer.len()),
            };
            self.add(piece).map_err(Failure::Spool)?;
            let is_complete = used > piece.len();
            self.consumed += used as u64;
            stream.consume(used);
            if is_complete {
                return Ok(());
            }
        }
    }

    /// Takes a line with its end, and gives it as far as a header's line may be long; nothing at the
    /// end of the stream.
    pub(crate) fn take_header_line(&mut self, stream: &mut Stream) -> Result<Vec<u8>, Failure> {
        let mut line = Vec::new();
        loop {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            let end = memchr::memchr(b'\n', buffer).map(|end| end + 1);
            let used = end.unwrap_or(buffer.len());
            let piece = buffer.get(..used).unwrap_or_default();
            self.add(piece).map_err(Failure::Spool)?;
            let room = LONGEST_HEADER_LINE.saturating_sub(line.len()).min(used);
            line.extend_from_slice(piece.get(..room).unwrap_or_default());
            self.consumed += used as u64;
            stream.consume(used);
            if end.is_some() || used == 0 {
                return Ok(line);
            }
        }
    }

    /// The same, but the line is not added: the caller may add it, or carry it to the next document.
    pub(crate) fn peek_header_line(&mut self, stream: &mut Stream) -> Result<Vec<u8>, Failure> {
        let mut line = Vec::new();
        loop {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            let end = memchr::memchr(b'\n', buffer).map(|end| end + 1);
            let room = LONGEST_HEADER_LINE - line.len();
            let used = end.unwrap_or(buffer.len()).min(room);
            line.extend_from_slice(buffer.get(..used).unwrap_or_default());
            self.consumed += used as u64;
            stream.consume(used);
            if used == 0 || line.ends_with(b"\n") || line.len() >= LONGEST_HEADER_LINE {
                return Ok(line);
            }
        }
    }

    /// Takes bytes that were taken from the stream before.
    pub(crate) fn take_carried(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.consumed += bytes.len() as u64;
        self.add(bytes).map_err(Failure::Spool)
    }

    /// Takes `length` bytes; fewer are a failure of the input.
    pub(crate) fn take_bytes(&mut self, stream: &mut Stream, length: u64) -> Result<(), Failure> {
        let mut left = length;
        while left > 0 {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            if buffer.is_empty() {
                let message = format!("{left} of {length} bytes are missing");
                let error = io::Error::new(io::ErrorKind::UnexpectedEof, message);
                return Err(Failure::Input(error));
            }
            let used = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            self.add(buffer.get(..used).unwrap_or_default())
                .map_err(Failure::Spool)?;
            self.consumed += used as u64;
            stream.consume(used);
            left -= used as u64;
        }
        Ok(())
    }

    /// Passes over line breaks.
    pub(crate) fn skip_line_breaks(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
            let used = buffer.iter().take_while(is_break).count();
            if used == 0 {
                return Ok(());
            }
            self.consumed += used as u64;
            stream.consume(used);
        }
    }

    /// Takes everything.
    pub(crate) fn take_all(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            let buffer = stream.fill_buf().map_err(Failure::Input)?;
            let used = buffer.len();
            if used == 0 {
                return Ok(());
            }
            self.add(buffer).map_err(Failure::Spool)?;
            self.consumed += used as u64;
            stream.consume(used);
        }
    }

    pub(crate) fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        self.is_blank = self.is_blank && piece.iter().all(u8::is_ascii_whitespace);
        if let Some(spool) = &mut self.spool {
            return spool.write(piece);
        }
        if (self.bytes.len() + piece.len()) as u64 <= self.limit {
            self.bytes.extend_from_slice(piece);
            return Ok(());
        }
        let mut spool = Spool::new(&self.folder)?;
        spool.write(&take(&mut self.bytes))?;
        spool.write(piece)?;
        self.spool = Some(spool);
        Ok(())
    }

    /// Whether there is nothing but white space, however much of it.
    pub(crate) fn is_blank(&self) -> bool {
        self.is_blank
    }

    pub(crate) fn content(self) -> RawContent {
        match self.spool {
            Some(spool) => RawContent::TooLarge(spool),
            None => RawContent::Bytes(self.bytes),
        }
    }

    pub(crate) fn broken(self, error: &io::Error) -> RawContent {
        match self.spool {
            Some(spool) => RawContent::TooLarge(spool),
            None => RawContent::Unreadable {
                bytes: self.bytes,
                message: error.to_string(),
            },
        }
    }
}

//! Sorting more pairs of numbers than fit into memory: sorted runs on disk, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::vec::IntoIter;
use warraq_io::SpoolFolder;

/// The bytes of a pair.
const PAIR_BYTES: usize = 16;

/// Fewer bytes are not worth a file.
const LEAST_MEMORY: u64 = 1 << 16;

type Pair = (u64, u64);

/// Takes pairs in any order and gives them back sorted.
pub(super) struct Sorter {
    most: usize,
    spool: SpoolFolder,
    pairs: Vec<Pair>,
    runs: Vec<File>,
}

impl Sorter {
    /// A sorter that keeps at most `memory` bytes of pairs in memory, and the others in `spool`.
    pub(super) fn new(memory: u64, spool: &SpoolFolder) -> Self {
        let pairs = memory.max(LEAST_MEMORY) / PAIR_BYTES as u64;
        Self {
            most: usize::try_from(pairs).unwrap_or(usize::MAX),
            spool: spool.clone(),
            pairs: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, pair: Pair) -> io::Result<()> {
        // The vector doubles as it grows: it is emptied before it would outgrow its share.
        if self.pairs.len() >= self.most
            || (self.pairs.len() == self.pairs.capacity() && self.pairs.len() > self.most / 2)
        {
            self.spill()?;
        }
        self.pairs.push(pair);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.pairs.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 18, self.spool.file()?);
        for (first, second) in self.pairs.drain(..) {
            out.write_all(&first.to_le_bytes())?;
            out.write_all(&second.to_le_bytes())?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        Ok(())
    }

    /// All pairs, sorted.
    pub(super) fn sorted(mut self) -> io::Result<Sorted> {
        self.pairs.sort_unstable();
        let mut runs: Vec<_> = self.runs.into_iter().map(Run::of_file).collect();
        runs.push(Run::Memory(self.pairs.into_iter()));
        let mut heads = BinaryHeap::new();
        for (index, run) in runs.iter_mut().enumerate() {
            if let Some(pair) = run.next()? {
                heads.push(Reverse((pair, index)));
            }
        }
        Ok(Sorted { runs, heads })
    }
}

enum Run {
    Memory(IntoIter<Pair>),
    File(BufReader<File>),
}

impl Run {
    fn of_file(file: File) -> Self {
        Self::File(BufReader::with_capacity(1 << 16, file))
    }

    fn next(&mut self) -> io::Result<Option<Pair>> {
        match self {
            Self::Memory(pairs) => Ok(pairs.next()),
            Self::File(file) => {
                let mut bytes = [0; PAIR_BYTES];
                match file.read_exact(&mut bytes) {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                    Err(error) => return Err(error),
                }
                let (first, second) = bytes.split_at_checked(8).unwrap_or_default();
                let number =
                    |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
                Ok(Some((number(first), number(second))))
            }
        }
    }
}

/// Pairs in order.
pub(super) struct Sorted {
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<(Pair, usize)>>,
}

impl Iterator for Sorted {
    type Item = io::Result<Pair>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((pair, index)) = self.heads.pop()?;
        match self.runs.get_mut(index).map(Run::next) {
            Some(Ok(Some(next))) => self.heads.push(Reverse((next, index))),
            Some(Err(error)) => return Some(Err(error)),
            _ => {}
        }
        Some(Ok(pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_back_sorted_whatever_the_memory() {
        let pairs: Vec<Pair> = (0..20_000_u64)
            .map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 1000, n % 7))
            .collect();
        let mut expected = pairs.clone();
        expected.sort_unstable();
        for (memory, runs) in [(0, 4), (1 << 30, 0)] {
            let mut sorter = Sorter::new(memory, &SpoolFolder::default());
            for pair in &pairs {
                sorter.push(*pair).unwrap();
            }
            assert!(sorter.runs.len() >= runs, "{}", sorter.runs.len());
            let sorted: io::Result<Vec<_>> = sorter.sorted().unwrap().collect();
            assert_eq!(sorted.unwrap(), expected);
        }
    }
}

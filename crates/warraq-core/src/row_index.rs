//! The index of a table: rows by the hash of what they hold, without what they hold.
//!
//! A part of the hash is kept with each row, so that most rows that are not meant are passed over
//! without a look at them, and the index grows without hashing anything again.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash};

/// The hash of what a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowHash(u32);

impl RowHash {
    #[inline]
    pub(crate) fn of(hasher: &FixedState, content: impl Hash) -> Self {
        let hash = hasher.hash_one(content);
        Self((hash ^ hash >> 32) as u32)
    }

    /// The table looks at both ends of a hash.
    #[inline]
    const fn spread(self) -> u64 {
        (self.0 as u64) << 32 | self.0 as u64
    }
}

/// Rows of a table by their hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowIndex {
    entries: HashTable<(RowHash, u32)>,
}

impl RowIndex {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The row with this hash for which `is_meant` holds.
    #[inline]
    pub(crate) fn find(&self, hash: RowHash, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        let same = |entry: &(RowHash, u32)| entry.0 == hash && is_meant(entry.1);
        self.entries.find(hash.spread(), same).map(|entry| entry.1)
    }

    /// Adds a row that the index does not have.
    #[inline]
    pub(crate) fn insert(&mut self, hash: RowHash, row: u32) {
        let spread = |entry: &(RowHash, u32)| entry.0.spread();
        if self.entries.len() == self.entries.capacity() {
            // A document that fills a small table fills a large one.
            self.entries.reserve(3 * self.entries.len(), spread);
        }
        self.entries
            .insert_unique(hash.spread(), (hash, row), spread);
    }
}

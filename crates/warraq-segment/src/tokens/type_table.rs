//! The word types of one document: the attribute row of every surface form seen so far.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::ops::Range;
use warraq_core::StageError;
use warraq_normalize::fold_into;

const HASHER: FixedState = FixedState::with_seed(0x546f_6b65_6e73);

/// Surface forms of one text and their attribute rows.
pub(super) struct TypeTable<'a> {
    text: &'a str,
    index: HashTable<WordType>,
    norm: String,
}

/// One surface form: where it first stood, its hash and its attribute row.
#[derive(Clone, Copy)]
struct WordType {
    hash: u64,
    start: u32,
    end: u32,
    row: u32,
}

impl<'a> TypeTable<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            // News has about one new word in two tokens of six letters; growing is dearer than room.
            index: HashTable::with_capacity((text.len() / 24).min(1 << 16)),
            norm: String::new(),
        }
    }

    /// The row of the form at `range` (bytes); `add` makes the row of a norm not seen before.
    pub(super) fn row(
        &mut self,
        range: Range<usize>,
        add: impl FnOnce(&str) -> Result<u32, StageError>,
    ) -> Result<u32, StageError> {
        let text = self.text.as_bytes();
        let surface = text.get(range.clone()).unwrap_or_default();
        let hash = HASHER.hash_one(surface);
        let same = |other: &WordType| {
            other.hash == hash
                && text.get(other.start as usize..other.end as usize) == Some(surface)
        };
        if let Some(found) = self.index.find(hash, same) {
            return Ok(found.row);
        }
        self.norm.clear();
        fold_into(
            self.text.get(range.clone()).unwrap_or_default(),
            &mut self.norm,
        );
        let row = add(&self.norm)?;
        let word_type = WordType {
            hash,
            start: range.start as u32,
            end: range.end as u32,
            row,
        };
        self.index
            .insert_unique(hash, word_type, |other| other.hash);
        Ok(row)
    }
}

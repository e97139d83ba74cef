//! The word types of one document: the attribute row of every surface form seen so far.
//!
//! Nearly all words are short enough to be compared as numbers; the others are compared as text.

use crate::short_word::ShortWord;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::ops::Range;
use warraq_core::{NONE, StageError};
use warraq_normalize::fold_into;

const HASHER: FixedState = FixedState::with_seed(0x546f_6b65_6e73);

/// Surface forms of one text and their attribute rows.
pub(super) struct TypeTable<'a> {
    text: &'a str,
    short: ShortTypes,
    long: HashTable<LongType>,
    norm: String,
}

impl<'a> TypeTable<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // News has a new word in two tokens or three of ten bytes; growing is dearer than room.
        let types = (text.len() / 24).clamp(16, 1 << 16);
        Self {
            text,
            short: ShortTypes::with_room_for(types),
            long: HashTable::with_capacity(types / 8),
            norm: String::new(),
        }
    }

    /// The row of the form at `range` (bytes); `add` makes the row of a norm not seen before.
    #[inline]
    pub(super) fn row(
        &mut self,
        range: Range<usize>,
        add: impl FnOnce(&str) -> Result<u32, StageError>,
    ) -> Result<u32, StageError> {
        let word = self.text.as_bytes().get(range.clone());
        match word.and_then(ShortWord::of) {
            Some(word) => match self.short.find(word) {
                Ok(row) => Ok(row),
                Err(place) => {
                    let row = add(self.folded(range))?;
                    self.short.insert(place, word, row);
                    Ok(row)
                }
            },
            None => self.row_of_long(range, add),
        }
    }

    fn row_of_long(
        &mut self,
        range: Range<usize>,
        add: impl FnOnce(&str) -> Result<u32, StageError>,
    ) -> Result<u32, StageError> {
        let text = self.text.as_bytes();
        let surface = text.get(range.clone()).unwrap_or_default();
        let hash = HASHER.hash_one(surface);
        let same = |other: &LongType| {
            other.hash == hash
                && text.get(other.start as usize..other.end as usize) == Some(surface)
        };
        if let Some(found) = self.long.find(hash, same) {
            return Ok(found.row);
        }
        let row = add(self.folded(range.clone()))?;
        let (start, end) = (range.start as u32, range.end as u32);
        let long = LongType {
            hash,
            start,
            end,
            row,
        };
        self.long.insert_unique(hash, long, |other| other.hash);
        Ok(row)
    }

    fn folded(&mut self, range: Range<usize>) -> &str {
        self.norm.clear();
        fold_into(self.text.get(range).unwrap_or_default(), &mut self.norm);
        &self.norm
    }
}

/// A long surface form: where it first stood, its hash and its attribute row.
#[derive(Clone, Copy)]
struct LongType {
    hash: u64,
    start: u32,
    end: u32,
    row: u32,
}

/// Short words and their rows: a table of a power of two of cells, searched from the cell that the hash
/// names.
struct ShortTypes {
    /// A cell whose row is [`NONE`] is free.
    cells: Vec<(ShortWord, u32)>,
    taken: usize,
}

impl ShortTypes {
    fn with_room_for(types: usize) -> Self {
        Self {
            cells: vec![free_cell(); (2 * types).next_power_of_two()],
            taken: 0,
        }
    }

    /// The row of `word`, or the cell that it would take.
    #[inline]
    fn find(&self, word: ShortWord) -> Result<u32, usize> {
        let mask = self.cells.len() - 1;
        let mut place = word.hash() & mask;
        loop {
            match self.cells.get(place) {
                Some((known, row)) if *row != NONE => {
                    if *known == word {
                        return Ok(*row);
                    }
                }
                _ => return Err(place),
            }
            place = (place + 1) & mask;
        }
    }

    /// Puts `word`, which is new, into the free cell `place`.
    fn insert(&mut self, place: usize, word: ShortWord, row: u32) {
        if let Some(cell) = self.cells.get_mut(place) {
            *cell = (word, row);
        }
        self.taken += 1;
        if 4 * self.taken > 3 * self.cells.len() {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![free_cell(); 2 * self.cells.len()];
        let cells = std::mem::replace(&mut self.cells, larger);
        for (word, row) in cells.into_iter().filter(|(_, row)| *row != NONE) {
            if let Err(place) = self.find(word)
                && let Some(cell) = self.cells.get_mut(place)
            {
                *cell = (word, row);
            }
        }
    }
}

fn free_cell() -> (ShortWord, u32) {
    (ShortWord::default(), NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of words of any length up to thirty bytes is told apart, and each is found again.
    #[test]
    fn every_form_has_a_row_of_its_own() {
        let words: Vec<String> = (1..=30)
            .flat_map(|length| {
                let word = move |place: usize, letter: char| -> String {
                    let at = |index| if index == place { letter } else { 'a' };
                    (0..length).map(at).collect()
                };
                (0..length).flat_map(move |place| ['b', 'c'].map(|letter| word(place, letter)))
            })
            .collect();
        let text = words.concat();
        let mut table = TypeTable::new(&text);
        let mut rows = 0;
        for round in 0..2 {
            let (mut start, mut expected) = (0, 0);
            for word in &words {
                let range = start..start + word.len();
                start = range.end;
                let row = table.row(range, |norm| {
                    assert_eq!((round, norm), (0, word.as_str()));
                    rows += 1;
                    Ok(rows - 1)
                });
                assert_eq!(row.unwrap(), expected);
                expected += 1;
            }
        }
    }
}

//! Interned strings in one buffer: equal strings share one row, and the rows are contiguous.
//!
//! Labels, attribute keys and attribute texts repeat in a document (a word's normalized form costs
//! one row a word type), and a plugin reads the two arrays behind a table without a copy.

use crate::row_index::{RowHash, RowIndex};
use foldhash::fast::FixedState;
use std::borrow::Cow;

/// The seed is fixed, so that a table's work is the same on every machine.
const HASHER: FixedState = FixedState::with_seed(0x5761_7272_6171);

/// A half-open range of rows or bytes of a table.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRange {
    /// The first row or byte.
    pub start: u32,
    /// The one after the last.
    pub end: u32,
}

impl TableRange {
    pub(crate) const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A table cannot hold more: it addresses its bytes and rows with 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a table of the document is full (4 GiB)")]
pub struct TableFull;

/// Strings, each at most once, numbered in the order in which they came.
#[derive(Debug, Default)]
pub struct StringTable {
    text: Cow<'static, str>,
    ranges: Cow<'static, [TableRange]>,
    index: RowIndex,
}

impl StringTable {
    /// A table over the two arrays of [`StringTable::as_parts`], which are not copied.
    ///
    /// It has no index, so that it costs nothing to make: [`StringTable::find`] is a search of all
    /// rows. It is for reading what another program's table holds.
    #[must_use]
    pub fn from_parts(text: &'static str, ranges: &'static [TableRange]) -> Self {
        Self {
            text: Cow::Borrowed(text),
            ranges: Cow::Borrowed(ranges),
            index: RowIndex::default(),
        }
    }

    /// The number of strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether the table has no string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The string in row `row`.
    #[must_use]
    pub fn get(&self, row: u32) -> Option<&str> {
        self.text.get(self.ranges.get(row as usize)?.range())
    }

    /// The row of `string`, if the table has it.
    #[must_use]
    pub fn find(&self, string: &str) -> Option<u32> {
        self.find_hashed(hash(string), string)
    }

    fn find_hashed(&self, hash: RowHash, string: &str) -> Option<u32> {
        if self.index.len() != self.ranges.len() {
            let row = self.iter().position(|known| known == string)?;
            return u32::try_from(row).ok();
        }
        self.index.find(hash, |row| self.get(row) == Some(string))
    }

    /// The row of `string`, which is added if it is new.
    ///
    /// # Errors
    /// [`TableFull`] if the table would pass 4 GiB.
    pub fn intern(&mut self, string: &str) -> Result<u32, TableFull> {
        self.intern_hashed(hash(string), string)
    }

    fn intern_hashed(&mut self, hash: RowHash, string: &str) -> Result<u32, TableFull> {
        match self.find_hashed(hash, string) {
            Some(row) => Ok(row),
            None => self.push(hash, string),
        }
    }

    /// The strings in the order of their rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.ranges
            .iter()
            .map(|range| self.text.get(range.range()).unwrap_or_default())
    }

    /// The buffer of all strings and the byte range of each row: what a plugin reads.
    #[must_use]
    pub fn as_parts(&self) -> (&str, &[TableRange]) {
        (&self.text, &self.ranges)
    }

    /// The bytes that the table holds, for a document's memory budget.
    #[must_use]
    pub fn allocated_bytes(&self) -> usize {
        self.text.len() + self.ranges.len() * size_of::<TableRange>()
    }

    /// Adds the strings of `other`, none of which this table has.
    pub(crate) fn append(&mut self, other: Self) -> Result<(), TableFull> {
        if self.is_empty() {
            *self = other;
            return Ok(());
        }
        other
            .iter()
            .try_for_each(|string| self.push(hash(string), string).map(drop))
    }

    fn push(&mut self, hash: RowHash, string: &str) -> Result<u32, TableFull> {
        let start = u32::try_from(self.text.len()).map_err(|_| TableFull)?;
        let end = u32::try_from(self.text.len() + string.len()).map_err(|_| TableFull)?;
        let row = u32::try_from(self.ranges.len()).map_err(|_| TableFull)?;
        self.text.to_mut().push_str(string);
        self.ranges.to_mut().push(TableRange { start, end });
        self.index.insert(hash, row);
        Ok(row)
    }
}

impl Clone for StringTable {
    /// A copy that owns what it holds: what [`StringTable::from_parts`] borrows may be gone when a
    /// document is, and a copy may be kept for longer.
    fn clone(&self) -> Self {
        Self {
            text: Cow::Owned(self.text.to_string()),
            ranges: Cow::Owned(self.ranges.to_vec()),
            index: self.index.clone(),
        }
    }
}

/// A table that reads through to another and keeps what is new to itself.
///
/// A stage interns into an overlay, so that nothing of a failed stage stays in the document.
#[derive(Debug)]
pub(crate) struct StringOverlay<'a> {
    base: &'a StringTable,
    own: StringTable,
}

impl<'a> StringOverlay<'a> {
    pub(crate) fn new(base: &'a StringTable) -> Self {
        Self {
            base,
            own: StringTable::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.own.len()
    }

    pub(crate) fn get(&self, row: u32) -> Option<&str> {
        let base = self.base.len();
        match (row as usize).checked_sub(base) {
            Some(own) => self.own.get(own as u32),
            None => self.base.get(row),
        }
    }

    pub(crate) fn intern(&mut self, string: &str) -> Result<u32, TableFull> {
        let hash = hash(string);
        if let Some(row) = self.base.find_hashed(hash, string) {
            return Ok(row);
        }
        let offset = u32::try_from(self.base.len()).map_err(|_| TableFull)?;
        self.own
            .intern_hashed(hash, string)?
            .checked_add(offset)
            .ok_or(TableFull)
    }

    pub(crate) fn allocated_bytes(&self) -> usize {
        self.own.allocated_bytes()
    }

    pub(crate) fn into_own(self) -> StringTable {
        self.own
    }
}

fn hash(string: &str) -> RowHash {
    RowHash::of(&HASHER, string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_row() {
        let mut table = StringTable::default();
        let first = table.intern("روسيا").unwrap();
        let second = table.intern("مصر").unwrap();
        assert_eq!(table.intern("روسيا"), Ok(first));
        assert_ne!(first, second);
        assert_eq!(table.get(second), Some("مصر"));
        assert_eq!(table.get(2), None);
    }

    #[test]
    fn a_table_over_borrowed_parts_reads_like_the_one_it_shows() {
        let ranges = [(0, 3), (3, 6)].map(|(start, end)| TableRange { start, end });
        let mut table = StringTable::from_parts("PERLOC", Box::leak(Box::new(ranges)));
        assert_eq!(table.get(1), Some("LOC"));
        assert_eq!(table.find("LOC"), Some(1));
        assert_eq!(table.find("ORG"), None);
        assert_eq!(table.intern("ORG"), Ok(2));
        assert_eq!((table.find("PER"), table.find("ORG")), (Some(0), Some(2)));
    }

    #[test]
    fn a_copy_of_a_table_owns_what_it_holds() {
        let ranges: &'static [TableRange] = &[TableRange { start: 0, end: 3 }];
        let copy = StringTable::from_parts("PER", ranges).clone();
        assert_eq!((copy.get(0), copy.find("PER")), (Some("PER"), Some(0)));
        assert!(matches!(copy.text, Cow::Owned(_)) && matches!(copy.ranges, Cow::Owned(_)));
    }

    #[test]
    fn an_overlay_continues_the_numbers_of_its_base() {
        let mut base = StringTable::default();
        base.intern("PER").unwrap();
        let mut overlay = StringOverlay::new(&base);
        assert_eq!(overlay.intern("PER"), Ok(0));
        assert_eq!(overlay.intern("LOC"), Ok(1));
        let own = overlay.into_own();
        base.append(own).unwrap();
        assert_eq!(base.find("LOC"), Some(1));
        assert_eq!(base.iter().collect::<Vec<_>>(), ["PER", "LOC"]);
    }
}

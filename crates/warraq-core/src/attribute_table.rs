//! Attribute rows: what an annotation says beyond its range, label and score.
//!
//! A row is a list of (key, value). Equal rows share one index, so that ten mentions of a name, or
//! a thousand tokens of a word, point at one row. The arrays are `repr(C)`, as [`crate::Span`] is.

use crate::row_index::{RowHash, RowIndex};
use crate::string_table::{StringOverlay, StringTable, TableFull, TableRange};
use foldhash::fast::FixedState;
use std::borrow::Cow;

const HASHER: FixedState = FixedState::with_seed(0x4174_7472);

/// A value as a stage gives it and as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AttributeValue<'a> {
    /// A string, interned in the document.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number; never a NaN or an infinity, which a record cannot hold.
    Real(f64),
    /// A truth value.
    Flag(bool),
}

impl<'a> From<&'a str> for AttributeValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for AttributeValue<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<f64> for AttributeValue<'_> {
    fn from(real: f64) -> Self {
        Self::Real(real)
    }
}

impl From<bool> for AttributeValue<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// The kind of an [`Attribute`]'s `bits`.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeKind {
    /// The row of a string in [`AttributeTable::strings`].
    Text = 0,
    /// An `i64`.
    Integer = 1,
    /// The bits of a finite `f64`.
    Real = 2,
    /// 0 or 1.
    Flag = 3,
}

/// One stored (key, value) of a row.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// The row of the key in [`AttributeTable::strings`].
    pub key: u32,
    /// What `bits` is.
    pub kind: AttributeKind,
    /// The value.
    pub bits: u64,
}

/// The attribute rows of a document.
#[derive(Debug, Default)]
pub struct AttributeTable {
    strings: StringTable,
    attributes: Cow<'static, [Attribute]>,
    rows: Cow<'static, [TableRange]>,
    index: RowIndex,
}

impl AttributeTable {
    /// A table over the arrays of [`AttributeTable::as_parts`], which are not copied, for reading
    /// what another program's table holds.
    #[must_use]
    pub fn from_parts(
        strings: StringTable,
        attributes: &'static [Attribute],
        rows: &'static [TableRange],
    ) -> Self {
        Self {
            strings,
            attributes: Cow::Borrowed(attributes),
            rows: Cow::Borrowed(rows),
            index: RowIndex::default(),
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The keys and text values.
    #[must_use]
    pub fn strings(&self) -> &StringTable {
        &self.strings
    }

    /// The number of `key`, to look it up in many rows; none if no row has it.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<u32> {
        self.strings.find(key)
    }

    /// The value of the key with number `key` in row `row`.
    #[must_use]
    pub fn value(&self, row: u32, key: u32) -> Option<AttributeValue<'_>> {
        let attribute = self
            .stored(row)
            .iter()
            .find(|attribute| attribute.key == key)?;
        self.decode(attribute)
    }

    /// The value of `key` in row `row`: the few keys of the row are compared, and none is looked up.
    pub(crate) fn value_of(&self, row: u32, key: &str) -> Option<AttributeValue<'_>> {
        let has_key = |attribute: &&Attribute| self.strings.get(attribute.key) == Some(key);
        self.decode(self.stored(row).iter().find(has_key)?)
    }

    /// The keys and values of a row, in the order in which the stage gave them.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (&str, AttributeValue<'_>)> {
        self.stored(row).iter().filter_map(|attribute| {
            Some((self.strings.get(attribute.key)?, self.decode(attribute)?))
        })
    }

    /// The stored attributes and the range of them that each row is: what a plugin reads.
    #[must_use]
    pub fn as_parts(&self) -> (&[Attribute], &[TableRange]) {
        (&self.attributes, &self.rows)
    }

    fn stored(&self, row: u32) -> &[Attribute] {
        let range = self.rows.get(row as usize).map(|range| range.range());
        range
            .and_then(|range| self.attributes.get(range))
            .unwrap_or_default()
    }

    fn decode(&self, attribute: &Attribute) -> Option<AttributeValue<'_>> {
        Some(match attribute.kind {
            AttributeKind::Text => {
                AttributeValue::Text(self.strings.get(u32::try_from(attribute.bits).ok()?)?)
            }
            AttributeKind::Integer => AttributeValue::Integer(attribute.bits.cast_signed()),
            AttributeKind::Real => AttributeValue::Real(f64::from_bits(attribute.bits)),
            AttributeKind::Flag => AttributeValue::Flag(attribute.bits != 0),
        })
    }

    fn find(&self, hash: RowHash, wanted: &[Attribute]) -> Option<u32> {
        self.index.find(hash, |row| self.stored(row) == wanted)
    }

    fn push(&mut self, hash: RowHash, stored: &[Attribute]) -> Result<u32, TableFull> {
        let start = u32::try_from(self.attributes.len()).map_err(|_| TableFull)?;
        let end = u32::try_from(self.attributes.len() + stored.len()).map_err(|_| TableFull)?;
        let row = u32::try_from(self.rows.len()).map_err(|_| TableFull)?;
        self.attributes.to_mut().extend_from_slice(stored);
        self.rows.to_mut().push(TableRange { start, end });
        self.index.insert(hash, row);
        Ok(row)
    }

    /// Adds what an overlay of this table kept to itself.
    pub(crate) fn append(&mut self, own: OwnAttributes) -> Result<(), TableFull> {
        self.strings.append(own.strings)?;
        if self.is_empty() {
            let AttributeTable {
                attributes,
                rows,
                index,
                ..
            } = own.rows;
            (self.attributes, self.rows, self.index) = (attributes, rows, index);
            return Ok(());
        }
        let rows = 0..u32::try_from(own.rows.len()).map_err(|_| TableFull)?;
        rows.into_iter().try_for_each(|row| {
            let stored = own.rows.stored(row);
            self.push(hash(stored), stored).map(drop)
        })
    }
}

impl Clone for AttributeTable {
    /// A copy that owns what it holds: what [`AttributeTable::from_parts`] borrows may be gone when a
    /// document is, and a copy may be kept for longer.
    fn clone(&self) -> Self {
        Self {
            strings: self.strings.clone(),
            attributes: Cow::Owned(self.attributes.to_vec()),
            rows: Cow::Owned(self.rows.to_vec()),
            index: self.index.clone(),
        }
    }
}

/// What a stage interned that the document did not have.
#[derive(Debug, Default)]
pub(crate) struct OwnAttributes {
    strings: StringTable,
    rows: AttributeTable,
}

/// An attribute table that reads through to another and keeps what is new to itself.
#[derive(Debug)]
pub(crate) struct AttributeOverlay<'a> {
    base: &'a AttributeTable,
    strings: StringOverlay<'a>,
    own: AttributeTable,
    scratch: Vec<Attribute>,
    last_key: Option<u32>,
}

impl<'a> AttributeOverlay<'a> {
    pub(crate) fn new(base: &'a AttributeTable) -> Self {
        Self {
            base,
            strings: StringOverlay::new(&base.strings),
            own: AttributeTable::default(),
            scratch: Vec::new(),
            last_key: None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.own.len()
    }

    pub(crate) fn allocated_bytes(&self) -> usize {
        self.strings.allocated_bytes() + self.own.attributes.len() * size_of::<Attribute>()
    }

    pub(crate) fn intern(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, TableFull> {
        let mut stored = std::mem::take(&mut self.scratch);
        stored.clear();
        for (key, value) in row {
            stored.push(self.encode(key, *value)?);
        }
        let found = self.find_or_push(&stored);
        self.scratch = stored;
        found
    }

    pub(crate) fn into_own(self) -> OwnAttributes {
        OwnAttributes {
            strings: self.strings.into_own(),
            rows: self.own,
        }
    }

    fn find_or_push(&mut self, stored: &[Attribute]) -> Result<u32, TableFull> {
        let hash = hash(stored);
        if let Some(row) = self.base.find(hash, stored) {
            return Ok(row);
        }
        let offset = u32::try_from(self.base.len()).map_err(|_| TableFull)?;
        let row = match self.own.find(hash, stored) {
            Some(row) => row,
            None => self.own.push(hash, stored)?,
        };
        row.checked_add(offset).ok_or(TableFull)
    }

    fn encode(&mut self, key: &str, value: AttributeValue<'_>) -> Result<Attribute, TableFull> {
        let (kind, bits) = match value {
            AttributeValue::Text(text) => {
                (AttributeKind::Text, u64::from(self.strings.intern(text)?))
            }
            AttributeValue::Integer(integer) => (AttributeKind::Integer, integer.cast_unsigned()),
            AttributeValue::Real(real) => (AttributeKind::Real, real.to_bits()),
            AttributeValue::Flag(flag) => (AttributeKind::Flag, u64::from(flag)),
        };
        Ok(Attribute {
            key: self.key(key)?,
            kind,
            bits,
        })
    }

    /// The row of a key, which is most often that of the row before.
    fn key(&mut self, key: &str) -> Result<u32, TableFull> {
        match self.last_key {
            Some(row) if self.strings.get(row) == Some(key) => Ok(row),
            _ => {
                let row = self.strings.intern(key)?;
                self.last_key = Some(row);
                Ok(row)
            }
        }
    }
}

fn hash(stored: &[Attribute]) -> RowHash {
    RowHash::of(&HASHER, stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_a_table_owns_what_it_holds() {
        let (key, kind, bits) = (0, AttributeKind::Flag, 1);
        let attributes = Box::leak(Box::new([Attribute { key, kind, bits }]));
        let rows: &'static [TableRange] = &[TableRange { start: 0, end: 1 }];
        let mut strings = StringTable::default();
        strings.intern("asked").unwrap();
        let copy = AttributeTable::from_parts(strings, attributes, rows).clone();
        assert_eq!(copy.value(0, 0), Some(AttributeValue::Flag(true)));
        assert!(matches!(copy.attributes, Cow::Owned(_)) && matches!(copy.rows, Cow::Owned(_)));
    }

    #[test]
    fn equal_rows_share_an_index_across_stages() {
        let mut table = AttributeTable::default();
        let mut first = AttributeOverlay::new(&table);
        assert_eq!(first.intern(&[("norm", "روسيا".into())]), Ok(0));
        assert_eq!(
            first.intern(&[("norm", "مصر".into()), ("cluster", 3.into())]),
            Ok(1)
        );
        assert_eq!(first.intern(&[("norm", "روسيا".into())]), Ok(0));
        let own = first.into_own();
        table.append(own).unwrap();

        let mut second = AttributeOverlay::new(&table);
        assert_eq!(second.intern(&[("norm", "روسيا".into())]), Ok(0));
        assert_eq!(
            second.intern(&[("score", 0.5.into()), ("sure", true.into())]),
            Ok(2)
        );
        let own = second.into_own();
        table.append(own).unwrap();

        let cluster = table.key("cluster").unwrap();
        assert_eq!(table.value(1, cluster), Some(AttributeValue::Integer(3)));
        assert_eq!(table.value(0, cluster), None);
        let row: Vec<_> = table.row(2).collect();
        assert_eq!(row, [("score", 0.5.into()), ("sure", true.into())]);
    }
}

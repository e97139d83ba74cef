//! The inner loop: translates thirty-two bytes at once, whatever letters they hold.
//!
//! Nearly every character of Arabic text is a byte of ASCII or a letter of two
//! bytes that starts with one of [`LEADS`], and becomes exactly one character of
//! its own length. Such simple characters are looked up in vector registers, sixteen
//! possible last bytes a table, without a branch that depends on the text. All
//! others are only marked, for `engine.rs` to handle one by one.

use fearless_simd::{Level, dispatch, prelude::*, u8x16, u8x32};

/// Bytes that are translated at once.
pub(crate) const BLOCK: usize = 32;
/// The first bytes of the letters that are translated: the Arabic block up to U+067F.
pub(crate) const LEADS: [u8; 2] = [0xD8, 0xD9];

/// Last bytes of a character that a row of a table holds.
const COLUMNS: usize = 16;
/// Rows of ASCII.
const ASCII_ROWS: usize = 8;
/// Rows of the second bytes 0x80 to 0xBF.
const TRAIL_ROWS: usize = 4;

/// What becomes of the characters of one byte, and of the two-byte characters of each lead.
#[derive(Debug, Clone)]
pub(crate) struct BlockTables {
    ascii: [[u8; COLUMNS]; ASCII_ROWS],
    trails: [[[u8; COLUMNS]; TRAIL_ROWS]; LEADS.len()],
    /// The byte of which two side by side are not simple.
    collapsed: u8,
    level: Level,
}

/// Marks a character that is not simple.
const SPECIAL: u8 = 0x80;
/// Marks a second byte whose first byte becomes the other lead.
const OTHER_LEAD: u8 = 0x40;
/// The bits of a second byte that differ between letters.
const TRAIL_BITS: u8 = 0x3F;
/// A byte that no text has.
const NEVER: u8 = 0xFF;

/// Thirty-two bytes, translated.
pub(crate) struct Translated {
    pub(crate) bytes: [u8; BLOCK],
    /// A bit for each byte that belongs to a character that is not simple; those
    /// behind the first such character mean nothing.
    pub(crate) special: u32,
}

impl Translated {
    /// How many bytes of the block stand before the first character that is not simple.
    #[inline(always)]
    pub(crate) fn simple_length(&self, block: &[u8; BLOCK]) -> usize {
        let found = self.special.trailing_zeros() as usize % BLOCK;
        // A letter is marked at its second byte.
        found - usize::from(block[found] & 0xC0 == 0x80)
    }
}

impl BlockTables {
    /// Tables in which no character is simple.
    pub(crate) fn new(collapses_spaces: bool) -> BlockTables {
        BlockTables {
            ascii: [[SPECIAL; COLUMNS]; ASCII_ROWS],
            trails: [[[SPECIAL; COLUMNS]; TRAIL_ROWS]; LEADS.len()],
            collapsed: if collapses_spaces { b' ' } else { NEVER },
            level: Level::new(),
        }
    }

    /// Lets a character become another one of its length, if both are of those that blocks hold.
    pub(crate) fn set_simple(&mut self, from: char, to: &[u8]) {
        match (from.encode_utf8(&mut [0; 4]).as_bytes(), to) {
            (&[from], &[to]) => self.set_ascii(from, to),
            (&[lead, from], &[new_lead, to]) => self.set_letter([lead, from], [new_lead, to]),
            _ => {}
        }
    }

    fn set_ascii(&mut self, from: u8, to: u8) {
        // Nothing but white space may become a space, because the last byte of a
        // block says by itself whether the next block has to see it.
        if to != self.collapsed || is_open(from) {
            self.ascii[usize::from(from >> 4)][usize::from(from & 0xF)] = to;
        }
    }

    fn set_letter(&mut self, from: [u8; 2], to: [u8; 2]) {
        let place = |lead| LEADS.iter().position(|&known| known == lead);
        if let (Some(one), Some(other)) = (place(from[0]), place(to[0])) {
            let lead = if one == other { 0 } else { OTHER_LEAD };
            let row = usize::from(from[1] >> 4 & 3);
            self.trails[one][row][usize::from(from[1] & 0xF)] = to[1] & TRAIL_BITS | lead;
        }
    }

    /// What the processor can do at once.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// Translates a single block, which starts with a whole character.
    pub(crate) fn translate(&self, block: &[u8; BLOCK]) -> Translated {
        dispatch!(self.level, simd => Rows::new(simd, self).translate(block))
    }
}

/// The tables in registers.
pub(crate) struct Rows<S: Simd> {
    simd: S,
    ascii: [u8x32<S>; ASCII_ROWS],
    trails: [[u8x32<S>; TRAIL_ROWS]; LEADS.len()],
    collapsed: u8x32<S>,
}

impl<S: Simd> Rows<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, tables: &BlockTables) -> Rows<S> {
        let load = |row: &[u8; COLUMNS]| u8x32::block_splat(u8x16::load_array_ref(simd, row));
        let four = |[a, b, c, d]: &[[u8; COLUMNS]; 4]| [load(a), load(b), load(c), load(d)];
        let [a, b, c, d, e, f, g, h] = &tables.ascii;
        let [one, other] = &tables.trails;
        Rows {
            simd,
            ascii: [
                load(a),
                load(b),
                load(c),
                load(d),
                load(e),
                load(f),
                load(g),
                load(h),
            ],
            trails: [four(one), four(other)],
            collapsed: u8x32::splat(simd, tables.collapsed),
        }
    }

    /// Translates a block that starts with a whole character.
    #[inline(always)]
    pub(crate) fn translate(&self, block: &[u8; BLOCK]) -> Translated {
        let zero = u8x32::splat(self.simd, 0);
        let current = u8x32::load_array_ref(self.simd, block);
        let before = zero.slide::<31>(current);

        let column = current & 0x0F;
        let bit_4 = (current & 0x10).simd_eq(0x10);
        let bit_5 = (current & 0x20).simd_eq(0x20);
        let bit_6 = (current & 0x40).simd_eq(0x40);
        let cell = |row: u8x32<S>| row.swizzle_dyn_within_blocks(column);
        let four = |[a, b, c, d]: [u8x32<S>; 4]| {
            let low = bit_4.select(cell(b), cell(a));
            let high = bit_4.select(cell(d), cell(c));
            bit_5.select(high, low)
        };
        let [a, b, c, d, e, f, g, h] = self.ascii;
        let ascii = bit_6.select(four([e, f, g, h]), four([a, b, c, d]));
        let [after_one, after_other] = LEADS.map(|lead| before.simd_eq(lead));
        let [one, other] = self.trails;
        let trail = after_one.select(four(one), four(other));
        let is_trail = after_one | after_other;
        let becomes = is_trail.select(trail, ascii);

        let is_lead = current.simd_eq(LEADS[0]) | current.simd_eq(LEADS[1]);
        let other_lead = is_trail.select((becomes >> 6) & 1, zero);
        let lead = current ^ other_lead.slide::<1>(zero);
        let simple_trail = (becomes & TRAIL_BITS) | 0x80;
        let bytes = is_lead.select(lead, is_trail.select(simple_trail, becomes));

        let unknown = becomes.simd_ge(SPECIAL) | current.simd_ge(0xC0);
        let spaces = bytes.simd_eq(self.collapsed).to_bitmask();
        let special = unknown.to_bitmask() & !is_lead.to_bitmask() | spaces & (spaces >> 1);
        Translated {
            bytes: bytes.to_array(),
            special: special as u32,
        }
    }
}

/// The end of a text, shorter than a block, with zeros behind it.
pub(crate) fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The length of a block, less its last byte where the next block has to see that
/// together with what follows it.
#[inline(always)]
pub(crate) fn closed_length(block: &[u8; BLOCK]) -> usize {
    BLOCK - usize::from(is_open(block[BLOCK - 1]))
}

/// Whether what becomes of a byte depends on what follows it: the first byte of a
/// letter, and white space.
#[inline(always)]
fn is_open(byte: u8) -> bool {
    byte >= 0xC0 || byte <= b' '
}

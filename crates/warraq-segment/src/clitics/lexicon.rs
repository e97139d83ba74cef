//! The stem lexicon: how much evidence there is for each stem, in a table that is read where it lies.
//!
//! The table is a power of two of cells of four bytes, searched from the cell that the stem's hash
//! names: 24 bits of the hash tell stems apart (one unknown stem in a few million is taken for a
//! known one), six bits hold the logarithm of the evidence, and two say what the stem was seen as.
//! It holds no text, so that nothing of what it was learned from can be read out of it.

use super::spelling::{self, Spelling};
use std::collections::BTreeMap;

/// The first bytes of a table; the number of cells and the model of unseen stems follow.
const MAGIC: [u8; 8] = *b"WQSTEM02";
const HEADER: usize = MAGIC.len() + 4;
/// Levels of evidence in one doubling.
const LEVELS_PER_DOUBLING: f32 = 4.0;
/// Added to the logarithm of the evidence, so that little of it is a level too.
const LOWEST_LOGARITHM: f32 = -2.0;
const HIGHEST_LEVEL: u32 = 63;

/// What the lexicon knows of one stem.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    /// The word types that need the stem, each weighed by the logarithm of its count.
    pub(super) weight: f32,
    /// Whether it takes the article.
    pub(super) nominal: bool,
    /// Whether it takes the س of the future.
    pub(super) verbal: bool,
}

/// A table of stems.
#[derive(Clone, Debug)]
pub(super) struct Lexicon<'a> {
    cells: &'a [u8],
    mask: u32,
    spelling: Spelling,
}

impl<'a> Lexicon<'a> {
    /// Reads the head of a table; none if it is not one.
    pub(super) fn read(table: &'a [u8]) -> Option<Self> {
        let (head, rest) = table.split_at_checked(HEADER)?;
        let (spelling, cells) = rest.split_at_checked(spelling::STORED_LENGTH)?;
        let count = u32::from_le_bytes(*head.strip_prefix(&MAGIC)?.first_chunk()?);
        let fits = count.is_power_of_two() && cells.len() == 4 * count as usize;
        let spelling = Spelling::read(spelling)?;
        fits.then(|| Self {
            cells,
            mask: count - 1,
            spelling,
        })
    }

    /// How likely stems are that the table does not have.
    pub(super) fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    /// What is known of `stem` (letter numbers).
    #[inline]
    pub(super) fn evidence(&self, stem: &[u8]) -> Option<Evidence> {
        let hash = hash(stem);
        let mut cell = hash as u32 & self.mask;
        loop {
            let place = 4 * cell as usize;
            let bytes = self.cells.get(place..)?.first_chunk::<4>()?;
            let found = u32::from_le_bytes(*bytes);
            if found == 0 {
                return None;
            }
            if found >> 8 == fingerprint(hash) {
                return Some(unpack(found));
            }
            cell = (cell + 1) & self.mask;
        }
    }
}

/// Lays out a table.
pub(super) fn build(stems: &BTreeMap<Vec<u8>, Evidence>, spelling: &Spelling) -> Vec<u8> {
    // Three cells in four are taken at most, so that a search ends soon.
    let count = (stems.len() * 4 / 3 + 1).next_power_of_two();
    let mut cells = vec![0_u32; count];
    for (stem, evidence) in stems {
        let hash = hash(stem);
        let mut cell = hash as usize & (count - 1);
        while cells.get(cell).is_some_and(|taken| *taken != 0) {
            cell = (cell + 1) & (count - 1);
        }
        if let Some(free) = cells.get_mut(cell) {
            *free = pack(hash, *evidence);
        }
    }
    let mut table = MAGIC.to_vec();
    table.extend((count as u32).to_le_bytes());
    table.extend(spelling.to_bytes());
    table.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
    table
}

fn pack(hash: u64, evidence: Evidence) -> u32 {
    let level = (evidence.weight.log2() - LOWEST_LOGARITHM) * LEVELS_PER_DOUBLING;
    let level = (level.round().max(0.0) as u32).min(HIGHEST_LEVEL);
    fingerprint(hash) << 8
        | level << 2
        | u32::from(evidence.verbal) << 1
        | u32::from(evidence.nominal)
}

fn unpack(cell: u32) -> Evidence {
    let level = cell >> 2 & HIGHEST_LEVEL;
    Evidence {
        weight: WEIGHTS.get(level as usize).copied().unwrap_or_default(),
        nominal: cell & 1 != 0,
        verbal: cell & 2 != 0,
    }
}

/// The weight of every level; powers of two in quarter steps.
static WEIGHTS: [f32; HIGHEST_LEVEL as usize + 1] = weights();

const fn weights() -> [f32; HIGHEST_LEVEL as usize + 1] {
    let quarter_steps = [1.0, 1.189_207_1, std::f32::consts::SQRT_2, 1.681_792_8];
    let mut weights = [0.0; HIGHEST_LEVEL as usize + 1];
    let mut power = 0.25;
    let mut level = 0;
    while level < weights.len() {
        weights[level] = power * quarter_steps[level % 4];
        if level % 4 == 3 {
            power *= 2.0;
        }
        level += 1;
    }
    weights
}

/// The 24 bits that tell stems apart; never 0, which is a free cell.
fn fingerprint(hash: u64) -> u32 {
    ((hash >> 40) as u32).max(1)
}

/// FNV-1a with a final mix: letter numbers are small, and few.
#[inline]
fn hash(stem: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for letter in stem {
        hash = (hash ^ u64::from(*letter)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_knows_its_stems_and_no_others() {
        let evidence = |weight| Evidence {
            weight,
            nominal: weight > 4.0,
            verbal: false,
        };
        let stems: BTreeMap<_, _> = (1..=30)
            .map(|letter| (vec![letter, 3], evidence(f32::from(letter))))
            .collect();
        let spelling = Spelling::learn(std::iter::empty(), 1.0);
        let table = build(&stems, &spelling);
        let lexicon = Lexicon::read(&table).unwrap();
        for (stem, expected) in &stems {
            let found = lexicon.evidence(stem).unwrap();
            assert!(
                (found.weight / expected.weight - 1.0).abs() < 0.1,
                "{stem:?}"
            );
            assert_eq!(found.nominal, expected.nominal);
        }
        assert_eq!(lexicon.evidence(&[3, 1]), None);
        assert!(Lexicon::read(&table[..table.len() - 1]).is_none());
    }
}

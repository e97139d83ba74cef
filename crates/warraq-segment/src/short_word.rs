//! Words as numbers: a short word is compared and hashed without a loop over its letters.
//!
//! Nearly all words have 24 bytes or fewer. Three loads, which overlap in shorter words, hold all of
//! them; with its length they are a number that no other word has.

/// The bytes of the longest word that is a number.
const LONGEST: usize = 24;
/// Odd numbers without a pattern, from the digits of pi.
const MIX: [u64; 3] = [
    0x243f_6a88_85a3_08d3,
    0x1319_8a2e_0370_7345,
    0xa409_3822_299f_31d1,
];

/// A word of at most 24 bytes; the default is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ShortWord {
    /// The first eight bytes, the last eight, and the second eight of a word of more than sixteen.
    eights: [u64; 3],
    length: u32,
}

impl ShortWord {
    /// `word` as a number; none if it is too long.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        let length = word.len() as u32;
        let load = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
        let eights = if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
            let middle = match word.get(8..16) {
                Some(middle) if word.len() > 16 => middle.first_chunk().map_or(0, load),
                _ => 0,
            };
            [load(first), load(last), middle]
        } else if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
            let load = |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four));
            [load(first), load(last), 0]
        } else {
            let pack = |packed: u64, byte: &u8| packed << 8 | u64::from(*byte);
            [word.iter().fold(0, pack), 0, 0]
        };
        (word.len() <= LONGEST).then_some(Self { eights, length })
    }

    /// A hash of the word; all of its bits are good.
    #[inline]
    pub(crate) fn hash(self) -> usize {
        let [first, last, middle] = self.eights;
        let one = first ^ MIX[0] ^ middle.wrapping_mul(MIX[2]);
        let other = (last ^ MIX[1]).wrapping_add(u64::from(self.length));
        let product = u128::from(one) * u128::from(other);
        (product ^ product >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn words_of_all_lengths_are_told_apart() {
        let mut seen = HashSet::new();
        let mut words = 0;
        for length in 0..=LONGEST {
            let plain = vec![b'a'; length];
            let changed = (0..length).map(|place| {
                let mut word = plain.clone();
                word[place] = b'b';
                word
            });
            for word in changed.chain([plain.clone()]) {
                let short = ShortWord::of(&word).unwrap();
                seen.insert((short.eights, short.length));
                words += 1;
            }
        }
        assert_eq!(seen.len(), words);
        assert_eq!(ShortWord::of(&[b'a'; LONGEST + 1]), None);
    }
}

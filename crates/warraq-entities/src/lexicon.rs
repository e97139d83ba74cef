//! What the tagger knows of words before it learns from labels: which words text knows, how
//! frequent they are, and which name lists hold them.
//!
//! Words and names are kept as 32-bit fingerprints, sorted, as they lie in the model file. Where
//! the fingerprints with the same first bits begin is noted when a model is opened, so that a
//! look-up reads a dozen neighbours. A fingerprint of an unseen word is taken for a known one
//! about twice in a hundred thousand look-ups.

use crate::hash::{extend_sequence, fingerprint, hash_bytes};

/// Seed of the hash under which words stand in vocabularies and name lists.
const WORD_SEED: u64 = 1;

/// The bit of a name list entry that says: longer names begin with these words.
pub(crate) const BEGINS_LONGER: u32 = 1 << 31;

/// The longest name of the lists that is looked for, in words.
pub(crate) const LONGEST_NAME: usize = 8;

/// Lists whose words are names as they stand: frequent name words, given names, countries, cities.
const SURE_NAMES: u32 = 1 << 2 | 1 << 6 | 1 << 7 | 1 << 9;

/// The list of nationalities and peoples.
pub(crate) const NATIONALITY_LIST: u32 = 12;

/// The list of countries and continents, and that of the world's cities.
pub(crate) const COUNTRY_LIST: u32 = 7;
pub(crate) const CITY_LIST: u32 = 9;

/// The hash of a folded word.
pub(crate) fn word_hash(folded: &str) -> u64 {
    hash_bytes(WORD_SEED, folded.as_bytes())
}

/// The hash of a name of several words, from the hashes of its words.
pub(crate) fn sequence_hash(words: impl IntoIterator<Item = u64>) -> u64 {
    words.into_iter().fold(0, extend_sequence)
}

/// Leading bits of a fingerprint that have an entry in a [`PrintIndex`].
const INDEX_BITS: u32 = 13;

/// Where in a sorted list of fingerprints those with the same leading bits begin.
#[derive(Debug, Clone, Default)]
pub(crate) struct PrintIndex {
    starts: Vec<u32>,
}

impl PrintIndex {
    /// The index of ascending fingerprints, four bytes each.
    pub(crate) fn new(sorted: &[u8]) -> Self {
        let mut starts = Vec::with_capacity((1 << INDEX_BITS) + 1);
        let (prints, _) = sorted.as_chunks::<4>();
        for (row, print) in (0..).zip(prints) {
            let bits = u32::from_le_bytes(*print) >> (32 - INDEX_BITS);
            while starts.len() <= bits as usize {
                starts.push(row);
            }
        }
        starts.resize((1 << INDEX_BITS) + 1, prints.len() as u32);
        Self { starts }
    }

    /// The row of a fingerprint.
    fn find(&self, sorted: &[u8], wanted: u32) -> Option<usize> {
        let bits = (wanted >> (32 - INDEX_BITS)) as usize;
        let start = *self.starts.get(bits)? as usize;
        let end = *self.starts.get(bits + 1)? as usize;
        let (prints, _) = sorted.as_chunks::<4>();
        let same = prints.get(start..end)?.iter();
        let place = same
            .map(|print| u32::from_le_bytes(*print))
            .position(|print| print == wanted)?;
        Some(start + place)
    }
}

/// Borrowed views of the vocabulary and the name lists.
#[derive(Clone, Copy)]
pub(crate) struct Lexicon<'a> {
    /// Fingerprints of known words, ascending, four bytes each.
    pub(crate) words: &'a [u8],
    /// Where known words begin.
    pub(crate) word_index: &'a PrintIndex,
    /// The frequency class of each word, two bytes each: 0 is the most frequent.
    pub(crate) ranks: &'a [u8],
    /// Fingerprints of names (of one word and of several), ascending, four bytes each.
    pub(crate) names: &'a [u8],
    /// Where names begin.
    pub(crate) name_index: &'a PrintIndex,
    /// The lists that hold each name, a bit each, four bytes a name.
    pub(crate) lists: &'a [u8],
}

impl Lexicon<'_> {
    /// The row of a word in the vocabulary.
    pub(crate) fn row(&self, word: u64) -> Option<usize> {
        self.word_index.find(self.words, fingerprint(word))
    }

    /// The frequency class of a word; unknown words are rarer than all known ones.
    pub(crate) fn rank(&self, word: u64) -> u32 {
        self.rank_of_row(self.row(word))
    }

    fn rank_of_row(&self, row: Option<usize>) -> u32 {
        let (ranks, _) = self.ranks.as_chunks::<2>();
        let rank = row.and_then(|row| ranks.get(row));
        rank.map_or(u32::MAX, |rank| u32::from(u16::from_le_bytes(*rank)))
    }

    /// The lists that hold a name, a bit each, and [`BEGINS_LONGER`].
    pub(crate) fn lists(&self, name: u64) -> u32 {
        let (lists, _) = self.lists.as_chunks::<4>();
        let row = self.name_index.find(self.names, fingerprint(name));
        row.and_then(|row| lists.get(row))
            .map_or(0, |lists| u32::from_le_bytes(*lists))
    }

    /// Whether a word is the name of a country, a continent or a city that everybody knows.
    pub(crate) fn is_known_place(&self, word: u64) -> bool {
        self.lists(word) & (1 << COUNTRY_LIST | 1 << CITY_LIST) != 0
    }

    /// Whether a word is a name, or begins one, with the other letter for a sound that foreign names
    /// have and Arabic does not: `بيونج` is `بيونغ`.
    pub(crate) fn is_name_in_other_spelling(&self, folded: &str) -> bool {
        let is_name = |word: &str| {
            let lists = self.lists(word_hash(word));
            lists & (SURE_NAMES | BEGINS_LONGER) != 0
        };
        let spellings = [('ج', "غ"), ('غ', "ج")];
        spellings
            .iter()
            .any(|(one, other)| folded.contains(*one) && is_name(&folded.replace(*one, other)))
    }

    /// The stem of a folded word: what is left when `و ف ب ك ل` are taken off, where text knows
    /// the rest better than the whole.
    ///
    /// Frequency decides, as the letters alone cannot: `وزير` is more frequent than `زير`,
    /// `وروسيا` less than `روسيا`. `لل` restores the article: `للمغرب` is `المغرب`, while
    /// `للبنان`, where `لبنان` is the more frequent, is `لبنان`. `stem` takes the stem's letters.
    pub(crate) fn stem(&self, folded: &str, stem: &mut String) -> Stem {
        let hash = word_hash(folded);
        let row = self.row(hash);
        let whole = Cut::default();
        let mut best = Stem {
            cut: whole,
            hash,
            row,
        };
        let mut best_rank = self.rank_of_row(row);
        let mut is_name = None;
        for cut in cuts(folded) {
            cut.write_stem(folded, stem);
            let hash = word_hash(stem);
            let row = self.row(hash);
            let rank = self.rank_of_row(row);
            if rank >= best_rank {
                continue;
            }
            // `فيصل` and `كمال` are names, however frequent `يصل` and `مال` are.
            let is_sure = |hash| self.lists(hash) & SURE_NAMES != 0;
            let is_name = *is_name.get_or_insert_with(|| is_sure(word_hash(folded)));
            if is_name && (rank > best_rank / 4 || !is_sure(hash)) {
                continue;
            }
            best_rank = rank;
            best = Stem { cut, hash, row };
        }
        best.cut.write_stem(folded, stem);
        best
    }
}

/// A word without its proclitics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stem {
    /// What was taken off.
    pub(crate) cut: Cut,
    /// The hash of the rest.
    pub(crate) hash: u64,
    /// The row of the rest in the vocabulary.
    pub(crate) row: Option<usize>,
}

/// A way to take proclitics off a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    /// How many letters are taken off the front.
    pub(crate) removed: usize,
    /// Whether the alef of the article is put back.
    pub(crate) article_restored: bool,
    /// Where the rest begins, in bytes of the word; the article that is put back is not in it.
    start: usize,
}

impl Cut {
    fn write_stem(self, folded: &str, stem: &mut String) {
        stem.clear();
        if self.article_restored {
            stem.push_str("ال");
        }
        stem.push_str(folded.get(self.start..).unwrap_or_default());
    }
}

/// All ways to take proclitics off; each leaves at least three letters.
fn cuts(folded: &str) -> impl Iterator<Item = Cut> {
    let after_conjunction = folded
        .strip_prefix(['و', 'ف'])
        .filter(|rest| is_long_enough(rest));
    let conjunction = after_conjunction.map(|rest| Cut {
        removed: 1,
        article_restored: false,
        start: folded.len() - rest.len(),
    });
    let both = after_conjunction
        .into_iter()
        .flat_map(|rest| preposition_cuts(rest, 1, folded.len() - rest.len()));
    preposition_cuts(folded, 0, 0)
        .chain(conjunction)
        .chain(both)
}

/// The ways to take a preposition off `word`, before which `removed` letters in `start` bytes
/// were taken off already.
fn preposition_cuts(word: &str, removed: usize, start: usize) -> impl Iterator<Item = Cut> {
    let cut = move |rest: &str, article_restored: bool| Cut {
        removed: removed + 1,
        article_restored,
        start: start + word.len() - rest.len(),
    };
    let with_article = word.strip_prefix("لل").filter(|rest| is_long_enough(rest));
    // `ك` is the first letter of many names and a proclitic of few.
    let as_like = word.strip_prefix('ك').filter(|rest| rest.starts_with("ال"));
    let bare = word
        .strip_prefix(['ب', 'ل'])
        .or(as_like)
        .filter(|rest| is_long_enough(rest));
    let with_article = with_article.map(|rest| cut(rest, true));
    with_article
        .into_iter()
        .chain(bare.map(|rest| cut(rest, false)))
}

fn is_long_enough(rest: &str) -> bool {
    rest.chars().nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_found_where_they_stand() {
        for count in [0u32, 1, 7, 100_000] {
            let prints: Vec<u32> = (0..count).map(|place| place.wrapping_mul(40_503)).collect();
            let bytes: Vec<u8> = prints
                .iter()
                .flat_map(|print| print.to_le_bytes())
                .collect();
            let index = PrintIndex::new(&bytes);
            for (row, print) in prints.iter().enumerate().step_by(997) {
                assert_eq!(index.find(&bytes, *print), Some(row));
                assert_eq!(index.find(&bytes, print.wrapping_add(1)), None);
            }
        }
    }

    #[test]
    fn every_cut_leaves_three_letters() {
        let cases = [
            ("وروسيا", "روسيا"),
            ("للمغرب", "المغرب|لمغرب"),
            ("وللبنان", "للبنان|البنان|لبنان"),
            ("كمال", ""),
            ("كالعرب", "العرب"),
            ("بعد", ""),
        ];
        for (word, expected) in cases {
            let mut stems = Vec::new();
            for cut in cuts(word) {
                let mut stem = String::new();
                cut.write_stem(word, &mut stem);
                stems.push(stem);
            }
            assert_eq!(stems.join("|"), expected, "{word}");
        }
    }
}

//! What the tagger knows of words before it learns from labels: which words text knows, how
//! frequent they are, and which name lists hold them.
//!
//! Words and names are kept as 32-bit fingerprints, sorted: a look-up is a binary search over
//! bytes of the model file, so that nothing has to be built when a model is opened. A fingerprint
//! of an unseen word is taken for a known one about twice in a hundred thousand look-ups.

use crate::hash::{extend_sequence, fingerprint, hash_bytes};

/// Seed of the hash under which words stand in vocabularies and name lists.
const WORD_SEED: u64 = 1;

/// The bit of a name list entry that says: longer names begin with these words.
pub(crate) const BEGINS_LONGER: u32 = 1 << 31;

/// The longest name of the lists that is looked for, in words.
pub(crate) const LONGEST_NAME: usize = 8;

/// Lists whose words are names as they stand: frequent name words, given names, countries, cities.
const SURE_NAMES: u32 = 1 << 2 | 1 << 6 | 1 << 7 | 1 << 9;

/// The hash of a folded word.
pub(crate) fn word_hash(folded: &str) -> u64 {
    hash_bytes(WORD_SEED, folded.as_bytes())
}

/// The hash of a name of several words, from the hashes of its words.
pub(crate) fn sequence_hash(words: impl IntoIterator<Item = u64>) -> u64 {
    words.into_iter().fold(0, extend_sequence)
}

/// Borrowed views of the vocabulary and the name lists.
#[derive(Clone, Copy)]
pub(crate) struct Lexicon<'a> {
    /// Fingerprints of known words, ascending, four bytes each.
    pub(crate) words: &'a [u8],
    /// The frequency class of each word, two bytes each: 0 is the most frequent.
    pub(crate) ranks: &'a [u8],
    /// Fingerprints of names (of one word and of several), ascending, four bytes each.
    pub(crate) names: &'a [u8],
    /// The lists that hold each name, a bit each, four bytes a name.
    pub(crate) lists: &'a [u8],
}

impl Lexicon<'_> {
    /// The row of a word in the vocabulary.
    pub(crate) fn row(&self, word: u64) -> Option<usize> {
        find(self.words, fingerprint(word))
    }

    /// The frequency class of a word; unknown words are rarer than all known ones.
    pub(crate) fn rank(&self, word: u64) -> u32 {
        let Some(row) = self.row(word) else {
            return u32::MAX;
        };
        let bytes = self.ranks.get(row * 2..row * 2 + 2);
        bytes.map_or(u32::MAX, |bytes| {
            u32::from(u16::from_le_bytes([bytes[0], bytes[1]]))
        })
    }

    /// The lists that hold a name, a bit each, and [`BEGINS_LONGER`].
    pub(crate) fn lists(&self, name: u64) -> u32 {
        find(self.names, fingerprint(name))
            .and_then(|row| number(self.lists, row))
            .unwrap_or(0)
    }

    /// The stem of a folded word: what is left when `و ف ب ك ل` are taken off, where text knows
    /// the rest better than the whole.
    ///
    /// Frequency decides, as the letters alone cannot: `وزير` is more frequent than `زير`,
    /// `وروسيا` less than `روسيا`. `لل` restores the article: `للمغرب` is `المغرب`, while
    /// `للبنان`, where `لبنان` is the more frequent, is `لبنان`.
    pub(crate) fn stem(&self, folded: &str) -> Stem {
        let whole = word_hash(folded);
        let mut best = Stem {
            text: folded.to_owned(),
            removed: 0,
            article_restored: false,
        };
        let mut best_rank = self.rank(whole);
        let is_name = self.lists(whole) & SURE_NAMES != 0;
        for candidate in stem_candidates(folded) {
            let hashed = word_hash(&candidate.text);
            // `فيصل` and `كمال` are names, however frequent `يصل` and `مال` are.
            if is_name
                && (self.lists(hashed) & SURE_NAMES == 0 || self.rank(hashed) > best_rank / 4)
            {
                continue;
            }
            let rank = self.rank(hashed);
            if rank < best_rank {
                best_rank = rank;
                best = candidate;
            }
        }
        best
    }
}

/// A word without its proclitics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stem {
    /// The rest, folded, with a swallowed article restored.
    pub(crate) text: String,
    /// How many letters were taken off the front.
    pub(crate) removed: usize,
    /// Whether the alef of the article was put back.
    pub(crate) article_restored: bool,
}

/// All ways to take proclitics off; each leaves at least three letters.
pub(crate) fn stem_candidates(folded: &str) -> Vec<Stem> {
    let mut candidates = Vec::new();
    push_prepositions(folded, 0, &mut candidates);
    if let Some(rest) = folded
        .strip_prefix(['و', 'ف'])
        .filter(|rest| is_long_enough(rest))
    {
        candidates.push(Stem {
            text: rest.to_owned(),
            removed: 1,
            article_restored: false,
        });
        push_prepositions(rest, 1, &mut candidates);
    }
    candidates
}

fn push_prepositions(word: &str, removed: usize, candidates: &mut Vec<Stem>) {
    if let Some(rest) = word.strip_prefix("لل").filter(|rest| is_long_enough(rest)) {
        candidates.push(Stem {
            text: format!("ال{rest}"),
            removed: removed + 1,
            article_restored: true,
        });
    }
    // `ك` is the first letter of many names and a proclitic of few.
    let as_like = word.strip_prefix('ك').filter(|rest| rest.starts_with("ال"));
    if let Some(rest) = word
        .strip_prefix(['ب', 'ل'])
        .or(as_like)
        .filter(|rest| is_long_enough(rest))
    {
        candidates.push(Stem {
            text: rest.to_owned(),
            removed: removed + 1,
            article_restored: false,
        });
    }
}

fn is_long_enough(rest: &str) -> bool {
    rest.chars().nth(2).is_some()
}

fn number(bytes: &[u8], row: usize) -> Option<u32> {
    let bytes = bytes.get(row * 4..row * 4 + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn find(sorted: &[u8], wanted: u32) -> Option<usize> {
    let (mut low, mut high) = (0, sorted.len() / 4);
    while low < high {
        let middle = low + (high - low) / 2;
        let value = number(sorted, middle)?;
        match value.cmp(&wanted) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

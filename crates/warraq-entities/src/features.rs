//! What the network sees of one word type: its vector, its pieces, its lists and its shape.
//!
//! Everything here depends on the folded word alone, so that a word's contribution is computed
//! once and remembered, however often the word occurs.

use crate::hash::hash_bytes;
use crate::lexicon::{BEGINS_LONGER, Lexicon, word_hash};

/// Name lists that a word or stem can stand in; the bits below this count are list bits.
pub(crate) const LIST_COUNT: usize = 20;

/// Flags of one word: the lists of the word, the lists of its stem, and its shape.
pub(crate) const FLAG_COUNT: usize = 64;

/// The flag of the places before and after a sentence.
pub(crate) const PADDING_FLAG: u32 = 63;

/// Buckets of the table of whole words, stems, prefixes and suffixes.
pub(crate) const PIECE_BUCKETS: usize = 1 << 16;

/// Buckets of the table of character n-grams.
pub(crate) const GRAM_BUCKETS: usize = 1 << 15;

/// The features of one word type.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordFeatures {
    /// The hash of the folded word, under which name lists are searched.
    pub(crate) word: u64,
    /// The same of the stem.
    pub(crate) stem: u64,
    /// Letters taken off the front to get the stem.
    pub(crate) removed: usize,
    /// Whether the stem has an alef that the word does not show.
    pub(crate) article_restored: bool,
    /// Row of the word vector: of the word, or else of the stem, with or without article.
    pub(crate) vector: Option<usize>,
    /// Buckets of the word and the stem as wholes; training leaves them out at random.
    pub(crate) wholes: [u32; 2],
    /// Buckets of prefixes and suffixes.
    pub(crate) pieces: Vec<u32>,
    /// Buckets of character n-grams.
    pub(crate) grams: Vec<u32>,
    /// Numbers of the flags that are set.
    pub(crate) flags: Vec<u32>,
    /// Whether a name of several words may begin with the word, and with its stem.
    pub(crate) begins: [bool; 2],
}

impl WordFeatures {
    /// The features of a folded word.
    pub(crate) fn new(folded: &str, lexicon: &Lexicon<'_>) -> Self {
        let stem = lexicon.stem(folded);
        let (word_hashed, stem_hashed) = (word_hash(folded), word_hash(&stem.text));
        let (word_lists, stem_lists) = (lexicon.lists(word_hashed), lexicon.lists(stem_hashed));
        let mut features = Self {
            word: word_hashed,
            stem: stem_hashed,
            removed: stem.removed,
            article_restored: stem.article_restored,
            vector: vector_row(word_hashed, &stem.text, lexicon),
            wholes: [piece_bucket(2, folded), piece_bucket(3, &stem.text)],
            begins: [
                word_lists & BEGINS_LONGER != 0,
                stem_lists & BEGINS_LONGER != 0,
            ],
            ..Self::default()
        };
        features.add_pieces(folded, &stem.text);
        features.add_grams(&stem.text);
        features.add_lists(word_lists, 0);
        features.add_lists(stem_lists, LIST_COUNT as u32);
        features.add_shape(folded, &stem.text, stem.removed);
        features
    }

    /// The features of a place outside the sentence.
    pub(crate) fn padding() -> Self {
        Self {
            flags: vec![PADDING_FLAG],
            ..Self::default()
        }
    }

    fn add_pieces(&mut self, folded: &str, stem: &str) {
        let letters: Vec<usize> = stem
            .char_indices()
            .map(|(start, _)| start)
            .chain([stem.len()])
            .collect();
        let count = letters.len() - 1;
        for length in 1..=4.min(count.saturating_sub(1)) {
            self.pieces.extend(
                stem.get(..letters[length])
                    .map(|piece| piece_bucket(3 + length as u64, piece)),
            );
            let start = letters[count - length];
            self.pieces.extend(
                stem.get(start..)
                    .map(|piece| piece_bucket(7 + length as u64, piece)),
            );
        }
        let head: String = folded.chars().take(2).collect();
        self.pieces.push(piece_bucket(12, &head));
    }

    fn add_grams(&mut self, stem: &str) {
        let letters: Vec<char> = std::iter::once('<')
            .chain(stem.chars().take(30))
            .chain(['>'])
            .collect();
        let mut buffer = String::new();
        for length in 3..=5 {
            for window in letters.windows(length) {
                buffer.clear();
                buffer.extend(window);
                self.grams
                    .push((hash_bytes(20, buffer.as_bytes()) >> 20) as u32 % GRAM_BUCKETS as u32);
            }
        }
    }

    fn add_lists(&mut self, lists: u32, first: u32) {
        for list in 0..LIST_COUNT as u32 {
            if lists >> list & 1 == 1 {
                self.flags.push(first + list);
            }
        }
    }

    fn add_shape(&mut self, folded: &str, stem: &str, removed: usize) {
        let first = folded.chars().next().unwrap_or(' ');
        let length = folded.chars().count();
        let conditions = [
            self.vector.is_none(),
            first == '0',
            first.is_ascii_alphabetic(),
            !first.is_alphanumeric(),
            stem.starts_with("ال"),
            removed > 0,
            removed > 1,
            folded.starts_with('و'),
            folded.starts_with(['ب', 'ل', 'ك']),
            stem.ends_with('ة'),
            stem.ends_with("ية"),
            stem.ends_with('ي'),
            stem.ends_with("ات"),
            stem.ends_with("ين") || stem.ends_with("ون"),
            length <= 2,
            length == 3,
            length == 4,
            length >= 7,
        ];
        for (place, _) in conditions.iter().enumerate().filter(|(_, holds)| **holds) {
            self.flags.push((2 * LIST_COUNT + place) as u32);
        }
    }
}

/// The word's own vector, or else that of the stem, with the article added or taken off.
fn vector_row(word: u64, stem: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    let other = match stem.strip_prefix("ال") {
        Some(bare) => bare.to_owned(),
        None => format!("ال{stem}"),
    };
    lexicon
        .row(word)
        .or_else(|| lexicon.row(word_hash(stem)))
        .or_else(|| lexicon.row(word_hash(&other)))
}

fn piece_bucket(seed: u64, piece: &str) -> u32 {
    (hash_bytes(seed, piece.as_bytes()) >> 20) as u32 % PIECE_BUCKETS as u32
}

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

/// Letters of a word from which character n-grams are taken.
const LONGEST_GRAMMED: usize = 30;

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
    #[cfg(feature = "train")]
    pub(crate) fn new(folded: &str, lexicon: &Lexicon<'_>) -> Self {
        let mut features = Self::default();
        FeatureReader::default().read(folded, lexicon, &mut features);
        features
    }

    /// The features of a place outside the sentence.
    pub(crate) fn padding() -> Self {
        Self {
            flags: vec![PADDING_FLAG],
            ..Self::default()
        }
    }

    fn clear(&mut self) {
        self.pieces.clear();
        self.grams.clear();
        self.flags.clear();
    }

    fn add_lists(&mut self, mut lists: u32, first: u32) {
        lists &= (1 << LIST_COUNT) - 1;
        while lists != 0 {
            self.flags.push(first + lists.trailing_zeros());
            lists &= lists - 1;
        }
    }

    fn add_shape(&mut self, folded: &str, stem: &str, removed: usize) {
        let first = folded.chars().next().unwrap_or(' ');
        let length = folded.chars().count();
        let conditions = [
            self.vector.is_none(),
            first == '0',
            first.is_ascii_alphabetic(),
            !is_letter_or_digit(first),
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

/// Whether it is a letter or a digit; most letters are those of Arabic, which two comparisons tell.
fn is_letter_or_digit(character: char) -> bool {
    matches!(character, 'ء'..='ي') || character.is_alphanumeric()
}

/// Reads features of one word after another into memory that it keeps.
#[derive(Debug, Default)]
pub(crate) struct FeatureReader {
    stem: String,
    /// Another form of the stem, or the stem between the marks of its edges.
    other: String,
    /// Where letters of `stem` or `other` begin, and where the last ends.
    letters: Vec<usize>,
}

impl FeatureReader {
    /// Replaces `features` by those of a folded word.
    pub(crate) fn read(
        &mut self,
        folded: &str,
        lexicon: &Lexicon<'_>,
        features: &mut WordFeatures,
    ) {
        features.clear();
        let stem = lexicon.stem(folded, &mut self.stem);
        features.word = word_hash(folded);
        features.stem = stem.hash;
        features.removed = stem.cut.removed;
        features.article_restored = stem.cut.article_restored;
        features.vector = self.vector_row(features.word, stem.row, lexicon);
        let word_lists = lexicon.lists(features.word);
        let stem_lists = if features.stem == features.word {
            word_lists
        } else {
            lexicon.lists(features.stem)
        };
        features.wholes = [piece_bucket(2, folded), piece_bucket(3, &self.stem)];
        features.begins = [word_lists, stem_lists].map(|lists| lists & BEGINS_LONGER != 0);
        self.add_pieces(folded, features);
        self.add_grams(features);
        features.add_lists(word_lists, 0);
        features.add_lists(stem_lists, LIST_COUNT as u32);
        features.add_shape(folded, &self.stem, features.removed);
    }

    /// The word's own vector, or else that of the stem, with the article added or taken off.
    fn vector_row(
        &mut self,
        word: u64,
        stem_row: Option<usize>,
        lexicon: &Lexicon<'_>,
    ) -> Option<usize> {
        let own = lexicon.row(word).or(stem_row);
        if own.is_some() {
            return own;
        }
        self.other.clear();
        match self.stem.strip_prefix("ال") {
            Some(bare) => self.other.push_str(bare),
            None => self.other.extend(["ال", &self.stem]),
        }
        lexicon.row(word_hash(&self.other))
    }

    fn add_pieces(&mut self, folded: &str, features: &mut WordFeatures) {
        let stem = self.stem.as_str();
        note_letters(stem, &mut self.letters);
        let count = self.letters.len() - 1;
        for length in 1..=4.min(count.saturating_sub(1)) {
            let head = stem.get(..self.letters[length]);
            let tail = stem.get(self.letters[count - length]..);
            let seeds = [3 + length as u64, 7 + length as u64];
            for (seed, piece) in seeds.into_iter().zip([head, tail]) {
                features
                    .pieces
                    .extend(piece.map(|piece| piece_bucket(seed, piece)));
            }
        }
        let second = folded.char_indices().nth(2);
        let head = folded.get(..second.map_or(folded.len(), |(start, _)| start));
        features
            .pieces
            .push(piece_bucket(12, head.unwrap_or_default()));
    }

    fn add_grams(&mut self, features: &mut WordFeatures) {
        let cut = self.stem.char_indices().nth(LONGEST_GRAMMED);
        let end = cut.map_or(self.stem.len(), |(start, _)| start);
        self.other.clear();
        self.other
            .extend(["<", self.stem.get(..end).unwrap_or_default(), ">"]);
        note_letters(&self.other, &mut self.letters);
        for length in 3..=5 {
            for edges in self.letters.windows(length + 1) {
                let gram = self
                    .other
                    .as_bytes()
                    .get(edges[0]..edges[length])
                    .unwrap_or_default();
                features
                    .grams
                    .push((hash_bytes(20, gram) >> 20) as u32 % GRAM_BUCKETS as u32);
            }
        }
    }
}

/// Notes where the letters of a word begin, and where the last ends.
fn note_letters(word: &str, letters: &mut Vec<usize>) {
    letters.clear();
    letters.extend(word.char_indices().map(|(start, _)| start));
    letters.push(word.len());
}

fn piece_bucket(seed: u64, piece: &str) -> u32 {
    (hash_bytes(seed, piece.as_bytes()) >> 20) as u32 % PIECE_BUCKETS as u32
}

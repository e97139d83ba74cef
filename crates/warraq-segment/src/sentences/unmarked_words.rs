//! Words as the model of boundaries has them: hashes of the folded word and of its ends.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use warraq_normalize::fold_into;

const HASHER: FixedState = FixedState::with_seed(0x5365_6e74);

/// The bits of [`Word::marks`].
const COMMA: u8 = 1;
const COLON: u8 = 2;
const QUOTE: u8 = 4;
const OTHER: u8 = 8;

/// A word without its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// The folded word, without marks around it.
    pub(super) whole: u32,
    /// Its first letter, its first two and its first three.
    pub(super) heads: [u32; 3],
    /// Its last two letters.
    pub(super) tail: u32,
    /// Which marks stand behind it.
    pub(super) marks: u8,
    /// 1 if it opens with و, 2 with ف, 0 otherwise.
    pub(super) opening: u8,
}

impl Word {
    /// Whether a comma follows.
    pub(super) fn has_comma(&self) -> bool {
        self.marks & COMMA != 0
    }

    fn new(folded: &str) -> Self {
        let hash = |text: &str| HASHER.hash_one(text.as_bytes()) as u32;
        let mut ends = folded.char_indices().skip(1).map(|(end, _)| end);
        let heads = [(); 3].map(|()| {
            hash(
                folded
                    .get(..ends.next().unwrap_or(folded.len()))
                    .unwrap_or_default(),
            )
        });
        let tail = folded
            .char_indices()
            .rev()
            .nth(1)
            .map_or(0, |(start, _)| start);
        Self {
            whole: hash(folded),
            heads,
            tail: hash(folded.get(tail..).unwrap_or_default()),
            marks: 0,
            opening: match folded.chars().next() {
                Some('و') => 1,
                Some('ف') => 2,
                _ => 0,
            },
        }
    }

    fn add_marks(&mut self, behind: &str) {
        for mark in behind.chars() {
            self.marks |= match mark {
                '،' | ',' => COMMA,
                ':' => COLON,
                '"' | '»' | '”' | '«' | '“' => QUOTE,
                _ => OTHER,
            };
        }
    }
}

/// The words of `text` and where each starts; marks that stand apart belong to the word before them.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, Word)> {
    let mut folded = String::new();
    let mut pieces = text.split(char::is_whitespace).peekable();
    let is_mark = |letter: char| !letter.is_alphanumeric();
    std::iter::from_fn(move || {
        let (piece, inner) = loop {
            let piece = pieces.next()?;
            let inner = piece.trim_matches(is_mark);
            if !inner.is_empty() {
                break (piece, inner);
            }
        };
        folded.clear();
        fold_into(inner, &mut folded);
        let mut word = Word::new(&folded);
        let inner_end = inner.as_ptr() as usize + inner.len() - piece.as_ptr() as usize;
        word.add_marks(piece.get(inner_end..).unwrap_or_default());
        while let Some(marks) = pieces.next_if(|piece| piece.chars().all(is_mark)) {
            word.add_marks(marks);
        }
        // The piece is a slice of the text, so the distance is where it starts.
        Some((piece.as_ptr() as usize - text.as_ptr() as usize, word))
    })
}

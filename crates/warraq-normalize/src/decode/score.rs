//! How well bytes fit an Arabic encoding: which letters stand side by side in it.
//!
//! Every encoding makes Arabic letters of most bytes, but only the right one makes
//! words of them. A document is scored in each encoding before any of it is
//! decoded, so what a byte means is looked up in tables made once.

use std::sync::LazyLock;

use super::Encoding;
use super::single_byte::{self, SingleByte};
use crate::characters::{is_arabic_letter, is_mark};

/// Bytes outside ASCII that are enough to tell the Arabic encodings apart.
const ENOUGH: usize = 1024;
/// The smallest share of Arabic letters beside Arabic letters, among the bytes
/// outside ASCII, in what is taken for Arabic text.
const ARABIC_SHARE: f32 = 0.6;
/// The smallest mean logarithm of a letter's probability in what is taken for
/// Arabic text. It is near -2.5 in Arabic, and below -6 in other languages.
const LEAST_LIKELIHOOD: f32 = -5.0;
/// What the logarithm of the probability loses by a byte that the encoding does not have.
const ABSENT: f32 = -5.0;

/// How well bytes fit an Arabic encoding.
#[derive(Clone, Copy, Default)]
pub(super) struct Score {
    /// The natural logarithm of the text's probability, letter by letter.
    pub(super) likelihood: f32,
    /// Bytes outside ASCII.
    counted: usize,
    /// Those of them that are Arabic letters or marks beside others.
    arabic: usize,
}

impl Score {
    /// The score of the first bytes outside ASCII in an encoding.
    pub(super) fn of(bytes: &[u8], encoding: &ByteScores) -> Score {
        let mut score = Score::default();
        let mut before = ByteScore::EDGE;
        for (index, &byte) in bytes.iter().enumerate() {
            if byte.is_ascii() {
                before = ByteScore::EDGE;
                continue;
            }
            let current = encoding.bytes[usize::from(byte)];
            let next = bytes.get(index + 1).map_or(0, |&next| usize::from(next));
            let after = encoding.bytes[next];
            if current.is_absent {
                score.likelihood += ABSENT;
            }
            score.likelihood += LETTER_PAIRS.log_probability(before, current);
            if after.is_edge {
                score.likelihood += LETTER_PAIRS.log_probability(current, ByteScore::EDGE);
            }
            let joined = before.is_arabic || after.is_arabic;
            score.arabic += usize::from(current.is_arabic && joined);
            score.counted += 1;
            before = current;
            if score.counted == ENOUGH {
                break;
            }
        }
        score
    }

    pub(super) fn is_arabic_text(self) -> bool {
        let counted = self.counted.max(1) as f32;
        self.arabic as f32 / counted >= ARABIC_SHARE && self.likelihood / counted > LEAST_LIKELIHOOD
    }
}

/// What the bytes of an encoding mean for the score.
pub(super) struct ByteScores {
    pub(super) encoding: Encoding,
    bytes: [ByteScore; 256],
}

#[derive(Clone, Copy)]
struct ByteScore {
    /// The row of [`LetterPairs`] when it stands before another byte.
    row: u8,
    /// The column when it stands after one.
    column: u8,
    is_arabic: bool,
    /// Whether it ends a word that stands before it.
    is_edge: bool,
    /// Whether the encoding has no character for it, or a control character.
    is_absent: bool,
}

pub(super) static WINDOWS_1256: LazyLock<ByteScores> =
    LazyLock::new(|| ByteScores::new(&single_byte::WINDOWS_1256));
pub(super) static ISO_8859_6: LazyLock<ByteScores> =
    LazyLock::new(|| ByteScores::new(&single_byte::ISO_8859_6));
pub(super) static MAC_ARABIC: LazyLock<ByteScores> =
    LazyLock::new(|| ByteScores::new(&single_byte::MAC_ARABIC));

impl ByteScores {
    fn new(encoding: &SingleByte) -> ByteScores {
        ByteScores {
            encoding: encoding.encoding,
            bytes: encoding.characters.map(ByteScore::new),
        }
    }
}

impl ByteScore {
    const EDGE: ByteScore = ByteScore {
        row: 0,
        column: 0,
        is_arabic: false,
        is_edge: true,
        is_absent: false,
    };

    fn new(character: Option<char>) -> ByteScore {
        let Some(character) = character else {
            return ByteScore {
                is_absent: true,
                ..ByteScore::EDGE
            };
        };
        let place = LetterPairs::place(character as usize).map(|place| place as u8);
        ByteScore {
            row: place.unwrap_or(0),
            column: place.unwrap_or(LETTERS as u8),
            is_arabic: is_arabic_letter(character) || is_mark(character),
            is_edge: character.is_ascii(),
            is_absent: character.is_control(),
        }
    }
}

/// How likely each character of the Arabic block is after each other one.
struct LetterPairs(Vec<f32>);

/// Characters of the Arabic block that the one-byte encodings hold, up to the marks;
/// the first place stands for the edge of a word.
const LETTERS: usize = 0x60;
/// Places of a row: one more for characters outside the Arabic block.
const COLUMNS: usize = LETTERS + 1;
/// The logarithm of the probability of a pair that the table does not have.
const RARE: f32 = -11.0;

static LETTER_PAIRS: LazyLock<LetterPairs> =
    LazyLock::new(|| LetterPairs::parse(include_str!("../../data/letter-pairs.tsv")));

impl LetterPairs {
    /// The natural logarithm of the probability of a byte's character after another's.
    #[inline]
    fn log_probability(&self, before: ByteScore, current: ByteScore) -> f32 {
        let index = usize::from(before.row) * COLUMNS + usize::from(current.column);
        self.0.get(index).copied().unwrap_or(RARE)
    }

    fn place(code_point: usize) -> Option<usize> {
        match code_point.checked_sub(0x600) {
            None if code_point == 0 => Some(0),
            place => place.filter(|&place| place > 0 && place < LETTERS),
        }
    }

    fn parse(source: &str) -> LetterPairs {
        let mut counts = vec![0.0_f32; LETTERS * COLUMNS];
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let &[first, second, parts] = fields.as_slice() else {
                continue;
            };
            let place = |field| Self::place(usize::from_str_radix(field, 16).ok()?);
            let index = place(first)
                .zip(place(second))
                .map(|(one, other)| one * COLUMNS + other);
            if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
                *count = parts.parse().unwrap_or_default();
            }
        }
        for row in counts.chunks_mut(COLUMNS) {
            let sum: f32 = row.iter().sum();
            for count in row.iter_mut() {
                *count = (*count / sum.max(1.0)).ln().max(RARE);
            }
        }
        LetterPairs(counts)
    }
}

//! Words as letters: one byte a letter, and where each stands in the text.
//!
//! Analyses compare stems, and a stem must be the same with harakat and without, and with whatever
//! hamza its writer gave to an alef. What tells words apart stays: ta marbuta from ha, and hamza on
//! waw or ya from the bare letter.

use warraq_normalize::characters;

/// The most letters that a word may have to be analysed; longer runs are no Arabic words.
pub(super) const MOST_LETTERS: usize = 24;

/// The letters that analyses know; a letter's number is its place, from 1.
pub(super) const ALPHABET: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةءؤئ";

/// Letters that stand for one of the alphabet, and that letter.
const FOLDED: [(char, char); 18] = [
    ('أ', 'ا'),
    ('إ', 'ا'),
    ('آ', 'ا'),
    ('ٱ', 'ا'),
    ('ى', 'ي'),
    ('ی', 'ي'),
    ('ې', 'ي'),
    ('ک', 'ك'),
    ('ہ', 'ه'),
    ('ھ', 'ه'),
    ('ە', 'ه'),
    ('گ', 'ك'),
    ('ڭ', 'ك'),
    ('چ', 'ج'),
    ('پ', 'ب'),
    ('ڤ', 'ف'),
    ('ژ', 'ز'),
    ('ڨ', 'ق'),
];

/// The number of a letter of the Arabic block, 0 for what is none: `U+0600 + index`.
static NUMBERS: std::sync::LazyLock<[u8; 0x100]> = std::sync::LazyLock::new(|| {
    let mut numbers = [0; 0x100];
    let mut set = |letter: char, number: u8| {
        if let Some(place) = numbers.get_mut((letter as usize).wrapping_sub(0x600)) {
            *place = number;
        }
    };
    for (letter, number) in ALPHABET.chars().zip(1..) {
        set(letter, number);
    }
    for (letter, standard) in FOLDED {
        set(letter, number_of(standard));
    }
    numbers
});

/// The number of a letter of the alphabet.
pub(super) fn number_of(letter: char) -> u8 {
    let place = ALPHABET
        .chars()
        .zip(1..)
        .find(|(known, _)| *known == letter);
    place.map_or(0, |(_, number)| number)
}

/// A word as letters, with the byte at which each letter starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    numbers: [u8; MOST_LETTERS],
    offsets: [u8; MOST_LETTERS + 1],
    length: usize,
    first: char,
    /// The letters written أ or آ, and those written إ: a bit for each, the first letter's lowest.
    hamza_above: u32,
    hamza_below: u32,
}

impl Letters {
    /// The letters of `word`; none if it is no word of the Arabic alphabet or too long.
    pub(super) fn read(word: &str) -> Option<Self> {
        let mut letters = Self {
            numbers: [0; MOST_LETTERS],
            offsets: [0; MOST_LETTERS + 1],
            length: 0,
            first: word.chars().next()?,
            hamza_above: 0,
            hamza_below: 0,
        };
        let numbers = &*NUMBERS;
        for (offset, character) in word.char_indices() {
            let index = (character as usize).wrapping_sub(0x600);
            match numbers.get(index) {
                Some(&number) if number > 0 => {
                    let bit = 1_u32.checked_shl(letters.length as u32).unwrap_or_default();
                    match character {
                        'أ' | 'آ' => letters.hamza_above |= bit,
                        'إ' => letters.hamza_below |= bit,
                        _ => {}
                    }
                    *letters.numbers.get_mut(letters.length)? = number;
                    *letters.offsets.get_mut(letters.length)? = u8::try_from(offset).ok()?;
                    letters.length += 1;
                }
                // Marks and tatweel belong to the letter before them.
                _ if is_transparent(character) && letters.length > 0 => {}
                _ => return None,
            }
        }
        *letters.offsets.get_mut(letters.length)? = u8::try_from(word.len()).ok()?;
        Some(letters)
    }

    /// The numbers of the letters.
    pub(super) fn numbers(&self) -> &[u8] {
        self.numbers.get(..self.length).unwrap_or_default()
    }

    /// The byte at which the letter `index` starts; the length of the word for the one past the end.
    pub(super) fn offset(&self, index: usize) -> u32 {
        self.offsets.get(index).copied().map_or(0, u32::from)
    }

    /// The first character as it is written: `أ` and `إ` are no article's alef.
    pub(super) fn first(&self) -> char {
        self.first
    }

    /// Whether أ or آ is written at the letter `index`.
    pub(super) fn has_hamza_above(&self, index: usize) -> bool {
        self.hamza_above >> index & 1 != 0
    }

    /// Whether إ is written at one of the letters `range`.
    pub(super) fn has_hamza_below(&self, mut range: std::ops::Range<usize>) -> bool {
        range.any(|index| self.hamza_below >> index & 1 != 0)
    }
}

fn is_transparent(character: char) -> bool {
    characters::is_mark(character)
        || characters::is_tatweel(character)
        || characters::is_invisible(character)
}

/// The letters of `word` as bytes, for tables and lists.
pub(super) fn key(word: &str) -> Option<Vec<u8>> {
    Letters::read(word).map(|letters| letters.numbers().to_vec())
}

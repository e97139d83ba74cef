//! What the rules do to each character alone, compiled into tables.
//!
//! The rules in `rules.rs` are the definition and far too slow to run on every
//! character. A page of 256 characters is compiled when its first character is
//! met, so that a program that sees only Arabic and ASCII never compiles the
//! other four thousand pages. The two-byte table is what the fast loop reads.

use std::sync::OnceLock;

use unicode_normalization::char::canonical_combining_class;

use crate::rules::Rules;

/// The tables of one profile.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) rules: Rules,
    pages: Vec<OnceLock<Page>>,
    /// What becomes of a character that starts with two bytes, the first byte low.
    pairs: Box<[u16; PAIRS]>,
}

/// What becomes of a character that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays as it is.
    Same,
    /// It becomes another character of the same length in UTF-8.
    Swapped,
    /// It becomes a text of any length but zero.
    Replaced,
    /// It is removed.
    Removed,
    /// It is a mark that is removed and counts as part of its letter.
    Absorbed,
    /// It stays as it is, but may have to change places with marks of a higher
    /// canonical combining class, which is given, before it.
    Mark(u8),
    /// It may join or change places with what stands before it.
    Joining,
}

/// What a pair says of a character that does not become one character of its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slow {
    /// A character of two bytes becomes this byte.
    OneByte(u8),
    /// The tables of its page say more.
    Other,
}

/// Marks a pair whose character is [`Slow`]. The second byte of a character never
/// has this bit, and a character of one byte has no second.
pub(crate) const SLOW_BIT: u16 = 0x4000;
/// Marks a slow pair whose low byte is the byte that its character becomes.
const ONE_BYTE_BIT: u16 = 0x0100;
pub(crate) const PAIRS: usize = 0x1_0000;

const PAGE_SIZE: usize = 256;
const PAGES: usize = 0x11_0000 / PAGE_SIZE;

#[derive(Debug)]
struct Page {
    entries: Vec<Entry>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    fate: Fate,
    start: u32,
    end: u32,
}

impl Tables {
    pub(crate) fn new(rules: Rules) -> Tables {
        let mut tables = Tables {
            rules,
            pages: (0..PAGES).map(|_| OnceLock::new()).collect(),
            pairs: vec![Slow::Other.pack(); PAIRS]
                .try_into()
                .expect("the vector has this length"),
        };
        tables.fill_pairs();
        tables
    }

    #[inline]
    pub(crate) fn pairs(&self) -> &[u16; PAIRS] {
        &self.pairs
    }

    /// What becomes of a character, and the text that it becomes.
    #[inline]
    pub(crate) fn look_up(&self, character: char) -> (Fate, &str) {
        let code_point = character as usize;
        let page = self
            .pages
            .get(code_point / PAGE_SIZE)
            .map(|page| page.get_or_init(|| Page::new(&self.rules, code_point / PAGE_SIZE)));
        let found = page.and_then(|page| {
            let entry = page.entries.get(code_point % PAGE_SIZE)?;
            Some((
                entry.fate,
                page.text.get(entry.start as usize..entry.end as usize)?,
            ))
        });
        found.unwrap_or((Fate::Same, ""))
    }

    /// Whether the character becomes one space that may be collapsed.
    #[inline]
    pub(crate) fn becomes_space(&self, character: char) -> bool {
        self.look_up(character).1 == " "
    }

    fn fill_pairs(&mut self) {
        let mut pairs = std::mem::replace(&mut self.pairs, Box::new([Slow::Other.pack(); PAIRS]));
        // A word is looked up past its end, where a pair may start inside a character.
        for first in 0x80..=0xBF_u8 {
            for second in 0..=u8::MAX {
                set(&mut pairs, first, second, 0);
            }
        }
        // Where letters are counted, every character needs to see its neighbours.
        if self.rules.most_repeats.is_none() {
            for first in 0..=0x7F_u8 {
                for second in 0..=u8::MAX {
                    set(&mut pairs, first, second, self.ascii_pair(first, second));
                }
            }
            for first in 0xC2..=0xDF_u8 {
                for second in 0x80..=0xBF_u8 {
                    set(&mut pairs, first, second, self.two_byte_pair(first, second));
                }
            }
        }
        self.pairs = pairs;
    }

    fn ascii_pair(&self, first: u8, second: u8) -> u16 {
        let (fate, text) = self.look_up(char::from(first));
        let spaces = self.rules.collapses_white_space
            && text == " "
            && second.is_ascii()
            && self.becomes_space(char::from(second));
        match (fate, text.as_bytes()) {
            (Fate::Same | Fate::Swapped, &[byte]) if !spaces => u16::from(byte),
            _ => Slow::Other.pack(),
        }
    }

    fn two_byte_pair(&self, first: u8, second: u8) -> u16 {
        let code_point = u32::from(first & 0x1F) << 6 | u32::from(second & 0x3F);
        let looked_up = char::from_u32(code_point).map(|character| self.look_up(character));
        match looked_up.map(|(fate, text)| (fate, text.as_bytes())) {
            Some((Fate::Same | Fate::Swapped, &[lead, trail])) => u16::from_le_bytes([lead, trail]),
            Some((Fate::Replaced, &[byte])) if byte != b' ' => Slow::OneByte(byte).pack(),
            _ => Slow::Other.pack(),
        }
    }
}

impl Slow {
    fn pack(self) -> u16 {
        match self {
            Slow::OneByte(byte) => SLOW_BIT | ONE_BYTE_BIT | u16::from(byte),
            Slow::Other => SLOW_BIT,
        }
    }

    #[inline]
    pub(crate) fn unpack(packed: u16) -> Slow {
        let [byte, _] = packed.to_le_bytes();
        if packed & ONE_BYTE_BIT == 0 {
            return Slow::Other;
        }
        Slow::OneByte(byte)
    }
}

impl Page {
    fn new(rules: &Rules, number: usize) -> Page {
        let mut page = Page {
            entries: Vec::with_capacity(PAGE_SIZE),
            text: String::new(),
        };
        for code_point in number * PAGE_SIZE..(number + 1) * PAGE_SIZE {
            let character = u32::try_from(code_point).ok().and_then(char::from_u32);
            page.add(rules, character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        page
    }

    fn add(&mut self, rules: &Rules, character: char) {
        let start = self.text.len();
        let result = rules.apply(vec![character]);
        self.text.extend(&result);
        let joins = rules.joins_backwards(character);
        let fate = match result.as_slice() {
            [] if crate::characters::is_mark(character) => Fate::Absorbed,
            [] => Fate::Removed,
            &[same] if same == character && joins => match canonical_combining_class(same) {
                class if class != 0 && !rules.composes_backwards(same) => Fate::Mark(class),
                _ => Fate::Joining,
            },
            _ if joins => Fate::Joining,
            &[same] if same == character => Fate::Same,
            &[other] if other.len_utf8() == character.len_utf8() => Fate::Swapped,
            _ => Fate::Replaced,
        };
        self.entries.push(Entry {
            fate,
            start: start as u32,
            end: self.text.len() as u32,
        });
    }
}

fn set(pairs: &mut [u16; PAIRS], first: u8, second: u8, becomes: u16) {
    pairs[usize::from(u16::from_le_bytes([first, second]))] = becomes;
}

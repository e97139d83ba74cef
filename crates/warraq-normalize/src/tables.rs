//! What the rules do to each character alone, compiled into tables.
//!
//! The rules in `rules.rs` are the definition and far too slow to run on every
//! character. A page of 256 characters is compiled when its first character is
//! met, so that a program that sees only Arabic and ASCII never compiles the
//! other four thousand pages. Two smaller tables are compiled from the pages: one for
//! the fast loop of `block.rs`, and one for the commonest characters that stop it.

use std::sync::OnceLock;

use unicode_normalization::char::canonical_combining_class;

use crate::block::BlockTables;
use crate::rules::Rules;

/// The tables of one profile.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) rules: Rules,
    pages: Vec<OnceLock<Page>>,
    /// What becomes of the characters that the fast loop translates.
    pub(crate) blocks: BlockTables,
    /// What becomes of the code points below U+0800, of two bytes and less.
    shorts: Vec<Short>,
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

/// What becomes of a character of two bytes that is common and not simple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Short {
    /// It becomes this byte, which is not a space.
    OneByte(u8),
    /// It is a mark that is removed and counts as part of its letter.
    Absorbed,
    /// The tables of its page say more.
    Other,
}

/// The first code point of three bytes.
const SHORTS: u32 = 0x800;
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
            blocks: BlockTables::new(rules.collapses_white_space),
            shorts: Vec::new(),
            pages: (0..PAGES).map(|_| OnceLock::new()).collect(),
            rules,
        };
        // Where letters are counted, every character needs to see its neighbours.
        if tables.rules.most_repeats.is_none() {
            tables.blocks = tables.compile_blocks();
            tables.shorts = tables.compile_shorts();
        }
        tables
    }

    /// What the table of short characters says of the one that two bytes make.
    #[inline(always)]
    pub(crate) fn short(&self, [lead, trail]: [u8; 2]) -> Short {
        if lead & 0xE0 != 0xC0 {
            return Short::Other;
        }
        let code_point = usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F);
        self.shorts.get(code_point).copied().unwrap_or(Short::Other)
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

    fn compile_blocks(&self) -> BlockTables {
        let mut blocks = self.blocks.clone();
        for character in ('\0'..='\u{7F}').chain('\u{600}'..='\u{67F}') {
            if let (Fate::Same | Fate::Swapped, text) = self.look_up(character) {
                blocks.set_simple(character, text.as_bytes());
            }
        }
        blocks
    }

    fn compile_shorts(&self) -> Vec<Short> {
        let short = |character: char| match self.look_up(character) {
            (Fate::Absorbed, _) => Short::Absorbed,
            (Fate::Replaced, text) if text != " " => match text.as_bytes() {
                &[byte] => Short::OneByte(byte),
                _ => Short::Other,
            },
            _ => Short::Other,
        };
        (0..SHORTS).filter_map(char::from_u32).map(short).collect()
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

//! Items: the tokens of one sentence as rules see them.
//!
//! An item is a word without its proclitics, or a whole numeric expression (`21/4/2016`, `7:56`,
//! `1,234.5`) whichever way the tokenizer cut it. An item is small, since most of them are words
//! that no rule knows; what only numbers have lies apart.

mod word_types;

pub(crate) use self::word_types::{Flags, WordTypes};

use crate::digits::Numeric;
use crate::lexicon::{Class, ClassSet, Entry, Lexicon, WordId};
use crate::numbers::NumberPhrase;
use crate::proclitics::ProcliticSet;

/// One item of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) word: WordId,
    /// Its numeric expression and the number phrase that starts at it, counted from 1.
    numeric: u32,
    number: u32,
    pub(crate) proclitics: ProcliticSet,
    /// The computed classes, one bit each.
    computed: u8,
    pub(crate) flags: Flags,
}

impl Item {
    /// The computed classes, one bit each.
    pub(crate) fn computed(&self) -> u8 {
        self.computed
    }
}

/// The items of one sentence. Its buffers are used again for the next sentence.
#[derive(Debug, Default)]
pub(crate) struct Items {
    items: Vec<Item>,
    numerics: Vec<Numeric>,
    numbers: Vec<NumberPhrase>,
    /// The items that may start a time or a number.
    starts: Vec<u32>,
    /// What all items together are.
    seen: Flags,
}

impl Items {
    fn clear(&mut self) {
        self.items.clear();
        self.numerics.clear();
        self.numbers.clear();
        self.starts.clear();
        self.seen = Flags::default();
    }

    fn push(&mut self, item: Item) {
        if item.flags.has(Flags::STARTS) {
            self.starts.push(self.items.len() as u32);
        }
        self.seen.add(item.flags);
        self.items.push(item);
    }

    fn push_numeric(&mut self, mut item: Item, numeric: Numeric) {
        self.numerics.push(numeric);
        item.numeric = self.numerics.len() as u32;
        self.push(item);
    }

    /// The number phrase at an item, and what it makes of the item.
    pub(crate) fn set_number(&mut self, at: usize, number: NumberPhrase, classes: u8) {
        if let Some(item) = self.items.get_mut(at) {
            self.numbers.push(number);
            item.number = self.numbers.len() as u32;
            item.computed |= classes;
        }
    }

    pub(crate) fn all(&self) -> &[Item] {
        &self.items
    }

    pub(crate) fn seen(&self) -> Flags {
        self.seen
    }

    pub(crate) fn starts(&self) -> &[u32] {
        &self.starts
    }
}

/// One sentence: its text and its items, to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence<'a> {
    pub(crate) document: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    items: &'a Items,
}

impl<'a> Sentence<'a> {
    pub(crate) fn new(document: &'a str, lexicon: &'a Lexicon, items: &'a Items) -> Self {
        Self {
            document,
            lexicon,
            items,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.items.items.len()
    }

    #[inline]
    pub(crate) fn item(&self, at: usize) -> Option<&'a Item> {
        self.items.items.get(at)
    }

    /// The text of an item.
    pub(crate) fn text(&self, at: usize) -> &'a str {
        let item = self.item(at);
        let text = item.and_then(|it| self.document.get(it.start as usize..it.end as usize));
        text.unwrap_or_default()
    }

    pub(crate) fn entry(&self, at: usize) -> Option<&'a Entry> {
        self.lexicon.entry(self.item(at)?.word)
    }

    pub(crate) fn has(&self, at: usize, class: Class) -> bool {
        let Some(item) = self.item(at) else {
            return false;
        };
        let computed = class < 8 && item.computed >> class & 1 != 0;
        let entry = self.lexicon.entry(item.word);
        computed || entry.is_some_and(|entry| entry.classes.contains(class))
    }

    /// Whether an item has one of several classes.
    #[inline]
    pub(crate) fn has_any(&self, at: usize, classes: &ClassSet) -> bool {
        self.item(at).is_some_and(|item| {
            let entry = self.lexicon.entry(item.word);
            classes.has_first(item.computed)
                || entry.is_some_and(|entry| entry.classes.intersects(classes))
        })
    }

    pub(crate) fn numeric(&self, at: usize) -> Option<Numeric> {
        let index = (self.item(at)?.numeric as usize).checked_sub(1)?;
        self.items.numerics.get(index).copied()
    }

    /// The number phrase that starts at an item.
    pub(crate) fn number(&self, at: usize) -> Option<NumberPhrase> {
        let index = (self.item(at)?.number as usize).checked_sub(1)?;
        self.items.numbers.get(index).copied()
    }

    /// Whether the words behind `at` are these, without proclitics.
    pub(crate) fn has_words(&self, at: usize, words: &[WordId]) -> bool {
        let items = self.items.items.get(at..at + words.len());
        items.is_some_and(|items| {
            let mut pairs = items.iter().zip(words);
            pairs.all(|(item, word)| item.word == *word && item.proclitics == 0)
        })
    }

    /// Whether the words behind `at` are these, whatever proclitics they carry.
    pub(crate) fn are_words(&self, at: usize, words: &[WordId]) -> bool {
        let items = self.items.items.get(at..at + words.len());
        items.is_some_and(|items| {
            let mut pairs = items.iter().zip(words);
            pairs.all(|(item, word)| item.word == *word)
        })
    }

    /// Whether nothing stands between the item and the one before it.
    pub(crate) fn touches(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.item(before));
        let pair = before.zip(self.item(at));
        pair.is_some_and(|(before, item)| before.end == item.start)
    }

    pub(crate) fn is_definite(&self, at: usize) -> bool {
        self.lexicon.proclitics.is_definite(self.text(at))
    }
}

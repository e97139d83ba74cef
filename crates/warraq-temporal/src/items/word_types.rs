//! Word types: what each word of a document is, looked up once whatever its places.

use super::{Item, Items};
use crate::digits::{Numeric, scan};
use crate::knowledge::Knowledge;
use crate::lexicon::{
    CLOCK, DEFINITE, INTEGER, NUMBER, NUMERIC_DATE, UNKNOWN, WordId, YEAR_DIGITS, YEAR_NUMBER,
};
use std::ops::Range;
use warraq_core::{AttributeTable, AttributeValue, Span, Token, View, keys};
use warraq_normalize::{fold, is_mark, is_tatweel};

/// What a word may do, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    /// It may start a time or a number.
    pub(crate) const STARTS: Self = Self(1);
    /// A rule of times may start with it.
    pub(crate) const STARTS_TIME: Self = Self(2);
    /// A number phrase may start with it.
    pub(crate) const STARTS_PHRASE: Self = Self(4);
    /// A number, with its unit or sign, may start with it.
    pub(crate) const STARTS_NUMBER: Self = Self(8);
    pub(crate) const PAST_VERB: Self = Self(16);
    pub(crate) const FUTURE_WORD: Self = Self(32);
    /// It means something in some spellings only.
    pub(crate) const SPELLED: Self = Self(64);

    #[inline]
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) fn with(self, other: Self, is_so: bool) -> Self {
        if is_so { Self(self.0 | other.0) } else { self }
    }
}

/// Everything that a numeric expression may start.
const NUMERIC: Flags = Flags(1 | 2 | 4 | 8);

/// What a word type is, whatever its place.
#[derive(Clone, Copy, Debug)]
enum WordType {
    Unseen,
    Numeric,
    Word {
        word: WordId,
        proclitics: u8,
        /// The letters of the proclitics, which the item's span leaves out.
        letters: u8,
        flags: Flags,
        /// Whether it carries the article.
        definite: bool,
    },
}

/// Word types of one document, by attribute row.
pub(crate) struct WordTypes<'a> {
    knowledge: &'a Knowledge,
    text: &'a str,
    tokens: View<'a, Token<'a>>,
    attributes: &'a AttributeTable,
    /// The number of the attribute that holds the normalized form.
    norm: Option<u32>,
    types: Vec<WordType>,
}

impl<'a> WordTypes<'a> {
    pub(crate) fn new(
        knowledge: &'a Knowledge,
        text: &'a str,
        tokens: View<'a, Token<'a>>,
        attributes: &'a AttributeTable,
    ) -> Self {
        Self {
            knowledge,
            text,
            tokens,
            attributes,
            norm: attributes.key(keys::NORM),
            types: vec![WordType::Unseen; attributes.len()],
        }
    }

    /// Fills `items` with those of the tokens `indexes`.
    pub(crate) fn fill(&mut self, indexes: Range<usize>, items: &mut Items) {
        items.clear();
        let first = indexes.start;
        let mut covered = 0;
        let spans = self.tokens.spans().get(indexes).unwrap_or_default();
        for (offset, span) in spans.iter().enumerate() {
            if span.start < covered {
                continue;
            }
            match self.look_up(first + offset, span) {
                WordType::Unseen => {}
                WordType::Numeric => covered = self.push_numeric(span, items),
                WordType::Word {
                    word,
                    proclitics,
                    letters,
                    flags,
                    definite,
                } => {
                    let start = span.start + self.skip_letters(span, letters);
                    let known = !flags.has(Flags::SPELLED)
                        || self.is_spelled(start as usize..span.end as usize, word);
                    let (word, flags) = if known {
                        (word, flags)
                    } else {
                        (UNKNOWN, Flags::default())
                    };
                    items.push(Item {
                        start,
                        end: span.end,
                        word,
                        numeric: 0,
                        number: 0,
                        proclitics,
                        computed: u8::from(definite) << DEFINITE,
                        flags,
                    });
                }
            }
        }
    }

    #[inline]
    fn look_up(&mut self, index: usize, span: &Span) -> WordType {
        match self.types.get(span.attributes as usize) {
            Some(known) if !matches!(known, WordType::Unseen) => *known,
            _ => self.classify(index, span),
        }
    }

    #[cold]
    fn classify(&mut self, index: usize, span: &Span) -> WordType {
        let norm = self
            .norm
            .and_then(|key| self.attributes.value(span.attributes, key));
        let found = match norm {
            Some(AttributeValue::Text(norm)) => self.word_type(norm),
            _ => self.word_type(self.tokens.get(index).map_or("", |token| token.norm())),
        };
        if let Some(place) = self.types.get_mut(span.attributes as usize) {
            *place = found;
        }
        found
    }

    fn word_type(&self, norm: &str) -> WordType {
        if norm.starts_with(|first: char| first.is_ascii_digit()) {
            return WordType::Numeric;
        }
        let lexicon = &self.knowledge.lexicon;
        let definite = lexicon.proclitics.is_definite(norm);
        let known = lexicon.look_up(norm).unwrap_or_default();
        WordType::Word {
            definite,
            word: known.word,
            proclitics: known.proclitics,
            letters: known.letters,
            flags: self.knowledge.flags(known.word),
        }
    }

    /// Whether a word is written as those are that have its meaning.
    fn is_spelled(&self, range: Range<usize>, word: WordId) -> bool {
        let written = self.text.get(range).unwrap_or_default();
        let entry = self.knowledge.lexicon.entry(word);
        entry.is_none_or(|entry| entry.spellings.iter().any(|spelling| spelling == written))
    }

    /// Bytes of the first `letters` letters of a token, with the marks that follow them.
    fn skip_letters(&self, span: &Span, letters: u8) -> u32 {
        if letters == 0 {
            return 0;
        }
        let token = self.text.get(span.range()).unwrap_or_default();
        let mut left = letters;
        let mut bytes = 0;
        for character in token.chars() {
            let mark = is_mark(character) || is_tatweel(character);
            if !mark && left == 0 {
                break;
            }
            left -= u8::from(!mark);
            bytes += character.len_utf8() as u32;
        }
        bytes
    }

    /// Adds the items of a numeric expression; gives the byte behind it.
    fn push_numeric(&self, span: &Span, items: &mut Items) -> u32 {
        let lexicon = &self.knowledge.lexicon;
        let mut covered = span.end;
        for scanned in scan(self.text, span.start as usize, span.end as usize) {
            let separator = scanned
                .separator
                .and_then(|mark| lexicon.find(&fold(mark.encode_utf8(&mut [0; 4]))));
            let word = separator.unwrap_or(UNKNOWN);
            let is_number = scanned.separator.is_none();
            covered = covered.max(scanned.end as u32);
            let item = Item {
                start: scanned.start as u32,
                end: scanned.end as u32,
                word,
                numeric: 0,
                number: 0,
                proclitics: 0,
                computed: classes(scanned.numeric),
                flags: if is_number {
                    NUMERIC
                } else {
                    self.knowledge.flags(word)
                },
            };
            items.push_numeric(item, scanned.numeric);
        }
        covered
    }
}

/// The computed classes of a numeric expression, one bit each.
fn classes(numeric: Numeric) -> u8 {
    match numeric {
        Numeric::Number { .. } if numeric.is_year() => {
            1 << NUMBER | 1 << INTEGER | 1 << YEAR_NUMBER | 1 << YEAR_DIGITS
        }
        Numeric::Number { .. } if numeric.is_integer() => 1 << NUMBER | 1 << INTEGER,
        Numeric::Number { .. } => 1 << NUMBER,
        Numeric::Date { .. } => 1 << NUMERIC_DATE,
        Numeric::Clock { .. } => 1 << CLOCK,
        Numeric::Other => 0,
    }
}

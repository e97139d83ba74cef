//! Items: the tokens of one sentence as rules see them.
//!
//! An item is a word without its proclitics, or a whole numeric expression (`21/4/2016`, `7:56`,
//! `1,234.5`) whichever way the tokenizer cut it. What a word is, is looked up once a word type.

use crate::digits::{Numeric, scan};
use crate::grammar::proclitics;
use crate::lexicon::{
    CLOCK, ClassSet, INTEGER, Lexicon, NUMBER, NUMERIC_DATE, WordId, YEAR_NUMBER,
};
use warraq_core::{Span, Token, View};
use warraq_normalize::{fold, is_mark, is_tatweel};

/// One item of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) word: Option<WordId>,
    pub(crate) proclitics: u8,
    pub(crate) classes: ClassSet,
    pub(crate) numeric: Option<Numeric>,
}

/// What a word type is, whatever its place.
#[derive(Clone, Copy, Debug)]
enum WordType {
    Unseen,
    /// Nothing that a rule can start with or use.
    Unknown,
    Numeric,
    Word {
        word: WordId,
        classes: ClassSet,
        proclitics: u8,
        /// The letters of the proclitics, which the item's span leaves out.
        letters: u8,
    },
}

/// Word types of one document, by attribute row.
pub(crate) struct WordTypes<'a> {
    lexicon: &'a Lexicon,
    types: Vec<WordType>,
}

impl<'a> WordTypes<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            types: Vec::new(),
        }
    }

    fn look_up(&mut self, index: usize, tokens: View<'_, Token<'_>>, span: &Span) -> WordType {
        let row = span.attributes as usize;
        if let Some(known) = self.types.get(row)
            && !matches!(known, WordType::Unseen)
        {
            return *known;
        }
        let Some(token) = tokens.get(index) else {
            return WordType::Unknown;
        };
        let found = classify(self.lexicon, token.norm());
        if span.attributes != warraq_core::NONE {
            if row >= self.types.len() {
                self.types.resize(row + 1, WordType::Unseen);
            }
            if let Some(place) = self.types.get_mut(row) {
                *place = found;
            }
        }
        found
    }

    /// Fills `items` with those of the tokens `indexes`; says whether any may start an expression.
    pub(crate) fn fill(
        &mut self,
        text: &str,
        tokens: View<'_, Token<'_>>,
        indexes: std::ops::Range<usize>,
        items: &mut Vec<Item>,
    ) -> ClassSet {
        items.clear();
        let mut seen = 0;
        let mut covered = 0;
        let first = indexes.start;
        let spans = tokens.spans().get(indexes).unwrap_or_default();
        for (offset, span) in spans.iter().enumerate() {
            if span.start < covered {
                continue;
            }
            match self.look_up(first + offset, tokens, span) {
                WordType::Numeric => {
                    covered = self.push_numeric(text, span, items);
                    seen |= items.last().map_or(0, |item| item.classes);
                }
                WordType::Word {
                    word,
                    classes,
                    proclitics,
                    letters,
                } => {
                    let start = span.start + skip_letters(text, span, letters);
                    let classes = self.spelled(text, (start, span.end), word, classes);
                    seen |= classes;
                    items.push(Item {
                        start,
                        end: span.end,
                        word: Some(word),
                        proclitics,
                        classes,
                        numeric: None,
                    });
                }
                WordType::Unknown | WordType::Unseen => items.push(Item {
                    start: span.start,
                    end: span.end,
                    word: None,
                    proclitics: 0,
                    classes: 0,
                    numeric: None,
                }),
            }
        }
        seen
    }

    /// The classes of a word, none if its spelling is not one of those that have them.
    fn spelled(
        &self,
        text: &str,
        (start, end): (u32, u32),
        word: WordId,
        classes: ClassSet,
    ) -> ClassSet {
        let entry = self.lexicon.entry(word);
        let Some(entry) = entry.filter(|entry| !entry.spellings.is_empty()) else {
            return classes;
        };
        let written = text.get(start as usize..end as usize).unwrap_or_default();
        let fits = entry.spellings.iter().any(|spelling| spelling == written);
        if fits { classes } else { 0 }
    }

    fn push_numeric(&self, text: &str, span: &Span, items: &mut Vec<Item>) -> u32 {
        let mut covered = span.end;
        for scanned in scan(text, span.start as usize, span.end as usize) {
            let classes: ClassSet = match scanned.numeric {
                Numeric::Number { .. } if scanned.numeric.is_year() => {
                    1 << NUMBER | 1 << INTEGER | 1 << YEAR_NUMBER
                }
                Numeric::Number { .. } if scanned.numeric.is_integer() => {
                    1 << NUMBER | 1 << INTEGER
                }
                Numeric::Number { .. } => 1 << NUMBER,
                Numeric::Date { .. } => 1 << NUMERIC_DATE,
                Numeric::Clock { .. } => 1 << CLOCK,
                Numeric::Other => 0,
            };
            let separator = scanned
                .separator
                .map(|mark| fold(mark.encode_utf8(&mut [0; 4])).into_owned());
            let word = separator.and_then(|mark| self.lexicon.find(&mark));
            let known = word.and_then(|word| self.lexicon.entry(word));
            covered = covered.max(scanned.end as u32);
            items.push(Item {
                start: scanned.start as u32,
                end: scanned.end as u32,
                word,
                proclitics: 0,
                classes: classes | known.map_or(0, |entry| entry.classes),
                numeric: Some(scanned.numeric),
            });
        }
        covered
    }
}

/// Bytes of the first `letters` letters of a token, with the marks that follow them.
fn skip_letters(text: &str, span: &Span, letters: u8) -> u32 {
    if letters == 0 {
        return 0;
    }
    let token = text.get(span.range()).unwrap_or_default();
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

fn classify(lexicon: &Lexicon, norm: &str) -> WordType {
    if norm.starts_with(|first: char| first.is_ascii_digit()) {
        return WordType::Numeric;
    }
    let known = |norm: &str, proclitics: u8, letters: u8| {
        let word = lexicon.find(norm)?;
        let classes = lexicon.entry(word)?.classes;
        Some(WordType::Word {
            word,
            classes,
            proclitics,
            letters,
        })
    };
    known(norm, 0, 0)
        .or_else(|| {
            let (mut rest, mut found, mut letters) = (norm, 0, 0);
            for (letter, bit) in CONJUNCTIONS {
                if let Some(stripped) = rest.strip_prefix(letter) {
                    (rest, found, letters) = (stripped, bit, 1);
                    if let Some(word) = known(rest, found, letters) {
                        return Some(word);
                    }
                    break;
                }
            }
            if let Some(stem) = rest.strip_prefix("لل") {
                let definite = format!("ال{stem}");
                return known(&definite, found | proclitics::FOR, letters + 1);
            }
            for (letter, bit) in PREPOSITIONS {
                if let Some(stripped) = rest.strip_prefix(letter) {
                    return known(stripped, found | bit, letters + 1);
                }
            }
            None
        })
        .unwrap_or(WordType::Unknown)
}

const CONJUNCTIONS: [(char, u8); 2] = [('و', proclitics::AND), ('ف', proclitics::SO)];

const PREPOSITIONS: [(char, u8); 3] = [
    ('ب', proclitics::BY),
    ('ك', proclitics::LIKE),
    ('ل', proclitics::FOR),
];

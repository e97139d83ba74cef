//! Words to terms: every content word of a document gets the number of its stem.
//!
//! Tokens of one word type share a row of attributes, so the work for a word is done once a type
//! and found again by the number of that row.

use crate::lexicon::Lexicon;
use crate::stem::{light_stem, without_proclitics};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use warraq_core::{DocumentView, NONE, Span, Token, View};

/// The number of a stem in the document.
pub(crate) type Term = u32;

const UNSEEN: u32 = u32::MAX;
const NO_TERM: u32 = u32::MAX - 1;

/// The terms of one document, in the order in which they came.
pub(crate) struct Terms<'a> {
    lexicon: &'a Lexicon,
    tokens: View<'a, Token<'a>>,
    word_label: u32,
    number_label: u32,
    by_type: Vec<u32>,
    by_stem: HashMap<&'a str, Term, FixedState>,
}

impl<'a> Terms<'a> {
    pub(crate) fn new(
        document: &DocumentView<'a>,
        tokens: View<'a, Token<'a>>,
        lexicon: &'a Lexicon,
    ) -> Self {
        let label = |name| document.labels().find(name).unwrap_or(NONE);
        Self {
            lexicon,
            tokens,
            word_label: label("word"),
            number_label: label("number"),
            by_type: vec![UNSEEN; document.attributes().len()],
            by_stem: HashMap::default(),
        }
    }

    /// The number of different terms so far.
    pub(crate) fn len(&self) -> usize {
        self.by_stem.len()
    }

    pub(crate) fn is_word(&self, token: &Span) -> bool {
        token.label == self.word_label && token.label != NONE
    }

    /// Whether the token counts as a word of a text's length.
    pub(crate) fn is_counted(&self, token: &Span) -> bool {
        self.is_word(token) || (token.label == self.number_label && token.label != NONE)
    }

    /// The term of the token at `index`; none for a function word, a number or a mark.
    pub(crate) fn term(&mut self, index: usize, token: &Span) -> Option<Term> {
        if !self.is_word(token) {
            return None;
        }
        let row = token.attributes as usize;
        let known = self.by_type.get(row).copied().unwrap_or(UNSEEN);
        let term = if known == UNSEEN {
            let term = self.learn(index);
            if let Some(slot) = self.by_type.get_mut(row) {
                *slot = term;
            }
            term
        } else {
            known
        };
        (term != NO_TERM).then_some(term)
    }

    /// The term of a folded word that need not be in the document; none if it is not.
    pub(crate) fn find(&self, norm: &str) -> Option<Term> {
        self.by_stem.get(self.stem(norm)?).copied()
    }

    fn learn(&mut self, index: usize) -> u32 {
        let norm = self.tokens.get(index).map_or("", |token| token.norm());
        let Some(stem) = self.stem(norm) else {
            return NO_TERM;
        };
        let next = self.by_stem.len() as u32;
        *self.by_stem.entry(stem).or_insert(next)
    }

    fn stem<'word>(&self, norm: &'word str) -> Option<&'word str> {
        if self.lexicon.is_stopword(norm) {
            return None;
        }
        let (base, _) = without_proclitics(norm);
        if self.lexicon.is_stopword(base) || base.chars().nth(1).is_none() {
            return None;
        }
        Some(light_stem(base))
    }
}

//! Words as phrases are made of them: what stands before the stem, and whether it is definite.

use crate::lexicon::Lexicon;
use crate::stem::{light_stem, without_proclitics};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use warraq_core::{Clitic, DocumentView, NONE, Span, StageError, Token, View};

/// A word as a part of phrases.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PhraseWord {
    /// The number of its stem; none for words that no phrase holds.
    pub(crate) term: Option<u32>,
    /// The bytes of conjunctions and prepositions that are written onto it.
    pub(crate) prefix: u32,
    /// Whether it has the article.
    pub(crate) is_definite: bool,
    /// Whether a pronoun is written onto it.
    pub(crate) has_pronoun: bool,
    /// From 0 (in every text) to 9.
    pub(crate) rarity: u8,
    /// Whether it looks like an adjective made with ي (`روسي`, `دولية`).
    pub(crate) is_relative: bool,
    /// Whether it is mostly a verb.
    pub(crate) is_verb_like: bool,
}

/// The words of a document; the work is done once a word type.
pub(crate) struct PhraseWords<'a> {
    lexicon: &'a Lexicon,
    tokens: View<'a, Token<'a>>,
    clitics: Option<View<'a, Clitic<'a>>>,
    word_label: u32,
    by_type: Vec<Option<PhraseWord>>,
    by_stem: HashMap<&'a str, u32, FixedState>,
}

impl<'a> PhraseWords<'a> {
    pub(crate) fn new(
        document: &DocumentView<'a>,
        lexicon: &'a Lexicon,
    ) -> Result<Self, StageError> {
        Ok(Self {
            lexicon,
            tokens: document.tokens()?,
            clitics: document.optional_clitics()?,
            word_label: document.labels().find("word").unwrap_or(NONE),
            by_type: vec![None; document.attributes().len()],
            by_stem: HashMap::default(),
        })
    }

    /// The number of different stems so far.
    pub(crate) fn len(&self) -> usize {
        self.by_stem.len()
    }

    /// The word that the token at `index` is.
    pub(crate) fn word(&mut self, index: usize, token: &Span) -> PhraseWord {
        if token.label != self.word_label || token.label == NONE {
            return PhraseWord::default();
        }
        let row = token.attributes as usize;
        if let Some(Some(known)) = self.by_type.get(row) {
            return *known;
        }
        let word = self.learn(index, token).unwrap_or_default();
        if let Some(slot) = self.by_type.get_mut(row) {
            *slot = Some(word);
        }
        word
    }

    fn learn(&mut self, index: usize, token: &Span) -> Option<PhraseWord> {
        let norm = self.tokens.get(index)?.norm();
        if self.lexicon.is_stopword(norm) {
            return None;
        }
        let (base, has_article) = without_proclitics(norm);
        let is_one_letter = base.chars().nth(1).is_none();
        if self.lexicon.is_stopword(base) || is_one_letter {
            return None;
        }
        let next = self.by_stem.len() as u32;
        let term = *self.by_stem.entry(light_stem(base)).or_insert(next);
        let facts = self.lexicon.facts(base);
        let mut word = PhraseWord {
            term: Some(term),
            is_definite: has_article,
            rarity: facts.rarity,
            is_relative: base.ends_with('ي') || base.ends_with("يه"),
            is_verb_like: facts.is_verb_like && !has_article,
            ..PhraseWord::default()
        };
        if let Some(clitics) = self.clitics {
            let parts = clitics.within(token.start..token.end.max(token.start + 1));
            for part in clitics.slice(parts) {
                match part.label() {
                    "conj" | "prep" | "fut" | "part" => {
                        word.prefix = part.span().end.saturating_sub(token.start);
                    }
                    "det" => word.is_definite = true,
                    "pron" => word.has_pronoun = true,
                    _ => {}
                }
            }
        } else if has_article && !norm.starts_with("ال") {
            word.prefix = joined_bytes(norm);
        }
        Some(word)
    }
}

/// The bytes before the article; a swallowed alef leaves the second ل to the article.
fn joined_bytes(norm: &str) -> u32 {
    let before = norm
        .find("ال")
        .or_else(|| norm.find("لل").map(|at| at + 'ل'.len_utf8()));
    before.unwrap_or(0) as u32
}

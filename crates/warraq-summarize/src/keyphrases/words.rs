//! Words as phrases are made of them: what stands before the stem, and what part of speech it is.

use super::vocabulary::{PhraseRole, Vocabulary, hash};
use crate::lexicon::Lexicon;
use crate::stem::{light_stem, without_proclitics};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use warraq_core::{Clitic, DocumentView, NONE, Span, StageError, Token, View};
use warraq_normalize::characters::is_arabic_letter;

/// A word as a part of phrases.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PhraseWord {
    /// The number of its stem; none for words that no phrase holds.
    pub(crate) term: Option<u32>,
    /// The bytes of conjunctions and prepositions that are written onto it.
    pub(crate) prefix: u32,
    /// Whether it has the article.
    pub(crate) is_definite: bool,
    /// Whether the article has lost its alef to the ل before it (`للمتحف`).
    pub(crate) is_contracted: bool,
    /// Whether a pronoun is written onto it.
    pub(crate) has_pronoun: bool,
    /// From 0 (in every text) to 9.
    pub(crate) rarity: u8,
    pub(crate) may_be_noun: bool,
    pub(crate) may_be_adjective: bool,
    pub(crate) may_be_verb: bool,
    /// Whether a verb stands right after it.
    pub(crate) is_particle: bool,
    /// Whether two fields may follow it (`وزارة التجارة والصناعة`).
    pub(crate) is_institution: bool,
    /// Whether it may be a verb, and begins as those of the present do.
    pub(crate) is_present: bool,
    /// Whether many texts have it, and with the article: it is no name by itself.
    pub(crate) is_common: bool,
    /// Whether و or ف is written onto it.
    pub(crate) has_conjunction: bool,
    /// Whether it says too little to stand alone or to open a phrase.
    pub(crate) is_vague: bool,
    /// Whether it is a verbal noun that says little without its clause.
    pub(crate) is_light: bool,
    pub(crate) gender: Gender,
    /// The hash of the word without clitics.
    pub(crate) hash: u64,
    /// What its stem keeps in the plural.
    pub(crate) skeleton: u32,
    /// Whether it is not in Arabic letters.
    pub(crate) is_foreign: bool,
}

/// The mark of a word type that was not looked at yet.
const UNSEEN: u32 = u32::MAX;

/// The rarity of words that are too common to be names.
const COMMON: u8 = 5;

/// What the ending tells of gender and number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gender {
    /// ة, or the ات of the plural.
    Feminine,
    /// ون, ين or ان.
    Plural,
    /// No ending: a masculine, or a plural without one.
    #[default]
    Bare,
}

/// The words of a document; the work is done once a word type.
pub(crate) struct PhraseWords<'a> {
    lexicon: &'a Lexicon,
    vocabulary: &'a Vocabulary,
    tokens: View<'a, Token<'a>>,
    clitics: Option<View<'a, Clitic<'a>>>,
    word_label: u32,
    /// By the row of attributes: the place of the word type in `types`, or [`UNSEEN`].
    by_type: Vec<u32>,
    types: Vec<PhraseWord>,
    by_stem: HashMap<&'a str, u32, FixedState>,
    /// The stems behind `غير`, by what they are without it.
    negated: HashMap<u32, u32, FixedState>,
}

/// A word taken apart.
#[derive(Clone, Copy, Default)]
struct Parts<'a> {
    /// Folded, without clitics and article.
    base: &'a str,
    /// The bytes of the text before the article or the stem.
    prefix: u32,
    is_definite: bool,
    is_contracted: bool,
    has_pronoun: bool,
    has_conjunction: bool,
    is_future: bool,
}

impl<'a> PhraseWords<'a> {
    pub(crate) fn new(
        document: &DocumentView<'a>,
        lexicon: &'a Lexicon,
        vocabulary: &'a Vocabulary,
    ) -> Result<Self, StageError> {
        Ok(Self {
            lexicon,
            vocabulary,
            tokens: document.tokens()?,
            clitics: document.optional_clitics()?,
            word_label: document.labels().find("word").unwrap_or(NONE),
            by_type: vec![UNSEEN; document.attributes().len()],
            types: Vec::new(),
            by_stem: HashMap::default(),
            negated: HashMap::default(),
        })
    }

    /// The number of different stems so far.
    pub(crate) fn len(&self) -> usize {
        self.by_stem.len() + self.negated.len()
    }

    /// The adjective that `غير` makes of the word, which says something else than the word does.
    pub(crate) fn negated(&mut self, word: PhraseWord) -> PhraseWord {
        let next = self.len() as u32;
        let opposite = |term| *self.negated.entry(term).or_insert(next);
        PhraseWord {
            term: word.term.map(opposite),
            hash: !word.hash,
            skeleton: !word.skeleton,
            may_be_adjective: true,
            may_be_noun: false,
            is_vague: false,
            ..word
        }
    }

    pub(crate) fn is_word(&self, token: &Span) -> bool {
        token.label == self.word_label && token.label != NONE
    }

    /// The text of the token at `index`.
    pub(crate) fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.text())
    }

    /// The word that the token at `index` is.
    pub(crate) fn word(&mut self, index: usize, token: &Span) -> PhraseWord {
        if !self.is_word(token) {
            return PhraseWord::default();
        }
        let row = token.attributes as usize;
        let known = self.by_type.get(row).copied().unwrap_or(UNSEEN);
        if let Some(known) = self.types.get(known as usize) {
            return *known;
        }
        let word = self.learn(index, token).unwrap_or_default();
        if let Some(slot) = self.by_type.get_mut(row) {
            *slot = self.types.len() as u32;
            self.types.push(word);
        }
        word
    }

    fn learn(&mut self, index: usize, token: &Span) -> Option<PhraseWord> {
        let norm = self.tokens.get(index)?.norm();
        let role = self.vocabulary.role(norm);
        let role = role.filter(|role| {
            use PhraseRole::{Adjective, Noun, Particle};
            matches!(role, Adjective | Noun | Particle)
        });
        if role == Some(PhraseRole::Particle) {
            return Some(PhraseWord {
                is_particle: true,
                ..PhraseWord::default()
            });
        }
        if role.is_none() && self.lexicon.is_stopword(norm) {
            return None;
        }
        // `القدم` has its article; `ولي` has nothing before it, whatever it looks like.
        let is_noun = role == Some(PhraseRole::Noun);
        if is_noun && !norm.starts_with("ال") {
            return Some(self.whole_noun(norm));
        }
        let parts = match self.clitics {
            Some(clitics) => take_apart(&clitics, token, norm),
            None => take_apart_by_letters(norm),
        };
        let base = parts.base;
        let is_one_letter = base.chars().nth(1).is_none();
        let is_mixed = !base.is_ascii() && base.contains(|one: char| one.is_ascii_alphabetic());
        // An article that nobody has found: the word is no part of the phrase before it.
        let is_joined = base.starts_with("لل") && !parts.is_contracted && parts.prefix == 0;
        // `الفلك` is not ف and لك.
        let is_empty = match parts.is_definite {
            true => self.lexicon.is_exactly_stopword(base),
            false => self.lexicon.is_stopword(base),
        };
        let is_empty = role.is_none() && base != norm && is_empty;
        if is_one_letter || is_joined || is_mixed || is_empty {
            return None;
        }
        let next = self.len() as u32;
        let term = *self.by_stem.entry(light_stem(base)).or_insert(next);
        let hash = hash(base);
        let facts = self.vocabulary.facts(base, hash);
        let is_verb = parts.is_future;
        Some(PhraseWord {
            term: Some(term),
            prefix: parts.prefix,
            is_definite: parts.is_definite,
            is_contracted: parts.is_contracted,
            has_pronoun: parts.has_pronoun,
            has_conjunction: parts.has_conjunction,
            rarity: facts.rarity,
            is_common: facts.rarity <= COMMON && facts.takes_article,
            may_be_noun: !is_verb
                && (is_noun || role.is_none())
                && (is_noun || facts.may_be_noun || (parts.is_definite && !facts.may_be_adjective)),
            may_be_adjective: !is_verb && !is_noun && (role.is_some() || facts.may_be_adjective),
            may_be_verb: facts.may_be_verb && !parts.is_definite,
            is_particle: false,
            is_institution: self.vocabulary.role(base) == Some(PhraseRole::Institution),
            is_present: facts.is_present,
            is_vague: facts.is_vague,
            is_light: facts.is_light && !parts.is_definite,
            hash,
            skeleton: skeleton(light_stem(base)),
            gender: gender(base),
            is_foreign: base.is_ascii(),
        })
    }

    /// A noun that nothing is written onto, whatever its letters look like.
    fn whole_noun(&mut self, norm: &'a str) -> PhraseWord {
        let next = self.len() as u32;
        let hash = hash(norm);
        let facts = self.vocabulary.facts(norm, hash);
        PhraseWord {
            term: Some(*self.by_stem.entry(norm).or_insert(next)),
            rarity: facts.rarity,
            may_be_noun: true,
            is_vague: facts.is_vague,
            hash,
            skeleton: skeleton(norm),
            ..PhraseWord::default()
        }
    }
}

/// The letters of a stem that its broken plural has, too, as a number: all but ا و ي ه, each once in
/// a row (`دب` and `دببة`, `جمل` and `جمال`).
fn skeleton(stem: &str) -> u32 {
    let mut last = None;
    let mut number = 0u32;
    for letter in stem.chars().filter(|letter| !"اويه".contains(*letter)) {
        if last != Some(letter) {
            number = number.wrapping_mul(64).wrapping_add(u32::from(letter) & 63);
            last = Some(letter);
        }
    }
    number
}

fn gender(base: &str) -> Gender {
    // `الله` ends as feminine words do.
    let is_god = matches!(base, "الله" | "لله");
    if (base.ends_with('ه') && !is_god) || base.ends_with("ات") {
        Gender::Feminine
    } else if ["ون", "ين", "ان"].iter().any(|end| base.ends_with(end)) {
        Gender::Plural
    } else {
        Gender::Bare
    }
}

/// By the layer of clitics, in which a word without clitics has no row.
fn take_apart<'a>(clitics: &View<'a, Clitic<'a>>, token: &Span, norm: &'a str) -> Parts<'a> {
    let mut parts = Parts {
        base: norm,
        ..Parts::default()
    };
    let rows = clitics.within(token.start..token.end.max(token.start + 1));
    for part in clitics.slice(rows) {
        match part.label() {
            "conj" | "prep" | "fut" | "part" => {
                parts.prefix = part.span().end.saturating_sub(token.start);
                parts.is_future |= part.label() == "fut";
                parts.has_conjunction |= part.label() == "conj";
                parts.base = after_letters(parts.base, part.text());
            }
            "det" => {
                // A swallowed article has no bytes; its ل stands in the stem's.
                parts.is_contracted = part.text().is_empty();
                let letters = if parts.is_contracted {
                    "ل"
                } else {
                    part.text()
                };
                parts.is_definite = true;
                parts.base = after_letters(parts.base, letters);
            }
            "pron" => {
                parts.has_pronoun = true;
                let letters = letters(part.text());
                let end = parts
                    .base
                    .char_indices()
                    .rev()
                    .nth(letters.saturating_sub(1));
                let end = end.map_or(0, |(at, _)| at);
                parts.base = parts.base.get(..end).unwrap_or_default();
            }
            _ => {}
        }
    }
    parts
}

/// The folded word behind as many letters as `clitic` has.
fn after_letters<'a>(norm: &'a str, clitic: &str) -> &'a str {
    let rest = norm.char_indices().nth(letters(clitic));
    rest.and_then(|(at, _)| norm.get(at..)).unwrap_or_default()
}

/// The letters of a clitic, which are all that folding leaves of it.
fn letters(clitic: &str) -> usize {
    let letters = clitic.chars().filter(|one| is_arabic_letter(*one));
    letters.count()
}

/// By the letters alone, where nobody has looked for clitics.
fn take_apart_by_letters(norm: &str) -> Parts<'_> {
    let (base, is_definite) = without_proclitics(norm);
    let has_prefix = is_definite && !norm.starts_with("ال");
    let prefix = if has_prefix { joined_bytes(norm) } else { 0 };
    Parts {
        base,
        prefix,
        is_definite,
        is_contracted: is_definite && norm.starts_with("لل"),
        has_conjunction: has_prefix && norm.starts_with(['و', 'ف']),
        ..Parts::default()
    }
}

/// The bytes before the article; a swallowed alef leaves the second ل to the article.
fn joined_bytes(norm: &str) -> u32 {
    let before = norm
        .find("ال")
        .or_else(|| norm.find("لل").map(|at| at + 'ل'.len_utf8()));
    before.unwrap_or(0) as u32
}

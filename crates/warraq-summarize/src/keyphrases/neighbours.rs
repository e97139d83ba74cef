//! Neighbours: the words around a mention that may belong to it, though the grammar or the tagger
//! parts them.

use super::grammar::RunWord;
use super::names::{NameKind, Names};
use super::phrase::{Follower, Forename};
use super::words::{PhraseWord, PhraseWords};
use std::ops::Range;
use warraq_core::Span;

/// The rarity of words that only names have.
const LEAST_FORENAME_RARITY: u8 = 7;

/// What stands before a place in which something happens.
const PLACING: [&str; 5] = ["في", "وفي", "مدينة", "العاصمة", "بالعاصمة"];

/// The words of a sentence in which phrases stand.
pub(crate) struct Neighbours<'w, 'a> {
    pub(crate) words: &'w mut PhraseWords<'a>,
    pub(crate) names: &'w Names,
    /// The tokens of the document, and those of the sentence.
    pub(crate) tokens: &'w [Span],
    pub(crate) sentence: Range<usize>,
}

impl Neighbours<'_, '_> {
    /// An unknown word right before a name of one word (`ينس` before `ستولتنبرغ`).
    pub(crate) fn forename(&mut self, words: &[RunWord]) -> Option<Forename> {
        let [name] = words else {
            return None;
        };
        let index = name.token.checked_sub(1)?;
        if name.joined || index < self.sentence.start {
            return None;
        }
        let token = self.tokens.get(index)?;
        let word = self.words.word(index, token);
        let is_unknown =
            word.rarity >= LEAST_FORENAME_RARITY && word.may_be_noun && !word.may_be_verb;
        let looks_like_verb = self.words.text(index).starts_with(['ن', 'ت', 'ي']);
        let is_bare = word.prefix == 0 && !word.is_definite && !word.has_pronoun;
        let is_own = !word.is_foreign && !self.names.is_people(token.end);
        (word.term.is_some() && is_unknown && !looks_like_verb && is_bare && is_own).then_some(
            Forename {
                start: token.start,
                end: name.end,
                token: index,
            },
        )
    }

    /// The word behind the phrase in its sentence, if it may belong to it.
    pub(crate) fn follower(&mut self, words: &[RunWord]) -> Option<Follower> {
        let (first, last) = (
            words.first().filter(|one| !one.word.is_contracted)?,
            words.last()?,
        );
        let next = last.token + 1;
        let token = self.tokens.get(next).filter(|_| next < self.sentence.end)?;
        let word = self.words.word(next, token);
        let is_people = self.names.is_people(token.end) && !last.word.is_definite;
        let is_attached = word.prefix > 0 || word.is_contracted;
        let is_part = match is_attached {
            true => self.is_object(next, first, last),
            false => may_follow(&word, last),
        };
        let is_nominal = word.may_be_noun || word.may_be_adjective;
        let is_part = is_part && is_nominal && !word.has_conjunction && !word.is_vague;
        (is_part && !is_people).then_some(Follower {
            term: word.term?,
            token: next,
            end: token.end,
            is_attached,
            start: first.start,
            first: first.token,
        })
    }

    /// `الاتحاد الدولي لكرة القدم`, and what is done with something (`إلغاء التعامل بالدولار`).
    fn is_object(&self, next: usize, first: &RunWord, last: &RunWord) -> bool {
        let starts = |letter: char| self.words.text(next).starts_with(letter);
        (starts('ل') && last.is_definite()) || (starts('ب') && first.word.is_light)
    }

    /// Whether the text says that something is or happens in what the word names.
    pub(crate) fn is_located(&self, word: &RunWord) -> bool {
        let own = self.words.text(word.token);
        let before = word
            .token
            .checked_sub(1)
            .map_or("", |at| self.words.text(at));
        (word.joined && own.trim_start_matches('و').starts_with('ب')) || PLACING.contains(&before)
    }
}

/// Whether the word with nothing before it may go on with a phrase that `last` ends: nothing but an
/// adjective goes on with what has its article.
fn may_follow(word: &PhraseWord, last: &RunWord) -> bool {
    let is_adjective = word.may_be_adjective && !word.may_be_noun;
    let agrees = match last.kind {
        _ if is_adjective && word.is_definite => true,
        // A family name that the tagger has not seen.
        Some(NameKind::Person) => word.rarity >= LEAST_FORENAME_RARITY && !word.is_definite,
        _ => !is_adjective && !last.word.is_definite,
    };
    agrees && !word.may_be_verb
}

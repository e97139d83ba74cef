//! The word of saying by a quotation, and the one who says it.

use crate::cues::{Cues, Place, fold};
use crate::marks::Quotation;
use std::ops::Range;
use warraq_plugin::{Entity, Sentence, Token, View};

/// The labels of those who can speak, the likeliest first.
const SPEAKERS: [&str; 4] = ["PER", "ORG", "NORP", "LOC"];

/// Words that stand between a word of saying and the start of what is said.
const INTRODUCTIONS: [&str; 6] = ["ان", "انه", "انها", "انهم", "بان", "بانه"];

/// Where to look.
pub(crate) struct Said<'a> {
    pub(crate) cues: &'a Cues,
    pub(crate) reach: usize,
    pub(crate) sentences: View<'a, Sentence<'a>>,
    pub(crate) tokens: View<'a, Token<'a>>,
    pub(crate) entities: View<'a, Entity<'a>>,
}

/// A word of saying, and the speaker's index in the layer `entities`.
pub(crate) struct Found<'a> {
    pub(crate) cue: &'a str,
    pub(crate) speaker: Option<usize>,
    pub(crate) partial: bool,
}

impl<'a> Said<'a> {
    /// Who says the quotation, if anybody does.
    pub(crate) fn by(&self, quotation: &Quotation) -> Option<Found<'a>> {
        self.before(quotation).or_else(|| self.behind(quotation))
    }

    /// `قال فلان: «…»`: the nearest word of saying in the sentence before the quotation.
    fn before(&self, quotation: &Quotation) -> Option<Found<'a>> {
        let sentence = self.sentence_at(quotation.outside.start)?;
        let words = self.tokens.within(sentence.start..quotation.outside.start);
        let words = words.end.saturating_sub(self.reach).max(words.start)..words.end;
        let mut candidates = self.tokens.slice(words).rev();
        let (cue, place) = candidates.find_map(|token| Some((token, self.place(&token)?)))?;
        let cue_range = cue.span().start..cue.span().end;
        let between = cue_range.end..quotation.outside.start;
        let partial = self.is_partial(between.clone());
        let speaker = match place {
            Place::Before => self.last_in(sentence.start..cue_range.start),
            Place::After => self
                .first_in(between)
                .or_else(|| self.last_in(sentence.start..cue_range.start)),
            Place::Owner => self.first_in(between),
        };
        Some(Found {
            cue: cue.text(),
            speaker,
            partial,
        })
    }

    /// `«…»، قال فلان`: the first word of saying right after the quotation.
    fn behind(&self, quotation: &Quotation) -> Option<Found<'a>> {
        const NEAR: usize = 4;
        let sentence = self.sentence_at(quotation.outside.start)?;
        let words = self.tokens.within(quotation.outside.end..sentence.end);
        let near = words.start..words.end.min(words.start + NEAR);
        let mut candidates = self.tokens.slice(near);
        let (cue, place) = candidates.find_map(|token| Some((token, self.place(&token)?)))?;
        if place == Place::Before {
            return None;
        }
        let speaker = self.first_in(cue.span().end..sentence.end);
        Some(Found {
            cue: cue.text(),
            speaker,
            partial: false,
        })
    }

    fn place(&self, token: &Token<'_>) -> Option<Place> {
        self.cues.place(token.text())
    }

    fn sentence_at(&self, place: u32) -> Option<Range<u32>> {
        let index = self
            .sentences
            .within(0..place.checked_add(1)?)
            .end
            .checked_sub(1)?;
        let span = *self.sentences.get(index)?.span();
        (span.end > place).then_some(span.start..span.end)
    }

    /// Whether the quotation is only a part of what is said: `قال إن روسيا «…»`.
    fn is_partial(&self, between: Range<u32>) -> bool {
        let words = self.tokens.slice(self.tokens.within(between));
        words
            .into_iter()
            .any(|word| INTRODUCTIONS.contains(&fold(word.text()).as_str()))
    }

    fn first_in(&self, range: Range<u32>) -> Option<usize> {
        self.best(&self.entities.within(range))
    }

    fn last_in(&self, range: Range<u32>) -> Option<usize> {
        self.best(&self.entities.within(range).rev())
    }

    /// Of those who can speak, the first of the likeliest kind.
    fn best(&self, indexes: &(impl Iterator<Item = usize> + Clone)) -> Option<usize> {
        SPEAKERS.iter().find_map(|label| {
            let has_label = |index: &usize| {
                self.entities
                    .get(*index)
                    .is_some_and(|entity| entity.label() == *label)
            };
            indexes.clone().find(has_label)
        })
    }
}

//! The word of saying by a quotation, and the one who says it.

use crate::cues::{Cues, Kind, Place};
use crate::marks::Quotation;
use std::ops::Range;
use warraq_plugin::{Entity, Sentence, Token, View};

/// The most words of a name or a term between marks: whatever has more is said.
const NAME: usize = 3;

/// How many tokens before what is said its introduction stands, if it is short.
const NEAR: usize = 5;

/// Words behind `بحسب` and `على حد` that mean one who was named before.
const PRONOUNS: [&str; 6] = ["قوله", "قولها", "قولهم", "تعبيره", "تعبيرها", "تعبيرهم"];

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
        let sentence = self.sentence_at(quotation.outside.start)?;
        let before = self.tokens.within(sentence.start..quotation.outside.start);
        let is_named = before
            .end
            .checked_sub(1)
            .filter(|last| before.contains(last));
        if is_named.is_some_and(|last| self.word(last, |word| self.cues.is_naming(word))) {
            return None;
        }
        self.before(quotation, &before)
            .or_else(|| self.behind(quotation, sentence.end, &before))
    }

    /// `قال فلان: «…»`: the nearest word of saying in the sentence before the quotation.
    fn before(&self, quotation: &Quotation, before: &Range<usize>) -> Option<Found<'a>> {
        let reach = before.end.saturating_sub(self.reach).max(before.start);
        let (cue, place) = (reach..before.end)
            .rev()
            .find_map(|index| self.cue(index))?;
        let between = cue + 1..before.end;
        let partial = self.introduction(between.clone());
        if !self.is_said(quotation, place, &between, partial) {
            return None;
        }
        let speaker = match place {
            Place::Owner => self.speaker_behind(between),
            Place::After => self.speaker_behind(between).or_else(|| {
                // `قال المصدر`: whoever was named before is not meant.
                if self.word(cue + 1, |word| self.cues.is_subject(word)) {
                    return None;
                }
                // `وأضاف` goes on with the speaker of the verb before, whoever was named since.
                let goes_on = self.word(cue, |word| word.starts_with(['و', 'ف']));
                self.governing(before.start..cue, goes_on || self.is_feminine(cue))
            }),
            Place::Before => self.governing(before.start..cue, self.is_feminine(cue)),
        };
        Some(Found {
            cue: self.tokens.get(cue)?.text(),
            speaker,
            partial: partial.is_some(),
        })
    }

    /// Whether the words between the marks are said, and not a name that stands in what is said.
    fn is_said(
        &self,
        quotation: &Quotation,
        place: Place,
        between: &Range<usize>,
        introduction: Option<usize>,
    ) -> bool {
        let words = self.tokens.within(quotation.inside.clone()).len();
        let last = between.end.checked_sub(1).filter(|_| !between.is_empty());
        let ends_with = |mark: fn(&str) -> bool| last.is_some_and(|last| self.word(last, mark));
        if ends_with(|word| word == ":") {
            return true;
        }
        // `أعلنت «حركة كذا»`: a name between marks.
        if self.is_one_name(&quotation.inside) {
            return false;
        }
        let after = self.tokens.within(quotation.outside.end..u32::MAX).start;
        // `وأضاف «فلان» أن`: what is said comes behind.
        if words <= NAME && self.word(after, |word| self.cues.is(word, Kind::Introduction)) {
            return false;
        }
        match (place, introduction) {
            (Place::Owner, _) => words > NAME && ends_with(|word| matches!(word, "،" | ",")),
            (Place::Before, None) if between.is_empty() => true,
            (_, Some(index)) if index + NEAR >= between.end => words >= 2,
            (_, Some(_)) => words >= NAME,
            (_, None) if between.is_empty() => words >= 2,
            (_, None) => words > NAME,
        }
    }

    /// `«…»، قال فلان`: a word of saying right after the quotation, behind a mark or a bridge.
    fn behind(&self, quotation: &Quotation, end: u32, before: &Range<usize>) -> Option<Found<'a>> {
        let words = self.tokens.within(quotation.outside.end..end);
        let is_between = |index: &usize| {
            self.word(*index, |word| {
                let is_mark = word.chars().all(|letter| !letter.is_alphanumeric());
                is_mark || word == "على" || self.cues.is(word, Kind::Bridge)
            })
        };
        let first = words.clone().find(|index| !is_between(index))?;
        let (cue, place) = self.cue(first)?;
        let text = self.tokens.get(cue)?.text();
        let is_pronoun = self.word(cue + 1, |word| PRONOUNS.contains(&word));
        let count = self.tokens.within(quotation.inside.clone()).len();
        // `«…»، قال إن`: what is said comes behind.
        let goes_on = self.word(cue + 1, |word| self.cues.is(word, Kind::Introduction));
        // A term in a sentence that goes on with a verb: `في حي «الربيع» قال سامي`.
        let is_apart = cue > words.start || before.is_empty();
        let is_said = match place {
            Place::Before => false,
            // `«…»، وأضاف`: another sentence, with what is said behind it.
            Place::After => count >= 2 && is_apart && !goes_on && !text.starts_with(['و', 'ف']),
            Place::Owner => count >= 2 && (is_apart || is_pronoun || count > NAME),
        };
        if !is_said {
            return None;
        }
        let speaker = self.speaker_behind(cue + 1..words.end);
        let speaker = speaker.or_else(|| {
            let is_known = is_pronoun && !self.is_feminine(cue + 1);
            is_known.then(|| self.speaker_before(before.clone()))?
        });
        Some(Found {
            cue: text,
            speaker,
            partial: false,
        })
    }

    /// Whether all the words are one name.
    fn is_one_name(&self, words: &Range<u32>) -> bool {
        let mut names = self.entities.within(words.clone());
        names.any(|name| {
            let span = self.entities.get(name).map(|name| *name.span());
            span.is_some_and(|span| (span.start, span.end) == (words.start, words.end))
        })
    }

    /// The index of a token that is a word of saying, and where it puts its speaker.
    fn cue(&self, index: usize) -> Option<(usize, Place)> {
        let place = self.cues.place(self.tokens.get(index)?.text())?;
        let must_point = self.word(index, |word| self.cues.is(word, Kind::Pointing));
        let points = || self.word(index + 1, |word| word == "إلى");
        (!must_point || points()).then_some((index, place))
    }

    fn word(&self, index: usize, is: impl Fn(&str) -> bool) -> bool {
        self.tokens.get(index).is_some_and(|token| is(token.text()))
    }

    /// The last introduction among the tokens: `قال إن روسيا «…»`.
    fn introduction(&self, mut tokens: Range<usize>) -> Option<usize> {
        tokens.rfind(|index| self.word(*index, |word| self.cues.is(word, Kind::Introduction)))
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

    /// The speaker behind a word of saying: a person before what is said or an aside begins, or an
    /// organization or a place that is the next word.
    fn speaker_behind(&self, tokens: Range<usize>) -> Option<usize> {
        let ends = |index: &usize| {
            self.word(*index, |word| {
                word == ":"
                    || self.cues.is(word, Kind::Introduction)
                    || self.cues.is(word, Kind::Aside)
            })
        };
        let end = tokens.clone().find(ends).unwrap_or(tokens.end);
        let names = self.subjects(tokens.start..end);
        let next = self.tokens.get(tokens.start)?.span().start;
        names
            .clone()
            .find(|name| self.has_label(*name, &["PER"]))
            .map(|name| self.whole_name(name))
            .or_else(|| {
                let starts = |name: &usize| {
                    let entity = self.entities.get(*name);
                    entity.is_some_and(|entity| entity.span().start == next)
                };
                let is_other = |name: &usize| self.has_label(*name, &["ORG", "LOC", "FAC"]);
                names.clone().find(|name| starts(name) && is_other(name))
            })
    }

    /// The speaker before a word of saying: the last person, or else the last organization.
    fn speaker_before(&self, tokens: Range<usize>) -> Option<usize> {
        let names = self.subjects(tokens);
        [["PER"], ["ORG"]]
            .iter()
            .find_map(|label| names.clone().rfind(|name| self.has_label(*name, label)))
    }

    /// The speaker of `وصف فلان … قائلا`: that of the verb before, or else, unless it must be known by
    /// a verb, the one before. The sex of a name is not known, and most are men's: a woman who is not
    /// named by a verb stays unnamed.
    fn governing(&self, tokens: Range<usize>, by_verb: bool) -> Option<usize> {
        let verb = |index: usize| self.cue(index).filter(|(_, place)| *place == Place::After);
        let verb = tokens.clone().rev().find_map(verb).map(|(verb, _)| verb);
        let behind = verb.and_then(|verb| self.speaker_behind(verb + 1..tokens.end));
        let before = tokens.start..verb.unwrap_or(tokens.end);
        behind.or_else(|| (!by_verb).then(|| self.speaker_before(before))?)
    }

    /// Whether a word of saying means a woman, or a body: `قالت`, `قائلة`, `قولها`.
    fn is_feminine(&self, index: usize) -> bool {
        self.word(index, |word| {
            let bare = word.trim_end_matches(|letter| matches!(letter, '\u{64B}'..='\u{652}'));
            bare.ends_with(['ة', 'ت']) || bare.ends_with("ها")
        })
    }

    /// Two persons with nothing between them are one: a title and a name, and the name is the longer
    /// (`الشيخ` `سامي كريم`).
    fn whole_name(&self, name: usize) -> usize {
        let span = |name: usize| self.entities.get(name).map(|name| *name.span());
        let (Some(first), Some(next)) = (span(name), span(name + 1)) else {
            return name;
        };
        let tokens_before = |place: u32| self.tokens.within(0..place).end;
        let is_beside = tokens_before(first.end) == tokens_before(next.start);
        let is_longer = next.end - next.start > first.end - first.start;
        if is_beside && is_longer && self.has_label(name + 1, &["PER"]) {
            name + 1
        } else {
            name
        }
    }

    /// The indexes of the names among the tokens that may speak: one with a preposition before it in
    /// its word (`لكريم`) is spoken to or of.
    fn subjects(&self, tokens: Range<usize>) -> impl DoubleEndedIterator<Item = usize> + Clone {
        self.names(tokens).filter(|name| {
            let Some(start) = self.entities.get(*name).map(|name| name.span().start) else {
                return false;
            };
            // The word that the name begins in is the last that does not begin behind it.
            let word = self.tokens.within(0..start + 1).end.checked_sub(1);
            let word = word.and_then(|word| self.tokens.get(word));
            word.is_none_or(|word| {
                let before = (start - word.span().start.min(start)) as usize;
                let before = word.text().get(..before).unwrap_or_default();
                !before.ends_with(['ل', 'ب', 'ك'])
            })
        })
    }

    /// The indexes of the names among the tokens.
    fn names(&self, tokens: Range<usize>) -> Range<usize> {
        let first = self
            .tokens
            .get(tokens.start)
            .map(|token| token.span().start);
        let last = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        match (first, last) {
            (Some(first), Some(last)) if !tokens.is_empty() => {
                self.entities.within(first..last.span().end)
            }
            _ => 0..0,
        }
    }

    fn has_label(&self, name: usize, labels: &[&str]) -> bool {
        let entity = self.entities.get(name);
        entity.is_some_and(|entity| labels.contains(&entity.label()))
    }
}

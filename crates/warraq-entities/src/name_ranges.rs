//! Where the names of mentions begin and end in the text: without proclitics, and with words apart
//! that writing has joined.

use std::ops::Range;

use warraq_core::{Clitic, Token, View};

use crate::canonical::prefix_length;
use crate::document_words::DocumentWords;
use crate::fold::fold;
use crate::lexicon::{COUNTRY_LIST, Lexicon, word_hash};
use crate::tagger::Mention;

/// Letters of a name that may have grown together with another, at least.
const SHORTEST_HALF: usize = 3;

/// Finds the bytes of a name from its tokens.
pub(crate) struct NameBuilder<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: View<'a, Token<'a>>,
    pub(crate) clitics: View<'a, Clitic<'a>>,
    pub(crate) words: &'a DocumentWords,
    pub(crate) lexicon: Lexicon<'a>,
}

impl NameBuilder<'_> {
    /// The bytes of a name without proclitics, and whether the article's alef is to be restored.
    ///
    /// Where text knows the word, frequency decides what is a proclitic (`بوتين` has none);
    /// otherwise the clitics layer does.
    pub(crate) fn range(&self, mention: &Mention) -> Option<(Range<usize>, bool)> {
        let first = self.tokens.get(mention.first)?;
        let last = self.tokens.get(mention.end.checked_sub(1)?)?;
        let knowledge = self.words.knowledge(mention.first)?;
        let (skipped, restored) = if knowledge.is_known {
            let removed = usize::from(knowledge.removed);
            let after = |letters: &usize| first.text().get(prefix_length(first.text(), *letters)..);
            let is_name = |letters: &usize| {
                after(letters)
                    .is_some_and(|rest| self.lexicon.is_name_in_other_spelling(&fold(rest)))
            };
            match (0..removed).find(is_name) {
                Some(fewer) if !knowledge.article_restored => {
                    (prefix_length(first.text(), fewer), false)
                }
                _ => (
                    prefix_length(first.text(), removed),
                    knowledge.article_restored,
                ),
            }
        } else {
            self.layer_prefix(&first)
        };
        let start = first.range().start + skipped;
        let end = last.range().end;
        (start < end).then_some((start..end, restored))
    }

    /// The halves of a word that two names of countries or continents have grown into, as where a
    /// page's category and title stand without a space: `آسياروسيا`.
    pub(crate) fn glued_halves(
        &self,
        mention: &Mention,
        bytes: Range<usize>,
    ) -> Option<[Range<usize>; 2]> {
        let knowledge = self.words.knowledge(mention.first)?;
        if knowledge.is_known || mention.end - mention.first > 1 {
            return None;
        }
        let word = self.text.get(bytes.clone())?;
        let is_country = |half: &str| {
            let lists = self.lexicon.lists(word_hash(&fold(half)));
            lists & (1 << COUNTRY_LIST) != 0
        };
        let splits = word.char_indices().skip(SHORTEST_HALF);
        let split = splits
            .map(|(place, _)| word.split_at(place))
            .find(|(one, other)| is_country(one) && is_country(other));
        let (one, _) = split?;
        let middle = bytes.start + one.len();
        Some([bytes.start..middle, middle..bytes.end])
    }

    fn layer_prefix(&self, token: &Token<'_>) -> (usize, bool) {
        let span = token.span();
        let mut end = span.start;
        let mut restored = false;
        for clitic in self
            .clitics
            .slice(self.clitics.within(span.start..span.end))
        {
            match clitic.label() {
                "conj" | "prep" => end = end.max(clitic.span().end),
                "det" => {
                    restored = clitic.span().is_empty();
                    break;
                }
                _ => break,
            }
        }
        let skipped = end.saturating_sub(span.start) as usize;
        if end < span.end {
            (skipped, restored)
        } else {
            (0, false)
        }
    }
}

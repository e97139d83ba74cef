//! The stage `keyphrases`: the noun phrases and names that say what a document is about.
//!
//! Candidates are runs of up to a few content words that look like one noun phrase; each is scored
//! by how often, how early and where it stands, and phrases of the same stems count as one. Those are
//! given that a reader is likely to keep, by a model of phrases that were judged by hand.

mod amounts;
mod candidates;
mod choice;
mod forms;
mod grammar;
mod names;
mod neighbours;
mod phrase;
mod sameness;
mod shape;
mod story;
mod vocabulary;
mod words;
mod worth;

use crate::lexicon::Lexicon;
use crate::options::{KeyphrasesOptions, OptionsError};
use candidates::{Collection, collect};
use choice::{choose, rank};
use phrase::Phrase;
use vocabulary::Vocabulary;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};
use worth::RANKED;
pub use worth::{PHRASE_FEATURES, PhraseWeights};

/// What is seen of a phrase before it is given.
#[derive(Clone, Debug)]
pub struct RankedPhrase {
    /// The byte range of its first mention without the clitics before it.
    pub range: std::ops::Range<usize>,
    /// One number for each of [`crate::PHRASE_FEATURES`].
    pub values: [f32; PHRASE_FEATURES.len()],
}

/// Requires `sentences` and `tokens`; provides `keyphrases`.
///
/// A phrase has the span of its first mention without the clitics before it, a score and the attribute
/// `norm`: its folded words. The score is the share of readers, from 0 to 1, who are expected to keep
/// it.
#[derive(Debug)]
pub struct KeyphrasesStage {
    options: KeyphrasesOptions,
    weights: PhraseWeights,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
}

impl KeyphrasesStage {
    /// A stage with the word lists of this crate.
    ///
    /// # Errors
    /// [`OptionsError`] if the options cannot be met.
    pub fn new(options: KeyphrasesOptions) -> Result<Self, OptionsError> {
        options.check()?;
        Ok(Self {
            options,
            weights: PhraseWeights::embedded(),
            lexicon: Lexicon::embedded(),
            vocabulary: Vocabulary::embedded(),
        })
    }

    /// What is seen of the phrases whose worth is looked at, best first, whether or not they are given:
    /// for fitting [`PhraseWeights`].
    ///
    /// # Errors
    /// [`StageError`] as [`Stage::process`].
    pub fn ranked(&self, document: &DocumentView<'_>) -> Result<Vec<RankedPhrase>, StageError> {
        let collection = self.collect(document)?;
        let ranked = rank(&collection, RANKED).into_iter().enumerate();
        let described = ranked.map(|(place, one)| RankedPhrase {
            range: one.phrase.start as usize..one.phrase.end as usize,
            values: worth::features(&one, place, &collection),
        });
        Ok(described.collect())
    }

    fn collect(&self, document: &DocumentView<'_>) -> Result<Collection, StageError> {
        let longest = self.options.longest;
        collect(document, &self.lexicon, &self.vocabulary, longest)
    }
}

impl Stage for KeyphrasesStage {
    fn name(&self) -> &str {
        "keyphrases"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::TOKENS]
    }

    fn uses(&self) -> &[LayerName] {
        &[
            LayerName::BLOCKS,
            LayerName::CLITICS,
            LayerName::ENTITIES,
            LayerName::TIMES,
            LayerName::NUMBERS,
        ]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::KEYPHRASES]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let collection = self.collect(document)?;
        for (phrase, score) in choose(&collection, &self.weights, &self.options) {
            let norm = norm(document, phrase)?;
            let attributes = output.attributes(&[(keys::NORM, norm.as_str().into())])?;
            let span = Span::new(phrase.start, phrase.end)
                .with_score(score)
                .with_attributes(attributes);
            output.push(&LayerName::KEYPHRASES, span)?;
        }
        Ok(())
    }
}

/// The folded words of a phrase; what is joined before it is left out, an article that a ل
/// swallowed comes back.
fn norm(document: &DocumentView<'_>, phrase: &Phrase) -> Result<String, StageError> {
    let text = document.text();
    let last = phrase.tokens.len().saturating_sub(1);
    let words = document.tokens()?.slice(phrase.tokens.clone());
    let words = words.enumerate().map(|(place, token)| {
        let start = token.range().start.max(phrase.start as usize);
        // A hyphen joins more to the last word than its token.
        let end = if place == last {
            phrase.end as usize
        } else {
            token.range().end
        };
        let word = warraq_normalize::fold(text.get(start..end).unwrap_or_default());
        match word.strip_prefix('ل') {
            Some(rest)
                if start > token.range().start && token.norm().ends_with(&format!("لل{rest}")) =>
            {
                format!("ال{rest}")
            }
            _ => word.into_owned(),
        }
    });
    Ok(words.collect::<Vec<_>>().join(" "))
}

//! The stage `keyphrases`: the noun phrases and names that say what a document is about.
//!
//! Candidates are runs of up to a few content words that look like one noun phrase; each is scored
//! by how often, how early and where it stands, and phrases of the same stems count as one.

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

use crate::lexicon::Lexicon;
use crate::options::{KeyphrasesOptions, OptionsError};
use candidates::collect;
use choice::choose;
use phrase::Phrase;
use vocabulary::Vocabulary;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};

/// Requires `sentences` and `tokens`; provides `keyphrases`.
///
/// A phrase has the span of its first mention without the clitics before it, a score (0 to 1) and
/// the attribute `norm`: its folded words.
#[derive(Debug)]
pub struct KeyphrasesStage {
    options: KeyphrasesOptions,
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
            lexicon: Lexicon::embedded(),
            vocabulary: Vocabulary::embedded(),
        })
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
        let collection = collect(
            document,
            &self.lexicon,
            &self.vocabulary,
            self.options.longest,
        )?;
        for (phrase, score) in choose(&collection, self.options.count) {
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
    let words = document
        .tokens()?
        .slice(phrase.tokens.clone())
        .map(|token| {
            let start = token.range().start.max(phrase.start as usize);
            let word =
                warraq_normalize::fold(text.get(start..token.range().end).unwrap_or_default());
            match word.strip_prefix('ل') {
                Some(rest)
                    if start > token.range().start
                        && token.norm().ends_with(&format!("لل{rest}")) =>
                {
                    format!("ال{rest}")
                }
                _ => word.into_owned(),
            }
        });
    Ok(words.collect::<Vec<_>>().join(" "))
}

//! Tokens: every character that is not white space, in exactly one token.
//!
//! The stage scans each sentence once and gives every token its `norm`. A word is folded the first
//! time a document shows it; after that, one look into a table answers, because most of a text is
//! words that it has shown before.

mod character_table;
mod emoji;
mod patterns;
mod tokenizer;
mod type_table;

pub use tokenizer::{RawToken, TokenKind, Tokenizer};

use type_table::TypeTable;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};

/// How many tokens are found between two checkpoints.
const TOKENS_BETWEEN_CHECKPOINTS: usize = 4096;

/// The options of [`TokensStage`]; there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokensOptions {}

/// Cuts sentences into words, numbers, punctuation, symbols, URLs, e-mail addresses, hashtags,
/// mentions and emoji.
///
/// A number is one token with its separators (`1,250.5`, `3.2.1`); the parts of a date or time that
/// is written with `/`, `-` or `:` are tokens of their own, as are a unit and a sign (`12عامًا`,
/// `80%`). Arabic and other letters part (`الـiPhone` is two words).
#[derive(Clone, Debug, Default)]
pub struct TokensStage {
    tokenizer: Tokenizer,
}

impl TokensStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    pub fn new(options: TokensOptions) -> Result<Self, crate::SegmentError> {
        let TokensOptions {} = options;
        Ok(Self::default())
    }
}

impl Stage for TokensStage {
    fn name(&self) -> &str {
        "tokens"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::TOKENS]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let text = document.text();
        let labels = labels(output)?;
        let mut types = TypeTable::new(text);
        let mut spans = Vec::with_capacity(text.len() / 9);
        for (sentence, parent) in document.sentences()?.spans().iter().zip(0..) {
            for token in self.tokenizer.tokens(text, sentence.range()) {
                if spans.len().is_multiple_of(TOKENS_BETWEEN_CHECKPOINTS) {
                    document.checkpoint()?;
                }
                let attributes = types.row(token.range(), |norm| {
                    output.attributes(&[(keys::NORM, norm.into())])
                })?;
                let span = Span::new(token.start, token.end)
                    .with_label(labels[token.kind as usize])
                    .with_parent(parent)
                    .with_attributes(attributes);
                spans.push(span);
            }
        }
        output.set_parent(&LayerName::TOKENS, &LayerName::SENTENCES)?;
        output.extend(&LayerName::TOKENS, spans)
    }
}

fn labels(output: &mut Output<'_>) -> Result<[u32; TokenKind::ALL.len()], StageError> {
    let mut labels = [0; TokenKind::ALL.len()];
    for (label, kind) in labels.iter_mut().zip(TokenKind::ALL) {
        *label = output.label(kind.label())?;
    }
    Ok(labels)
}

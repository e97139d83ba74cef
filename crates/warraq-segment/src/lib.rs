//! Blocks, sentences, tokens and clitics: the structure that every later stage stands on.
//!
//! ```
//! use std::sync::Arc;
//! use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
//! use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
//!
//! let pipeline = Pipeline::new(vec![
//!     Arc::new(BlocksStage::default()),
//!     Arc::new(SentencesStage::default()),
//!     Arc::new(TokensStage::default()),
//!     Arc::new(CliticsStage::default()),
//! ])?;
//! let text = "عاد الوفد بالقطار. ووصل بعد 12ساعة.";
//! let mut document = Document::new(Metadata::default(), text.into())?;
//! pipeline.process(&mut document, &Unsupervised)?;
//!
//! let sentences = document.sentences().expect("a stage provides them");
//! assert_eq!(sentences.len(), 2);
//! let tokens = document.tokens().expect("a stage provides them");
//! let words: Vec<_> = tokens.iter().map(|token| token.text()).collect();
//! assert_eq!(words, ["عاد", "الوفد", "بالقطار", ".", "ووصل", "بعد", "12", "ساعة", "."]);
//! let clitics = document.clitics().expect("a stage provides them");
//! let labels: Vec<_> = clitics.iter().map(|clitic| (clitic.label(), clitic.text())).collect();
//! assert!(labels.starts_with(&[("det", "ال"), ("stem", "وفد"), ("prep", "ب"), ("det", "ال")]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`BlocksStage`]: title, headings, paragraphs, labelled points, bylines, site furniture.
//! - [`SentencesStage`]: sentences, which never cross a block.
//! - [`TokensStage`]: words, numbers, marks and patterns; every character that is not white space.
//! - [`CliticsStage`]: the parts of a word: conjunction, preposition, article, stem, pronoun.
//!
//! What the stages know of the language stands in the data files of `data/`. Nothing here is
//! learned from a treebank.

mod blocks;
mod clitics;
mod sentences;
mod short_word;
mod tokens;

pub use blocks::{BlocksOptions, BlocksStage};
pub use clitics::{
    CliticLabel, CliticPart, CliticSegmenter, CliticsLearner, CliticsOptions, CliticsStage,
};
pub use sentences::{BoundariesLearner, SentenceSplitter, SentencesOptions, SentencesStage};
pub use tokens::{RawToken, TokenKind, Tokenizer, TokensOptions, TokensStage};

/// Options that a stage refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// A number that is out of its range.
    #[error("the option `{option}` is `{value}`, but {expected}")]
    OutOfRange {
        /// The name of the option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What would be taken, such as `it must be at least 1`.
        expected: &'static str,
    },
}

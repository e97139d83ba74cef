//! What a document says in short: ranked sentences and keyphrases.
//!
//! ```
//! use warraq_core::Stage;
//! use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, SummaryOptions, SummaryStage};
//!
//! let options = SummaryOptions { sentences: Some(5), ..SummaryOptions::default() };
//! let summary = SummaryStage::new(options)?;
//! let keyphrases = KeyphrasesStage::new(KeyphrasesOptions::default())?;
//! assert_eq!(summary.provides(), [warraq_core::LayerName::SUMMARY]);
//! assert_eq!(keyphrases.provides(), [warraq_core::LayerName::KEYPHRASES]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`SummaryStage`] ranks by one of the [`Ranker`]s and picks under a [`Budget`].
//! - [`KeyphrasesStage`] ranks noun phrases and names.
//!
//! Both read layers alone: how a text is cut into sentences and tokens is not their business.
//! Everything they know of words lies in this crate's `data` folder.

mod arithmetic;
mod digest;
mod keyphrases;
mod lexicon;
mod matrix;
mod model;
mod options;
mod rankers;
mod reasons;
mod selection;
mod stem;
mod summary_stage;
mod terms;

pub use keyphrases::{KeyphrasesStage, PHRASE_FEATURES, PhraseWeights, RankedPhrase};
pub use model::{BadWeights, Weights};
pub use options::{Budget, KeyphrasesOptions, OptionsError, Ranker, SummaryOptions};
pub use rankers::FEATURE_NAMES;
pub use summary_stage::{SentenceFeatures, SummaryStage};

//! Names in Arabic documents: gazetteers, patterns and a trained tagger.
//!
//! ```
//! use warraq_entities::{Model, Tagger, Wanted};
//!
//! let tagger = Tagger::new(Model::from_bytes(warraq_model_names::BYTES)?);
//! let product = tagger.label_set("product").expect("the shipped model has the product's labels");
//! let words = ["زار", "الرئيس", "فلاديمير", "بوتين", "مدينة", "القاهرة", "."];
//! let mut mentions = Vec::new();
//! let wanted = Wanted { label_set: product, fine: None };
//! tagger.session().tag(&words, wanted, &mut mentions);
//! let names: Vec<_> = mentions
//!     .iter()
//!     .map(|mention| (words[mention.first..mention.end].join(" "), &*tagger.types(product)[mention.kind]))
//!     .collect();
//! assert_eq!(names, [("فلاديمير بوتين".to_owned(), "PER"), ("القاهرة".to_owned(), "LOC")]);
//! # Ok::<(), warraq_entities::ModelError>(())
//! ```
//!
//! - [`EntityStage`] is the pipeline's stage; [`EntityOptions`] chooses labels and patterns.
//! - [`Tagger`] works on words alone; [`Model`] is the file of weights behind it.
//! - [`evaluate`] scores names against a gold standard.
//! - `train` (a feature) rebuilds the model from data files.

mod canonical;
mod clusters;
mod consistency;
mod document_words;
pub mod evaluate;
mod features;
mod fold;
mod found;
mod hash;
mod labels;
mod lexicon;
mod matrix;
mod memory;
mod model;
mod model_file;
mod name_ranges;
mod no_names;
mod numeric;
mod patterns;
mod peoples;
mod phrases;
mod places;
mod session;
mod stage;
mod tables;
mod tagger;
#[cfg(feature = "train")]
pub mod train;
mod words;

pub use model::Model;
pub use model_file::{FORMAT_VERSION, ModelError};
pub use session::{Session, Wanted};
pub use stage::{EntityOptions, EntityStage, EntityStageError};
pub use tagger::{FineChoice, Mention, Tagger};
pub use words::plain_words;

/// The file of the model that comes with the program.
pub const SHIPPED_MODEL: &[u8] = warraq_model_names::BYTES;

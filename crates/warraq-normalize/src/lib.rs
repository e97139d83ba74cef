//! Decoding, character normalization with an exact offset map, and the shared
//! Arabic character tables.
//!
//! ```
//! use warraq_normalize::{Normalizer, fold};
//!
//! let original = "قال\u{640}ت «الأمم المتّحدة»";
//! let normalized = Normalizer::search().normalize(original);
//! assert_eq!(normalized.text, "قالت \"الامم المتحده\"");
//!
//! // What was found in the normalized text stands in the original.
//! let start = normalized.text.find("المتحده").expect("it is there");
//! let found = normalized.offsets.to_original(start..start + "المتحده".len());
//! assert_eq!(&original[found], "المتّحدة");
//!
//! assert_eq!(fold("مؤسّسةٌ"), "موسسه");
//! ```

mod block;
pub mod characters;
pub mod decode;
mod engine;
mod fold;
mod normalizer;
mod offsets;
mod profile;
#[cfg(test)]
mod reference;
mod rules;
mod tables;

pub use crate::characters::{
    digit_value, is_arabic_letter, is_invisible, is_mark, is_punctuation, is_sentence_final,
    is_tatweel,
};
pub use crate::decode::{DecodeOptions, Decoded, DoubleEncoding, Encoding, decode};
pub use crate::fold::{fold, fold_into};
pub use crate::normalizer::{Normalized, Normalizer};
pub use crate::offsets::{Edit, OffsetMap};
pub use crate::profile::{Loss, ProfileError, StepSummary};

//! The weights of Warraq's tagger of Arabic names, apart from the code that reads them.
//!
//! Code and data version apart: this crate changes only when a better model is trained. What the
//! model learned from, its licences, figures and weaknesses stand in `MODEL_CARD.md`.
//!
//! ```
//! assert!(warraq_model_names::BYTES.starts_with(b"warraqnm"));
//! ```

/// The model file, as `warraq train entities` wrote it.
pub const BYTES: &[u8] = include_bytes!("../names.model");

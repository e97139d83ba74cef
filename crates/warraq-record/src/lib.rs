//! Records as they are read back: what was found in one document, whoever wrote it.
//!
//! ```
//! use warraq_record::{Layer, Record};
//!
//! let record = Record::from_json(
//!     r#"{"id":"a","source":{"path":"a.txt"},"offset_unit":"codepoint","text":"زار بوتين مصر.",
//!         "entities":[{"start":4,"end":9,"label":"PER"}]}"#,
//! )?;
//! let [person] = record.layer(Layer::Entities) else { panic!() };
//! assert_eq!(record.slice(person.range()), "بوتين");
//! # Ok::<(), warraq_record::RecordError>(())
//! ```
//!
//! Pages, conversions and statistics read records here, and so do they all know the same members.
//! Those that no reader asks for are passed over.

mod item;
mod offsets;
mod record;

pub use item::{Item, Layer};
pub use offsets::OffsetUnit;
pub use record::{Anchor, Language, Record, RecordError, Source, Warning};

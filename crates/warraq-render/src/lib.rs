//! Records as HTML pages that need nothing but a browser: no network, no fonts, no library.
//!
//! ```
//! use warraq_render::{PageOptions, Record, document_page};
//!
//! let record = Record::from_json(
//!     r#"{"schema":"warraq.document/1","id":"a","source":{"path":"a.txt","encoding":"utf-8"},
//!         "offset_unit":"codepoint","text":"زار بوتين مصر.",
//!         "entities":[{"start":4,"end":9,"label":"PER","text":"بوتين","score":0.9,"origin":"x"}],
//!         "warnings":[],"meta":{},"run":"1"}"#,
//! )?;
//! let page = document_page(&record, &PageOptions::default());
//! assert!(page.contains(r#"<mark class="name" data-label="PER" data-item="entities:0" id="entities-0">بوتين</mark>"#));
//! # Ok::<(), warraq_render::RecordError>(())
//! ```
//!
//! - [`document_page`] shows one record, [`difference_page`] what two runs found in one document.
//! - [`Corpus`] takes in the records of a run one by one, and shows them together.
//! - [`live_page`] and [`document_fragment`] make a page that shows what is being written.
//!
//! A page is untrusted text in a trusted frame. All of it goes through one writer, which escapes it and disarms characters that would reorder it, and a content security policy lets nothing run
//! but the page's own script.

mod corpus;
mod dates;
mod difference;
mod document;
mod html;
mod interface;
mod page;

pub use corpus::{Corpus, QuarantinedDocument};
pub use difference::{DifferenceError, difference_page};
pub use document::{document_fragment, document_page, is_right_to_left};
pub use interface::Language;
pub use page::{PageOptions, live_page};
pub use warraq_record::{Anchor, Item, Layer, Record, RecordError, Source, Warning};

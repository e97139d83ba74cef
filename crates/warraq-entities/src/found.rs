//! An entity on its way from the tagger to the document.

use std::ops::Range;

/// Where an entity was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The trained model.
    Model,
    /// The same name, recognized elsewhere in the document.
    Document,
    /// A rule or a name list, as `origin` says it.
    Rule(&'static str),
}

/// An entity with all that the record will say of it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The bytes of the text, proclitics left out.
    pub(crate) bytes: Range<usize>,
    pub(crate) label: String,
    pub(crate) score: f32,
    pub(crate) subtype: Option<String>,
    pub(crate) canonical: String,
    pub(crate) ids: Option<String>,
    pub(crate) cluster: i64,
    pub(crate) origin: Origin,
}

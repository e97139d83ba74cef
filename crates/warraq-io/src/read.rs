//! Reading: from what the user named to documents.

mod archive;
mod cut;
pub(crate) mod document;
mod html;
pub(crate) mod input;
pub(crate) mod json;
pub(crate) mod open;
pub(crate) mod quarantined;
pub(crate) mod raw;
pub(crate) mod reader;
pub(crate) mod records;
pub(crate) mod table;

//! Reading: from what the user named to documents.

pub(crate) mod html;
pub(crate) mod input;
pub(crate) mod open;
pub(crate) mod raw;
pub(crate) mod reader;

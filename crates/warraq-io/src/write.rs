//! Writing: from documents to records, and to quarantine.

mod json;
mod mask;
pub(crate) mod offsets;
pub(crate) mod quarantine;
pub(crate) mod record;
pub(crate) mod table;

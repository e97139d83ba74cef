//! Readers and writers.

mod read;
mod write;

pub use read::document::{DocumentOptions, READ_STAGE, Rejection};
pub use read::input::{Format, InputError, InputFile, Inputs};
pub use read::json::FieldNames;
pub use read::open::{Opener, Resources};
pub use read::quarantined::QuarantineReader;
pub use read::raw::{Position, RawContent, RawDocument, Spool, SpoolFolder};
pub use read::reader::{Reader, ReaderOptions};
pub use read::records::{RecordFile, record_files};
pub use read::table::PARQUET_MAGIC;
pub use warraq_record::OffsetUnit;
pub use write::quarantine::{QuarantineEntry, QuarantineSource};
pub use write::record::{RECORD_JSON_SCHEMA, RECORD_SCHEMA, Record, RecordOptions};
pub use write::table::RecordTable;

//! Parquet: each row of a table becomes a record, in the form of a line of JSONL.
//!
//! So columns are named, carried along and put into quarantine as the fields of any record are. Row
//! groups are read one after the other, a few rows at a time. The library panics on some broken
//! files; that is their error, not the run's.

use super::open::{Stream, rewind};
use super::raw::SpoolFolder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::ReadOptionsBuilder;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Rows that are decoded at a time: texts may be long, and memory is bounded.
const ROWS_DECODED: usize = 16;

/// What a Parquet file starts with.
pub const PARQUET_MAGIC: &[u8] = b"PAR1";

/// The rows of a Parquet file, from some row on.
pub(crate) struct Table {
    rows: RowIter<'static>,
}

impl Table {
    /// Opens the table that `stream` holds, behind its first `skipped` rows. A table is read from its
    /// end: what cannot be rewound is put aside on disk first.
    pub(crate) fn open(
        path: Option<&Path>,
        stream: &mut Stream,
        skipped: u64,
        spool: &SpoolFolder,
    ) -> io::Result<Self> {
        let file = rewind(path, stream, PARQUET_MAGIC, spool)?;
        guarded(|| Self::read(file, skipped))
    }

    fn read(file: File, skipped: u64) -> io::Result<Self> {
        let whole = SerializedFileReader::new(file.try_clone()?).map_err(io::Error::other)?;
        let mut left = skipped;
        let mut first = 0;
        for group in whole.metadata().row_groups() {
            let rows = u64::try_from(group.num_rows()).unwrap_or_default();
            if left < rows {
                break;
            }
            left -= rows;
            first += 1;
        }
        let options = ReadOptionsBuilder::new()
            .with_predicate(Box::new(move |_, index| index >= first))
            .build();
        let rest =
            SerializedFileReader::new_with_options(file, options).map_err(io::Error::other)?;
        let mut rows = RowIter::from_file_into(Box::new(rest)).with_batch_size(ROWS_DECODED);
        for _ in 0..left {
            rows.next().transpose().map_err(io::Error::other)?;
        }
        Ok(Self { rows })
    }

    /// The next row, as a JSON object.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<Vec<u8>>> {
        guarded(|| {
            let row = self.rows.next().transpose().map_err(io::Error::other)?;
            Ok(row.as_ref().map(json_of))
        })
    }
}

/// Turns a panic of the library into an error.
fn guarded<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|payload| {
        // Dropping a payload may panic in turn.
        std::mem::forget(payload);
        Err(io::Error::other("the Parquet file is broken"))
    })
}

fn json_of(row: &Row) -> Vec<u8> {
    let mut json = vec![b'{'];
    for (name, field) in row.get_column_iter() {
        if json.len() > 1 {
            json.push(b',');
        }
        // Writing into memory has no way to fail.
        let _ = serde_json::to_writer(&mut json, name);
        json.push(b':');
        let _ = match field {
            Field::Str(text) => serde_json::to_writer(&mut json, text),
            // Older writers leave out that a column of bytes is text.
            Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
                Ok(text) => serde_json::to_writer(&mut json, text),
                Err(_) => serde_json::to_writer(&mut json, &field.to_json_value()),
            },
            field => serde_json::to_writer(&mut json, &field.to_json_value()),
        };
    }
    json.push(b'}');
    json
}

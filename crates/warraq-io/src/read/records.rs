//! Record files: the records that a run has written, read back one after the other.
//!
//! Whatever the form of the file (JSONL, compressed or not, or Parquet), a record comes as the JSON
//! that a run writes.

use super::open::{Stream, open};
use super::raw::SpoolFolder;
use super::table::{PARQUET_MAGIC, Table};
use crate::write::table::CARRIED;
use serde_json::Value;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

/// Reads the records of one file, in order.
pub struct RecordFile {
    body: Body,
}

enum Body {
    Lines(Stream),
    Table(Box<Table>),
}

impl RecordFile {
    /// Opens a file of records, or standard input where there is no path.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let mut stream = open(path)?;
        let body = if stream.fill_buf()?.starts_with(PARQUET_MAGIC) {
            Body::Table(Box::new(Table::open(
                path,
                &mut stream,
                0,
                &SpoolFolder::default(),
            )?))
        } else {
            Body::Lines(stream)
        };
        Ok(Self { body })
    }

    /// The next record.
    ///
    /// # Errors
    /// What the system says, or the form of the file.
    pub fn next_record(&mut self) -> io::Result<Option<Vec<u8>>> {
        match &mut self.body {
            Body::Table(table) => match table.next_row()? {
                Some(row) => record_of_row(&row).map(Some),
                None => Ok(None),
            },
            Body::Lines(stream) => loop {
                let mut line = Vec::new();
                if stream.read_until(b'\n', &mut line)? == 0 {
                    return Ok(None);
                }
                if !line.trim_ascii().is_empty() {
                    line.truncate(line.trim_ascii_end().len());
                    return Ok(Some(line));
                }
            },
        }
    }
}

/// The files of records at `path`: itself, or the shards of a run folder, in order. A run that wrote no
/// record has none.
///
/// # Errors
/// What the system says, or that the folder is not of a run.
pub fn record_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path == Path::new("-") || !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut shards = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_whole = name.starts_with("records-") && !name.ends_with(".partial");
        if is_whole {
            shards.push(path.join(name));
        }
    }
    shards.sort();
    if shards.is_empty() && !path.join("manifest.jsonl").is_file() {
        let message = "the folder has no records";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(shards)
}

/// The record that a row of a table was made from.
fn record_of_row(row: &[u8]) -> io::Result<Vec<u8>> {
    let Value::Object(members) = serde_json::from_slice(row)? else {
        return Err(io::Error::other("a row is no record"));
    };
    let mut record = serde_json::Map::new();
    for (name, mut value) in members {
        drop_nulls(&mut value);
        if let (true, Value::String(json)) = (CARRIED.contains(&name.as_str()), &value) {
            value = serde_json::from_str(json)?;
        }
        if name == "numbers" {
            restore_integers(&mut value);
        }
        if !value.is_null() {
            record.insert(name, value);
        }
    }
    Ok(serde_json::to_vec(&record)?)
}

/// Makes whole numbers whole again: a table has one column of real numbers for all values.
fn restore_integers(numbers: &mut Value) {
    for number in numbers.as_array_mut().into_iter().flatten() {
        let Some(value) = number.get_mut("value") else {
            continue;
        };
        // Beyond this, not every whole number is a real one of double precision.
        let is_whole = |real: &f64| real.fract() == 0.0 && real.abs() < 9e15;
        if let Some(real) = value.as_f64().filter(is_whole) {
            *value = Value::from(real as i64);
        }
    }
}

/// Drops members that are null: a record leaves them out.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordTable;

    /// Records with each kind of value: none, empty, one and many, lists in lists, deep `meta`.
    const RECORDS: [&str; 4] = [
        r#"{"schema":"warraq.document/1","id":"أ","source":{"path":"in","line":1,"encoding":"utf-8"},"time":"2024-01-02","offset_unit":"codepoint","text":"في","blocks":[{"start":0,"end":2,"label":"heading","level":2},{"start":0,"end":1,"label":"paragraph"}],"entities":[{"start":0,"end":2,"label":"LOC","text":"في","score":0.5,"ids":["a:1","b:2"],"origin":"x"},{"start":1,"end":2,"label":"PER","text":"ي","score":1.0,"cluster":3,"origin":"x"}],"warnings":[],"meta":{"a":[1,{"b":null}]},"run":"r"}"#,
        r#"{"schema":"warraq.document/1","id":"b","source":{"path":"in","encoding":"utf-8"},"offset_unit":"codepoint","entities":[],"tokens":[{"start":0,"end":3,"label":"word","norm":"في","clitics":[{"start":0,"end":1,"label":"conj"},{"start":1,"end":3,"label":"stem"}]},{"start":4,"end":5,"label":"word","norm":"a"}],"warnings":[{"code":"c","stage":"s","message":"m"}],"meta":{},"run":"r"}"#,
        r#"{"schema":"warraq.document/1","id":"c","source":{"path":"in","encoding":"utf-8"},"anchor":{"value":"2024","origin":"o","evidence":"e"},"offset_unit":"byte","numbers":[{"start":0,"end":1,"label":"CARDINAL","text":"٣","value":3,"origin":"o"}],"layers":{"quotes":[{"start":0,"end":1,"text":"a","score":1.0,"attributes":{"x":1}}]},"warnings":[],"meta":{},"run":"r"}"#,
        r#"{"schema":"warraq.document/1","id":"d","source":{"path":"in","encoding":"utf-8"},"offset_unit":"codepoint","tokens":[],"warnings":[],"meta":{},"run":"r"}"#,
    ];

    fn read(path: &Path) -> Vec<Value> {
        let mut file = RecordFile::open(Some(path)).unwrap();
        let next = || file.next_record().unwrap();
        std::iter::from_fn(next)
            .map(|record| serde_json::from_slice(&record).unwrap())
            .collect()
    }

    fn expected() -> Vec<Value> {
        RECORDS
            .map(|record| serde_json::from_str(record).unwrap())
            .into()
    }

    fn write_table(path: &Path) {
        let mut table = RecordTable::new(std::fs::File::create(path).unwrap()).unwrap();
        for record in RECORDS {
            table.add(record.as_bytes()).unwrap();
        }
        table.finish().unwrap();
    }

    #[test]
    fn a_table_gives_back_the_records_that_it_was_made_from() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        write_table(&path);
        assert_eq!(read(&path), expected());
    }

    #[test]
    fn lines_are_read_plain_and_compressed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl");
        let lines = RECORDS.join("\n") + "\n";
        std::fs::write(&path, &lines).unwrap();
        assert_eq!(read(&path), expected());
        std::fs::write(&path, zstd::encode_all(lines.as_bytes(), 1).unwrap()).unwrap();
        assert_eq!(read(&path), expected());
    }

    #[test]
    fn a_run_folder_is_read_shard_by_shard() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| std::fs::write(folder.path().join(name), "").unwrap();
        assert!(record_files(folder.path()).is_err());
        for name in ["00001.jsonl", "00000.jsonl", "00002.jsonl.partial"] {
            write(&format!("records-{name}"));
        }
        write("run.json");
        let names = ["records-00000.jsonl", "records-00001.jsonl"];
        let expected = names.map(|name| folder.path().join(name));
        assert_eq!(record_files(folder.path()).unwrap(), expected);
    }

    #[test]
    fn broken_tables_are_errors_and_no_panics() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        write_table(&path);
        let whole = std::fs::read(&path).unwrap();
        for length in (4..whole.len()).step_by(997) {
            std::fs::write(&path, whole.get(..length).unwrap()).unwrap();
            assert!(RecordFile::open(Some(&path)).is_err(), "{length} bytes");
        }
        for at in (4..whole.len()).step_by(211) {
            let mut broken = whole.clone();
            broken[at] ^= 0x55;
            std::fs::write(&path, &broken).unwrap();
            // Some changes are not seen; none may panic or go on for ever.
            let Ok(mut file) = RecordFile::open(Some(&path)) else {
                continue;
            };
            let next = || file.next_record().ok().flatten();
            assert!(std::iter::from_fn(next).take(9).count() < 9, "byte {at}");
        }
    }
}

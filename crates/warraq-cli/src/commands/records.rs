//! Records to look at: from a run folder, from a file of records, or made of a plain document.

use crate::arguments::PipelineArguments;
use crate::exit::Failure;
use std::io::Read;
use std::path::Path;
use warraq_corpus::Records;
use warraq_io::{Inputs, PARQUET_MAGIC, Position, RawContent, RawDocument, Reader};
use warraq_render::Record;
use warraq_runner::{Annotator, Configuration};

/// How every record starts.
const RECORD_START: &[u8] = br#"{"schema":"warraq.document/"#;

/// Which document of many is meant.
#[derive(Clone, Copy, Default)]
pub(crate) struct Choice<'a> {
    /// Its identifier; none for any.
    pub(crate) id: Option<&'a str>,
    /// Its number among those with this identifier, from 1.
    pub(crate) number: usize,
}

/// Whether a run wrote the folder.
pub(crate) fn is_run_folder(path: &Path) -> bool {
    path.join("manifest.jsonl").is_file()
}

/// The record of the document that is meant.
pub(crate) fn record(
    input: &Path,
    choice: Choice<'_>,
    pipeline: PipelineArguments,
) -> Result<Record, Failure> {
    let mut configuration = pipeline.configuration()?;
    if is_run_folder(input) {
        return record_of_run(input, choice);
    }
    let mut rest = choice.number.max(1);
    for raw in reader(input, &configuration)? {
        let raw = raw?;
        if choice.id.is_some_and(|id| identifier(&raw) != id) {
            continue;
        }
        rest -= 1;
        if rest > 0 {
            continue;
        }
        return match as_record(&raw) {
            // A row of a table holds parts of the record as text.
            Some(_) if is_table(input) => record_of_run(input, choice),
            Some(json) => read(input, json),
            None => annotate(&raw, &mut configuration),
        };
    }
    Err(none_found(input, choice))
}

/// Whether it is a Parquet file.
fn is_table(path: &Path) -> bool {
    let mut start = [0; PARQUET_MAGIC.len()];
    let file = std::fs::File::open(path);
    file.is_ok_and(|mut file| file.read_exact(&mut start).is_ok() && start == *PARQUET_MAGIC)
}

/// The same of a run folder or a file of records, whatever its form.
fn record_of_run(folder: &Path, choice: Choice<'_>) -> Result<Record, Failure> {
    let mut records = Records::open(folder)?;
    let mut rest = choice.number.max(1);
    while let Some(json) = records.next_json()? {
        let is_meant = |id: &str| brought_identifier(&json).as_deref() == Some(id);
        if choice.id.is_none_or(is_meant) {
            rest -= 1;
        }
        if rest == 0 {
            return read(folder, &String::from_utf8_lossy(&json));
        }
    }
    Err(none_found(folder, choice))
}

/// What stands at `path`, cut into documents.
fn reader(path: &Path, configuration: &Configuration) -> Result<Reader, Failure> {
    let inputs = Inputs::expand(&[path.to_owned()])?;
    let options = configuration.reader_options();
    Ok(Reader::new(inputs.files, options, Position::default()))
}

/// The line of a record, if the document is one.
fn as_record(raw: &RawDocument) -> Option<&str> {
    match &raw.content {
        RawContent::Bytes(bytes) if bytes.starts_with(RECORD_START) => {
            std::str::from_utf8(bytes).ok()
        }
        _ => None,
    }
}

/// Reads a record.
fn read(input: &Path, json: &str) -> Result<Record, Failure> {
    Record::from_json(json).map_err(|error| {
        Failure::failed(format!(
            "cannot show a record of `{}`: {error}",
            input.display()
        ))
    })
}

/// Makes the record of a document. All layers that a page shows are in it, and its text.
fn annotate(raw: &RawDocument, configuration: &mut Configuration) -> Result<Record, Failure> {
    configuration.output.layers = None;
    configuration.output.text = true;
    let annotator = Annotator::new(configuration)?;
    let document = annotator.annotate_raw(raw)?;
    let json = annotator.record(&document).json;
    read(Path::new(&raw.path), &String::from_utf8_lossy(&json))
}

/// The identifier that a document brings, else the one that the reader gives it.
fn identifier(raw: &RawDocument) -> String {
    let brought = match &raw.content {
        RawContent::Bytes(bytes) if bytes.first() == Some(&b'{') => brought_identifier(bytes),
        _ => None,
    };
    brought.unwrap_or_else(|| raw.id.clone())
}

fn brought_identifier(json: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Identified {
        id: serde_json::Value,
    }
    match serde_json::from_slice::<Identified>(json).ok()?.id {
        serde_json::Value::String(id) => Some(id),
        serde_json::Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn none_found(input: &Path, choice: Choice<'_>) -> Failure {
    let input = input.display();
    Failure::failed(match choice.id {
        Some(id) => format!("`{input}` has no document `{id}`"),
        None => format!("`{input}` has no document {}", choice.number.max(1)),
    })
}

//! Records to look at: from a run folder, from a file of records, or made of a plain document.

use crate::arguments::PipelineArguments;
use crate::exit::Failure;
use std::path::{Path, PathBuf};
use warraq_io::{Inputs, Position, RawContent, RawDocument, Reader};
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

/// The files of records of a run folder; none if the folder is something else.
pub(crate) fn shards(folder: &Path) -> Option<Vec<PathBuf>> {
    if !folder.join("manifest.jsonl").is_file() {
        return None;
    }
    let is_shard = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("records-") && name.ends_with(".jsonl")
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut shards: Vec<_> = entries.map(|entry| entry.path()).filter(is_shard).collect();
    shards.sort();
    Some(shards)
}

/// The record of the document that is meant.
pub(crate) fn record(
    input: &Path,
    choice: Choice<'_>,
    pipeline: PipelineArguments,
) -> Result<Record, Failure> {
    let paths = shards(input).unwrap_or_else(|| vec![input.to_owned()]);
    let mut configuration = pipeline.configuration()?;
    let mut rest = choice.number.max(1);
    for raw in reader(&paths, &configuration)? {
        let raw = raw?;
        if choice.id.is_some_and(|id| identifier(&raw) != id) {
            continue;
        }
        rest -= 1;
        if rest > 0 {
            continue;
        }
        return match as_record(&raw) {
            Some(json) => read(input, json),
            None => annotate(&raw, &mut configuration),
        };
    }
    Err(none_found(input, choice))
}

/// What stands in the files of `paths`, cut into documents.
pub(crate) fn reader(paths: &[PathBuf], configuration: &Configuration) -> Result<Reader, Failure> {
    let inputs = Inputs::expand(paths)?;
    let options = configuration.reader_options();
    Ok(Reader::new(inputs.files, options, Position::default()))
}

/// The line of a record, if the document is one.
pub(crate) fn as_record(raw: &RawDocument) -> Option<&str> {
    match &raw.content {
        RawContent::Bytes(bytes) if bytes.starts_with(RECORD_START) => {
            std::str::from_utf8(bytes).ok()
        }
        _ => None,
    }
}

/// Reads a record.
pub(crate) fn read(input: &Path, json: &str) -> Result<Record, Failure> {
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
    #[derive(serde::Deserialize)]
    struct Identified {
        id: serde_json::Value,
    }
    let brought = match &raw.content {
        RawContent::Bytes(bytes) if bytes.first() == Some(&b'{') => {
            serde_json::from_slice::<Identified>(bytes).ok()
        }
        _ => None,
    };
    match brought.map(|brought| brought.id) {
        Some(serde_json::Value::String(id)) => id,
        Some(serde_json::Value::Number(id)) => id.to_string(),
        _ => raw.id.clone(),
    }
}

fn none_found(input: &Path, choice: Choice<'_>) -> Failure {
    let input = input.display();
    Failure::failed(match choice.id {
        Some(id) => format!("`{input}` has no document `{id}`"),
        None => format!("`{input}` has no document {}", choice.number.max(1)),
    })
}

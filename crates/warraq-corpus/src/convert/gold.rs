//! Gold from brat: what people have annotated becomes documents with `text` and `entities`, which
//! `evaluate` and `train` read.

use crate::error::CorpusError;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Serialize)]
struct GoldDocument<'a> {
    id: &'a str,
    text: &'a str,
    entities: Vec<GoldName>,
}

/// A name, its offsets in code points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct GoldName {
    start: usize,
    end: usize,
    label: String,
    text: String,
}

/// Writes a line of JSON for each document of a folder in brat's form; gives the numbers of documents
/// and of names. A name in several pieces becomes one from the first to the last of them.
///
/// # Errors
/// [`CorpusError`] if a file cannot be read, or an annotation does not fit its text.
pub fn read_brat(folder: &Path, out: &mut dyn Write) -> Result<(u64, u64), CorpusError> {
    let (mut documents, mut names) = (0, 0);
    for path in annotated(folder)? {
        let text_path = path.with_extension("txt");
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|source| CorpusError::read(path, source))
        };
        let (annotations, text) = (read(&path)?, read(&text_path)?);
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        let entities = names_of(&annotations, &text).map_err(|(line, reason)| {
            let path = path.clone();
            CorpusError::Annotation { path, line, reason }
        })?;
        documents += 1;
        names += entities.len() as u64;
        let (id, text) = (id.as_ref(), text.as_str());
        let document = GoldDocument { id, text, entities };
        let line = serde_json::to_string(&document).unwrap_or_default();
        writeln!(out, "{line}").map_err(|source| CorpusError::write(Path::new("-"), source))?;
    }
    Ok((documents, names))
}

/// The `.ann` files of a folder, sorted.
fn annotated(folder: &Path) -> Result<Vec<PathBuf>, CorpusError> {
    let failed = |source| CorpusError::read(folder, source);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "ann") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn names_of(annotations: &str, text: &str) -> Result<Vec<GoldName>, (usize, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut names = Vec::new();
    for (index, line) in annotations.lines().enumerate() {
        if !line.starts_with('T') {
            continue;
        }
        let wrong = |reason: &str| (index + 1, reason.to_owned());
        let place = line.split('\t').nth(1);
        let place = place.ok_or_else(|| wrong("it has no second column"))?;
        let (label, ranges) = place
            .split_once(' ')
            .ok_or_else(|| wrong("it has no range"))?;
        let offsets: Option<Vec<usize>> = ranges
            .split([' ', ';'])
            .map(|offset| offset.parse().ok())
            .collect();
        let offsets = offsets.ok_or_else(|| wrong("its range is not of numbers"))?;
        let (Some(&start), Some(&end)) = (offsets.first(), offsets.last()) else {
            return Err(wrong("it has no range"));
        };
        let covered = characters.get(start..end);
        let covered = covered.filter(|covered| !covered.is_empty());
        let covered = covered.ok_or_else(|| wrong("its range is not in the text"))?;
        let text = covered.iter().collect();
        let label = label.to_owned();
        names.push(GoldName {
            start,
            end,
            label,
            text,
        });
    }
    names.sort_by_key(|name| (name.start, std::cmp::Reverse(name.end)));
    Ok(names)
}

//! The treebank as the measures read it.

use super::Failure;
use std::path::Path;

/// One sentence of the treebank: its words, and the lengths of their segments in code points.
pub(super) type Parted = Vec<(String, Vec<usize>)>;

pub(super) fn treebank(data: &Path) -> Result<Vec<Parted>, Failure> {
    let file = std::fs::read_to_string(data.join("segmentation/padt-dev.jsonl"))?;
    let mut sentences = Vec::new();
    for line in file.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let tokens = record["tokens"].as_array().ok_or("no tokens")?;
        let words = tokens.iter().map(parted);
        sentences.push(words.filter(|(surface, _)| !surface.is_empty()).collect());
    }
    Ok(sentences)
}

/// A word and the lengths of its segments in the surface: the article that `لل` has swallowed counts
/// as no letter, so what the segments have too many is taken from the last one.
fn parted(token: &serde_json::Value) -> (String, Vec<usize>) {
    let surface = token["surface"].as_str().unwrap_or_default().to_owned();
    let segments = token["segs"].as_array().cloned().unwrap_or_default();
    let length = |segment: &serde_json::Value| segment.as_str().unwrap_or_default().chars().count();
    let mut lengths: Vec<usize> = segments.iter().map(length).collect();
    let (all, wanted) = (lengths.iter().sum::<usize>(), surface.chars().count());
    let article = segments.iter().position(|segment| {
        segment
            .as_str()
            .is_some_and(|segment| segment.starts_with("ال"))
    });
    if let Some(length) = lengths.get_mut(article.unwrap_or(segments.len() - 1)) {
        *length = (*length + wanted).saturating_sub(all);
    }
    (surface, lengths)
}

/// The treebank spells a word as its segments are spelled alone (`رئيسةها`); text does not.
pub(super) fn as_written(surface: &str) -> String {
    let mut written: Vec<char> = surface.chars().collect();
    let last = written.len().saturating_sub(1);
    for letter in written.iter_mut().take(last) {
        match letter {
            'ة' => *letter = 'ت',
            'ى' => *letter = 'ا',
            _ => {}
        }
    }
    written.into_iter().collect()
}

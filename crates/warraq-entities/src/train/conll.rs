//! Reads labelled sentences in CoNLL form: a word, a tab and a label a line, sentences apart.

use std::fs;
use std::path::Path;

use super::TrainError;
use crate::words::plain_words;

/// A label of one word in the inside-outside-begin scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordLabel {
    /// No name.
    Outside,
    /// The first word of a name of this type.
    Begin(String),
    /// A later word of a name of this type.
    Inside(String),
}

/// A sentence of a labelled file.
#[derive(Debug, Clone, Default)]
pub struct LabelledSentence {
    /// Words as the file has them.
    pub words: Vec<String>,
    /// A label for each word.
    pub labels: Vec<WordLabel>,
}

/// A sentence cut into the words that the tagger sees, punctuation apart.
#[derive(Debug, Clone, Default)]
pub struct CutSentence {
    /// Words after cutting.
    pub words: Vec<String>,
    /// A label for each word after cutting.
    pub labels: Vec<WordLabel>,
    /// For each word of the file, the cut word whose label speaks for it.
    pub representatives: Vec<usize>,
}

/// Reads all sentences of a file.
///
/// # Errors
///
/// A file that cannot be read, or a line without a tab and a label `O`, `B-…` or `I-…`.
pub fn read_conll(path: &Path) -> Result<Vec<LabelledSentence>, TrainError> {
    let failed = |source| TrainError::Read {
        path: path.to_owned(),
        source,
    };
    let text = fs::read_to_string(path).map_err(failed)?;
    let mut sentences = Vec::new();
    let mut current = LabelledSentence::default();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            if !current.words.is_empty() {
                sentences.push(std::mem::take(&mut current));
            }
            continue;
        }
        let parsed = line
            .rsplit_once(['\t', ' '])
            .and_then(|(word, label)| Some((word, parse_label(label)?)));
        let Some((word, label)) = parsed else {
            return Err(TrainError::Line {
                path: path.to_owned(),
                line: index + 1,
            });
        };
        current
            .words
            .push(word.split(['\t', ' ']).next().unwrap_or(word).to_owned());
        current.labels.push(label);
    }
    if !current.words.is_empty() {
        sentences.push(current);
    }
    Ok(sentences)
}

fn parse_label(label: &str) -> Option<WordLabel> {
    match label.trim().split_once('-') {
        None if label.trim() == "O" => Some(WordLabel::Outside),
        Some(("B", kind)) => Some(WordLabel::Begin(kind.to_owned())),
        Some(("I", kind)) => Some(WordLabel::Inside(kind.to_owned())),
        _ => None,
    }
}

impl LabelledSentence {
    /// Cuts punctuation off words, as the pipeline's tokens have it.
    ///
    /// Marks at the edge of a name stay outside it; marks between two of its words stay inside.
    #[must_use]
    pub fn cut(&self) -> CutSentence {
        let mut cut = CutSentence::default();
        for (place, (word, label)) in self.words.iter().zip(&self.labels).enumerate() {
            let pieces: Vec<&str> = plain_words(word)
                .into_iter()
                .filter_map(|range| word.get(range))
                .collect();
            let is_core = |piece: &&str| piece.chars().next().is_some_and(char::is_alphanumeric);
            let first_core = pieces.iter().position(is_core);
            let last_core = pieces.iter().rposition(is_core);
            let continued = matches!(self.labels.get(place + 1), Some(WordLabel::Inside(_)));
            let longest =
                (0..pieces.len()).max_by_key(|&piece| (pieces[piece].len(), pieces.len() - piece));
            cut.representatives
                .push(cut.words.len() + longest.unwrap_or(0));
            for (index, piece) in pieces.iter().enumerate() {
                let before = first_core.is_some_and(|core| index < core);
                let after = last_core.is_some_and(|core| index > core) && !continued;
                cut.labels.push(piece_label(
                    label,
                    before,
                    after,
                    first_core.is_some_and(|core| index > core),
                ));
                cut.words.push((*piece).to_owned());
            }
            if pieces.is_empty() {
                cut.words.push(word.clone());
                cut.labels.push(label.clone());
            }
        }
        cut
    }
}

fn piece_label(label: &WordLabel, before: bool, after: bool, later: bool) -> WordLabel {
    match label {
        _ if after => WordLabel::Outside,
        WordLabel::Begin(_) if before => WordLabel::Outside,
        WordLabel::Begin(kind) if later => WordLabel::Inside(kind.clone()),
        other => other.clone(),
    }
}

//! CoNLL-2003: four columns (word, tag, chunk, name), of which the first and the last are known.

use super::Conversion;
use super::document::AnnotatedDocument;
use crate::error::CorpusError;
use std::fmt::Write;
use warraq_record::Item;

/// A word whose clitics stand outside of a name is the name's all the same: the format knows words.
pub(super) fn render(document: &AnnotatedDocument) -> Result<(String, Conversion), CorpusError> {
    let mut text = "-DOCSTART- -X- -X- O\n\n".to_owned();
    let sentences = document.sentences_of_tokens()?;
    let words = sentences.iter().flat_map(|tokens| tokens.iter());
    let (labels, done) = document.label(words.map(Item::range));
    let mut labels = labels.iter();
    for tokens in sentences {
        for (token, label) in tokens.iter().zip(&mut labels) {
            let form = document
                .slice(token.range())
                .replace(char::is_whitespace, "_");
            // Writing into a string has no way to fail.
            let _ = writeln!(text, "{form} -X- -X- {label}");
        }
        text.push('\n');
    }
    Ok((text, done))
}

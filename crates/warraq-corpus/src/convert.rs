//! Conversion: records become the files that other tools read, and annotations of people come back.

mod brat;
mod conll;
mod conllu;
mod document;
mod gold;

pub use gold::read_brat;

use crate::error::CorpusError;
use crate::output::Output;
use crate::records::Records;
use document::AnnotatedDocument;
use std::io::Write;
use std::path::Path;

/// What records become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversionForm {
    /// CoNLL-2003: a word a line, its name label in the last of four columns, in IOB2.
    Conll2003,
    /// CoNLL-U: words with clitics as multiword tokens, name labels in the last column.
    ConllU,
    /// brat standoff: a text and a file of annotations for each document, in a folder.
    Brat,
}

/// What a conversion did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Documents.
    pub documents: u64,
    /// Items written: names, and for brat times and numbers.
    pub items: u64,
    /// Names left out because they lie in or across another, which a column of labels cannot say.
    pub overlapping: u64,
    /// Names left out because they cover no word.
    pub without_words: u64,
}

impl Conversion {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.items += other.items;
        self.overlapping += other.overlapping;
        self.without_words += other.without_words;
    }
}

/// Converts the records at `run` (a file, a run folder or `-`) to `form`, into the file or, for brat,
/// the folder `output`.
///
/// # Errors
/// [`CorpusError`] if a file cannot be read or written, or a record has not what `form` needs.
pub fn convert(run: &Path, form: ConversionForm, output: &Path) -> Result<Conversion, CorpusError> {
    let mut records = Records::open(run)?;
    let mut total = Conversion::default();
    if form == ConversionForm::Brat {
        std::fs::create_dir_all(output).map_err(|source| CorpusError::write(output, source))?;
        while let Some(record) = records.next()? {
            let document = AnnotatedDocument::of_record(record)?;
            total.add(brat::write(&document, total.documents, output)?);
        }
        return Ok(total);
    }
    let failed = |source| CorpusError::write(output, source);
    let mut out = Output::open(output)?;
    while let Some(record) = records.next()? {
        let document = AnnotatedDocument::of_record(record)?;
        let (text, done) = match form {
            ConversionForm::Conll2003 => conll::render(&document)?,
            _ => conllu::render(&document, total.documents + 1)?,
        };
        out.write_all(text.as_bytes()).map_err(failed)?;
        total.add(done);
    }
    out.publish()?;
    Ok(total)
}

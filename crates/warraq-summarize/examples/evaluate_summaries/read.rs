//! Prints summaries and keyphrases for people who judge them.

use crate::corpus::annotated;
use crate::shared::{Failure, pipeline, segmented};
use warraq_core::Document;
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, SummaryOptions, SummaryStage};

const SENTENCES: usize = 5;

#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// Prints what the stages give for a text, or for each record of a `.jsonl` file.
pub(crate) fn print_file(path: &str) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path)?;
    let pipeline = pipeline()?;
    if !path.ends_with(".jsonl") {
        return print_document(path, &segmented(&pipeline, &text)?);
    }
    for line in text.lines() {
        let record: Record = serde_json::from_str(line)?;
        print_document(&record.id, &segmented(&pipeline, &record.text)?)?;
    }
    Ok(())
}

fn print_document(id: &str, document: &Document) -> Result<(), Failure> {
    let options = SummaryOptions {
        sentences: Some(SENTENCES),
        ..SummaryOptions::default()
    };
    let document = annotated(document, &SummaryStage::new(options)?)?;
    let document = annotated(
        &document,
        &KeyphrasesStage::new(KeyphrasesOptions::default())?,
    )?;
    println!("# {id}");
    for item in document.summary().iter().flat_map(warraq_core::View::iter) {
        let sentence = item.parent().unwrap_or_default();
        let reason = item.reason().unwrap_or_default();
        println!("{sentence}\t{:.3}\t{reason}\t{}", item.score(), item.text());
    }
    let phrases = document.keyphrases();
    for phrase in phrases.iter().flat_map(warraq_core::View::iter) {
        let (start, end) = (phrase.span().start, phrase.span().end);
        println!("  {start}..{end}\t{:.3}\t{}", phrase.score(), phrase.text());
    }
    Ok(())
}

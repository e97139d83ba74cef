//! Prints the times, numbers and the anchor of a text file, with code-point offsets.
//!
//! `show FILE [DATE]` takes the file as one document of that date; `show --lines FILE [DATE]` takes
//! every line as a document of its own and prints it first.

use std::sync::Arc;
use warraq_core::{
    Annotation, Document, DocumentTime, LayerName, Metadata, Pipeline, Unsupervised,
};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let lines = arguments.first().is_some_and(|first| first == "--lines");
    if lines {
        arguments.remove(0);
    }
    let path = arguments
        .first()
        .ok_or("usage: show [--lines] FILE [DATE]")?;
    let time = arguments.get(1).map(|date| DocumentTime::parse(date));
    let time = time.transpose()?;
    let pipeline = Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(TimesStage::new(TimesOptions::default())?),
    ])?;
    let text = std::fs::read_to_string(path)?;
    let texts: Vec<&str> = if lines {
        text.lines().collect()
    } else {
        vec![&text]
    };
    for text in texts {
        if lines {
            println!("{text}");
        }
        let metadata = Metadata {
            time: time.clone(),
            ..Metadata::default()
        };
        let mut document = Document::new(metadata, text.to_owned())?;
        pipeline.process(&mut document, &Unsupervised)?;
        print(&document)?;
    }
    Ok(())
}

fn print(document: &Document) -> Result<(), Box<dyn std::error::Error>> {
    for layer in [LayerName::TIMES, LayerName::NUMBERS, LayerName::ANCHOR] {
        let items = document.view::<Annotation>(&layer).ok_or("no layer")?;
        for item in items.iter() {
            let range = item.range();
            let before = document.text().get(..range.start).unwrap_or_default();
            let start = before.chars().count();
            let end = start + item.text().chars().count();
            let attributes: Vec<String> = item
                .attributes()
                .map(|(key, value)| format!("{key}={value:?}"))
                .collect();
            println!(
                "{start}\t{end}\t{}\t{}\t{}",
                item.label(),
                item.text(),
                attributes.join(" ")
            );
        }
    }
    Ok(())
}

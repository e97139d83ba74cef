//! Prints the times, numbers and the anchor of a text file, with code-point offsets.

use std::sync::Arc;
use warraq_core::{Annotation, Document, LayerName, Metadata, Pipeline, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: show FILE")?;
    let pipeline = Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(TimesStage::new(TimesOptions::default())?),
    ])?;
    let mut document = Document::new(Metadata::default(), std::fs::read_to_string(path)?)?;
    pipeline.process(&mut document, &Unsupervised)?;
    for layer in [LayerName::TIMES, LayerName::NUMBERS, LayerName::ANCHOR] {
        for item in document
            .view::<Annotation>(&layer)
            .ok_or("no layer")?
            .iter()
        {
            let before = document
                .text()
                .get(..item.range().start)
                .unwrap_or_default();
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

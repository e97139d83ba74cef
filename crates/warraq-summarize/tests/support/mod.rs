//! A splitter that is just enough for tests: one block a line, sentences at stops, words at spaces.
//!
//! A line `heading| …` gives a block of that label; lines without one are paragraphs.

mod names;

pub(crate) use names::{ListedName, Tagger};

use std::sync::Arc;
use warraq_core::{
    Document, DocumentView, LayerName, Metadata, Output, Pipeline, Span, Stage, StageError,
    Unsupervised, keys,
};

/// Provides blocks, sentences and tokens.
pub(crate) struct Splitter;

/// The byte after each of the stops, or of the line.
const STOPS: [char; 4] = ['.', '!', '?', '؟'];

impl Stage for Splitter {
    fn name(&self) -> &str {
        "splitter"
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::BLOCKS, LayerName::SENTENCES, LayerName::TOKENS]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        output.set_parent(&LayerName::SENTENCES, &LayerName::BLOCKS)?;
        output.set_parent(&LayerName::TOKENS, &LayerName::SENTENCES)?;
        let (mut start, mut blocks, mut sentences) = (0, 0, 0);
        for line in document.text().split_inclusive('\n') {
            let (label, skipped) = match line.split_once("| ") {
                Some((label, _)) => (label, label.len() + 2),
                None => ("paragraph", 0),
            };
            let label = output.label(label)?;
            let body = line.get(skipped..).unwrap_or_default().trim_end();
            let body_start = start + skipped;
            start += line.len();
            if body.is_empty() {
                continue;
            }
            output.push(&LayerName::BLOCKS, span(body_start, body).with_label(label))?;
            for (offset, sentence) in split_sentences(body) {
                let place = body_start + offset;
                output.push(
                    &LayerName::SENTENCES,
                    span(place, sentence).with_parent(blocks),
                )?;
                push_tokens(output, place, sentence, sentences)?;
                sentences += 1;
            }
            blocks += 1;
        }
        Ok(())
    }
}

fn split_sentences(body: &str) -> Vec<(usize, &str)> {
    let mut offset = 0;
    let mut found = Vec::new();
    for part in body.split_inclusive(STOPS) {
        let lead = part.len() - part.trim_start().len();
        if !part.trim().is_empty() {
            found.push((offset + lead, part.trim()));
        }
        offset += part.len();
    }
    found
}

fn push_tokens(
    output: &mut Output<'_>,
    place: usize,
    sentence: &str,
    parent: u32,
) -> Result<(), StageError> {
    let mut offset = 0;
    let mark = |character: char| !character.is_alphanumeric();
    for part in sentence.split_inclusive(mark) {
        let word = part.trim_end_matches(mark);
        let tail = part.get(word.len()..).unwrap_or_default();
        if !word.is_empty() {
            let numeric = word.chars().all(char::is_numeric);
            let label = output.label(if numeric { "number" } else { "word" })?;
            push_token(output, (place + offset, word), label, parent)?;
        }
        if !tail.trim().is_empty() {
            let label = output.label("punctuation")?;
            push_token(output, (place + offset + word.len(), tail), label, parent)?;
        }
        offset += part.len();
    }
    Ok(())
}

fn push_token(
    output: &mut Output<'_>,
    (place, text): (usize, &str),
    label: u32,
    parent: u32,
) -> Result<(), StageError> {
    let norm: String = text.chars().map(fold).collect();
    let attributes = output.attributes(&[(keys::NORM, norm.as_str().into())])?;
    let token = span(place, text.trim_end())
        .with_label(label)
        .with_parent(parent)
        .with_attributes(attributes);
    output.push(&LayerName::TOKENS, token)
}

fn fold(character: char) -> char {
    match character {
        'أ' | 'إ' | 'آ' => 'ا',
        'ة' => 'ه',
        'ى' | 'ئ' => 'ي',
        'ؤ' => 'و',
        other => other,
    }
}

fn span(start: usize, text: &str) -> Span {
    Span::new(start as u32, (start + text.len()) as u32)
}

/// Runs the splitter and then `stage` over `text`.
pub(crate) fn process(text: &str, stage: impl Stage + 'static) -> Document {
    process_named(text, Vec::new(), stage)
}

/// The same over a text in which these names stand.
pub(crate) fn process_named(
    text: &str,
    names: Vec<ListedName>,
    stage: impl Stage + 'static,
) -> Document {
    let stages: Vec<Arc<dyn Stage>> =
        vec![Arc::new(Splitter), Arc::new(Tagger(names)), Arc::new(stage)];
    let pipeline = Pipeline::new(stages).expect("the test stages fit");
    let mut document =
        Document::new(Metadata::default(), text.to_owned()).expect("the test stages fit");
    pipeline
        .process(&mut document, &Unsupervised)
        .expect("the test stages fit");
    document
}

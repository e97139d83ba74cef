//! Documents for the tests of stages, written as text with marks.
//!
//! A stage is tested apart from the pipeline: the layers that it reads are made here in the plainest
//! way that keeps their promises, and the names are those that the test marks.

use std::ops::Range;
use warraq_core::{
    Annotation, Document, DocumentView, LayerName, Metadata, Output, Span, Stage, StageError,
    Unsupervised, keys,
};

/// A document of the text, with `blocks` (its lines), `sentences`, `tokens` and `entities`.
///
/// `[PER كيم جونغ أون]` marks an entity, whose canonical form is its text; a sentence ends at `.`,
/// `؟`, `!` or the line's end; a token is a run of letters and digits, or one other character; its
/// norm is its text.
///
/// # Errors
/// A sentence that says which mark is not closed, or what the layers lack.
///
/// ```
/// let document = warraq_plugin::testing::document("قال [PER كيم]: نعم.")?;
/// let names: Vec<_> = document.entities().expect("it is made").iter().map(|e| e.text()).collect();
/// assert_eq!(names, ["كيم"]);
/// # Ok::<(), String>(())
/// ```
pub fn document(marked: &str) -> Result<Document, String> {
    let (text, entities) = parse(marked)?;
    let mut document =
        Document::new(Metadata::default(), text).map_err(|error| error.to_string())?;
    let layers = [
        LayerName::BLOCKS,
        LayerName::SENTENCES,
        LayerName::TOKENS,
        LayerName::ENTITIES,
    ];
    document
        .annotate("testing", &layers, &Unsupervised, |document, output| {
            structure(document.text(), output)?;
            for (label, range) in &entities {
                let text = document.text().get(range.clone()).unwrap_or_default();
                let row = output.attributes(&[(keys::CANONICAL, text.into())])?;
                let label = output.label(label)?;
                let span = span(range.clone()).with_label(label).with_attributes(row);
                output.push(&LayerName::ENTITIES, span)?;
            }
            Ok(())
        })
        .map_err(|error| error.to_string())?;
    Ok(document)
}

/// Runs one stage on a document, as a pipeline would.
///
/// # Errors
/// What the stage returns, or what is wrong with its output.
pub fn run(stage: &dyn Stage, document: &mut Document) -> Result<(), StageError> {
    document.annotate(
        stage.name(),
        stage.provides(),
        &Unsupervised,
        |document, output| {
            stage.process(&DocumentView::new(document, stage, &Unsupervised), output)
        },
    )
}

/// A layer as one line for each span: its label, its text in brackets, and `key=value` for each
/// attribute.
#[must_use]
pub fn lines(document: &Document, layer: &LayerName) -> Vec<String> {
    let view = document.view::<Annotation<'_>>(layer);
    let view = view.iter().flat_map(warraq_core::View::iter);
    view.map(|annotation| line(&annotation)).collect()
}

/// What a stage finds in a document of the marked text: the [`lines`] of the layers that it adds.
///
/// # Errors
/// As [`document`], or what the stage returns.
pub fn found(stage: &dyn Stage, marked: &str) -> Result<Vec<String>, String> {
    let mut document = document(marked)?;
    run(stage, &mut document).map_err(|error| error.to_string())?;
    let layers = stage.provides().iter();
    Ok(layers.flat_map(|layer| lines(&document, layer)).collect())
}

/// Compares what a stage finds with the cases of a file; the answer is their number.
///
/// A case is one line of marked text, then what is [`found`] in it, each line behind `= `. An empty
/// line ends a case, and `#` starts a line that is for people.
///
/// # Errors
/// The first case that is not as it should be.
///
/// ```text
/// قال [PER سامي]: «نعم».
/// = direct [نعم] speaker=سامي cue=قال
/// ```
pub fn check_cases(stage: &dyn Stage, cases: &str) -> Result<usize, String> {
    let mut count = 0;
    for case in cases.split("\n\n") {
        let mut written = case.lines().filter(|line| !line.starts_with('#'));
        let Some(text) = written.find(|line| !line.is_empty()) else {
            continue;
        };
        let expected: Vec<_> = written.filter_map(|line| line.strip_prefix("= ")).collect();
        let found = found(stage, text)?;
        if found != expected {
            return Err(format!(
                "{text}\n  gives {found:#?}\n  and not {expected:#?}"
            ));
        }
        count += 1;
    }
    Ok(count)
}

fn line(annotation: &Annotation<'_>) -> String {
    use warraq_core::AttributeValue::{Flag, Integer, Real, Text};
    let mut line = format!("{} [{}]", annotation.label(), annotation.text());
    for (key, value) in annotation.attributes() {
        line += &match value {
            Text(value) => format!(" {key}={value}"),
            Integer(value) => format!(" {key}={value}"),
            Real(value) => format!(" {key}={value}"),
            Flag(value) => format!(" {key}={value}"),
        };
    }
    line.trim_start().to_owned()
}

type Marked = (String, Vec<(String, Range<usize>)>);

fn parse(marked: &str) -> Result<Marked, String> {
    let (mut text, mut entities) = (String::new(), Vec::new());
    let mut parts = marked.split('[');
    text += parts.next().unwrap_or_default();
    for part in parts {
        let (mark, rest) = part
            .split_once(']')
            .ok_or(format!("no `]` after `[{part}`"))?;
        let (label, name) = mark
            .split_once(' ')
            .ok_or(format!("no label in `[{mark}]`"))?;
        let start = text.len();
        text += name;
        entities.push((label.to_owned(), start..text.len()));
        text += rest;
    }
    Ok((text, entities))
}

fn structure(text: &str, output: &mut Output<'_>) -> Result<(), StageError> {
    let (paragraph, word, mark) = (
        output.label("paragraph")?,
        output.label("word")?,
        output.label("punctuation")?,
    );
    output.set_parent(&LayerName::SENTENCES, &LayerName::BLOCKS)?;
    output.set_parent(&LayerName::TOKENS, &LayerName::SENTENCES)?;
    let (mut blocks, mut sentences) = (0, 0);
    for line in pieces(text, 0..text.len(), |character| character == '\n') {
        output.push(&LayerName::BLOCKS, span(line.clone()).with_label(paragraph))?;
        for sentence in pieces(text, line, |character| matches!(character, '.' | '؟' | '!')) {
            let whole = span(sentence.clone()).with_parent(blocks);
            output.push(&LayerName::SENTENCES, whole)?;
            for (token, is_word) in tokens(text, sentence) {
                let norm = text.get(token.clone()).unwrap_or_default();
                let row = output.attributes(&[(keys::NORM, norm.into())])?;
                let label = if is_word { word } else { mark };
                let token = span(token).with_label(label).with_attributes(row);
                output.push(&LayerName::TOKENS, token.with_parent(sentences))?;
            }
            sentences += 1;
        }
        blocks += 1;
    }
    Ok(())
}

/// The parts of `range` that end with a character that `ends` them, without white space around.
fn pieces(text: &str, range: Range<usize>, ends: fn(char) -> bool) -> Vec<Range<usize>> {
    let whole = text.get(range.clone()).unwrap_or_default();
    let mut start = range.start;
    let mut pieces = Vec::new();
    for piece in whole.split_inclusive(ends) {
        let leading = piece.len() - piece.trim_start().len();
        let trimmed = start + leading..start + leading + piece.trim().len();
        if !trimmed.is_empty() {
            pieces.push(trimmed);
        }
        start += piece.len();
    }
    pieces
}

fn tokens(text: &str, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let mut tokens: Vec<(Range<usize>, bool)> = Vec::new();
    let sentence = text.get(range.clone()).unwrap_or_default();
    for (offset, character) in sentence.char_indices() {
        let start = range.start + offset;
        let end = start + character.len_utf8();
        let is_word = character.is_alphanumeric() || ('\u{64B}'..='\u{652}').contains(&character);
        match tokens.last_mut() {
            _ if character.is_whitespace() => {}
            Some((last, true)) if is_word && last.end == start => last.end = end,
            _ => tokens.push((start..end, is_word)),
        }
    }
    tokens
}

fn span(range: Range<usize>) -> Span {
    let offset = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}

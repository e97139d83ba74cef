//! Blocks: the parts of a page, found before its sentences are.
//!
//! A page is cut into lines (a reader of HTML gives each block-level element lines of its own), and
//! each line is classified by its shape, by lexical cues, by its place and, where there is markup, by
//! the elements around it.

mod classify;
mod cues;
mod hints;
mod label;
mod lines;
mod repeats;
mod series;
mod shape;

use classify::classify;
use hints::{Hint, hints};
use label::Label;
use lines::{Line, lines};
use shape::{item_marker_length, label_of, marker_length};
use std::ops::Range;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};

/// A line that is longer than this, in bytes, was not wrapped by a program.
const LONGEST_WRAPPED: usize = 230;

/// The options of [`BlocksStage`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlocksOptions {
    /// Whether the lines of hard-wrapped paragraphs are joined.
    pub unwrap_lines: bool,
}

impl Default for BlocksOptions {
    fn default() -> Self {
        Self { unwrap_lines: true }
    }
}

/// Finds title, headings, paragraphs, labelled points, lists, quotes, bylines, captions and furniture.
///
/// Every character that is not white space lies in a block, list markers apart. A `point_label` lies
/// inside its `point`; no other blocks overlap.
#[derive(Clone, Debug, Default)]
pub struct BlocksStage {
    options: BlocksOptions,
}

impl BlocksStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    pub fn new(options: BlocksOptions) -> Result<Self, crate::SegmentError> {
        Ok(Self { options })
    }
}

impl Stage for BlocksStage {
    fn name(&self) -> &str {
        "blocks"
    }

    fn uses(&self) -> &[LayerName] {
        &[LayerName::MARKUP]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::BLOCKS]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let text = document.text();
        let markup = document
            .optional_markup()?
            .filter(|markup| !markup.is_empty());
        let unwrap = self.options.unwrap_lines
            && markup.is_none()
            && text.split('\n').all(|line| line.len() <= LONGEST_WRAPPED);
        let lines = lines(text, unwrap);
        document.checkpoint()?;
        let hints = markup.map_or_else(Vec::new, |markup| {
            let ranges: Vec<Range<usize>> = lines.iter().map(|line| line.range.clone()).collect();
            hints(markup, &ranges)
        });
        let labels = classify(&lines, &hints);
        let mut rows = [0; Label::ALL.len()];
        for (row, label) in rows.iter_mut().zip(Label::ALL) {
            *row = output.label(label.as_str())?;
        }
        for (index, (line, label)) in lines.iter().zip(labels).enumerate() {
            let level = hints.get(index).map_or(0, |hint: &Hint| hint.heading);
            let range = block_range(line, label);
            let mut span = span(&range).with_label(rows[label as usize]);
            if label == Label::Heading {
                // The title is level 1 of a page, so its headings are one level below it or more.
                let level = i64::from(level).max(2) - 1;
                span = span.with_attributes(output.attributes(&[(keys::LEVEL, level.into())])?);
            }
            output.push(&LayerName::BLOCKS, span)?;
            if label == Label::Point
                && let Some((point_label, _)) = label_of(
                    line.text
                        .get(range.start - line.range.start..)
                        .unwrap_or_default(),
                )
            {
                let range = range.start..range.start + point_label.len();
                output.push(
                    &LayerName::BLOCKS,
                    self::span(&range).with_label(rows[Label::PartName as usize]),
                )?;
            }
        }
        Ok(())
    }
}

/// The bytes of a block: those of its line, the marker of a list or of an interview's turn apart.
fn block_range(line: &Line<'_>, label: Label) -> Range<usize> {
    let marker = match label {
        Label::ListItem => item_marker_length(line.text),
        Label::Point | Label::Paragraph => marker_length(line.text),
        // The number of a heading belongs to it; the bullet of a question does not.
        Label::Heading if !line.text.starts_with(char::is_alphanumeric) => marker_length(line.text),
        _ => 0,
    };
    let start = line.range.start + marker;
    if start < line.range.end {
        start..line.range.end
    } else {
        line.range.clone()
    }
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

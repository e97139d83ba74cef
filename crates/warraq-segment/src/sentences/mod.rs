//! Sentences: each block is cut at the marks that end a sentence.
//!
//! Few marks end one: a full stop also stands in numbers, after initials and in names of sites, and
//! the commas of newswire run on for a paragraph. One pass finds the marks, and rules look at a few
//! characters on either side of each.

mod best_cuts;
mod boundary_learner;
mod boundary_model;
mod learn;
mod splitter;
mod unmarked;
mod unmarked_words;
mod words;

pub use learn::BoundariesLearner;
pub use splitter::SentenceSplitter;

use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};

/// How many sentences are found between two checkpoints.
const SENTENCES_BETWEEN_CHECKPOINTS: usize = 256;

/// The options of [`SentencesStage`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SentencesOptions {
    /// Whether `؛` ends a sentence.
    pub semicolons: bool,
    /// A stretch of at least so many words that no final mark ends is cut where the words say that a
    /// sentence begins; 0 never cuts.
    pub words_without_stop: usize,
}

impl Default for SentencesOptions {
    fn default() -> Self {
        Self {
            semicolons: false,
            words_without_stop: 40,
        }
    }
}

/// Cuts blocks into sentences.
///
/// Every outermost block is covered, titles and furniture too; white space at the ends of a sentence
/// belongs to none. The parent of a sentence is its block; what stands outside of blocks, such as the
/// marker of a list item, is a sentence without parent.
#[derive(Clone, Debug, Default)]
pub struct SentencesStage {
    splitter: SentenceSplitter,
}

impl SentencesStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "every stage takes its options by value"
    )]
    pub fn new(options: SentencesOptions) -> Result<Self, crate::SegmentError> {
        let splitter = SentenceSplitter::new(options.semicolons, options.words_without_stop);
        Ok(Self { splitter })
    }
}

impl Stage for SentencesStage {
    fn name(&self) -> &str {
        "sentences"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::BLOCKS]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::SENTENCES]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        output.set_parent(&LayerName::SENTENCES, &LayerName::BLOCKS)?;
        let mut spans = Vec::with_capacity(document.text().len() / 160);
        let mut covered = 0;
        for block in document.blocks()?.iter() {
            let parent = block.index() as u32;
            let in_title = matches!(block.label(), "title" | "heading" | "kicker" | "furniture");
            let block = block.span();
            // A block inside another, such as a point's label, adds no sentence of its own.
            if block.start < covered {
                continue;
            }
            outside(document.text(), covered..block.start, &mut spans);
            covered = block.end;
            for sentence in self
                .splitter
                .sentences(document.text(), block.range(), in_title)
            {
                if spans.len().is_multiple_of(SENTENCES_BETWEEN_CHECKPOINTS) {
                    document.checkpoint()?;
                }
                let span = Span::new(sentence.start as u32, sentence.end as u32);
                spans.push(span.with_parent(parent));
            }
        }
        outside(
            document.text(),
            covered..document.text().len() as u32,
            &mut spans,
        );
        output.extend(&LayerName::SENTENCES, spans)
    }
}

/// What stands between blocks, such as the marker of a list item, is a sentence without a block, so
/// that tokens reach every character.
fn outside(text: &str, range: std::ops::Range<u32>, spans: &mut Vec<Span>) {
    let gap = text
        .get(range.start as usize..range.end as usize)
        .unwrap_or_default();
    let trimmed = gap.trim();
    if !trimmed.is_empty() {
        let start = range.start as usize + (gap.len() - gap.trim_start().len());
        spans.push(Span::new(start as u32, (start + trimmed.len()) as u32));
    }
}

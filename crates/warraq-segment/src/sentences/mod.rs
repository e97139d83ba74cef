//! Sentences: each block is cut at the marks that end a sentence.

use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};

/// The options of [`SentencesStage`]; there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SentencesOptions {}

/// Cuts blocks into sentences.
#[derive(Clone, Debug, Default)]
pub struct SentencesStage {}

impl SentencesStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    pub fn new(options: SentencesOptions) -> Result<Self, crate::SegmentError> {
        let SentencesOptions {} = options;
        Ok(Self::default())
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
        let mut covered = 0;
        for block in document.blocks()?.iter() {
            let range = block.range();
            if range.start < covered {
                continue;
            }
            covered = range.end;
            let parent = block.index() as u32;
            let mut start = range.start;
            for piece in block.text().split_inclusive(['.', '!', '؟', '?', '\n']) {
                let end = start + piece.len();
                let leading = piece.len() - piece.trim_start().len();
                let (first, last) = (start + leading, start + piece.trim_end().len());
                start = end;
                if first < last {
                    let span = Span::new(first as u32, last as u32).with_parent(parent);
                    output.push(&LayerName::SENTENCES, span)?;
                }
            }
        }
        Ok(())
    }
}

//! Blocks: the parts of a page, found before its sentences are.

use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};

/// The options of [`BlocksStage`]; there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlocksOptions {}

/// Finds title, headings, paragraphs, labelled points and furniture.
#[derive(Clone, Debug, Default)]
pub struct BlocksStage {}

impl BlocksStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    pub fn new(options: BlocksOptions) -> Result<Self, crate::SegmentError> {
        let BlocksOptions {} = options;
        Ok(Self::default())
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
        let (title, paragraph) = (output.label("title")?, output.label("paragraph")?);
        let mut start = 0;
        let mut first = true;
        for line in document.text().split('\n') {
            let trimmed = line.trim();
            let leading = line.len() - line.trim_start().len();
            let (block, length) = (start + leading, trimmed.len());
            start += line.len() + 1;
            if trimmed.is_empty() {
                continue;
            }
            let is_title = first && length < 240 && !trimmed.ends_with(['.', '؟', '!', '،']);
            let label = if is_title { title } else { paragraph };
            first = false;
            let span = Span::new(block as u32, (block + length) as u32).with_label(label);
            output.push(&LayerName::BLOCKS, span)?;
        }
        Ok(())
    }
}

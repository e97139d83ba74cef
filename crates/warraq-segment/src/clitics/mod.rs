//! Clitics: the conjunctions, prepositions, articles and pronouns that stand inside a word.
//!
//! A word that was met before has the parts that it had. Words of closed classes and policies on ambiguous
//! words stand in `data/clitics/words.tsv`; all others are parted in the likeliest way, by a lexicon
//! of stems that was learned from unlabelled text.

mod analysis;
mod cache;
mod learn;
mod letters;
mod lexicon;
mod segmenter;
mod spelling;
mod words;

pub use learn::CliticsLearner;
pub use segmenter::{CliticLabel, CliticPart, CliticSegmenter};

use cache::CachePool;
use std::cmp::Reverse;
use warraq_core::{DocumentView, LayerName, NONE, Output, Span, Stage, StageError};

/// How many tokens are read between two checkpoints.
const TOKENS_BETWEEN_CHECKPOINTS: usize = 4096;

/// The options of [`CliticsStage`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CliticsOptions {
    /// Whether pronouns (`كتابها`) are parted from their words.
    pub pronouns: bool,
}

impl Default for CliticsOptions {
    fn default() -> Self {
        Self { pronouns: true }
    }
}

/// Parts each word into its clitics and its stem.
///
/// Clitics tile their word; a word that is all stem has none. The article that `لل` has swallowed is
/// a span without width.
#[derive(Clone, Debug, Default)]
pub struct CliticsStage {
    segmenter: CliticSegmenter,
    caches: CachePool,
}

impl CliticsStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "every stage takes its options by value"
    )]
    pub fn new(options: CliticsOptions) -> Result<Self, crate::SegmentError> {
        let segmenter = CliticSegmenter::default().with_pronouns(options.pronouns);
        Ok(Self {
            segmenter,
            caches: CachePool::default(),
        })
    }
}

impl Stage for CliticsStage {
    fn name(&self) -> &str {
        "clitics"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::TOKENS]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::CLITICS]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        output.set_parent(&LayerName::CLITICS, &LayerName::TOKENS)?;
        let mut labels = [NONE; CliticLabel::ALL.len()];
        for (row, label) in labels.iter_mut().zip(CliticLabel::ALL) {
            *row = output.label(label.as_str())?;
        }
        let Some(word) = document.labels().find("word") else {
            return Ok(());
        };
        let spans = self.spans(document, word, &labels)?;
        output.extend(&LayerName::CLITICS, spans)
    }
}

impl CliticsStage {
    /// The spans of the clitics in the tokens whose label is `word`, labelled with the rows of `labels`.
    fn spans(
        &self,
        document: &DocumentView<'_>,
        word: u32,
        labels: &[u32; CliticLabel::ALL.len()],
    ) -> Result<Vec<Span>, StageError> {
        let (text, tokens) = (document.text(), document.tokens()?);
        let mut spans = Vec::with_capacity(tokens.len() / 2);
        let mut parts = Vec::new();
        self.caches.with(|cache| {
            for (token, parent) in tokens.spans().iter().zip(0_u32..) {
                if (parent as usize).is_multiple_of(TOKENS_BETWEEN_CHECKPOINTS) {
                    document.checkpoint()?;
                }
                if token.label != word {
                    continue;
                }
                let surface = text.get(token.range()).unwrap_or_default();
                parts.clear();
                cache.parts_into(&self.segmenter, surface, &mut parts);
                // An article without width stands behind the stem that starts where it does.
                if parts.iter().any(|part| part.start == part.end) {
                    parts.sort_by_key(|part| (part.start, Reverse(part.end)));
                }
                spans.extend(parts.iter().map(|part| {
                    Span::new(token.start + part.start, token.start + part.end)
                        .with_label(labels[part.label as usize])
                        .with_parent(parent)
                }));
            }
            Ok(spans)
        })
    }
}

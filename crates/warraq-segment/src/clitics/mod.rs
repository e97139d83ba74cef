//! Clitics: the conjunctions, prepositions, articles and pronouns that stand inside a word.

use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};

/// The options of [`CliticsStage`]; there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CliticsOptions {}

/// Parts each word into its clitics and its stem.
#[derive(Clone, Debug, Default)]
pub struct CliticsStage {}

impl CliticsStage {
    /// A stage with these options.
    ///
    /// # Errors
    /// None today; options that come later may be refused.
    pub fn new(options: CliticsOptions) -> Result<Self, crate::SegmentError> {
        let CliticsOptions {} = options;
        Ok(Self::default())
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
        let (det, stem) = (output.label("det")?, output.label("stem")?);
        let (prep, conj) = (output.label("prep")?, output.label("conj")?);
        for token in document.tokens()?.iter() {
            let parent = token.index() as u32;
            let text = token.text();
            let (mut start, end) = (token.span().start, token.span().end);
            let mut rest = text;
            let mut parts = Vec::new();
            for (prefix, label) in [("و", conj), ("ف", conj), ("ب", prep), ("ك", prep)] {
                let definite = rest.strip_prefix(prefix).filter(|rest| {
                    rest.strip_prefix("ال")
                        .is_some_and(|stem| stem.chars().count() > 2)
                });
                if let Some(after) = definite {
                    parts.push((start, start + 2, label));
                    start += 2;
                    rest = after;
                }
            }
            if rest.starts_with("لل") && rest.chars().count() > 4 {
                parts.push((start, start + 2, prep));
                parts.push((start + 2, start + 2, det));
                parts.push((start + 2, end, stem));
            } else if rest.starts_with("ال") && rest.chars().count() > 4 {
                parts.push((start, start + 4, det));
                parts.push((start + 4, end, stem));
            }
            for (start, end, label) in parts {
                let span = Span::new(start, end).with_label(label).with_parent(parent);
                output.push(&LayerName::CLITICS, span)?;
            }
        }
        Ok(())
    }
}

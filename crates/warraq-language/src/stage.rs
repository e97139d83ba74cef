//! The stage `language`: one span over the whole text, labelled with the language.

use crate::identify::{identify, language_name};
use serde::Deserialize;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};

/// The score from which a document counts as one in another language than Arabic.
pub const OTHER_LANGUAGE_SCORE: f64 = 0.8;

/// The options of the stage: there are none.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageOptions {}

/// Tells the language of a document, and warns where it is not Arabic.
#[derive(Clone, Copy, Debug, Default)]
pub struct LanguageStage;

impl LanguageStage {
    /// The stage.
    ///
    /// # Errors
    /// None: it has no options.
    pub fn new(_: LanguageOptions) -> Result<Self, std::convert::Infallible> {
        Ok(Self)
    }
}

impl Stage for LanguageStage {
    fn name(&self) -> &str {
        "language"
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::LANGUAGE]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let text = document.text();
        let Some(guess) = identify(text) else {
            return Ok(());
        };
        let end = u32::try_from(text.len()).map_err(|_| StageError::failed("text too long"))?;
        let score = (guess.score * 100.0).round() / 100.0;
        let mut span = Span::new(0, end).with_label(output.label(guess.code)?);
        span.score = score as f32;
        output.push(&LayerName::LANGUAGE, span)?;
        if is_other(guess.code, score) {
            let (name, code) = (language_name(guess.code), guess.code);
            let sure = (score * 100.0).round();
            let message = format!("the document is in {name} (`{code}`), {sure}% sure");
            output.warn("other_language", message);
        }
        Ok(())
    }
}

fn is_other(code: &str, score: f64) -> bool {
    code != "ar" && score >= OTHER_LANGUAGE_SCORE
}

/// Whether the layer `language` of a document says that it is not Arabic; false where it has none.
///
/// # Errors
/// [`StageError`] if the stage that asks has not declared the layer.
pub fn is_other_language(document: &DocumentView<'_>) -> Result<bool, StageError> {
    let layer = document.optional_layer(&LayerName::LANGUAGE)?;
    let language = layer.and_then(|layer| layer.get(0));
    Ok(language.is_some_and(|language| {
        // Scores are kept in single precision: 0.8 is a little less or more there.
        let score = (f64::from(language.score()) * 100.0).round() / 100.0;
        is_other(language.label(), score)
    }))
}

//! The options of the stage.

use serde::Deserialize;

/// How times are resolved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimesOptions {
    /// Where a weekday, or a day and month without its year, lies when the words leave it open:
    /// `auto` (the verbs decide), `past` or `future`.
    pub direction: DirectionOption,
    /// Whether a document without a date gets one from its own evidence.
    pub infer_anchor: bool,
}

/// The choices of [`TimesOptions::direction`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DirectionOption {
    /// The verbs of the sentence and the document decide.
    #[default]
    Auto,
    /// Always the last one.
    Past,
    /// Always the next one.
    Future,
}

impl Default for TimesOptions {
    fn default() -> Self {
        Self {
            direction: DirectionOption::Auto,
            infer_anchor: true,
        }
    }
}

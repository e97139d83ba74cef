//! The language of a document, so that what is not Arabic is marked and not mangled.
//!
//! ```
//! use warraq_language::identify;
//!
//! let code = |text: &str| identify(text).map(|guess| guess.code);
//! assert_eq!(code("قالت الوزارة إن العمل في المشروع سيبدأ بعد شهر."), Some("ar"));
//! assert_eq!(code("وزارت گفت که کار این پروژه یک ماه دیگر آغاز می‌شود."), Some("fa"));
//! assert_eq!(code("The ministry said that work on the project would begin in a month."), Some("en"));
//! assert_eq!(code("12 / 2024"), None);
//! ```
//!
//! Languages in Arabic script are told apart by a table of function words and letters
//! (`data/arabic-script.toml`), others by `whatlang`. A sample of the text is looked at, so that the
//! cost of a document is bounded. A guess from little text says so by its score.

mod arabic_script;
mod identify;
mod stage;

pub use identify::{Guess, identify, language_name};
pub use stage::{LanguageOptions, LanguageStage, OTHER_LANGUAGE_SCORE, is_other_language};

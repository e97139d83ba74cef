//! Times and numbers: found, resolved, and placed on one calendar.
//!
//! ```
//! use std::sync::Arc;
//! use warraq_core::{Document, DocumentTime, Metadata, Pipeline, Unsupervised};
//! use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
//! use warraq_temporal::{TimesOptions, TimesStage};
//!
//! let pipeline = Pipeline::new(vec![
//!     Arc::new(BlocksStage::default()),
//!     Arc::new(SentencesStage::default()),
//!     Arc::new(TokensStage::default()),
//!     Arc::new(CliticsStage::default()),
//!     Arc::new(TimesStage::new(TimesOptions::default())?),
//! ])?;
//! let time = Some(DocumentTime::parse("2023-09-14")?);
//! let metadata = Metadata { time, ..Metadata::default() };
//! let text = "زار الوزير القاهرة في يوليو الماضي لمدة ثلاثة أيام.";
//! let mut document = Document::new(metadata, text.into())?;
//! pipeline.process(&mut document, &Unsupervised)?;
//!
//! let times = document.times().expect("the stage provides it");
//! let found: Vec<_> = times.iter().map(|time| (time.text(), time.value())).collect();
//! assert_eq!(found, [("يوليو الماضي", Some("2023-07")), ("ثلاثة أيام", Some("P3D"))]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`TimesStage`]: the stage; [`TimesOptions`]: how it resolves what the words leave open.
//! - `data/lexicon.tsv`, `numbers.tsv`, `holidays.tsv`, `units.tsv`: what words mean; `proclitics.tsv`:
//!   what is written joined to them.
//! - `data/grammar.toml`: the rules. There are none in the code.
//!
//! Dates are of the Gregorian calendar; Hijri dates are converted by the Umm al-Qura calendar and
//! carry `calendar = islamic-umalqura`. A weekday without more is the last one after a past verb,
//! the next one after a future one, today included in both.

mod anchor;
mod calendar;
mod digits;
mod direction;
pub mod evaluate;
mod expressions;
mod frame;
mod grammar;
mod items;
mod knowledge;
mod lexicon;
mod matcher;
mod numbers;
mod options;
mod proclitics;
mod records;
mod resolve;
mod stage;

pub use lexicon::DataError;
pub use options::{DirectionOption, TimesOptions};
pub use stage::TimesStage;

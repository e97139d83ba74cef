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
//! # Calendars
//!
//! Dates are of the Gregorian calendar; Hijri dates are converted by the Umm al-Qura calendar and
//! carry `calendar = islamic-umalqura`. A Hijri month or year is the interval of its days.
//!
//! # Ambiguity
//!
//! Where Arabic leaves two readings, one is the value and the other stands in `alternatives`:
//!
//! - A weekday alone: the nearest verb of its sentence decides (a past verb: the last such day; a
//!   future one or an imperative: the next; today is included in both). With no verb in the
//!   sentence, one in the past anywhere in the document means the last day, none the next.
//!   [`TimesOptions::direction`] fixes it.
//! - A day or month without its year: the same, but what lies more than 240 days off in that
//!   direction is the one in the other; without a verb the nearest one.
//! - `قبل ثلاثة أيام` is one DATE with its preposition, counted from the document's date, and the
//!   length is the alternative; `قبل ثلاثة أيام من السباق` is counted from an event, and so a
//!   DURATION. `بعد ثلاثة أيام` is a DATE where the future is meant, else a DURATION.
//! - `السنوات الثلاث الماضية` is a DURATION (TIMEX3), with its interval as the alternative.
//! - A numeric date is read day first, and month first where only that is a date.
//! - A quarter alone is one of the document's year, or of the year before where a past one is meant
//!   that has not begun.
//! - A number in four digits is a year where no counted noun follows; in words it is a number,
//!   unless عام, سنة or a preposition of time stands before it.
//! - `مليون ونصف` is a million and half of it; `مائة ونصف` is 100.5.

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

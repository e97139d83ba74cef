//! From what an expression says to a value: the document's date fills what the words leave open.
//!
//! Policies, where Arabic leaves two readings (the other one stands in `alternatives`):
//! - a weekday, a day and month, or a month without its year: the direction that the verbs give
//!   (past: the last one, today included; future: the next one, today included); without a
//!   direction the nearest day or month;
//! - `قبل ثلاثة أيام` is a date, counted from the document's date;
//! - `السنوات الثلاث الماضية` is a duration (TIMEX3), the interval its alternative.

mod clock;
mod days;
mod hijri;
mod holidays;
mod lengths;
mod mentions;
mod moments;
mod months;
mod ordinals;
mod periods;
mod ranges;
mod sets;
mod years;

use crate::frame::{Frame, Slot};
use crate::lexicon::Lexicon;
use jiff::civil::{Date, DateTime};

/// Where a day or month without its year lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Past,
    Future,
    Nearest,
}

/// A day or month without its year that lies farther off, in days, than this is the one in the other
/// direction: of a text of May that says `في 12 يونيو`, even a past verb does not make it last year's.
const FAR: i32 = 240;

impl Direction {
    /// Whether the last of two days is meant, seen from `here`.
    fn leans_back(self, here: Date, last: Option<Date>, next: Option<Date>) -> bool {
        let distance =
            |date: Option<Date>| date.map_or(i32::MAX, |date| (date - here).get_days().abs());
        let (behind, ahead) = (distance(last), distance(next));
        match self {
            Self::Past => behind <= FAR || behind <= ahead,
            Self::Future => ahead > FAR && behind < ahead,
            Self::Nearest => behind <= ahead,
        }
    }
}

/// What a frame is resolved against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) anchor: Option<DateTime>,
    /// Whether the anchor's hour is known.
    pub(crate) has_clock: bool,
    /// The value of the date that the text named last, if it is not far.
    pub(crate) mention: Option<&'a str>,
    /// For months and days of a month.
    pub(crate) direction: Direction,
    /// For weekdays, where no verb means the next one.
    pub(crate) weekday_direction: Direction,
}

/// A resolved expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) modifier: Option<String>,
    pub(crate) hijri: bool,
    pub(crate) alternatives: Vec<String>,
    pub(crate) inferred: Vec<&'static str>,
}

/// A date before its clock time is added.
#[derive(Clone, Debug, Default)]
struct Stamp {
    text: String,
    /// The day, where the grain is a day.
    date: Option<Date>,
    alternatives: Vec<String>,
    inferred: Vec<&'static str>,
    hijri: bool,
    modifier: Option<&'static str>,
}

impl Stamp {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn of(date: Date) -> Self {
        Self {
            text: date.to_string(),
            date: Some(date),
            ..Self::default()
        }
    }
}

/// Resolves a frame; none if it says nothing that has a value, or a day that no calendar has.
pub(crate) fn resolve(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    if let (Some(from), Some(to)) = (&frame.from, &frame.to) {
        return ranges::range(frame, from, to, context);
    }
    if let Some(reference) = frame.get(Slot::Reference) {
        return Some(Resolved {
            label: "DATE",
            value: context.lexicon.text_of(reference).to_owned(),
            ..Resolved::default()
        });
    }
    if frame.has(Slot::Every) || frame.has(Slot::AdverbSet) {
        return sets::set(frame, context);
    }
    // `بعد يومين` is counted from the document's date only where the future is meant.
    let elsewhere = frame.has(Slot::After) && context.direction != Direction::Future;
    let resolved = if frame.has(Slot::Sign) && !frame.amounts.is_empty() && !elsewhere {
        lengths::offset(frame, context)
    } else if !frame.amounts.is_empty() {
        lengths::duration(frame, context)
    } else {
        moments::moment(frame, context)
    };
    resolved.map(|resolved| with_modifier(resolved, frame, context))
}

fn with_modifier(mut resolved: Resolved, frame: &Frame, context: &Context<'_>) -> Resolved {
    let slots = [Slot::Modifier, Slot::Edge, Slot::Early, Slot::About];
    let symbol = slots.iter().find_map(|slot| frame.get(*slot));
    if let Some(symbol) = symbol {
        resolved.modifier = Some(context.lexicon.text_of(symbol).to_owned());
    }
    resolved
}

fn today(context: &Context<'_>) -> Option<Date> {
    context.anchor.map(DateTime::date)
}

/// The last, this or the next one, from words such as الماضي.
fn relative(frame: &Frame) -> Option<i32> {
    let slots = [Slot::Relative, Slot::Follow, Slot::Recent, Slot::This];
    slots.iter().find_map(|slot| match slot {
        Slot::This => frame.get(*slot).map(|_| 0),
        _ => frame.get(*slot),
    })
}

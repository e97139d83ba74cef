//! The anchor: the date of a document that does not come with one, from its own evidence.
//!
//! In order: a dateline (a full date in a byline or kicker, or before the dash that opens a
//! report); else a full date that the text calls today; else a weekday with a day and month, in the
//! first year, from the latest one that the text names, in which that day falls on that weekday. A
//! weekday fits one year in seven or so, so within the three years that are tried a wrong one is
//! rarely right by chance. Years that the text sets as goals (`بحلول عام 2030`), or that
//! a verb puts into the future, do not count.

use crate::calendar::{day, weekday};
use crate::expressions::Expression;
use crate::frame::Slot;
use crate::resolve::Direction;
use jiff::civil::Date;
use std::ops::Range;

/// An inferred date and what it was inferred from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Anchor {
    pub(crate) date: Date,
    pub(crate) evidence: Range<u32>,
    pub(crate) origin: &'static str,
    pub(crate) score: f32,
}

/// How many years after the latest one that is named are tried.
const YEARS_AFTER: i32 = 2;

/// What the place of a byte range says about it.
pub(crate) struct Place<'a> {
    /// Whether it stands where a dateline does.
    pub(crate) is_dateline: &'a dyn Fn(&Range<u32>) -> bool,
    /// Whether the word before it announces something to come.
    pub(crate) is_goal: &'a dyn Fn(&Range<u32>) -> bool,
}

/// Infers the date.
pub(crate) fn infer(expressions: &[Expression<'_>], place: &Place<'_>) -> Option<Anchor> {
    let today = |expression: &Expression| expression.frame.get(Slot::Days) == Some(0);
    full_date(expressions, "rule:dateline", |it| {
        (place.is_dateline)(&it.range)
    })
    .or_else(|| full_date(expressions, "rule:today", today))
    .or_else(|| week_day_of_year(expressions, place))
}

/// The first full date that `is_meant`.
fn full_date(
    expressions: &[Expression<'_>],
    origin: &'static str,
    is_meant: impl Fn(&Expression<'_>) -> bool,
) -> Option<Anchor> {
    expressions.iter().find_map(|expression| {
        let frame = &expression.frame;
        let (year, month) = (frame.get(Slot::Year)?, frame.get(Slot::Month)?);
        let date = day(year, month, frame.get(Slot::Day)?)?;
        let evidence = expression.range.clone();
        is_meant(expression).then_some(Anchor {
            date,
            evidence,
            origin,
            score: 0.9,
        })
    })
}

fn week_day_of_year(expressions: &[Expression<'_>], place: &Place<'_>) -> Option<Anchor> {
    let to_come = |expression: &Expression| {
        expression.direction == Some(Direction::Future) || (place.is_goal)(&expression.range)
    };
    let told = expressions.iter().filter(|it| !to_come(it));
    let latest = told.flat_map(years).max()?;
    expressions.iter().find_map(|expression| {
        let frame = &expression.frame;
        if frame.has(Slot::Year) {
            return None;
        }
        let wanted = frame.get(Slot::Weekday)?;
        let (month, number) = (frame.get(Slot::Month)?, frame.get(Slot::Day)?);
        let fits = |year: &i32| day(*year, month, number).is_some_and(|d| weekday(d) == wanted);
        let year = (latest..=latest + YEARS_AFTER).find(fits)?;
        Some(Anchor {
            date: day(year, month, number)?,
            evidence: expression.range.clone(),
            origin: "rule:weekday-and-year",
            score: 0.8,
        })
    })
}

/// The years of our time that an expression names.
fn years<'a>(expression: &'a Expression<'_>) -> impl Iterator<Item = i32> + use<'a> {
    let frame = &expression.frame;
    let ends = [frame.from.as_deref(), frame.to.as_deref(), Some(frame)];
    let named = ends.into_iter().flatten().filter_map(|frame| {
        let foreign =
            frame.has(Slot::HijriEra) || frame.has(Slot::Hijri) || frame.has(Slot::Before);
        frame.get(Slot::Year).filter(|_| !foreign)
    });
    named.filter(|year| (1900..2100).contains(year))
}

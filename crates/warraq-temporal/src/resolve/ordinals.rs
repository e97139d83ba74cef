//! The n-th weekday of a month, the n-th week of a year or month, the last day of a year.

use super::months::month;
use super::years::year;
use super::{Context, Stamp, relative, today};
use crate::calendar::{add_days, day, month_start, week_start, week_text, weekday};
use crate::frame::{Frame, Slot, Unit};
use jiff::civil::Date;

/// The n-th weekday of a month, the n-th week of a year or month; -1 is the last one.
pub(super) fn nth(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let nth = frame.get(Slot::Nth)?;
    let Some((start, end)) = container(frame, context) else {
        return unplaced(frame, nth);
    };
    if let Some(wanted) = frame.get(Slot::Weekday) {
        let first = i64::from((wanted - weekday(start)).rem_euclid(7));
        let last_day = add_days(end, -1)?;
        let last = i64::from((weekday(last_day) - wanted).rem_euclid(7));
        let date = if nth < 0 {
            add_days(last_day, -last)?
        } else {
            add_days(start, first + 7 * i64::from(nth - 1))?
        };
        return (date >= start && date < end).then(|| Stamp::of(date));
    }
    match frame.unit()? {
        Unit::Week if frame.has(Slot::Month) => {
            let monday = add_days(start, i64::from((8 - weekday(start)) % 7))?;
            let first = if weekday(start) <= 4 {
                add_days(start, 1 - i64::from(weekday(start)))?
            } else {
                monday
            };
            let date = add_days(first, 7 * i64::from(nth.max(1) - 1))?;
            Some(Stamp::new(week_text(date)))
        }
        Unit::Week => {
            let last = add_days(end, -4)?;
            let date = if nth < 0 {
                last
            } else {
                week_start(i32::from(start.year()), nth)?
            };
            Some(Stamp::new(week_text(date)))
        }
        Unit::Day => {
            let date = if nth < 0 {
                add_days(end, -1)?
            } else {
                add_days(start, i64::from(nth - 1))?
            };
            Some(Stamp::of(date))
        }
        Unit::Month => {
            let date = if nth < 0 {
                add_days(end, -1)?
            } else {
                month_start(start, i64::from(nth - 1))?
            };
            Some(Stamp::new(month_text(date)))
        }
        _ => None,
    }
}

/// Where nothing says the year: `XXXX-07-WXX-5-1`, and of a week or day of a month the month.
fn unplaced(frame: &Frame, nth: i32) -> Option<Stamp> {
    let weekday = frame.get(Slot::Weekday);
    Some(Stamp::new(match (frame.get(Slot::Month), weekday) {
        (Some(month), Some(weekday)) => format!("XXXX-{month:02}-WXX-{weekday}-{nth}"),
        (Some(month), None) => format!("XXXX-{month:02}"),
        (None, Some(weekday)) => format!("XXXX-WXX-{weekday}"),
        (None, None) => return None,
    }))
}

/// The first day of the month or year that something lies in, and the day after its last.
fn container(frame: &Frame, context: &Context<'_>) -> Option<(Date, Date)> {
    let named = |slot| frame.has(slot);
    if named(Slot::Month) {
        let mut only = frame.clone();
        for slot in [Slot::Day, Slot::Weekday, Slot::Nth] {
            only.clear(slot);
        }
        only.clear(Slot::Unit);
        let text = month(&only, context)?.text;
        let (year, number) = text.split_once('-')?;
        let start = day(year.parse().ok()?, number.parse().ok()?, 1)?;
        return Some((start, month_start(start, 1)?));
    }
    if let Some(year) = year(frame, context) {
        return Some((day(year, 1, 1)?, day(year + 1, 1, 1)?));
    }
    let anchor = today(context)?;
    let shift = relative(frame).unwrap_or(0);
    match within(frame).or(frame.unit()).unwrap_or(Unit::Month) {
        Unit::Month => {
            let start = month_start(anchor, i64::from(shift))?;
            Some((start, month_start(start, 1)?))
        }
        // A week that is counted is one of its year.
        Unit::Year | Unit::Week => {
            let year = i32::from(anchor.year()) + shift;
            Some((day(year, 1, 1)?, day(year + 1, 1, 1)?))
        }
        _ => None,
    }
}

/// The unit of the period that something lies in: `اليوم الأخير من العام`.
pub(super) fn within(frame: &Frame) -> Option<Unit> {
    frame.get(Slot::Within).and_then(Unit::from_value)
}

pub(super) fn month_text(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

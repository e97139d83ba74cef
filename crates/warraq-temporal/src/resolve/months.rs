//! Months, and days of a month, whose year the words may leave open.

use super::years::year;
use super::{Context, Direction, Stamp, relative, today};
use crate::calendar::{day, month_start, weekday};
use crate::frame::{Frame, Slot, Unit};
use jiff::civil::Date;

pub(super) fn month(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let month = frame.get(Slot::Month)?;
    let number = frame.get(Slot::Day);
    if let Some(year) = year(frame, context) {
        let mut stamp = month_of_year(year, month, number)?;
        if !frame.has(Slot::Year) {
            stamp.inferred.push("year");
        }
        return Some(stamp);
    }
    let Some(anchor) = today(context) else {
        let text = number.map_or_else(
            || format!("XXXX-{month:02}"),
            |number| format!("XXXX-{month:02}-{number:02}"),
        );
        return (number.is_none_or(|number| day(2000, month, number).is_some()))
            .then(|| Stamp::new(text));
    };
    let this = i32::from(anchor.year());
    let at = |year: i32| day(year, month, number.unwrap_or(1));
    let here = if number.is_some() {
        anchor
    } else {
        anchor.first_of_month()
    };
    let candidates: Vec<i32> = (this - 8..=this + 8)
        .filter(|year| at(*year).is_some())
        .collect();
    let last = |inclusive: bool| {
        let fits = |year: &&i32| at(**year).is_some_and(|d| d < here || inclusive && d == here);
        candidates.iter().rev().find(fits).copied()
    };
    let next = |inclusive: bool| {
        let fits = |year: &&i32| at(**year).is_some_and(|d| d > here || inclusive && d == here);
        candidates.iter().find(fits).copied()
    };
    let nearest = || {
        let distance = |year: &&i32| at(**year).map(|d| (d - here).get_days().abs());
        candidates.iter().min_by_key(distance).copied()
    };
    let (chosen, other) = match (relative(frame), context.direction) {
        (Some(-1), _) => (last(false), None),
        (Some(1), _) => (next(false), None),
        (Some(_), _) => (Some(this), None),
        (None, Direction::Past) => (last(true), next(false)),
        (None, Direction::Future) => (next(true), last(false)),
        (None, Direction::Nearest) => {
            let chosen = nearest();
            let past = chosen.and_then(at).is_some_and(|d| d <= here);
            (chosen, if past { next(false) } else { last(true) })
        }
    };
    let mut stamp = month_of_year(chosen?, month, number)?;
    stamp.inferred.push("year");
    let other = other.and_then(|year| month_of_year(year, month, number));
    stamp.alternatives.extend(other.map(|stamp| stamp.text));
    Some(stamp)
}

fn month_of_year(year: i32, month: i32, number: Option<i32>) -> Option<Stamp> {
    match number {
        Some(number) => day(year, month, number).map(Stamp::of),
        None => (1..=12)
            .contains(&month)
            .then(|| Stamp::new(format!("{year:04}-{month:02}"))),
    }
}

/// A day of a month that is relative or not said: `12 من الشهر الجاري`, `الجمعة 15`.
pub(super) fn day_of_month(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let number = frame.get(Slot::Day)?;
    let Some(anchor) = today(context) else {
        return Some(Stamp::new(format!("XXXX-XX-{number:02}")));
    };
    let of = |months: i64| {
        let start = month_start(anchor, months)?;
        day(i32::from(start.year()), i32::from(start.month()), number)
    };
    if frame.unit() == Some(Unit::Month) {
        let mut stamp = Stamp::of(of(i64::from(relative(frame).unwrap_or(0)))?);
        stamp.inferred.extend(["year", "month"]);
        return Some(stamp);
    }
    let fits = |date: &Date| {
        let wanted = frame.get(Slot::Weekday);
        wanted.is_none_or(|wanted| weekday(*date) == wanted)
    };
    let months: &[i64] = match context.direction {
        Direction::Past => &[0, -1, -2, -3, -4, -5, -6, 1],
        _ => &[0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6],
    };
    let mut found = months.iter().filter_map(|months| of(*months)).filter(fits);
    let mut stamp = Stamp::of(found.next()?);
    stamp.inferred.extend(["year", "month"]);
    Some(stamp)
}

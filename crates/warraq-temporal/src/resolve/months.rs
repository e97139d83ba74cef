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
    let here = if number.is_some() {
        anchor
    } else {
        anchor.first_of_month()
    };
    let years = Years {
        month,
        day: number.unwrap_or(1),
        here,
    };
    let this = i32::from(anchor.year());
    let (chosen, other) = match relative(frame) {
        Some(0) => (Some(this), None),
        Some(shift) if shift < 0 => (years.last(false).map(|year| year + shift + 1), None),
        Some(shift) => (years.next(false).map(|year| year + shift - 1), None),
        None => years.leaning(context.direction),
    };
    let mut stamp = month_of_year(chosen?, month, number)?;
    stamp.inferred.push("year");
    let other = other.and_then(|year| month_of_year(year, month, number));
    stamp.alternatives.extend(other.map(|stamp| stamp.text));
    Some(stamp)
}

/// The years in which a day of a month, or the month, may lie.
struct Years {
    month: i32,
    day: i32,
    /// The document's day, or the first of its month.
    here: Date,
}

impl Years {
    fn at(&self, year: i32) -> Option<Date> {
        day(year, self.month, self.day)
    }

    /// The nearest years that have the day: 29 February lies up to eight years away.
    fn candidates(&self) -> impl DoubleEndedIterator<Item = (i32, Date)> {
        let this = i32::from(self.here.year());
        (this - 8..=this + 8).filter_map(|year| Some((year, self.at(year)?)))
    }

    fn last(&self, inclusive: bool) -> Option<i32> {
        let fits = |(_, date): &(i32, Date)| *date < self.here || inclusive && *date == self.here;
        self.candidates().rev().find(fits).map(|(year, _)| year)
    }

    fn next(&self, inclusive: bool) -> Option<i32> {
        let fits = |(_, date): &(i32, Date)| *date > self.here || inclusive && *date == self.here;
        self.candidates().find(fits).map(|(year, _)| year)
    }

    /// The year that the verbs mean, and the other one.
    fn leaning(&self, direction: Direction) -> (Option<i32>, Option<i32>) {
        let is_past = direction != Direction::Future;
        let (last, next) = (self.last(is_past), self.next(!is_past));
        let date = |year: Option<i32>| year.and_then(|year| self.at(year));
        if direction.leans_back(self.here, date(last), date(next)) {
            (last, next)
        } else {
            (next, last)
        }
    }
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

//! Hijri dates: days are converted, months and years become intervals of days.

use super::{Context, Stamp, relative, today};
use crate::calendar::{add_days, hijri_day, hijri_of};
use crate::frame::{Frame, Slot};

pub(super) fn hijri(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let month = frame.get(Slot::Hijri);
    let number = frame.get(Slot::Day);
    let anchor = today(context).and_then(hijri_of);
    let said = frame.get(Slot::Year);
    // A Hijri month with a Gregorian year (`رمضان 2016`) is the one that began in that year.
    let gregorian = said.filter(|year| *year > 1700);
    let shift = relative(frame).or(frame.get(Slot::YearRelative));
    let year = match (gregorian, said, anchor) {
        (Some(year), ..) => {
            let month = month?;
            let near = (year - 622) * 33 / 32;
            let starts = |hijri: &i32| {
                hijri_day(*hijri, month, 1).is_some_and(|date| i32::from(date.year()) == year)
            };
            (near - 1..=near + 2).find(starts)?
        }
        (None, Some(year), _) => year,
        (None, None, Some((year, this_month))) => match (shift, month) {
            (Some(-1), Some(month)) if month < this_month => year,
            (Some(1), Some(month)) if month > this_month => year,
            (shift, _) => year + shift.unwrap_or(0),
        },
        (None, None, None) => {
            let text = match (month, number) {
                (Some(month), Some(number)) => format!("XXXX-{month:02}-{number:02}"),
                (Some(month), None) => format!("XXXX-{month:02}"),
                _ => return None,
            };
            return Some(Stamp {
                hijri: true,
                ..Stamp::new(text)
            });
        }
    };
    let mut stamp = match (month, number) {
        (Some(month), Some(number)) => Stamp::of(hijri_day(year, month, number)?),
        (Some(month), None) => hijri_period(
            (year, month),
            if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            },
        )?,
        (None, _) => hijri_period((year, 1), (year + 1, 1))?,
    };
    stamp.hijri = true;
    if said.is_none() {
        stamp.inferred.push("year");
    }
    Some(stamp)
}

/// Several Hijri years, both included.
pub(super) fn hijri_years(first: i32, last: i32) -> Option<Stamp> {
    let mut stamp = hijri_period((first, 1), (last + 1, 1))?;
    stamp.hijri = true;
    Some(stamp)
}

/// A Hijri month or year is an interval of Gregorian days.
fn hijri_period(from: (i32, i32), to: (i32, i32)) -> Option<Stamp> {
    let start = hijri_day(from.0, from.1, 1)?;
    let end = add_days(hijri_day(to.0, to.1, 1)?, -1)?;
    Some(Stamp::new(format!("{start}/{end}")))
}

//! Holidays, by the rules of `data/holidays.tsv`.

use super::years::year;
use super::{Context, Stamp, today};
use crate::calendar::{add_days, day, hijri_day, weekday};
use crate::frame::{Frame, Slot};
use jiff::civil::Date;

/// `fixed:12-25`, `hijri:10-01`, `nth:06-7-3` (third Sunday of June).
pub(super) fn holiday(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let rule = context.lexicon.text_of(frame.get(Slot::Holiday)?);
    let (kind, place) = rule.split_once(':')?;
    let numbers: Option<Vec<i32>> = place.split('-').map(|part| part.parse().ok()).collect();
    let numbers = numbers?;
    let (first, second) = (*numbers.first()?, *numbers.get(1)?);
    let anchor = today(context);
    let said = year(frame, context);
    let of = |year: i32| match kind {
        "fixed" => day(year, first, second),
        "nth" => nth_week_day(year, first, second, *numbers.get(2)?),
        _ => {
            let near = (year - 622) * 33 / 32;
            let in_year = |date: &Date| i32::from(date.year()) == year;
            (near - 1..=near + 2)
                .filter_map(|hijri| hijri_day(hijri, first, second))
                .find(in_year)
        }
    };
    let hijri = kind == "hijri";
    let finish = |date: Date| Stamp {
        hijri,
        ..Stamp::of(date)
    };
    if let Some(year) = said {
        return of(year).map(finish);
    }
    let Some(anchor) = anchor else {
        let text = match kind {
            "nth" => format!("XXXX-{first:02}"),
            _ => format!("XXXX-{first:02}-{second:02}"),
        };
        return Some(Stamp {
            hijri,
            ..Stamp::new(text)
        });
    };
    let this = i32::from(anchor.year());
    let dates: Vec<Date> = (this - 2..=this + 2).filter_map(of).collect();
    let last = dates.iter().rev().find(|date| **date <= anchor).copied();
    let next = dates.iter().find(|date| **date > anchor).copied();
    let (chosen, other) = if context.direction.leans_back(anchor, last, next) {
        (last, next)
    } else {
        (next, last)
    };
    let mut stamp = finish(chosen?);
    stamp.inferred.push("year");
    stamp
        .alternatives
        .extend(other.map(|date| date.to_string()));
    Some(stamp)
}

fn nth_week_day(year: i32, month: i32, wanted: i32, nth: i32) -> Option<Date> {
    let start = day(year, month, 1)?;
    let first = (wanted - weekday(start)).rem_euclid(7);
    add_days(start, i64::from(first + 7 * (nth - 1)))
}

//! Holidays, by the rules of `data/holidays.tsv`.
//!
//! The dates of Easter are those of the Gregorian and of the Julian computus, in the form that Meeus
//! gives them (Astronomical Algorithms, chapter 8).

use super::years::year;
use super::{Context, Stamp, today};
use crate::calendar::{add_days, day, hijri_day, weekday};
use crate::frame::{Frame, Slot};
use jiff::civil::Date;

/// Days around Easter are counted so that Easter itself has this number: `western:98` is Good Friday.
const EASTER: i64 = 100;

/// `fixed:12-25`, `hijri:10-01`, `nth:06-7-3` (third Sunday of June), `nth:11-4-4-1` (the day after
/// the fourth Thursday of November), `western:100` (Easter).
pub(super) fn holiday(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let rule = context.lexicon.text_of(frame.get(Slot::Holiday)?);
    let (kind, place) = rule.split_once(':')?;
    let numbers: Option<Vec<i32>> = place.split('-').map(|part| part.parse().ok()).collect();
    let numbers = numbers?;
    let first = *numbers.first()?;
    let second = numbers.get(1).copied().unwrap_or(0);
    let anchor = today(context);
    let said = year(frame, context);
    let of = |year: i32| match kind {
        "fixed" => day(year, first, second),
        "nth" => {
            let behind = numbers.get(3).copied().unwrap_or(0);
            let day = nth_week_day(year, first, second, *numbers.get(2)?)?;
            add_days(day, i64::from(behind))
        }
        "western" => add_days(western_easter(year)?, i64::from(first) - EASTER),
        "eastern" => add_days(eastern_easter(year)?, i64::from(first) - EASTER),
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
            "western" | "eastern" => "XXXX-SP".to_owned(),
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

fn western_easter(year: i32) -> Option<Date> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    day(year, days / 31, days % 31 + 1)
}

/// The Julian day, moved to the Gregorian calendar.
fn eastern_easter(year: i32) -> Option<Date> {
    let moon = (19 * (year % 19) + 15) % 30;
    let to_sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let days = moon + to_sunday + 114;
    let julian = day(year, days / 31, days % 31 + 1)?;
    let apart = year / 100 - year / 400 - 2;
    add_days(julian, i64::from(apart))
}

fn nth_week_day(year: i32, month: i32, wanted: i32, nth: i32) -> Option<Date> {
    let start = day(year, month, 1)?;
    let first = (wanted - weekday(start)).rem_euclid(7);
    add_days(start, i64::from(first + 7 * (nth - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_on_its_days() {
        let dates = |year| (western_easter(year).unwrap(), eastern_easter(year).unwrap());
        let date = |text: &str| text.parse().unwrap();
        assert_eq!(dates(2016), (date("2016-03-27"), date("2016-05-01")));
        assert_eq!(dates(2017), (date("2017-04-16"), date("2017-04-16")));
        assert_eq!(dates(2024), (date("2024-03-31"), date("2024-05-05")));
    }
}

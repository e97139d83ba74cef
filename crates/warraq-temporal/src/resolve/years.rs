//! Years, decades and centuries, and the parts of a year.

use super::hijri::hijri_years;
use super::ordinals::within;
use super::{Context, Direction, Stamp, relative, today};
use crate::calendar::month_start;
use crate::frame::{Frame, Slot, Unit};
use jiff::civil::Date;

/// The year that the words give, directly or by the document's date.
pub(super) fn year(frame: &Frame, context: &Context<'_>) -> Option<i32> {
    let anchor = today(context).map(|date| i32::from(date.year()));
    if let Some(short) = frame.get(Slot::Short) {
        if let Some(century) = frame.get(Slot::Century) {
            return Some(century * 100 + short);
        }
        let now = anchor.unwrap_or(2000);
        let near = now - now.rem_euclid(100) + short;
        return Some(if near > now + 20 { near - 100 } else { near });
    }
    frame
        .get(Slot::Year)
        .or_else(|| Some(anchor? + frame.get(Slot::YearRelative)?))
}

pub(super) fn year_text(frame: &Frame, year: i32) -> String {
    if frame.has(Slot::Before) {
        format!("BC{year:04}")
    } else {
        format!("{year:04}")
    }
}

pub(super) fn part_of_year(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let anchor = today(context);
    let this = anchor.map(|date| i32::from(date.year()));
    let named = year(frame, context);
    let of_unit = || (within(frame) == Some(Unit::Year)).then(|| Some(this? + relative(frame)?));
    if frame.get(Slot::Quarter) == Some(0) {
        let anchor = anchor?;
        let months = 3 * i64::from(relative(frame)?);
        let date = month_start(anchor, months)?;
        let quarter = (date.month() - 1) / 3 + 1;
        return Some(Stamp::new(format!("{:04}-Q{quarter}", date.year())));
    }
    let season = frame
        .get(Slot::Season)
        .map(|season| context.lexicon.text_of(season));
    let year = named
        .or_else(|| of_unit().flatten())
        .or_else(|| season_year(season?, anchor?, relative(frame)?))
        .or_else(|| Some(this? + relative(frame)?))
        .or_else(|| quarter_year(frame.get(Slot::Quarter)?, anchor?, context.direction));
    let prefix = year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
    let part = if let Some(quarter) = frame.get(Slot::Quarter) {
        format!("Q{quarter}")
    } else if let Some(half) = frame.get(Slot::Half) {
        format!("H{half}")
    } else {
        let season = season?;
        if year.is_none() {
            return Some(Stamp::new(season));
        }
        season.to_owned()
    };
    let mut stamp = Stamp::new(format!("{prefix}-{part}"));
    if !frame.has(Slot::Year) {
        stamp.inferred.push("year");
    }
    Some(stamp)
}

pub(super) fn decade_or_century(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let anchor = today(context).map(|date| i32::from(date.year()));
    let Some(decade) = frame.get(Slot::DecadeName) else {
        let century = frame.get(Slot::Century)? - 1;
        if frame.has(Slot::HijriEra) {
            return hijri_years(century * 100 + 1, century * 100 + 100);
        }
        let text = format!("{century:02}");
        return Some(Stamp::new(if frame.has(Slot::Before) {
            format!("BC{text}")
        } else {
            text
        }));
    };
    let now = anchor.unwrap_or(2000);
    let century = match (frame.get(Slot::Century), relative(frame)) {
        (Some(century), _) => century - 1,
        (None, Some(shift)) => now / 100 + shift,
        // `السبعينيات` are the last ones that have begun.
        (None, None) if now / 100 * 100 + decade > now => now / 100 - 1,
        (None, None) => now / 100,
    };
    let mut stamp = Stamp::new(format!("{century:02}{}", decade / 10));
    if !frame.has(Slot::Century) {
        stamp.inferred.push("century");
    }
    Some(stamp)
}

/// The year of a quarter alone: the document's, unless the quarter has not begun and the past is meant.
fn quarter_year(quarter: i32, anchor: Date, direction: Direction) -> Option<i32> {
    let begun = i32::from(anchor.month()) > 3 * (quarter - 1);
    let ahead = direction == Direction::Past && !begun;
    Some(i32::from(anchor.year()) - i32::from(ahead))
}

/// The year of the last, this or the next season: of a winter, the one that it begins in.
fn season_year(season: &str, anchor: Date, shift: i32) -> Option<i32> {
    let first = SEASONS.iter().find(|(name, _)| *name == season)?.1;
    let (year, month) = (i32::from(anchor.year()), i32::from(anchor.month()));
    let (begun, over) = (month >= first, month >= first + 3);
    Some(match shift {
        0 => year,
        1.. => year + shift - i32::from(!begun),
        _ => year + shift + i32::from(over),
    })
}

/// The first months of the seasons, as meteorologists count them.
const SEASONS: [(&str, i32); 4] = [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)];

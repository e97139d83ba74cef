//! Weekdays, and days counted from today.

use super::months::month;
use super::{Context, Direction, Stamp, relative, today};
use crate::calendar::{add_days, weekday};
use crate::frame::{Frame, Slot, Unit};

pub(super) fn week_day(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let wanted = frame.get(Slot::Weekday)?;
    let Some(anchor) = today(context) else {
        return Some(Stamp::new(format!("XXXX-WXX-{wanted}")));
    };
    let ahead = i64::from((wanted - weekday(anchor)).rem_euclid(7));
    let behind = ahead - if ahead == 0 { 0 } else { 7 };
    let in_week = i64::from(wanted - weekday(anchor));
    let (days, other) = match (relative(frame), frame.unit()) {
        (Some(shift), Some(Unit::Week)) => (in_week + 7 * i64::from(shift), None),
        (Some(-1), _) => (if behind == 0 { -7 } else { behind }, None),
        (Some(1), _) => (if ahead == 0 { 7 } else { ahead }, None),
        (Some(_), _) => (in_week, None),
        (None, _) => match context.weekday_direction {
            Direction::Past => (behind, Some(if ahead == 0 { 7 } else { ahead })),
            _ => (ahead, Some(if behind == 0 { -7 } else { behind })),
        },
    };
    let mut stamp = Stamp::of(add_days(anchor, days)?);
    stamp.inferred.extend(["year", "month", "day"]);
    let other = other.and_then(|days| add_days(anchor, days));
    stamp
        .alternatives
        .extend(other.map(|date| date.to_string()));
    Some(stamp)
}

pub(super) fn days(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let shift = frame.get(Slot::Days)?;
    // `أمس 5 مايو` says the day twice: what is written wins.
    if frame.has(Slot::Month) {
        return month(frame, context);
    }
    match today(context) {
        Some(anchor) => Some(Stamp::of(add_days(anchor, i64::from(shift))?)),
        None => Some(Stamp::new(match shift {
            0 => "PRESENT_REF",
            1.. => "FUTURE_REF",
            _ => "PAST_REF",
        })),
    }
}

//! Periods that are said against the document's date: `الأسبوع الماضي`, `بقية العام`.

use super::moments::date;
use super::ordinals::month_text;
use super::{Context, Stamp, mentions, relative, today};
use crate::calendar::{add_days, month_start, week_text, weekday};
use crate::frame::{Frame, Slot, Unit};

/// `الأسبوع الماضي`, `هذا العام`, `نهاية الأسبوع`.
pub(super) fn unit_period(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let unit = frame.unit()?;
    let said = relative(frame);
    if frame.has(Slot::Rest) {
        return rest(unit, said.unwrap_or(0), context);
    }
    let edge = frame.has(Slot::Edge) || frame.has(Slot::Weekend) || frame.has(Slot::Early);
    let shift = said.or(edge.then_some(0))?;
    let Some(anchor) = mentions::base(frame, context).or_else(|| today(context)) else {
        return unplaced(frame, unit, shift);
    };
    let ahead = i64::from(shift);
    let year = i32::from(anchor.year());
    let text = match unit {
        Unit::Day | Unit::Night => {
            return add_days(anchor, ahead)
                .map(Stamp::of)
                .map(|stamp| night(stamp, unit));
        }
        Unit::Week => {
            let week = week_text(add_days(anchor, 7 * ahead)?);
            if frame.has(Slot::Weekend) {
                format!("{week}-WE")
            } else {
                week
            }
        }
        Unit::Month => month_text(month_start(anchor, ahead)?),
        Unit::Year => format!("{:04}", year + shift),
        Unit::Decade => format!("{:03}", year / 10 + shift),
        Unit::Century => format!("{:02}", year / 100 + shift),
        _ => return None,
    };
    Some(Stamp::new(text))
}

/// `أسبوع 18 سبتمبر`: the week in which a day lies.
pub(super) fn week_of(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let mut day = frame.clone();
    day.clear(Slot::WeekOf);
    let stamp = date(&day, context)?;
    Some(match stamp.date {
        Some(date) => Stamp::new(week_text(date)),
        None => stamp,
    })
}

fn night(mut stamp: Stamp, unit: Unit) -> Stamp {
    if unit == Unit::Night {
        stamp.text.push_str("TNI");
    }
    stamp
}

fn unplaced(frame: &Frame, unit: Unit, shift: i32) -> Option<Stamp> {
    if frame.has(Slot::Weekend) {
        return Some(Stamp::new("XXXX-WXX-WE"));
    }
    if unit < Unit::Night {
        return None;
    }
    Some(Stamp::new(match shift {
        0 => "PRESENT_REF",
        1.. => "FUTURE_REF",
        _ => "PAST_REF",
    }))
}

/// `السنوات القليلة الماضية`: some years that no calendar places.
pub(super) fn near(frame: &Frame) -> Option<Stamp> {
    unplaced(frame, Unit::Term, relative(frame)?)
}

/// From the document's date to the end of the period.
fn rest(unit: Unit, shift: i32, context: &Context<'_>) -> Option<Stamp> {
    let Some(anchor) = context.anchor else {
        return Some(Stamp::new("FUTURE_REF"));
    };
    let date = anchor.date();
    if shift != 0 {
        return None;
    }
    let end = match unit {
        Unit::Day => {
            let time = anchor.time();
            return Some(Stamp::new(format!("{date}T{time}/{date}T23:59:59")));
        }
        Unit::Week => add_days(date, 7 - i64::from(weekday(date)))?,
        Unit::Month => date.last_of_month(),
        Unit::Year => date.last_of_year(),
        _ => return None,
    };
    Some(Stamp::new(format!("{date}/{end}")))
}

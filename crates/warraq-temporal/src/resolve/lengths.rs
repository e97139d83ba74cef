//! Durations, and moments that are a length away from the document's date.

use super::moments::date;
use super::ordinals::month_text;
use super::{Context, Resolved, relative};
use crate::calendar::shift;
use crate::frame::{Amount, Frame, Slot, Unit};
use jiff::civil::DateTime;

pub(super) fn iso_duration(amounts: &[Amount]) -> Option<String> {
    let (mut dates, mut clocks) = (String::new(), String::new());
    let mut sorted = amounts.to_vec();
    sorted.sort_by_key(|amount| std::cmp::Reverse(amount.unit));
    // `12 عاما و4 أعوام` are the ages of two, and no sum.
    let counts_twice = |pair: &[Amount]| {
        let mut whole = pair.iter().map(|amount| amount.count >= 1.0);
        whole.all(|whole| whole) && pair.first().map(|it| it.unit) == pair.last().map(|it| it.unit)
    };
    if sorted.windows(2).any(counts_twice) {
        return None;
    }
    for amount in &mut sorted {
        amount.count *= amount.unit.factor();
    }
    sorted.dedup_by(|later, earlier| {
        // `قرن ونصف قرن` is one count of one unit, and so is `قرن وعشرون عاما`.
        let same = later.unit.designator() == earlier.unit.designator()
            && later.unit.is_clock() == earlier.unit.is_clock();
        if same {
            earlier.count += later.count;
        }
        same
    });
    for amount in sorted {
        if amount.unit.designator().is_empty() {
            return None;
        }
        let count = if amount.count.is_nan() {
            "X".to_owned()
        } else {
            plain(amount.count)
        };
        let part = if amount.unit.is_clock() {
            &mut clocks
        } else {
            &mut dates
        };
        part.push_str(&count);
        part.push_str(amount.unit.designator());
    }
    let clocks = if clocks.is_empty() {
        clocks
    } else {
        format!("T{clocks}")
    };
    Some(format!("P{dates}{clocks}"))
}

/// A number without a needless fraction, at most six decimals.
fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

pub(super) fn duration(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let value = iso_duration(&frame.amounts)?;
    let mut resolved = Resolved {
        label: "DURATION",
        value,
        ..Resolved::default()
    };
    if frame.has(Slot::Window)
        && let Some(interval) = window(frame, context)
    {
        resolved.alternatives.push(interval);
    }
    Some(resolved)
}

/// The interval of `الأيام الثلاثة الماضية`: it ends, or begins, with the document's date.
fn window(frame: &Frame, context: &Context<'_>) -> Option<String> {
    let anchor = context.anchor?;
    let amount = frame
        .amounts
        .first()
        .filter(|amount| !amount.count.is_nan())?;
    let shift_to = relative(frame).filter(|sign| *sign != 0).unwrap_or(-1);
    let other = shift(anchor, amount.unit, amount.count * f64::from(shift_to))?;
    let text = |time: DateTime| {
        if amount.unit.is_clock() {
            time.to_string()
        } else {
            time.date().to_string()
        }
    };
    let (from, to) = if shift_to < 0 {
        (other, anchor)
    } else {
        (anchor, other)
    };
    Some(format!("{}/{}", text(from), text(to)))
}

/// `قبل ثلاثة أيام`: a date at the grain of the smallest unit.
pub(super) fn offset(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let sign = f64::from(frame.get(Slot::Sign)?);
    let open = frame.amounts.iter().any(|amount| amount.count.is_nan());
    let clock = frame.amounts.iter().any(|amount| amount.unit.is_clock());
    let anchor = context
        .anchor
        .filter(|_| !open && (context.has_clock || !clock));
    let Some(anchor) = anchor else {
        let value = if sign < 0.0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Resolved {
            label: "DATE",
            value: value.to_owned(),
            alternatives: iso_duration(&frame.amounts).into_iter().collect(),
            ..Resolved::default()
        });
    };
    let mut moment = base(frame, context).unwrap_or(anchor);
    for amount in &frame.amounts {
        moment = shift(moment, amount.unit, amount.count * sign)?;
    }
    let smallest = frame.amounts.iter().map(|amount| amount.unit).min()?;
    let value = match smallest {
        unit if unit.is_clock() => moment.to_string(),
        Unit::Year if frame.amounts.len() == 1 => format!("{:04}", moment.year()),
        Unit::Decade | Unit::Century => format!("{:04}", moment.year()),
        Unit::Month if frame.amounts.len() == 1 => month_text(moment.date()),
        _ => moment.date().to_string(),
    };
    Some(Resolved {
        label: if smallest.is_clock() { "TIME" } else { "DATE" },
        value,
        alternatives: iso_duration(&frame.amounts).into_iter().collect(),
        ..Resolved::default()
    })
}

/// The day that a length is counted from, where it is said: `بعد أسبوعين من الجمعة`.
fn base(frame: &Frame, context: &Context<'_>) -> Option<DateTime> {
    if !frame.has(Slot::Days) && !frame.has(Slot::Weekday) {
        return None;
    }
    let day = date(frame, context)?.date?;
    Some(day.at(0, 0, 0, 0))
}

/// `بين 3 و5 سنوات`: a length between two.
pub(super) fn between(from: &Frame, to: &Frame) -> Option<Resolved> {
    let (count, unit) = (from.count?, to.amounts.first()?.unit);
    let low = iso_duration(&[Amount { count, unit }])?;
    let high = iso_duration(&to.amounts)?;
    Some(Resolved {
        label: "DURATION",
        value: format!("{low}/{high}"),
        ..Resolved::default()
    })
}

//! Ranges: both ends share what only one of them says.

use super::lengths::between;
use super::moments::moment;
use super::{Context, Resolved};
use crate::frame::{Frame, Slot};

/// Both ends share what only one of them says: `من 4 إلى 22 يناير`.
pub(super) fn range(
    frame: &Frame,
    from: &Frame,
    to: &Frame,
    context: &Context<'_>,
) -> Option<Resolved> {
    if !to.amounts.is_empty() {
        return between(from, to);
    }
    let (mut from, mut to) = (from.clone(), to.clone());
    if is_day_in_two_calendars(&from, &to) {
        return moment(&from, context);
    }
    share_calendar(&mut from, &to);
    for end in [&mut from, &mut to] {
        end.merge(frame);
        (end.from, end.to) = (None, None);
    }
    share_day(&mut from, &mut to);
    let (mut start, mut end) = (moment(&from, context)?, moment(&to, context)?);
    order(&mut start, &mut end);
    Some(from_start_to_end(start, &end))
}

/// `24 صفر 1407 - 1986` says one day in two calendars.
fn is_day_in_two_calendars(from: &Frame, to: &Frame) -> bool {
    let is_hijri = |frame: &Frame| frame.has(Slot::Hijri) || frame.has(Slot::HijriEra);
    is_hijri(from) && !is_hijri(to) && from.has(Slot::Year) && to.has(Slot::Year)
}

/// What the start takes from the end, unless it says it itself.
const SHARED: [Slot; 9] = [
    Slot::Month,
    Slot::Hijri,
    Slot::Year,
    Slot::Unit,
    Slot::Relative,
    Slot::This,
    Slot::YearRelative,
    Slot::HijriEra,
    Slot::Before,
];

/// The start is of the month, the year and the era of the end.
fn share_calendar(from: &mut Frame, to: &Frame) {
    let is_of_clock = from.has(Slot::Hour) || from.has(Slot::Days);
    if (!from.has(Slot::Year) || from.has(Slot::Month)) && !is_of_clock {
        for slot in SHARED {
            if let Some(value) = to.get(slot) {
                from.fill(slot, value);
            }
        }
    }
    if let Some(era) = to.get(Slot::Before) {
        from.fill(Slot::Before, era);
    }
    // `1435-1436هـ`: one era for both.
    let years = (from.get(Slot::Year), to.get(Slot::Year));
    if let (Some(first), Some(last), Some(era)) = (years.0, years.1, to.get(Slot::HijriEra))
        && first <= last
    {
        from.fill(Slot::HijriEra, era);
    }
}

/// Hours are of one part of the day, and of the day that either end names.
fn share_day(from: &mut Frame, to: &mut Frame) {
    let lacks_part =
        |end: &Frame| !end.has(Slot::Part) && !end.has(Slot::Noon) && end.has(Slot::Hour);
    if lacks_part(from) {
        share_part(from, to);
    }
    if lacks_part(to) {
        share_part(to, from);
    }
    let lacks_date = |end: &Frame| end.has(Slot::Hour) && !has_date(end);
    if lacks_date(from) {
        copy_date(from, to);
    }
    if lacks_date(to) {
        copy_date(to, from);
    }
}

/// Without a year, the end lies behind the start.
fn order(start: &mut Resolved, end: &mut Resolved) {
    if end.value >= start.value || end.label != start.label {
        return;
    }
    let earlier = start.alternatives.iter().find(|value| **value <= end.value);
    let later = end.alternatives.iter().find(|value| **value > start.value);
    match (earlier.cloned(), later.cloned()) {
        (Some(earlier), _) => start.value = earlier,
        (None, Some(later)) => end.value = later,
        (None, None) => {}
    }
}

/// The interval from where `start` begins to where `end` ends; both may be intervals.
fn from_start_to_end(start: Resolved, end: &Resolved) -> Resolved {
    let mut inferred = start.inferred;
    for part in &end.inferred {
        if !inferred.contains(part) {
            inferred.push(*part);
        }
    }
    let first = start.value.split_once('/').map(|(first, _)| first);
    let last = end.value.split_once('/').map(|(_, last)| last);
    let value = format!(
        "{}/{}",
        first.unwrap_or(&start.value),
        last.unwrap_or(&end.value)
    );
    Resolved {
        label: if start.label == "TIME" {
            "TIME"
        } else {
            "DATE"
        },
        value,
        hijri: start.hijri,
        inferred,
        ..Resolved::default()
    }
}

fn share_part(into: &mut Frame, other: &Frame) {
    let hours = (into.get(Slot::Hour), other.get(Slot::Hour));
    if let (Some(_), Some(_), Some(part)) = (hours.0, hours.1, other.get(Slot::Part)) {
        into.fill(Slot::Part, part);
    }
}

const DATE_SLOTS: [Slot; 10] = [
    Slot::Year,
    Slot::Month,
    Slot::Day,
    Slot::Weekday,
    Slot::Days,
    Slot::Relative,
    Slot::Unit,
    Slot::This,
    Slot::Hijri,
    Slot::YearRelative,
];

fn has_date(frame: &Frame) -> bool {
    DATE_SLOTS.iter().any(|slot| frame.has(*slot))
}

fn copy_date(into: &mut Frame, other: &Frame) {
    for slot in DATE_SLOTS {
        if let Some(value) = other.get(slot) {
            into.fill(slot, value);
        }
    }
}

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
    let shared = [
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
    let (mut from, mut to) = (from.clone(), to.clone());
    // `24 صفر 1407 - 1986` says one day in two calendars.
    let is_hijri = |frame: &Frame| frame.has(Slot::Hijri) || frame.has(Slot::HijriEra);
    if is_hijri(&from) && !is_hijri(&to) && from.has(Slot::Year) && to.has(Slot::Year) {
        return moment(&from, context);
    }
    let lent = |into: &mut Frame, other: &Frame| {
        for slot in shared {
            if let Some(value) = other.get(slot) {
                into.fill(slot, value);
            }
        }
    };
    if (!from.has(Slot::Year) || from.has(Slot::Month))
        && !from.has(Slot::Hour)
        && !from.has(Slot::Days)
    {
        lent(&mut from, &to);
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
    for end in [&mut from, &mut to] {
        end.merge(frame);
        (end.from, end.to) = (None, None);
    }
    if !from.has(Slot::Part) && !from.has(Slot::Noon) && from.has(Slot::Hour) {
        share_part(&mut from, &to);
    }
    if !to.has(Slot::Part) && !to.has(Slot::Noon) && to.has(Slot::Hour) {
        share_part(&mut to, &from.clone());
    }
    if from.has(Slot::Hour) && !has_date(&from) {
        copy_date(&mut from, &to);
    }
    let mut start = moment(&from, context)?;
    if to.has(Slot::Hour) && !has_date(&to) {
        copy_date(&mut to, &from);
    }
    let mut end = moment(&to, context)?;
    // Without a year, the end lies behind the start.
    if end.value < start.value && end.label == start.label {
        let earlier = start.alternatives.iter().find(|value| **value <= end.value);
        let later = end.alternatives.iter().find(|value| **value > start.value);
        match (earlier.cloned(), later.cloned()) {
            (Some(earlier), _) => start.value = earlier,
            (None, Some(later)) => end.value = later,
            (None, None) => {}
        }
    }
    let label = if start.label == "TIME" {
        "TIME"
    } else {
        "DATE"
    };
    let mut inferred = start.inferred;
    inferred.extend(
        end.inferred
            .iter()
            .filter(|part| !inferred.contains(part))
            .copied()
            .collect::<Vec<_>>(),
    );
    Some(Resolved {
        label,
        value: from_start_to_end(&start.value, &end.value),
        hijri: start.hijri,
        inferred,
        ..Resolved::default()
    })
}

/// The interval from where `start` begins to where `end` ends; both may be intervals.
fn from_start_to_end(start: &str, end: &str) -> String {
    let start = start.split_once('/').map_or(start, |(first, _)| first);
    let end = end.split_once('/').map_or(end, |(_, last)| last);
    format!("{start}/{end}")
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

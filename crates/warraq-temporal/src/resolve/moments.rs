//! Moments: a date, a clock time, or both.

use super::clock::clock;
use super::{Context, Resolved, Stamp};
use super::{days, hijri, holidays, mentions, months, ordinals, periods, years};
use crate::calendar::add_days;
use crate::frame::{Frame, Slot};

/// How a night ends, which is a part of a day.
const NIGHT: &str = "TNI";

/// How references that no calendar places end.
const REFERENCE: &str = "_REF";

pub(super) fn moment(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let clock = clock(frame, context);
    let date = date(frame, context);
    let plain = |stamp: Stamp, label, value| Resolved {
        label,
        value,
        modifier: stamp.modifier.map(str::to_owned),
        hijri: stamp.hijri,
        alternatives: stamp.alternatives,
        inferred: stamp.inferred,
    };
    match (date, clock) {
        (Some(mut stamp), Some(clock)) => {
            for alternative in &mut stamp.alternatives {
                alternative.push_str(&clock);
            }
            let text = if clock == "T24" || clock == "T24:00" {
                let next = stamp.date.and_then(|date| add_days(date, 1));
                next.map_or_else(|| stamp.text.clone(), |date| date.to_string()) + "T00"
            } else if stamp.text.ends_with(REFERENCE) {
                format!("XXXX-XX-XX{clock}")
            } else {
                format!("{}{clock}", stamp.text)
            };
            Some(plain(stamp, "TIME", text))
        }
        (Some(stamp), None) if frame.has(Slot::EndOfDay) => {
            let text = format!("{}T23:59", stamp.text);
            Some(plain(stamp, "TIME", text))
        }
        (Some(stamp), None) => {
            let text = stamp.text.clone();
            let label = if text.ends_with(NIGHT) {
                "TIME"
            } else {
                "DATE"
            };
            Some(plain(stamp, label, text))
        }
        (None, Some(clock)) => Some(plain(Stamp::default(), "TIME", clock)),
        (None, None) => None,
    }
}

/// The date that a frame says, without its clock time.
pub(super) fn date(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    if frame.has(Slot::WeekOf) {
        return periods::week_of(frame, context);
    }
    if frame.has(Slot::Same) {
        return mentions::same(frame, context);
    }
    if frame.has(Slot::Near) {
        return periods::near(frame);
    }
    if frame.has(Slot::Holiday) {
        return holidays::holiday(frame, context);
    }
    if frame.has(Slot::Days) {
        return days::days(frame, context);
    }
    if frame.has(Slot::Nth) {
        return ordinals::nth(frame, context);
    }
    // Half of a month is in the month: ISO 8601 has no value for it.
    let half_of_year = frame.has(Slot::Half) && !frame.has(Slot::Month) && !frame.has(Slot::Hijri);
    if frame.has(Slot::Quarter) || half_of_year || frame.has(Slot::Season) {
        return years::part_of_year(frame, context);
    }
    let hijri_era = frame.has(Slot::HijriEra) && !frame.has(Slot::Century);
    if frame.has(Slot::Hijri) || (hijri_era && !frame.has(Slot::Month)) {
        return hijri::hijri(frame, context);
    }
    if frame.has(Slot::Month) {
        return months::month(frame, context);
    }
    if frame.has(Slot::Day) {
        return months::day_of_month(frame, context);
    }
    if frame.has(Slot::Weekday) {
        return days::week_day(frame, context);
    }
    if frame.has(Slot::DecadeName) || (frame.has(Slot::Century) && !frame.has(Slot::Short)) {
        return years::decade_or_century(frame, context);
    }
    if let Some(year) = years::year(frame, context) {
        return Some(Stamp::new(years::year_text(frame, year)));
    }
    periods::unit_period(frame, context)
}

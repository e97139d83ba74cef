//! Clock times and parts of the day: `T20:30`, `TEV`.

use super::Context;
use crate::frame::{Frame, Slot};

/// `T20:30`, `TEV`; a part of the day turns seven into nineteen.
pub(super) fn clock(frame: &Frame, context: &Context<'_>) -> Option<String> {
    let part = frame
        .get(Slot::Part)
        .map(|part| context.lexicon.text_of(part));
    let (mut hour, mut minute) = (frame.get(Slot::Hour), frame.get(Slot::Minute));
    if let Some(packed) = frame.get(Slot::Packed) {
        // `1140 صباحا`, and `ثمانية وأربعين صباحا`, which is eight and forty.
        let pair = if packed >= 100 {
            (packed / 100, packed % 100)
        } else {
            (packed % 10, packed / 10 * 10)
        };
        (hour, minute) = (Some(pair.0), Some(pair.1));
    }
    let noon = frame.get(Slot::Noon);
    let Some(mut hour) = hour else {
        return noon
            .map(|hour| format!("T{hour:02}"))
            .or_else(|| part.map(str::to_owned));
    };
    if let Some(fraction) = frame.get(Slot::Fraction) {
        minute = Some(fraction);
    }
    if let Some(minus) = frame.get(Slot::Minus) {
        (hour, minute) = ((hour + 23) % 24, Some(60 - minus));
        if hour == 0 {
            hour = 12;
        }
    }
    let hour = in_part(hour, part, noon);
    if hour > 24 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    Some(match (minute, frame.get(Slot::Second)) {
        (Some(minute), Some(second)) => format!("T{hour:02}:{minute:02}:{second:02}"),
        (Some(minute), None) => format!("T{hour:02}:{minute:02}"),
        (None, _) => format!("T{hour:02}"),
    })
}

fn in_part(hour: i32, part: Option<&str>, noon: Option<i32>) -> i32 {
    match (part, noon) {
        (_, Some(0)) if hour == 12 => 0,
        (_, Some(12)) if hour < 6 => hour + 12,
        (Some("TMO"), _) if hour == 12 => 0,
        (Some("TAF" | "TEV"), _) if hour < 12 => hour + 12,
        (Some("TNI"), _) if (5..12).contains(&hour) => hour + 12,
        (Some("TNI"), _) if hour == 12 => 0,
        _ => hour,
    }
}

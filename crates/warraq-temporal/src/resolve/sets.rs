//! Repeated times: `P1D`, `XXXX-WXX-5`, `XXXX-SU`.

use super::clock::clock;
use super::lengths::iso_duration;
use super::{Context, Resolved};
use crate::frame::{Frame, Slot};

pub(super) fn set(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let clock = clock(frame, context).unwrap_or_default();
    let (label, hijri) = ("SET", frame.has(Slot::Hijri));
    let value = named(frame, context, &clock).or_else(|| match &clock {
        clock if !clock.is_empty() => Some(clock.clone()),
        _ => iso_duration(&frame.amounts),
    })?;
    Some(Resolved {
        label,
        value,
        hijri,
        ..Resolved::default()
    })
}

/// What is repeated has a place in the week or the year.
fn named(frame: &Frame, context: &Context<'_>, clock: &str) -> Option<String> {
    let text = |slot| frame.get(slot).map(|it| context.lexicon.text_of(it));
    if let Some(adverb) = text(Slot::AdverbSet) {
        return Some(adverb.to_owned());
    }
    if let Some(weekday) = frame.get(Slot::Weekday) {
        return Some(format!("XXXX-WXX-{weekday}{clock}"));
    }
    if frame.has(Slot::Weekend) {
        return Some("XXXX-WXX-WE".to_owned());
    }
    if let Some(season) = text(Slot::Season) {
        return Some(format!("XXXX-{season}"));
    }
    let month = frame.get(Slot::Month).or(frame.get(Slot::Hijri))?;
    Some(format!("XXXX-{month:02}"))
}

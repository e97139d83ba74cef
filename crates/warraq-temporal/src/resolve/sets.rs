//! Repeated times: `P1D`, `XXXX-WXX-5`.

use super::clock::clock;
use super::lengths::iso_duration;
use super::{Context, Resolved};
use crate::frame::{Frame, Slot};

pub(super) fn set(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let clock = clock(frame, context).unwrap_or_default();
    let value = if let Some(adverb) = frame.get(Slot::AdverbSet) {
        context.lexicon.text_of(adverb).to_owned()
    } else if let Some(weekday) = frame.get(Slot::Weekday) {
        format!("XXXX-WXX-{weekday}{clock}")
    } else if !clock.is_empty() {
        clock
    } else {
        iso_duration(&frame.amounts)?
    };
    Some(Resolved {
        label: "SET",
        value,
        ..Resolved::default()
    })
}

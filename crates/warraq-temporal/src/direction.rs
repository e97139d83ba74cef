//! Direction: what the verbs near a time say of it, past or to come.

use crate::expressions::Expression;
use crate::items::{Flags, Item};
use crate::resolve::Direction;
use warraq_core::{Clitic, Span, Token, View};

/// Says for each time what the nearest verb before it, or else behind it, tells.
pub(crate) fn direct(times: &mut [Expression<'_>], items: &[Item], futures: &[u32]) {
    let direction = |item: &Item| {
        if item.flags.has(Flags::FUTURE_WORD) || futures.binary_search(&item.start).is_ok() {
            Some(Direction::Future)
        } else if item.flags.has(Flags::PAST_VERB) {
            Some(Direction::Past)
        } else {
            None
        }
    };
    for time in times {
        let before = items.get(..time.items.start).unwrap_or_default();
        let behind = items.get(time.items.end..).unwrap_or_default();
        let nearest = before.iter().rev().find_map(direction);
        time.direction = nearest.or_else(|| behind.iter().find_map(direction));
    }
}

/// The starts of the tokens that carry the future سـ, sorted.
pub(crate) fn futures(
    clitics: Option<View<'_, Clitic<'_>>>,
    tokens: View<'_, Token<'_>>,
    sentence: &Span,
) -> Vec<u32> {
    let Some(clitics) = clitics else {
        return Vec::new();
    };
    let within = clitics.within(sentence.start..sentence.end);
    let future = clitics
        .slice(within)
        .filter(|clitic| clitic.label() == "fut");
    let token = future.filter_map(|clitic| clitic.parent().and_then(|parent| tokens.get(parent)));
    token.map(|token| token.span().start).collect()
}

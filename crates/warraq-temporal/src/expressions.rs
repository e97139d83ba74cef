//! Expressions: what the rules found, with the direction that the verbs near it give.

use crate::frame::{Frame, Slot};
use crate::grammar::Group;
use crate::items::{Flags, Sentence};
use crate::knowledge::Knowledge;
use crate::matcher::{Buffers, Found, Matcher};
use crate::resolve::Direction;
use std::ops::Range;

/// A time that was found but not resolved.
#[derive(Clone, Debug)]
pub(crate) struct Expression<'a> {
    /// The bytes of the span.
    pub(crate) range: Range<u32>,
    /// The rule, as it stands in the record.
    pub(crate) origin: &'a str,
    pub(crate) frame: Frame,
    /// What the nearest verb of the sentence says; none without a verb.
    pub(crate) direction: Option<Direction>,
    /// Where the span starts without its preposition.
    pub(crate) inner_start: u32,
    /// The items of the span, and those whose number is a count.
    pub(crate) items: Range<usize>,
}

impl Expression<'_> {
    /// Whether the number at an item of the time is a count, and so a number of its own.
    pub(crate) fn counts(&self, at: usize) -> bool {
        let ends = [&self.frame.from, &self.frame.to];
        if ends
            .iter()
            .any(|end| end.as_ref().is_some_and(|end| !end.amounts.is_empty()))
        {
            return true;
        }
        let counted = self.frame.counted.contains(&(at as u32));
        counted || !self.frame.has(Slot::Every) && !self.frame.amounts.is_empty()
    }
}

/// Finds the times of one sentence, from left to right, without overlap.
pub(crate) fn find_expressions<'a>(
    knowledge: &'a Knowledge,
    sentence: Sentence<'_>,
    starts: &[u32],
    buffers: &mut Buffers<'a>,
    found: &mut Vec<Expression<'a>>,
) {
    let mut matcher = Matcher::new(&knowledge.grammar, sentence, buffers);
    let mut free = 0;
    for at in starts.iter().map(|at| *at as usize) {
        let item = sentence.item(at);
        let starts_time = item.is_some_and(|item| item.flags.has(Flags::STARTS_TIME));
        if at < free || !starts_time {
            continue;
        }
        let Some(expression) = matcher.find(knowledge.time, at) else {
            continue;
        };
        let expression = longer_inside(&mut matcher, knowledge.time, at, expression);
        if expression.finish > expression.begin {
            free = expression.finish.max(at + 1);
            found.extend(make(sentence, &expression));
        }
    }
}

/// Context may stand before a span (`في` before a month); what the rules find without it wins if it
/// reaches as far.
fn longer_inside<'a>(
    matcher: &mut Matcher<'a, '_>,
    time: Group,
    at: usize,
    found: Found<'a>,
) -> Found<'a> {
    if found.begin == at {
        return found;
    }
    match matcher.find(time, found.begin) {
        Some(inside) if inside.finish > found.finish => inside,
        _ => found,
    }
}

fn make<'a>(sentence: Sentence<'_>, found: &Found<'a>) -> Option<Expression<'a>> {
    let first = sentence.item(found.begin)?;
    let last = sentence.item(found.finish.checked_sub(1)?)?;
    let second = sentence.item(found.begin + 1);
    if found.frame.has(Slot::Reject) {
        return None;
    }
    Some(Expression {
        range: first.start..last.end,
        inner_start: second.map_or(first.start, |item| item.start),
        origin: &found.rule.origin,
        frame: (*found.frame).clone(),
        direction: None,
        items: found.begin..found.finish,
    })
}

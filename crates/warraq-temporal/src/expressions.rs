//! Expressions: what the rules found, with the direction that the verbs near it give.

use crate::frame::{Frame, Slot};
use crate::knowledge::Knowledge;
use crate::matcher::{Found, Matcher, Sentence};
use crate::resolve::Direction;
use std::ops::Range;

/// A time that was found but not resolved.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    /// The bytes of the span.
    pub(crate) range: Range<u32>,
    pub(crate) rule: String,
    pub(crate) frame: Frame,
    /// What the nearest verb of the sentence says; none without a verb.
    pub(crate) direction: Option<Direction>,
    /// Where the span starts without its preposition.
    pub(crate) inner_start: u32,
    /// The items of the span, and those whose number is a count.
    pub(crate) items: Range<usize>,
}

/// Finds the times of one sentence, from left to right, without overlap.
pub(crate) fn find_expressions(
    knowledge: &Knowledge,
    sentence: Sentence<'_>,
    found: &mut Vec<Expression>,
) {
    let mut matcher = Matcher::new(&knowledge.grammar, &knowledge.lexicon, sentence);
    let mut at = 0;
    while let Some(item) = sentence.items.get(at) {
        let expression = if item.classes & knowledge.first == 0 {
            None
        } else {
            matcher.find(knowledge.time, at)
        };
        let expression =
            expression.map(|found| longer_inside(&mut matcher, knowledge.time, at, found));
        at = match expression {
            Some(expression) if expression.finish > expression.begin => {
                let next = expression.finish.max(at + 1);
                found.extend(make(sentence, &expression));
                next
            }
            _ => at + 1,
        };
    }
}

/// Context may stand before a span (`في` before a month); what the rules find without it wins if it
/// reaches as far.
fn longer_inside<'a>(
    matcher: &mut Matcher<'a>,
    time: u16,
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

fn make(sentence: Sentence<'_>, found: &Found<'_>) -> Option<Expression> {
    let first = sentence.items.get(found.begin)?;
    let last = sentence.items.get(found.finish.checked_sub(1)?)?;
    let second = sentence.items.get(found.begin + 1);
    if found.frame.has(Slot::Reject) {
        return None;
    }
    Some(Expression {
        range: first.start..last.end,
        inner_start: second.map_or(first.start, |item| item.start),
        rule: found.rule.name.clone(),
        frame: (*found.frame).clone(),
        direction: None,
        items: found.begin..found.finish,
    })
}

//! Cardinals: `ثلاثمائة وخمسة وستون ألفا`, `3 ملايين`, `1 234 567`.

use super::sum::{Part, Sum};
use super::{NumberPhrase, Reader};
use crate::digits::Numeric;

/// No number phrase has more items.
const LONGEST: usize = 24;

impl Reader<'_> {
    /// The item that stands at `at` or behind the word و there, and whether و joins it.
    pub(super) fn joined(&self, at: usize) -> Option<(usize, bool)> {
        let item = self.sentence.item(at)?;
        if self.is(at, self.words.and) {
            let next = self.sentence.item(at + 1)?;
            return (next.proclitics == 0).then_some((at + 1, true));
        }
        let and = self.sentence.lexicon.proclitics.and;
        match item.proclitics {
            0 => Some((at, false)),
            joined if joined == and => Some((at, true)),
            _ => None,
        }
    }

    fn part(&self, at: usize) -> Option<(Part, f64)> {
        if let Some(Numeric::Number { value, .. }) = self.sentence.numeric(at) {
            return Some((Part::Digits, value));
        }
        let words = self.words;
        let parts = [
            (words.ones, Part::Ones),
            (words.one_of, Part::Ones),
            (words.ten, Part::Ten),
            (words.tens, Part::Tens),
            (words.hundred, Part::Hundred),
            (words.scale, Part::Scale),
            (words.scales_plural, Part::Scale),
            (words.scale_dual, Part::Dual),
            (words.dozen, Part::Dozen),
        ];
        let mut parts = parts.into_iter();
        parts.find_map(|(class, part)| Some((part, self.value(at, class)?)))
    }

    pub(super) fn cardinal(&self, start: usize) -> Option<NumberPhrase> {
        if self.value(start, self.words.zero).is_some() {
            return Some(NumberPhrase {
                integer: true,
                ..NumberPhrase::real(0.0, start + 1)
            });
        }
        let (sum, end, parts) = self.parts(start);
        let lone_one_of = parts == 1 && self.value(start, self.words.one_of).is_some();
        if parts == 0 || lone_one_of {
            return None;
        }
        if parts == 1
            && let Some(number) = self.spaced_thousands(start)
        {
            return Some(number);
        }
        let digits = match self.sentence.numeric(start) {
            Some(Numeric::Number { digits, .. }) if parts == 1 => digits,
            _ => 0,
        };
        let closes = end >= self.sentence.len() || self.sentence.is_definite(end);
        let is_fifth = parts == 1 && self.is(start, self.words.fifth) && closes;
        let value = if is_fifth { 0.2 } else { sum.total() };
        Some(NumberPhrase {
            value,
            end,
            ordinal: self.is_counted_ordinal(start, end),
            digits,
            integer: value.fract() == 0.0 && (digits > 0 || !self.is_numeric(start)),
        })
    }

    /// Adds up parts from an item on: the sum, the item behind them, and how many there are.
    fn parts(&self, start: usize) -> (Sum, usize, usize) {
        let mut sum = Sum::default();
        let (mut at, mut parts) = (start, 0);
        while parts < LONGEST {
            let first = parts == 0;
            let place = if first {
                Some((at, false))
            } else {
                self.joined(at)
            };
            let Some((place, joined)) = place else { break };
            let Some((part, value)) = self.part(place) else {
                break;
            };
            // `اثنان وثلاثة أرباع`: the ones count shares and are no part of the sum.
            if joined && part == Part::Ones && self.is(place + 1, self.words.share_plural) {
                break;
            }
            let Some(next) = sum.add(part, value, joined, first) else {
                break;
            };
            if !first && part == Part::Digits && sum.last_scale.is_none() {
                break;
            }
            (sum, at, parts) = (next, place + 1, parts + 1);
        }
        (sum, at, parts)
    }

    /// `العشرون`, `الواحد والعشرون`: a definite number of tens that counts nothing is an ordinal.
    fn is_counted_ordinal(&self, start: usize, end: usize) -> bool {
        let tens = end
            .checked_sub(1)
            .and_then(|last| self.value(last, self.words.tens));
        tens.is_some()
            && self.sentence.is_definite(start)
            && !self.is_unit(end)
            && self.part(end).is_none()
    }

    /// `1 234 567,89`.
    fn spaced_thousands(&self, start: usize) -> Option<NumberPhrase> {
        let Some(Numeric::Number {
            mut value,
            digits: 1..=3,
        }) = self.sentence.numeric(start)
        else {
            return None;
        };
        let mut at = start + 1;
        while at - start < LONGEST
            && let Some(Numeric::Number { value: group, .. }) = self.sentence.numeric(at)
            && self.is_group_of_three(at)
        {
            value = value * 1000.0 + group;
            at += 1;
        }
        let integer = value.fract() == 0.0;
        (at > start + 2).then_some(NumberPhrase {
            integer,
            ..NumberPhrase::real(value, at)
        })
    }

    /// Three digits, with one space before them.
    fn is_group_of_three(&self, at: usize) -> bool {
        let pair = self.sentence.item(at - 1).zip(self.sentence.item(at));
        let gap = pair.and_then(|(before, item)| {
            let gap = before.end as usize..item.start as usize;
            self.sentence.document.get(gap)
        });
        let digits = self
            .sentence
            .text(at)
            .chars()
            .take_while(|c| c.is_numeric());
        let mut gap = gap.unwrap_or_default().chars();
        let one_space = gap.next().is_some_and(|c| c != '\n' && c.is_whitespace());
        digits.count() == 3 && one_space && gap.next().is_none()
    }
}

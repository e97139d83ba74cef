//! Elements that take one word, number or phrase: every reading is tried with the rest of the rule.

use super::{Capture, Matcher};
use crate::digits::Numeric;
use crate::frame::Slot;
use crate::grammar::{ClassElement, Rule, Target};
use crate::lexicon::{
    CLOCK, INTEGER, NUMBER, NUMERIC_DATE, ORDINAL_NUMBER, YEAR_DIGITS, YEAR_NUMBER,
};
use crate::numbers::NumberPhrase;

/// A numeric date with such a year is of the Hijri calendar: `27/8/1412`.
const HIJRI_YEARS: std::ops::Range<i32> = 1300..1500;

impl Matcher<'_, '_> {
    /// Tries every reading of a class element, longest first, with the program behind it.
    pub(super) fn class(
        &mut self,
        element: &ClassElement,
        (rule, next): (&Rule, usize),
        (at, start): (usize, usize),
    ) -> Option<usize> {
        if !self.sentence.has(at, element.class) {
            return None;
        }
        let mark = self.buffers.captures.len();
        if element.class <= CLOCK || element.class == YEAR_DIGITS {
            let end = self.computed(element, at)?;
            let found = self.run(rule, next, end, start);
            if found.is_none() {
                self.buffers.captures.truncate(mark);
            }
            return found;
        }
        let entry = self.sentence.entry(at)?;
        let fits = |sense: crate::lexicon::Sense| {
            sense.class == element.class && element.constraint.admits(sense.value)
        };
        for phrase in entry.phrases.iter().filter(|phrase| fits(phrase.sense)) {
            if !self.sentence.has_words(at + 1, &phrase.rest) {
                continue;
            }
            self.capture(element.target, phrase.sense.value);
            let end = at + 1 + phrase.rest.len();
            if let Some(found) = self.run(rule, next, end, start) {
                return Some(found);
            }
            self.buffers.captures.truncate(mark);
        }
        for sense in entry.senses.iter().filter(|sense| fits(**sense)) {
            self.capture(element.target, sense.value);
            if let Some(found) = self.run(rule, next, at + 1, start) {
                return Some(found);
            }
            self.buffers.captures.truncate(mark);
        }
        None
    }

    fn capture(&mut self, target: Target, value: i32) {
        match target {
            Target::Slot(slot) => self.buffers.captures.push(Capture::Slot(slot, value)),
            Target::Count => self
                .buffers
                .captures
                .push(Capture::Count(f64::from(value), u32::MAX)),
            _ => {}
        }
    }

    /// A class that is computed: captures it and gives the item after it.
    fn computed(&mut self, element: &ClassElement, at: usize) -> Option<usize> {
        match (element.class, self.sentence.numeric(at)) {
            (NUMERIC_DATE, Some(Numeric::Date { year, month, day })) => {
                self.capture_date(year, month, day);
                Some(at + 1)
            }
            (
                CLOCK,
                Some(Numeric::Clock {
                    hour,
                    minute,
                    second,
                }),
            ) => {
                self.capture_slot(Slot::Hour, hour);
                self.capture_slot(Slot::Minute, minute);
                if let Some(second) = second {
                    self.capture_slot(Slot::Second, second);
                }
                Some(at + 1)
            }
            (NUMBER | INTEGER | ORDINAL_NUMBER | YEAR_NUMBER | YEAR_DIGITS, _) => {
                self.number(element, at)
            }
            _ => None,
        }
    }

    fn capture_date(&mut self, year: i32, month: u8, day: Option<u8>) {
        self.buffers.captures.push(Capture::Slot(Slot::Year, year));
        let hijri = HIJRI_YEARS.contains(&year);
        self.capture_slot(if hijri { Slot::Hijri } else { Slot::Month }, month);
        if let Some(day) = day {
            self.capture_slot(Slot::Day, day);
        }
    }

    fn capture_slot(&mut self, slot: Slot, value: u8) {
        self.buffers
            .captures
            .push(Capture::Slot(slot, i32::from(value)));
    }

    fn number(&mut self, element: &ClassElement, at: usize) -> Option<usize> {
        let number = self.number_at(element, at)?;
        let whole = number.value.abs() < 1e9 && number.value.fract() == 0.0;
        let value = if whole { number.value as i32 } else { -1 };
        let fits = match element.class {
            NUMBER => !number.ordinal,
            INTEGER => !number.ordinal && number.integer,
            ORDINAL_NUMBER => number.ordinal,
            _ => {
                let digits = number.digits == 4 || number.digits == 0 && number.integer;
                // In words, a thousand is a number.
                let low = if number.digits == 4 { 1000 } else { 1001 };
                !number.ordinal && digits && (low..2200).contains(&value)
            }
        };
        if !fits || !element.constraint.admits(value) {
            return None;
        }
        match element.target {
            Target::Count => self
                .buffers
                .captures
                .push(Capture::Count(number.value, at as u32)),
            Target::Slot(slot) => self.buffers.captures.push(Capture::Slot(slot, value)),
            _ => {}
        }
        Some(number.end)
    }

    /// The number phrase at an item; `4/22` is a fraction to the reader of numbers, and a day to
    /// that of dates.
    fn number_at(&self, element: &ClassElement, at: usize) -> Option<NumberPhrase> {
        let number = self.sentence.number(at)?;
        match self.sentence.numeric(at) {
            Some(Numeric::Number {
                value,
                digits: digits @ 1..,
            }) if number.end > at + 1 && element.class == INTEGER => Some(NumberPhrase {
                value,
                end: at + 1,
                ordinal: false,
                digits,
                integer: true,
            }),
            _ => Some(number),
        }
    }
}

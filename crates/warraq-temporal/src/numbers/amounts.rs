//! Numbers in the text: cardinals, ordinals, percentages, money and quantities.

use super::NumberPhrase;
use crate::digits::Numeric;
use crate::frame::Unit;
use crate::items::{Flags, Sentence};
use crate::knowledge::Knowledge;
use crate::lexicon::Class;

/// A number that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundNumber<'a> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) label: &'static str,
    pub(crate) value: f64,
    /// ISO 4217 or UCUM.
    pub(crate) unit: Option<&'a str>,
}

/// Finds the numbers of a sentence; `taken` says which items are parts of a date or clock time.
pub(crate) fn find_numbers<'a>(
    knowledge: &'a Knowledge,
    sentence: Sentence<'_>,
    starts: &[u32],
    taken: impl Fn(usize) -> bool,
    found: &mut Vec<FoundNumber<'a>>,
) {
    let finder = Finder {
        knowledge,
        sentence,
    };
    let mut free = 0;
    for at in starts.iter().map(|at| *at as usize) {
        let item = sentence.item(at);
        let may_start = item.is_some_and(|item| item.flags.has(Flags::STARTS_NUMBER));
        if at < free || !may_start || taken(at) {
            continue;
        }
        if let Some((number, end)) = finder.at(at) {
            found.push(number);
            free = end;
        }
    }
}

/// Finds the number at one item.
struct Finder<'a, 's> {
    knowledge: &'a Knowledge,
    sentence: Sentence<'s>,
}

impl<'a> Finder<'a, '_> {
    fn at(&self, at: usize) -> Option<(FoundNumber<'a>, usize)> {
        if let Some(found) = self.sign_first(at) {
            return Some(found);
        }
        if let Some((label, unit, end)) = self.dual(at) {
            let (half, end) = self.share_behind(end, 2.0);
            return Some((self.made((at, end), label, 2.0 + half, Some(unit)), end));
        }
        let number = self.sentence.number(at)?;
        if number.ordinal {
            let ordinal = self.made((at, number.end), "ORDINAL", number.value, None);
            return Some((ordinal, number.end));
        }
        Some(self.with_unit(at, number))
    }

    /// `% 5`, `$ 5`: the sign before the number.
    fn sign_first(&self, at: usize) -> Option<(FoundNumber<'a>, usize)> {
        let classes = self.knowledge.classes;
        let percent = self.text_value(at, classes.percent);
        let currency = || {
            self.text_value(at, classes.currency)
                .filter(|_| self.is_sign(at))
        };
        let (label, unit, end) = match percent {
            Some((_, end)) => ("PERCENT", None, end),
            None => {
                let (symbol, end) = currency()?;
                ("MONEY", Some(symbol), end)
            }
        };
        let number = self.sentence.number(end).filter(|number| !number.ordinal)?;
        Some((
            self.made((at, number.end), label, number.value, unit),
            number.end,
        ))
    }

    fn with_unit(&self, at: usize, number: NumberPhrase) -> (FoundNumber<'a>, usize) {
        let classes = self.knowledge.classes;
        let kinds = [
            (classes.percent, "PERCENT"),
            (classes.currency, "MONEY"),
            (classes.measure, "QUANTITY"),
        ];
        for (class, label) in kinds {
            if let Some((unit, end)) = self.text_value(number.end, class) {
                let unit = (label != "PERCENT").then_some(unit);
                let (part, end) = self.share_behind(end, number.value);
                return (self.made((at, end), label, number.value + part, unit), end);
            }
        }
        if let Some((unit, end)) = self.text_value(number.end, classes.currency_hundredth) {
            let value = number.value / 100.0;
            return (self.made((at, end), "MONEY", value, Some(unit)), end);
        }
        let plain = self.made((at, number.end), "CARDINAL", number.value, None);
        (plain, number.end)
    }

    /// `عامين`, `دولارين`: two of a unit in one word.
    fn dual(&self, at: usize) -> Option<(&'static str, &'a str, usize)> {
        let classes = self.knowledge.classes;
        if let Some((unit, end)) = self.text_value(at, classes.currency_dual) {
            return Some(("MONEY", unit, end));
        }
        if let Some((unit, end)) = self.text_value(at, classes.measure_dual) {
            return Some(("QUANTITY", unit, end));
        }
        let (value, end) = self.value(at, classes.dual)?;
        Some(("QUANTITY", Unit::from_value(value)?.ucum(), end))
    }

    /// `خمسة كيلومترات ونصف`: the part of a unit that و adds behind it, and where it ends. Of a time
    /// it belongs to the duration, and is a number of its own.
    fn share_behind(&self, end: usize, value: f64) -> (f64, usize) {
        let is_time = end.checked_sub(1).is_some_and(|last| self.is_time(last));
        let share = self.knowledge.numbers.joined_share(self.sentence, end);
        match share {
            Some((share, behind)) if value.fract() == 0.0 && !is_time => (share, behind),
            _ => (0.0, end),
        }
    }

    fn is_time(&self, at: usize) -> bool {
        self.sentence.has(at, self.knowledge.classes.dual)
    }

    /// Whether an item is written without Arabic letters: `$`, `usd`.
    fn is_sign(&self, at: usize) -> bool {
        let text = self.sentence.text(at);
        !text.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}'))
    }

    fn text_value(&self, at: usize, class: Class) -> Option<(&'a str, usize)> {
        let (value, end) = self.value(at, class)?;
        Some((self.knowledge.lexicon.text_of(value), end))
    }

    /// The value that the item has in a class, longest form first.
    fn value(&self, at: usize, class: Class) -> Option<(i32, usize)> {
        let entry = self.sentence.entry(at)?;
        let is_digits = self
            .sentence
            .numeric(at)
            .is_some_and(|it| it != Numeric::Other);
        if !entry.classes.contains(class) || is_digits {
            return None;
        }
        let phrase = entry.phrases.iter().find(|phrase| {
            phrase.sense.class == class && self.sentence.are_words(at + 1, &phrase.rest)
        });
        if let Some(phrase) = phrase {
            return Some((phrase.sense.value, at + 1 + phrase.rest.len()));
        }
        let sense = entry.senses.iter().find(|sense| sense.class == class)?;
        Some((sense.value, at + 1))
    }

    fn made(
        &self,
        (at, end): (usize, usize),
        label: &'static str,
        value: f64,
        unit: Option<&'a str>,
    ) -> FoundNumber<'a> {
        let start = self.sentence.item(at).map_or(0, |item| item.start);
        let last = end.checked_sub(1).and_then(|last| self.sentence.item(last));
        FoundNumber {
            start,
            end: last.map_or(start, |item| item.end),
            label,
            value,
            unit,
        }
    }
}

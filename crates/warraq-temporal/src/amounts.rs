//! Numbers in the text: cardinals, ordinals, percentages, money and quantities.

use crate::digits::Numeric;
use crate::frame::Unit;
use crate::knowledge::Knowledge;
use crate::matcher::Sentence;
use crate::number_phrases::NumberPhrase;

/// A number that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundNumber {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) label: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: Option<String>,
    pub(crate) origin: &'static str,
}

/// Finds the numbers of a sentence; `taken` says which items are parts of a date or clock time.
pub(crate) fn find_numbers(
    knowledge: &Knowledge,
    sentence: Sentence<'_>,
    taken: &dyn Fn(usize) -> bool,
    found: &mut Vec<FoundNumber>,
) {
    let finder = Finder {
        knowledge,
        sentence,
    };
    let mut at = 0;
    while at < sentence.items.len() {
        if taken(at) {
            at += 1;
            continue;
        }
        at = match finder.at(at) {
            Some((number, end)) => {
                found.push(number);
                end
            }
            None => at + 1,
        };
    }
}

struct Finder<'a> {
    knowledge: &'a Knowledge,
    sentence: Sentence<'a>,
}

impl Finder<'_> {
    fn at(&self, at: usize) -> Option<(FoundNumber, usize)> {
        let classes = self.knowledge.classes;
        if let Some((_, end)) = self.sense(at, classes.percent)
            && let Some(number) = self.number(end).filter(|number| !number.ordinal)
        {
            let percent = self.made((at, number.end), "PERCENT", number.value, None);
            return Some((percent, number.end));
        }
        if let Some((symbol, end)) = self.sense(at, classes.currency)
            && self.is_symbol(at)
            && let Some(number) = self.number(end).filter(|number| !number.ordinal)
        {
            let money = self.made((at, number.end), "MONEY", number.value, Some(symbol));
            return Some((money, number.end));
        }
        if let Some((unit, end)) = self.dual(at) {
            let number = self.made((at, end), "QUANTITY", 2.0, Some(unit.ucum().to_owned()));
            return Some((number, end));
        }
        let number = self.number(at)?;
        if number.ordinal {
            let ordinal = self.made((at, number.end), "ORDINAL", number.value, None);
            return Some((ordinal, number.end));
        }
        if self.is_round_of_a_cup(&number) {
            return Some((
                self.made((at, number.end), "CARDINAL", number.value, None),
                number.end,
            ));
        }
        Some(self.with_unit(at, number))
    }

    fn with_unit(&self, at: usize, number: NumberPhrase) -> (FoundNumber, usize) {
        let classes = self.knowledge.classes;
        let kinds = [
            (classes.percent, "PERCENT"),
            (classes.currency, "MONEY"),
            (classes.measure, "QUANTITY"),
        ];
        for (class, label) in kinds {
            if let Some((unit, end)) = self.sense(number.end, class) {
                let unit = (label != "PERCENT").then_some(unit);
                return (self.made((at, end), label, number.value, unit), end);
            }
        }
        let plain = self.made((at, number.end), "CARDINAL", number.value, None);
        (plain, number.end)
    }

    /// `ربع النهائي` is no quarter.
    fn is_round_of_a_cup(&self, number: &NumberPhrase) -> bool {
        number.value < 1.0 && number.end >= self.sentence.items.len()
    }

    fn number(&self, at: usize) -> Option<NumberPhrase> {
        self.sentence.numbers.get(at).copied().flatten()
    }

    fn dual(&self, at: usize) -> Option<(Unit, usize)> {
        let (value, end) = self.value(at, self.knowledge.classes.dual)?;
        Some((Unit::from_value(value)?, end))
    }

    fn is_symbol(&self, at: usize) -> bool {
        let item = self.sentence.items.get(at);
        let text = item.and_then(|item| {
            self.sentence
                .text
                .get(item.start as usize..item.end as usize)
        });
        text.is_some_and(|text| !text.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}')))
    }

    fn sense(&self, at: usize, class: u8) -> Option<(String, usize)> {
        let (value, end) = self.value(at, class)?;
        Some((self.knowledge.lexicon.text_of(value).to_owned(), end))
    }

    /// The value that the item has in a class, longest form first.
    fn value(&self, at: usize, class: u8) -> Option<(i32, usize)> {
        let item = self.sentence.items.get(at)?;
        if item.classes & (1 << class) == 0 || item.numeric.is_some_and(|n| n != Numeric::Other) {
            return None;
        }
        let entry = self.knowledge.lexicon.entry(item.word?)?;
        let phrase = entry.phrases.iter().find(|phrase| {
            let items = self.sentence.items.get(at + 1..at + 1 + phrase.rest.len());
            let same = |items: &[crate::items::Item]| {
                items
                    .iter()
                    .zip(&phrase.rest)
                    .all(|(item, word)| item.word == Some(*word))
            };
            phrase.sense.class == class && items.is_some_and(same)
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
        unit: Option<String>,
    ) -> FoundNumber {
        let start = self.sentence.items.get(at).map_or(0, |item| item.start);
        let last = end
            .checked_sub(1)
            .and_then(|last| self.sentence.items.get(last));
        FoundNumber {
            start,
            end: last.map_or(start, |item| item.end),
            label,
            value,
            unit,
            origin: "rule:number",
        }
    }
}

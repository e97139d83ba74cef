//! The matcher: runs compiled rules at one item and keeps the longest expression.
//!
//! Groups of rules call each other; what a group gives at an item is remembered while one
//! expression is tried, so that work grows with the number of items and not with their
//! combinations.

use crate::digits::Numeric;
use crate::frame::{Frame, Slot};
use crate::grammar::{Before, Constraint, Grammar, Rule, Step, Target};
use crate::items::Item;
use crate::lexicon::{CLOCK, INTEGER, Lexicon, NUMBER, NUMERIC_DATE, ORDINAL_NUMBER, YEAR_NUMBER};
use crate::number_phrases::NumberPhrase;
use std::rc::Rc;

/// Groups call each other no deeper.
const DEEPEST: usize = 10;

/// No expression tries more steps; a hostile text gets no match rather than more time.
const MOST_STEPS: usize = 20_000;

/// A numeric date with such a year is of the Hijri calendar: `27/8/1412`.
const HIJRI_YEARS: std::ops::Range<i32> = 1300..1500;

/// Items of one sentence, with the number phrase that starts at each.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'a> {
    pub(crate) text: &'a str,
    pub(crate) items: &'a [Item],
    pub(crate) numbers: &'a [Option<NumberPhrase>],
}

/// What a group matched.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    /// The items of the span.
    pub(crate) begin: usize,
    pub(crate) finish: usize,
    /// The item after the last one that was looked at.
    pub(crate) end: usize,
    pub(crate) rule: &'a Rule,
    pub(crate) frame: Rc<Frame>,
}

/// What one element put aside.
#[derive(Clone, Debug)]
enum Capture {
    Slot(Slot, i32),
    Count(f64, u32),
    Frame(Target, Rc<Frame>),
    Begin(usize),
    Finish(usize),
}

/// Matches at one item of one sentence.
pub(crate) struct Matcher<'a> {
    grammar: &'a Grammar,
    lexicon: &'a Lexicon,
    sentence: Sentence<'a>,
    captures: Vec<Capture>,
    remembered: Vec<(u16, usize, Option<Found<'a>>)>,
    steps: usize,
    depth: usize,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(grammar: &'a Grammar, lexicon: &'a Lexicon, sentence: Sentence<'a>) -> Self {
        Self {
            grammar,
            lexicon,
            sentence,
            captures: Vec::new(),
            remembered: Vec::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// The longest expression that the rules of `group` find at `start`.
    pub(crate) fn find(&mut self, group: u16, start: usize) -> Option<Found<'a>> {
        self.remembered.clear();
        self.captures.clear();
        (self.steps, self.depth) = (0, 0);
        self.call(group, start)
    }

    fn call(&mut self, group: u16, start: usize) -> Option<Found<'a>> {
        let known = self
            .remembered
            .iter()
            .find(|(rules, at, _)| *rules == group && *at == start);
        if let Some((_, _, found)) = known {
            return found.clone();
        }
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let classes = self
            .sentence
            .items
            .get(start)
            .map_or(0, |item| item.classes);
        let mut best: Option<Found<'a>> = None;
        for rule in self.grammar.rules(group) {
            if rule.first & classes == 0 {
                continue;
            }
            let mark = self.captures.len();
            if let Some(end) = self.run(&rule.steps, 0, start, start)
                && best.as_ref().is_none_or(|best| end > best.end)
            {
                let frame = Rc::new(self.frame(rule, mark));
                let (begin, finish) = self.bounds(mark, start, end);
                best = Some(Found {
                    begin,
                    finish,
                    end,
                    rule,
                    frame,
                });
            }
            self.captures.truncate(mark);
        }
        self.depth -= 1;
        self.remembered.push((group, start, best.clone()));
        best
    }

    fn bounds(&self, mark: usize, start: usize, end: usize) -> (usize, usize) {
        let mut bounds = (start, end);
        for capture in self.captures.get(mark..).unwrap_or_default() {
            match capture {
                Capture::Begin(at) => bounds.0 = *at,
                Capture::Finish(at) => bounds.1 = *at,
                _ => {}
            }
        }
        bounds
    }

    fn frame(&self, rule: &Rule, mark: usize) -> Frame {
        let mut frame = Frame::default();
        for (slot, value) in &rule.set {
            frame.fill(*slot, *value);
        }
        for capture in self.captures.get(mark..).unwrap_or_default() {
            match capture {
                Capture::Slot(slot, value) => frame.fill(*slot, *value),
                Capture::Count(count, item) => {
                    frame.count = frame.count.or(Some(*count));
                    frame.counted.push(*item);
                }
                Capture::Frame(Target::From, part) => frame.from = Some(Box::new((**part).clone())),
                Capture::Frame(Target::To, part) => frame.to = Some(Box::new((**part).clone())),
                Capture::Frame(_, part) => frame.merge(part),
                Capture::Begin(_) | Capture::Finish(_) => {}
            }
        }
        if frame.has(Slot::Amount) {
            frame.close_amount();
        }
        frame
    }

    /// Runs a program from a step; gives the item after the match.
    fn run(&mut self, steps: &[Step], from: usize, at: usize, start: usize) -> Option<usize> {
        let (mut step, mut at) = (from, at);
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            match steps.get(step)? {
                Step::End => return Some(at),
                Step::Jump(target) => step = *target as usize,
                Step::SentenceEnd => {
                    if at < self.sentence.items.len() {
                        return None;
                    }
                    step += 1;
                }
                Step::Begin => {
                    self.captures.push(Capture::Begin(at));
                    step += 1;
                }
                Step::Finish => {
                    self.captures.push(Capture::Finish(at));
                    step += 1;
                }
                Step::Split(other) => {
                    let mark = self.captures.len();
                    if let Some(end) = self.run(steps, step + 1, at, start) {
                        return Some(end);
                    }
                    self.captures.truncate(mark);
                    step = *other as usize;
                }
                Step::Word { word, before } => {
                    let item = self.item(at, start, *before)?;
                    if item.word != Some(*word) {
                        return None;
                    }
                    (step, at) = (step + 1, at + 1);
                }
                Step::Call {
                    rules,
                    target,
                    before,
                } => {
                    self.item(at, start, *before)?;
                    let found = self.call(*rules, at)?;
                    if at == start && found.begin > at {
                        self.captures.push(Capture::Begin(found.begin));
                    }
                    self.captures.push(Capture::Frame(*target, found.frame));
                    (step, at) = (step + 1, found.end);
                }
                Step::Class { before, .. } => {
                    self.item(at, start, *before)?;
                    let element = steps.get(step)?;
                    return self.class(steps, step, element, (at, start));
                }
            }
        }
    }

    /// The item at `at`, if what stands before it is as it must be.
    fn item(&self, at: usize, start: usize, before: Before) -> Option<&'a Item> {
        let item = self.sentence.items.get(at)?;
        let fits = match before {
            Before::Anything => true,
            Before::Exactly(wanted) if at == start => item.proclitics & wanted == wanted,
            Before::Exactly(wanted) => item.proclitics == wanted,
        };
        fits.then_some(item)
    }

    /// Tries every reading of a class element, longest first, with the rest of the program.
    fn class(
        &mut self,
        steps: &[Step],
        step: usize,
        element: &Step,
        (at, start): (usize, usize),
    ) -> Option<usize> {
        let Step::Class {
            class,
            constraint,
            target,
            ..
        } = element
        else {
            return None;
        };
        let item = self.sentence.items.get(at)?;
        if item.classes & (1 << class) == 0 {
            return None;
        }
        let mark = self.captures.len();
        if *class <= CLOCK {
            let end = self.computed(*class, constraint, *target, at)?;
            let found = self.run(steps, step + 1, end, start);
            if found.is_none() {
                self.captures.truncate(mark);
            }
            return found;
        }
        let lexicon = self.lexicon;
        let entry = lexicon.entry(item.word?)?;
        for phrase in &entry.phrases {
            let sense = phrase.sense;
            if sense.class == *class
                && constraint.admits(sense.value)
                && self.has_words(at + 1, &phrase.rest)
            {
                self.capture(*target, sense.value);
                let end = at + 1 + phrase.rest.len();
                if let Some(found) = self.run(steps, step + 1, end, start) {
                    return Some(found);
                }
                self.captures.truncate(mark);
            }
        }
        for sense in &entry.senses {
            if sense.class == *class && constraint.admits(sense.value) {
                self.capture(*target, sense.value);
                if let Some(found) = self.run(steps, step + 1, at + 1, start) {
                    return Some(found);
                }
                self.captures.truncate(mark);
            }
        }
        None
    }

    fn has_words(&self, at: usize, words: &[u32]) -> bool {
        let items = self.sentence.items.get(at..at + words.len());
        items.is_some_and(|items| {
            let mut pairs = items.iter().zip(words);
            pairs.all(|(item, word)| item.word == Some(*word) && item.proclitics == 0)
        })
    }

    fn capture(&mut self, target: Target, value: i32) {
        match target {
            Target::Slot(slot) => self.captures.push(Capture::Slot(slot, value)),
            Target::Count => self
                .captures
                .push(Capture::Count(f64::from(value), u32::MAX)),
            _ => {}
        }
    }

    /// A class that is computed: captures it and gives the item after it.
    fn computed(
        &mut self,
        class: u8,
        constraint: &Constraint,
        target: Target,
        at: usize,
    ) -> Option<usize> {
        match (class, self.sentence.items.get(at)?.numeric) {
            (NUMERIC_DATE, Some(Numeric::Date { year, month, day })) => {
                self.captures.push(Capture::Slot(Slot::Year, year));
                let hijri = HIJRI_YEARS.contains(&year);
                let slot = if hijri { Slot::Hijri } else { Slot::Month };
                self.captures.push(Capture::Slot(slot, i32::from(month)));
                if let Some(day) = day {
                    self.captures.push(Capture::Slot(Slot::Day, i32::from(day)));
                }
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
                self.captures
                    .push(Capture::Slot(Slot::Hour, i32::from(hour)));
                self.captures
                    .push(Capture::Slot(Slot::Minute, i32::from(minute)));
                if let Some(second) = second {
                    self.captures
                        .push(Capture::Slot(Slot::Second, i32::from(second)));
                }
                Some(at + 1)
            }
            (NUMBER | INTEGER | ORDINAL_NUMBER | YEAR_NUMBER, _) => {
                let mut number = self.sentence.numbers.get(at).copied().flatten()?;
                // `4/22` is a fraction to the reader of numbers, and a day to that of dates.
                if let Some(Numeric::Number {
                    value,
                    digits: digits @ 1..,
                }) = self.sentence.items.get(at)?.numeric
                    && number.end > at + 1
                    && class == INTEGER
                {
                    number = NumberPhrase {
                        value,
                        end: at + 1,
                        ordinal: false,
                        digits,
                        integer: true,
                    };
                }
                self.number(class, constraint, target, (at, number))
            }
            _ => None,
        }
    }

    fn number(
        &mut self,
        class: u8,
        constraint: &Constraint,
        target: Target,
        (at, number): (usize, NumberPhrase),
    ) -> Option<usize> {
        let whole = number.value.abs() < 1e9 && number.value.fract() == 0.0;
        let value = if whole { number.value as i32 } else { -1 };
        let fits = match class {
            NUMBER => !number.ordinal,
            INTEGER => !number.ordinal && number.integer,
            ORDINAL_NUMBER => number.ordinal,
            _ => {
                let digits = number.digits == 4 || number.digits == 0 && number.integer;
                !number.ordinal && digits && (1000..2200).contains(&value)
            }
        };
        if !fits || !constraint.admits(value) {
            return None;
        }
        match target {
            Target::Count => self.captures.push(Capture::Count(number.value, at as u32)),
            Target::Slot(slot) => self.captures.push(Capture::Slot(slot, value)),
            _ => {}
        }
        Some(number.end)
    }
}

//! The matcher: runs compiled rules at one item and keeps the longest expression.
//!
//! Groups of rules call each other; what a group gives at an item is remembered while one
//! expression is tried, so that work grows with the number of items and not with their
//! combinations. A rule is run only where its first two items may stand.

mod elements;

use crate::frame::{Frame, Slot};
use crate::grammar::{Before, Grammar, Group, Rule, Step, Target};
use crate::items::{Item, Sentence};
use crate::lexicon::ClassSet;
use std::rc::Rc;

/// Groups call each other no deeper.
const DEEPEST: usize = 10;

/// No expression tries more steps; a hostile text gets no match rather than more time.
const MOST_STEPS: usize = 20_000;

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

/// What a group gave at an item.
struct Remembered<'a> {
    group: Group,
    at: usize,
    found: Option<Found<'a>>,
}

/// Matches at one item of one sentence.
pub(crate) struct Matcher<'g, 's> {
    grammar: &'g Grammar,
    sentence: Sentence<'s>,
    captures: Vec<Capture>,
    remembered: Vec<Remembered<'g>>,
    /// What items are, and what stands behind them.
    windows: Vec<(usize, ClassSet, ClassSet)>,
    steps: usize,
    depth: usize,
}

impl<'g, 's> Matcher<'g, 's> {
    pub(crate) fn new(grammar: &'g Grammar, sentence: Sentence<'s>) -> Self {
        Self {
            grammar,
            sentence,
            captures: Vec::new(),
            remembered: Vec::new(),
            windows: Vec::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// The longest expression that the rules of `group` find at `start`.
    pub(crate) fn find(&mut self, group: Group, start: usize) -> Option<Found<'g>> {
        self.remembered.clear();
        self.windows.clear();
        self.captures.clear();
        (self.steps, self.depth) = (0, 0);
        self.call(group, start)
    }

    fn call(&mut self, group: Group, at: usize) -> Option<Found<'g>> {
        if !self.sentence.has_any(at, self.grammar.first(group)?) {
            return None;
        }
        let mut known = self.remembered.iter();
        if let Some(known) = known.find(|known| known.group == group && known.at == at) {
            return known.found.clone();
        }
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let found = self.longest(group, at);
        self.depth -= 1;
        self.remembered.push(Remembered {
            group,
            at,
            found: found.clone(),
        });
        found
    }

    fn longest(&mut self, group: Group, start: usize) -> Option<Found<'g>> {
        let (first, second) = self.window(start);
        let mut best: Option<Found<'g>> = None;
        for rule in self.grammar.rules(group) {
            let may_match = rule.start.first.intersects(&first)
                && (rule.start.may_end || rule.start.second.intersects(&second));
            if !may_match {
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
        best
    }

    /// What an item is, and what stands behind it.
    fn window(&mut self, at: usize) -> (ClassSet, ClassSet) {
        let mut known = self.windows.iter();
        if let Some((_, first, second)) = known.find(|(known, ..)| *known == at) {
            return (*first, *second);
        }
        let (first, second) = (self.sentence.classes(at), self.behind(at));
        self.windows.push((at, first, second));
        (first, second)
    }

    /// What may stand behind an item, or behind the number or phrase that starts at it.
    fn behind(&self, at: usize) -> ClassSet {
        let mut classes = self.sentence.classes(at + 1);
        if let Some(number) = self.sentence.number(at)
            && number.end > at + 1
        {
            classes.add(&self.sentence.classes(number.end));
        }
        for phrase in self
            .sentence
            .entry(at)
            .map_or(&[][..], |entry| &entry.phrases)
        {
            if self.sentence.has_words(at + 1, &phrase.rest) {
                let end = at + 1 + phrase.rest.len();
                classes.add(&self.sentence.classes(end));
            }
        }
        classes
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
                Step::Jump(target) => {
                    step = *target as usize;
                    continue;
                }
                Step::Split(other) => {
                    let mark = self.captures.len();
                    if let Some(end) = self.run(steps, step + 1, at, start) {
                        return Some(end);
                    }
                    self.captures.truncate(mark);
                    step = *other as usize;
                    continue;
                }
                Step::SentenceEnd if at < self.sentence.len() => return None,
                Step::SentenceEnd => {}
                Step::Begin => self.captures.push(Capture::Begin(at)),
                Step::Finish => self.captures.push(Capture::Finish(at)),
                Step::Word { class, before } => {
                    self.item(at, start, *before)?;
                    if !self.sentence.has(at, *class) {
                        return None;
                    }
                    at += 1;
                }
                Step::Call {
                    group,
                    target,
                    before,
                } => {
                    self.item(at, start, *before)?;
                    let found = self.call(*group, at)?;
                    if at == start && found.begin > at {
                        self.captures.push(Capture::Begin(found.begin));
                    }
                    self.captures.push(Capture::Frame(*target, found.frame));
                    at = found.end;
                }
                Step::Class(element) => {
                    self.item(at, start, element.before)?;
                    return self.class(element, (steps, step + 1), (at, start));
                }
            }
            step += 1;
        }
    }

    /// The item at `at`, if what stands before it is as it must be.
    fn item(&self, at: usize, start: usize, before: Before) -> Option<&'s Item> {
        let item = self.sentence.item(at)?;
        let fits = match before {
            Before::Anything => true,
            Before::Exactly(wanted) if at == start => item.proclitics & wanted == wanted,
            Before::Exactly(wanted) => item.proclitics == wanted,
        };
        fits.then_some(item)
    }
}

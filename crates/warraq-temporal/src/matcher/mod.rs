//! The matcher: runs compiled rules at one item and keeps the longest expression.
//!
//! Groups of rules call each other; what a group gives at an item is remembered for the sentence, so
//! that work grows with the number of items and not with their combinations. A rule is run only where its first two items may stand.

mod elements;
mod memory;

use self::memory::Memory;
use crate::frame::{Frame, Slot};
use crate::grammar::{Before, Grammar, Group, Next, Rule, RuleSet, Step, Target};
use crate::items::{Item, Sentence};
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

/// What a matcher writes to, used again for the next sentence.
pub(crate) struct Buffers<'g> {
    captures: Vec<Capture>,
    memory: Memory<'g>,
}

impl Buffers<'_> {
    pub(crate) fn new(grammar: &Grammar) -> Self {
        Self {
            captures: Vec::new(),
            memory: Memory::new(grammar.groups()),
        }
    }
}

/// Matches at the items of one sentence.
pub(crate) struct Matcher<'g, 's> {
    grammar: &'g Grammar,
    sentence: Sentence<'s>,
    buffers: &'s mut Buffers<'g>,
    steps: usize,
    depth: usize,
}

impl<'g, 's> Matcher<'g, 's> {
    pub(crate) fn new(
        grammar: &'g Grammar,
        sentence: Sentence<'s>,
        buffers: &'s mut Buffers<'g>,
    ) -> Self {
        buffers.memory.clear();
        Self {
            grammar,
            sentence,
            buffers,
            steps: 0,
            depth: 0,
        }
    }

    /// The longest expression that the rules of `group` find at `start`.
    pub(crate) fn find(&mut self, group: Group, start: usize) -> Option<Found<'g>> {
        self.buffers.captures.clear();
        (self.steps, self.depth) = (0, 0);
        self.call(group, start)
    }

    fn call(&mut self, group: Group, at: usize) -> Option<Found<'g>> {
        let index = self.grammar.index();
        if !self.sentence.has_any(at, index.first(group)?) {
            return None;
        }
        let row = self
            .buffers
            .memory
            .row(at, || index.rules_at(self.sentence, at));
        let rules = self.buffers.memory.rules(row).and(index.group(group)?);
        if rules.is_empty() || self.depth >= DEEPEST {
            return None;
        }
        if let Some(known) = self.buffers.memory.get(group, row) {
            return known;
        }
        self.depth += 1;
        let found = self.longest(rules, at);
        self.depth -= 1;
        self.buffers.memory.set(group, row, found.as_ref());
        found
    }

    fn longest(&mut self, rules: RuleSet, start: usize) -> Option<Found<'g>> {
        let grammar = self.grammar;
        let mut best = None;
        for rule in rules.iter().filter_map(|rule| grammar.rule_at(rule)) {
            self.improve(&mut best, rule, start);
        }
        best
    }

    /// Runs a rule; a longer match than the best is the best.
    fn improve(&mut self, best: &mut Option<Found<'g>>, rule: &'g Rule, start: usize) {
        let mark = self.buffers.captures.len();
        if let Some(end) = self.run(rule, 0, start, start)
            && best.as_ref().is_none_or(|best| end > best.end)
        {
            let frame = Rc::new(self.frame(rule, mark));
            let (begin, finish) = self.bounds(mark, start, end);
            *best = Some(Found {
                begin,
                finish,
                end,
                rule,
                frame,
            });
        }
        self.buffers.captures.truncate(mark);
    }

    fn bounds(&self, mark: usize, start: usize, end: usize) -> (usize, usize) {
        let mut bounds = (start, end);
        for capture in self.buffers.captures.get(mark..).unwrap_or_default() {
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
        for capture in self.buffers.captures.get(mark..).unwrap_or_default() {
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
    fn run(&mut self, rule: &Rule, from: usize, at: usize, start: usize) -> Option<usize> {
        let (mut step, mut at) = (from, at);
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            match rule.steps.get(step)? {
                Step::End => return Some(at),
                Step::Jump(target) => {
                    step = *target as usize;
                    continue;
                }
                Step::Split(other, branches) => {
                    let branches = rule.branches.get(*branches as usize)?;
                    step = match (self.may(&branches.next, at), self.may(&branches.other, at)) {
                        (false, false) => return None,
                        (true, false) => step + 1,
                        (false, true) => *other as usize,
                        (true, true) => {
                            let mark = self.buffers.captures.len();
                            if let Some(end) = self.run(rule, step + 1, at, start) {
                                return Some(end);
                            }
                            self.buffers.captures.truncate(mark);
                            *other as usize
                        }
                    };
                    continue;
                }
                Step::SentenceEnd if at < self.sentence.len() => return None,
                Step::SentenceEnd => {}
                Step::Begin => self.buffers.captures.push(Capture::Begin(at)),
                Step::Finish => self.buffers.captures.push(Capture::Finish(at)),
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
                        self.buffers.captures.push(Capture::Begin(found.begin));
                    }
                    self.buffers
                        .captures
                        .push(Capture::Frame(*target, found.frame));
                    at = found.end;
                }
                Step::Class(element) => {
                    self.item(at, start, element.before)?;
                    return self.class(element, (rule, step + 1), (at, start));
                }
            }
            step += 1;
        }
    }

    /// Whether what comes next in a program may be what stands at `at`.
    #[inline]
    fn may(&self, next: &Next, at: usize) -> bool {
        next.may_end || self.sentence.has_any(at, &next.classes)
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

//! Programs: what a pattern is compiled into, and what the matcher runs.

use crate::frame::Slot;
use crate::lexicon::{Class, ClassSet};
use crate::proclitics::ProcliticSet;

/// The number of a group: of all rules that give the same thing.
pub(crate) type Group = u16;

/// Where a matched element goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Nothing,
    Slot(Slot),
    Count,
    From,
    To,
    Merge,
}

/// Which values of a class are meant.
#[derive(Clone, Debug)]
pub(crate) enum Constraint {
    Any,
    Between(i32, i32),
    OneOf(Vec<i32>),
}

impl Constraint {
    pub(crate) fn admits(&self, value: i32) -> bool {
        match self {
            Self::Any => true,
            Self::Between(low, high) => (*low..=*high).contains(&value),
            Self::OneOf(values) => values.contains(&value),
        }
    }
}

/// What must stand before a word: these proclitics, or none, or any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Exactly(ProcliticSet),
    Anything,
}

/// An element that takes one word, or one number or phrase, by its class.
#[derive(Clone, Debug)]
pub(crate) struct ClassElement {
    pub(crate) class: Class,
    pub(crate) constraint: Constraint,
    pub(crate) target: Target,
    pub(crate) before: Before,
}

/// One instruction of a compiled pattern.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Class(ClassElement),
    /// A word, by the class that is its own.
    Word {
        class: Class,
        before: Before,
    },
    Call {
        group: Group,
        target: Target,
        before: Before,
    },
    /// Tries the next step, and the other one if that fails; the second number is that of its
    /// [`Branches`].
    Split(u32, u32),
    Jump(u32),
    /// The span starts, or ends, here: what lies outside is context.
    Begin,
    Finish,
    SentenceEnd,
    End,
}

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What its items say of their origin.
    pub(crate) origin: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) set: Vec<(Slot, i32)>,
    pub(crate) start: Start,
    pub(crate) branches: Vec<Branches>,
}

/// What may come next at a step of a program.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Next {
    pub(crate) classes: ClassSet,
    /// Whether the program may end before it takes another item.
    pub(crate) may_end: bool,
}

/// What both branches of a split may take next: one that cannot match is not tried.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Branches {
    pub(crate) next: Next,
    pub(crate) other: Next,
}

/// What the first two items of a match may be: a rule is run only where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) first: ClassSet,
    /// What may stand behind the first word, number or phrase.
    pub(crate) second: ClassSet,
    /// Whether a match may have one word, number or phrase only.
    pub(crate) may_end: bool,
}

impl Start {
    pub(crate) fn add(&mut self, other: &Self) {
        self.first.add(&other.first);
        self.second.add(&other.second);
        self.may_end |= other.may_end;
    }
}

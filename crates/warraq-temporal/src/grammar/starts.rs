//! Starts: what the first two items of each rule's matches may be.
//!
//! Groups call each other, so the sets grow until nothing is added. They may only be too large: a
//! rule that is run in vain costs time, one that is not run would lose a match.

use super::program::{Branches, Group, Next, Rule, Start, Step};
use crate::lexicon::ClassSet;

/// Fills in the starts and the branches of all rules; `groups` gives the group of each, of which there are `count`.
pub(super) fn find(rules: &mut [Rule], groups: &[Group], count: usize) {
    let mut starts = vec![Start::default(); count];
    loop {
        let mut changed = false;
        for (rule, group) in rules.iter_mut().zip(groups) {
            let start = of_steps(&rule.steps, 0, &starts);
            changed |= start != rule.start;
            rule.start = start;
            if let Some(of_group) = starts.get_mut(*group as usize) {
                of_group.add(&start);
            }
        }
        if !changed {
            break;
        }
    }
    for rule in rules {
        branch(rule, &starts);
    }
}

/// Says of each split what its branches may take next.
fn branch(rule: &mut Rule, groups: &[Start]) {
    let mut found = Vec::new();
    for at in 0..rule.steps.len() {
        if let Some(Step::Split(other, _)) = rule.steps.get(at) {
            found.push(Branches {
                next: next(&rule.steps, at + 1, groups),
                other: next(&rule.steps, *other as usize, groups),
            });
        }
    }
    let splits = rule.steps.iter_mut().filter_map(|step| match step {
        Step::Split(_, number) => Some(number),
        _ => None,
    });
    for (number, place) in splits.enumerate() {
        *place = number as u32;
    }
    rule.branches = found;
}

fn of_steps(steps: &[Step], at: usize, groups: &[Start]) -> Start {
    match steps.get(at) {
        Some(Step::Class(element)) => {
            let first = ClassSet::of(element.class);
            behind(steps, at + 1, groups, first)
        }
        Some(Step::Word { class, .. }) => behind(steps, at + 1, groups, ClassSet::of(*class)),
        Some(Step::Call { group, .. }) => {
            let mut start = groups.get(*group as usize).copied().unwrap_or_default();
            if start.may_end {
                let next = next(steps, at + 1, groups);
                start.second.add(&next.classes);
                start.may_end = next.may_end;
            }
            start
        }
        Some(Step::Split(other, _)) => {
            let mut start = of_steps(steps, at + 1, groups);
            start.add(&of_steps(steps, *other as usize, groups));
            start
        }
        Some(Step::Jump(target)) => of_steps(steps, *target as usize, groups),
        Some(Step::Begin | Step::Finish | Step::SentenceEnd) => of_steps(steps, at + 1, groups),
        Some(Step::End) | None => Start::default(),
    }
}

fn behind(steps: &[Step], at: usize, groups: &[Start], first: ClassSet) -> Start {
    let next = next(steps, at, groups);
    Start {
        first,
        second: next.classes,
        may_end: next.may_end,
    }
}

fn next(steps: &[Step], at: usize, groups: &[Start]) -> Next {
    match steps.get(at) {
        Some(Step::Class(element)) => Next {
            classes: ClassSet::of(element.class),
            may_end: false,
        },
        Some(Step::Word { class, .. }) => Next {
            classes: ClassSet::of(*class),
            may_end: false,
        },
        Some(Step::Call { group, .. }) => Next {
            classes: groups
                .get(*group as usize)
                .map_or_else(ClassSet::default, |start| start.first),
            may_end: false,
        },
        Some(Step::Split(other, _)) => {
            let mut found = next(steps, at + 1, groups);
            let other = next(steps, *other as usize, groups);
            found.classes.add(&other.classes);
            found.may_end |= other.may_end;
            found
        }
        Some(Step::Jump(target)) => next(steps, *target as usize, groups),
        Some(Step::Begin | Step::Finish) => next(steps, at + 1, groups),
        // Behind the end of the sentence nothing stands, and nothing may be asked for.
        Some(Step::SentenceEnd | Step::End) | None => Next {
            classes: ClassSet::default(),
            may_end: true,
        },
    }
}

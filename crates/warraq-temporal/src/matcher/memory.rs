//! Memory: which rules may match at each item of a sentence, and what each group gave there.
//!
//! Rows are made for the items at which something was tried, which are few, so that a long sentence
//! costs no more than its times do.

use super::Found;
use crate::grammar::{Group, RuleSet};

/// No group was tried, or it gave nothing.
const UNTRIED: u32 = 0;
const NOTHING: u32 = 1;

/// Where results are counted from.
const FIRST: u32 = 2;

/// What is known of the items of one sentence.
#[derive(Debug)]
pub(super) struct Memory<'g> {
    groups: usize,
    /// For each item its row, counted from 1.
    rows: Vec<u32>,
    /// For each row the rules that may match.
    rules: Vec<RuleSet>,
    /// For each row the result of each group.
    tried: Vec<u32>,
    found: Vec<Found<'g>>,
}

impl<'g> Memory<'g> {
    pub(super) fn new(groups: usize) -> Self {
        Self {
            groups,
            rows: Vec::new(),
            rules: Vec::new(),
            tried: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Forgets everything, for the next sentence.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.rules.clear();
        self.tried.clear();
        self.found.clear();
    }

    /// The row of an item; `rules` tells, the first time, which rules may match there.
    pub(super) fn row(&mut self, at: usize, rules: impl FnOnce() -> RuleSet) -> usize {
        if at >= self.rows.len() {
            self.rows.resize(at + 1, 0);
        }
        let known = self.rows.get(at).copied().unwrap_or(0) as usize;
        if let Some(row) = known.checked_sub(1) {
            return row;
        }
        self.rules.push(rules());
        self.tried.resize(self.tried.len() + self.groups, UNTRIED);
        if let Some(place) = self.rows.get_mut(at) {
            *place = self.rules.len() as u32;
        }
        self.rules.len() - 1
    }

    pub(super) fn rules(&self, row: usize) -> RuleSet {
        self.rules.get(row).copied().unwrap_or_default()
    }

    /// What a group gave in a row; none if it was not tried.
    pub(super) fn get(&self, group: Group, row: usize) -> Option<Option<Found<'g>>> {
        match *self.tried.get(row * self.groups + group as usize)? {
            UNTRIED => None,
            NOTHING => Some(None),
            index => Some(self.found.get((index - FIRST) as usize).cloned()),
        }
    }

    pub(super) fn set(&mut self, group: Group, row: usize, found: Option<&Found<'g>>) {
        let result = match found {
            Some(found) => {
                self.found.push(found.clone());
                FIRST + self.found.len() as u32 - 1
            }
            None => NOTHING,
        };
        if let Some(place) = self.tried.get_mut(row * self.groups + group as usize) {
            *place = result;
        }
    }
}

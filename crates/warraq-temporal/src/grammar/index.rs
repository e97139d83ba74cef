//! The index: which rules may match at an item, of all groups at once.
//!
//! A rule may match where its first item may be what stands there and its second what stands behind
//! it. Both are asked of all rules together, as sets of rules by word, so that an item costs a few
//! operations however many rules there are.

use super::program::{Group, Rule};
use crate::items::Sentence;
use crate::lexicon::{ClassSet, Entry};

const WORDS: usize = 5;

/// How many rules there may be.
pub(super) const MOST_RULES: usize = WORDS * 64;

/// A set of rules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleSet([u64; WORDS]);

impl RuleSet {
    fn insert(&mut self, rule: usize) {
        if let Some(word) = self.0.get_mut(rule / 64) {
            *word |= 1 << (rule % 64);
        }
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    #[inline]
    pub(crate) fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
        self
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |found, word| found | word) == 0
    }

    /// The rules in their order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
            let bits = std::iter::successors((bits != 0).then_some(bits), rest);
            bits.map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }
}

/// The rules that an item may stand in, by its word and by its computed classes.
#[derive(Debug, Default)]
struct Places {
    words: Vec<RuleSet>,
    computed: [RuleSet; 8],
}

impl Places {
    fn new(rules: &[Rule], entries: &[Entry], classes_of: impl Fn(&Rule) -> ClassSet) -> Self {
        let of = |classes: &ClassSet| {
            let mut set = RuleSet::default();
            for (index, rule) in rules.iter().enumerate() {
                if classes_of(rule).intersects(classes) {
                    set.insert(index);
                }
            }
            set
        };
        Self {
            words: entries.iter().map(|entry| of(&entry.classes)).collect(),
            computed: std::array::from_fn(|class| of(&ClassSet::of_bits(1 << class))),
        }
    }

    #[inline]
    fn add(&self, sentence: Sentence<'_>, at: usize, rules: &mut RuleSet) {
        let Some(item) = sentence.item(at) else {
            return;
        };
        if let Some(of_word) = self.words.get(item.word as usize) {
            rules.add(of_word);
        }
        let mut computed = item.computed();
        while computed != 0 {
            if let Some(of_class) = self.computed.get(computed.trailing_zeros() as usize) {
                rules.add(of_class);
            }
            computed &= computed - 1;
        }
    }
}

/// All rules by what they may start with.
#[derive(Debug, Default)]
pub(crate) struct Index {
    first: Places,
    second: Places,
    /// Rules that may match one word, number or phrase alone.
    may_end: RuleSet,
    groups: Vec<RuleSet>,
    /// What each group may start with.
    firsts: Vec<ClassSet>,
}

impl Index {
    /// `groups` gives the group of each rule, of which there are `count`.
    pub(super) fn new(rules: &[Rule], groups: &[Group], count: usize, entries: &[Entry]) -> Self {
        let mut index = Self {
            first: Places::new(rules, entries, |rule| rule.start.first),
            second: Places::new(rules, entries, |rule| rule.start.second),
            may_end: RuleSet::default(),
            groups: vec![RuleSet::default(); count],
            firsts: vec![ClassSet::default(); count],
        };
        for (number, (rule, group)) in rules.iter().zip(groups).enumerate() {
            if rule.start.may_end {
                index.may_end.insert(number);
            }
            if let Some(rules) = index.groups.get_mut(*group as usize) {
                rules.insert(number);
            }
            if let Some(first) = index.firsts.get_mut(*group as usize) {
                first.add(&rule.start.first);
            }
        }
        index
    }

    /// The rules, of all groups, that may match at an item.
    pub(crate) fn rules_at(&self, sentence: Sentence<'_>, at: usize) -> RuleSet {
        let mut first = RuleSet::default();
        self.first.add(sentence, at, &mut first);
        if first.is_empty() {
            return first;
        }
        let mut second = self.may_end;
        self.second.add(sentence, at + 1, &mut second);
        if let Some(number) = sentence.number(at)
            && number.end > at + 1
        {
            self.second.add(sentence, number.end, &mut second);
        }
        for phrase in sentence.entry(at).map_or(&[][..], |entry| &entry.phrases) {
            if sentence.has_words(at + 1, &phrase.rest) {
                let end = at + 1 + phrase.rest.len();
                self.second.add(sentence, end, &mut second);
            }
        }
        first.and(&second)
    }

    /// The rules of a group.
    pub(crate) fn group(&self, group: Group) -> Option<&RuleSet> {
        self.groups.get(group as usize)
    }

    /// What the matches of a group may start with.
    #[inline]
    pub(crate) fn first(&self, group: Group) -> Option<&ClassSet> {
        self.firsts.get(group as usize)
    }
}

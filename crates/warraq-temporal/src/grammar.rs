//! The rules of `data/grammar.toml`, compiled into small programs for the matcher.
//!
//! A pattern is a sequence of elements: `class`, `slot=class`, `class[1..31]`, `class[a|b]`,
//! `'word'`, `<rule>`, groups `( a | b )`, and `?` for what may be missing. `و~element` asks for
//! the proclitic (or the word) و before it; `?~element` takes any proclitic. Without either, only
//! the first element of an expression may carry proclitics. `!` starts the span and `$` ends it:
//! what lies outside is context. `#` is the end of the sentence.

use crate::frame::{Slot, Unit};
use crate::lexicon::{ClassSet, DataError, Lexicon, WordId, is_unit_class};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Proclitics that a word may carry, one bit each.
pub(crate) mod proclitics {
    pub(crate) const AND: u8 = 1;
    pub(crate) const SO: u8 = 2;
    pub(crate) const BY: u8 = 4;
    pub(crate) const LIKE: u8 = 8;
    pub(crate) const FOR: u8 = 16;
}

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
    Exactly(u8),
    Anything,
}

/// One instruction of a compiled pattern.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Class {
        class: u8,
        constraint: Constraint,
        target: Target,
        before: Before,
    },
    Word {
        word: WordId,
        before: Before,
    },
    Call {
        rules: u16,
        target: Target,
        before: Before,
    },
    /// Tries the next step, and the other one if that fails.
    Split(u32),
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
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) set: Vec<(Slot, i32)>,
    /// What the first item may be.
    pub(crate) first: ClassSet,
}

/// All rules, grouped by what they give.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    names: Vec<String>,
    groups: Vec<Vec<Rule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrammarSource {
    rule: Vec<RuleSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    gives: String,
    name: String,
    pattern: String,
    #[serde(default)]
    set: BTreeMap<String, toml::Value>,
}

impl Grammar {
    /// Compiles the rules; their literal words and symbols go into `lexicon`.
    pub(crate) fn compile(
        file: &str,
        content: &str,
        lexicon: &mut Lexicon,
    ) -> Result<Self, DataError> {
        let failed = |problem: String| DataError {
            file: file.to_owned(),
            line: 0,
            problem,
        };
        let source: GrammarSource =
            toml::from_str(content).map_err(|error| failed(error.to_string()))?;
        let mut grammar = Self::default();
        for rule in &source.rule {
            grammar.group(&rule.gives);
        }
        for rule in source.rule {
            let name = rule.name.clone();
            let group = grammar.group(&rule.gives);
            let compiled = grammar.rule(rule, lexicon);
            let compiled =
                compiled.map_err(|problem| failed(format!("the rule `{name}`: {problem}")))?;
            if let Some(group) = grammar.groups.get_mut(group as usize) {
                group.push(compiled);
            }
        }
        grammar.find_first_sets();
        Ok(grammar)
    }

    /// The number of the rules that give `name`.
    pub(crate) fn find(&self, name: &str) -> Option<u16> {
        let found = self.names.iter().position(|known| known == name);
        found.map(|index| index as u16)
    }

    pub(crate) fn rules(&self, group: u16) -> &[Rule] {
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// What the first item of anything in the group may be.
    pub(crate) fn first(&self, group: u16) -> ClassSet {
        let rules = self.rules(group).iter();
        rules.fold(0, |set, rule| set | rule.first)
    }

    fn group(&mut self, name: &str) -> u16 {
        self.find(name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.groups.push(Vec::new());
            self.names.len() as u16 - 1
        })
    }

    fn rule(&self, source: RuleSource, lexicon: &mut Lexicon) -> Result<Rule, String> {
        let mut compiler = Compiler {
            grammar: self,
            lexicon,
            tokens: tokenize(&source.pattern),
            next: 0,
            steps: Vec::new(),
        };
        compiler.alternatives()?;
        if let Some(token) = compiler.tokens.get(compiler.next) {
            return Err(format!("`{token}` stands where nothing can"));
        }
        compiler.steps.push(Step::End);
        let steps = compiler.steps;
        let mut set = Vec::new();
        for (name, value) in &source.set {
            let slot = Slot::named(name).ok_or_else(|| format!("`{name}` is no slot"))?;
            set.push((slot, constant(slot, value, lexicon)?));
        }
        Ok(Rule {
            name: source.name,
            steps,
            set,
            first: 0,
        })
    }

    /// Grows the first sets until nothing is added: a group may start with another.
    fn find_first_sets(&mut self) {
        loop {
            let firsts: Vec<ClassSet> = (0..self.groups.len() as u16)
                .map(|group| self.first(group))
                .collect();
            let mut changed = false;
            for rule in self.groups.iter_mut().flatten() {
                let first = first_set(&rule.steps, 0, &firsts);
                changed |= first != rule.first;
                rule.first = first;
            }
            if !changed {
                return;
            }
        }
    }
}

fn first_set(steps: &[Step], at: usize, firsts: &[ClassSet]) -> ClassSet {
    match steps.get(at) {
        Some(Step::Class { class, .. }) => 1 << class,
        Some(Step::Word { .. }) => 1 << crate::lexicon::LITERAL,
        Some(Step::Call { rules, .. }) => firsts.get(*rules as usize).copied().unwrap_or(0),
        Some(Step::Split(other)) => {
            first_set(steps, at + 1, firsts) | first_set(steps, *other as usize, firsts)
        }
        Some(Step::Jump(target)) => first_set(steps, *target as usize, firsts),
        Some(Step::Begin | Step::Finish | Step::SentenceEnd) => first_set(steps, at + 1, firsts),
        Some(Step::End) | None => 0,
    }
}

fn constant(slot: Slot, value: &toml::Value, lexicon: &mut Lexicon) -> Result<i32, String> {
    match value {
        toml::Value::Integer(number) => {
            i32::try_from(*number).map_err(|_| format!("`{number}` is too large"))
        }
        toml::Value::String(name) if slot == Slot::Unit => {
            let unit = Unit::named(name).ok_or_else(|| format!("`{name}` is no unit"))?;
            Ok(unit as i32)
        }
        toml::Value::String(text) => Ok(lexicon.text(text)),
        other => Err(format!("`{other}` is neither a number nor a text")),
    }
}

/// Splits a pattern at white space and around `(`, `)`, `|` and a final `?`.
fn tokenize(pattern: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let flush = |token: &mut String, tokens: &mut Vec<String>| {
        if !token.is_empty() {
            tokens.push(std::mem::take(token));
        }
    };
    let (mut quoted, mut bracketed) = (false, false);
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            _ => {}
        }
        let plain = !quoted && !bracketed;
        let marks = matches!(character, '(' | ')' | '|')
            || (character == '?' && characters.peek() != Some(&'~'));
        if plain && character.is_whitespace() {
            flush(&mut token, &mut tokens);
        } else if plain && marks {
            flush(&mut token, &mut tokens);
            tokens.push(character.to_string());
        } else {
            token.push(character);
        }
    }
    flush(&mut token, &mut tokens);
    tokens
}

/// Compiles one pattern.
struct Compiler<'a> {
    grammar: &'a Grammar,
    lexicon: &'a mut Lexicon,
    tokens: Vec<String>,
    next: usize,
    steps: Vec<Step>,
}

impl Compiler<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.next).map(String::as_str)
    }

    /// `a b | c d`: each alternative but the last is tried behind a split.
    fn alternatives(&mut self) -> Result<(), String> {
        let mut exits = Vec::new();
        loop {
            let start = self.steps.len();
            self.sequence()?;
            if self.peek() != Some("|") {
                break;
            }
            self.next += 1;
            exits.push(self.steps.len() + 1);
            self.insert_split(start, 1);
            self.steps.push(Step::Jump(0));
        }
        let end = self.steps.len() as u32;
        for exit in exits {
            if let Some(step) = self.steps.get_mut(exit) {
                *step = Step::Jump(end);
            }
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), String> {
        while let Some(token) = self.peek() {
            if matches!(token, "|" | ")") {
                break;
            }
            let start = self.steps.len();
            if token == "(" {
                self.next += 1;
                self.alternatives()?;
                if self.peek() != Some(")") {
                    return Err("a `)` is missing".to_owned());
                }
                self.next += 1;
            } else {
                let token = token.to_owned();
                self.next += 1;
                self.element(&token)?;
            }
            if self.peek() == Some("?") {
                self.next += 1;
                self.insert_split(start, 0);
            }
        }
        Ok(())
    }

    /// Puts a split before `start` that skips to the present end plus `beyond` steps.
    fn insert_split(&mut self, start: usize, beyond: u32) {
        let end = self.steps.len() as u32 + 1 + beyond;
        self.steps.insert(start, Step::Split(end));
        for step in self.steps.iter_mut().skip(start + 1) {
            if let Step::Split(target) | Step::Jump(target) = step {
                // Jumps that are patched later hold 0 until then.
                if *target as usize >= start {
                    *target += 1;
                }
            }
        }
    }

    /// One element, with what must stand before it.
    fn element(&mut self, token: &str) -> Result<(), String> {
        match token {
            "!" => self.steps.push(Step::Begin),
            "$" => self.steps.push(Step::Finish),
            "#" => self.steps.push(Step::SentenceEnd),
            _ => return self.joined_element(token),
        }
        Ok(())
    }

    fn joined_element(&mut self, token: &str) -> Result<(), String> {
        let (before, rest) = match token.split_once('~') {
            Some(("?", rest)) => (Before::Anything, rest),
            Some((letter, rest)) => (Before::Exactly(proclitic(letter)?), rest),
            None => (Before::Exactly(0), token),
        };
        if before == Before::Exactly(proclitics::AND) {
            // Either the word carries و, or و is a word of its own before it.
            let start = self.steps.len();
            self.bare(rest, before)?;
            self.insert_split(start, 1);
            let exit = self.steps.len();
            self.steps.push(Step::Jump(0));
            let word = self.lexicon.literal("و");
            let none = Before::Exactly(0);
            self.steps.push(Step::Word { word, before: none });
            self.bare(rest, none)?;
            let end = self.steps.len() as u32;
            if let Some(step) = self.steps.get_mut(exit) {
                *step = Step::Jump(end);
            }
            return Ok(());
        }
        self.bare(rest, before)
    }

    fn bare(&mut self, token: &str, before: Before) -> Result<(), String> {
        if let Some(word) = token.strip_prefix('\'') {
            let word = self.lexicon.literal(word.trim_end_matches('\''));
            self.steps.push(Step::Word { word, before });
            return Ok(());
        }
        let (slot, name) = match token.split_once('=') {
            Some((slot, name)) => (Some(slot), name),
            None => (None, token),
        };
        if let Some(name) = name.strip_prefix('<') {
            let name = name.trim_end_matches('>');
            let rules = self.grammar.find(name);
            let rules = rules.ok_or_else(|| format!("no rule gives `{name}`"))?;
            let target = slot.map_or(Ok(Target::Merge), target)?;
            self.steps.push(Step::Call {
                rules,
                target,
                before,
            });
            return Ok(());
        }
        let (class_name, values) = match name.split_once('[') {
            Some((class, values)) => (class, Some(values.trim_end_matches(']'))),
            None => (name, None),
        };
        let class = self.lexicon.class(class_name);
        let class = class.ok_or_else(|| format!("`{class_name}` is no class"))?;
        let constraint = self.constraint(class_name, values)?;
        let target = match slot {
            Some(slot) => target(slot)?,
            None => Slot::named(class_name).map_or(Target::Nothing, Target::Slot),
        };
        self.steps.push(Step::Class {
            class,
            constraint,
            target,
            before,
        });
        Ok(())
    }

    fn constraint(&mut self, class: &str, values: Option<&str>) -> Result<Constraint, String> {
        let Some(values) = values else {
            return Ok(Constraint::Any);
        };
        if let Some((low, high)) = values.split_once("..") {
            let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
            return Ok(Constraint::Between(number(low)?, number(high)?));
        }
        let value = |name: &str, lexicon: &mut Lexicon| {
            if is_unit_class(class) {
                let unit = Unit::named(name).ok_or_else(|| format!("`{name}` is no unit"))?;
                return Ok::<i32, String>(unit as i32);
            }
            Ok(name.parse().unwrap_or_else(|_| lexicon.text(name)))
        };
        let values: Result<Vec<i32>, String> = values
            .split('|')
            .map(|name| value(name, self.lexicon))
            .collect();
        Ok(Constraint::OneOf(values?))
    }
}

fn proclitic(letter: &str) -> Result<u8, String> {
    match letter {
        "و" => Ok(proclitics::AND),
        "ف" => Ok(proclitics::SO),
        "ب" => Ok(proclitics::BY),
        "ك" => Ok(proclitics::LIKE),
        "ل" => Ok(proclitics::FOR),
        _ => Err(format!("`{letter}` is no proclitic")),
    }
}

fn target(name: &str) -> Result<Target, String> {
    match name {
        "_" => Ok(Target::Nothing),
        "count" => Ok(Target::Count),
        "from" => Ok(Target::From),
        "to" => Ok(Target::To),
        _ => Slot::named(name)
            .map(Target::Slot)
            .ok_or_else(|| format!("`{name}` is no slot")),
    }
}

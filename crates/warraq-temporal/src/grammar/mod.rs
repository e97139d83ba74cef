//! The rules of `data/grammar.toml`, compiled into small programs for the matcher.
//!
//! A pattern is a sequence of elements: `class`, `slot=class`, `class[1..31]`, `class[a|b]`,
//! `'word'`, `<rule>`, groups `( a | b )`, and `?` for what may be missing. `و~element` asks for
//! the proclitic (or the word) و before it; `?~element` takes any proclitic. Without either, only
//! the first element of an expression may carry proclitics. `!` starts the span and `$` ends it:
//! what lies outside is context. `#` is the end of the sentence.

mod compiler;
mod program;
mod starts;

pub(crate) use self::program::{Before, ClassElement, Group, Rule, Start, Step, Target};
use crate::frame::{Slot, Unit};
use crate::lexicon::{ClassSet, DataError, Lexicon};
use serde::Deserialize;
use std::collections::BTreeMap;

/// All rules, grouped by what they give.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    names: Vec<String>,
    groups: Vec<Vec<Rule>>,
    /// What the matches of each group may start with.
    starts: Vec<Start>,
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
            let group = grammar.group(&rule.gives);
            let compiled = grammar.rule(&rule, lexicon);
            let compiled = compiled
                .map_err(|problem| failed(format!("the rule `{}`: {problem}", rule.name)))?;
            if let Some(group) = grammar.groups.get_mut(group as usize) {
                group.push(compiled);
            }
        }
        grammar.starts = starts::find(&mut grammar.groups);
        Ok(grammar)
    }

    /// The number of the rules that give `name`.
    pub(crate) fn find(&self, name: &str) -> Option<Group> {
        let found = self.names.iter().position(|known| known == name);
        found.map(|index| index as Group)
    }

    pub(crate) fn rules(&self, group: Group) -> &[Rule] {
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// What the first item of a match of the group may be.
    pub(crate) fn first(&self, group: Group) -> Option<&ClassSet> {
        self.starts.get(group as usize).map(|start| &start.first)
    }

    /// What a match of the group may start with, if it starts with one of `classes`.
    pub(crate) fn start(&self, group: Group, classes: &ClassSet) -> Start {
        let mut start = Start::default();
        let rules = self.rules(group).iter();
        for rule in rules.filter(|rule| rule.start.first.intersects(classes)) {
            start.add(&rule.start);
        }
        start
    }

    fn group(&mut self, name: &str) -> Group {
        self.find(name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.groups.push(Vec::new());
            self.names.len() as Group - 1
        })
    }

    fn rule(&self, source: &RuleSource, lexicon: &mut Lexicon) -> Result<Rule, String> {
        let steps = compiler::compile(&source.pattern, lexicon, &|name| self.find(name))?;
        let mut set = Vec::new();
        for (name, value) in &source.set {
            let slot = Slot::named(name).ok_or_else(|| format!("`{name}` is no slot"))?;
            set.push((slot, constant(slot, value, lexicon)?));
        }
        Ok(Rule {
            origin: format!("rule:{}", source.name),
            steps,
            set,
            start: Start::default(),
        })
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

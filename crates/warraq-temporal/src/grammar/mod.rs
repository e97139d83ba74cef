//! The rules of `data/grammar.toml`, compiled into small programs for the matcher.
//!
//! A pattern is a sequence of elements: `class`, `slot=class`, `class[1..31]`, `class[a|b]`,
//! `'word'`, `<rule>`, groups `( a | b )`, and `?` for what may be missing. `و~element` asks for
//! the proclitic (or the word) و before it; `?~element` takes any proclitic. Without either, only
//! the first element of an expression may carry proclitics. `!` starts the span and `$` ends it:
//! what lies outside is context. `#` is the end of the sentence.

mod compiler;
mod index;
mod program;
mod starts;

use self::index::Index;
pub(crate) use self::index::RuleSet;
pub(crate) use self::program::{Before, ClassElement, Group, Next, Rule, Start, Step, Target};
use crate::frame::{Slot, Unit};
use crate::lexicon::{ClassSet, DataError, Lexicon};
use serde::Deserialize;
use std::collections::BTreeMap;

/// All rules, in the order of their groups: what they give.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    names: Vec<String>,
    rules: Vec<Rule>,
    index: Index,
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
            if grammar.find(&rule.gives).is_none() {
                grammar.names.push(rule.gives.clone());
            }
        }
        let mut rules = Vec::new();
        for rule in &source.rule {
            let group = grammar.find(&rule.gives).unwrap_or_default();
            let compiled = grammar.rule(rule, lexicon);
            let compiled = compiled
                .map_err(|problem| failed(format!("the rule `{}`: {problem}", rule.name)))?;
            rules.push((group, compiled));
        }
        if rules.len() > index::MOST_RULES {
            return Err(failed("there are too many rules".to_owned()));
        }
        rules.sort_by_key(|(group, _)| *group);
        let groups;
        (groups, grammar.rules) = rules.into_iter().unzip::<Group, Rule, Vec<_>, Vec<_>>();
        let count = grammar.names.len();
        starts::find(&mut grammar.rules, &groups, count);
        grammar.index = Index::new(&grammar.rules, &groups, count, lexicon.entries());
        Ok(grammar)
    }

    /// The number of the rules that give `name`.
    pub(crate) fn find(&self, name: &str) -> Option<Group> {
        let found = self.names.iter().position(|known| known == name);
        found.map(|index| index as Group)
    }

    /// The number of groups.
    pub(crate) fn groups(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn rule_at(&self, number: usize) -> Option<&Rule> {
        self.rules.get(number)
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Whether a match of the group may start with a word of these classes.
    pub(crate) fn may_start(&self, group: Group, classes: &ClassSet) -> bool {
        let first = self.index.first(group);
        first.is_some_and(|first| first.intersects(classes))
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
            branches: Vec::new(),
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

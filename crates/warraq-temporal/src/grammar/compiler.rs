//! The compiler of one pattern: from its text to a program.

use super::program::{Before, ClassElement, Constraint, Group, Step, Target};
use crate::frame::{Slot, Unit};
use crate::lexicon::{Lexicon, is_unit_class};

/// Compiles a pattern; `group` numbers the groups that it may call.
pub(super) fn compile(
    pattern: &str,
    lexicon: &mut Lexicon,
    group: &dyn Fn(&str) -> Option<Group>,
) -> Result<Vec<Step>, String> {
    let mut compiler = Compiler {
        group,
        lexicon,
        tokens: tokenize(pattern),
        next: 0,
        steps: Vec::new(),
    };
    compiler.alternatives()?;
    if let Some(token) = compiler.tokens.get(compiler.next) {
        return Err(format!("`{token}` stands where nothing can"));
    }
    compiler.steps.push(Step::End);
    Ok(compiler.steps)
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
    group: &'a dyn Fn(&str) -> Option<Group>,
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
        self.steps.insert(start, Step::Split(end, 0));
        for step in self.steps.iter_mut().skip(start + 1) {
            if let Step::Split(target, _) | Step::Jump(target) = step {
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
            Some((letters, rest)) => {
                let bit = self.lexicon.proclitics.named(letters);
                let bit = bit.ok_or_else(|| format!("`{letters}` is no proclitic"))?;
                (Before::Exactly(bit), rest)
            }
            None => (Before::Exactly(0), token),
        };
        if before == Before::Exactly(self.lexicon.proclitics.and) {
            return self.joined_by_and(rest, before);
        }
        self.bare(rest, before)
    }

    /// Either the word carries the conjunction, or it is a word of its own before it.
    fn joined_by_and(&mut self, token: &str, before: Before) -> Result<(), String> {
        let start = self.steps.len();
        self.bare(token, before)?;
        self.insert_split(start, 1);
        let exit = self.steps.len();
        self.steps.push(Step::Jump(0));
        let and = self.lexicon.proclitics.and_letters().to_owned();
        let class = self.lexicon.literal(&and)?;
        let none = Before::Exactly(0);
        self.steps.push(Step::Word {
            class,
            before: none,
        });
        self.bare(token, none)?;
        let end = self.steps.len() as u32;
        if let Some(step) = self.steps.get_mut(exit) {
            *step = Step::Jump(end);
        }
        Ok(())
    }

    fn bare(&mut self, token: &str, before: Before) -> Result<(), String> {
        if let Some(word) = token.strip_prefix('\'') {
            let class = self.lexicon.literal(word.trim_end_matches('\''))?;
            self.steps.push(Step::Word { class, before });
            return Ok(());
        }
        let (slot, name) = match token.split_once('=') {
            Some((slot, name)) => (Some(slot), name),
            None => (None, token),
        };
        let step = match name.strip_prefix('<') {
            Some(name) => self.call(slot, name.trim_end_matches('>'), before)?,
            None => Step::Class(self.class(slot, name, before)?),
        };
        self.steps.push(step);
        Ok(())
    }

    fn call(&self, slot: Option<&str>, name: &str, before: Before) -> Result<Step, String> {
        let group = (self.group)(name).ok_or_else(|| format!("no rule gives `{name}`"))?;
        let target = slot.map_or(Ok(Target::Merge), target)?;
        Ok(Step::Call {
            group,
            target,
            before,
        })
    }

    fn class(
        &mut self,
        slot: Option<&str>,
        name: &str,
        before: Before,
    ) -> Result<ClassElement, String> {
        let (name, values) = match name.split_once('[') {
            Some((class, values)) => (class, Some(values.trim_end_matches(']'))),
            None => (name, None),
        };
        let class = self.lexicon.class(name);
        let class = class.ok_or_else(|| format!("`{name}` is no class"))?;
        let target = match slot {
            Some(slot) => target(slot)?,
            None => Slot::named(name).map_or(Target::Nothing, Target::Slot),
        };
        Ok(ClassElement {
            class,
            constraint: self.constraint(name, values)?,
            target,
            before,
        })
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

//! Everything that is compiled once: lexicon, number words and rules.

use crate::grammar::Grammar;
use crate::lexicon::{ClassSet, DataError, LITERAL, Lexicon};
use crate::number_phrases::NumberWords;

/// The compiled data files.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) lexicon: Lexicon,
    pub(crate) numbers: NumberWords,
    pub(crate) grammar: Grammar,
    /// The rules of the group `time`, and what an expression may start with.
    pub(crate) time: u16,
    pub(crate) first: ClassSet,
    pub(crate) classes: Classes,
}

/// Classes that code asks for by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classes {
    pub(crate) percent: u8,
    pub(crate) currency: u8,
    pub(crate) measure: u8,
    pub(crate) dual: u8,
    pub(crate) past_verb: u8,
    pub(crate) future_word: u8,
    pub(crate) goal: u8,
}

const FILES: [(&str, &str); 4] = [
    ("lexicon.tsv", include_str!("../data/lexicon.tsv")),
    ("numbers.tsv", include_str!("../data/numbers.tsv")),
    ("holidays.tsv", include_str!("../data/holidays.tsv")),
    ("units.tsv", include_str!("../data/units.tsv")),
];

impl Knowledge {
    pub(crate) fn compile() -> Result<Self, DataError> {
        let mut lexicon = Lexicon::new();
        for (file, content) in FILES {
            lexicon.add_file(file, content)?;
        }
        let missing = |class: &str| DataError {
            file: "lexicon.tsv".to_owned(),
            line: 0,
            problem: format!("the class `{class}` is missing"),
        };
        let numbers = NumberWords::new(&mut lexicon).ok_or_else(|| missing("ones"))?;
        let rules = include_str!("../data/grammar.toml");
        let grammar = Grammar::compile("grammar.toml", rules, &mut lexicon)?;
        let class = |name: &str| lexicon.class(name).ok_or_else(|| missing(name));
        let classes = Classes {
            percent: class("percent")?,
            currency: class("currency")?,
            measure: class("measure")?,
            dual: class("dual")?,
            past_verb: class("past_verb")?,
            future_word: class("future_word")?,
            goal: class("goal")?,
        };
        let time = grammar.find("time").ok_or_else(|| missing("time"))?;
        let first = grammar.first(time) | 1 << LITERAL;
        Ok(Self {
            lexicon,
            numbers,
            grammar,
            time,
            first,
            classes,
        })
    }
}

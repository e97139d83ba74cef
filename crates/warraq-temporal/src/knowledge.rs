//! Everything that is compiled once: lexicon, number words and rules.

use crate::grammar::{Grammar, Group};
use crate::items::Flags;
use crate::lexicon::{Class, ClassSet, DataError, Entry, Lexicon, WordId};
use crate::numbers::NumberWords;
use crate::proclitics::Proclitics;

/// The compiled data files.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) lexicon: Lexicon,
    pub(crate) numbers: NumberWords,
    pub(crate) grammar: Grammar,
    /// The rules of the group `time`.
    pub(crate) time: Group,
    pub(crate) classes: Classes,
    /// What each word may do, by its number.
    words: Vec<Flags>,
}

/// Classes that code asks for by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classes {
    pub(crate) percent: Class,
    pub(crate) currency: Class,
    pub(crate) measure: Class,
    pub(crate) currency_hundredth: Class,
    pub(crate) dual: Class,
    pub(crate) currency_dual: Class,
    pub(crate) measure_dual: Class,
    pub(crate) past_verb: Class,
    pub(crate) future_word: Class,
    pub(crate) goal: Class,
}

const FILES: [(&str, &str); 4] = [
    ("lexicon.tsv", include_str!("../data/lexicon.tsv")),
    ("numbers.tsv", include_str!("../data/numbers.tsv")),
    ("holidays.tsv", include_str!("../data/holidays.tsv")),
    ("units.tsv", include_str!("../data/units.tsv")),
];

impl Knowledge {
    pub(crate) fn compile() -> Result<Self, DataError> {
        let proclitics = include_str!("../data/proclitics.tsv");
        let mut lexicon = Lexicon::new(Proclitics::parse("proclitics.tsv", proclitics)?);
        for (file, content) in FILES {
            lexicon.add_file(file, content)?;
        }
        let missing = |class: &str| DataError {
            file: "lexicon.tsv".to_owned(),
            line: 0,
            problem: format!("the class `{class}` is missing"),
        };
        let numbers = NumberWords::new(&lexicon).map_err(missing)?;
        let rules = include_str!("../data/grammar.toml");
        let grammar = Grammar::compile("grammar.toml", rules, &mut lexicon)?;
        let class = |name: &str| lexicon.class(name).ok_or_else(|| missing(name));
        let classes = Classes {
            percent: class("percent")?,
            currency: class("currency")?,
            measure: class("measure")?,
            currency_hundredth: class("currency_hundredth")?,
            dual: class("dual")?,
            currency_dual: class("currency_dual")?,
            measure_dual: class("measure_dual")?,
            past_verb: class("past_verb")?,
            future_word: class("future_word")?,
            goal: class("goal")?,
        };
        let time = grammar.find("time").ok_or_else(|| missing("time"))?;
        let mut knowledge = Self {
            time,
            lexicon,
            numbers,
            grammar,
            classes,
            words: Vec::new(),
        };
        let entries = knowledge.lexicon.entries().iter();
        knowledge.words = entries.map(|entry| knowledge.word(entry)).collect();
        Ok(knowledge)
    }

    pub(crate) fn flags(&self, word: WordId) -> Flags {
        self.words.get(word as usize).copied().unwrap_or_default()
    }

    fn word(&self, entry: &Entry) -> Flags {
        let mut of_number = ClassSet::default();
        for class in [
            self.classes.percent,
            self.classes.currency,
            self.classes.dual,
            self.classes.currency_dual,
            self.classes.measure_dual,
        ] {
            of_number.insert(class);
        }
        let starts_phrase = entry.classes.intersects(self.numbers.starts());
        // A number phrase, once read, gives its first word classes that rules start with.
        let starts_time = starts_phrase || self.grammar.may_start(self.time, &entry.classes);
        let starts_number = entry.classes.intersects(&of_number) || starts_phrase;
        Flags::default()
            .with(Flags::STARTS, starts_time || starts_number)
            .with(Flags::STARTS_TIME, starts_time)
            .with(Flags::STARTS_PHRASE, starts_phrase)
            .with(Flags::STARTS_NUMBER, starts_number)
            .with(
                Flags::PAST_VERB,
                entry.classes.contains(self.classes.past_verb),
            )
            .with(
                Flags::FUTURE_WORD,
                entry.classes.contains(self.classes.future_word),
            )
            .with(Flags::SPELLED, !entry.spellings.is_empty())
    }
}

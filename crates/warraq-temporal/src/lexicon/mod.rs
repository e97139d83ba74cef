//! The lexicon: what a word may mean before any rule looks at it.
//!
//! Files of `data/` are compiled once, at construction of the stage. Keys are the `norm` forms of
//! tokens, so one table lookup a word type decides whether a word matters at all; in running text
//! nine words in ten do not.

mod class_set;
mod endings;

use self::class_set::MOST_CLASSES;
pub(crate) use self::class_set::{Class, ClassSet};
use self::endings::Endings;
use crate::frame::Unit;
use crate::proclitics::{Proclitics, Stripped};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use warraq_normalize::fold;

/// The number of a word that has an entry.
pub(crate) type WordId = u32;

/// The word that stands for all that the lexicon does not know. Its entry is empty.
pub(crate) const UNKNOWN: WordId = 0;

/// Classes that are computed from the text rather than listed; there are at most eight.
const COMPUTED: [&str; 8] = [
    "number",
    "integer",
    "ordinal_number",
    "year_number",
    "numeric_date",
    "clock",
    "definite",
    "year_digits",
];

/// The numbers of the computed classes.
pub(crate) const NUMBER: Class = 0;
pub(crate) const INTEGER: Class = 1;
pub(crate) const ORDINAL_NUMBER: Class = 2;
pub(crate) const YEAR_NUMBER: Class = 3;
pub(crate) const NUMERIC_DATE: Class = 4;
pub(crate) const CLOCK: Class = 5;
/// A word with the article, whether the lexicon knows it or not.
pub(crate) const DEFINITE: Class = 6;
/// A year in four digits; in words the number would as well be a count.
pub(crate) const YEAR_DIGITS: Class = 7;

/// One meaning of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sense {
    pub(crate) class: Class,
    pub(crate) value: i32,
}

/// A form of several words: those after the first.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) rest: Box<[WordId]>,
    pub(crate) sense: Sense,
}

/// What the lexicon knows of one word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) classes: ClassSet,
    pub(crate) senses: Vec<Sense>,
    /// The only spellings in which it has these meanings; empty if any will do.
    pub(crate) spellings: Vec<String>,
    /// Longest first.
    pub(crate) phrases: Vec<Phrase>,
}

/// What is wrong with a data file of this crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{file}` line {line}: {problem}")]
pub struct DataError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1; 0 where it is the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// All words, classes and symbolic values.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) proclitics: Proclitics,
    words: HashMap<String, WordId, FixedState>,
    endings: Endings,
    entries: Vec<Entry>,
    classes: Vec<String>,
    texts: Vec<String>,
}

/// A word as it was found in the lexicon, or [`UNKNOWN`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownWord {
    pub(crate) word: WordId,
    pub(crate) proclitics: u8,
    /// The letters of the proclitics.
    pub(crate) letters: u8,
}

impl Lexicon {
    pub(crate) fn new(proclitics: Proclitics) -> Self {
        Self {
            proclitics,
            words: HashMap::default(),
            endings: Endings::default(),
            entries: vec![Entry::default()],
            classes: COMPUTED.iter().map(|name| (*name).to_owned()).collect(),
            texts: Vec::new(),
        }
    }

    /// Adds the lines `class value article forms` of a file.
    pub(crate) fn add_file(&mut self, file: &str, content: &str) -> Result<(), DataError> {
        for (index, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            self.add_line(line).map_err(|problem| DataError {
                file: file.to_owned(),
                line: index + 1,
                problem,
            })?;
        }
        self.finish();
        Ok(())
    }

    fn add_line(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [class, value, article, forms] = columns[..] else {
            return Err("it must have four columns".to_owned());
        };
        let sense = Sense {
            class: self.class_or_new(class)?,
            value: self.value(class, value)?,
        };
        for form in forms.split('|') {
            for form in self.written_forms(form, article)? {
                self.add_form(&form, sense)?;
            }
            if article == "=" {
                self.limit_spelling(form);
            }
        }
        Ok(())
    }

    /// The forms in which a word stands, by the mark of its line.
    fn written_forms(&self, form: &str, mark: &str) -> Result<Vec<String>, String> {
        let bare = form.to_owned();
        Ok(match mark {
            "-" | "=" => vec![bare],
            "+" => vec![bare, self.definite_form(form)],
            "!" => vec![self.definite_form(form)],
            "*" => {
                let enclitics = self.proclitics.enclitics().iter();
                let joined = enclitics.map(|enclitic| format!("{form}{enclitic}"));
                std::iter::once(bare).chain(joined).collect()
            }
            _ => return Err(format!("`{mark}` is no article mark")),
        })
    }

    fn limit_spelling(&mut self, form: &str) {
        let id = self.word(form);
        if let Some(entry) = self.entries.get_mut(id as usize) {
            entry.spellings.push(form.to_owned());
        }
    }

    fn value(&mut self, class: &str, value: &str) -> Result<i32, String> {
        if is_unit_class(class) {
            let unit = Unit::named(value).ok_or_else(|| format!("`{value}` is no unit"))?;
            return Ok(unit as i32);
        }
        Ok(match value.parse::<i64>() {
            Ok(number) if number < i64::from(TEXT_BASE) => {
                i32::try_from(number).unwrap_or_else(|_| self.text(value))
            }
            _ => self.text(value),
        })
    }

    fn add_form(&mut self, form: &str, sense: Sense) -> Result<(), String> {
        let ids: Vec<WordId> = form
            .split_whitespace()
            .map(|word| self.word(word))
            .collect();
        let Some((first, rest)) = ids.split_first() else {
            return Err("a form is empty".to_owned());
        };
        let Some(entry) = self.entries.get_mut(*first as usize) else {
            return Err("a form is lost".to_owned());
        };
        entry.classes.insert(sense.class);
        if rest.is_empty() {
            if !entry.senses.contains(&sense) {
                entry.senses.push(sense);
            }
        } else {
            entry.phrases.push(Phrase {
                rest: rest.into(),
                sense,
            });
        }
        Ok(())
    }

    fn finish(&mut self) {
        for entry in &mut self.entries {
            entry
                .phrases
                .sort_by_key(|phrase| usize::MAX - phrase.rest.len());
        }
    }

    /// The number of a word, which gets an entry if it has none.
    fn word(&mut self, word: &str) -> WordId {
        let folded = fold(word).into_owned();
        if let Some(id) = self.words.get(&folded) {
            return *id;
        }
        let id = self.entries.len() as WordId;
        self.endings.insert(&folded);
        self.words.insert(folded, id);
        self.entries.push(Entry::default());
        id
    }

    /// The class of one word that a rule names: it means nothing but itself.
    pub(crate) fn literal(&mut self, word: &str) -> Result<Class, String> {
        let class = self.class_or_new(&format!("'{}'", fold(word)))?;
        let id = self.word(word);
        if let Some(entry) = self.entries.get_mut(id as usize) {
            entry.classes.insert(class);
        }
        Ok(class)
    }

    /// The number of a symbolic value.
    pub(crate) fn text(&mut self, text: &str) -> i32 {
        let found = self.texts.iter().position(|known| known == text);
        let index = found.unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        });
        // Symbols and small numbers must not be taken for each other in a field that has both.
        TEXT_BASE + index as i32
    }

    /// The symbol behind a value; empty if it is a number.
    pub(crate) fn text_of(&self, value: i32) -> &str {
        let index = value.checked_sub(TEXT_BASE).unwrap_or(-1);
        let text = usize::try_from(index)
            .ok()
            .and_then(|index| self.texts.get(index));
        text.map_or("", String::as_str)
    }

    pub(crate) fn find(&self, norm: &str) -> Option<WordId> {
        self.words.get(norm).copied()
    }

    /// The word that a normalized token is, as it stands or without its proclitics.
    pub(crate) fn look_up(&self, norm: &str) -> Option<KnownWord> {
        if !self.endings.may_hold(norm) && !self.proclitics.may_contract(norm) {
            return None;
        }
        if let Some(word) = self.find(norm) {
            let (proclitics, letters) = (0, 0);
            return Some(KnownWord {
                word,
                proclitics,
                letters,
            });
        }
        let readings = self.proclitics.strip(norm);
        readings
            .into_iter()
            .flatten()
            .find_map(|stripped| self.stripped(&stripped))
    }

    fn stripped(&self, stripped: &Stripped<'_>) -> Option<KnownWord> {
        let word = if stripped.lacks_article {
            self.find(&format!("{}{}", self.proclitics.article(), stripped.rest))
        } else {
            self.find(stripped.rest)
        };
        Some(KnownWord {
            word: word?,
            proclitics: stripped.proclitics,
            letters: stripped.letters,
        })
    }

    pub(crate) fn entry(&self, word: WordId) -> Option<&Entry> {
        self.entries.get(word as usize)
    }

    /// Entries by the number of their word.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The number of a class that must exist by now.
    pub(crate) fn class(&self, name: &str) -> Option<Class> {
        let found = self.classes.iter().position(|class| class == name);
        found.map(|index| index as Class)
    }

    /// The number of a class that rules or files may add.
    fn class_or_new(&mut self, name: &str) -> Result<Class, String> {
        if let Some(class) = self.class(name) {
            return Ok(class);
        }
        if self.classes.len() >= MOST_CLASSES {
            return Err("there are too many classes".to_owned());
        }
        self.classes.push(name.to_owned());
        Ok(self.classes.len() as Class - 1)
    }

    fn definite_form(&self, form: &str) -> String {
        let article = self.proclitics.article();
        let words = form
            .split_whitespace()
            .map(|word| format!("{article}{word}"));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Symbols are numbered from here.
const TEXT_BASE: i32 = 1 << 30;

/// Classes whose values are units of time.
pub(crate) fn is_unit_class(class: &str) -> bool {
    matches!(
        class,
        "unit" | "unit_one" | "unit_some" | "unit_many" | "unit_the" | "units_the" | "dual"
    )
}

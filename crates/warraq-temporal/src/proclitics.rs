//! Proclitics: the conjunctions, prepositions and the article that are written joined to a word.
//!
//! The letters stand in `data/proclitics.tsv`; here is only how they may follow one another. A word
//! type is looked up without its proclitics, and rules ask which of them it carried.

use crate::lexicon::DataError;

/// A set of proclitics, one bit each.
pub(crate) type ProcliticSet = u8;

/// One conjunction or preposition.
#[derive(Debug)]
struct Proclitic {
    letters: String,
    bit: ProcliticSet,
}

/// What may stand joined before a word.
#[derive(Debug, Default)]
pub(crate) struct Proclitics {
    conjunctions: Vec<Proclitic>,
    prepositions: Vec<Proclitic>,
    names: Vec<String>,
    article: String,
    /// Pronouns that are written joined behind a verb.
    enclitics: Vec<String>,
    contracted_article: String,
    /// The preposition that the contracted article carries.
    contracted: ProcliticSet,
    /// The conjunction that joins the parts of a number.
    pub(crate) and: ProcliticSet,
}

/// A word without the proclitics that were taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stripped<'a> {
    pub(crate) rest: &'a str,
    pub(crate) proclitics: ProcliticSet,
    /// The letters of the proclitics.
    pub(crate) letters: u8,
    /// Whether `rest` lacks the article, which was contracted.
    pub(crate) lacks_article: bool,
}

impl Proclitics {
    pub(crate) fn parse(file: &str, content: &str) -> Result<Self, DataError> {
        let mut proclitics = Self::default();
        for (index, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            proclitics.add(line).map_err(|problem| DataError {
                file: file.to_owned(),
                line: index + 1,
                problem,
            })?;
        }
        Ok(proclitics)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, name, letters] = columns[..] else {
            return Err("it must have three columns".to_owned());
        };
        let letters = letters.to_owned();
        match kind {
            "article" => self.article = letters,
            "enclitic" => self.enclitics.push(letters),
            "contracted_article" => {
                self.contracted_article = letters;
                self.contracted = self.bit(name);
            }
            "conjunction" => {
                let bit = self.bit(name);
                if name == "and" {
                    self.and = bit;
                }
                self.conjunctions.push(Proclitic { letters, bit });
            }
            "preposition" => {
                let bit = self.bit(name);
                self.prepositions.push(Proclitic { letters, bit });
            }
            _ => return Err(format!("`{kind}` is no kind of proclitic")),
        }
        Ok(())
    }

    fn bit(&mut self, name: &str) -> ProcliticSet {
        let known = self.names.iter().position(|known| known == name);
        let index = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        1 << index.min(7)
    }

    /// The bit of the conjunction or preposition with these letters.
    pub(crate) fn named(&self, letters: &str) -> Option<ProcliticSet> {
        let mut all = self.conjunctions.iter().chain(&self.prepositions);
        let found = all.find(|proclitic| proclitic.letters == letters);
        found.map(|proclitic| proclitic.bit)
    }

    /// The letters of the conjunction that joins.
    pub(crate) fn and_letters(&self) -> &str {
        let and = self.conjunctions.iter().find(|it| it.bit == self.and);
        and.map_or("", |and| and.letters.as_str())
    }

    pub(crate) fn article(&self) -> &str {
        &self.article
    }

    pub(crate) fn enclitics(&self) -> &[String] {
        &self.enclitics
    }

    /// Whether a written word carries the article, contracted or not.
    pub(crate) fn is_definite(&self, word: &str) -> bool {
        starts_with(word, &self.article) || starts_with(word, &self.contracted_article)
    }

    /// Whether the article of a normalized word may be contracted.
    pub(crate) fn may_contract(&self, norm: &str) -> bool {
        let rest = self.conjunction(norm).map_or(norm, |(rest, ..)| rest);
        starts_with(rest, &self.contracted_article)
    }

    /// The readings of a word with proclitics, from the one that takes off the least.
    pub(crate) fn strip<'a>(&self, norm: &'a str) -> [Option<Stripped<'a>>; 2] {
        let conjunction = self.conjunction(norm);
        let (rest, found, letters) = conjunction.unwrap_or((norm, 0, 0));
        let with_conjunction = conjunction.map(|_| Stripped {
            rest,
            proclitics: found,
            letters,
            lacks_article: false,
        });
        let contracted = rest.strip_prefix(self.contracted_article.as_str());
        let with_preposition = match contracted {
            Some(rest) => Some((rest, self.contracted)),
            None => first(&self.prepositions, rest),
        };
        let with_preposition = with_preposition.map(|(rest, bit)| Stripped {
            rest,
            proclitics: found | bit,
            letters: letters + 1,
            lacks_article: contracted.is_some(),
        });
        [with_conjunction, with_preposition]
    }

    fn conjunction<'a>(&self, norm: &'a str) -> Option<(&'a str, ProcliticSet, u8)> {
        first(&self.conjunctions, norm).map(|(rest, bit)| (rest, bit, 1))
    }
}

/// As `str::starts_with`, for a prefix of one or two Arabic letters: a call that compares memory would
/// cost more than the comparison.
#[inline]
fn starts_with(word: &str, prefix: &str) -> bool {
    let (bytes, wanted) = (word.as_bytes(), prefix.as_bytes());
    match wanted.len() {
        2 => bytes.first_chunk::<2>() == wanted.first_chunk(),
        4 => bytes.first_chunk::<4>() == wanted.first_chunk(),
        _ => bytes.starts_with(wanted),
    }
}

fn first<'a>(proclitics: &[Proclitic], norm: &'a str) -> Option<(&'a str, ProcliticSet)> {
    proclitics.iter().find_map(|proclitic| {
        if !starts_with(norm, &proclitic.letters) {
            return None;
        }
        let rest = norm.get(proclitic.letters.len()..)?;
        Some((rest, proclitic.bit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contracted_article_leaves_a_word_without_one() {
        let data = include_str!("../data/proclitics.tsv");
        let proclitics = Proclitics::parse("proclitics.tsv", data).unwrap();
        let [with_and, with_for] = proclitics.strip("وللشهر");
        assert_eq!(with_and.unwrap().rest, "للشهر");
        let with_for = with_for.unwrap();
        assert_eq!((with_for.rest, with_for.lacks_article), ("شهر", true));
        assert_eq!(with_for.letters, 2);
        assert_eq!(proclitics.strip("شهر"), [None, None]);
    }
}

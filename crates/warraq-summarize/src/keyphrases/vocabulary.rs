//! What is known of nouns, adjectives and verbs: how common a word is, and how it stands in text.
//!
//! The tables are data files of this crate; their headers say where they come from.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use std::hash::BuildHasher;

const WORDS: &str = include_str!("../../data/words.tsv");
const TERMS: &str = include_str!("../../data/terms.tsv");
const VAGUE: &str = include_str!("../../data/vague.txt");
const VERBAL_NOUNS: &str = include_str!("../../data/verbal_nouns.txt");
const GENERIC: &str = include_str!("../../data/generic.txt");
const PHRASE_WORDS: &str = include_str!("../../data/phrase_words.tsv");
const CAPITALS: &str = include_str!("../../data/capitals.tsv");

/// The lists, read once when a stage is made.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// By the hash of the word.
    words: HashMap<u64, WordFacts, FixedState>,
    /// The hashes of both words of each term.
    terms: HashSet<(u64, u64), FixedState>,
    /// The hashes of words and terms that stand in any text.
    generic: HashSet<u64, FixedState>,
    /// What the folded words are that are function words elsewhere.
    roles: HashMap<&'static str, PhraseRole, FixedState>,
    /// The seats of governments and their countries, by their folded names.
    seats: HashMap<&'static str, Seat, FixedState>,
    /// The countries, by the hashes of their adjectives.
    adjectives: HashMap<u64, usize, FixedState>,
    /// The hashes of nouns that with such an adjective say no more than the country.
    state_nouns: HashSet<u64, FixedState>,
}

/// What a phrase makes of a word that is, or looks like, a function word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhraseRole {
    Noun,
    Adjective,
    /// A noun that two fields may follow.
    Institution,
    /// What somebody is, before or behind a name.
    Title,
    /// How somebody is spoken to or of before a name, whatever the name is.
    Address,
    /// A noun that with the adjective of a country stands for it (`النظام الإيراني`).
    State,
    /// No part of a phrase; what stands right after it is a verb.
    Particle,
}

/// A country, or the capital that stands for its government.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) country: usize,
    pub(crate) is_capital: bool,
}

/// What is known of a word without proclitics and article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordFacts {
    /// From 0 (in every document) to 9 (in one of 20,000, or unknown).
    pub(crate) rarity: u8,
    pub(crate) may_be_noun: bool,
    pub(crate) may_be_adjective: bool,
    /// Whether it stands after particles of verbs now and then.
    pub(crate) may_be_verb: bool,
    /// Whether it is known to take the article, as names of people and most places do not.
    pub(crate) takes_article: bool,
    /// Whether it may be a verb, and begins as those of the present do.
    pub(crate) is_present: bool,
    /// Whether the word says too little to head a keyphrase.
    pub(crate) is_vague: bool,
    /// Whether it is a verbal noun that says little without its clause.
    pub(crate) is_light: bool,
}

/// A number that stands for a word: phrases are many, and compare no letters.
pub(crate) fn hash(base: &str) -> u64 {
    FixedState::with_seed(0).hash_one(base)
}

/// A number that stands for words in a row, made of theirs.
pub(crate) fn hash_of_words(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0, |row, word| FixedState::with_seed(row).hash_one(word))
}

/// The share of mentions with the article, in tenths, that stand where an adjective stands, from
/// which a word may be an adjective, and from which it is nothing else.
const MAYBE_ADJECTIVE: u8 = 3;
const SURELY_ADJECTIVE: u8 = 7;
/// The share of mentions with the article or after a preposition, in tenths, that a noun has and a
/// name does not (`أرسنال`).
const LEAST_NOMINAL: u8 = 3;

impl Vocabulary {
    /// The rarity of a word that is not in the list.
    pub(crate) const UNKNOWN_RARITY: u8 = 9;

    /// The lists of this crate.
    pub(crate) fn embedded() -> Self {
        let mut vocabulary = Self {
            words: lines(WORDS).filter_map(read_word).collect(),
            terms: lines(TERMS)
                .filter_map(|line| line.split_once('\t'))
                .map(|(one, other)| (hash(one), hash(other)))
                .collect(),
            generic: lines(GENERIC)
                .map(|line| hash_of_words(line.split(' ').map(hash)))
                .collect(),
            roles: lines(PHRASE_WORDS).filter_map(read_role).collect(),
            seats: lines(CAPITALS).enumerate().flat_map(read_seats).collect(),
            adjectives: lines(CAPITALS)
                .enumerate()
                .flat_map(read_adjectives)
                .collect(),
            state_nouns: HashSet::default(),
        };
        let states = vocabulary.roles.iter();
        let states = states.filter(|(_, role)| **role == PhraseRole::State);
        vocabulary.state_nouns = states.map(|(noun, _)| hash(noun)).collect();
        for word in lines(VAGUE).flat_map(str::split_whitespace) {
            let facts = WordFacts {
                is_vague: true,
                ..vocabulary.facts(word, hash(word))
            };
            vocabulary.words.insert(hash(word), facts);
        }
        for word in lines(VERBAL_NOUNS).flat_map(str::split_whitespace) {
            let facts = WordFacts {
                is_light: true,
                ..vocabulary.facts(word, hash(word))
            };
            vocabulary.words.insert(hash(word), facts);
        }
        vocabulary
    }

    /// What is known of a folded word without proclitics and article, and with this hash.
    pub(crate) fn facts(&self, base: &str, hash: u64) -> WordFacts {
        let known = self.words.get(&hash).copied();
        known.unwrap_or_else(|| self.guess(base))
    }

    /// Whether many documents use the two words, told by their hashes, as one term.
    pub(crate) fn is_term(&self, first: u64, second: u64) -> bool {
        self.terms.contains(&(first, second))
    }

    /// Whether the word or term with this hash of its words stands in texts of any subject.
    pub(crate) fn is_generic(&self, words: u64) -> bool {
        self.generic.contains(&words)
    }

    /// What a phrase makes of the folded word, if it is told so.
    pub(crate) fn role(&self, norm: &str) -> Option<PhraseRole> {
        self.roles.get(norm).copied()
    }

    /// The country that a noun and an adjective, told by their hashes, stand for.
    pub(crate) fn state(&self, noun: u64, adjective: u64) -> Option<Seat> {
        let country = self.adjectives.get(&adjective).copied();
        let country = country.filter(|_| self.state_nouns.contains(&noun))?;
        Some(Seat {
            country,
            is_capital: false,
        })
    }

    /// Whether the word with this hash is the adjective of a country.
    pub(crate) fn is_of_country(&self, word: u64) -> bool {
        self.adjectives.contains_key(&word)
    }

    /// The country that a folded name is of, or stands for.
    pub(crate) fn seat(&self, name: &str) -> Option<Seat> {
        self.seats.get(name).copied()
    }

    /// Whether an unknown word is an indefinite accusative, which tells how something is done more
    /// often than what.
    fn is_accusative(&self, base: &str) -> bool {
        let bare = base.strip_suffix('ا');
        bare.is_some_and(|bare| self.words.contains_key(&hash(bare)))
    }

    /// A word that is not in the list is rare: a name or a noun, unless its shape is a verb's.
    fn guess(&self, base: &str) -> WordFacts {
        let is_long = base.chars().nth(3).is_some();
        let is_past = base.ends_with("وا") || (base.ends_with('ت') && !base.ends_with("ات"));
        let is_verb = |base: &str| {
            let facts = self.words.get(&hash(base));
            facts.is_some_and(|facts| !facts.may_be_noun)
        };
        let of_verb = ["نا", "تا", "ا"]
            .iter()
            .filter_map(|end| base.strip_suffix(end))
            .any(is_verb);
        let looks_like_verb = is_long && (is_past || of_verb || is_imperfect(base));
        WordFacts {
            rarity: Self::UNKNOWN_RARITY,
            may_be_noun: !looks_like_verb,
            may_be_adjective: !looks_like_verb && is_relative(base),
            // Verbs of three letters look like nothing else (`فجع`).
            may_be_verb: looks_like_verb || !is_long,
            takes_article: false,
            is_present: looks_like_verb && base.starts_with('ي'),
            is_vague: self.is_accusative(base),
            is_light: false,
        }
    }
}

/// The lines of a data file that are no comments.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// Whether it begins as a verb of the present does, and not as a verbal noun (`تطوير`, `تعبئة`).
fn is_imperfect(base: &str) -> bool {
    let is_verbal_noun = base.ends_with('ه') || base.chars().rev().nth(1) == Some('ي');
    base.starts_with(['ي', 'ت']) && !is_verbal_noun
}

/// Whether it looks like an adjective made with ي (`روسي`, `دولية`).
fn is_relative(base: &str) -> bool {
    base.ends_with('ي') || base.ends_with("يه")
}

fn read_role(line: &'static str) -> Option<(&'static str, PhraseRole)> {
    let (word, role) = line.split_once('\t')?;
    let role = match role {
        "noun" => PhraseRole::Noun,
        "title" => PhraseRole::Title,
        "address" => PhraseRole::Address,
        "state" => PhraseRole::State,
        "institution" => PhraseRole::Institution,
        "adjective" => PhraseRole::Adjective,
        _ => PhraseRole::Particle,
    };
    Some((word, role))
}

fn read_seats((country, line): (usize, &'static str)) -> Vec<(&'static str, Seat)> {
    let mut columns = line.split('\t');
    let (capitals, countries) = (columns.next(), columns.next());
    let seats = |names: Option<&'static str>, is_capital| {
        let seat = Seat {
            country,
            is_capital,
        };
        let names = names.unwrap_or_default().split(';');
        names.map(move |name| (name, seat))
    };
    seats(countries, false)
        .chain(seats(capitals, true))
        .collect()
}

/// The adjectives of a country, masculine and feminine.
fn read_adjectives((country, line): (usize, &'static str)) -> Vec<(u64, usize)> {
    let adjectives = line.split('\t').nth(2).unwrap_or_default();
    let adjectives = adjectives.split(';').filter(|one| !one.is_empty());
    adjectives
        .flat_map(|one| [(hash(one), country), (hash(&format!("{one}ه")), country)])
        .collect()
}

fn read_word(line: &str) -> Option<(u64, WordFacts)> {
    let mut columns = line.split('\t');
    let word = columns.next()?;
    let mut number = || columns.next()?.parse::<u8>().ok();
    let (rarity, nominal) = (number()?, number()?);
    let adjectival = number();
    let verbal = number()?;
    let least_verbal = if is_imperfect(word) {
        nominal
    } else {
        2 * nominal - nominal.min(1)
    };
    let is_verb = nominal == 0 || (nominal < 4 && verbal >= least_verbal);
    let facts = WordFacts {
        rarity,
        may_be_noun: !is_verb && adjectival.is_none_or(|share| share < SURELY_ADJECTIVE),
        may_be_adjective: !is_verb
            && adjectival.map_or(is_relative(word), |share| share >= MAYBE_ADJECTIVE),
        may_be_verb: verbal > 0 && !word.ends_with('ه'),
        takes_article: adjectival.is_some() && nominal >= LEAST_NOMINAL,
        is_present: is_verb && word.starts_with('ي'),
        is_vague: false,
        is_light: false,
    };
    Some((hash(word), facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let vocabulary = Vocabulary::embedded();
        for (word, noun, adjective) in [
            ("وزير", true, false),
            ("تحتيه", false, true),
            ("يواجه", false, false),
            ("اغرقت", false, false),
            ("يتقعقع", false, false),
            ("فلسطين", true, false),
        ] {
            let facts = vocabulary.facts(word, hash(word));
            assert_eq!(
                (facts.may_be_noun, facts.may_be_adjective),
                (noun, adjective),
                "{word}"
            );
        }
    }

    #[test]
    fn lists_are_folded() {
        let unfolded = ['أ', 'إ', 'آ', 'ة', 'ى', 'ؤ', 'ئ'];
        for list in [GENERIC, VERBAL_NOUNS, PHRASE_WORDS, CAPITALS] {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                assert!(!line.contains(unfolded), "{line}");
            }
        }
    }

    #[test]
    fn no_list_says_a_word_twice() {
        let words = |list: &'static str| lines(list).flat_map(str::split_whitespace);
        for entries in [
            lines(GENERIC).collect::<Vec<_>>(),
            words(VAGUE).collect(),
            words(VERBAL_NOUNS).collect(),
        ] {
            let mut seen = HashSet::<&str, FixedState>::default();
            for entry in entries {
                assert!(seen.insert(entry), "{entry}");
            }
        }
    }

    #[test]
    fn capitals_stand_for_their_countries() {
        let vocabulary = Vocabulary::embedded();
        let country = |name: &str| vocabulary.seat(name).map(|seat| seat.country);
        assert_eq!(country("موسكو"), country("روسيا"));
        assert_ne!(country("موسكو"), country("ايران"));
        assert_eq!(country("حيفا"), None);
    }

    #[test]
    fn every_line_of_the_words_is_read() {
        let vocabulary = Vocabulary::embedded();
        let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let word = line.split('\t').next().unwrap();
            assert!(vocabulary.words.contains_key(&hash(word)), "{line}");
        }
        let vague = VAGUE.lines().filter(|line| !line.starts_with('#'));
        let unfolded = ['أ', 'إ', 'آ', 'ة', 'ى', 'ؤ', 'ئ'];
        for word in vague.flat_map(str::split_whitespace) {
            assert!(!word.contains(unfolded), "{word}");
            assert!(vocabulary.facts(word, hash(word)).is_vague, "{word}");
        }
    }
}

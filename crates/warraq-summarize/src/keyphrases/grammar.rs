//! Grammar: which words in a row are one noun phrase, and which parts of it are phrases themselves.
//!
//! An Arabic noun phrase is a chain of nouns of which only the last may be definite (`وزير
//! الخارجية`), then adjectives that are as definite as it (`القمم الثنائية`) and agree with one of
//! the nouns in gender. A name is one unit, and may end a chain (`قمة بوتين`).

use super::names::NameKind;
use super::vocabulary::Vocabulary;
use super::words::{Gender, PhraseWord};
use std::ops::Range;
use warraq_core::Span;

/// A word of a text in which phrases are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunWord {
    /// The index of its token.
    pub(crate) token: usize,
    /// The bytes of the word without what is written onto it that is no part of the phrase.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether something of that kind is written onto it.
    pub(crate) joined: bool,
    pub(crate) term: u32,
    pub(crate) word: PhraseWord,
    /// The name that the word belongs to, and what that is.
    pub(crate) name: Option<Span>,
    pub(crate) kind: Option<NameKind>,
    /// Whether it is the name of a people.
    pub(crate) is_people: bool,
}

impl RunWord {
    /// Whether the word ends a noun phrase that stands for something definite.
    pub(crate) fn is_definite(&self) -> bool {
        self.word.is_definite || (self.name.is_some() && !self.is_cut())
    }

    /// Whether it is the last word of a name that must go on: a common noun without the article
    /// (`مشروع سد`, of which `النهضة` is missing).
    fn is_cut(&self) -> bool {
        let is_thing = self.kind.is_some_and(|kind| kind != NameKind::Person);
        // `قطر` is a country, whatever else it may be.
        let is_place =
            self.kind == Some(NameKind::Place) && self.opens_name() && self.closes_name();
        is_thing
            && !is_place
            && self.word.may_be_noun
            && self.word.is_common
            && !self.word.is_foreign
    }

    /// Whether it is a verb, though it is said to belong to a name that is not a person's.
    fn is_verb(&self) -> bool {
        let is_thing = self.kind.is_some_and(|kind| kind != NameKind::Person);
        let is_nominal = self.word.may_be_noun || self.word.may_be_adjective;
        // A word that nobody knows is a name sooner than a verb.
        is_thing && !is_nominal && self.word.rarity < Vocabulary::UNKNOWN_RARITY
    }

    /// Whether the word is the first of a name.
    fn opens_name(&self) -> bool {
        self.name.is_some_and(|name| name.start >= self.start)
    }

    /// Whether the word is the last of a name.
    fn closes_name(&self) -> bool {
        self.name.is_some_and(|name| name.end <= self.end)
    }
}

/// A noun phrase as long as it gets.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    words: Vec<RunWord>,
    /// For each word the place of the noun that it belongs to: its own, unless it is an adjective.
    nouns: Vec<usize>,
}

impl Chunk {
    pub(crate) fn words(&self) -> &[RunWord] {
        &self.words
    }

    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.nouns.clear();
    }

    /// Drops what is no name.
    pub(crate) fn keep_names(&mut self) {
        self.words.retain(|word| word.name.is_some());
        self.nouns = (0..self.words.len()).collect();
    }

    /// Adds the word if the phrase goes on with it.
    pub(crate) fn extend(&mut self, word: RunWord) -> bool {
        let Some(noun) = self.place_of(&word) else {
            return false;
        };
        self.words.push(word);
        self.nouns.push(noun);
        true
    }

    /// Opens a phrase with the word, if a phrase can begin with it.
    pub(crate) fn open(&mut self, word: RunWord) {
        self.clear();
        if word.word.may_be_noun || word.opens_name() {
            self.words.push(word);
            self.nouns.push(0);
        }
    }

    /// The parts that are phrases of up to `longest` words, the whole among them, and the names in
    /// it, however long, as ranges of words.
    pub(crate) fn phrases(&self, longest: usize) -> impl Iterator<Item = Range<usize>> {
        let count = self.words.len();
        (0..count).flat_map(move |first| {
            (first + 1..=count)
                .map(move |end| first..end)
                .filter(move |range| range.len() <= longest || self.is_name(range))
                .filter(move |range| self.is_phrase(range.start, range.end))
        })
    }

    /// Whether an adjective of the words follows them: they are a part of a longer phrase.
    pub(crate) fn goes_on(&self, range: &Range<usize>) -> bool {
        let next = self.words.get(range.end).zip(self.nouns.get(range.end));
        next.is_some_and(|(word, noun)| {
            *noun != range.end && range.contains(noun) && !word.word.is_vague
        })
    }

    /// Whether the words are all of it, or a noun with its adjectives behind nouns that say too
    /// little to open a phrase (`الإصلاحات المالية` of `تداعيات الإصلاحات المالية`), or two words and
    /// more behind what is done to them.
    pub(crate) fn is_said_by(&self, range: &Range<usize>) -> bool {
        let before = self.words.get(..range.start).unwrap_or_default();
        let words = self.words.get(range.clone()).unwrap_or_default();
        let Some((noun, others)) = words.split_first() else {
            return false;
        };
        let says_little = |one: &RunWord| one.word.is_vague || one.word.is_light;
        // `وسائل الإعلام التركية`: the adjective is of the first noun.
        let agrees =
            |one: &RunWord| one.word.may_be_adjective && one.word.gender == noun.word.gender;
        let is_described = noun.word.is_definite && !others.is_empty();
        let is_subject = is_described && others.iter().all(agrees);
        // `حرب تجارية` of `نشوب حرب تجارية`
        let is_object = !others.is_empty() && before.iter().all(|one| one.word.is_light);
        let says_it =
            before.is_empty() || is_object || (is_subject && before.iter().all(says_little));
        range.end == self.words.len() && says_it
    }

    /// Whether the words are one name, all of it.
    pub(crate) fn is_name(&self, range: &Range<usize>) -> bool {
        let words = self.words.get(range.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return false;
        };
        first.opens_name() && last.closes_name() && first.name == last.name
    }

    /// The noun of `word`, if it can stand behind the words so far.
    fn place_of(&self, word: &RunWord) -> Option<usize> {
        let place = self.words.len();
        let last = self.words.last()?;
        // `الحليب lactation` is said twice, whatever the tagger makes of it.
        if word.word.is_foreign != last.word.is_foreign {
            return None;
        }
        if last.name.is_some() && last.name == word.name && !self.is_coordinated(word) {
            return Some(place);
        }
        if self.is_coordinated(word) {
            return self.nouns.last().copied();
        }
        if word.joined || last.word.has_pronoun {
            return None;
        }
        let last_is_noun = self.nouns.last() == Some(&(place - 1));
        // `سيارة ذاتية القيادة`
        let is_false_chain = !last_is_noun && !last.is_definite() && last.name.is_none();
        if is_false_chain && word.word.is_definite && word.word.may_be_noun && word.name.is_none() {
            return Some(place);
        }
        if word.name.is_some() {
            let is_chain = last_is_noun && !last.is_definite();
            return (is_chain && word.opens_name()).then_some(place);
        }
        let is_name = last.name.is_some();
        let is_person = last.kind == Some(NameKind::Person);
        if word.word.may_be_adjective
            // `الغوطة الشرقية`, `بطولة فرنسا المفتوحة`, but an adjective behind a person describes, and so
            // does one of a people (`أرسنال الإنجليزي`).
            && (!is_name || (last.closes_name() && !is_person && (last.word.is_definite || !word.is_people) && word.word.is_definite))
            && word.word.is_definite == self.is_definite()
            && let Some(noun) = self.noun_of(word)
            && (!is_name || self.has_gender(noun, word))
        {
            return Some(noun);
        }
        let is_chain = last_is_noun && !last.is_definite();
        (is_chain && word.word.may_be_noun).then_some(place)
    }

    /// Whether the word is the second field of a ministry (`وزارة التجارة والصناعة`).
    fn is_coordinated(&self, word: &RunWord) -> bool {
        let [head, field] = self.words.as_slice() else {
            return false;
        };
        head.word.is_institution
            && field.word.is_definite
            && word.word.has_conjunction
            && word.word.may_be_noun
            && word.name.is_none_or(|name| Some(name) == field.name)
    }

    fn is_definite(&self) -> bool {
        self.words.last().is_some_and(RunWord::is_definite)
    }

    /// The noun that an adjective agrees with: a feminine or plural one before one without an
    /// ending, which may be a plural, too; a masculine one has no feminine noun.
    fn noun_of(&self, adjective: &RunWord) -> Option<usize> {
        let nouns = (0..self.words.len()).rev();
        let mut nouns = nouns.filter(|place| self.nouns.get(*place) == Some(place));
        let gender = |place: &usize| self.words.get(*place).map(|one| one.word.gender);
        match adjective.word.gender {
            Gender::Bare => nouns.find(|place| gender(place) == Some(Gender::Bare)),
            ending => {
                let nearest = nouns.next()?;
                if gender(&nearest) == Some(ending) {
                    return Some(nearest);
                }
                let agreeing = nouns.find(|place| gender(place) == Some(ending));
                Some(agreeing.unwrap_or(nearest))
            }
        }
    }

    /// Whether the noun at `place` has the ending of the adjective.
    fn has_gender(&self, place: usize, adjective: &RunWord) -> bool {
        let noun = self.words.get(place);
        noun.is_some_and(|noun| noun.word.gender == adjective.word.gender)
    }

    /// Whether the words from `first` to before `end` are a phrase.
    fn is_phrase(&self, first: usize, end: usize) -> bool {
        let (Some(one), Some(last)) = (self.words.get(first), self.words.get(end - 1)) else {
            return false;
        };
        let opens =
            self.nouns.get(first) == Some(&first) && (one.name.is_none() || one.opens_name());
        let closes = last.name.is_none() || last.closes_name();
        let words = self.words.get(first..end).unwrap_or_default();
        // What و adds to a name is another one.
        let mut added = words.iter().zip(first..).skip(1);
        let is_one = !added.any(|(word, place)| {
            word.word.has_conjunction && self.nouns.get(place) == Some(&place)
        });
        // A verb was taken for a part of the name before it.
        let is_nominal = !words.iter().any(RunWord::is_verb);
        let is_whole = end == self.words.len();
        let nouns = self.nouns.get(first..end).unwrap_or_default();
        opens
            && closes
            && is_one
            && is_nominal
            && self.agrees(first, end)
            && (is_whole || last.is_definite())
            && nouns.iter().all(|noun| *noun >= first)
            && !self
                .words
                .iter()
                .take(end)
                .skip(first)
                .any(|word| word.word.has_pronoun)
    }

    /// Whether a name is not cut before its first noun: a name of feminine words does not end in a
    /// masculine adjective (`الخارجية الأمريكي`, of which `وزير` is missing).
    fn agrees(&self, first: usize, end: usize) -> bool {
        let words = self.words.get(first..end).unwrap_or_default();
        let Some((last, before)) = words.split_last().filter(|(last, _)| last.name.is_some())
        else {
            return true;
        };
        let is_adjective = last.word.may_be_adjective && !last.word.may_be_noun;
        let is_masculine = last.word.gender == Gender::Bare && last.word.is_definite;
        let is_feminine = |one: &RunWord| one.word.gender == Gender::Feminine;
        !(is_adjective && is_masculine && !before.is_empty() && before.iter().all(is_feminine))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noun_of_name(token: usize, is_foreign: bool) -> RunWord {
        let word = PhraseWord {
            may_be_noun: true,
            is_foreign,
            ..PhraseWord::default()
        };
        RunWord {
            token,
            start: 10 * token as u32,
            end: 10 * token as u32 + 9,
            joined: false,
            term: token as u32,
            word,
            name: Some(Span::new(0, 19)),
            kind: Some(NameKind::Other),
            is_people: false,
        }
    }

    #[test]
    fn no_phrase_mixes_scripts() {
        for (is_foreign, goes_on) in [(false, true), (true, false)] {
            let mut chunk = Chunk::default();
            chunk.open(noun_of_name(0, false));
            assert_eq!(chunk.extend(noun_of_name(1, is_foreign)), goes_on);
        }
    }
}

//! A phrase: what it is made of, and how it stands in the text.

use super::grammar::RunWord;
use super::names::NameKind;
use super::vocabulary::{Seat, Vocabulary, hash_of_words};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::ops::Range;

/// The most words of a phrase.
const MOST_WORDS: usize = 5;

/// The stems of a phrase, filled up with [`NO_STEM`].
pub(crate) type Stems = [u32; MOST_WORDS];

const NO_STEM: u32 = u32::MAX;

/// A mention of a phrase with the word behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Follower {
    /// The stem of the word, its token and where it ends.
    pub(crate) term: u32,
    pub(crate) token: usize,
    pub(crate) end: u32,
    /// Whether ل or ب is written onto it.
    pub(crate) is_attached: bool,
    /// Where the phrase begins.
    pub(crate) start: u32,
    pub(crate) first: usize,
}

/// Where a noun phrase ends, and the stems of its words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkEnd {
    pub(crate) token: usize,
    pub(crate) end: u32,
    pub(crate) stems: Stems,
}

/// A mention of a name with the word before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forename {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) token: usize,
}

/// A phrase: its stems, its first mention (without a clitic, if there is one), and how it stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(super) stems: Stems,
    pub(crate) words: usize,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether that mention has something written onto it.
    pub(super) joined: bool,
    /// The tokens of the mention.
    pub(crate) tokens: Range<usize>,
    /// How often it stands in the text; all mentions, where it is a name.
    pub(crate) frequency: u32,
    /// How often it stands there as a whole phrase, not as a part of a longer one.
    pub(crate) alone: u32,
    /// The longer phrase that it was first part of, and whether there is another.
    pub(super) inside: Option<Stems>,
    pub(crate) is_free: bool,
    /// The sentence of its first mention.
    pub(crate) first_sentence: u32,
    /// The sentence of its last mention so far, and in how many it stands.
    pub(super) last_sentence: u32,
    pub(crate) sentences: u32,
    /// The rarity of its words, from 0 to 1, as their mean.
    pub(crate) rarity: f32,
    pub(crate) in_title: bool,
    /// The number of the name that it is, and what that is.
    pub(crate) name: Option<u32>,
    pub(crate) kind: Option<NameKind>,
    pub(crate) is_definite: bool,
    /// Whether its first noun says too little, or its last word.
    pub(crate) is_vague: bool,
    /// Whether an adjective describes it, or a name ends it.
    pub(crate) is_described: bool,
    /// Whether it never stands there without ل in the place of its article's alef.
    pub(crate) is_contracted: bool,
    pub(crate) is_foreign: bool,
    /// Whether its first word is too common to be a name.
    pub(crate) is_common: bool,
    /// Whether many documents use two of its words as one term.
    pub(crate) is_term: bool,
    /// What the stem of a single word keeps in the plural.
    pub(crate) skeleton: Option<u32>,
    /// The same for each word.
    skeletons: Stems,
    pub(crate) holds_name: bool,
    /// Whether a person's name ends it, which says more by itself.
    pub(crate) is_of_person: bool,
    /// Whether its first noun tells what is done, and not what it is about.
    pub(crate) is_light: bool,
    /// Whether it stands in texts of any subject.
    pub(crate) is_generic: bool,
    pub(crate) has_article: bool,
    /// Whether it is adjectives alone, though it was taken for a name.
    pub(crate) is_adjectival: bool,
    /// In how many mentions an adjective of it follows: there it is a part of a longer phrase.
    pub(crate) continued: u32,
    /// In how many mentions something happens there.
    pub(crate) located: u32,
    /// The country that it is, or whose capital.
    pub(crate) seat: Option<Seat>,
    /// The word before it, if that looks like a part of its name.
    pub(crate) forename: Option<Forename>,
    /// The first word that stood behind it, in how many mentions, and in how many any with ل or ب.
    follower: Option<Follower>,
    followed: u32,
    attached: u32,
    /// Whether it asks for what follows it.
    pub(crate) is_open: bool,
    /// The number of the first sentence that has it, of those that were read.
    pub(crate) first_read: u32,
    /// Whether it is not of another story on the same page.
    pub(crate) is_near: bool,
    /// Whether its last word alone is a mention of the same name: a family name.
    pub(crate) ends_as_known: bool,
    /// Whether it is a name that stands in enumerations of names alone.
    pub(crate) is_listed: bool,
    /// The hash of its last word, if that is no adjective of a country.
    pub(crate) last_noun: Option<u64>,
    /// The hash of its first word.
    pub(crate) first_noun: Option<u64>,
    /// Whether a verb of the present ends it, though it was taken for a name.
    pub(crate) ends_in_verb: bool,
    /// In how many mentions و joins it to what stands before it.
    pub(crate) added: u32,
}

impl Phrase {
    pub(crate) fn stems(&self) -> &[u32] {
        self.stems.get(..self.words).unwrap_or_default()
    }

    /// Counts the word behind a mention.
    pub(crate) fn follow(&mut self, follower: Option<Follower>) {
        let Some(next) = follower else {
            return;
        };
        let first = *self.follower.get_or_insert(next);
        self.followed += u32::from(first.term == next.term);
        self.attached += u32::from(next.is_attached);
    }

    /// Ends the phrase with the words that stand behind most mentions (`بوكو حرام`, `الألعاب الإقليمية
    /// للأولمبياد`), and opens a person's name with the unknown word before it. Mentions were counted
    /// as they stand, and `chunks` tells what begins with the word behind.
    pub(crate) fn complete(&mut self, chunks: &HashMap<usize, ChunkEnd, FixedState>) {
        let is_steady = self.followed > 1 && self.followed * 2 > self.frequency;
        if let Some(next) = self.follower.filter(|next| is_steady && self.takes(next)) {
            let mut alone = [NO_STEM; MOST_WORDS];
            alone[0] = next.term;
            let behind = chunks.get(&next.token).copied().unwrap_or(ChunkEnd {
                token: next.token,
                end: next.end,
                stems: alone,
            });
            if behind.token - next.first < MOST_WORDS {
                (self.start, self.end) = (next.start, behind.end);
                self.tokens = next.first..behind.token + 1;
                let taken = behind.stems.iter().filter(|stem| **stem != NO_STEM);
                for stem in taken {
                    if let Some(slot) = self.stems.get_mut(self.words) {
                        *slot = *stem;
                        self.words += 1;
                    }
                }
            }
        } else if let Some(name) = self.forename
            && self.kind == Some(NameKind::Person)
            && self.frequency > 1
        {
            (self.start, self.end) = (name.start, name.end);
            self.tokens = name.token..name.token + 2;
        } else if self.kind.is_none() {
            let is_single = self.words == 1 && self.attached * 2 > self.frequency;
            self.is_open = is_single || (self.attached == 1 && self.frequency == 1);
        }
    }

    /// Whether the word that stands behind it most of the time may be a part of it.
    fn takes(&self, next: &Follower) -> bool {
        match self.kind {
            // A person's name may lack its last word, as long as no mention stands without it.
            Some(NameKind::Person) if self.words > 1 => {
                !next.is_attached && self.followed >= self.frequency
            }
            Some(NameKind::Person | NameKind::Place) => {
                self.words == 1 && !next.is_attached && self.followed > 2
            }
            _ => true,
        }
    }

    /// What the stem of each word keeps in the plural.
    pub(crate) fn skeletons(&self) -> &[u32] {
        self.skeletons.get(..self.words).unwrap_or_default()
    }

    pub(crate) fn new(
        words: &[RunWord],
        name: Option<u32>,
        sentence: u32,
        vocabulary: &Vocabulary,
    ) -> Self {
        let (first, last) = (words.first(), words.last());
        let rarity: f32 = words.iter().map(|one| f32::from(one.word.rarity)).sum();
        Self {
            stems: stems(words),
            words: words.len(),
            start: first.map_or(0, |one| one.start),
            end: last.map_or(0, |one| one.end),
            tokens: first.map_or(0, |one| one.token)..last.map_or(0, |one| one.token + 1),
            frequency: 0,
            alone: 0,
            inside: None,
            is_free: false,
            first_sentence: sentence,
            last_sentence: u32::MAX,
            sentences: 0,
            rarity: rarity / (9.0 * words.len().max(1) as f32),
            in_title: false,
            joined: first.is_some_and(|one| one.joined),
            name,
            is_definite: false,
            is_vague: (name.is_none() || words.len() == 1)
                && (first.is_some_and(|one| one.word.is_vague)
                    || last.is_some_and(|one| {
                        // `قمة مجموعة` lacks what the group is of.
                        let is_cut = name.is_none() && !one.word.is_definite;
                        one.word.is_vague && (one.word.may_be_adjective || is_cut)
                    })),
            is_described: words
                .iter()
                .skip(1)
                .any(|one| one.word.may_be_adjective && (one.word.is_definite || name.is_none())),
            is_contracted: first.is_some_and(|one| one.word.is_contracted),
            skeleton: first
                .filter(|_| words.len() == 1)
                .map(|one| one.word.skeleton),
            skeletons: filled(words, |one| one.word.skeleton),
            is_term: words.windows(2).any(|pair| match pair {
                [one, other] => vocabulary.is_term(one.word.hash, other.word.hash),
                _ => false,
            }),
            is_common: first.is_some_and(|one| one.word.is_common),
            is_foreign: first.is_some_and(|one| one.word.is_foreign),
            holds_name: name.is_none() && words.iter().any(|one| one.name.is_some()),
            kind: None,
            is_light: name.is_none() && first.is_some_and(|one| one.word.is_light),
            is_of_person: name.is_none()
                && last.is_some_and(|one| one.kind == Some(NameKind::Person)),
            is_generic: vocabulary.is_generic(hash_of_words(words.iter().map(|one| one.word.hash))),
            has_article: first.is_some_and(|one| one.word.is_definite),
            is_adjectival: words
                .iter()
                .all(|one| one.word.may_be_adjective && !one.word.may_be_noun),
            continued: 0,
            follower: None,
            followed: 0,
            attached: 0,
            is_open: false,
            forename: None,
            located: 0,
            seat: match words {
                [noun, adjective] if noun.word.is_definite => {
                    vocabulary.state(noun.word.hash, adjective.word.hash)
                }
                _ => None,
            },
            first_read: u32::MAX,
            is_near: true,
            ends_as_known: false,
            is_listed: false,
            last_noun: last
                .filter(|one| words.len() == 1 || !vocabulary.is_of_country(one.word.hash))
                .map(|one| one.word.hash),
            first_noun: first.map(|one| one.word.hash),
            ends_in_verb: words.len() > 1
                && last.is_some_and(|one| one.word.may_be_verb && one.word.is_present),
            added: 0,
        }
    }
}

/// The stems of the words.
pub(crate) fn stems(words: &[RunWord]) -> Stems {
    filled(words, |word| word.term)
}

fn filled(words: &[RunWord], number: impl Fn(&RunWord) -> u32) -> Stems {
    let mut numbers = [NO_STEM; MOST_WORDS];
    for (slot, word) in numbers.iter_mut().zip(words) {
        *slot = number(word);
    }
    numbers
}

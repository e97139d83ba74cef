//! Document-wide consistency: a name that was recognized once is recognized everywhere.
//!
//! A tagger that reads seven words at a time misses a name where its surroundings say nothing.
//! Elsewhere in the document they may have said enough.

use hashbrown::HashTable;

use crate::document_words::DocumentWords;
use crate::hash::extend_sequence;
use crate::lexicon::Lexicon;
use crate::tagger::Mention;

/// Only mentions at least so sure speak for the rest of the document.
const SURE: f32 = 0.7;

/// Words of this frequency class or a lower one are too common to be names by themselves, unless
/// they are well-known places.
const COMMON_RANK: u32 = 1500;

/// What the score of a mention is multiplied by for those that it speaks for.
const BORROWED: f32 = 0.85;

/// A kind is settled when its scores sum to more than so many times those of the mention's own.
const CLEAR: f32 = 1.5;

/// Longer names speak for nothing but themselves.
const LONGEST: usize = 32;

/// Adds mentions of names that others of the document vouch for. `mentions` stays in order.
///
/// Of the two kinds, `persons` is the one whose last words stand for the whole, and `people` that of
/// peoples, if the label set has them.
pub(crate) fn complete_mentions(
    words: &DocumentWords,
    lexicon: &Lexicon<'_>,
    [persons, people]: [Option<usize>; 2],
    mentions: &mut Vec<Mention>,
) {
    settle_kinds(words, people, mentions);
    let known = KnownNames::new(words, lexicon, persons, mentions);
    if known.names.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut place = 0;
    // The words between one mention and the next are searched, and those after the last.
    let ends = mentions.iter().map(|mention| (mention.first, mention.end));
    for (until, next) in ends.chain([(words.len(), words.len())]) {
        while place < until {
            match known.longest_match(words, place..until) {
                Some(mention) => {
                    place = mention.end;
                    found.push(mention);
                }
                None => place += 1,
            }
        }
        place = next;
    }
    if !found.is_empty() {
        mentions.append(&mut found);
        mentions.sort_by_key(|mention| mention.first);
    }
}

/// Gives the mentions of one spelling the kind that most of their scores speak for.
///
/// The surroundings of one mention mislead; those of several seldom do. Peoples are left alone: the
/// adjective `السعودية` is written like the country.
fn settle_kinds(words: &DocumentWords, people: Option<usize>, mentions: &mut [Mention]) {
    let mut votes: HashTable<(u64, Vec<(usize, f32)>)> = HashTable::new();
    let spelling = |mention: &Mention| {
        let first = words.knowledge(mention.first)?.phrase.stem;
        let later = (mention.first + 1..mention.end).filter_map(|word| words.knowledge(word));
        Some(later.fold(extend_sequence(0, first), |hash, word| {
            extend_sequence(hash, word.phrase.word)
        }))
    };
    for mention in &*mentions {
        let Some(hash) = spelling(mention) else {
            continue;
        };
        let entry = votes.entry(hash, |(known, _)| *known == hash, |(known, _)| *known);
        let (_, kinds) = entry.or_insert_with(|| (hash, Vec::new())).into_mut();
        match kinds.iter_mut().find(|(kind, _)| *kind == mention.kind) {
            Some((_, sum)) => *sum += mention.score,
            None => kinds.push((mention.kind, mention.score)),
        }
    }
    for mention in mentions {
        let known =
            spelling(mention).and_then(|hash| votes.find(hash, |(known, _)| *known == hash));
        let Some((_, kinds)) = known.filter(|(_, kinds)| kinds.len() > 1) else {
            continue;
        };
        let sum_of = |kind: usize| {
            let found = kinds.iter().find(|(other, _)| *other == kind);
            found.map_or(0.0, |(_, sum)| *sum)
        };
        let best = kinds.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let clear = best.filter(|(_, sum)| *sum > CLEAR * sum_of(mention.kind));
        let has_people = kinds.iter().any(|(kind, _)| Some(*kind) == people);
        if let Some((kind, _)) = clear.filter(|_| !has_people) {
            *mention = Mention {
                kind: *kind,
                fine: None,
                score: mention.score * BORROWED,
                is_borrowed: true,
                ..*mention
            };
        }
    }
}

/// The names that a document is sure of.
#[derive(Default)]
struct KnownNames {
    /// What another mention of a name is like, by the hash of its words.
    names: HashTable<(u64, Mention)>,
    /// The lengths of the names that begin with a stem: bit `n` for `n + 1` words.
    lengths: HashTable<(u64, u32)>,
}

impl KnownNames {
    fn new(
        words: &DocumentWords,
        lexicon: &Lexicon<'_>,
        persons: Option<usize>,
        mentions: &[Mention],
    ) -> Self {
        let mut known = Self::default();
        for mention in mentions.iter().filter(|mention| mention.score >= SURE) {
            let length = mention.end - mention.first;
            if length > LONGEST {
                continue;
            }
            let Some(first) = words.knowledge(mention.first) else {
                continue;
            };
            known.add(words, lexicon, first.phrase.stem, mention);
            let last = words.knowledge(mention.end - 1);
            if let Some(last) = last.filter(|_| length > 1 && Some(mention.kind) == persons) {
                let first = mention.end - 1;
                known.add(
                    words,
                    lexicon,
                    last.phrase.word,
                    &Mention { first, ..*mention },
                );
            }
        }
        known
    }

    /// Adds a name whose first word counts as `stem`.
    fn add(&mut self, words: &DocumentWords, lexicon: &Lexicon<'_>, stem: u64, mention: &Mention) {
        let length = mention.end - mention.first;
        let is_common = length == 1 && lexicon.rank(stem) <= COMMON_RANK;
        if is_common && !lexicon.is_known_place(stem) {
            return;
        }
        let later = (mention.first + 1..mention.end).filter_map(|word| words.knowledge(word));
        let hash = later.fold(extend_sequence(0, stem), |hash, word| {
            extend_sequence(hash, word.phrase.word)
        });
        let bit = 1 << (length - 1);
        match self.lengths.find_mut(stem, |(known, _)| *known == stem) {
            Some((_, lengths)) => *lengths |= bit,
            None => {
                self.lengths
                    .insert_unique(stem, (stem, bit), |(stem, _)| *stem);
            }
        }
        if self.names.find(hash, |(known, _)| *known == hash).is_none() {
            let borrowed = Mention {
                score: mention.score * BORROWED,
                is_borrowed: true,
                ..*mention
            };
            self.names
                .insert_unique(hash, (hash, borrowed), |(hash, _)| *hash);
        }
    }

    /// The longest known name that begins at the start of `range` and ends inside it.
    fn longest_match(
        &self,
        words: &DocumentWords,
        range: std::ops::Range<usize>,
    ) -> Option<Mention> {
        let stem = words.knowledge(range.start)?.phrase.stem;
        let (_, lengths) = self.lengths.find(stem, |(known, _)| *known == stem)?;
        let most = (u32::BITS - lengths.leading_zeros()) as usize;
        let mut hash = extend_sequence(0, stem);
        let mut longest = None;
        for end in range.start + 1..=range.end.min(range.start + most) {
            let name = self.names.find(hash, |(known, _)| *known == hash);
            if let Some((_, name)) = name {
                longest = Some(Mention {
                    first: range.start,
                    end,
                    ..*name
                });
            }
            if let Some(next) = words.knowledge(end) {
                hash = extend_sequence(hash, next.phrase.word);
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::WordMemory;
    use crate::model::Model;

    /// The kinds of one-word mentions with a score of 0.5 after they are settled; kind 9 is peoples.
    fn settled(words: &[&str], kinds: &[usize]) -> Vec<usize> {
        let model = Model::from_bytes(crate::SHIPPED_MODEL).unwrap();
        let mut read = DocumentWords::default();
        read.read(words.iter().copied(), &model, &WordMemory::new());
        let mentions = kinds.iter().enumerate().map(|(first, kind)| Mention {
            first,
            end: first + 1,
            kind: *kind,
            score: 0.5,
            fine: None,
            is_borrowed: false,
        });
        let mut mentions: Vec<Mention> = mentions.collect();
        settle_kinds(&read, Some(9), &mut mentions);
        mentions.iter().map(|mention| mention.kind).collect()
    }

    #[test]
    fn most_mentions_settle_the_kind_of_the_others() {
        let cities = ["باريس", "وباريس", "باريس", "لندن"];
        assert_eq!(settled(&cities, &[1, 1, 2, 2]), [1, 1, 1, 2]);
        // One against one settles nothing, and peoples are written like countries.
        assert_eq!(settled(&["باريس", "باريس"], &[1, 2]), [1, 2]);
        let country = ["السعودية", "السعودية", "السعودية"];
        assert_eq!(settled(&country, &[1, 1, 9]), [1, 1, 9]);
    }
}

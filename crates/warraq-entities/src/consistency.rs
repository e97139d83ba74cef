//! Document-wide consistency: a name that was recognized once is recognized everywhere.
//!
//! A tagger that reads seven words at a time misses a name where its surroundings say nothing.
//! Elsewhere in the document they may have said enough.

use std::collections::HashMap;

use crate::lexicon::Lexicon;
use crate::tagger::{Mention, WordKnowledge};

/// Only mentions at least so sure speak for the rest of the document.
const SURE: f32 = 0.7;

/// Words of this frequency class or a lower one are too common to be names by themselves.
const COMMON_RANK: u32 = 1500;

/// What the score of a mention is multiplied by for those that it speaks for.
const BORROWED: f32 = 0.85;

/// Adds mentions of names that others of the document vouch for. `mentions` stays in order.
///
/// `persons` is the kind whose last words stand for the whole. Each added mention's place in
/// `mentions` is reported by a `true` of the same index.
pub(crate) fn complete_mentions(
    words: &[WordKnowledge],
    lexicon: &Lexicon<'_>,
    persons: Option<usize>,
    mentions: &mut Vec<Mention>,
) -> Vec<bool> {
    let known = collect_known(words, lexicon, persons, mentions);
    let mut taken = vec![false; words.len()];
    for mention in mentions.iter() {
        taken[mention.first..mention.end].fill(true);
    }
    let mut all: Vec<(Mention, bool)> =
        mentions.drain(..).map(|mention| (mention, false)).collect();
    let mut place = 0;
    while place < words.len() {
        let longest = longest_match(words, &taken, place, &known);
        place = match longest {
            Some(mention) => {
                all.push((mention, true));
                mention.end
            }
            None => place + 1,
        };
    }
    all.sort_by_key(|(mention, _)| mention.first);
    mentions.extend(all.iter().map(|(mention, _)| *mention));
    all.into_iter().map(|(_, added)| added).collect()
}

/// A name that the document is sure of.
struct Known {
    words: Vec<u64>,
    kind: usize,
    score: f32,
    fine: Option<usize>,
}

/// Sure names by the stem of their first word.
fn collect_known(
    words: &[WordKnowledge],
    lexicon: &Lexicon<'_>,
    persons: Option<usize>,
    mentions: &[Mention],
) -> HashMap<u64, Vec<Known>> {
    let mut known: HashMap<u64, Vec<Known>> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.score >= SURE) {
        let Some((first, rest)) = words
            .get(mention.first..mention.end)
            .and_then(<[_]>::split_first)
        else {
            continue;
        };
        let whole: Vec<u64> = std::iter::once(first.phrase.stem)
            .chain(rest.iter().map(|word| word.phrase.word))
            .collect();
        let last = rest
            .last()
            .filter(|_| Some(mention.kind) == persons)
            .map(|word| vec![word.phrase.word]);
        for name in std::iter::once(whole).chain(last) {
            if name.len() == 1 && lexicon.rank(name[0]) <= COMMON_RANK {
                continue;
            }
            let list = known.entry(name[0]).or_default();
            if !list.iter().any(|other| other.words == name) {
                list.push(Known {
                    words: name,
                    kind: mention.kind,
                    score: mention.score * BORROWED,
                    fine: mention.fine,
                });
            }
        }
    }
    known
}

fn longest_match(
    words: &[WordKnowledge],
    taken: &[bool],
    place: usize,
    known: &HashMap<u64, Vec<Known>>,
) -> Option<Mention> {
    if taken[place] {
        return None;
    }
    let candidates = known.get(&words[place].phrase.stem)?;
    let fits = |name: &&Known| {
        let end = place + name.words.len();
        end <= words.len()
            && !taken[place..end].contains(&true)
            && name
                .words
                .iter()
                .zip(&words[place..end])
                .skip(1)
                .all(|(hash, word)| *hash == word.phrase.word)
    };
    let best = candidates
        .iter()
        .filter(fits)
        .max_by_key(|name| name.words.len())?;
    Some(Mention {
        first: place,
        end: place + best.words.len(),
        kind: best.kind,
        score: best.score,
        fine: best.fine,
    })
}

//! Names that end in the adjective of a people: what the product's guide makes of neighbours.
//!
//! `الجيش السوري` is a body and `الحرب الروسية الأوكرانية` an event, while an adjective alone names a
//! people; `كوري شمالي` is one people. A tagger that decides word by word parts what belongs together.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::document_words::DocumentWords;
use crate::fold::fold;
use crate::lexicon::{Lexicon, NATIONALITY_LIST, sequence_hash, word_hash};
use crate::tables::rows;
use crate::tagger::Mention;

const BEFORE_PEOPLES: &str = include_str!("../data/before-peoples.tsv");
const LONGER_PEOPLES: &str = include_str!("../data/longer-peoples.tsv");

/// The kinds of a label set that the rules are about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    pub(crate) people: usize,
    pub(crate) organisation: usize,
    pub(crate) other: usize,
}

/// Joins mentions of peoples with the words around them that belong to one name. `mentions` stays in
/// order and without overlap.
pub(crate) fn join_with_peoples(
    words: &DocumentWords,
    lexicon: &Lexicon<'_>,
    kinds: Kinds,
    mentions: &mut Vec<Mention>,
) {
    let mut joined: Vec<Mention> = Vec::with_capacity(mentions.len());
    for &mention in &*mentions {
        let is_covered = joined.last().is_some_and(|last| last.end > mention.first);
        if is_covered {
            continue;
        }
        if mention.kind != kinds.people {
            joined.push(mention);
            continue;
        }
        let mut people = mention;
        if is_longer_people(words, lexicon, people.end) {
            people.end += 1;
        }
        match head_before(words, kinds, people.first, joined.last()) {
            Some((first, kind)) => {
                joined.pop_if(|last| last.end > first);
                joined.push(Mention {
                    first,
                    kind,
                    fine: None,
                    ..people
                });
            }
            None => joined.push(people),
        }
    }
    *mentions = joined;
}

/// Whether the words before and at a place are a people's name of two words.
fn is_longer_people(words: &DocumentWords, lexicon: &Lexicon<'_>, place: usize) -> bool {
    static LONGER: LazyLock<HashSet<u64>> = LazyLock::new(|| {
        let names = rows(LONGER_PEOPLES).filter_map(|row| row.first().copied());
        let hash = |name: &str| sequence_hash(name.split(' ').map(|word| word_hash(&fold(word))));
        names.map(hash).collect()
    });
    let two = place
        .checked_sub(1)
        .and_then(|last| Some((words.knowledge(last)?, words.knowledge(place)?)));
    two.is_some_and(|(last, next)| {
        let name = sequence_hash([last.phrase.stem, next.phrase.word]);
        LONGER.contains(&name) || lexicon.lists(name) & (1 << NATIONALITY_LIST) != 0
    })
}

/// Where a name that the people's adjective ends begins, and its kind: at the word before, where a
/// body's longer name begins that stands before, or where an event's name begins that adjectives of
/// peoples have continued.
fn head_before(
    words: &DocumentWords,
    kinds: Kinds,
    first: usize,
    before: Option<&Mention>,
) -> Option<(usize, usize)> {
    let head = |place: usize| HEADS.get(&words.knowledge(place)?.phrase.stem).copied();
    let place = first.checked_sub(1)?;
    let before = before.filter(|before| before.end == first);
    let start = before.map_or(place, |before| before.first);
    let kind = match head(place) {
        Some(Head::Body) if start == place => Some(kinds.organisation),
        Some(Head::Event) if start == place => Some(kinds.other),
        _ => before
            .map(|before| before.kind)
            .filter(|&kind| match head(start) {
                Some(Head::LongerBody) => kind == kinds.organisation && start < place,
                Some(Head::Event) => kind == kinds.other,
                _ => false,
            }),
    };
    kind.map(|kind| (start, kind))
}

/// A word that begins names which the adjective of a people ends.
#[derive(Debug, Clone, Copy)]
enum Head {
    /// A body: `الجيش السوري`.
    Body,
    /// A body whose name has more words: `وزارة الدفاع السورية`.
    LongerBody,
    /// A war or an upheaval: `الحرب الروسية الأوكرانية`.
    Event,
}

static HEADS: LazyLock<HashMap<u64, Head>> = LazyLock::new(|| {
    let head = |row: &[&str]| match row {
        [_, "ORG", "first"] => Some(Head::LongerBody),
        [_, "ORG"] => Some(Head::Body),
        [_, "MISC"] => Some(Head::Event),
        _ => None,
    };
    let hashed = |row: Vec<&str>| Some((word_hash(&fold(row.first()?)), head(&row)?));
    rows(BEFORE_PEOPLES).filter_map(hashed).collect()
});

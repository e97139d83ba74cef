//! Names of waters, mountains and the like: `بحر الصين الجنوبي` is one name, although its head and the
//! place after it are names of places each.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::document_words::DocumentWords;
use crate::fold::fold;
use crate::lexicon::word_hash;
use crate::tables::rows;
use crate::tagger::Mention;

const BEFORE_PLACES: &str = include_str!("../data/before-places.tsv");

static HEADS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let heads = rows(BEFORE_PLACES).filter_map(|row| row.first().copied());
    heads.map(|word| word_hash(&fold(word))).collect()
});

/// Joins each head of a place's name with the place right after it. `mentions` stays in order and
/// without overlap.
pub(crate) fn join_with_places(words: &DocumentWords, place: usize, mentions: &mut Vec<Mention>) {
    let is_head = |mention: &Mention| {
        let word = words.knowledge(mention.first);
        mention.end == mention.first + 1
            && word.is_some_and(|word| HEADS.contains(&word.phrase.stem))
    };
    mentions.dedup_by(|next, head| {
        let joins = head.kind == place && next.kind == place && next.first == head.end;
        let joins = joins && is_head(head);
        if joins {
            head.end = next.end;
        }
        joins
    });
}

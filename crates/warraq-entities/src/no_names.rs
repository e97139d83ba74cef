//! What is no name by the product's guide: heads without their name, adjectives that lists take for
//! peoples, and particles and times at the end of a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::document_words::DocumentWords;
use crate::fold::fold;
use crate::lexicon::word_hash;
use crate::peoples::Kinds;
use crate::tables::rows;
use crate::tagger::Mention;

const NO_NAMES: &str = include_str!("../data/no-names.tsv");

/// The rules of the words of the table, by the hash of the folded word.
fn rules(word: u64) -> &'static [&'static str] {
    static TABLE: LazyLock<HashMap<u64, Vec<&str>>> = LazyLock::new(|| {
        let mut table: HashMap<u64, Vec<&str>> = HashMap::new();
        for row in rows(NO_NAMES) {
            if let [word, rule, _] = row[..] {
                let key = word_hash(&fold(word));
                table.entry(key).or_default().push(rule);
            }
        }
        table
    });
    TABLE.get(&word).map_or(&[], Vec::as_slice)
}

/// Whether lists of nationalities have a folded word that seldom names a people.
#[cfg(feature = "train")]
pub(crate) fn is_no_people(word: u64) -> bool {
    rules(word).contains(&"people")
}

/// Takes out what is no name, and what does not belong to one at its end.
pub(crate) fn drop_no_names(words: &DocumentWords, kinds: Kinds, mentions: &mut Vec<Mention>) {
    mentions.retain_mut(|mention| {
        let rules_of = |place: usize| {
            let word = words.knowledge(place);
            word.map_or(&[][..], |word| rules(word.phrase.word))
        };
        while mention.end > mention.first + 1 && rules_of(mention.end - 1).contains(&"last") {
            mention.end -= 1;
        }
        if mention.end > mention.first + 1 {
            return true;
        }
        let stem = words
            .knowledge(mention.first)
            .map_or(&[][..], |word| rules(word.phrase.stem));
        let is_people = mention.kind == kinds.people;
        !(stem.contains(&"alone") || is_people && stem.contains(&"people"))
    });
}

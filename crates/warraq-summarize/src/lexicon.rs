//! What is known of words: function words, and openings that point back or sum up.
//!
//! The tables are data files of this crate; their headers say where they come from.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

const STOPWORDS: &str = include_str!("../data/stopwords.txt");
const OPENERS: &str = include_str!("../data/openers.tsv");
const CONCLUSIONS: &str = include_str!("../data/conclusions.txt");

type Map<K, V> = HashMap<K, V, FixedState>;

/// The lists, read once when a stage is made.
#[derive(Debug)]
pub(crate) struct Lexicon {
    stopwords: HashSet<&'static str, FixedState>,
    openers: Map<&'static str, Vec<Opener>>,
    conclusions: Vec<Vec<&'static str>>,
}

/// An opening that points back, without its first word.
#[derive(Debug)]
struct Opener {
    rest: Vec<&'static str>,
    only_before_indefinite: bool,
}

impl Lexicon {
    /// The lists of this crate.
    pub(crate) fn embedded() -> Self {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
        let mut openers: Map<_, Vec<Opener>> = Map::default();
        for line in lines(OPENERS) {
            let mut columns = line.split('\t');
            let mut words = columns.next().unwrap_or_default().split(' ');
            let first = words.next().unwrap_or_default();
            openers.entry(first).or_default().push(Opener {
                rest: words.collect(),
                only_before_indefinite: columns.nth(1) == Some("bare"),
            });
        }
        Self {
            conclusions: lines(CONCLUSIONS)
                .map(|line| line.split_whitespace().collect())
                .collect(),
            stopwords: lines(STOPWORDS).flat_map(str::split_whitespace).collect(),
            openers,
        }
    }

    /// Whether the folded word says nothing about a subject, with or without و or ف before it.
    pub(crate) fn is_stopword(&self, norm: &str) -> bool {
        let bare = norm.strip_prefix(['و', 'ف']);
        self.stopwords.contains(norm) || bare.is_some_and(|bare| self.stopwords.contains(bare))
    }

    /// The same of a word that had an article, before which there is nothing else.
    pub(crate) fn is_exactly_stopword(&self, base: &str) -> bool {
        self.stopwords.contains(base)
    }

    /// Whether a sentence that opens with these folded words sums up.
    pub(crate) fn concludes(&self, opening: &[&str]) -> bool {
        self.conclusions
            .iter()
            .any(|words| opening.starts_with(words))
    }

    /// Whether a sentence that opens with these folded words points back.
    pub(crate) fn points_back(&self, opening: &[&str]) -> bool {
        let Some((first, following)) = opening.split_first() else {
            return false;
        };
        let openers = self.openers.get(first).map(Vec::as_slice);
        openers.unwrap_or_default().iter().any(|opener| {
            let next = following.get(opener.rest.len()).copied().unwrap_or("");
            following.starts_with(&opener.rest)
                && !(opener.only_before_indefinite && next.starts_with("ال"))
        })
    }
}

/// The most words of an opening, and one more to see whether it is definite.
pub(crate) const LONGEST_OPENING: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded() {
        let unfolded = ['أ', 'إ', 'آ', 'ة', 'ى', 'ؤ', 'ئ'];
        for line in STOPWORDS
            .lines()
            .chain(OPENERS.lines())
            .chain(CONCLUSIONS.lines())
        {
            let comment = line.starts_with('#');
            assert!(comment || !line.contains(unfolded), "{line}");
        }
    }
}

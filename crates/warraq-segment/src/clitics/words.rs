//! Words whose parts are known beforehand: closed classes, and policies on ambiguous words.

use super::letters::{Letters, key};
use super::segmenter::{CliticLabel, CliticPart};
use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const WORDS: &str = include_str!("../../data/clitics/words.tsv");
const SHORT_STEMS: &str = include_str!("../../data/clitics/short-stems.txt");

/// The parts of one listed word, in letters instead of bytes.
#[derive(Clone, Debug)]
pub(super) struct ListedWord {
    pub(super) parts: Vec<CliticPart>,
    /// Whether only a word with the same first character is meant (`أليس`, not `اليس`).
    pub(super) first: Option<char>,
}

static LISTED: LazyLock<HashMap<Vec<u8>, ListedWord, FixedState>> =
    LazyLock::new(|| rows(WORDS).filter_map(parse).collect());

static SHORT: LazyLock<HashSet<Vec<u8>, FixedState>> = LazyLock::new(|| {
    rows(SHORT_STEMS)
        .flat_map(str::split_ascii_whitespace)
        .filter_map(key)
        .collect()
});

/// The entry for a word as letters.
pub(super) fn listed(word: &[u8]) -> Option<&'static ListedWord> {
    LISTED.get(word)
}

/// Whether a stem of at most two letters is one: most that look like one are not.
pub(super) fn is_short_stem(stem: &[u8]) -> bool {
    SHORT.contains(stem)
}

fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads `word<TAB>part/label part/label`, or `word<TAB>-` for a word that is not parted.
fn parse(row: &'static str) -> Option<(Vec<u8>, ListedWord)> {
    let (word, parts) = row.split_once('\t')?;
    let letters = Letters::read(word)?;
    let first = word.starts_with('أ').then_some('أ');
    let mut end = 0;
    let parts = parts.split_ascii_whitespace().filter_map(|part| {
        let (text, label) = part.split_once('/')?;
        let start = end;
        end += text.chars().filter(|letter| *letter != '+').count() as u32;
        Some(CliticPart {
            start,
            end,
            label: CliticLabel::from_name(label)?,
        })
    });
    let parts = parts.collect();
    Some((letters.numbers().to_vec(), ListedWord { parts, first }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_is_tiled_by_its_parts() {
        for row in rows(WORDS) {
            let (letters, word) = parse(row).unwrap();
            let mut end = 0;
            for part in &word.parts {
                assert_eq!(part.start, end, "{row}");
                end = part.end;
            }
            assert!(
                word.parts.is_empty() || end as usize == letters.len(),
                "{row}"
            );
            assert_eq!(word.parts.is_empty(), row.ends_with("\t-"), "{row}");
        }
        assert_eq!(LISTED.len(), rows(WORDS).count(), "no word stands twice");
    }
}

//! Joins the mentions of one and the same in a document.
//!
//! Two mentions are one when their spelling keys are equal, when they carry the same identifier,
//! or when a person's short mention repeats the end of a fuller name of the document.

use std::collections::HashMap;

use crate::canonical::spelling_key;
use crate::found::Found;

/// Numbers the clusters in the order of their first mention, and gives every mention of a
/// cluster the same spelling of its canonical form: the one that came first for its key.
pub(crate) fn join_mentions(found: &mut [Found]) {
    let keys: Vec<String> = found
        .iter()
        .map(|item| spelling_key(&item.canonical))
        .collect();
    let persons = full_names(found, &keys);
    let mut clusters: HashMap<(String, String), i64> = HashMap::new();
    let mut spellings: HashMap<(String, String), String> = HashMap::new();
    for (place, item) in found.iter_mut().enumerate() {
        let key = match &item.ids {
            Some(id) => id.clone(),
            None if item.label == "PER" || item.label == "PERS" => {
                persons.full_key(place, &keys[place])
            }
            None => keys[place].clone(),
        };
        let next = clusters.len() as i64;
        item.cluster = *clusters.entry((item.label.clone(), key)).or_insert(next);
        let spelling = spellings
            .entry((item.label.clone(), keys[place].clone()))
            .or_insert_with(|| item.canonical.clone());
        item.canonical.clone_from(spelling);
    }
}

/// The persons of a document that are named in full.
struct FullNames {
    /// The key of the end of a name to (place in the text, key of the whole name), in text order.
    by_ending: HashMap<String, Vec<(usize, String)>>,
}

fn full_names(found: &[Found], keys: &[String]) -> FullNames {
    let mut by_ending: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    for (place, item) in found.iter().enumerate() {
        if item.label != "PER" && item.label != "PERS" {
            continue;
        }
        let words: Vec<&str> = item.canonical.split(' ').collect();
        for first in 1..words.len() {
            let ending = spelling_key(&words[first..].concat());
            by_ending
                .entry(ending)
                .or_default()
                .push((place, keys[place].clone()));
        }
    }
    FullNames { by_ending }
}

impl FullNames {
    /// The key of the fullest name that a mention stands for: of the nearest before it, or else of
    /// the first after it; its own where there is none.
    fn full_key(&self, place: usize, own: &str) -> String {
        let mut key = own.to_owned();
        // Each step leads to a longer name, so the number of steps is bounded by its words.
        for _ in 0..8 {
            let Some(candidates) = self.by_ending.get(&key) else {
                break;
            };
            let before = candidates.iter().rev().find(|(other, _)| *other <= place);
            match before.or(candidates.first()) {
                Some((_, fuller)) if fuller.len() > key.len() => key.clone_from(fuller),
                _ => break,
            }
        }
        key
    }
}

//! Joins the mentions of one and the same in a document.
//!
//! Two mentions are one when their spelling keys are equal, when they carry the same identifier,
//! when a person's short mention repeats the end of a fuller name of the document, when only the
//! word that says what kind of organisation it is makes the difference, or when one is the known
//! short name of the other. The forms of a people are one.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::canonical::{people_form, spelling_key};
use crate::found::Found;
use crate::tables::rows;

const ALIASES: &str = include_str!("../data/aliases.tsv");
const CLASSIFIERS: &str = include_str!("../data/classifiers.tsv");

/// Numbers the clusters in the order of their first mention, and gives every mention of a
/// cluster the same spelling of its canonical form: the one that came first for its key.
pub(crate) fn join_mentions(found: &mut [Found]) {
    for item in found.iter_mut().filter(|item| item.label == "NORP") {
        item.canonical = people_form(&item.canonical);
    }
    let keys: Vec<String> = found
        .iter()
        .map(|item| spelling_key(&item.canonical))
        .collect();
    let persons = full_names(found, &keys);
    let organisations = organisations(found, &keys);
    let mut clusters: HashMap<(String, String), i64> = HashMap::new();
    let mut spellings: HashMap<(String, String), String> = HashMap::new();
    for (place, item) in found.iter_mut().enumerate() {
        let own = &keys[place];
        let key = match (&item.ids, &*item.label) {
            (Some(id), _) => id.clone(),
            (None, "PER" | "PERS") => persons.full_key(place, own),
            (None, "ORG") => organisations.get(own).unwrap_or(own).clone(),
            _ => own.clone(),
        };
        let next = clusters.len() as i64;
        item.cluster = *clusters.entry((item.label.clone(), key)).or_insert(next);
        let spelling = spellings
            .entry((item.label.clone(), own.clone()))
            .or_insert_with(|| item.canonical.clone());
        item.canonical.clone_from(spelling);
    }
}

/// The key under which an organisation's key is counted, where that is another: the known full name
/// of a short one, the name without the word for its kind.
fn organisations(found: &[Found], keys: &[String]) -> HashMap<String, String> {
    static FULL_NAMES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for row in rows(ALIASES) {
            if let [short, full] = row[..] {
                let full = spelling_key(full);
                names.entry(spelling_key(short)).or_default().push(full);
            }
        }
        names
    });
    static KINDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        rows(CLASSIFIERS)
            .filter_map(|row| Some(spelling_key(row.first()?)))
            .collect()
    });
    let named: HashSet<&String> = found
        .iter()
        .zip(keys)
        .filter(|(item, _)| item.label == "ORG")
        .map(|(_, key)| key)
        .collect();
    let mut joined = HashMap::new();
    for (item, key) in found.iter().zip(keys) {
        let mut full = FULL_NAMES.get(key).into_iter().flatten();
        let full = full.find(|full| named.contains(full));
        let bare = item
            .canonical
            .split_once(' ')
            .filter(|(kind, _)| KINDS.contains(&spelling_key(kind)))
            .map(|(_, bare)| spelling_key(bare))
            .filter(|bare| named.contains(bare));
        if let Some(other) = bare.or(full.cloned()) {
            joined.insert(key.clone(), other);
        }
    }
    joined
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::found::Origin;

    /// The clusters of names of one label, in their order.
    fn clusters(label: &str, names: &[&str]) -> Vec<i64> {
        let found = names.iter().map(|name| Found {
            bytes: 0..0,
            label: label.to_owned(),
            score: 1.0,
            subtype: None,
            canonical: (*name).to_owned(),
            ids: None,
            cluster: 0,
            origin: Origin::Model,
        });
        let mut found: Vec<Found> = found.collect();
        join_mentions(&mut found);
        found.iter().map(|item| item.cluster).collect()
    }

    #[test]
    fn short_and_full_names_of_bodies_are_one() {
        let cases: [(&[&str], &[i64]); 5] = [
            (&["حلف شمال الأطلسي", "الناتو", "الأمم المتحدة"], &[0, 0, 1]),
            (&["داعش", "الدولة الإسلامية"], &[0, 0]),
            (&["نادي الزمالك", "الأهلي", "الزمالك"], &[0, 1, 0]),
            (&["وزارة الخارجية الإيرانية", "الخارجية الإيرانية"], &[0, 0]),
            // The word for the kind alone makes no two bodies one.
            (&["حزب الله", "حزب العمال"], &[0, 1]),
        ];
        for (names, expected) in cases {
            assert_eq!(clusters("ORG", names), expected, "{names:?}");
        }
        assert_eq!(clusters("MISC", &["نادي الزمالك", "الزمالك"]), [0, 1]);
    }
}

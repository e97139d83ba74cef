//! Planted duplicates: texts made of random words, some of them copies with words changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use warraq_corpus::{Deduplication, DuplicateCounts, find_duplicates};
use warraq_io::{DocumentOptions, Inputs, ReaderOptions, SpoolFolder};

const ORIGINALS: usize = 400;

/// A generator that gives the same numbers everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound
    }

    fn word(&mut self) -> String {
        let letters: Vec<char> = "ابتجدرسعفقكلمنهوي".chars().collect();
        let length = 2 + self.below(4);
        (0..length)
            .map(|_| letters[self.below(letters.len())])
            .collect()
    }
}

/// Texts, each with the number of the one that it was made from.
fn corpus() -> Vec<(Vec<String>, Option<usize>)> {
    let mut numbers = Numbers(7);
    let vocabulary: Vec<_> = (0..3000).map(|_| numbers.word()).collect();
    let mut texts: Vec<(Vec<String>, Option<usize>)> = Vec::new();
    for _ in 0..ORIGINALS {
        let length = 80 + numbers.below(200);
        let word = |numbers: &mut Numbers| vocabulary[numbers.below(vocabulary.len())].clone();
        texts.push(((0..length).map(|_| word(&mut numbers)).collect(), None));
    }
    for original in 0..ORIGINALS {
        // From nothing changed to every tenth word.
        let share = original % 11;
        let mut copy = texts[original].0.clone();
        for _ in 0..copy.len() * share / 100 {
            let at = numbers.below(copy.len());
            copy[at] = vocabulary[numbers.below(vocabulary.len())].clone();
        }
        texts.push((copy, Some(original)));
    }
    texts
}

fn similarity(a: &[String], b: &[String]) -> f64 {
    let runs = |words: &[String]| {
        words
            .windows(3)
            .map(<[String]>::to_vec)
            .collect::<BTreeSet<_>>()
    };
    let (a, b) = (runs(a), runs(b));
    let common = a.intersection(&b).count() as f64;
    common / (a.len() + b.len()) as f64 / (1.0 - common / (a.len() + b.len()) as f64)
}

fn search(path: &std::path::Path, threshold: f64, max_memory: u64) -> (String, DuplicateCounts) {
    let deduplication = Deduplication {
        files: Inputs::expand(&[path.to_owned()]).unwrap().files,
        reader: ReaderOptions {
            format: None,
            max_document: 1 << 20,
        },
        documents: DocumentOptions::default(),
        threshold,
        max_memory,
        spool: SpoolFolder::default(),
    };
    let mut out = Vec::new();
    let counts = find_duplicates(&deduplication, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), counts)
}

#[test]
fn planted_duplicates_are_found_and_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    let texts = corpus();
    let mut lines = String::new();
    for (number, (words, _)) in texts.iter().enumerate() {
        writeln!(
            lines,
            "{{\"id\":\"{number}\",\"text\":\"{}\"}}",
            words.join(" ")
        )
        .unwrap();
    }
    std::fs::write(&path, lines + "not a record\n").unwrap();
    let (found, counts) = search(&path, 0.8, 1 << 30);
    assert_eq!(
        (counts.documents, counts.unreadable),
        (texts.len() as u64, 1)
    );
    let mut originals = BTreeMap::new();
    for line in found.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |value: &serde_json::Value| value.as_str().unwrap().parse::<usize>().unwrap();
        let (copy, original) = (number(&line["id"]), number(&line["original"]["id"]));
        let truth = similarity(&texts[copy].0, &texts[original].0);
        assert!(original < copy && truth > 0.65, "{line}: {truth}");
        let estimate = line["similarity"].as_f64().unwrap();
        assert!((estimate - truth).abs() < 0.15, "{line}: {truth}");
        assert_eq!(
            line["kind"] == "exact",
            texts[copy].0 == texts[original].0,
            "{line}"
        );
        assert_eq!(line["source"]["line"], copy + 1);
        originals.insert(copy, original);
    }
    let (mut planted, mut right, mut sure, mut sure_found) = (0, 0, 0, 0);
    for (copy, (words, original)) in texts.iter().enumerate() {
        let Some(original) = original else {
            assert!(
                !originals.contains_key(&copy),
                "an original is no duplicate"
            );
            continue;
        };
        let truth = similarity(words, &texts[*original].0);
        let is_found = originals.get(&copy) == Some(original);
        planted += usize::from(truth >= 0.8);
        right += usize::from(truth >= 0.8 && is_found);
        sure += usize::from(truth >= 0.9);
        sure_found += usize::from(truth >= 0.9 && is_found);
    }
    // An estimate errs by 0.04 and less: near the threshold either way.
    assert_eq!(sure_found, sure);
    assert!(
        sure > 60 && right * 100 >= planted * 90,
        "{right} of {planted}"
    );

    // The result does not depend on the memory, nor on the threads.
    assert_eq!(search(&path, 0.8, 0), (found.clone(), counts));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    assert_eq!(
        pool.install(|| search(&path, 0.8, 1 << 20)),
        (found, counts)
    );
    let (exact, counts) = search(&path, 1.0, 1 << 20);
    assert_eq!(counts.near, 0);
    assert_eq!(exact.lines().count() as u64, counts.exact);
    assert!(counts.exact >= (ORIGINALS / 11) as u64);
}

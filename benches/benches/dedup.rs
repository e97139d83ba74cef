//! Finding near duplicates, beside a plain program that keeps every run of words in memory.
//!
//! The peer gives the truth: an index from each run of three words to the documents that have it, and
//! from it the exact similarity of every pair that shares one. Ours has signatures on disk and 1 MiB
//! for sorting. Documents are texts of random words, every fourth a copy with words changed; both run
//! on one core.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::time::Instant;
use warraq_corpus::{Deduplication, find_duplicates};
use warraq_io::{DocumentOptions, Inputs, ReaderOptions, SpoolFolder};

const ORIGINALS: usize = 6000;
const WORDS: usize = 250;

/// Copies of the first similarity must all be found, nothing below the last may be called one, and
/// the one between is what is asked for.
const SURE: f64 = 0.9;
const THRESHOLD: f64 = 0.8;
const UNLIKE: f64 = 0.65;

fn main() {
    let texts = texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} documents, {:.1} MB", texts.len(), bytes as f64 / 1e6);

    let start = Instant::now();
    let truth = exact_pairs(&texts);
    let time_of_peer = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let found = found_pairs(&texts);
    let time = start.elapsed().as_secs_f64();

    let speed = |time: f64| bytes as f64 / 1e6 / time;
    println!("exact, in memory      {:6.1} MB/s", speed(time_of_peer));
    println!("warraq, on disk       {:6.1} MB/s", speed(time));
    println!("time against the peer {:6.2}", time / time_of_peer);

    // What is called a duplicate is not kept: of those kept, no two may be nearly the same.
    let is_left =
        |pair: &(usize, usize)| !found.contains_key(&pair.0) && !found.contains_key(&pair.1);
    let left = |similarity: f64| -> HashSet<usize> {
        let alike = truth.iter().filter(|(_, share)| **share >= similarity);
        let pairs = alike.map(|(pair, _)| pair).filter(|pair| is_left(pair));
        pairs.map(|pair| pair.0).collect()
    };
    let (missed, missed_surely) = (left(THRESHOLD).len(), left(SURE).len());
    let is_wrong = |pair: (&usize, &usize)| truth.get(&(*pair.0, *pair.1)) < Some(&UNLIKE);
    let wrong = found.iter().filter(|pair| is_wrong(*pair)).count();
    let all = found.len();
    println!(
        "found {all}, missed {missed} from {THRESHOLD} and {missed_surely} from {SURE}, wrong {wrong}"
    );
    assert!(all > ORIGINALS / 10, "the corpus has copies");
    assert_eq!((missed_surely, wrong), (0, 0));
    assert!(
        missed * 100 <= (all + missed) * 7,
        "an estimate errs near the threshold"
    );
    assert!(time < time_of_peer, "it is faster than the peer");
}

/// The documents that an earlier one is nearly the same as, each with that one.
fn found_pairs(texts: &[String]) -> BTreeMap<usize, usize> {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let path = folder.path().join("in.jsonl");
    let mut lines = String::new();
    for (number, text) in texts.iter().enumerate() {
        let _ = writeln!(lines, "{{\"id\":\"{number}\",\"text\":\"{text}\"}}");
    }
    std::fs::write(&path, lines).expect("the folder can be written");
    let deduplication = Deduplication {
        files: Inputs::expand(&[path]).expect("it was written").files,
        reader: ReaderOptions {
            format: None,
            max_document: 1 << 20,
        },
        documents: DocumentOptions::default(),
        threshold: THRESHOLD,
        max_memory: 1 << 20,
        spool: SpoolFolder::default(),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let mut out = Vec::new();
    pool.expect("one thread can be started")
        .install(|| find_duplicates(&deduplication, &mut out))
        .expect("the disk has room");
    let pair = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let number = |id: &serde_json::Value| id.as_str().and_then(|id| id.parse().ok());
        Some((number(&line["id"])?, number(&line["original"]["id"])?))
    };
    String::from_utf8_lossy(&out)
        .lines()
        .filter_map(pair)
        .collect()
}

/// The exact similarity of every pair of documents that share a run of words, the later one first.
fn exact_pairs(texts: &[String]) -> BTreeMap<(usize, usize), f64> {
    let mut index: HashMap<Vec<&str>, Vec<usize>> = HashMap::new();
    let mut sizes = Vec::new();
    let mut pairs = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        let words: Vec<_> = text.split(' ').collect();
        let runs: BTreeSet<Vec<&str>> = words.windows(3).map(<[&str]>::to_vec).collect();
        let mut common: HashMap<usize, usize> = HashMap::new();
        for run in &runs {
            for earlier in index.get(run).into_iter().flatten() {
                *common.entry(*earlier).or_default() += 1;
            }
        }
        let size = runs.len();
        let mut sorted: Vec<_> = common.into_iter().collect();
        sorted.sort_unstable();
        for (earlier, common) in sorted {
            let all = size + sizes[earlier] - common;
            pairs.insert((number, earlier), common as f64 / all as f64);
        }
        for run in runs {
            index.entry(run).or_default().push(number);
        }
        sizes.push(size);
    }
    pairs
}

/// Texts of random words; every fourth is a copy of an earlier one with words changed.
fn texts() -> Vec<String> {
    let mut state = 11_u64;
    let mut below = move |bound: usize| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 33) as usize % bound
    };
    let letters: Vec<char> = "ابتجدرسعفقكلمنهوي".chars().collect();
    let mut word = || -> String {
        let length = 2 + below(5);
        (0..length).map(|_| letters[below(letters.len())]).collect()
    };
    let vocabulary: Vec<String> = (0..20_000).map(|_| word()).collect();
    let mut state = 13_u64;
    let mut below = move |bound: usize| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 33) as usize % bound
    };
    let mut texts: Vec<Vec<usize>> = Vec::new();
    for number in 0..ORIGINALS {
        if number % 4 != 3 {
            texts.push((0..WORDS).map(|_| below(vocabulary.len())).collect());
            continue;
        }
        let original = below(texts.len());
        let mut copy = texts[original].clone();
        for _ in 0..below(WORDS / 20) {
            let at = below(copy.len());
            copy[at] = below(vocabulary.len());
        }
        texts.push(copy);
    }
    let join = |words: &Vec<usize>| {
        let words: Vec<&str> = words
            .iter()
            .map(|word| vocabulary[*word].as_str())
            .collect();
        words.join(" ")
    };
    texts.iter().map(join).collect()
}

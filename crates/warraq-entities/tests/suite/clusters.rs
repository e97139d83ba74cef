//! Clusters of names on the articles for tuning, which are not part of the repository.

use std::collections::BTreeMap;
use std::path::Path;

use warraq_entities::EntityOptions;

use crate::support::{annotate, shipped};

/// Which mentions are one and the same: offsets, labels and numbers, but no text.
const CLUSTERS: &str = include_str!("../gold/tuning-clusters.tsv");

/// The least B-cubed F1, and share of right canonical forms, of mentions that are found with their
/// range and label.
const BAR: f64 = 0.85;

/// The same where a name that is missed or invented counts as wrong, too.
const STRICT_BAR: f64 = 0.80;

/// A mention by article, code points and label.
type Mention = (String, usize, usize, String);

/// Mentions with their cluster and canonical form.
type Names = BTreeMap<Mention, (i64, String)>;

/// What was marked by hand; a canonical form that is not given is what the range covers.
fn gold(texts: &BTreeMap<String, Vec<char>>) -> Names {
    let rows = CLUSTERS.lines().filter(|line| !line.starts_with('#'));
    let read = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let (start, end) = (cells[1].parse().unwrap(), cells[2].parse().unwrap());
        let canonical = match cells[5] {
            "-" => texts[cells[0]][start..end].iter().collect(),
            other => other.to_owned(),
        };
        let mention = (cells[0].to_owned(), start, end, cells[3].to_owned());
        (mention, (cells[4].parse().unwrap(), canonical))
    };
    rows.map(read).collect()
}

fn texts(articles: &Path) -> BTreeMap<String, Vec<char>> {
    let articles = std::fs::read_to_string(articles).unwrap();
    let records = articles
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |record: serde_json::Value| {
        let id = record["id"].as_str().unwrap().to_owned();
        (id, record["text"].as_str().unwrap().chars().collect())
    };
    let all = records.map(text);
    all.filter(|(id, _): &(String, _)| CLUSTERS.contains(&format!("\n{id}\t")))
        .collect()
}

fn found(texts: &BTreeMap<String, Vec<char>>) -> Names {
    let tagger = shipped();
    let mut names = Names::new();
    for (id, text) in texts {
        let text: String = text.iter().collect();
        let code_points = |byte: usize| text.get(..byte).unwrap().chars().count();
        let document = annotate(&tagger, EntityOptions::default(), &text);
        for name in document.entities().unwrap().iter() {
            let range = name.range();
            let (start, end) = (code_points(range.start), code_points(range.end));
            let mention = (id.clone(), start, end, name.label().to_owned());
            let canonical = name.canonical().unwrap().to_owned();
            names.insert(mention, (name.cluster().unwrap(), canonical));
        }
    }
    names
}

/// The sum over the mentions that both have of the share of a mention's cluster in `one` that is in
/// its cluster in `other`.
fn overlap(one: &Names, other: &Names, is_common_only: bool) -> f64 {
    let counts = |mention: &Mention| !is_common_only || other.contains_key(mention);
    let share = |(mention, (cluster, _)): (&Mention, &(i64, String))| {
        let Some((theirs, _)) = other.get(mention) else {
            return 0.0;
        };
        let same = one
            .iter()
            .filter(|(near, (near_cluster, _))| near.0 == mention.0 && near_cluster == cluster)
            .filter(|(near, _)| counts(near));
        let (mut all, mut both) = (0.0, 0.0);
        for (near, _) in same {
            all += 1.0;
            both += f64::from(other.get(near).is_some_and(|(near, _)| near == theirs));
        }
        both / all
    };
    one.iter().map(share).sum()
}

fn f1(precision: f64, recall: f64) -> f64 {
    2.0 * precision * recall / (precision + recall)
}

#[test]
fn mentions_of_one_and_the_same_are_joined() {
    let Some(shared) = std::env::var_os("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED does not name the folder of the gold news");
        return;
    };
    let texts = texts(&Path::new(&shared).join("data/gold/news-20.jsonl"));
    let (gold, mut found) = (gold(&texts), found(&texts));
    found.retain(|(_, _, _, label), _| !PATTERNS.contains(&label.as_str()));
    let common = gold
        .iter()
        .filter(|(mention, _)| found.contains_key(mention));
    let right = common
        .clone()
        .filter(|(mention, (_, canonical))| found[*mention].1 == *canonical)
        .count() as f64;
    let common = common.count() as f64;
    let (gold_count, found_count) = (gold.len() as f64, found.len() as f64);
    let (recall, precision) = (overlap(&gold, &found, true), overlap(&found, &gold, true));
    let clusters = f1(precision / common, recall / common);
    let (recall, precision) = (overlap(&gold, &found, false), overlap(&found, &gold, false));
    let strict = f1(precision / found_count, recall / gold_count);
    println!("{common} of {gold_count} names found, {found_count} in all");
    println!(
        "clusters: B-cubed F1 {clusters:.3}, {strict:.3} where missed and invented names count"
    );
    let strict_canonical = 2.0 * right / (gold_count + found_count);
    println!(
        "canonical forms: {:.3} right, F1 {strict_canonical:.3} where missed and invented names count",
        right / common
    );
    assert!(clusters > BAR && right / common > BAR);
    assert!(strict > STRICT_BAR && strict_canonical > STRICT_BAR);
}

/// Labels that are found by their form and that the articles' names do not have.
const PATTERNS: [&str; 5] = ["URL", "EMAIL", "PHONE", "HASHTAG", "MENTION"];

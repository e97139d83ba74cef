//! Clusters of names on the articles for tuning, which are not part of the repository.

use std::collections::BTreeMap;
use std::path::Path;

use warraq_entities::EntityOptions;

use crate::support::{annotate, shipped};

/// Which mentions are one and the same: offsets, labels and numbers, but no text.
const CLUSTERS: &str = include_str!("../gold/tuning-clusters.tsv");

/// The least B-cubed F1 of mentions that are found with their range and label.
const BAR: f64 = 0.85;

/// A mention by article, code points and label, with its cluster.
type Clusters = BTreeMap<(String, usize, usize, String), i64>;

fn gold() -> Clusters {
    let rows = CLUSTERS.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let number = |place: usize| cells[place].parse().unwrap();
        let mention = (
            cells[0].to_owned(),
            number(1),
            number(2),
            cells[3].to_owned(),
        );
        (mention, cells[4].parse().unwrap())
    })
    .collect()
}

fn found(articles: &Path) -> Clusters {
    let tagger = shipped();
    let mut clusters = Clusters::new();
    for line in std::fs::read_to_string(articles).unwrap().lines() {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = article["id"].as_str().unwrap();
        if !CLUSTERS.contains(&format!("\n{id}\t")) {
            continue;
        }
        let text = article["text"].as_str().unwrap();
        let code_points = |byte: usize| text.get(..byte).unwrap().chars().count();
        let document = annotate(&tagger, EntityOptions::default(), text);
        for name in document.entities().unwrap().iter() {
            let range = name.range();
            let (start, end) = (code_points(range.start), code_points(range.end));
            let mention = (id.to_owned(), start, end, name.label().to_owned());
            clusters.insert(mention, name.cluster().unwrap());
        }
    }
    clusters
}

/// The mean share of a mention's cluster in `of` that is also its cluster in `by`.
fn mean_overlap(mentions: &[(&String, i64, i64)], of: fn(&(&String, i64, i64)) -> i64) -> f64 {
    let share = |one: &(&String, i64, i64)| {
        let all = mentions
            .iter()
            .filter(|other| other.0 == one.0 && of(other) == of(one));
        let both = all
            .clone()
            .filter(|other| (other.1, other.2) == (one.1, one.2));
        both.count() as f64 / all.count() as f64
    };
    mentions.iter().map(share).sum::<f64>() / mentions.len() as f64
}

#[test]
fn mentions_of_one_and_the_same_are_joined() {
    let Some(shared) = std::env::var_os("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED does not name the folder of the gold news");
        return;
    };
    let (gold, found) = (
        gold(),
        found(&Path::new(&shared).join("data/gold/news-20.jsonl")),
    );
    let common = gold.iter().filter_map(|(mention, cluster)| {
        let other = found.get(mention)?;
        Some((&mention.0, *cluster, *other))
    });
    let common: Vec<_> = common.collect();
    let (recall, precision) = (
        mean_overlap(&common, |mention| mention.1),
        mean_overlap(&common, |mention| mention.2),
    );
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "{} of {} mentions: B-cubed P {precision:.3} R {recall:.3} F1 {f1:.3}",
        common.len(),
        gold.len()
    );
    assert!(f1 > BAR, "{f1}");
}

//! Learns where sentences begin in text without marks, from unlabelled text that has them.
//!
//! `zstd -dc --long=27 news-web.jsonl.zst news.jsonl.zst | cargo run --release -p warraq-segment
//! --example learn_sentences -- crates/warraq-segment/data/sentences/boundaries.bin`
//!
//! Standard input is JSON lines with a `text`. The table holds weights of hashed words and nothing of
//! the text.

use std::io::BufRead;
use warraq_segment::BoundariesLearner;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let mut learner = BoundariesLearner::default();
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        learner.add(record["text"].as_str().unwrap_or_default());
    }
    let (table, score) = learner.learn();
    std::fs::write(&path, &table)?;
    eprintln!(
        "{} bytes in {path}; F1 {score:.3} on texts kept apart",
        table.len()
    );
    Ok(())
}

//! Learns the stem lexicon of the clitics stage from unlabelled text.
//!
//! `zstd -dc --long=27 news-web.jsonl.zst news.jsonl.zst wikipedia.jsonl.zst | cargo run --release
//! -p warraq-segment --example learn_clitics -- crates/warraq-segment/data/clitics/stems.bin names.txt`
//!
//! Files named behind the table hold words of names, which are stems however they begin.
//! Standard input is JSON lines with a `text`, or lines of `word<TAB>count`; with `--counts` such
//! lines are written instead of the table. The table holds hashes of stems and nothing of the text.

use std::collections::BTreeMap;
use std::io::BufRead;
use warraq_segment::{CliticsLearner, TokenKind, Tokenizer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let path = arguments.next().ok_or("name the file to write")?;
    let mut counts = BTreeMap::new();
    let tokenizer = Tokenizer::default();
    for line in std::io::stdin().lock().lines() {
        count(&tokenizer, &line?, &mut counts)?;
    }
    if arguments.next_if_eq("--counts").is_some() {
        let rows = counts
            .iter()
            .map(|(word, count)| format!("{word}\t{count}\n"));
        std::fs::write(&path, rows.collect::<String>())?;
        return Ok(());
    }
    let mut learner = CliticsLearner::default();
    for names in arguments {
        let names = std::fs::read_to_string(names)?;
        names
            .split_whitespace()
            .for_each(|word| learner.add_name(word));
    }
    for (word, count) in &counts {
        learner.add(word, *count);
    }
    let table = learner.learn();
    std::fs::write(&path, &table)?;
    eprintln!(
        "{} word types, {} bytes in {path}",
        counts.len(),
        table.len()
    );
    Ok(())
}

fn count(
    tokenizer: &Tokenizer,
    line: &str,
    counts: &mut BTreeMap<String, u64>,
) -> Result<(), Box<dyn std::error::Error>> {
    if let Some((word, count)) = line.split_once('\t').filter(|_| !line.starts_with('{')) {
        *counts.entry(word.to_owned()).or_default() += count.parse::<u64>()?;
        return Ok(());
    }
    let record: serde_json::Value = serde_json::from_str(line)?;
    let text = record["text"].as_str().unwrap_or_default();
    for token in tokenizer.tokens(text, 0..text.len()) {
        if token.kind == TokenKind::Word {
            let word = text.get(token.range()).unwrap_or_default();
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        }
    }
    Ok(())
}

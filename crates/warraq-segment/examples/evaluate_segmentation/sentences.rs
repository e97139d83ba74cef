//! Sentence boundaries against two corpora, with final stops and without.

use super::treebank::{as_written, treebank};
use super::{Failure, Score, annotated, pipeline};
use std::collections::BTreeSet;
use std::path::Path;

const FINAL: [char; 5] = ['.', '؟', '!', '?', '…'];

pub(super) fn sentences(data: &Path, errors: bool) -> Result<(), Failure> {
    let treebank: Vec<Vec<String>> = treebank(data)?
        .iter()
        .map(|sentence| sentence.iter().map(|(word, _)| as_written(word)).collect())
        .collect();
    for (name, sentences) in [("padt-dev", treebank), ("anercorp-train", conll(data)?)] {
        let stripped = |sentence: &Vec<String>| {
            let keep = sentence
                .iter()
                .rposition(|word| !word.chars().all(|c| FINAL.contains(&c)));
            sentence
                .iter()
                .take(keep.map_or(0, |last| last + 1))
                .cloned()
                .collect::<Vec<_>>()
        };
        let stopped = |sentence: &Vec<String>| {
            let mut sentence = sentence.clone();
            if sentence
                .last()
                .is_some_and(|word| !word.chars().any(|c| FINAL.contains(&c)))
            {
                sentence.push(".".to_owned());
            }
            sentence
        };
        let with: Vec<_> = sentences.iter().map(stopped).collect();
        let without: Vec<_> = sentences
            .iter()
            .map(stripped)
            .filter(|words| !words.is_empty())
            .collect();
        // The treebank's units are often paragraphs: a mark inside one is a boundary to any reader.
        let is_final = |word: &String| word.chars().all(|c| FINAL.contains(&c));
        let of_one_sentence: Vec<_> = with
            .iter()
            .filter(|words| !words.iter().rev().skip(1).any(is_final))
            .cloned()
            .collect();
        boundaries(&sentences, errors)?.print(&format!("{name}, as it stands"));
        boundaries(&of_one_sentence, false)?.print(&format!("{name}, no mark inside, with stops"));
        boundaries(&with, errors)?.print(&format!("{name}, with final stops"));
        boundaries(&without, false)?.print(&format!("{name}, without final stops"));
    }
    Ok(())
}

fn conll(data: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let file = std::fs::read_to_string(data.join("ner/anercorp-train.conll"))?;
    let words = |block: &str| {
        block
            .lines()
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect()
    };
    Ok(file
        .split("\n\n")
        .map(words)
        .filter(|words: &Vec<String>| !words.is_empty())
        .collect())
}

/// Joins sentences to paragraphs of 20 and compares where sentences end, the paragraph's own end
/// apart, which everybody finds.
fn boundaries(sentences: &[Vec<String>], errors: bool) -> Result<Score, Failure> {
    let pipeline = pipeline()?;
    let mut score = Score::default();
    for paragraph in sentences.chunks(20) {
        let mut text = String::new();
        let mut wanted = BTreeSet::new();
        for sentence in paragraph {
            if !text.is_empty() {
                text.push(' ');
            }
            text += &sentence.join(" ");
            wanted.insert(text.len());
        }
        wanted.remove(&text.len());
        let document = annotated(&pipeline, text)?;
        let ends = document.sentences().expect("the pipeline has the stage");
        let found: BTreeSet<usize> = ends
            .iter()
            .map(|sentence| sentence.range().end)
            .filter(|end| *end < document.text().len())
            .collect();
        score.add(&found, &wanted);
        if errors {
            for (sign, at) in found
                .difference(&wanted)
                .map(|at| ("+", at))
                .chain(wanted.difference(&found).map(|at| ("-", at)))
            {
                let (before, after) = document.text().split_at(*at);
                let before: Vec<_> = before.split(' ').rev().take(6).collect();
                let before: Vec<_> = before.into_iter().rev().collect();
                let after: Vec<_> = after.split(' ').take(7).collect();
                println!("{sign}\t{} | {}", before.join(" "), after.join(" "));
            }
        }
    }
    Ok(score)
}

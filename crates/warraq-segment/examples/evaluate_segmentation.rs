//! Measures the stages against annotated data; prints precision, recall and F1.
//!
//! `WARRAQ_SHARED=... cargo run --release -p warraq-segment --example evaluate_segmentation -- clitics`
//! `WARRAQ_SHARED=... cargo run --release -p warraq-segment --example evaluate_segmentation -- sentences`
//! `cargo run --release -p warraq-segment --example evaluate_segmentation -- blocks tests/suite/blocks`
//!
//! The first two read `data/segmentation/padt-dev.jsonl` and `data/ner/anercorp-train.conll` below
//! `WARRAQ_SHARED` and say so and stop if it is not set. A second argument `errors` prints what is
//! wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Stage, Unsupervised};
use warraq_io::{DocumentOptions, Format, Position, RawContent, RawDocument};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let errors = arguments.iter().any(|argument| argument == "errors");
    match arguments.first().map(String::as_str) {
        Some("blocks") => blocks(Path::new(arguments.get(1).ok_or("name a folder")?), errors),
        Some("clitics") => with_data(|data| clitics(data, errors)),
        Some("sentences") => with_data(|data| sentences(data, errors)),
        _ => Err("say `clitics`, `sentences` or `blocks FOLDER`".into()),
    }
}

fn with_data(measure: impl Fn(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    match std::env::var_os("WARRAQ_SHARED") {
        Some(shared) => measure(&PathBuf::from(shared).join("data")),
        None => {
            println!("skipped: WARRAQ_SHARED is not set");
            Ok(())
        }
    }
}

/// Counts of right, found and wanted items.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn add<T: Ord>(&mut self, found: &BTreeSet<T>, wanted: &BTreeSet<T>) {
        self.right += found.intersection(wanted).count();
        self.found += found.len();
        self.wanted += wanted.len();
    }

    fn print(&self, name: &str) {
        let percent = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (percent(self.found), percent(self.wanted));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!(
            "{name:<44} P {precision:6.2}  R {recall:6.2}  F1 {f1:6.2}  ({} wanted)",
            self.wanted
        );
    }
}

fn pipeline() -> Result<Pipeline, Failure> {
    let stages: Vec<Arc<dyn Stage>> = vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ];
    Ok(Pipeline::new(stages)?)
}

fn annotated(pipeline: &Pipeline, text: String) -> Result<Document, Failure> {
    let mut document = Document::new(Metadata::default(), text)?;
    pipeline.process(&mut document, &Unsupervised)?;
    Ok(document)
}

/// One sentence of the treebank: its words, and the lengths of their segments in code points.
type Parted = Vec<(String, Vec<usize>)>;

fn treebank(data: &Path) -> Result<Vec<Parted>, Failure> {
    let file = std::fs::read_to_string(data.join("segmentation/padt-dev.jsonl"))?;
    let mut sentences = Vec::new();
    for line in file.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let tokens = record["tokens"].as_array().ok_or("no tokens")?;
        sentences.push(tokens.iter().map(parted).collect());
    }
    Ok(sentences)
}

/// A word and the lengths of its segments in the surface: the article that `لل` has swallowed counts
/// as no letter, so what the segments have too many is taken from the last one.
fn parted(token: &serde_json::Value) -> (String, Vec<usize>) {
    let surface = token["surface"].as_str().unwrap_or_default().to_owned();
    let segments = token["segs"].as_array().cloned().unwrap_or_default();
    let length = |segment: &serde_json::Value| segment.as_str().unwrap_or_default().chars().count();
    let mut lengths: Vec<usize> = segments.iter().map(length).collect();
    let (all, wanted) = (lengths.iter().sum::<usize>(), surface.chars().count());
    let article = segments.iter().position(|segment| {
        segment
            .as_str()
            .is_some_and(|segment| segment.starts_with("ال"))
    });
    if let Some(length) = lengths.get_mut(article.unwrap_or(segments.len() - 1)) {
        *length = (*length + wanted).saturating_sub(all);
    }
    (surface, lengths)
}

/// Whether the treebank left words of a sentence without an analysis: it holds a word with وال as one
/// piece, which none is, `والد` and what is made of it apart.
fn left_whole(sentence: &Parted) -> bool {
    sentence.iter().any(|(surface, lengths)| {
        lengths.len() == 1
            && surface.starts_with("وال")
            && !surface.starts_with("والد")
            && surface.chars().count() > 5
    })
}

/// The treebank spells a word as its segments are spelled alone (`رئيسةها`); text does not.
fn as_written(surface: &str) -> String {
    let mut written: Vec<char> = surface.chars().collect();
    let last = written.len().saturating_sub(1);
    for letter in written.iter_mut().take(last) {
        match letter {
            'ة' => *letter = 'ت',
            'ى' => *letter = 'ا',
            _ => {}
        }
    }
    written.into_iter().collect()
}

fn clitics(data: &Path, errors: bool) -> Result<(), Failure> {
    let pipeline = pipeline()?;
    for (name, rewrite) in [
        ("padt-dev, spelled as text is", true),
        ("padt-dev, as it stands", false),
    ] {
        let (mut all, mut words, mut analysed) =
            (Score::default(), Score::default(), Score::default());
        let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
        for sentence in treebank(data)? {
            let mut text = String::new();
            let mut wanted = BTreeSet::new();
            let mut position = 0;
            let mut ranges = Vec::new();
            for (surface, lengths) in &sentence {
                let first = position;
                for length in lengths {
                    wanted.insert((position, position + length));
                    position += length;
                }
                text += &if rewrite {
                    as_written(surface)
                } else {
                    surface.clone()
                };
                text.push(' ');
                ranges.push(first..position);
                position += 1;
            }
            let document = annotated(&pipeline, text)?;
            let found = segments(&document);
            all.add(&found, &wanted);
            if !left_whole(&sentence) {
                analysed.add(&found, &wanted);
            }
            for ((surface, _), range) in sentence.iter().zip(ranges) {
                let inside = |set: &BTreeSet<(usize, usize)>| -> BTreeSet<_> {
                    set.range((range.start, 0)..(range.end, 0))
                        .copied()
                        .collect()
                };
                let (found, wanted) = (inside(&found), inside(&wanted));
                if surface.chars().all(char::is_alphabetic) {
                    words.add(&found, &wanted);
                }
                if errors && rewrite && found != wanted {
                    let show = |set: BTreeSet<(usize, usize)>| {
                        let part = |(start, end): &(usize, usize)| -> String {
                            let letters = surface.chars().skip(start - range.start);
                            letters.take(end - start).collect()
                        };
                        set.iter().map(part).collect::<Vec<_>>().join("+")
                    };
                    *wrong
                        .entry(format!("{} (wanted {})", show(found), show(wanted)))
                        .or_default() += 1;
                }
            }
        }
        all.print(&format!("{name}, all segments"));
        words.print(&format!("{name}, words of letters"));
        analysed.print(&format!("{name}, analysed sentences"));
        let mut wrong: Vec<_> = wrong.into_iter().collect();
        wrong.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (error, count) in wrong {
            println!("{count}\t{error}");
        }
    }
    Ok(())
}

/// The segments of a document in code points: clitics, the article with its stem, and the tokens
/// that have none.
fn segments(document: &Document) -> BTreeSet<(usize, usize)> {
    let text = document.text();
    let mut code_points = vec![0; text.len() + 1];
    for (number, (offset, _)) in text.char_indices().enumerate() {
        code_points[offset] = number;
    }
    code_points[text.len()] = text.chars().count();
    let tokens = document.tokens().expect("the pipeline has the stage");
    let clitics = document.clitics().expect("the pipeline has the stage");
    let mut found = BTreeSet::new();
    for token in tokens.iter() {
        let inside = clitics.within(token.span().start..token.span().end);
        let mut start = token.range().start;
        for clitic in clitics.slice(inside.clone()) {
            if clitic.label() == "det" {
                continue;
            }
            found.insert((code_points[start], code_points[clitic.range().end]));
            start = clitic.range().end;
        }
        if inside.is_empty() {
            found.insert((code_points[start], code_points[token.range().end]));
        }
    }
    found
}

const FINAL: [char; 5] = ['.', '؟', '!', '?', '…'];

fn sentences(data: &Path, errors: bool) -> Result<(), Failure> {
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

fn blocks(folder: &Path, errors: bool) -> Result<(), Failure> {
    let mut total = Score::default();
    let mut without_furniture = Score::default();
    for layout in sorted(folder)?.iter().filter(|path| path.is_dir()) {
        let mut score = Score::default();
        for gold in sorted(layout)?
            .iter()
            .filter(|path| path.to_string_lossy().ends_with(".blocks.tsv"))
        {
            let (found, wanted) = page(gold)?;
            score.add(&found, &wanted);
            total.add(&found, &wanted);
            let content = |set: &Blocks| -> Blocks {
                set.iter()
                    .filter(|block| block.0 != "furniture")
                    .cloned()
                    .collect()
            };
            without_furniture.add(&content(&found), &content(&wanted));
            if errors {
                println!("== {}", gold.display());
                let print = |sign: &str, one: &Blocks, other: &Blocks| {
                    one.difference(other)
                        .for_each(|(label, text, _)| println!("{sign} {label}\t{text}"));
                };
                print("+", &found, &wanted);
                print("-", &wanted, &found);
            }
        }
        score.print(&layout.display().to_string());
    }
    total.print("all blocks");
    without_furniture.print("furniture apart");
    Ok(())
}

/// Label, text on one line, and a number that tells equal ones apart.
type Blocks = BTreeSet<(String, String, usize)>;

/// The blocks of a page, found and wanted. Furniture of HTML that the gold does not list is ignored,
/// as the guide of the gold says.
fn page(gold: &Path) -> Result<(Blocks, Blocks), Failure> {
    let name = gold.to_string_lossy().replace(".blocks.tsv", "");
    let plain = PathBuf::from(format!("{name}.txt"));
    let mut document = if plain.exists() {
        Document::new(Metadata::default(), std::fs::read_to_string(&plain)?)?
    } else {
        let raw = RawDocument {
            path: format!("{name}.html"),
            line: None,
            id: name.clone(),
            format: Format::Html,
            content: RawContent::Bytes(std::fs::read(format!("{name}.html"))?),
            next: Position::default(),
        };
        let read = DocumentOptions::default().document(&raw);
        read.map_err(|_| "the page is rejected by the reader")?
    };
    pipeline()?.process(&mut document, &Unsupervised)?;
    let file = std::fs::read_to_string(gold)?;
    let rows = file.lines().filter_map(|line| line.split_once('\t'));
    let wanted = numbered(rows.map(|(label, text)| (label.to_owned(), one_line(text))));
    let blocks = document.blocks().ok_or("no blocks")?;
    let mut found = numbered(
        blocks
            .iter()
            .map(|block| (block.label().to_owned(), one_line(block.text()))),
    );
    if !plain.exists() {
        found.retain(|block| block.0 != "furniture" || wanted.contains(block));
    }
    Ok((found, wanted))
}

/// Equal blocks are told apart by a number, so that pairs are counted as often as they stand.
fn numbered(blocks: impl Iterator<Item = (String, String)>) -> Blocks {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let number = |block: (String, String)| {
        let count = seen.entry(block.clone()).or_default();
        *count += 1;
        (block.0, block.1, *count)
    };
    blocks.map(number).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

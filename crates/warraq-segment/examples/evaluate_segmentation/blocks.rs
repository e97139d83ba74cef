//! Blocks against the keys of a folder of pages.

use super::{Failure, Score, pipeline};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use warraq_core::{Document, Metadata, Unsupervised};
use warraq_io::{DocumentOptions, Format, Position, RawContent, RawDocument};

pub(super) fn blocks(folder: &Path, errors: bool) -> Result<(), Failure> {
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

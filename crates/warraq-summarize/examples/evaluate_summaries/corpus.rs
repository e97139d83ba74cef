//! The articles with the extracts that people made of them, and the sentences that were marked by hand.

use crate::shared::{Failure, Source, shared_data, texts};
use std::collections::BTreeMap;
use warraq_core::{Document, Stage, Unsupervised};

const SHEET: &str = include_str!("../../evaluation/sentence_labels.tsv");
/// The readers that a mark counts.
const READERS: f64 = 5.0;
/// A first line of fewer code points is the title of an article of Wikipedia.
const TITLE: usize = 80;

/// An article and the extracts that people made of it.
#[derive(serde::Deserialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) summaries: Vec<String>,
}

/// A document with the share of readers who would pick the sentence that starts at a code point.
pub(crate) struct Marked {
    pub(crate) text: String,
    pub(crate) is_open: bool,
    pub(crate) shares: BTreeMap<usize, f64>,
}

/// The articles; none where there is no evaluation data.
pub(crate) fn articles() -> Result<Option<Vec<Article>>, Failure> {
    let Some(data) = shared_data() else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(data.join("summaries/easc-001-050.jsonl"))?;
    let articles = text.lines().map(serde_json::from_str::<Article>);
    Ok(Some(articles.collect::<Result<_, _>>()?))
}

/// The documents of the sheet; none where there is no evaluation data.
pub(crate) fn marked() -> Result<Vec<Marked>, Failure> {
    let Some(data) = shared_data() else {
        return Ok(Vec::new());
    };
    let mut shares: BTreeMap<&str, BTreeMap<usize, f64>> = BTreeMap::new();
    for line in SHEET.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, range, mark] = columns[..] else {
            return Err(format!("not three columns: {line}").into());
        };
        let start = range.split("..").next().unwrap_or_default().parse()?;
        let share = mark.parse::<f64>()? / READERS;
        shares.entry(id).or_default().insert(start, share);
    }
    let mut texts = texts(&data, shares.keys().copied())?;
    let documents = shares.into_iter().filter_map(|(id, shares)| {
        let text = texts.remove(id)?;
        let is_article = text.source == Source::Wikipedia;
        Some(Marked {
            text: if is_article {
                without_title(&text.text).to_owned()
            } else {
                text.text
            },
            is_open: text.source != Source::NewsWeb,
            shares,
        })
    });
    Ok(documents.collect())
}

/// An article of Wikipedia without its title.
fn without_title(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.chars().count() < TITLE => rest.trim_start_matches('\n'),
        _ => text,
    }
}

/// The document after one more stage.
pub(crate) fn annotated(document: &Document, stage: &dyn Stage) -> Result<Document, Failure> {
    let mut document = document.clone();
    document.annotate(
        stage.name(),
        stage.provides(),
        &Unsupervised,
        |document, output| {
            let view = warraq_core::DocumentView::new(document, stage, &Unsupervised);
            stage.process(&view, output)
        },
    )?;
    Ok(document)
}

/// The text of a document's summary.
pub(crate) fn summary_text(document: &Document) -> String {
    let items = document.summary();
    let items = items.iter().flat_map(warraq_core::View::iter);
    let texts: Vec<_> = items.map(|item| item.text()).collect();
    texts.join(" ")
}

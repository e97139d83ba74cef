//! Prints ROUGE of every ranker at 30% of the words, beside the lead and random baselines.
//!
//! `WARRAQ_SHARED=… cargo run --release -p warraq-summarize --example evaluate_summaries -- [SENTENCES]`
//!
//! With a path, the candidate sentences of every article are written there, so that
//! `evaluation/peers.py` can feed the same sentences to other summarizers. With `--fit`, the
//! weights of the default ranker are fitted to all articles and to the sentences of
//! `evaluation/sentence_labels.tsv`, and printed as `data/weights.tsv`; with `--fit-open`, to those of
//! open licences alone. With `--read FILE`, the summary of five sentences and the keyphrases of a text,
//! or of each line of a JSONL file, are printed to be judged by hand.

mod corpus;
mod read;
mod ridge;
mod rouge;
#[path = "../shared/mod.rs"]
mod shared;

use corpus::{Article, Marked, annotated, articles, marked, summary_text};
use ridge::Sums;
use rouge::Rouge;
use serde_json::json;
use shared::{Failure, pipeline, segmented};
use std::io::Write;
use warraq_core::{Document, DocumentView, Unsupervised};
use warraq_summarize::{Ranker, SummaryOptions, SummaryStage, Weights};

/// Parts of the cross-validation; article `i` is held out in part `i % FOLDS`.
const FOLDS: usize = 10;
/// Random orders that the random baseline is the mean of.
const SHUFFLES: usize = 50;
const RATIO: f64 = 0.3;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, path] = arguments.as_slice()
        && command == "--read"
    {
        return read::print_file(path);
    }
    let argument = arguments.into_iter().next();
    let Some(articles) = articles()? else {
        return Ok(());
    };
    let pipeline = pipeline()?;
    let documents = articles
        .iter()
        .map(|article| segmented(&pipeline, &article.text));
    let documents: Vec<Document> = documents.collect::<Result<_, _>>()?;
    let corpus: Vec<_> = articles.iter().zip(&documents).collect();
    let marked = marked()?;
    let observe = |marked: &Marked| -> Result<(bool, Sums), Failure> {
        let document = segmented(&pipeline, &marked.text)?;
        Ok((marked.is_open, ridge::observe_marks(marked, &document)?))
    };
    let marked: Vec<(bool, Sums)> = marked.iter().map(observe).collect::<Result<_, _>>()?;
    let open = marked.iter().filter(|(is_open, _)| *is_open);
    let open: Vec<&Sums> = open.map(|(_, sums)| sums).collect();
    let marked: Vec<&Sums> = marked.iter().map(|(_, sums)| sums).collect();
    match argument.as_deref() {
        Some("--fit") => return print_weights(&corpus, &marked),
        Some("--fit-open") => return print_weights(&corpus, &open),
        _ => {}
    }
    if let Some(path) = argument {
        write_sentences(&path, &articles, &documents)?;
    }
    println!("{:<28}ROUGE-1  ROUGE-2", "");
    print_row("random", &random(&corpus)?);
    for ranker in Ranker::ALL {
        let options = SummaryOptions {
            ranker,
            ..SummaryOptions::default()
        };
        let stage = SummaryStage::new(options)?;
        print_row(ranker.name(), &evaluate(&stage, &corpus)?);
    }
    let stage = SummaryStage::with_weights(SummaryOptions::default(), ridge::fit(&marked))?;
    print_row("warraq, without articles", &evaluate(&stage, &corpus)?);
    print_row("warraq, of open text", &cross_validated(&corpus, &open)?);
    print_row(
        "warraq, cross-validated",
        &cross_validated(&corpus, &marked)?,
    );
    Ok(())
}

const HEADER: &str = "\
# The weights of the default ranker.
#
# The fitted ones: ridge regression on 50 articles of the Essex Arabic Summaries Corpus (EASC, El-Haj and
# others, 2010; CC BY-SA), five human extracts each, and on 200 documents whose sentences were marked by hand
# (evaluation/sentence_labels.tsv), by
# `cargo run --release -p warraq-summarize --example evaluate_summaries -- --fit`. Of the 200, 140 are of
# Wikipedia (CC BY-SA 3.0 and 4.0), 15 are news of a Tunisian radio station (Apache-2.0), and 45 are news of
# four outlets of 2018, which are their publishers'; without those, by `--fit-open`, ROUGE-2 is 42.1
# instead of 42.5, cross-validated. The ones that are set were set by hand: all these documents have few
# sections, labelled points, conclusions and questions.
# A score is the share of readers who are expected to pick the sentence. What speaks for a sentence is
# its reason; what speaks against it (a weight below 0) is told of none.
# Columns: feature; weight; fitted or set; what a reader is told; the same where the document has
# no title.";

fn print_weights(corpus: &Corpus<'_>, marked: &[&Sums]) -> Result<(), Failure> {
    let sums = corpus
        .iter()
        .map(|(article, document)| ridge::observe(article, document));
    let sums: Vec<_> = sums.collect::<Result<_, _>>()?;
    let weights = ridge::fit(
        &sums
            .iter()
            .chain(marked.iter().copied())
            .collect::<Vec<_>>(),
    );
    println!("{HEADER}");
    print!("{}", weights.to_tsv());
    Ok(())
}

type Corpus<'a> = [(&'a Article, &'a Document)];

fn print_row(name: &str, scores: &[Rouge]) {
    let mean = Rouge::mean(scores);
    println!(
        "{name:<28}{:>7.2}  {:>7.2}",
        mean.one * 100.0,
        mean.two * 100.0
    );
}

fn evaluate(stage: &SummaryStage, corpus: &Corpus<'_>) -> Result<Vec<Rouge>, Failure> {
    let of_article = |(article, document): &(&Article, &Document)| {
        let summary = summary_text(&annotated(document, stage)?);
        Ok(Rouge::of(&summary, &article.summaries))
    };
    corpus.iter().map(of_article).collect()
}

/// With weights that are fitted to the marked documents, and to the articles of the other parts.
fn cross_validated(corpus: &Corpus<'_>, marked: &[&Sums]) -> Result<Vec<Rouge>, Failure> {
    let sums = corpus
        .iter()
        .map(|(article, document)| ridge::observe(article, document));
    let sums: Vec<_> = sums.collect::<Result<_, _>>()?;
    let mut scores = Vec::new();
    for fold in 0..FOLDS {
        let is_held_out = |index: &usize| index % FOLDS == fold;
        let kept = sums.iter().enumerate();
        let kept: Vec<_> = kept
            .filter(|(index, _)| !is_held_out(index))
            .map(|(_, sums)| sums)
            .chain(marked.iter().copied())
            .collect();
        let stage = SummaryStage::with_weights(SummaryOptions::default(), ridge::fit(&kept))?;
        let held_out: Vec<_> = (0..corpus.len())
            .filter(is_held_out)
            .map(|index| corpus[index])
            .collect();
        scores.extend(evaluate(&stage, &held_out)?);
    }
    Ok(scores)
}

/// Sentences in a random order under the same rule, by a generator with a fixed seed.
fn random(corpus: &Corpus<'_>) -> Result<Vec<Rouge>, Failure> {
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut scores = Vec::new();
    for (article, document) in corpus {
        let candidates = candidates(document)?;
        for _ in 0..SHUFFLES {
            let mut order: Vec<usize> = (0..candidates.len()).collect();
            for last in (1..order.len()).rev() {
                order.swap(last, next(last + 1));
            }
            let total: usize = candidates.iter().map(|(_, words)| words).sum();
            let (mut taken, mut spent) = (Vec::new(), 0);
            for index in order {
                if spent as f64 >= RATIO * total as f64 {
                    break;
                }
                spent += candidates[index].1;
                taken.push(index);
            }
            taken.sort_unstable();
            let texts: Vec<_> = taken.iter().map(|index| candidates[*index].0).collect();
            scores.push(Rouge::of(&texts.join(" "), &article.summaries));
        }
    }
    Ok(scores)
}

/// The text and the words of each sentence that may be picked.
fn candidates(document: &Document) -> Result<Vec<(&str, usize)>, Failure> {
    let stage = SummaryStage::with_weights(SummaryOptions::default(), Weights::embedded())?;
    let view = DocumentView::new(document, &stage, &Unsupervised);
    let sentences = document.sentences().ok_or("no sentences")?;
    let described = stage.features(&view)?.into_iter();
    let described = described.filter_map(|one| {
        let sentence = sentences.get(one.sentence)?;
        Some((document.text().get(sentence.range())?, one.words))
    });
    Ok(described.collect())
}

fn write_sentences(
    path: &str,
    articles: &[Article],
    documents: &[Document],
) -> Result<(), Failure> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for (article, document) in articles.iter().zip(documents) {
        let candidates = candidates(document)?;
        let line = json!({
            "id": article.id,
            "sentences": candidates.iter().map(|one| one.0).collect::<Vec<_>>(),
            "words": candidates.iter().map(|one| one.1).collect::<Vec<_>>(),
            "summaries": article.summaries,
        });
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

//! Scores a model on the kept-out part of ANERcorp, on AQMAR and on news, by label.
//!
//! `evaluate --data DIR [--model FILE] [--report]`. Without `--data`, the folder is `data` under
//! the folder that `WARRAQ_SHARED` names; without `--model`, the shipped model is scored. Of the
//! news it takes the articles for tuning, whose id has an even SHA-256; with `--report`, the rest.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
use warraq_entities::evaluate::{
    LabelledRange, Scores, calibration_error, score_conll, score_documents, score_sentences,
    scored_names, subtype_accuracy,
};
use warraq_entities::train::conll::{LabelledSentence, read_conll};
use warraq_entities::train::recipe::Recipe;
use warraq_entities::{EntityOptions, EntityStage, Model, Tagger};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};

/// Labels of patterns, which the gold news does not have.
const PATTERNS: [&str; 5] = ["URL", "EMAIL", "PHONE", "HASHTAG", "MENTION"];

/// What the command line asks for.
struct Request {
    data: PathBuf,
    model: Option<PathBuf>,
    report: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(request) = request(std::env::args().skip(1))? else {
        println!("neither --data nor WARRAQ_SHARED names a data folder: nothing is scored");
        return Ok(());
    };
    let model = match &request.model {
        Some(path) => Model::from_bytes(std::fs::read(path)?)?,
        None => Model::from_bytes(warraq_model_names::BYTES)?,
    };
    let tagger = Arc::new(Tagger::new(model));
    score_kept_out(&tagger, &request.data)?;
    let aqmar = request.data.join("ner/aqmar-dev.conll");
    print("aqmar-dev", &score_conll(&tagger, "aqmar", &aqmar)?);
    score_news(tagger, &request)
}

/// Reads the command line; nothing if there is no data folder.
fn request(mut arguments: impl Iterator<Item = String>) -> Result<Option<Request>, Box<dyn Error>> {
    let shared = std::env::var_os("WARRAQ_SHARED");
    let mut data = shared.map(|folder| Path::new(&folder).join("data"));
    let (mut model, mut report) = (None, false);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("`{argument}` needs a value"))
        };
        match argument.as_str() {
            "--data" => data = Some(value()?.into()),
            "--model" => model = Some(value()?.into()),
            "--report" => report = true,
            _ => return Err(format!("unknown argument `{argument}`").into()),
        }
    }
    Ok(data.map(|data| Request {
        data,
        model,
        report,
    }))
}

/// The parts that the recipe keeps out of training: labels, calibration and subtypes.
fn score_kept_out(tagger: &Tagger, data: &Path) -> Result<(), Box<dyn Error>> {
    for corpus in Recipe::shipped()?.corpus {
        let Some(development) = corpus.development else {
            continue;
        };
        let sentences = read_conll(&data.join(&corpus.path))?;
        let numbered = sentences.into_iter().enumerate();
        let held: Vec<LabelledSentence> = numbered
            .filter(|(number, _)| development.holds(*number))
            .map(|(_, sentence)| sentence)
            .collect();
        let title = format!("kept out of {}", corpus.path.display());
        print(&title, &score_sentences(tagger, &corpus.label_set, &held));
        let names = scored_names(tagger, &corpus.label_set, &held);
        println!("  calibration error {:.3}", calibration_error(&names));
        if corpus.label_set == "fane" {
            let (right, all) = subtype_accuracy(tagger, "product", &held);
            println!("  subtypes right {right} of {all}");
        }
    }
    Ok(())
}

fn score_news(tagger: Arc<Tagger>, request: &Request) -> Result<(), Box<dyn Error>> {
    let stage = EntityStage::with_tagger(tagger, EntityOptions::default())?;
    let pipeline = Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(stage),
    ])?;
    let path = request.data.join("gold/news-20.jsonl");
    let chosen = std::env::temp_dir().join(format!("warraq-news-{}.jsonl", std::process::id()));
    std::fs::write(&chosen, articles(&path, request.report)?)?;
    let scores = score_documents(&chosen, &mut |text| {
        names(&pipeline, text).unwrap_or_default()
    });
    std::fs::remove_file(&chosen)?;
    let title = if request.report {
        "news, reporting"
    } else {
        "news, tuning"
    };
    print(title, &scores?);
    Ok(())
}

/// The lines of the articles for tuning, or of the others.
fn articles(path: &Path, report: bool) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let article: serde_json::Value = serde_json::from_str(line)?;
        let id = article["id"].as_str().ok_or("an article has no id")?;
        let is_even = Sha256::digest(id.as_bytes())
            .last()
            .is_some_and(|byte| byte % 2 == 0);
        if is_even != report {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// The names of a text, in code points.
fn names(pipeline: &Pipeline, text: &str) -> Result<Vec<LabelledRange>, Box<dyn Error>> {
    let mut document = Document::new(Metadata::default(), text.to_owned())?;
    pipeline.process(&mut document, &Unsupervised)?;
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let code_point = |byte: usize| starts.partition_point(|&start| start < byte);
    let entities = document.entities().ok_or("the stage gives entities")?;
    let found = entities
        .iter()
        .filter(|name| !PATTERNS.contains(&name.label()));
    Ok(found
        .map(|name| LabelledRange {
            start: code_point(name.range().start),
            end: code_point(name.range().end),
            label: name.label().to_owned(),
        })
        .collect())
}

fn print(title: &str, scores: &Scores) {
    let row = |name: &str, counts: &warraq_entities::evaluate::Counts| {
        println!(
            "  {name}: P {:.1} R {:.1} F1 {:.2}, {} names",
            100.0 * counts.precision(),
            100.0 * counts.recall(),
            100.0 * counts.f1(),
            counts.gold
        );
    };
    println!("{title}");
    row("all", &scores.total);
    if scores.labels.len() <= 6 {
        scores
            .labels
            .iter()
            .for_each(|(label, counts)| row(label, counts));
        let mut confusions: Vec<_> = scores.confusions.iter().collect();
        confusions.sort_by_key(|(pair, count)| (usize::MAX - **count, *pair));
        for ((gold, given), count) in confusions.into_iter().take(8) {
            println!("  `{gold}` taken for `{given}`: {count}");
        }
    }
}

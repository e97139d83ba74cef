//! `evaluate entities`: names against a gold standard.

use crate::arguments::EvaluateEntitiesArguments;
use crate::commands::print;
use crate::exit::Failure;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use warraq_core::Document;
use warraq_entities::evaluate::{
    Counts, LabelledRange, Scores, score_conll, score_documents, score_kept_out,
};
use warraq_entities::train::recipe::Recipe;
use warraq_entities::{EntityOptions, EntityStage, Tagger};
use warraq_runner::{Annotator, Configuration};

/// The stages that the names of a text need before them.
const STAGES: [&str; 4] = ["blocks", "sentences", "tokens", "clitics"];

/// Confusions that are listed, the most frequent first.
const CONFUSIONS: usize = 12;

/// Scores the names that are found in a gold standard's text, and prints a report.
pub(crate) fn entities(arguments: &EvaluateEntitiesArguments) -> Result<ExitCode, Failure> {
    let options = EntityOptions {
        labels: arguments.labels.clone(),
        model: arguments.model.clone(),
        patterns: false,
        ..EntityOptions::default()
    };
    let stage = EntityStage::new(options).map_err(|error| Failure::usage(error.to_string()))?;
    let tagger = Arc::clone(stage.tagger());
    let labels = stage.labels().to_owned();
    let mut lines = Vec::new();
    if let Some(data) = &arguments.kept_out {
        lines.extend(kept_out(&tagger, data)?);
    }
    if let Some(gold) = &arguments.gold {
        let title = format!("{}, labels `{labels}`", gold.display());
        let is_documents = gold
            .extension()
            .is_some_and(|extension| extension == "jsonl");
        let scores = if is_documents {
            documents(gold, stage, arguments.ids.as_deref())?
        } else {
            score_conll(&tagger, &labels, gold)?
        };
        lines.extend(score_lines(&title, &scores));
    }
    lines.push(String::new());
    print(&lines.join("\n"))
}

/// Scores documents with offsets, through the stages of the built-in pipeline.
fn documents(gold: &Path, stage: EntityStage, ids: Option<&Path>) -> Result<Scores, Failure> {
    let mut configuration = Configuration::default();
    configuration.run.stages = Some(STAGES.map(str::to_owned).to_vec());
    let annotator = Annotator::new(&configuration)?;
    let annotator = annotator
        .with_stage(stage)
        .map_err(|error| Failure::failed(error.to_string()))?;
    let ids: Option<BTreeSet<String>> = match ids {
        Some(path) => Some(read_ids(path)?),
        None => None,
    };
    let is_wanted = |id: &str| ids.as_ref().is_none_or(|ids| ids.contains(id));
    let mut failure = None;
    let scores = score_documents(gold, &is_wanted, &mut |text| {
        names(&annotator, text).unwrap_or_else(|error| {
            failure.get_or_insert(error);
            Vec::new()
        })
    })?;
    failure.map_or(Ok(scores), Err)
}

fn read_ids(path: &Path) -> Result<BTreeSet<String>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!(
            "cannot read the ids in `{}`: {error}",
            path.display()
        ))
    })?;
    let ids = text.lines().map(str::trim).filter(|id| !id.is_empty());
    Ok(ids.map(str::to_owned).collect())
}

/// The names of a text, in code points.
fn names(annotator: &Annotator, text: &str) -> Result<Vec<LabelledRange>, Failure> {
    let document: Document = annotator.annotate(text)?;
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let code_point = |byte: usize| starts.partition_point(|&start| start < byte);
    let entities = document.entities().into_iter();
    let named = entities.flat_map(|entities| entities.iter().collect::<Vec<_>>());
    let range = named.map(|name| LabelledRange {
        start: code_point(name.range().start),
        end: code_point(name.range().end),
        label: name.label().to_owned(),
    });
    Ok(range.collect())
}

/// Scores the parts of the shipped recipe's corpora that training keeps out.
fn kept_out(tagger: &Tagger, data: &Path) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for part in score_kept_out(tagger, &Recipe::shipped()?, data)? {
        let title = format!(
            "kept out of {}, labels `{}`",
            part.path.display(),
            part.labels
        );
        lines.extend(score_lines(&title, &part.scores));
        lines.push(format!("  calibration error {:.3}", part.calibration_error));
        if let Some((right, all)) = part.subtypes {
            lines.push(format!("  subtypes: {right} of {all} right"));
        }
    }
    Ok(lines)
}

/// A report: all labels together, each label, and what was taken for what.
pub(crate) fn score_lines(title: &str, scores: &Scores) -> Vec<String> {
    let row = |name: &str, counts: &Counts| {
        let percent = |share: f64| 100.0 * share;
        format!(
            "  {name:<12} F1 {:>5.1}  P {:>5.1}  R {:>5.1}  {} gold, {} found, {} right",
            percent(counts.f1()),
            percent(counts.precision()),
            percent(counts.recall()),
            counts.gold,
            counts.found,
            counts.right
        )
    };
    let mut lines = vec![title.to_owned(), row("all", &scores.total)];
    lines.extend(
        scores
            .labels
            .iter()
            .map(|(label, counts)| row(label, counts)),
    );
    let mut confusions: Vec<_> = scores.confusions.iter().collect();
    confusions.sort_by_key(|(pair, count)| (std::cmp::Reverse(**count), *pair));
    for ((gold, given), count) in confusions.into_iter().take(CONFUSIONS) {
        lines.push(match (gold.as_str(), given.as_str()) {
            ("", given) => format!("  `{given}` where gold has no such range: {count}"),
            (gold, "") => format!("  `{gold}` missed, or with another range: {count}"),
            (gold, given) => format!("  `{gold}` taken for `{given}`: {count}"),
        });
    }
    lines
}

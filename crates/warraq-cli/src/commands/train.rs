//! `train entities`: a model of names from labelled text.

use crate::arguments::{GlobalArguments, TrainEntitiesArguments};
use crate::commands::evaluate::score_lines;
use crate::exit::Failure;
use crate::messages;
use std::process::ExitCode;
use warraq_entities::ModelError;
use warraq_entities::train::recipe::Recipe;
use warraq_entities::train::{Progress, TrainError, TrainOptions, train};

/// The recipe of a data folder, which is used unless another is named.
const RECIPE: &str = "recipe.toml";

/// Trains a model and writes it.
pub(crate) fn entities(
    arguments: &TrainEntitiesArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let mut options = TrainOptions::new(&arguments.data)?;
    options.recipe = recipe(arguments)?;
    for path in &arguments.without {
        options.recipe.leave_out(path)?;
    }
    options.epochs = arguments.epochs;
    let mut report = |progress: Progress| {
        if !global.quiet {
            describe(&progress);
        }
    };
    options.keep.clone_from(&arguments.keep);
    let bytes = train(&options, &mut report)?;
    let path = &arguments.output;
    std::fs::write(path, &bytes)
        .map_err(|error| Failure::failed(format!("cannot write `{}`: {error}", path.display())))?;
    if !global.quiet {
        messages::line(&format!("{}: {} bytes", path.display(), bytes.len()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The recipe that was named, that of the data folder, or the shipped model's.
fn recipe(arguments: &TrainEntitiesArguments) -> Result<Recipe, Failure> {
    let own = arguments.data.join(RECIPE);
    let path = match &arguments.recipe {
        Some(path) => path,
        None if own.exists() => &own,
        None => return Ok(Recipe::shipped()?),
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!(
            "cannot read the recipe `{}`: {error}",
            path.display()
        ))
    })?;
    Ok(Recipe::parse(&text)?)
}

/// Says how far training is: a line for each pass, which together are the learning curve.
fn describe(progress: &Progress) {
    match progress {
        Progress::Vectors(share) => {
            messages::line(&format!("word vectors: {:.0} of 100", 100.0 * share));
        }
        Progress::Teacher(name) => messages::line(&format!("teacher `{name}`")),
        Progress::Evidence => messages::line("evidence of words in unlabelled text"),
        Progress::Read {
            sentences,
            words,
            names,
        } => messages::line(&format!(
            "read {sentences} sentences with {words} different words, and {names} names"
        )),
        Progress::Epoch {
            epoch,
            loss,
            development,
        } => {
            messages::line(&format!("pass {epoch}: loss {loss:.4}"));
            for (labels, scores) in development {
                let title = format!("kept out, labels `{labels}`");
                score_lines(&title, scores)
                    .iter()
                    .for_each(|line| messages::line(line));
            }
        }
        Progress::Checked {
            calibration,
            subtypes,
        } => {
            for (labels, error) in calibration {
                messages::line(&format!("calibration error of `{labels}`: {error:.3}"));
            }
            for (right, all) in subtypes {
                messages::line(&format!("subtypes: {right} of {all} right"));
            }
        }
    }
}

impl From<TrainError> for Failure {
    fn from(error: TrainError) -> Self {
        Self::of_error(&error)
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::of_error(&error)
    }
}

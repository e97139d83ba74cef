//! Models that are trained first, to label text for the one that is shipped.
//!
//! Several networks of different shapes and beginnings err differently; what most of them agree on
//! is right more often than what one says. Vectors and teachers take most of the time of a run, so
//! that a folder may keep them for the next.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::TrainError;
use super::recipe::{Recipe, Teacher};
use super::run::{Progress, TrainOptions, learn_model};
use super::text_vectors::learn_vectors;
use super::vectors::{VectorOptions, WordVectors};
use crate::model::Model;
use crate::tagger::Tagger;

/// Word vectors: those that were kept under a name, or else new ones.
pub(crate) fn word_vectors(
    options: &TrainOptions,
    name: &str,
    choices: &VectorOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<WordVectors, TrainError> {
    let learn = |progress: &mut dyn FnMut(Progress)| {
        let mut report = |share| progress(Progress::Vectors(share));
        learn_vectors(options, choices, &mut report)
    };
    let Some(path) = kept(options, &format!("{name}.tsv")) else {
        return learn(progress);
    };
    if !path.exists() {
        learn(progress)?.write(&path)?;
    }
    // What was written has four decimals: a run that goes on gives what the first would have given.
    WordVectors::read(&path)
}

/// The teachers of a recipe, in its order.
pub(crate) fn teachers(
    options: &TrainOptions,
    vectors: &WordVectors,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Tagger>, TrainError> {
    let teachers = options.recipe.teacher.iter();
    teachers
        .map(|teacher| teach(options, teacher, vectors, progress))
        .collect()
}

fn teach(
    options: &TrainOptions,
    teacher: &Teacher,
    vectors: &WordVectors,
    progress: &mut dyn FnMut(Progress),
) -> Result<Tagger, TrainError> {
    progress(Progress::Teacher(teacher.name.clone()));
    let path = kept(options, &format!("{}.model", teacher.name));
    if let Some(path) = path.as_ref().filter(|path| path.exists()) {
        let bytes = fs::read(path).map_err(|source| TrainError::Read {
            path: path.clone(),
            source,
        })?;
        return Ok(Tagger::new(Model::from_bytes(bytes)?));
    }
    let own = match &teacher.vectors {
        Some(choices) => {
            let name = format!("{}-vectors", teacher.name);
            Some(word_vectors(options, &name, choices, progress)?)
        }
        None => None,
    };
    let choices = TrainOptions {
        recipe: Recipe {
            network: teacher.network.clone(),
            silver: Vec::new(),
            boldness: BTreeMap::new(),
            ..options.recipe.clone()
        },
        epochs: Some(teacher.passes),
        seed: teacher.seed,
        ..options.clone()
    };
    let bytes = learn_model(&choices, own.as_ref().unwrap_or(vectors), &[], progress)?;
    if let Some(path) = path {
        fs::write(&path, &bytes).map_err(|source| TrainError::Write { path, source })?;
    }
    Ok(Tagger::new(Model::from_bytes(bytes)?))
}

fn kept(options: &TrainOptions, name: &str) -> Option<PathBuf> {
    options.keep.as_ref().map(|folder| folder.join(name))
}

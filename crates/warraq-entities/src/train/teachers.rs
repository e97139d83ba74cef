//! Models that are trained first, to label text for the one that is shipped and to find out words.
//!
//! Several networks of different shapes and beginnings err differently; what most of them agree on
//! is right more often than what one says. Vectors and teachers take most of the time of a run, so
//! that a folder may keep them for the next.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::TrainError;
use super::evidence::evidence;
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
    kept_vectors(options, &format!("{name}.tsv"), || {
        let mut report = |share| progress(Progress::Vectors(share));
        learn_vectors(options, choices, &mut report)
    })
}

/// The teachers of a recipe, in its order, as they are after the last round; what they find out of
/// words goes into the vectors.
pub(crate) fn teachers(
    options: &TrainOptions,
    vectors: &mut WordVectors,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Tagger>, TrainError> {
    let source = options.recipe.evidence.as_ref();
    let rounds = source.map_or(1, |source| source.rounds.max(1));
    let mut taught = Vec::new();
    let mut known = None;
    for round in 1..=rounds {
        let teachers = options.recipe.teacher.iter();
        taught = teachers
            .map(|teacher| {
                let name = format!("{}-{round}", teacher.name);
                teach(options, teacher, &name, (vectors, known.as_ref()), progress)
            })
            .collect::<Result<_, _>>()?;
        if let Some(source) = source.filter(|_| !taught.is_empty()) {
            progress(Progress::Evidence);
            let name = format!("evidence-{round}.tsv");
            let gather = || evidence(&vectors.words, source, options, &taught);
            let found = kept_vectors(options, &name, gather)?;
            vectors.set_evidence(&found);
            known = Some(found);
        }
    }
    Ok(taught)
}

/// Vectors that were kept under a name, or else those that `make` gives.
///
/// What was written has four decimals: a run that goes on gives what the first would have given.
fn kept_vectors(
    options: &TrainOptions,
    name: &str,
    make: impl FnOnce() -> Result<WordVectors, TrainError>,
) -> Result<WordVectors, TrainError> {
    let Some(path) = kept(options, name) else {
        return make();
    };
    if !path.exists() {
        make()?.write(&path)?;
    }
    WordVectors::read(&path)
}

fn teach(
    options: &TrainOptions,
    teacher: &Teacher,
    name: &str,
    (vectors, evidence): (&WordVectors, Option<&WordVectors>),
    progress: &mut dyn FnMut(Progress),
) -> Result<Tagger, TrainError> {
    progress(Progress::Teacher(name.to_owned()));
    let path = kept(options, &format!("{name}.model"));
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
            let mut own = word_vectors(options, &name, choices, progress)?;
            if let Some(evidence) = evidence {
                own.set_evidence(evidence);
            }
            Some(own)
        }
        None => None,
    };
    let choices = TrainOptions {
        recipe: Recipe {
            network: teacher.network.clone(),
            silver: Vec::new(),
            evidence: None,
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

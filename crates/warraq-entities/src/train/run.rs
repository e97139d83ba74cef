//! The training run: from a recipe and a data folder to the bytes of a model file.

use std::path::PathBuf;

use super::TrainError;
use super::calibration::fit_curve;
use super::corpus::{
    CorpusParts, LabelSet, add_examples, add_names, add_own_examples, label_sets, read_parts,
};
use super::dataset::{Dataset, Example};
use super::export::{Vocabulary, model_parts, vocabulary};
use super::lists::{NameTable, inflections};
use super::network::Network;
use super::own::own_sentences;
use super::random::Random;
use super::recipe::Recipe;
use super::silver::{Silver, add_silver_examples};
use super::teachers::{teachers, word_vectors};
use super::vectors::WordVectors;
use crate::evaluate::{Scores, calibration_error, score_sentences, scored_names, subtype_accuracy};
use crate::lexicon::{Lexicon, NATIONALITY_LIST, PrintIndex};
use crate::model::Model;
use crate::model_file::ModelParts;
use crate::tables::rows;
use crate::tagger::{Tagger, calibrate};

const PEOPLES: &str = include_str!("../../data/peoples.tsv");

/// What to train and how.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// The folder that the recipe's paths are relative to.
    pub data: PathBuf,
    /// What the model is made from.
    pub recipe: Recipe,
    /// A folder for what training can go on from: word vectors and teachers that are found there
    /// are used, others are made and written there.
    pub keep: Option<PathBuf>,
    /// Passes over the text to learn from; none: as many as the recipe says.
    pub epochs: Option<u32>,
    /// Sentences a step.
    pub batch: usize,
    /// Seed of all randomness apart from the vectors'.
    pub seed: u64,
    /// Score the development part after every so many passes; the last pass is always scored.
    pub score_every: u32,
}

impl TrainOptions {
    /// The shipped recipe over a data folder.
    ///
    /// # Errors
    ///
    /// As [`Recipe::shipped`].
    pub fn new(data: impl Into<PathBuf>) -> Result<Self, TrainError> {
        Ok(Self {
            data: data.into(),
            recipe: Recipe::shipped()?,
            keep: None,
            epochs: None,
            batch: 64,
            seed: 1,
            score_every: 5,
        })
    }
}

/// What training says on its way.
#[derive(Debug, Clone)]
pub enum Progress {
    /// The share of the vectors that is learned.
    Vectors(f32),
    /// The training of a teacher begins.
    Teacher(String),
    /// The teachers begin to judge words in unlabelled text.
    Evidence,
    /// What was read: sentences and word types to learn from, names in the lists.
    Read {
        /// Sentences.
        sentences: usize,
        /// Different folded words.
        words: usize,
        /// Fingerprints of names.
        names: usize,
    },
    /// One pass is done; a point of the learning curve.
    Epoch {
        /// The pass, from 1.
        epoch: u32,
        /// The mean loss a word.
        loss: f32,
        /// Scores of the development parts, by label set, where this pass was scored.
        development: Vec<(String, Scores)>,
    },
    /// What the scores and the subtypes of the finished model are worth on what was kept out.
    Checked {
        /// Label set and expected calibration error: fitted on one half, measured on the other.
        calibration: Vec<(String, f64)>,
        /// Right subtypes among names whose label is right, by corpus of fine types: (right, all).
        subtypes: Vec<(usize, usize)>,
    },
}

/// Trains a model and gives the bytes of its file.
///
/// # Errors
///
/// Files that cannot be read, recipes that name unknown label sets.
pub fn train(
    options: &TrainOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, TrainError> {
    let mut vectors = word_vectors(options, "vectors", &options.recipe.vectors, progress)?;
    let teachers = teachers(options, &mut vectors, progress)?;
    learn_model(options, &vectors, &teachers, progress)
}

/// Trains one model, a teacher or a student.
pub(crate) fn learn_model(
    options: &TrainOptions,
    vectors: &WordVectors,
    teachers: &[Tagger],
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, TrainError> {
    let materials = Materials::read(options, vectors, teachers)?;
    progress(Progress::Read {
        sentences: materials.dataset.examples.len(),
        words: materials.dataset.features.len(),
        names: materials.names.len(),
    });
    let network = materials.learn(options, progress)?;
    let parts = materials.calibrated(&network, options, progress)?;
    Ok(parts.to_bytes())
}

/// The calibration error when every other name teaches the curve for the rest.
fn cross_error(names: &[(f32, bool)]) -> f64 {
    let half = |which: usize| names.iter().copied().skip(which).step_by(2);
    let corrected = |which: usize| {
        let curve = fit_curve(half(1 - which).collect());
        half(which)
            .map(move |(score, right)| (calibrate(score, &curve), right))
            .collect::<Vec<_>>()
    };
    calibration_error(&[corrected(0), corrected(1)].concat())
}

/// All that the network learns from.
struct Materials {
    vocabulary: Vocabulary,
    names: NameTable,
    sets: Vec<LabelSet>,
    dataset: Dataset,
    corpora: Vec<(String, CorpusParts)>,
}

impl Materials {
    fn read(
        options: &TrainOptions,
        vectors: &WordVectors,
        teachers: &[Tagger],
    ) -> Result<Self, TrainError> {
        let vocabulary = vocabulary(vectors);
        let mut names = NameTable::default();
        for list in &options.recipe.list {
            names.add_file(&options.data, list)?;
        }
        for people in rows(PEOPLES).filter_map(|row| row.first().copied()) {
            inflections(people)
                .iter()
                .for_each(|form| names.add(form, NATIONALITY_LIST, false));
        }
        let (name_bytes, lists) = names.to_bytes();
        let lexicon = Lexicon {
            words: &vocabulary.words,
            word_index: &PrintIndex::new(&vocabulary.words),
            ranks: &vocabulary.ranks,
            names: &name_bytes,
            name_index: &PrintIndex::new(&name_bytes),
            lists: &lists,
        };
        let sets = label_sets(&options.recipe);
        let mut dataset = Dataset::default();
        let mut corpora = Vec::new();
        for corpus in &options.recipe.corpus {
            let parts = read_parts(&options.data, corpus, &options.recipe)?;
            add_examples(&mut dataset, &parts.training, corpus, &sets, &lexicon)?;
            corpora.push((corpus.label_set.clone(), parts));
        }
        for names in &options.recipe.names {
            add_names(&mut dataset, &options.data, names, &sets, &lexicon)?;
        }
        if options.recipe.own_repeats > 0 {
            let (slots, repeats) = (&options.recipe.slot, options.recipe.own_repeats);
            let own = own_sentences(&options.data, slots, repeats, options.seed)?;
            add_own_examples(&mut dataset, &own, &sets, &lexicon)?;
        }
        for text in &options.recipe.silver {
            let silver = Silver {
                folder: &options.data,
                text,
                teachers,
            };
            add_silver_examples(&mut dataset, &silver, &sets, &lexicon)?;
        }
        Ok(Self {
            vocabulary,
            names,
            sets,
            dataset,
            corpora,
        })
    }

    fn learn(
        &self,
        options: &TrainOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Network, TrainError> {
        let labels: Vec<usize> = self
            .sets
            .iter()
            .map(|(_, types)| 2 * types.len() + 1)
            .collect();
        let mut network = Network::new(
            options.recipe.network.clone(),
            self.vocabulary.size,
            &labels,
            options.seed,
        );
        let mut order: Vec<&Example> = self.dataset.examples.iter().collect();
        let mut random = Random::new(options.seed ^ 0x5ca1e);
        let epochs = options.epochs.unwrap_or(options.recipe.passes);
        let steps = order.len().div_ceil(options.batch.max(1)) * epochs as usize;
        let mut step = 0;
        for epoch in 1..=epochs {
            random.shuffle(&mut order);
            let mut total = (0.0, 0.0);
            for batch in order.chunks(options.batch.max(1)) {
                let left = 1.0 - step as f32 / steps as f32;
                let (loss, weight) =
                    network.learn(batch, &self.dataset, &self.vocabulary.values, left);
                total = (total.0 + loss, total.1 + weight);
                step += 1;
            }
            let scored = epoch == epochs || epoch % options.score_every.max(1) == 0;
            let development = if scored {
                self.score(&network, options)?
            } else {
                Vec::new()
            };
            progress(Progress::Epoch {
                epoch,
                loss: total.0 / total.1.max(1.0),
                development,
            });
        }
        Ok(network)
    }

    /// Scores the development parts with the very model that would be written.
    fn score(
        &self,
        network: &Network,
        options: &TrainOptions,
    ) -> Result<Vec<(String, Scores)>, TrainError> {
        let tagger = Tagger::new(Model::from_bytes(self.parts(network, options).to_bytes())?);
        let mut scores = Vec::new();
        for (label_set, parts) in self
            .corpora
            .iter()
            .filter(|(_, parts)| !parts.development.is_empty())
        {
            scores.push((
                label_set.clone(),
                score_sentences(&tagger, label_set, &parts.development),
            ));
        }
        Ok(scores)
    }

    /// The parts of the model with calibrated scores. Label sets that have no development part of
    /// their own take the first one's curve.
    fn calibrated(
        &self,
        network: &Network,
        options: &TrainOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ModelParts, TrainError> {
        let mut parts = self.parts(network, options);
        let tagger = Tagger::new(Model::from_bytes(parts.to_bytes())?);
        let mut curves: Vec<(&str, Vec<[f32; 2]>)> = Vec::new();
        let mut calibration = Vec::new();
        let mut subtypes = Vec::new();
        for (label_set, corpus) in &self.corpora {
            if corpus.development.is_empty() {
                continue;
            }
            let names = scored_names(&tagger, label_set, &corpus.development);
            calibration.push((label_set.clone(), cross_error(&names)));
            if !curves.iter().any(|(known, _)| known == label_set) {
                curves.push((label_set, fit_curve(names)));
            }
            if label_set == "fane" {
                subtypes.push(subtype_accuracy(&tagger, "product", &corpus.development));
            }
        }
        for head in &mut parts.heads {
            let own = curves
                .iter()
                .find(|(name, _)| *name == head.name)
                .or(curves.first());
            head.calibration = own.map(|(_, curve)| curve.clone()).unwrap_or_default();
        }
        progress(Progress::Checked {
            calibration,
            subtypes,
        });
        Ok(parts)
    }

    fn parts(&self, network: &Network, options: &TrainOptions) -> ModelParts {
        let mut parts = ModelParts {
            name: options.recipe.name.clone(),
            revision: options.recipe.revision,
            ..model_parts(network, &self.vocabulary, &self.names, &self.sets)
        };
        for head in &mut parts.heads {
            let boldness = options.recipe.boldness.get(&head.name);
            if let (Some(outside), Some(boldness)) = (head.bias.first_mut(), boldness) {
                *outside -= boldness;
            }
        }
        parts
    }
}

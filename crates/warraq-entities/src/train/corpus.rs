//! Turns labelled files into examples: each corpus teaches its own label set, and what follows
//! from it for the product's labels.
//!
//! Corpora disagree on guidelines, and none has the product's labels. What a corpus does not tell
//! apart (facilities from places) or leaves out (nationalities) becomes a set of allowed labels.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use super::TrainError;
use super::conll::{CutSentence, LabelledSentence, WordLabel, read_conll};
use super::dataset::{Dataset, Example, Target, exact_target, label_bit};
use super::lists::read_column;
use super::recipe::{Allows, Corpus, NameCorpus, Recipe};
use crate::features::LIST_COUNT;
use crate::fold::fold;
use crate::hash::hash_bytes;
use crate::lexicon::{Lexicon, NATIONALITY_LIST};
use crate::no_names::is_no_people;
use crate::tables::{fine_types, rows};

/// Words that a name may have after the word that begins it, that word included.
const DOUBTED: usize = 5;

/// How much a word of our own sentences counts: they repeat themselves.
const OWN_WEIGHT: f32 = 1.0;

const CURRENCY_WORDS: &str = include_str!("../../data/currency-words.tsv");
const HEADS: &str = include_str!("../../data/heads.tsv");
const BODIES: &str = include_str!("../../data/bodies.tsv");

/// A label set's name and types.
pub(crate) type LabelSet = (String, Vec<String>);

/// The label sets of a recipe, the product's first, fine types last.
pub(crate) fn label_sets(recipe: &Recipe) -> Vec<LabelSet> {
    let mut sets: Vec<LabelSet> = recipe.label_sets.clone().into_iter().collect();
    sets.sort_by_key(|(name, _)| (name != "product", name.clone()));
    let fine = fine_types()
        .iter()
        .map(|fine| fine.corpus_name.to_owned())
        .collect();
    sets.push(("fane".to_owned(), fine));
    sets
}

/// Sentences of a corpus: for training, and kept out of it.
#[derive(Debug, Default)]
pub(crate) struct CorpusParts {
    pub(crate) training: Vec<LabelledSentence>,
    pub(crate) development: Vec<LabelledSentence>,
}

/// Reads a corpus and parts it by its rule.
pub(crate) fn read_parts(
    folder: &Path,
    corpus: &Corpus,
    recipe: &Recipe,
) -> Result<CorpusParts, TrainError> {
    let mut sentences = read_conll(&folder.join(&corpus.path))?;
    if let Some(kind) = &corpus.collapse {
        sentences
            .iter_mut()
            .flat_map(|sentence| &mut sentence.labels)
            .for_each(|label| collapse(label, kind));
    }
    let twin = corpus
        .same_text_as
        .as_ref()
        .and_then(|path| recipe.corpus.iter().find(|other| other.path == *path));
    let kept_out = twin
        .map(|twin| development_shingles(folder, twin))
        .transpose()?;
    let mut parts = CorpusParts::default();
    for (number, sentence) in sentences.into_iter().enumerate() {
        let held = match &kept_out {
            Some(shingles) => overlaps(&sentence, shingles),
            None => corpus
                .development
                .is_some_and(|development| development.holds(number)),
        };
        if held {
            parts.development.push(sentence);
        } else {
            parts.training.push(sentence);
        }
    }
    Ok(parts)
}

fn collapse(label: &mut WordLabel, kind: &str) {
    match label {
        WordLabel::Outside => {}
        WordLabel::Begin(name) | WordLabel::Inside(name) => kind.clone_into(name),
    }
}

/// Hashes of runs of letters of the sentences that another corpus keeps out of training.
fn development_shingles(folder: &Path, corpus: &Corpus) -> Result<HashSet<u64>, TrainError> {
    let sentences = read_conll(&folder.join(&corpus.path))?;
    let held = sentences.iter().enumerate().filter(|(number, _)| {
        corpus
            .development
            .is_some_and(|development| development.holds(*number))
    });
    Ok(held.flat_map(|(_, sentence)| shingles(sentence)).collect())
}

/// Twelve letters in a row each, without spaces, since the two corpora cut words differently.
fn shingles(sentence: &LabelledSentence) -> Vec<u64> {
    let letters: Vec<char> = sentence
        .words
        .iter()
        .flat_map(|word| fold(word).chars().collect::<Vec<_>>())
        .collect();
    let letters: Vec<char> = letters
        .into_iter()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    let runs = letters.windows(12.min(letters.len()).max(1));
    runs.map(|run| hash_bytes(8, run.iter().collect::<String>().as_bytes()))
        .collect()
}

fn overlaps(sentence: &LabelledSentence, kept_out: &HashSet<u64>) -> bool {
    let own = shingles(sentence);
    let common = own
        .iter()
        .filter(|shingle| kept_out.contains(shingle))
        .count();
    common * 4 > own.len()
}

/// Adds a corpus's training sentences to the examples.
pub(crate) fn add_examples(
    dataset: &mut Dataset,
    sentences: &[LabelledSentence],
    corpus: &Corpus,
    sets: &[LabelSet],
    lexicon: &Lexicon<'_>,
) -> Result<(), TrainError> {
    let unknown = || TrainError::LabelSet(corpus.label_set.clone());
    let own = sets
        .iter()
        .position(|(name, _)| *name == corpus.label_set)
        .ok_or_else(unknown)?;
    let product = sets.iter().position(|(name, _)| name == "product");
    let heads = |kind: &str| -> HashSet<String> {
        let of_kind = rows(BODIES).filter(|row| row.get(1) == Some(&kind));
        of_kind
            .filter_map(|row| row.first().map(|word| fold(word)))
            .collect()
    };
    let labels = ProductLabels {
        corpus,
        types: product.map_or(&[][..], |product| &sets[product].1),
        bodies: heads("body"),
        ministries: heads("before a body"),
        heads: rows(HEADS)
            .filter_map(|row| Some((fold(row.first()?), *row.get(1)?)))
            .collect(),
    };
    for sentence in sentences {
        let cut = sentence.cut();
        let mut example = dataset.example(&cut.words, lexicon);
        example
            .targets
            .push((own, corpus.weight, exact_target(&cut, &sets[own].1)));
        if let Some(product) = product.filter(|_| corpus.product_weight > 0.0) {
            let target = labels.target(&cut, &example, dataset);
            example
                .targets
                .push((product, corpus.product_weight, target));
        }
        dataset.examples.push(example);
    }
    Ok(())
}

/// Adds names with their types, each as a sentence of its own.
pub(crate) fn add_names(
    dataset: &mut Dataset,
    folder: &Path,
    names: &NameCorpus,
    sets: &[LabelSet],
    lexicon: &Lexicon<'_>,
) -> Result<(), TrainError> {
    let unknown = || TrainError::LabelSet(names.label_set.clone());
    let set = sets
        .iter()
        .position(|(name, _)| *name == names.label_set)
        .ok_or_else(unknown)?;
    let cells = read_column(folder, &names.path, &names.column)?;
    let kinds = read_column(folder, &names.path, &names.type_column)?;
    for (name, kind) in cells.iter().zip(kinds) {
        let bare = name.split(['(', '[', '،']).next().unwrap_or_default();
        let words: Vec<&str> = bare.split_whitespace().collect();
        let mut labels = vec![WordLabel::Inside(kind.clone()); words.len()];
        if let Some(first) = labels.first_mut() {
            *first = WordLabel::Begin(kind);
        }
        let words = words.into_iter().map(str::to_owned).collect();
        let cut = LabelledSentence { words, labels }.cut();
        let mut example = dataset.example(&cut.words, lexicon);
        example
            .targets
            .push((set, names.weight, exact_target(&cut, &sets[set].1)));
        dataset.examples.push(example);
    }
    Ok(())
}

/// Adds our own sentences, which have the product's labels.
pub(crate) fn add_own_examples(
    dataset: &mut Dataset,
    sentences: &[LabelledSentence],
    sets: &[LabelSet],
    lexicon: &Lexicon<'_>,
) -> Result<(), TrainError> {
    let Some(product) = sets.iter().position(|(name, _)| name == "product") else {
        return Err(TrainError::LabelSet("product".to_owned()));
    };
    for sentence in sentences {
        let cut = sentence.cut();
        let mut example = dataset.example(&cut.words, lexicon);
        example
            .targets
            .push((product, OWN_WEIGHT, exact_target(&cut, &sets[product].1)));
        dataset.examples.push(example);
    }
    Ok(())
}

/// What a sentence of another label set allows among the product's labels.
struct ProductLabels<'a> {
    corpus: &'a Corpus,
    types: &'a [String],
    bodies: HashSet<String>,
    ministries: HashSet<String>,
    heads: HashMap<String, &'static str>,
}

impl ProductLabels<'_> {
    fn target(&self, cut: &CutSentence, example: &Example, dataset: &Dataset) -> Target {
        let labels = cut.labels.iter();
        let mut allowed: Vec<u128> = labels
            .map(|label| allowed_labels(label, self.corpus, self.types))
            .collect();
        self.doubt_after_heads(cut, &mut allowed);
        for (place, word) in cut.words.iter().enumerate() {
            if cut.labels[place] == WordLabel::Outside {
                if is_nationality(example.words[place], dataset) {
                    self.label_nationality(cut, place, &mut allowed);
                } else if is_currency(word) {
                    allowed[place] = 1;
                }
            } else if is_currency(word) {
                allowed[place] = 1;
            }
        }
        Target::Allowed(allowed)
    }

    /// Where a word that begins names is unlabelled, it and the words after it may be a name.
    fn doubt_after_heads(&self, cut: &CutSentence, allowed: &mut [u128]) {
        for (place, word) in cut.words.iter().enumerate() {
            let label = self
                .heads
                .get(&stem_of(word))
                .filter(|_| cut.labels[place] == WordLabel::Outside);
            let Some(label) = label else {
                continue;
            };
            let run = cut
                .labels
                .iter()
                .skip(place)
                .take(DOUBTED)
                .take_while(|label| **label == WordLabel::Outside);
            for offset in 0..run.count() {
                allowed[place + offset] |= any_label(label, self.types);
            }
        }
    }

    /// A nationality is a name by itself, or the end of the name of a body: `الحكومة التركية`,
    /// `وزارة الخارجية التركية`.
    fn label_nationality(&self, cut: &CutSentence, place: usize, allowed: &mut [u128]) {
        let bit = |label: WordLabel| label_bit(&label, self.types);
        let (begin, inside) = (
            bit(WordLabel::Begin("ORG".into())),
            bit(WordLabel::Inside("ORG".into())),
        );
        let is_outside = |word: usize| cut.labels[word] == WordLabel::Outside;
        let body = place
            .checked_sub(1)
            .filter(|&body| is_outside(body) && self.bodies.contains(&stem_of(&cut.words[body])));
        let Some(body) = body else {
            allowed[place] = bit(WordLabel::Begin("NORP".into()));
            return;
        };
        let ministry = body.checked_sub(1).filter(|&word| {
            is_outside(word) && self.ministries.contains(&stem_of(&cut.words[word]))
        });
        let first = ministry.unwrap_or(body);
        allowed[first] = begin;
        allowed[first + 1..=place].fill(inside);
    }
}

/// A folded word without a proclitic before its article.
fn stem_of(word: &str) -> String {
    let folded = fold(word);
    for prefix in ["وال", "فال", "بال", "كال", "لل", "ولل", "وبال"] {
        if let Some(rest) = folded.strip_prefix(prefix) {
            return format!("ال{rest}");
        }
    }
    folded
}

/// Corpora call currencies names; the product does not.
fn is_currency(word: &str) -> bool {
    static CURRENCIES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        rows(CURRENCY_WORDS)
            .filter_map(|row| row.first().map(|word| fold(word)))
            .collect()
    });
    CURRENCIES.contains(&fold(word))
}

fn is_nationality(word: u32, dataset: &Dataset) -> bool {
    let Some(features) = dataset.features.get(word as usize) else {
        return false;
    };
    let flags = &features.flags;
    if is_no_people(features.stem) {
        return false;
    }
    flags.contains(&NATIONALITY_LIST) || flags.contains(&(LIST_COUNT as u32 + NATIONALITY_LIST))
}

fn allowed_labels(label: &WordLabel, corpus: &Corpus, types: &[String]) -> u128 {
    let (kind, begins) = match label {
        WordLabel::Outside => {
            return corpus
                .outside
                .iter()
                .map(|name| any_label(name, types))
                .fold(0, |a, b| a | b);
        }
        WordLabel::Begin(kind) => (kind, true),
        WordLabel::Inside(kind) => (kind, false),
    };
    let place = |name: &str| {
        let label = if begins {
            WordLabel::Begin(name.to_owned())
        } else {
            WordLabel::Inside(name.to_owned())
        };
        if name == "O" {
            1
        } else {
            label_bit(&label, types)
        }
    };
    match &corpus.allows {
        Some(Allows::Types(table)) => table.get(kind).map_or(0, |names| {
            names.iter().fold(0, |all, name| all | place(name))
        }),
        Some(Allows::Table(_)) => {
            let fine = fine_types().iter().find(|fine| fine.corpus_name == kind);
            fine.map_or(0, |fine| place(fine.label))
        }
        None => 0,
    }
}

/// Beginning and inside of a type, or outside.
fn any_label(name: &str, types: &[String]) -> u128 {
    if name == "O" {
        return 1;
    }
    label_bit(&WordLabel::Begin(name.to_owned()), types)
        | label_bit(&WordLabel::Inside(name.to_owned()), types)
}

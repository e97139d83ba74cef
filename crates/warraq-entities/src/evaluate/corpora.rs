//! Runs a tagger over gold files: labelled words in CoNLL form, documents with offsets in JSONL.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{LabelledRange, Scores, calibration_error};
use crate::session::{Session, Wanted};
use crate::tables::fine_types;
use crate::tagger::{FINE_LABEL_SET, Mention, Tagger};
use crate::train::TrainError;
use crate::train::conll::{CutSentence, LabelledSentence, WordLabel, read_conll};
use crate::train::recipe::Recipe;

/// Sentences of a file that are taken for one document: files in CoNLL form do not say where
/// documents begin, and neighbouring sentences speak of the same.
const DOCUMENT: usize = 40;

/// Scores a tagger on a file in CoNLL form, in places of the file's words.
///
/// # Errors
///
/// A file that cannot be read or is not in CoNLL form.
pub fn score_conll(tagger: &Tagger, label_set: &str, path: &Path) -> Result<Scores, TrainError> {
    Ok(score_sentences(tagger, label_set, &read_conll(path)?))
}

/// Tags labelled sentences with a label set and scores the result, in places of the file's words.
#[must_use]
pub fn score_sentences(tagger: &Tagger, label_set: &str, sentences: &[LabelledSentence]) -> Scores {
    let mut scores = Scores::default();
    for outcome in tag_sentences(tagger, label_set, sentences) {
        let found: Vec<LabelledRange> = outcome.found.into_iter().map(|name| name.range).collect();
        scores.add(&outcome.gold, &found);
    }
    scores
}

/// The score of each found name and whether its range and label are right.
#[must_use]
pub fn scored_names(
    tagger: &Tagger,
    label_set: &str,
    sentences: &[LabelledSentence],
) -> Vec<(f32, bool)> {
    let outcomes = tag_sentences(tagger, label_set, sentences);
    let judge = |outcome: Outcome| {
        let gold = outcome.gold;
        outcome
            .found
            .into_iter()
            .map(move |name| (name.score, gold.contains(&name.range)))
    };
    outcomes.into_iter().flat_map(judge).collect()
}

/// How many of the names whose range and coarse label are right have the right subtype, and how
/// many such names there are. The sentences carry fine types, the tagger's label set coarse ones.
#[must_use]
pub fn subtype_accuracy(
    tagger: &Tagger,
    label_set: &str,
    sentences: &[LabelledSentence],
) -> (usize, usize) {
    let Some(choice) = tagger
        .label_set(label_set)
        .and_then(|set| tagger.fine_choice(set))
    else {
        return (0, 0);
    };
    let subtype = |name: &str| fine_types().iter().find(|fine| fine.corpus_name == name);
    let mut counts = (0, 0);
    for outcome in tag_sentences(tagger, label_set, sentences) {
        for name in outcome.found {
            let same = |gold: &&LabelledRange| {
                gold.start == name.range.start && gold.end == name.range.end
            };
            let gold = outcome
                .gold
                .iter()
                .find(same)
                .and_then(|gold| subtype(&gold.label));
            let Some(gold) = gold.filter(|gold| gold.label == name.range.label) else {
                continue;
            };
            let fine = name
                .fine
                .and_then(|fine| tagger.types(choice.label_set).get(fine));
            let given = fine.and_then(|fine| subtype(fine));
            counts.1 += 1;
            counts.0 += usize::from(given.is_some_and(|given| given.subtype == gold.subtype));
        }
    }
    counts
}

/// How a tagger does on what training keeps out of a corpus.
#[derive(Debug, Clone)]
pub struct KeptOut {
    /// The corpus, as the recipe names it.
    pub path: PathBuf,
    /// The label set of the corpus.
    pub labels: String,
    /// Right, missed and invented names.
    pub scores: Scores,
    /// The expected calibration error of the scores of names.
    pub calibration_error: f64,
    /// Right subtypes among names whose label is right, and all of these, for fine labels.
    pub subtypes: Option<(usize, usize)>,
}

/// Scores a tagger on the parts of a recipe's corpora that training keeps out.
///
/// # Errors
///
/// A file that cannot be read or is not in CoNLL form.
pub fn score_kept_out(
    tagger: &Tagger,
    recipe: &Recipe,
    data: &Path,
) -> Result<Vec<KeptOut>, TrainError> {
    let mut parts = Vec::new();
    for corpus in &recipe.corpus {
        let Some(development) = corpus.development else {
            continue;
        };
        let numbered = read_conll(&data.join(&corpus.path))?
            .into_iter()
            .enumerate();
        let held = numbered.filter(|(number, _)| development.holds(*number));
        let held: Vec<LabelledSentence> = held.map(|(_, sentence)| sentence).collect();
        let names = scored_names(tagger, &corpus.label_set, &held);
        let is_fine = corpus.label_set == FINE_LABEL_SET;
        parts.push(KeptOut {
            path: corpus.path.clone(),
            labels: corpus.label_set.clone(),
            scores: score_sentences(tagger, &corpus.label_set, &held),
            calibration_error: calibration_error(&names),
            subtypes: is_fine.then(|| subtype_accuracy(tagger, "product", &held)),
        });
    }
    Ok(parts)
}

/// A document of a gold file in JSON Lines.
#[derive(Deserialize)]
struct GoldDocument {
    #[serde(default)]
    id: String,
    text: String,
    entities: Vec<GoldEntity>,
}

/// A name of a gold document, in code points.
#[derive(Deserialize)]
struct GoldEntity {
    start: usize,
    end: usize,
    label: String,
}

/// Scores documents with offsets: JSON Lines with `text` and `entities` (`start`, `end` in code
/// points, `label`), those whose `id` is wanted. `annotate` gives the names of a text in code
/// points.
///
/// # Errors
///
/// A file that cannot be read or a line without these fields.
pub fn score_documents(
    path: &Path,
    is_wanted: &dyn Fn(&str) -> bool,
    annotate: &mut dyn FnMut(&str) -> Vec<LabelledRange>,
) -> Result<Scores, TrainError> {
    let failed = |source| TrainError::Read {
        path: path.to_owned(),
        source,
    };
    let mut scores = Scores::default();
    for (index, line) in BufReader::new(File::open(path).map_err(failed)?)
        .lines()
        .enumerate()
    {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        let document: GoldDocument =
            serde_json::from_str(&line).map_err(|source| TrainError::Record {
                path: path.to_owned(),
                line: index + 1,
                source,
            })?;
        if !is_wanted(&document.id) {
            continue;
        }
        let gold = document.entities.into_iter();
        let gold: Vec<LabelledRange> = gold
            .map(|name| LabelledRange {
                start: name.start,
                end: name.end,
                label: name.label,
            })
            .collect();
        scores.add(&gold, &annotate(&document.text));
    }
    Ok(scores)
}

/// A found name of a sentence.
struct FoundName {
    range: LabelledRange,
    score: f32,
    fine: Option<usize>,
}

/// Gold and found names of a sentence, in places of the file's words.
struct Outcome {
    gold: Vec<LabelledRange>,
    found: Vec<FoundName>,
}

fn tag_sentences(tagger: &Tagger, label_set: &str, sentences: &[LabelledSentence]) -> Vec<Outcome> {
    let Some(set) = tagger.label_set(label_set) else {
        return Vec::new();
    };
    let fine = tagger.fine_choice(set);
    let wanted = Wanted {
        label_set: set,
        fine: fine.as_ref(),
    };
    let mut session = tagger.session();
    let mut outcomes = Vec::with_capacity(sentences.len());
    for part in sentences.chunks(DOCUMENT) {
        let cut: Vec<CutSentence> = part.iter().map(LabelledSentence::cut).collect();
        let (mentions, starts) = tag_document(&mut session, wanted, &cut);
        for (sentence, (cut, start)) in part.iter().zip(cut.iter().zip(starts)) {
            let inside =
                |mention: &&Mention| (start..start + cut.words.len()).contains(&mention.first);
            let found = mentions.iter().filter(inside).filter_map(|mention| {
                let words = mention.first - start..mention.end - start;
                let label = tagger
                    .types(set)
                    .get(mention.kind)
                    .cloned()
                    .unwrap_or_default();
                found_name(cut, words, label, mention)
            });
            outcomes.push(Outcome {
                gold: gold_ranges(sentence),
                found: found.collect(),
            });
        }
    }
    outcomes
}

/// Tags sentences as one document; gives the names and the first word of each sentence.
fn tag_document(
    session: &mut Session<'_>,
    wanted: Wanted<'_>,
    sentences: &[CutSentence],
) -> (Vec<Mention>, Vec<usize>) {
    let mut words: Vec<&str> = Vec::new();
    let mut ranges = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let start = words.len();
        words.extend(sentence.words.iter().map(String::as_str));
        ranges.push(start..words.len());
    }
    let mut mentions = Vec::new();
    session.tag_document(&words, &ranges, wanted, &mut mentions);
    (
        mentions,
        ranges.into_iter().map(|range| range.start).collect(),
    )
}

/// A name in places of the file's words: those whose main part it covers.
fn found_name(
    cut: &CutSentence,
    words: Range<usize>,
    label: String,
    mention: &Mention,
) -> Option<FoundName> {
    let mut covered =
        (0..cut.representatives.len()).filter(|&word| words.contains(&cut.representatives[word]));
    let start = covered.next()?;
    let end = covered.next_back().unwrap_or(start) + 1;
    Some(FoundName {
        range: LabelledRange { start, end, label },
        score: mention.score,
        fine: mention.fine,
    })
}

/// The names of a labelled sentence. An inside label that continues nothing begins a name.
#[must_use]
pub fn gold_ranges(sentence: &LabelledSentence) -> Vec<LabelledRange> {
    let mut ranges: Vec<LabelledRange> = Vec::new();
    for (place, label) in sentence.labels.iter().enumerate() {
        let (kind, continues) = match label {
            WordLabel::Outside => continue,
            WordLabel::Begin(kind) => (kind, false),
            WordLabel::Inside(kind) => (kind, true),
        };
        let open = ranges
            .last_mut()
            .filter(|open| continues && open.end == place && open.label == *kind);
        match open {
            Some(open) => open.end = place + 1,
            None => ranges.push(LabelledRange {
                start: place,
                end: place + 1,
                label: kind.clone(),
            }),
        }
    }
    ranges
}

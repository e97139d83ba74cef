//! Text that teachers label: the student learns the shares that they give to each label.
//!
//! Half of the names in news never occur in labelled text. Several models that agree on a name
//! teach it together with all the contexts it stands in.

use std::path::PathBuf;
use std::sync::Arc;

use super::TrainError;
use super::corpus::LabelSet;
use super::dataset::{Dataset, Target};
use super::text::{read_texts, rough_sentences};
use crate::hash::hash_bytes;
use crate::lexicon::Lexicon;
use crate::session::Session;
use crate::tagger::Tagger;

/// Which text teachers label, and how much it counts.
#[derive(Debug, Clone)]
pub struct Silver {
    /// JSON Lines with `text`, compressed or not; read in this order.
    pub files: Vec<PathBuf>,
    /// Take one sentence in so many, chosen by a hash of its words.
    pub one_in: u64,
    /// How much a word counts.
    pub weight: f32,
    /// The teachers, each with the label sets that it teaches.
    pub teachers: Vec<(Arc<Tagger>, Vec<String>)>,
}

/// Shorter sentences are headings and bylines of sites, longer ones lists.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=80;

/// Adds the sentences that the teachers label.
pub(crate) fn add_silver_examples(
    dataset: &mut Dataset,
    silver: &Silver,
    sets: &[LabelSet],
    lexicon: &Lexicon<'_>,
) -> Result<(), TrainError> {
    let mut sessions: Vec<(Session<'_>, &Tagger, &[String])> = silver
        .teachers
        .iter()
        .map(|(tagger, taught)| (tagger.session(), &**tagger, &taught[..]))
        .collect();
    for file in &silver.files {
        read_texts(file, &mut |text| {
            rough_sentences(text, &mut |words, folded| {
                let chosen = hash_bytes(31, folded.join(" ").as_bytes())
                    .is_multiple_of(silver.one_in.max(1));
                if !chosen || !LENGTHS.contains(&words.len()) {
                    return;
                }
                let mut example = dataset.example(words, lexicon);
                for (set, (name, _)) in sets.iter().enumerate() {
                    if let Some(shares) = mean_shares(words, name, &mut sessions) {
                        example
                            .targets
                            .push((set, silver.weight, Target::Shares(shares)));
                    }
                }
                dataset.examples.push(example);
            });
        })?;
    }
    Ok(())
}

/// The mean of what the teachers of a label set say; none where nobody teaches it.
fn mean_shares(
    words: &[&str],
    label_set: &str,
    sessions: &mut [(Session<'_>, &Tagger, &[String])],
) -> Option<Vec<f32>> {
    let mut sum: Vec<f32> = Vec::new();
    let mut teachers = 0u16;
    for (session, tagger, taught) in sessions.iter_mut() {
        if !taught.iter().any(|name| name == label_set) {
            continue;
        }
        let shares = session.probabilities(words, tagger.label_set(label_set)?);
        teachers += 1;
        if sum.is_empty() {
            sum = shares;
        } else {
            sum.iter_mut()
                .zip(shares)
                .for_each(|(sum, share)| *sum += share);
        }
    }
    sum.iter_mut()
        .for_each(|share| *share /= f32::from(teachers.max(1)));
    (!sum.is_empty()).then_some(sum)
}

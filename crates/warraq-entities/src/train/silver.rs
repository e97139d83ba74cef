//! Text that teachers label: the student learns the shares that they give to each label.
//!
//! Half of the names in news never occur in labelled text. Several models that agree on a name
//! teach it together with all the contexts it stands in.

use std::path::Path;

use super::TrainError;
use super::corpus::LabelSet;
use super::dataset::{Dataset, SoftLabels, Target};
use super::recipe::SilverText;
use super::text::{read_texts, rough_sentences};
use crate::hash::hash_bytes;
use crate::lexicon::Lexicon;
use crate::session::Session;
use crate::tagger::{FINE_LABEL_SET, Tagger};

/// Shorter sentences are headings and bylines of sites, longer ones lists.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=80;

/// Fine types are many and cost most of the time: one sentence in so many teaches them.
const FINE_ONE_IN: u64 = 4;

/// A text and who labels it.
pub(crate) struct Silver<'a> {
    /// The folder that the text's path is relative to.
    pub(crate) folder: &'a Path,
    pub(crate) text: &'a SilverText,
    pub(crate) teachers: &'a [Tagger],
}

/// Adds the sentences of a text that the teachers label.
pub(crate) fn add_silver_examples(
    dataset: &mut Dataset,
    silver: &Silver<'_>,
    sets: &[LabelSet],
    lexicon: &Lexicon<'_>,
) -> Result<(), TrainError> {
    let (folder, text) = (silver.folder, silver.text);
    let mut sessions: Vec<(Session<'_>, &Tagger)> = silver
        .teachers
        .iter()
        .map(|tagger| (tagger.session(), tagger))
        .collect();
    read_texts(&folder.join(&text.path), &mut |document| {
        rough_sentences(document, &mut |words, folded| {
            let hash = hash_bytes(31, folded.join(" ").as_bytes());
            if !hash.is_multiple_of(text.one_in.max(1)) || !LENGTHS.contains(&words.len()) {
                return;
            }
            let has_fine = (hash >> 32).is_multiple_of(FINE_ONE_IN);
            let mut example = dataset.example(words, lexicon);
            let taught = sets.iter().enumerate().filter(|(_, (name, _))| {
                text.label_sets.contains(name) && (has_fine || name != FINE_LABEL_SET)
            });
            for (set, (name, _)) in taught {
                let labels = mean_shares(words, name, &mut sessions);
                let target = Target::Shares(labels);
                example.targets.push((set, text.weight, target));
            }
            dataset.examples.push(example);
        });
    })
}

/// The mean of what the teachers of a label set say.
fn mean_shares(
    words: &[&str],
    label_set: &str,
    sessions: &mut [(Session<'_>, &Tagger)],
) -> SoftLabels {
    let mut sum: Vec<f32> = Vec::new();
    let mut teachers = 0u16;
    for (session, tagger) in sessions.iter_mut() {
        let Some(set) = tagger.label_set(label_set) else {
            continue;
        };
        let shares = session.probabilities(words, set);
        teachers += 1;
        sum.resize(shares.len(), 0.0);
        sum.iter_mut()
            .zip(shares)
            .for_each(|(sum, share)| *sum += share);
    }
    let mut labels = SoftLabels::default();
    let scale = 1.0 / f32::from(teachers.max(1));
    sum.iter_mut().for_each(|share| *share *= scale);
    for shares in sum.chunks_exact((sum.len() / words.len().max(1)).max(1)) {
        labels.push(shares);
    }
    labels
}

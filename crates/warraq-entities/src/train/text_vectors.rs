//! Word vectors from text files: which file weighs how much.

use std::path::PathBuf;

use super::TrainError;
use super::text::{read_texts, rough_sentences};
use super::vectors::{TextCollector, VectorOptions, WordVectors};

/// Learns vectors from JSON Lines files, each passed over as often as its number says.
///
/// # Errors
///
/// A file that cannot be read or holds something other than records with `text`.
pub fn learn_vectors(
    files: &[(PathBuf, u32)],
    options: &VectorOptions,
    progress: &mut dyn FnMut(f32),
) -> Result<WordVectors, TrainError> {
    let mut collector = TextCollector::default();
    for (path, repeats) in files {
        collector.begin_part(*repeats);
        read_texts(path, &mut |text| {
            rough_sentences(text, &mut |_, folded| {
                for word in folded {
                    collector.push_word(word);
                }
                collector.end_sentence();
            });
        })?;
    }
    Ok(collector.learn(options, progress))
}

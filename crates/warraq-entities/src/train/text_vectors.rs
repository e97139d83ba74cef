//! Word vectors from a recipe's text: which file weighs how much.

use super::TrainError;
use super::run::TrainOptions;
use super::text::{read_texts, rough_sentences};
use super::vectors::{TextCollector, VectorOptions, WordVectors};

/// Learns vectors from the recipe's text; `progress` hears the share that is done.
///
/// # Errors
///
/// A file that cannot be read or holds something other than records with `text`.
pub(crate) fn learn_vectors(
    options: &TrainOptions,
    choices: &VectorOptions,
    progress: &mut dyn FnMut(f32),
) -> Result<WordVectors, TrainError> {
    let mut collector = TextCollector::default();
    for text in &options.recipe.text {
        collector.begin_part(text.repeats);
        read_texts(&options.data.join(&text.path), &mut |text| {
            rough_sentences(text, &mut |_, folded| {
                for word in folded {
                    collector.push_word(word);
                }
                collector.end_sentence();
            });
        })?;
    }
    Ok(collector.learn(choices, progress))
}

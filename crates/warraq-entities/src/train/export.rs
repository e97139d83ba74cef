//! Turns trained weights into the parts of a model file.

use super::corpus::LabelSet;
use super::lists::NameTable;
use super::network::Network;
use super::vectors::WordVectors;
use crate::hash::fingerprint;
use crate::lexicon::word_hash;
use crate::model::{TABLE_LIMIT, VECTOR_LIMIT, from_byte, to_byte};
use crate::model_file::{Head, ModelParts};

/// The vocabulary in the order and precision of the model file.
pub(crate) struct Vocabulary {
    pub(crate) words: Vec<u8>,
    pub(crate) ranks: Vec<u8>,
    pub(crate) vectors: Vec<u8>,
    /// The vectors as the file's bytes give them back: training sees what the tagger will see.
    pub(crate) values: Vec<f32>,
    pub(crate) size: usize,
}

/// Sorts words by fingerprint and brings vectors to one length and a byte a number.
///
/// Of words with one fingerprint, the most frequent is kept.
pub(crate) fn vocabulary(vectors: &WordVectors) -> Vocabulary {
    let (size, evidence_size) = (vectors.dimensions, vectors.evidence_size);
    let prints = vectors
        .words
        .iter()
        .map(|word| fingerprint(word_hash(word)));
    let mut order: Vec<(u32, usize)> = prints.zip(0..).collect();
    order.sort_unstable();
    order.dedup_by_key(|(print, _)| *print);
    let mut vocabulary = Vocabulary {
        words: Vec::new(),
        ranks: Vec::new(),
        vectors: Vec::new(),
        values: Vec::new(),
        size: size + evidence_size,
    };
    for &(print, row) in &order {
        vocabulary.words.extend(print.to_le_bytes());
        vocabulary
            .ranks
            .extend(u16::try_from(row / 2).unwrap_or(u16::MAX).to_le_bytes());
        let values = &vectors.values[row * size..(row + 1) * size];
        let length = values
            .iter()
            .map(|value| value * value)
            .sum::<f32>()
            .sqrt()
            .max(1e-6);
        let scale = (size as f32).sqrt() / length;
        vocabulary.vectors.extend(
            values
                .iter()
                .map(|value| to_byte(value * scale, VECTOR_LIMIT)),
        );
        let evidence = &vectors.evidence[row * evidence_size..(row + 1) * evidence_size];
        let bytes = evidence.iter().map(|value| to_byte(*value, VECTOR_LIMIT));
        vocabulary.vectors.extend(bytes);
    }
    vocabulary.values = vocabulary
        .vectors
        .iter()
        .map(|&byte| from_byte(byte, VECTOR_LIMIT))
        .collect();
    vocabulary
}

/// The model's parts as they are at this point of training.
pub(crate) fn model_parts(
    network: &Network,
    vocabulary: &Vocabulary,
    names: &NameTable,
    sets: &[LabelSet],
) -> ModelParts {
    let (name_bytes, lists) = names.to_bytes();
    let table = |values: &[f32]| {
        values
            .iter()
            .map(|&value| to_byte(value, TABLE_LIMIT))
            .collect()
    };
    let heads = network
        .heads
        .iter()
        .zip(sets)
        .map(|((weights, bias), (name, types))| Head {
            name: name.clone(),
            types: types.clone(),
            weights: weights.values.clone(),
            bias: bias.values.clone(),
            calibration: Vec::new(),
        });
    ModelParts {
        hidden: network.options.hidden,
        vector_size: network.vector_size,
        piece_size: network.options.piece_size,
        gram_size: network.options.gram_size,
        words: vocabulary.words.clone(),
        ranks: vocabulary.ranks.clone(),
        names: name_bytes,
        lists,
        vectors: vocabulary.vectors.clone(),
        pieces: table(&network.pieces.values),
        grams: table(&network.grams.values),
        input: network.input.values.clone(),
        bias: network.bias.values.clone(),
        phrases: network.phrases.values.clone(),
        heads: heads.collect(),
        ..ModelParts::default()
    }
}

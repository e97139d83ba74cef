//! Learns word vectors from unlabelled text: skip-gram with negative sampling.
//!
//! Half of the names in unseen news never occur in labelled data; what their neighbours tell
//! about them has to come from text. Small windows are used because they group words by kind
//! (person, city, club) instead of by topic.

use std::collections::HashMap;

use serde::Deserialize;

use super::random::Random;
use crate::numeric::{add_scaled, dot};

/// How vectors are learned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VectorOptions {
    /// Numbers a word.
    pub dimensions: usize,
    /// Words to each side, at most.
    pub window: usize,
    /// Random words that each real neighbour is told apart from.
    pub negatives: usize,
    /// Words with fewer occurrences (after weighting by repeats) get no vector.
    pub minimum_count: u32,
    /// At most so many words, the most frequent first.
    pub maximum_words: usize,
    /// Frequency above which occurrences are skipped at random.
    pub subsample: f32,
    /// First learning rate; it falls linearly to a thousandth.
    pub rate: f32,
    /// Seed of all randomness.
    pub seed: u64,
}

impl Default for VectorOptions {
    fn default() -> Self {
        Self {
            dimensions: 40,
            window: 4,
            negatives: 5,
            minimum_count: 8,
            maximum_words: 100_000,
            subsample: 1e-4,
            rate: 0.05,
            seed: 11,
        }
    }
}

/// Words with their vectors, the most frequent word first.
#[derive(Debug, Clone, Default)]
pub struct WordVectors {
    /// Folded words.
    pub words: Vec<String>,
    /// Occurrences of each word.
    pub counts: Vec<u32>,
    /// `words.len() * dimensions` numbers, row by row.
    pub values: Vec<f32>,
    /// Numbers a word.
    pub dimensions: usize,
    /// What teachers found out of the words, `words.len() * evidence_size` numbers.
    pub evidence: Vec<f32>,
    /// Numbers of evidence a word.
    pub evidence_size: usize,
}

impl WordVectors {
    /// Takes over the evidence of the same words; of other words nothing is known.
    pub(crate) fn set_evidence(&mut self, evidence: &Self) {
        let size = evidence.dimensions;
        let words = evidence.words.iter().map(String::as_str);
        let rows: HashMap<&str, usize> = words.zip(0..).collect();
        self.evidence_size = size;
        self.evidence = vec![0.0; self.words.len() * size];
        for (word, values) in self
            .words
            .iter()
            .zip(self.evidence.chunks_exact_mut(size.max(1)))
        {
            if let Some(row) = rows.get(word.as_str()) {
                values.copy_from_slice(&evidence.values[row * size..(row + 1) * size]);
            }
        }
    }
}

/// A part of the text: sentences of folded words, read `repeats` times.
pub struct TextPart {
    /// How often the part is passed over; frequent kinds of text weigh more.
    pub repeats: u32,
    /// Word indexes, with [`SENTENCE_END`] between sentences.
    pub words: Vec<u32>,
}

/// Stands between sentences in [`TextPart::words`].
pub const SENTENCE_END: u32 = u32::MAX;

/// Collects text as word indexes.
#[derive(Default)]
pub struct TextCollector {
    index: HashMap<String, u32>,
    words: Vec<String>,
    parts: Vec<TextPart>,
}

impl TextCollector {
    /// Starts a part of the text that training passes over `repeats` times.
    pub fn begin_part(&mut self, repeats: u32) {
        self.parts.push(TextPart {
            repeats,
            words: Vec::new(),
        });
    }

    /// Adds one folded word to the part begun last; marks of which nothing is left are no word.
    pub fn push_word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let known = self.index.get(word).copied();
        let index = known.unwrap_or_else(|| {
            let index = self.words.len() as u32;
            self.words.push(word.to_owned());
            self.index.insert(word.to_owned(), index);
            index
        });
        if let Some(part) = self.parts.last_mut() {
            part.words.push(index);
        }
    }

    /// Ends a sentence: neighbours are not counted across it.
    pub fn end_sentence(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.words.push(SENTENCE_END);
        }
    }

    /// Learns vectors from all that was collected; `progress` hears the fraction done.
    pub fn learn(self, options: &VectorOptions, progress: &mut dyn FnMut(f32)) -> WordVectors {
        let (kept, counts, renumbered) = self.choose_words(options);
        let words = kept
            .iter()
            .map(|&old| self.words[old as usize].clone())
            .collect();
        let mut learner = Learner::new(&counts, options);
        let total: u64 = self
            .parts
            .iter()
            .map(|part| part.words.len() as u64 * u64::from(part.repeats))
            .sum();
        let mut done = 0u64;
        let rounds = self
            .parts
            .iter()
            .map(|part| part.repeats)
            .max()
            .unwrap_or(0);
        let mut sentence = Vec::new();
        for round in 0..rounds {
            for part in self.parts.iter().filter(|part| part.repeats > round) {
                for run in part.words.split(|&word| word == SENTENCE_END) {
                    sentence.clear();
                    sentence.extend(run.iter().map(|&word| renumbered[word as usize]));
                    learner.learn_sentence(&sentence, done as f32 / total as f32);
                    let before = done / 1_000_000;
                    done += run.len() as u64 + 1;
                    if done / 1_000_000 != before {
                        progress(done as f32 / total as f32);
                    }
                }
            }
        }
        WordVectors {
            words,
            counts,
            values: learner.inputs,
            dimensions: options.dimensions,
            ..WordVectors::default()
        }
    }

    /// The kept words' old indexes by frequency, their counts, and old index to new.
    fn choose_words(&self, options: &VectorOptions) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
        let mut counts = vec![0u32; self.words.len()];
        for part in &self.parts {
            for &word in part.words.iter().filter(|&&word| word != SENTENCE_END) {
                counts[word as usize] = counts[word as usize].saturating_add(part.repeats);
            }
        }
        let mut kept: Vec<u32> = (0..self.words.len() as u32)
            .filter(|&word| counts[word as usize] >= options.minimum_count)
            .collect();
        kept.sort_by(|&a, &b| {
            counts[b as usize]
                .cmp(&counts[a as usize])
                .then_with(|| self.words[a as usize].cmp(&self.words[b as usize]))
        });
        kept.truncate(options.maximum_words);
        let mut renumbered = vec![SENTENCE_END; self.words.len()];
        for (new, &old) in kept.iter().enumerate() {
            renumbered[old as usize] = new as u32;
        }
        let kept_counts = kept.iter().map(|&old| counts[old as usize]).collect();
        (kept, kept_counts, renumbered)
    }
}

/// The state of learning.
struct Learner<'a> {
    options: &'a VectorOptions,
    inputs: Vec<f32>,
    outputs: Vec<f32>,
    keep: Vec<f32>,
    noise: Vec<u32>,
    random: Random,
    gradient: Vec<f32>,
    kept: Vec<u32>,
    targets: Vec<u32>,
}

impl<'a> Learner<'a> {
    fn new(counts: &[u32], options: &'a VectorOptions) -> Self {
        let mut random = Random::new(options.seed);
        let size = counts.len() * options.dimensions;
        let inputs = (0..size)
            .map(|_| random.symmetric(0.5 / options.dimensions as f32))
            .collect();
        let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        let keep = counts
            .iter()
            .map(|&count| {
                let frequency = (f64::from(count) / total) as f32;
                ((options.subsample / frequency).sqrt() + options.subsample / frequency).min(1.0)
            })
            .collect();
        let gradient = vec![0.0; options.dimensions];
        let noise = noise_table(counts);
        Self {
            options,
            inputs,
            outputs: vec![0.0; size],
            keep,
            noise,
            random,
            gradient,
            kept: Vec::new(),
            targets: Vec::new(),
        }
    }

    fn learn_sentence(&mut self, sentence: &[u32], done: f32) {
        let rate = self.options.rate * (1.0 - done).max(0.001);
        let mut kept = std::mem::take(&mut self.kept);
        kept.clear();
        for &word in sentence {
            if word != SENTENCE_END && self.random.unit() < self.keep[word as usize] {
                kept.push(word);
            }
        }
        for centre in 0..kept.len() {
            let reach = 1 + self.random.below(self.options.window);
            let from = centre.saturating_sub(reach);
            let to = (centre + reach + 1).min(kept.len());
            self.draw_targets(kept[centre]);
            for place in (from..to).filter(|&place| place != centre) {
                self.learn_input(kept[place], rate);
            }
        }
        self.kept = kept;
    }

    /// The centre word and the random words that it is told apart from. They are drawn once a
    /// centre: all its neighbours then work on rows that the cache holds.
    fn draw_targets(&mut self, centre: u32) {
        self.targets.clear();
        self.targets.push(centre);
        for _ in 0..self.options.negatives {
            let word = self.noise[self.random.below(self.noise.len())];
            if word != centre {
                self.targets.push(word);
            }
        }
    }

    fn learn_input(&mut self, word: u32, rate: f32) {
        let size = self.options.dimensions;
        let input = word as usize * size;
        let row = &mut self.inputs[input..input + size];
        self.gradient.fill(0.0);
        for (trial, &target) in self.targets.iter().enumerate() {
            let from = target as usize * size;
            let output = &mut self.outputs[from..from + size];
            let truth = if trial == 0 { 1.0 } else { 0.0 };
            let step = (truth - sigmoid(dot(row, output))) * rate;
            add_scaled(&mut self.gradient, step, output);
            add_scaled(output, step, row);
        }
        add_scaled(row, 1.0, &self.gradient);
    }
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value.clamp(-8.0, 8.0)).exp())
}

/// Words in proportion to their count to the power of three quarters.
fn noise_table(counts: &[u32]) -> Vec<u32> {
    const SIZE: usize = 1 << 20;
    let weights: Vec<f64> = counts
        .iter()
        .map(|&count| f64::from(count).powf(0.75))
        .collect();
    let total: f64 = weights.iter().sum();
    let mut table = Vec::with_capacity(SIZE);
    let mut reached = 0.0;
    for (word, weight) in weights.iter().enumerate() {
        reached += weight / total;
        while table.len() < SIZE && (table.len() as f64) < reached * SIZE as f64 {
            table.push(word as u32);
        }
    }
    if table.is_empty() {
        table.push(0);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_of_the_same_words_is_taken_over() {
        let words = |words: &[&str]| WordVectors {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            ..WordVectors::default()
        };
        let mut evidence = words(&["سمير", "كتاب"]);
        (evidence.values, evidence.dimensions) = (vec![1.0, 2.0, 3.0, 4.0], 2);
        let mut vectors = words(&["كتاب", "جديد"]);
        vectors.set_evidence(&evidence);
        assert_eq!(vectors.evidence_size, 2);
        assert_eq!(vectors.evidence, [3.0, 4.0, 0.0, 0.0]);
    }
}

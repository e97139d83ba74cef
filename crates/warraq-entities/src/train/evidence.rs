//! What unlabelled text says of a word: the mean of what the teachers make of it wherever it stands.
//!
//! One sentence says little of a name that no labelled text has; hundreds of sentences together say
//! a lot. The share of each label at a word, over all its occurrences and those of its stem, becomes
//! part of what a model knows of the word, beside its vector.

use std::collections::HashMap;

use super::TrainError;
use super::recipe::Evidence;
use super::run::TrainOptions;
use super::text::{read_texts, rough_sentences};
use super::vectors::WordVectors;
use crate::lexicon::Lexicon;
use crate::numeric::add_scaled;
use crate::tagger::Tagger;

/// Occurrences of any word whatever that weigh as much as those of the word itself.
const PRIOR_COUNT: f32 = 2.0;

/// What an occurrence of another form of the word's stem weighs beside one of the word itself.
const STEM_WEIGHT: f32 = 0.5;

/// The root of a share is multiplied by this, so that evidence is as large as a vector's numbers.
const SCALE: f32 = 4.0;

/// Longer sentences are lists.
const LONGEST: usize = 120;

/// What the teachers make of each word in the recipe's text, as one more vector a word.
pub(crate) fn evidence(
    words: &[String],
    source: &Evidence,
    options: &TrainOptions,
    teachers: &[Tagger],
) -> Result<WordVectors, TrainError> {
    let mut judgements = Judgements::new(words);
    for teacher in teachers {
        judgements.add_teacher(teacher, source, options)?;
    }
    if let Some(teacher) = teachers.first() {
        let stems = judgements.stems(&teacher.model().lexicon());
        judgements.add_stems(&stems);
    }
    Ok(judgements.vectors())
}

/// What teachers said of words.
struct Judgements<'a> {
    words: &'a [String],
    rows: HashMap<&'a str, usize>,
    /// Labels of the label set.
    labels: usize,
    /// For each word the sum of each label's shares.
    sums: Vec<f32>,
    /// How often each word was judged.
    counts: Vec<f32>,
}

impl<'a> Judgements<'a> {
    fn new(words: &'a [String]) -> Self {
        Self {
            words,
            rows: words.iter().map(String::as_str).zip(0..).collect(),
            labels: 0,
            sums: Vec::new(),
            counts: vec![0.0; words.len()],
        }
    }

    /// Has a teacher read all text that counts as evidence.
    fn add_teacher(
        &mut self,
        teacher: &Tagger,
        source: &Evidence,
        options: &TrainOptions,
    ) -> Result<(), TrainError> {
        let set = teacher
            .label_set(&source.label_set)
            .ok_or_else(|| TrainError::LabelSet(source.label_set.clone()))?;
        self.labels = 2 * teacher.types(set).len() + 1;
        self.sums.resize(self.words.len() * self.labels, 0.0);
        let mut session = teacher.session();
        for path in &source.text {
            read_texts(&options.data.join(path), &mut |document| {
                rough_sentences(document, &mut |words, folded| {
                    if words.len() <= LONGEST {
                        self.add_sentence(&session.probabilities(words, set), folded);
                    }
                });
            })?;
        }
        Ok(())
    }

    fn add_sentence(&mut self, shares: &[f32], folded: &[String]) {
        for (shares, word) in shares.chunks_exact(self.labels).zip(folded) {
            if let Some(&row) = self.rows.get(word.as_str()) {
                add_row(&mut self.sums, row, shares, 1.0);
                self.counts[row] += 1.0;
            }
        }
    }

    /// For each word the row of its stem, or its own where no text has the stem alone.
    fn stems(&self, lexicon: &Lexicon<'_>) -> Vec<usize> {
        let mut letters = String::new();
        let mut stem = |(row, word): (usize, &String)| {
            lexicon.stem(word, &mut letters);
            self.rows.get(letters.as_str()).copied().unwrap_or(row)
        };
        self.words.iter().enumerate().map(&mut stem).collect()
    }

    /// Adds to each word what was said of all forms of its stem.
    fn add_stems(&mut self, stems: &[usize]) {
        let mut sums = vec![0.0; self.sums.len()];
        let mut counts = vec![0.0; self.counts.len()];
        for (row, &stem) in stems.iter().enumerate() {
            add_row(&mut sums, stem, self.row(row), 1.0);
            counts[stem] += self.counts[row];
        }
        for (row, &stem) in stems.iter().enumerate() {
            let of_stem = &sums[stem * self.labels..(stem + 1) * self.labels];
            add_row(&mut self.sums, row, of_stem, STEM_WEIGHT);
            self.counts[row] += STEM_WEIGHT * counts[stem];
        }
    }

    /// For each word a number for each label but "no name".
    fn vectors(&self) -> WordVectors {
        let total: f32 = self.counts.iter().sum::<f32>().max(1.0);
        let mut mean = vec![0.0; self.labels];
        for row in self.sums.chunks_exact(self.labels.max(1)) {
            add_row(&mut mean, 0, row, 1.0 / total);
        }
        let of_word = |(sums, count): (&[f32], &f32)| {
            let known = count + PRIOR_COUNT;
            let shares = sums.iter().zip(&mean).skip(1);
            let shares = shares.map(|(sum, mean)| (sum + PRIOR_COUNT * mean) / known);
            shares.map(|share| SCALE * share.sqrt()).collect::<Vec<_>>()
        };
        let words = self.sums.chunks_exact(self.labels.max(1)).zip(&self.counts);
        WordVectors {
            words: self.words.to_vec(),
            counts: self.counts.iter().map(|count| *count as u32).collect(),
            values: words.flat_map(of_word).collect(),
            dimensions: self.labels.saturating_sub(1),
            ..WordVectors::default()
        }
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.sums[row * self.labels..(row + 1) * self.labels]
    }
}

/// Adds numbers, times `scale`, to a row of a table whose rows are as long.
fn add_row(table: &mut [f32], row: usize, values: &[f32], scale: f32) {
    add_scaled(
        &mut table[row * values.len()..][..values.len()],
        scale,
        values,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_the_root_of_shares_and_reaches_other_forms() {
        let words = ["سمير", "وسمير", "كتاب", "نادر"].map(str::to_owned);
        let mut judgements = Judgements::new(&words);
        judgements.labels = 2;
        judgements.sums = vec![0.0; 8];
        let sentence = ["سمير", "مجهول", "كتاب"].map(str::to_owned);
        for _ in 0..50 {
            judgements.add_sentence(&[0.0, 1.0, 0.5, 0.5, 1.0, 0.0], &sentence);
        }
        judgements.add_stems(&[0, 0, 2, 3]);
        let evidence = judgements.vectors();
        assert_eq!(evidence.dimensions, 1);
        let [name, form, common, unseen] = evidence.values[..] else {
            panic!("a number a word: {evidence:?}");
        };
        // The other form was never seen; what it has is half of what its stem has.
        assert!(name > 3.9 && form > 3.8 && form < name, "{evidence:?}");
        // A word that is no name, and one of which nothing is known but the mean.
        assert!(common < 0.5, "{evidence:?}");
        assert!(unseen > common && unseen < form, "{evidence:?}");
    }
}

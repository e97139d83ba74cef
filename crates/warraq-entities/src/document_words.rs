//! The words of a document: which word type each token is, and what the model says of the type.
//!
//! A type is looked up in the memory once a document; types that it does not hold are computed
//! together, since several words share one reading of the weights.

use std::ops::Range;

use hashbrown::HashTable;

use crate::features::{FeatureReader, WordFeatures};
use crate::fold::fold_into;
use crate::hash::hash_bytes;
use crate::matrix::{GROUP, InputPair};
use crate::memory::{RememberedWord, WordMemory, WordText};
use crate::model::Model;
use crate::phrases::PhraseWord;

/// Computed rows that are kept at once; the memory holds most words, so documents need fewer.
const MOST_ROWS: usize = 4096;

/// What the tagger knows of a word apart from its part in the network.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordKnowledge {
    /// Hashes of the word and its stem.
    pub(crate) phrase: PhraseWord,
    /// Letters that the stem lacks at the front: proclitics.
    pub(crate) removed: u8,
    /// Whether the stem has an alef of the article that the word does not show.
    pub(crate) article_restored: bool,
    /// Whether text knows the word or its stem.
    pub(crate) is_known: bool,
}

/// Where the rows of a word type are.
#[derive(Debug, Clone, Copy)]
enum RowPlace {
    /// In the memory that all threads share.
    Remembered(u32),
    /// Among the rows of this document, until they are given up.
    Computed { generation: u32, row: u32 },
}

/// A word type of the document.
#[derive(Debug, Clone, Copy)]
struct WordType {
    key: u64,
    knowledge: WordKnowledge,
    rows: RowPlace,
}

/// The words of a document so far.
#[derive(Debug, Default)]
pub(crate) struct DocumentWords {
    index: HashTable<u32>,
    types: Vec<WordType>,
    tokens: Vec<u32>,
    rows: Vec<i8>,
    generation: u32,
    work: Workspace,
}

/// Memory for computing rows, kept from word to word.
#[derive(Debug, Default)]
struct Workspace {
    folded: String,
    reader: FeatureReader,
    features: WordFeatures,
    /// Inputs of words that have a vector, and of those that have none.
    inputs: [Vec<InputPair>; 2],
    /// The rows that wait for the products of these inputs.
    waiting: [Vec<WaitingRow>; 2],
    /// The flags of the words whose rows wait, one word after the other.
    flags: Vec<u32>,
    sums: Vec<i32>,
    /// A row before its steps become coarse.
    fine_row: Vec<i16>,
}

/// A row that is not computed yet.
#[derive(Debug)]
struct WaitingRow {
    row: u32,
    /// Where the flags of its word are.
    flags: Range<usize>,
}

impl DocumentWords {
    /// Forgets everything, for the next document.
    pub(crate) fn clear(&mut self) {
        self.tokens.clear();
        self.index.clear();
        self.types.clear();
        self.give_up_rows();
    }

    /// The number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// What is known of a token.
    pub(crate) fn knowledge(&self, token: usize) -> Option<&WordKnowledge> {
        let kind = *self.tokens.get(token)?;
        Some(&self.types.get(kind as usize)?.knowledge)
    }

    /// The rows of a token that was among those read last.
    pub(crate) fn rows<'a>(
        &'a self,
        token: usize,
        memory: &'a WordMemory,
        width: usize,
    ) -> &'a [i8] {
        let kind = self.tokens.get(token).copied().unwrap_or_default();
        match self.types.get(kind as usize).map(|kind| kind.rows) {
            Some(RowPlace::Remembered(place)) => memory.rows(place),
            Some(RowPlace::Computed { row, .. }) => {
                let start = row as usize * width;
                self.rows.get(start..start + width).unwrap_or_default()
            }
            None => &[],
        }
    }

    /// Appends tokens and sees to it that all of them have rows.
    ///
    /// Rows of tokens that were read before may be given up.
    pub(crate) fn read<'w>(
        &mut self,
        words: impl ExactSizeIterator<Item = &'w str>,
        model: &Model,
        memory: &WordMemory,
    ) {
        if self.rows.len() / model.row_width() + words.len() > MOST_ROWS {
            self.give_up_rows();
        }
        let mut fresh = Vec::new();
        for word in words {
            let kind = self.kind(word, memory, &mut fresh);
            self.tokens.push(kind);
        }
        for &(kind, word) in &fresh {
            self.prepare(kind, word, model);
        }
        self.multiply(model);
        for &(kind, word) in &fresh {
            self.remember(kind, word, model, memory);
        }
    }

    fn give_up_rows(&mut self) {
        self.rows.clear();
        self.generation = self.generation.wrapping_add(1);
    }

    /// The type of a word; one that has no rows is appended to `fresh`.
    fn kind<'w>(
        &mut self,
        word: &'w str,
        memory: &WordMemory,
        fresh: &mut Vec<(u32, &'w str)>,
    ) -> u32 {
        let key = hash_bytes(99, word.as_bytes());
        let types = &mut self.types;
        let same = |kind: &u32| {
            types
                .get(*kind as usize)
                .is_some_and(|kind| kind.key == key)
        };
        if let Some(&kind) = self.index.find(key, same) {
            let known = types.get_mut(kind as usize);
            if let Some(RowPlace::Computed { generation, .. }) = known.map(|kind| &mut kind.rows)
                && *generation != self.generation
            {
                *generation = self.generation;
                fresh.push((kind, word));
            }
            return kind;
        }
        let kind = types.len() as u32;
        let (knowledge, rows) = match memory.find(key, word) {
            Some((place, word)) => (word.knowledge, RowPlace::Remembered(place)),
            None => {
                fresh.push((kind, word));
                let generation = self.generation;
                (
                    WordKnowledge::default(),
                    RowPlace::Computed { generation, row: 0 },
                )
            }
        };
        types.push(WordType {
            key,
            knowledge,
            rows,
        });
        let key_of = |kind: &u32| types.get(*kind as usize).map_or(0, |kind| kind.key);
        self.index.insert_unique(key, kind, key_of);
        kind
    }

    /// Notes what is known of a type and what its rows are to be computed from.
    fn prepare(&mut self, kind: u32, word: &str, model: &Model) {
        let work = &mut self.work;
        work.folded.clear();
        fold_into(word, &mut work.folded);
        work.reader
            .read(&work.folded, &model.lexicon(), &mut work.features);
        let features = &work.features;
        let width = model.row_width();
        let row = (self.rows.len() / width) as u32;
        let is_known = features.vector.is_some();
        if let Some(kind) = self.types.get_mut(kind as usize) {
            kind.rows = RowPlace::Computed {
                generation: self.generation,
                row,
            };
            kind.knowledge = WordKnowledge {
                phrase: PhraseWord {
                    word: features.word,
                    stem: features.stem,
                    begins: features.begins,
                },
                removed: features.removed.min(usize::from(u8::MAX)) as u8,
                article_restored: features.article_restored,
                is_known,
            };
        }
        self.rows.resize(self.rows.len() + width, 0);
        let first = work.flags.len();
        work.flags.extend(&features.flags);
        let flags = first..work.flags.len();
        let part = usize::from(!is_known);
        work.waiting[part].push(WaitingRow { row, flags });
        model.push_inputs(features, &mut work.inputs[part]);
    }

    /// Adds the products of all waiting inputs to their rows.
    fn multiply(&mut self, model: &Model) {
        let (width, pairs) = (model.row_width(), model.input_pairs());
        let work = &mut self.work;
        work.sums.resize(GROUP * model.sum_width(), 0);
        for (inputs, waiting) in work.inputs.iter_mut().zip(&mut work.waiting) {
            let groups = inputs.chunks(GROUP * pairs).zip(waiting.chunks(GROUP));
            for (inputs, waiting) in groups {
                let sums = &mut work.sums[..waiting.len() * model.sum_width()];
                model.multiply(inputs, sums);
                for (waiting, sums) in waiting.iter().zip(sums.chunks_exact(model.sum_width())) {
                    work.fine_row.clear();
                    work.fine_row.resize(width, 0);
                    model.add_flags(&work.flags[waiting.flags.clone()], &mut work.fine_row);
                    model.add_products(sums, &mut work.fine_row);
                    let start = waiting.row as usize * width;
                    model.coarse_row(&work.fine_row, &mut self.rows[start..start + width]);
                }
            }
            inputs.clear();
            waiting.clear();
        }
        work.flags.clear();
    }

    /// Gives a computed type to the memory, if it wants it.
    fn remember(&self, kind: u32, word: &str, model: &Model, memory: &WordMemory) {
        let Some(kind) = self.types.get(kind as usize) else {
            return;
        };
        let RowPlace::Computed { row, .. } = kind.rows else {
            return;
        };
        let Some(text) = WordText::new(word).filter(|_| memory.wants(kind.key)) else {
            return;
        };
        let start = row as usize * model.row_width();
        if let Some(rows) = self.rows.get(start..start + model.row_width()) {
            memory.insert(RememberedWord {
                key: kind.key,
                text,
                knowledge: kind.knowledge,
                rows: rows.into(),
            });
        }
    }
}

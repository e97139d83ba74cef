//! The tagger: words in, names out.
//!
//! Text repeats its words, so what a word adds to the hidden layer at each place of the window is
//! computed once and remembered; a sentence then costs seven additions of rows a word, one small
//! matrix product, and a search for the best legal sequence of labels.

use std::ops::Range;
use std::sync::Mutex;

use crate::features::WordFeatures;
use crate::fold::fold_into;
use crate::hash::hash_bytes;
use crate::model::{Head, Model, STEPS, WINDOW};
use crate::numeric::{dot, softmax};
use crate::phrases::{PhraseWord, find_phrases};
use crate::tables::fine_types;

/// The label set whose types refine the others'.
const FINE_LABEL_SET: &str = "fane";

/// Sets of two words each; with them the memory takes 22 megabytes a thread when it is full.
const CACHE_SETS: usize = 1 << 13;

/// Longer sentences are cut, so that memory stays bounded whatever the input.
const LONGEST_SENTENCE: usize = 1024;

/// A name that the tagger found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// The first word.
    pub first: usize,
    /// The word after the last.
    pub end: usize,
    /// The index of the type in the label set.
    pub kind: usize,
    /// The estimated probability that range and type are right.
    pub score: f32,
    /// The index of the most likely fitting type of the fine label set, where asked.
    pub fine: Option<usize>,
}

/// Which fine types may refine each type of a label set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FineChoice {
    /// The label set of fine types.
    pub label_set: usize,
    /// For each type of the coarse label set, the indexes of fitting fine types.
    pub fitting: Vec<Vec<usize>>,
}

/// A model with the memory of words that it has seen.
#[derive(Debug)]
pub struct Tagger {
    model: Model,
    caches: Mutex<Vec<WordCache>>,
}

impl Tagger {
    /// A tagger for a model.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self {
            model,
            caches: Mutex::new(Vec::new()),
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The index of the label set with this name.
    #[must_use]
    pub fn label_set(&self, name: &str) -> Option<usize> {
        self.model.heads().iter().position(|head| head.name == name)
    }

    /// The types of a label set, in the order that [`Mention::kind`] counts.
    #[must_use]
    pub fn types(&self, label_set: usize) -> &[String] {
        self.model
            .heads()
            .get(label_set)
            .map_or(&[], |head| &head.types)
    }

    /// The fine types that fit each type of a label set, by the table of fine types; none if the
    /// model has no fine label set.
    #[must_use]
    pub fn fine_choice(&self, label_set: usize) -> Option<FineChoice> {
        let fine = self.label_set(FINE_LABEL_SET)?;
        let fits = |kind: &str, name: &str| {
            fine_types()
                .iter()
                .any(|fine| fine.corpus_name == name && is_same_kind(kind, fine.label))
        };
        let fitting = |kind: &String| {
            let names = self.types(fine).iter().enumerate();
            names
                .filter(|(_, name)| fits(kind, name))
                .map(|(place, _)| place)
                .collect()
        };
        Some(FineChoice {
            label_set: fine,
            fitting: self.types(label_set).iter().map(fitting).collect(),
        })
    }

    /// The kind of a label set that names persons.
    pub(crate) fn persons(&self, label_set: usize) -> Option<usize> {
        self.types(label_set)
            .iter()
            .position(|kind| is_same_kind(kind, "PER"))
    }

    /// Takes up work for one thread. What it remembers of words serves the next session.
    ///
    /// The memory never changes a result: it holds what would be computed anew.
    #[must_use]
    pub fn session(&self) -> Session<'_> {
        let pooled = self.caches.lock().ok().and_then(|mut caches| caches.pop());
        let cache = pooled.unwrap_or_else(|| WordCache::new(&self.model));
        Session {
            tagger: self,
            cache: Some(cache),
            sentence: Sentence::default(),
            words: Vec::new(),
        }
    }
}

/// Whether a type of some label set covers the product's label.
fn is_same_kind(kind: &str, label: &str) -> bool {
    match kind {
        "PERS" => label == "PER",
        "MIS" => label == "MISC",
        _ => kind == label,
    }
}

/// One thread's use of a tagger.
#[derive(Debug)]
pub struct Session<'a> {
    tagger: &'a Tagger,
    cache: Option<WordCache>,
    sentence: Sentence,
    words: Vec<WordKnowledge>,
}

/// What the tagger knows of a word apart from its part in the network.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordKnowledge {
    /// Hashes of the word and its stem.
    pub(crate) phrase: PhraseWord,
    /// Letters that the stem lacks at the front: proclitics.
    pub(crate) removed: usize,
    /// Whether the stem has an alef of the article that the word does not show.
    pub(crate) article_restored: bool,
    /// Whether text knows the word or its stem.
    pub(crate) is_known: bool,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let (Some(cache), Ok(mut caches)) = (self.cache.take(), self.tagger.caches.lock()) {
            caches.push(cache);
        }
    }
}

impl Session<'_> {
    /// Appends the names of one sentence, in order, without overlap.
    ///
    /// `fine` says which types of a fine label set fit; [`Mention::fine`] is chosen among them.
    pub fn tag(
        &mut self,
        words: &[&str],
        label_set: usize,
        fine: Option<&FineChoice>,
        mentions: &mut Vec<Mention>,
    ) {
        let heads = self.tagger.model.heads();
        let Some(head) = heads.get(label_set) else {
            return;
        };
        for (chunk, part) in words.chunks(LONGEST_SENTENCE).enumerate() {
            self.read(part);
            self.sentence.score(head, self.tagger.model.hidden());
            let first = mentions.len();
            self.sentence.decode(head, mentions);
            for mention in &mut mentions[first..] {
                mention.score = calibrate(mention.score, &head.calibration);
                mention.fine = fine.and_then(|choice| {
                    let fitting = choice.fitting.get(mention.kind)?;
                    self.sentence.fine_type(
                        heads.get(choice.label_set)?,
                        fitting,
                        mention.first..mention.end,
                    )
                });
                mention.first += chunk * LONGEST_SENTENCE;
                mention.end += chunk * LONGEST_SENTENCE;
            }
        }
    }

    /// The probability of each label at each word, row by row; sentences over 1024 words are cut.
    pub fn probabilities(&mut self, words: &[&str], label_set: usize) -> Vec<f32> {
        let Some(head) = self.tagger.model.heads().get(label_set) else {
            return Vec::new();
        };
        self.read(words.get(..LONGEST_SENTENCE).unwrap_or(words));
        self.sentence.score(head, self.tagger.model.hidden());
        let mut rows = self.sentence.scores.clone();
        rows.chunks_exact_mut(head.label_count()).for_each(softmax);
        rows
    }

    /// Forgets the words of the document before.
    pub(crate) fn begin_document(&mut self) {
        self.words.clear();
    }

    /// What is known of each word tagged since [`Session::begin_document`].
    pub(crate) fn words(&self) -> &[WordKnowledge] {
        &self.words
    }

    /// Fills the hidden layer for a sentence.
    fn read(&mut self, words: &[&str]) {
        let Some(cache) = self.cache.as_mut() else {
            return;
        };
        let model = &self.tagger.model;
        let hidden = model.hidden();
        self.sentence.start(words.len(), model.bias());
        for (place, word) in words.iter().enumerate() {
            let slot = cache.slot(word, model);
            self.sentence.words.push(cache.words[slot].phrase);
            self.words.push(cache.words[slot]);
            self.sentence.add_window(place, cache.row(slot), hidden);
        }
        for outside in 1..=WINDOW / 2 {
            self.sentence.add_outside(outside, &cache.padding, hidden);
        }
        self.sentence.add_phrases(model);
    }
}

/// The working memory for one sentence.
#[derive(Debug, Default)]
struct Sentence {
    length: usize,
    words: Vec<PhraseWord>,
    sums: Vec<i16>,
    active: Vec<f32>,
    scores: Vec<f32>,
    best: Vec<u16>,
}

impl Sentence {
    fn start(&mut self, length: usize, bias: &[i16]) {
        self.length = length;
        self.words.clear();
        self.sums.clear();
        for _ in 0..length {
            self.sums.extend_from_slice(bias);
        }
    }

    /// Adds a word's rows to the sums of all words whose window it stands in.
    fn add_window(&mut self, place: usize, rows: &[i16], hidden: usize) {
        for (offset, row) in rows.chunks_exact(hidden).enumerate() {
            // The row at `offset` is for the word that has this one `offset - 3` places away.
            let target = (place + WINDOW / 2).wrapping_sub(offset);
            if target < self.length {
                add_steps(&mut self.sums[target * hidden..(target + 1) * hidden], row);
            }
        }
    }

    /// Adds the padding that stands `outside` places before and after the sentence.
    fn add_outside(&mut self, outside: usize, padding: &[i16], hidden: usize) {
        for (offset, row) in padding.chunks_exact(hidden).enumerate() {
            let before = (WINDOW / 2).checked_sub(offset + outside);
            let after = (self.length + outside + WINDOW / 2).checked_sub(offset + 1);
            for target in [before, after]
                .into_iter()
                .flatten()
                .filter(|&target| target < self.length)
            {
                add_steps(&mut self.sums[target * hidden..(target + 1) * hidden], row);
            }
        }
    }

    fn add_phrases(&mut self, model: &Model) {
        let hidden = model.hidden();
        let length = self.length;
        let sums = &mut self.sums;
        find_phrases(&self.words, &model.lexicon(), &mut |place, feature| {
            for (offset, row) in model.phrase_rows(feature).chunks_exact(hidden).enumerate() {
                let target = (place + offset).wrapping_sub(1);
                if target < length {
                    add_steps(&mut sums[target * hidden..(target + 1) * hidden], row);
                }
            }
        });
    }

    fn score(&mut self, head: &Head, hidden: usize) {
        self.scores.clear();
        self.active.clear();
        self.active.extend(
            self.sums
                .iter()
                .map(|&sum| f32::from(sum.max(0)) * (1.0 / STEPS)),
        );
        for active in self.active.chunks_exact(hidden) {
            for (row, bias) in head.weights.chunks_exact(hidden).zip(&head.bias) {
                self.scores.push(dot(active, row) + bias);
            }
        }
    }

    /// Finds the best sequence of labels in which no inside follows anything but its own type.
    fn decode(&mut self, head: &Head, mentions: &mut Vec<Mention>) {
        let labels = head.label_count();
        self.best.clear();
        let mut reached = vec![0.0f32; labels];
        let mut next = vec![0.0f32; labels];
        for (place, scores) in self.scores.chunks_exact(labels).enumerate() {
            let (previous, highest) = largest(&reached);
            for label in 0..labels {
                let (from, value) = if label == 0 || label % 2 == 1 {
                    (previous, highest)
                } else if place == 0 {
                    (label, f32::NEG_INFINITY)
                } else if reached[label - 1] >= reached[label] {
                    (label - 1, reached[label - 1])
                } else {
                    (label, reached[label])
                };
                self.best.push(from as u16);
                next[label] = value + scores[label];
            }
            std::mem::swap(&mut reached, &mut next);
        }
        self.collect(labels, largest(&reached).0, mentions);
    }

    /// Walks back from the last label and notes the names, in the order of the text.
    fn collect(&mut self, labels: usize, last: usize, mentions: &mut Vec<Mention>) {
        let first_new = mentions.len();
        let mut label = last;
        let mut end = self.length;
        for place in (0..self.length).rev() {
            if label == 0 {
                end = place;
            } else if label % 2 == 1 {
                let score = self.span_score(labels, place, end, label);
                mentions.push(Mention {
                    first: place,
                    end,
                    kind: label / 2,
                    score,
                    fine: None,
                });
                end = place;
            }
            label = usize::from(self.best[place * labels + label]);
        }
        mentions[first_new..].reverse();
    }

    /// The product of the probabilities of the labels of a name and of its end.
    fn span_score(&self, labels: usize, first: usize, end: usize, begin: usize) -> f32 {
        let mut score = 1.0;
        let mut row = vec![0.0f32; labels];
        for place in first..(end + 1).min(self.length) {
            row.copy_from_slice(&self.scores[place * labels..(place + 1) * labels]);
            softmax(&mut row);
            score *= match place {
                _ if place == first => row[begin],
                _ if place < end => row[begin + 1],
                _ => 1.0 - row[begin + 1],
            };
        }
        score
    }

    /// The fitting fine type with the largest probability, summed over the words of a name.
    fn fine_type(&self, fine: &Head, fitting: &[usize], words: Range<usize>) -> Option<usize> {
        let hidden = fine.weights.len() / fine.label_count();
        let mut sums = vec![0.0f32; fitting.len()];
        for active in self
            .active
            .get(words.start * hidden..words.end * hidden)?
            .chunks_exact(hidden)
        {
            let rows = fine.weights.chunks_exact(hidden).zip(&fine.bias);
            let mut scores: Vec<f32> = rows.map(|(row, bias)| dot(active, row) + bias).collect();
            softmax(&mut scores);
            for (sum, kind) in sums.iter_mut().zip(fitting) {
                *sum += scores.get(2 * kind + 1).unwrap_or(&0.0)
                    + scores.get(2 * kind + 2).unwrap_or(&0.0);
            }
        }
        fitting.get(largest(&sums).0).copied()
    }
}

/// What words add to the hidden layer, for the words seen last.
struct WordCache {
    keys: Vec<u64>,
    /// Which word of each set was used last.
    recent: Vec<bool>,
    words: Vec<WordKnowledge>,
    rows: Vec<i16>,
    width: usize,
    padding: Vec<i16>,
    folded: String,
}

impl std::fmt::Debug for WordCache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WordCache").finish_non_exhaustive()
    }
}

impl WordCache {
    fn new(model: &Model) -> Self {
        let width = WINDOW * model.hidden();
        let mut padding = vec![0; width];
        model.project(&WordFeatures::padding(), &mut padding);
        Self {
            keys: vec![0; 2 * CACHE_SETS],
            recent: vec![false; CACHE_SETS],
            words: vec![WordKnowledge::default(); 2 * CACHE_SETS],
            rows: vec![0; 2 * CACHE_SETS * width],
            width,
            padding,
            folded: String::new(),
        }
    }

    fn row(&self, slot: usize) -> &[i16] {
        &self.rows[slot * self.width..(slot + 1) * self.width]
    }

    /// The slot that holds a word, after computing it where it is not there.
    fn slot(&mut self, word: &str, model: &Model) -> usize {
        let key = hash_bytes(99, word.as_bytes()) | 1;
        let set = (key >> 1) as usize % CACHE_SETS;
        for way in 0..2 {
            if self.keys[2 * set + way] == key {
                self.recent[set] = way == 1;
                return 2 * set + way;
            }
        }
        let slot = 2 * set + usize::from(!self.recent[set]);
        self.recent[set] = !self.recent[set];
        self.keys[slot] = key;
        self.fill(slot, word, model);
        slot
    }

    fn fill(&mut self, slot: usize, word: &str, model: &Model) {
        self.folded.clear();
        fold_into(word, &mut self.folded);
        let features = WordFeatures::new(&self.folded, &model.lexicon());
        let row = &mut self.rows[slot * self.width..(slot + 1) * self.width];
        model.project(&features, row);
        self.words[slot] = WordKnowledge {
            phrase: PhraseWord {
                word: features.word,
                stem: features.stem,
                begins: features.begins,
            },
            removed: features.removed,
            article_restored: features.article_restored,
            is_known: features.vector.is_some(),
        };
    }
}

fn add_steps(sums: &mut [i16], row: &[i16]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum = sum.saturating_add(*value);
    }
}

/// The first largest value and its place.
fn largest(values: &[f32]) -> (usize, f32) {
    let start = (0, f32::NEG_INFINITY);
    values.iter().enumerate().fold(
        start,
        |best, (place, &value)| if value > best.1 { (place, value) } else { best },
    )
}

/// Reads a score off the calibration curve; without a curve it stays as it is.
pub(crate) fn calibrate(score: f32, curve: &[[f32; 2]]) -> f32 {
    let Some(after) = curve.iter().position(|point| point[0] >= score) else {
        return curve.last().map_or(score, |point| point[1]);
    };
    let [high, high_value] = curve[after];
    let Some([low, low_value]) = after.checked_sub(1).map(|before| curve[before]) else {
        return high_value;
    };
    let share = if high > low {
        (score - low) / (high - low)
    } else {
        1.0
    };
    low_value + share * (high_value - low_value)
}

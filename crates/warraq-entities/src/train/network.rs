//! The network under training: forward and backward passes over a batch of sentences.
//!
//! A batch's word types are projected once, as in the tagger; gradients flow back to a type from
//! all its places in the batch together, which makes the matrix work proportional to types.

use serde::Deserialize;

use super::dataset::{Dataset, Example, Target};
use super::optimizer::{Dense, Rows};
use super::random::Random;
use crate::features::{FLAG_COUNT, GRAM_BUCKETS, PIECE_BUCKETS, WordFeatures};
use crate::model::{TABLE_LIMIT, WINDOW};
use crate::numeric::{add_four, add_scaled, dot, softmax};
use crate::phrases::PHRASE_FEATURES;

/// Sizes and rates of the network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkOptions {
    /// Units of the hidden layer.
    pub hidden: usize,
    /// Numbers of a whole word, prefix or suffix.
    pub piece_size: usize,
    /// Numbers of a character n-gram.
    pub gram_size: usize,
    /// Share of hidden units that a training pass leaves out.
    pub dropout: f32,
    /// Share of word types whose own embedding a batch leaves out, so that pieces are learned.
    pub word_dropout: f32,
    /// Share of word types whose vector a batch leaves out.
    pub vector_dropout: f32,
    /// Share of word types whose name lists a batch leaves out.
    pub list_dropout: f32,
    /// First step size of the matrices; it falls linearly to zero.
    pub rate: f32,
    /// First step size of the embedding tables.
    pub table_rate: f32,
    /// Weight decay of the matrices.
    pub decay: f32,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self {
            hidden: 96,
            piece_size: 32,
            gram_size: 24,
            dropout: 0.35,
            word_dropout: 0.45,
            vector_dropout: 0.05,
            list_dropout: 0.15,
            rate: 0.002,
            table_rate: 0.03,
            decay: 0.01,
        }
    }
}

/// The weights under training.
pub(crate) struct Network {
    pub(crate) options: NetworkOptions,
    pub(crate) vector_size: usize,
    pub(crate) input: Dense,
    pub(crate) bias: Dense,
    pub(crate) phrases: Dense,
    pub(crate) heads: Vec<(Dense, Dense)>,
    pub(crate) pieces: Rows,
    pub(crate) grams: Rows,
    random: Random,
    batch: Batch,
    steps: u32,
}

/// The working memory of one batch.
#[derive(Default)]
struct Batch {
    /// The place of each word type in the batch, where it has one.
    place: Vec<u32>,
    types: Vec<u32>,
    uses: Vec<Uses>,
    dense: Vec<f32>,
    projected: Vec<f32>,
    gradient: Vec<f32>,
    dense_gradient: Vec<f32>,
}

/// Which parts of a word type a batch shows.
#[derive(Clone, Copy)]
struct Uses {
    vector: bool,
    wholes: bool,
    lists: bool,
}

const ABSENT: u32 = u32::MAX;

/// Smaller errors of a label are not learned from: most labels are surely wrong at most words.
const LEAST_ERROR: f32 = 1e-4;

impl Network {
    pub(crate) fn new(
        options: NetworkOptions,
        vector_size: usize,
        labels: &[usize],
        seed: u64,
    ) -> Self {
        let mut random = Random::new(seed);
        let hidden = options.hidden;
        let mut noise = |count: usize, scale: f32| {
            (0..count)
                .map(|_| random.symmetric(scale))
                .collect::<Vec<f32>>()
        };
        let rows = vector_size + options.piece_size + options.gram_size + FLAG_COUNT;
        let input = Dense::new(noise(rows * WINDOW * hidden, 0.08));
        let phrases = Dense::new(vec![0.0; PHRASE_FEATURES * 3 * hidden]);
        let heads = labels.iter().map(|&count| {
            (
                Dense::new(noise(count * hidden, 0.1)),
                Dense::new(vec![0.0; count]),
            )
        });
        let heads = heads.collect();
        let pieces = Rows::new(
            noise(PIECE_BUCKETS * options.piece_size, 0.1),
            options.piece_size,
        );
        let grams = Rows::new(
            noise(GRAM_BUCKETS * options.gram_size, 0.1),
            options.gram_size,
        );
        let bias = Dense::new(vec![0.1; hidden]);
        let random = Random::new(seed ^ 0xabcd);
        let batch = Batch::default();
        Self {
            options,
            vector_size,
            input,
            bias,
            phrases,
            heads,
            pieces,
            grams,
            random,
            batch,
            steps: 0,
        }
    }

    /// Learns from a batch; `left` is the share of the training that is still to come.
    ///
    /// Returns the loss and the weight of the words that it was summed over.
    pub(crate) fn learn(
        &mut self,
        examples: &[&Example],
        dataset: &Dataset,
        vectors: &[f32],
        left: f32,
    ) -> (f32, f32) {
        let mut batch = std::mem::take(&mut self.batch);
        self.collect_types(&mut batch, examples, dataset);
        self.project(&mut batch, dataset, vectors);
        let mut total = (0.0, 0.0);
        for example in examples {
            let (loss, weight) = self.learn_example(&mut batch, example, dataset);
            total = (total.0 + loss, total.1 + weight);
        }
        self.back_project(&mut batch, dataset);
        self.batch = batch;
        self.step(left, total.1);
        total
    }

    fn step(&mut self, left: f32, weight: f32) {
        self.steps += 1;
        let scale = 1.0 / weight.max(1.0);
        let rate = self.options.rate * left * (self.steps as f32 / 100.0).min(1.0);
        let decay = self.options.decay;
        let dense = [&mut self.input, &mut self.bias, &mut self.phrases];
        for part in dense.into_iter().chain(
            self.heads
                .iter_mut()
                .flat_map(|(weights, bias)| [weights, bias]),
        ) {
            part.gradient.iter_mut().for_each(|value| *value *= scale);
            part.step(self.steps, rate, decay);
        }
        self.pieces
            .step(self.options.table_rate * left, TABLE_LIMIT);
        self.grams.step(self.options.table_rate * left, TABLE_LIMIT);
    }

    fn collect_types(&mut self, batch: &mut Batch, examples: &[&Example], dataset: &Dataset) {
        batch.place.resize(dataset.features.len() + 1, ABSENT);
        for kind in batch.types.drain(..) {
            batch.place[kind as usize] = ABSENT;
        }
        batch.uses.clear();
        // The padding around sentences is one more type, numbered after all words.
        let padding = dataset.features.len() as u32;
        let words = examples
            .iter()
            .flat_map(|example| example.words.iter().copied());
        for kind in std::iter::once(padding).chain(words) {
            if batch.place[kind as usize] == ABSENT {
                batch.place[kind as usize] = batch.types.len() as u32;
                batch.types.push(kind);
                batch.uses.push(Uses {
                    vector: self.random.unit() >= self.options.vector_dropout,
                    wholes: self.random.unit() >= self.options.word_dropout,
                    lists: self.random.unit() >= self.options.list_dropout,
                });
            }
        }
    }

    fn dense_size(&self) -> usize {
        self.vector_size + self.options.piece_size + self.options.gram_size
    }

    fn project(&self, batch: &mut Batch, dataset: &Dataset, vectors: &[f32]) {
        let (size, width) = (self.dense_size(), WINDOW * self.options.hidden);
        batch.dense.clear();
        batch.dense.resize(batch.types.len() * size, 0.0);
        batch.projected.clear();
        batch.projected.resize(batch.types.len() * width, 0.0);
        batch.gradient.clear();
        batch.gradient.resize(batch.types.len() * width, 0.0);
        for (place, &kind) in batch.types.iter().enumerate() {
            let dense = &mut batch.dense[place * size..(place + 1) * size];
            let projected = &mut batch.projected[place * width..(place + 1) * width];
            self.fill_dense(
                dense,
                batch.uses[place],
                dataset.features.get(kind as usize),
                vectors,
            );
            self.multiply(dense, projected);
            for flag in shown_flags(kind, batch.uses[place], dataset) {
                let row = size + flag as usize;
                add_scaled(
                    projected,
                    1.0,
                    &self.input.values[row * width..(row + 1) * width],
                );
            }
        }
    }

    fn fill_dense(
        &self,
        dense: &mut [f32],
        uses: Uses,
        features: Option<&WordFeatures>,
        vectors: &[f32],
    ) {
        let Some(features) = features else {
            return;
        };
        let (vector, rest) = dense.split_at_mut(self.vector_size);
        let (piece, gram) = rest.split_at_mut(self.options.piece_size);
        if let Some(row) = features.vector.filter(|_| uses.vector) {
            vector.copy_from_slice(&vectors[row * self.vector_size..(row + 1) * self.vector_size]);
        }
        let piece_scale = 1.0 / ((features.pieces.len() + 2) as f32).sqrt();
        let wholes = features.wholes.iter().filter(|_| uses.wholes);
        for &bucket in wholes.chain(&features.pieces) {
            add_scaled(piece, piece_scale, self.pieces.row(bucket));
        }
        let gram_scale = 1.0 / (features.grams.len().max(1) as f32).sqrt();
        for &bucket in &features.grams {
            add_scaled(gram, gram_scale, self.grams.row(bucket));
        }
    }

    fn multiply(&self, dense: &[f32], projected: &mut [f32]) {
        let width = projected.len();
        let rows = self.input.values.chunks_exact(4 * width);
        for (scales, rows) in dense.chunks_exact(4).zip(rows) {
            let (a, rest) = rows.split_at(width);
            let (b, rest) = rest.split_at(width);
            let (c, d) = rest.split_at(width);
            add_four(
                projected,
                [scales[0], scales[1], scales[2], scales[3]],
                [a, b, c, d],
            );
        }
    }

    fn learn_example(
        &mut self,
        batch: &mut Batch,
        example: &Example,
        dataset: &Dataset,
    ) -> (f32, f32) {
        let hidden = self.options.hidden;
        let places = self.window_places(batch, example, dataset);
        let mut active = self.hidden_layer(batch, example, &places);
        let keep = 1.0 - self.options.dropout;
        for value in &mut active {
            *value = if *value > 0.0 && self.random.unit() < keep {
                *value / keep
            } else {
                0.0
            };
        }
        let mut back = vec![0.0f32; active.len()];
        let mut total = (0.0, 0.0);
        for part in &example.targets {
            let (loss, counted) = self.learn_head(part, &active, &mut back);
            total = (total.0 + loss, total.1 + counted);
        }
        for (back, active) in back.iter_mut().zip(&active) {
            *back = if *active > 0.0 { *back / keep } else { 0.0 };
        }
        self.spread(batch, example, &places, &back);
        for back in back.chunks_exact(hidden) {
            add_scaled(&mut self.bias.gradient, 1.0, back);
        }
        total
    }

    /// The batch places of the words of a sentence, with the padding around them.
    fn window_places(&self, batch: &Batch, example: &Example, dataset: &Dataset) -> Vec<u32> {
        let padding = batch.place[dataset.features.len()];
        let words = example.words.iter().map(|&word| batch.place[word as usize]);
        let around = std::iter::repeat_n(padding, WINDOW / 2);
        around.clone().chain(words).chain(around).collect()
    }

    fn hidden_layer(&self, batch: &Batch, example: &Example, places: &[u32]) -> Vec<f32> {
        let (hidden, width) = (self.options.hidden, WINDOW * self.options.hidden);
        let mut sums: Vec<f32> = self
            .bias
            .values
            .iter()
            .copied()
            .cycle()
            .take(example.words.len() * hidden)
            .collect();
        for (sums, window) in sums.chunks_exact_mut(hidden).zip(places.windows(WINDOW)) {
            for (offset, &place) in window.iter().enumerate() {
                let start = place as usize * width + offset * hidden;
                add_scaled(sums, 1.0, &batch.projected[start..start + hidden]);
            }
        }
        for_phrases(example, hidden, &mut |sum, row| {
            add_scaled(
                &mut sums[sum..sum + hidden],
                1.0,
                &self.phrases.values[row..row + hidden],
            );
        });
        sums
    }

    fn spread(&mut self, batch: &mut Batch, example: &Example, places: &[u32], back: &[f32]) {
        let (hidden, width) = (self.options.hidden, WINDOW * self.options.hidden);
        for (back, window) in back.chunks_exact(hidden).zip(places.windows(WINDOW)) {
            for (offset, &place) in window.iter().enumerate() {
                let start = place as usize * width + offset * hidden;
                add_scaled(&mut batch.gradient[start..start + hidden], 1.0, back);
            }
        }
        for_phrases(example, hidden, &mut |sum, row| {
            add_scaled(
                &mut self.phrases.gradient[row..row + hidden],
                1.0,
                &back[sum..sum + hidden],
            );
        });
    }

    fn learn_head(
        &mut self,
        part: &(usize, f32, Target),
        active: &[f32],
        back: &mut [f32],
    ) -> (f32, f32) {
        let (head, weight, target) = (part.0, part.1, &part.2);
        let hidden = self.options.hidden;
        let (weights, bias) = &mut self.heads[head];
        let labels = bias.values.len();
        let mut scores = vec![0.0f32; labels];
        let mut wanted = vec![0.0f32; labels];
        let mut total = (0.0, 0.0);
        for (place, (active, back)) in active
            .chunks_exact(hidden)
            .zip(back.chunks_exact_mut(hidden))
            .enumerate()
        {
            for ((score, row), bias) in scores
                .iter_mut()
                .zip(weights.values.chunks_exact(hidden))
                .zip(&bias.values)
            {
                *score = dot(active, row) + bias;
            }
            softmax(&mut scores);
            let Some(loss) = wanted_shares(target, place, &scores, &mut wanted) else {
                continue;
            };
            total = (total.0 + weight * loss, total.1 + weight);
            for label in 0..labels {
                let error = weight * (scores[label] - wanted[label]);
                if error.abs() > LEAST_ERROR {
                    bias.gradient[label] += error;
                    let row = label * hidden..(label + 1) * hidden;
                    add_scaled(back, error, &weights.values[row.clone()]);
                    add_scaled(&mut weights.gradient[row], error, active);
                }
            }
        }
        total
    }

    fn back_project(&mut self, batch: &mut Batch, dataset: &Dataset) {
        let (size, width) = (self.dense_size(), WINDOW * self.options.hidden);
        batch.dense_gradient.clear();
        batch.dense_gradient.resize(batch.types.len() * size, 0.0);
        for (gradient, back) in batch
            .dense_gradient
            .chunks_exact_mut(size)
            .zip(batch.gradient.chunks_exact(width))
        {
            // The vectors themselves are not learned here, so their part needs no gradient.
            let rows = self.input.values.chunks_exact(width).take(size);
            for (value, row) in gradient.iter_mut().zip(rows).skip(self.vector_size) {
                *value = dot(back, row);
            }
        }
        self.add_input_gradient(batch, size, width);
        for (place, &kind) in batch.types.iter().enumerate() {
            for flag in shown_flags(kind, batch.uses[place], dataset) {
                let row = size + flag as usize;
                let back = &batch.gradient[place * width..(place + 1) * width];
                add_scaled(
                    &mut self.input.gradient[row * width..(row + 1) * width],
                    1.0,
                    back,
                );
            }
            let gradient = &batch.dense_gradient[place * size..(place + 1) * size];
            self.add_table_gradient(kind, batch.uses[place], gradient, dataset);
        }
    }

    fn add_input_gradient(&mut self, batch: &Batch, size: usize, width: usize) {
        let full = batch.types.len() / 4 * 4;
        for first in (0..full).step_by(4) {
            let back = |place: usize| {
                &batch.gradient[(first + place) * width..(first + place + 1) * width]
            };
            let rows = [back(0), back(1), back(2), back(3)];
            for (row, target) in self
                .input
                .gradient
                .chunks_exact_mut(width)
                .take(size)
                .enumerate()
            {
                let scales = [0, 1, 2, 3].map(|place| batch.dense[(first + place) * size + row]);
                add_four(target, scales, rows);
            }
        }
        for place in full..batch.types.len() {
            let back = &batch.gradient[place * width..(place + 1) * width];
            for (row, target) in self
                .input
                .gradient
                .chunks_exact_mut(width)
                .take(size)
                .enumerate()
            {
                add_scaled(target, batch.dense[place * size + row], back);
            }
        }
    }

    fn add_table_gradient(&mut self, kind: u32, uses: Uses, gradient: &[f32], dataset: &Dataset) {
        let Some(features) = dataset.features.get(kind as usize) else {
            return;
        };
        let (piece, gram) = gradient[self.vector_size..].split_at(self.options.piece_size);
        let piece_scale = 1.0 / ((features.pieces.len() + 2) as f32).sqrt();
        let wholes = features.wholes.iter().filter(|_| uses.wholes);
        for &bucket in wholes.chain(&features.pieces) {
            self.pieces.add_gradient(bucket, piece_scale, piece);
        }
        let gram_scale = 1.0 / (features.grams.len().max(1) as f32).sqrt();
        for &bucket in &features.grams {
            self.grams.add_gradient(bucket, gram_scale, gram);
        }
    }
}

/// The flags of a word type that a batch shows.
fn shown_flags(kind: u32, uses: Uses, dataset: &Dataset) -> impl Iterator<Item = u32> + '_ {
    let features = dataset.features.get(kind as usize);
    let padding = features.is_none().then_some(crate::features::PADDING_FLAG);
    let flags = features.map_or(&[][..], |features| &features.flags);
    let shown = move |flag: &u32| uses.lists || *flag >= 2 * crate::features::LIST_COUNT as u32;
    flags.iter().copied().filter(shown).chain(padding)
}

/// Calls `visit` with the starts of the sum and of the phrase row for each addition of a match.
fn for_phrases(example: &Example, hidden: usize, visit: &mut dyn FnMut(usize, usize)) {
    for &(place, feature) in &example.phrases {
        for offset in 0..3 {
            let target = (place as usize + offset).wrapping_sub(1);
            if target < example.words.len() {
                visit(target * hidden, (feature as usize * 3 + offset) * hidden);
            }
        }
    }
}

/// Fills the wanted share of each label and returns the loss; none where nothing is known.
///
/// Where several labels are allowed, the network's own shares among them are what is wanted.
fn wanted_shares(target: &Target, place: usize, shares: &[f32], wanted: &mut [f32]) -> Option<f32> {
    match target {
        Target::Allowed(labels) => {
            let allowed = labels.get(place).copied().filter(|labels| *labels != 0)?;
            let mut sum = 0.0;
            for (label, (wanted, share)) in wanted.iter_mut().zip(shares).enumerate() {
                *wanted = if allowed >> label & 1 == 1 {
                    share.max(1e-9)
                } else {
                    0.0
                };
                sum += *wanted;
            }
            wanted.iter_mut().for_each(|wanted| *wanted /= sum);
            Some(-sum.ln())
        }
        Target::Shares(all) => {
            let taught = |(wanted, share): (&f32, &f32)| match *wanted {
                0.0 => 0.0,
                wanted => -wanted * share.max(1e-9).ln(),
            };
            all.fill(place, wanted)
                .then(|| wanted.iter().zip(shares).map(taught).sum())
        }
    }
}

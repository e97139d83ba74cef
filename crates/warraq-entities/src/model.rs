//! The model: weights, vocabulary, name lists and label sets, ready for use.
//!
//! Tables that are large stay where they lie in the file (a byte a number); only the small
//! matrices are decoded, so that opening a model costs a checksum and half a megabyte of copying.

use std::borrow::Cow;
use std::ops::Range;

use fearless_simd::Level;

use crate::features::{FLAG_COUNT, GRAM_BUCKETS, PIECE_BUCKETS, WordFeatures};
use crate::labels::LabelMatrix;
use crate::lexicon::{Lexicon, PrintIndex};
use crate::matrix::{
    InputPair, StepMatrix, add_bytes, add_products, add_rows, input_pair, to_coarse_steps,
};
use crate::model_file::{Head, ModelError, Reader};
use crate::phrases::PHRASE_FEATURES;

pub(crate) use crate::matrix::WINDOW;

/// Steps of the remembered projections: a unit of the hidden layer's sum is this many.
pub(crate) const STEPS: f32 = 256.0;

/// A step of a remembered row is two to this power as large: a byte then reaches from -4 to 4.
pub(crate) const COARSE_SHIFT: u32 = 3;

/// Dense inputs that a model may have at most.
const LARGEST_INPUT: usize = 256;

/// Steps of a dense input and of a weight: their product is shortened to [`STEPS`].
const INPUT_STEPS: f32 = 256.0;
const WEIGHT_STEPS: f32 = 2048.0;
const PRODUCT_SHIFT: u32 = ((INPUT_STEPS * WEIGHT_STEPS / STEPS) as u32).trailing_zeros();

/// A unit of the byte tables is `1 / 127` of these.
pub(crate) const VECTOR_LIMIT: f32 = 4.0;
pub(crate) const TABLE_LIMIT: f32 = 2.0;

/// A model that is ready for use. Cloning costs as much as opening it.
#[derive(Clone)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    name: String,
    revision: u32,
    hidden: usize,
    sizes: [usize; 3],
    words: Range<usize>,
    ranks: Range<usize>,
    names: Range<usize>,
    lists: Range<usize>,
    vectors: Range<usize>,
    pieces: Range<usize>,
    grams: Range<usize>,
    word_index: PrintIndex,
    name_index: PrintIndex,
    level: Level,
    /// The weights of the dense inputs for each unit of the window's hidden rows, in steps.
    weights: StepMatrix,
    /// For each flag, what it adds to the window's hidden rows, in steps.
    flags: Vec<i16>,
    bias: Vec<i16>,
    phrases: Vec<i16>,
    heads: Vec<Head>,
    labels: Vec<LabelMatrix>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Model")
            .field("origin", &self.origin())
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Model {
    /// Opens a model file's bytes: embedded ones stay where they are, others are kept.
    ///
    /// # Errors
    ///
    /// [`ModelError`] says whether the bytes are no model, of another version, cut off or changed.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        let bytes = bytes.into();
        let mut reader = Reader::new(&bytes)?;
        let name = reader.text()?;
        let [revision, hidden, vector_size, piece_size, gram_size] = [
            reader.number()?,
            reader.number()?,
            reader.number()?,
            reader.number()?,
            reader.number()?,
        ];
        let mut part = || reader.part();
        let [words, ranks, names, lists] = [part()?, part()?, part()?, part()?];
        let [vectors, pieces, grams] = [part()?, part()?, part()?];
        let [input, bias, phrases] = [reader.numbers()?, reader.numbers()?, reader.numbers()?];
        let heads = reader.heads()?;
        let sizes = [vector_size, piece_size, gram_size].map(|size| size as usize);
        let [bias, phrases] =
            [bias, phrases].map(|values| values.into_iter().map(to_steps).collect());
        let hidden = hidden as usize;
        let size: usize = sizes.iter().sum();
        let rows = size + FLAG_COUNT;
        if hidden == 0
            || hidden > 1024
            || size > LARGEST_INPUT
            || input.len() != rows * WINDOW * hidden
        {
            return Err(ModelError::Inconsistent("the input layer has another size"));
        }
        let (weights, flags) = split_input(&input, size, WINDOW * hidden);
        let index =
            |part: &Range<usize>| PrintIndex::new(bytes.get(part.clone()).unwrap_or_default());
        let [word_index, name_index] = [index(&words), index(&names)];
        let mut model = Self {
            bytes,
            name,
            revision,
            hidden,
            sizes,
            words,
            ranks,
            names,
            lists,
            vectors,
            pieces,
            grams,
            word_index,
            name_index,
            level: Level::new(),
            weights,
            flags,
            bias,
            phrases,
            heads,
            labels: Vec::new(),
        };
        model.check()?;
        let labels = model
            .heads
            .iter()
            .map(|head| LabelMatrix::new(head, hidden));
        model.labels = labels.collect();
        Ok(model)
    }

    /// What stands as `origin` of entities: `model:` name `@` revision.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("model:{}@{}", self.name, self.revision)
    }

    /// The names of the label sets, in the file's order.
    pub fn label_sets(&self) -> impl Iterator<Item = &str> {
        self.heads.iter().map(|head| head.name.as_str())
    }

    pub(crate) fn hidden(&self) -> usize {
        self.hidden
    }

    pub(crate) fn bias(&self) -> &[i16] {
        &self.bias
    }

    pub(crate) fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// What scores the labels of each label set.
    pub(crate) fn labels(&self) -> &[LabelMatrix] {
        &self.labels
    }

    /// The calibration curve of a label set.
    pub(crate) fn calibration(&self, label_set: usize) -> &[[f32; 2]] {
        self.heads
            .get(label_set)
            .map_or(&[], |head| &head.calibration)
    }

    /// The vectors that the processor has.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// The rows that a phrase feature adds to the word before, the word itself and the word after.
    pub(crate) fn phrase_rows(&self, feature: usize) -> &[i16] {
        let size = 3 * self.hidden;
        self.phrases
            .get(feature * size..(feature + 1) * size)
            .unwrap_or_default()
    }

    pub(crate) fn lexicon(&self) -> Lexicon<'_> {
        let part = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        Lexicon {
            words: part(&self.words),
            word_index: &self.word_index,
            ranks: part(&self.ranks),
            names: part(&self.names),
            name_index: &self.name_index,
            lists: part(&self.lists),
        }
    }

    /// The length of what a word adds to the hidden layer: a part for each place of the window.
    pub(crate) fn row_width(&self) -> usize {
        WINDOW * self.hidden
    }

    /// Pairs of dense inputs of a word.
    pub(crate) fn input_pairs(&self) -> usize {
        self.weights.pairs()
    }

    /// The length of a word's sums of products.
    pub(crate) fn sum_width(&self) -> usize {
        self.weights.width()
    }

    /// Appends the dense inputs of a word.
    pub(crate) fn push_inputs(&self, features: &WordFeatures, inputs: &mut Vec<InputPair>) {
        let mut totals = [0i16; LARGEST_INPUT];
        let [vector_size, piece_size, gram_size] = self.sizes;
        let (vector, rest) = totals.split_at_mut(vector_size);
        let (piece, rest) = rest.split_at_mut(piece_size);
        let gram = &mut rest[..gram_size];
        let row = |part: &Range<usize>, row: usize, size: usize| {
            let start = part.start + row * size;
            self.bytes.get(start..start + size).unwrap_or_default()
        };
        let vectors = features.vector.iter();
        let vectors = vectors.map(|place| row(&self.vectors, *place, vector_size));
        let pieces = features.wholes.iter().chain(&features.pieces);
        let pieces = pieces.map(|place| row(&self.pieces, *place as usize, piece_size));
        let grams = features.grams.iter();
        let grams = grams.map(|place| row(&self.grams, *place as usize, gram_size));
        add_bytes(self.level, vectors, vector);
        add_bytes(self.level, pieces, piece);
        add_bytes(self.level, grams, gram);
        to_input_steps(vector, VECTOR_LIMIT);
        to_input_steps(piece, TABLE_LIMIT * count_scale(features.pieces.len() + 2));
        to_input_steps(gram, TABLE_LIMIT * count_scale(features.grams.len()));
        let (pairs, _) = totals.as_chunks::<2>();
        let pairs = pairs.iter().take(self.input_pairs());
        inputs.extend(pairs.map(|pair| input_pair(*pair)));
    }

    /// Adds what the flags of a word add to the hidden layer.
    pub(crate) fn add_flags(&self, flags: &[u32], row: &mut [i16]) {
        let width = row.len();
        let flags = flags.iter().map(|flag| {
            let start = *flag as usize * width;
            self.flags.get(start..start + width).unwrap_or_default()
        });
        add_rows(self.level, &flags, row);
    }

    /// Writes the sums of products of words, [`Model::sum_width`] numbers a word.
    pub(crate) fn multiply(&self, inputs: &[InputPair], sums: &mut [i32]) {
        self.weights.multiply(inputs, sums);
    }

    /// Adds a word's sums of products to what its flags add to the hidden layer.
    pub(crate) fn add_products(&self, sums: &[i32], row: &mut [i16]) {
        add_products(self.level, sums, PRODUCT_SHIFT, row);
    }

    /// Writes a row of steps in the coarse steps in which rows are remembered.
    pub(crate) fn coarse_row(&self, row: &[i16], coarse: &mut [i8]) {
        to_coarse_steps(self.level, row, COARSE_SHIFT, coarse);
    }

    /// What a word adds to the hidden layer at each place of the window, in coarse steps.
    pub(crate) fn word_row(&self, features: &WordFeatures) -> Vec<i8> {
        let mut inputs = Vec::new();
        self.push_inputs(features, &mut inputs);
        let mut sums = vec![0; self.sum_width()];
        self.multiply(&inputs, &mut sums);
        let mut row = vec![0; self.row_width()];
        self.add_flags(&features.flags, &mut row);
        self.add_products(&sums, &mut row);
        let mut coarse = vec![0; self.row_width()];
        self.coarse_row(&row, &mut coarse);
        coarse
    }

    fn check(&self) -> Result<(), ModelError> {
        let [vector_size, piece_size, gram_size] = self.sizes;
        let wrong = ModelError::Inconsistent;
        let known_words = self.words.len() / 4;
        if self.ranks.len() != known_words * 2 || self.vectors.len() != known_words * vector_size {
            return Err(wrong("words and vectors differ in number"));
        }
        if self.names.len() != self.lists.len() {
            return Err(wrong("names and lists differ in number"));
        }
        if self.pieces.len() != PIECE_BUCKETS * piece_size
            || self.grams.len() != GRAM_BUCKETS * gram_size
        {
            return Err(wrong("a table of word parts has another size"));
        }
        if self.bias.len() != self.hidden || self.phrases.len() != PHRASE_FEATURES * 3 * self.hidden
        {
            return Err(wrong("the hidden layer has another size"));
        }
        let fits = |head: &Head| {
            head.bias.len() == head.label_count()
                && head.weights.len() == head.label_count() * self.hidden
        };
        if self.heads.is_empty() || !self.heads.iter().all(fits) {
            return Err(wrong("a label set has another size"));
        }
        Ok(())
    }
}

/// What makes the size of a sum of `count` rows independent of their number.
pub(crate) fn count_scale(count: usize) -> f32 {
    1.0 / (count.max(1) as f32).sqrt()
}

/// A number as a byte of a table whose largest number is `limit`.
pub(crate) fn to_byte(value: f32, limit: f32) -> u8 {
    ((value / limit * 127.0).round().clamp(-127.0, 127.0) as i8).cast_unsigned()
}

/// The number that a byte of a table stands for.
pub(crate) fn from_byte(byte: u8, limit: f32) -> f32 {
    f32::from(byte.cast_signed()) * (limit / 127.0)
}

/// A number in steps of the hidden layer's sums.
pub(crate) fn to_steps(value: f32) -> i16 {
    (value * STEPS).round().clamp(-32000.0, 32000.0) as i16
}

/// Brings sums of a table's bytes to steps of a dense input; a byte's unit is `limit / 127`.
fn to_input_steps(totals: &mut [i16], limit: f32) {
    let scale = limit / 127.0 * INPUT_STEPS;
    for total in totals {
        let value = f32::from(*total) * scale;
        *total = (value + 0.5f32.copysign(value)).clamp(-8000.0, 8000.0) as i16;
    }
}

/// Parts the input matrix: weights of dense inputs, and rows of flags.
fn split_input(input: &[f32], size: usize, width: usize) -> (StepMatrix, Vec<i16>) {
    let (dense, flags) = input.split_at(input.len().min(size * width));
    let in_steps = |value: &f32| (value * WEIGHT_STEPS).round().clamp(-32000.0, 32000.0) as i16;
    let weight = |input: usize, unit: usize| dense.get(input * width + unit).map_or(0, in_steps);
    (
        StepMatrix::new(size, width, weight),
        flags.iter().map(|&value| to_steps(value)).collect(),
    )
}

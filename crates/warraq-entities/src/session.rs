//! One thread's use of a tagger, sentence by sentence or a document at once.

use std::ops::Range;

use fearless_simd::Level;

use crate::consistency::complete_mentions;
use crate::document_words::DocumentWords;
use crate::labels::{Decoder, LabelMatrix};
use crate::matrix::{InputPair, add_steps, add_windows, push_positive};
use crate::model::{COARSE_SHIFT, Model, WINDOW};
use crate::no_names::drop_no_names;
use crate::peoples::join_with_peoples;
use crate::phrases::{PhraseWord, find_phrases};
use crate::places::join_with_places;
use crate::tagger::{FineChoice, Mention, Tagger, calibrate};

/// Longer sentences are cut, so that memory stays bounded whatever the input.
const LONGEST_SENTENCE: usize = 1024;

/// Words that are read at once, if no sentence is longer.
const READ_AHEAD: usize = 1024;

/// What to find.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The index of the label set.
    pub label_set: usize,
    /// Which fine types may refine its types; none: they are not looked for.
    pub fine: Option<&'a FineChoice>,
}

/// One thread's use of a tagger.
#[derive(Debug)]
pub struct Session<'a> {
    tagger: &'a Tagger,
    /// Taken only when the session ends.
    workspace: Option<Workspace>,
}

/// The working memory of a session, kept from document to document.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    words: DocumentWords,
    sentence: Sentence,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let Some(workspace) = self.workspace.take() {
            self.tagger.take_back(workspace);
        }
    }
}

impl<'a> Session<'a> {
    pub(crate) fn new(tagger: &'a Tagger, workspace: Workspace) -> Self {
        let workspace = Some(workspace);
        Self { tagger, workspace }
    }

    /// Appends the names of one sentence, in order, without overlap.
    ///
    /// Sentences over 1024 words are cut.
    pub fn tag(&mut self, words: &[&str], wanted: Wanted<'_>, mentions: &mut Vec<Mention>) {
        self.begin_document();
        let sentence = 0..words.len();
        self.tag_sentences(words, std::slice::from_ref(&sentence), wanted, mentions);
    }

    /// Appends the names of a document, in order, without overlap: those of its sentences, and those
    /// that the same names elsewhere in the document vouch for.
    ///
    /// `sentences` are ranges of `words`, in order and without overlap.
    pub fn tag_document(
        &mut self,
        words: &[&str],
        sentences: &[Range<usize>],
        wanted: Wanted<'_>,
        mentions: &mut Vec<Mention>,
    ) {
        self.begin_document();
        let mut own = Vec::new();
        self.tag_sentences(words, sentences, wanted, &mut own);
        self.complete(wanted.label_set, &mut own);
        mentions.append(&mut own);
    }

    /// The probability of each label at each word, row by row; sentences over 1024 words are cut.
    pub fn probabilities(&mut self, words: &[&str], label_set: usize) -> Vec<f32> {
        let Some(labels) = self.tagger.model().labels().get(label_set) else {
            return Vec::new();
        };
        let words = words.get(..LONGEST_SENTENCE).unwrap_or(words);
        self.begin_document();
        let Some(workspace) = &mut self.workspace else {
            return Vec::new();
        };
        workspace.read(self.tagger, words);
        let sentence = &mut workspace.sentence;
        sentence.sum(self.tagger, &workspace.words, 0..words.len());
        labels.score(&sentence.active, &mut sentence.scores);
        (0..words.len())
            .flat_map(|word| labels.label_shares(&sentence.scores, word))
            .collect()
    }

    /// Forgets the words of the document before.
    pub(crate) fn begin_document(&mut self) {
        if let Some(workspace) = &mut self.workspace {
            workspace.words.clear();
        }
    }

    /// The words read since [`Session::begin_document`].
    pub(crate) fn words(&self) -> Option<&DocumentWords> {
        self.workspace.as_ref().map(|workspace| &workspace.words)
    }

    /// Appends the names of the next sentences of a document.
    ///
    /// `words` are those of the whole document; `sentences` are ranges of them, in order.
    pub(crate) fn tag_sentences(
        &mut self,
        words: &[&str],
        sentences: &[Range<usize>],
        wanted: Wanted<'_>,
        mentions: &mut Vec<Mention>,
    ) {
        let Some(workspace) = &mut self.workspace else {
            return;
        };
        let pieces: Vec<Range<usize>> = sentences.iter().cloned().flat_map(pieces).collect();
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            // Some sentences are read ahead: several new words share one computation.
            let read = workspace.words.len();
            let is_full = |piece: &Range<usize>| piece.end > read + READ_AHEAD;
            let count = rest.iter().position(is_full).unwrap_or(rest.len()).max(1);
            let (block, later) = rest.split_at(count);
            let end = block.last().map_or(read, |piece| piece.end);
            workspace.read(self.tagger, words.get(read..end).unwrap_or_default());
            for piece in block {
                workspace.tag(self.tagger, piece.clone(), wanted, mentions);
            }
            rest = later;
        }
    }

    /// Adds the names that others of the document vouch for, and joins what belongs together.
    pub(crate) fn complete(&self, label_set: usize, mentions: &mut Vec<Mention>) {
        if let Some(words) = self.words() {
            let lexicon = self.tagger.model().lexicon();
            let kinds = self.tagger.kinds_with_peoples(label_set);
            let persons = self.tagger.persons(label_set);
            let people = kinds.map(|kinds| kinds.people);
            complete_mentions(words, &lexicon, [persons, people], mentions);
            if let Some(place) = self.tagger.places(label_set) {
                join_with_places(words, place, mentions);
            }
            if let Some(kinds) = kinds {
                join_with_peoples(words, &lexicon, kinds, mentions);
                drop_no_names(words, kinds, mentions);
            }
        }
    }
}

/// The pieces in which a sentence is tagged.
fn pieces(sentence: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = sentence.end;
    let starts = sentence.step_by(LONGEST_SENTENCE);
    starts.map(move |start| start..end.min(start + LONGEST_SENTENCE))
}

impl Workspace {
    fn read(&mut self, tagger: &Tagger, words: &[&str]) {
        let words = words.iter().copied();
        self.words.read(words, tagger.model(), tagger.memory());
    }

    /// Appends the names of a sentence whose words were among those read last.
    fn tag(
        &mut self,
        tagger: &Tagger,
        words: Range<usize>,
        wanted: Wanted<'_>,
        mentions: &mut Vec<Mention>,
    ) {
        let model = tagger.model();
        let Some(labels) = model.labels().get(wanted.label_set) else {
            return;
        };
        let sentence = &mut self.sentence;
        sentence.sum(tagger, &self.words, words.clone());
        labels.score(&sentence.active, &mut sentence.scores);
        let first = mentions.len();
        let Sentence {
            decoder,
            scores,
            shares,
            ..
        } = sentence;
        decoder.decode(labels, scores, &mut |range, kind| {
            let share = labels.name_share(scores, range.clone(), kind, shares);
            mentions.push(Mention {
                first: range.start,
                end: range.end,
                kind,
                score: calibrate(share, model.calibration(wanted.label_set)),
                fine: None,
                is_borrowed: false,
            });
        });
        let found = mentions.get_mut(first..).unwrap_or_default();
        found.reverse();
        for mention in found {
            mention.fine = wanted.fine.and_then(|choice| {
                let fitting = choice.fitting.get(mention.kind)?;
                let fine = model.labels().get(choice.label_set)?;
                sentence.fine_type(fine, fitting, mention.first..mention.end)
            });
            mention.first += words.start;
            mention.end += words.start;
        }
    }
}

/// The working memory for one sentence.
#[derive(Debug, Default)]
struct Sentence {
    phrase_words: Vec<PhraseWord>,
    sums: Vec<i16>,
    /// Values of the hidden layer, in pairs.
    active: Vec<InputPair>,
    scores: Vec<i32>,
    decoder: Decoder,
    fine_scores: Vec<i32>,
    shares: Vec<f32>,
    type_shares: Vec<f32>,
}

impl Sentence {
    /// Fills the hidden layer.
    fn sum(&mut self, tagger: &Tagger, words: &DocumentWords, range: Range<usize>) {
        let model = tagger.model();
        let (width, hidden) = (model.row_width(), model.hidden());
        self.phrase_words.clear();
        let knowledge = range.clone().filter_map(|word| words.knowledge(word));
        self.phrase_words.extend(knowledge.map(|word| word.phrase));
        let outside = std::iter::repeat_n(tagger.padding(), WINDOW / 2);
        let inside = range
            .clone()
            .map(|word| words.rows(word, tagger.memory(), width));
        let rows: Vec<&[i8]> = outside.clone().chain(inside).chain(outside).collect();
        self.sums.resize(range.len() * hidden, 0);
        add_windows(
            model.level(),
            model.bias(),
            &rows,
            COARSE_SHIFT,
            &mut self.sums,
        );
        self.add_phrases(model);
        self.activate(model.level(), hidden);
    }

    fn add_phrases(&mut self, model: &Model) {
        let hidden = model.hidden();
        let sums = &mut self.sums;
        let length = self.phrase_words.len();
        find_phrases(
            &self.phrase_words,
            &model.lexicon(),
            &mut |place, feature| {
                let rows = model.phrase_rows(feature).chunks_exact(hidden);
                for (offset, row) in rows.enumerate() {
                    let target = (place + offset).wrapping_sub(1);
                    if target < length {
                        add_steps(&mut sums[target * hidden..(target + 1) * hidden], row);
                    }
                }
            },
        );
    }

    /// Takes what is above zero, two hidden values a pair.
    fn activate(&mut self, level: Level, hidden: usize) {
        self.active.clear();
        push_positive(level, &self.sums, hidden, &mut self.active);
    }

    /// The fitting fine type with the largest probability, summed over the words of a name.
    fn fine_type(
        &mut self,
        fine: &LabelMatrix,
        fitting: &[usize],
        words: Range<usize>,
    ) -> Option<usize> {
        let pairs = fine.pairs();
        let active = self.active.get(words.start * pairs..words.end * pairs)?;
        fine.score(active, &mut self.fine_scores);
        self.type_shares.clear();
        self.type_shares.resize(fine.types(), 0.0);
        for word in 0..words.len() {
            let sums = &mut self.type_shares;
            fine.add_type_shares(&self.fine_scores, word, sums, &mut self.shares);
        }
        let share = |kind: &&usize| self.type_shares.get(**kind).copied().unwrap_or(0.0);
        // Of equal shares the first wins.
        let largest = fitting
            .iter()
            .rev()
            .max_by(|a, b| share(a).total_cmp(&share(b)));
        largest.copied()
    }
}

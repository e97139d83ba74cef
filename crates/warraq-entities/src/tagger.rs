//! The tagger: words in, names out.
//!
//! Text repeats its words, so what a word adds to the hidden layer at each place of the window is
//! computed once and remembered; a sentence then costs seven additions of rows a word, one small
//! matrix product, and a search for the best legal sequence of labels.

use std::sync::Mutex;

use crate::features::WordFeatures;
use crate::memory::WordMemory;
use crate::model::Model;
use crate::peoples::Kinds;
use crate::session::{Session, Workspace};
use crate::tables::fine_types;

/// The label set whose types refine the others'.
pub(crate) const FINE_LABEL_SET: &str = "fane";

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
    /// Whether it was found because the same name was, elsewhere in the document.
    pub is_borrowed: bool,
}

/// Which fine types may refine each type of a label set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FineChoice {
    /// The label set of fine types.
    pub label_set: usize,
    /// For each type of the coarse label set, the indexes of fitting fine types.
    pub fitting: Vec<Vec<usize>>,
}

/// A model with the memory of words that it has seen, shared by all threads.
///
/// The memory never changes a result: it holds what would be computed anew.
#[derive(Debug)]
pub struct Tagger {
    model: Model,
    memory: WordMemory,
    /// The rows of a place outside the sentence.
    padding: Vec<i8>,
    /// Working memory of threads that are done.
    workspaces: Mutex<Vec<Workspace>>,
}

impl Tagger {
    /// A tagger for a model.
    #[must_use]
    pub fn new(model: Model) -> Self {
        let padding = model.word_row(&WordFeatures::padding());
        Self {
            model,
            memory: WordMemory::new(),
            padding,
            workspaces: Mutex::new(Vec::new()),
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
        self.kind(label_set, "PER")
    }

    /// The kind of a label set that names places.
    pub(crate) fn places(&self, label_set: usize) -> Option<usize> {
        self.kind(label_set, "LOC")
    }

    /// The kind of a label set that is one of the product's labels.
    fn kind(&self, label_set: usize, label: &str) -> Option<usize> {
        let kinds = self.types(label_set);
        kinds.iter().position(|kind| is_same_kind(kind, label))
    }

    /// The kinds of a label set of which bodies, events and peoples are; none unless it has all.
    pub(crate) fn kinds_with_peoples(&self, label_set: usize) -> Option<Kinds> {
        let place = |name: &str| self.types(label_set).iter().position(|kind| kind == name);
        Some(Kinds {
            people: place("NORP")?,
            organisation: place("ORG")?,
            other: place("MISC")?,
        })
    }

    /// Takes up work for one thread.
    #[must_use]
    pub fn session(&self) -> Session<'_> {
        let pooled = self.workspaces.lock().ok().and_then(|mut pool| pool.pop());
        Session::new(self, pooled.unwrap_or_default())
    }

    /// Keeps a session's working memory for the next one.
    pub(crate) fn take_back(&self, workspace: Workspace) {
        if let Ok(mut pool) = self.workspaces.lock() {
            pool.push(workspace);
        }
    }

    pub(crate) fn memory(&self) -> &WordMemory {
        &self.memory
    }

    pub(crate) fn padding(&self) -> &[i8] {
        &self.padding
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

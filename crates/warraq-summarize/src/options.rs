//! What a user may choose: the ranker, the length, the manner.
//!
//! Options are plain data, filled from a configuration; [`Budget`] is what they mean, checked once.

use serde::Deserialize;

/// How the sentences of a document are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Ranker {
    /// In the order of the document: the baseline that is hard to beat on news.
    Lead,
    /// PageRank over shared words (Mihalcea and Tarau, 2004).
    TextRank,
    /// PageRank over the cosine of weighted word vectors (Erkan and Radev, 2004).
    LexRank,
    /// Nearness to the centroid of the document (Radev and others, 2004).
    Centroid,
    /// A learned combination of position, title, centrality, names, times and structure.
    #[default]
    Warraq,
}

impl Ranker {
    /// All rankers, the default last.
    pub const ALL: [Self; 5] = [
        Self::Lead,
        Self::TextRank,
        Self::LexRank,
        Self::Centroid,
        Self::Warraq,
    ];

    /// The name in configurations.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::TextRank => "textrank",
            Self::LexRank => "lexrank",
            Self::Centroid => "centroid",
            Self::Warraq => "warraq",
        }
    }
}

/// The options of the stage `summary`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SummaryOptions {
    /// How sentences are ranked.
    pub ranker: Ranker,
    /// The share of the body's words, above 0 and up to 1; 0.3 if no length is given at all.
    pub ratio: Option<f64>,
    /// The number of sentences.
    pub sentences: Option<usize>,
    /// The number of words.
    pub words: Option<usize>,
    /// The number of code points.
    pub characters: Option<usize>,
    /// How much a sentence loses for saying again what was picked before: 0 (nothing) to 1. One that says
    /// a sentence of the opening in other words says all of it again.
    pub redundancy: f64,
    /// Whether every section and every labelled point gives at least one sentence.
    pub sections: bool,
    /// What the reader asks: sentences that speak of it rank higher.
    pub query: Option<String>,
    /// A body of at most so many words is its own summary, where the length is a ratio.
    pub short_document: usize,
}

impl Default for SummaryOptions {
    fn default() -> Self {
        Self {
            ranker: Ranker::default(),
            ratio: None,
            sentences: None,
            words: None,
            characters: None,
            redundancy: 0.7,
            sections: false,
            query: None,
            short_document: 40,
        }
    }
}

/// The options of the stage `keyphrases`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyphrasesOptions {
    /// The largest number of phrases.
    pub count: usize,
    /// The score, from 0 to 1, from which a phrase is given; the best three of `count` are given in any
    /// case. A lower one gives more phrases, of which readers keep fewer.
    pub least_score: f64,
    /// The largest number of words in a phrase, from 1 to 5; `غير` and what a hyphen joins are none.
    pub longest: usize,
}

impl Default for KeyphrasesOptions {
    fn default() -> Self {
        Self {
            count: 10,
            least_score: 0.6,
            longest: 4,
        }
    }
}

/// Options that contradict themselves or cannot be met.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionsError {
    /// More than one length was given.
    #[error("the length of a summary is given twice: `{0}` and `{1}`")]
    TwoLengths(&'static str, &'static str),
    /// A ratio outside its bounds.
    #[error("`ratio` is `{0}`: it must be above 0 and at most 1")]
    Ratio(f64),
    /// A redundancy outside its bounds.
    #[error("`redundancy` is `{0}`: it must be from 0 to 1")]
    Redundancy(f64),
    /// A least score outside its bounds.
    #[error("`least_score` is `{0}`: it must be from 0 to 1")]
    LeastScore(f64),
    /// A length of nothing.
    #[error("`{0}` is 0: it must be at least 1")]
    Zero(&'static str),
    /// Phrases too short or too long.
    #[error("`longest` is `{0}`: it must be from 1 to 5")]
    Longest(usize),
}

/// How long a summary may be.
///
/// Sentences are added until the length is reached, so that the last may exceed it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// A share of the body's words.
    Ratio(f64),
    /// A number of sentences.
    Sentences(usize),
    /// A number of words.
    Words(usize),
    /// A number of code points.
    Characters(usize),
}

/// The ratio where no length is given.
const DEFAULT_RATIO: f64 = 0.3;

impl SummaryOptions {
    /// The length that the options mean.
    ///
    /// # Errors
    /// [`OptionsError`] if two lengths are given, or one that no summary can have.
    pub fn budget(&self) -> Result<Budget, OptionsError> {
        let given = [
            self.ratio.map(|ratio| ("ratio", Budget::Ratio(ratio))),
            self.sentences
                .map(|count| ("sentences", Budget::Sentences(count))),
            self.words.map(|count| ("words", Budget::Words(count))),
            self.characters
                .map(|count| ("characters", Budget::Characters(count))),
        ];
        let mut given = given.into_iter().flatten();
        let Some((name, budget)) = given.next() else {
            return Ok(Budget::Ratio(DEFAULT_RATIO));
        };
        if let Some((other, _)) = given.next() {
            return Err(OptionsError::TwoLengths(name, other));
        }
        match budget {
            Budget::Ratio(ratio) if !(ratio > 0.0 && ratio <= 1.0) => {
                Err(OptionsError::Ratio(ratio))
            }
            Budget::Sentences(0) | Budget::Words(0) | Budget::Characters(0) => {
                Err(OptionsError::Zero(name))
            }
            _ => Ok(budget),
        }
    }

    /// Checks what is not a length.
    pub(crate) fn check(&self) -> Result<(), OptionsError> {
        if (0.0..=1.0).contains(&self.redundancy) {
            Ok(())
        } else {
            Err(OptionsError::Redundancy(self.redundancy))
        }
    }
}

impl KeyphrasesOptions {
    pub(crate) fn check(&self) -> Result<(), OptionsError> {
        if self.count == 0 {
            Err(OptionsError::Zero("count"))
        } else if !(0.0..=1.0).contains(&self.least_score) {
            Err(OptionsError::LeastScore(self.least_score))
        } else if (1..=5).contains(&self.longest) {
            Ok(())
        } else {
            Err(OptionsError::Longest(self.longest))
        }
    }
}

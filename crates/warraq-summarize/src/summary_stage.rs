//! The stage `summary`: ranks the sentences of a document and picks those that say it in short.

use crate::digest::{Candidate, Digest};
use crate::lexicon::Lexicon;
use crate::model::{Weights, mean};
use crate::options::{Budget, OptionsError, Ranker, SummaryOptions};
use crate::rankers::{FEATURE_NAMES, Features, centroid, features, lead, lexrank, textrank};
use crate::reasons::Reasons;
use crate::selection::{Plan, Why, select};
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};

/// What the default ranker sees of one sentence.
#[derive(Clone, Debug)]
pub struct SentenceFeatures {
    /// The index in the layer `sentences`.
    pub sentence: usize,
    /// The words and numbers.
    pub words: usize,
    /// One number from 0 to 1 for each of [`crate::FEATURE_NAMES`].
    pub values: [f32; FEATURE_NAMES.len()],
}

/// Requires `sentences`, `tokens` and `blocks`; provides `summary`.
///
/// A picked sentence has its span, its score (0 to 1), the index of the sentence as parent, and
/// the attribute `reason`.
#[derive(Debug)]
pub struct SummaryStage {
    options: SummaryOptions,
    plan: Plan,
    query: Vec<String>,
    weights: Weights,
    lexicon: Lexicon,
    reasons: Reasons,
}

impl SummaryStage {
    /// A stage with the weights of this crate.
    ///
    /// # Errors
    /// [`OptionsError`] if the options contradict themselves.
    pub fn new(options: SummaryOptions) -> Result<Self, OptionsError> {
        Self::with_weights(options, Weights::embedded())
    }

    /// A stage whose default ranker has weights of its own.
    ///
    /// # Errors
    /// As [`SummaryStage::new`].
    pub fn with_weights(options: SummaryOptions, weights: Weights) -> Result<Self, OptionsError> {
        options.check()?;
        let is_baseline = options.ranker == Ranker::Lead;
        let plan = Plan {
            budget: options.budget()?,
            redundancy: if is_baseline {
                0.0
            } else {
                options.redundancy as f32
            },
            sections: options.sections,
        };
        Ok(Self {
            query: query_words(options.query.as_deref().unwrap_or_default()),
            plan,
            weights,
            lexicon: Lexicon::embedded(),
            reasons: Reasons::embedded(),
            options,
        })
    }

    /// What the default ranker sees of each sentence that may be picked: for fitting its weights.
    ///
    /// # Errors
    /// [`StageError`] as [`Stage::process`].
    pub fn features(
        &self,
        document: &DocumentView<'_>,
    ) -> Result<Vec<SentenceFeatures>, StageError> {
        let (digest, _) = Digest::new(document, &self.lexicon, &[])?;
        let described = digest.candidates.iter().zip(features(&digest));
        let describe = |(candidate, values): (&Candidate, Features)| SentenceFeatures {
            sentence: candidate.sentence as usize,
            words: candidate.words as usize,
            values,
        };
        Ok(described.map(describe).collect())
    }

    fn is_short(&self, digest: &Digest) -> bool {
        matches!(self.plan.budget, Budget::Ratio(_))
            && digest.words <= self.options.short_document as u64
    }

    fn rank(&self, digest: &Digest) -> Ranking<'_> {
        let reasons = &self.reasons;
        let fixed = |scores, phrase| Ranking::fixed(scores, phrase);
        match self.options.ranker {
            Ranker::Lead => fixed(lead(digest.candidates.len()), reasons.early),
            Ranker::TextRank => fixed(textrank(digest), reasons.shared_words),
            Ranker::LexRank => fixed(lexrank(digest), reasons.shared_words),
            Ranker::Centroid => fixed(centroid(digest), reasons.main_words),
            Ranker::Warraq => Ranking::combined(&self.weights, digest, reasons.next_best),
        }
    }
}

impl Stage for SummaryStage {
    fn name(&self) -> &str {
        "summary"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::TOKENS, LayerName::BLOCKS]
    }

    fn uses(&self) -> &[LayerName] {
        &[LayerName::ENTITIES, LayerName::TIMES, LayerName::NUMBERS]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::SUMMARY]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let (digest, query) = Digest::new(document, &self.lexicon, &self.query)?;
        output.set_parent(&LayerName::SUMMARY, &LayerName::SENTENCES)?;
        let mut ranking = self.rank(&digest);
        let matches = query_matches(&digest, &query);
        ranking.focus(&matches);
        if self.is_short(&digest) {
            for index in 0..digest.candidates.len() {
                let reason = self.reasons.short_document;
                push(output, &digest, (index, &ranking), reason)?;
            }
            return Ok(());
        }
        for (index, why) in select(document, &digest, &ranking.scores, &self.plan)? {
            let mut phrases = ranking.phrases(index, digest.has_title);
            if matches.get(index).is_some_and(|share| *share > 0.0) {
                phrases.insert(0, self.reasons.query);
            }
            match why {
                Why::Merit => {}
                Why::Antecedent => phrases.insert(0, self.reasons.antecedent),
                Why::Section => phrases.insert(0, self.reasons.section),
                Why::Point => phrases.insert(0, self.reasons.point),
            }
            push(output, &digest, (index, &ranking), &phrases.join("; "))?;
        }
        Ok(())
    }
}

/// The scores of the candidates, and what is needed to say why.
struct Ranking<'a> {
    scores: Vec<f32>,
    phrase: &'static str,
    combined: Option<Combined<'a>>,
}

struct Combined<'a> {
    weights: &'a Weights,
    features: Vec<Features>,
    mean: Features,
}

impl<'a> Ranking<'a> {
    fn fixed(scores: Vec<f32>, phrase: &'static str) -> Self {
        Self {
            scores,
            phrase,
            combined: None,
        }
    }

    fn combined(weights: &'a Weights, digest: &Digest, phrase: &'static str) -> Self {
        let features = features(digest);
        Self {
            scores: features.iter().map(|one| weights.score(one)).collect(),
            phrase,
            combined: Some(Combined {
                weights,
                mean: mean(&features),
                features,
            }),
        }
    }

    /// Lets sentences that match the query rank above those that do not.
    fn focus(&mut self, matches: &[f32]) {
        for (score, share) in self.scores.iter_mut().zip(matches) {
            *score = (*score + 2.0 * share) / 3.0;
        }
    }

    fn phrases(&self, index: usize, has_title: bool) -> Vec<&str> {
        let found = self.combined.as_ref().and_then(|combined| {
            let features = combined.features.get(index)?;
            Some(
                combined
                    .weights
                    .reasons(features, &combined.mean, has_title),
            )
        });
        found
            .filter(|phrases| !phrases.is_empty())
            .unwrap_or_else(|| vec![self.phrase])
    }
}

fn push(
    output: &mut Output<'_>,
    digest: &Digest,
    (index, ranking): (usize, &Ranking<'_>),
    reason: &str,
) -> Result<(), StageError> {
    let Some(candidate) = digest.candidates.get(index) else {
        return Ok(());
    };
    let reason = output.attributes(&[(keys::REASON, reason.into())])?;
    let span = Span::new(candidate.span.start, candidate.span.end)
        .with_parent(candidate.sentence)
        .with_score(ranking.scores.get(index).copied().unwrap_or(0.0).min(1.0))
        .with_attributes(reason);
    output.push(&LayerName::SUMMARY, span)
}

/// The folded words of a query.
fn query_words(query: &str) -> Vec<String> {
    let words = query.split(|character: char| !character.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(|word| warraq_normalize::fold(word).into_owned())
        .collect()
}

/// The share of the query's weight that each candidate holds; empty without a query.
fn query_matches(digest: &Digest, query: &[u32]) -> Vec<f32> {
    if query.is_empty() {
        return Vec::new();
    }
    let weight = |term: &u32| {
        let weight = digest.term_weights.get(*term as usize);
        weight.copied().unwrap_or(0.0)
    };
    let total: f32 = query.iter().map(weight).sum();
    let share = |row: usize| {
        let terms = digest.counts.terms(row);
        let held = query.iter().filter(|term| terms.contains(term));
        held.map(weight).sum::<f32>() / total.max(f32::MIN_POSITIVE)
    };
    (0..digest.counts.len()).map(share).collect()
}

//! Selection: which sentences make the summary, under a budget and without saying things twice.
//!
//! A sentence gains less, the more of its terms are covered already: coverage is submodular, gains
//! only fall, and a heap of old gains finds the best sentence without looking at all of them (lazy
//! greedy; Minoux, 1978; Lin and Bilmes, 2011). News says its opening twice, in a preview and in its
//! first lines: what says a sentence of the opening again counts as said. A sentence that points back
//! stands or falls with the ones before it: they are picked together, and their gain is their mean.

use crate::digest::Digest;
use crate::options::Budget;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use warraq_core::{DocumentView, LimitExceeded};

/// The most sentences that one sentence may drag along.
const LONGEST_CHAIN: usize = 3;
/// How fast a section of a document with headings tires: each pick counts so much against the next
/// where the section is as long as the mean one, and less where it is longer.
const SECTION_FATIGUE: f32 = 0.4;
/// The sentences at the beginning that may be said again in other words.
const OPENING: usize = 8;
/// The cosine of two sentences that say the same.
const RESTATES: f32 = 0.4;
/// How many picks are made between two checkpoints.
const PICKS_BETWEEN_CHECKPOINTS: usize = 256;

/// What a selection is asked for.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) budget: Budget,
    pub(crate) redundancy: f32,
    pub(crate) sections: bool,
}

/// Why a sentence was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// For itself.
    Merit,
    /// The next sentence points back to it.
    Antecedent,
    /// It is the best of its section.
    Section,
    /// It is the best of its labelled point.
    Point,
}

/// The picked candidates in the order of the document.
pub(crate) fn select(
    document: &DocumentView<'_>,
    digest: &Digest,
    scores: &[f32],
    plan: &Plan,
) -> Result<Vec<(usize, Why)>, LimitExceeded> {
    let mut selector = Selector::new(document, digest, scores, plan);
    if plan.sections {
        selector.pick_groups();
    }
    selector.fill()?;
    let picked = selector.picked.iter().enumerate();
    Ok(picked
        .filter_map(|(index, why)| Some((index, (*why)?)))
        .collect())
}

/// A gain as it was when it was last computed.
struct Gain {
    value: f32,
    candidate: usize,
}

impl PartialEq for Gain {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Gain {}

impl PartialOrd for Gain {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Gain {
    /// Higher gains first, then what stands earlier.
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |gain: &Self| Reverse(gain.candidate);
        let by_value = self.value.total_cmp(&other.value);
        by_value.then_with(|| place(self).cmp(&place(other)))
    }
}

struct Selector<'a> {
    document: &'a DocumentView<'a>,
    digest: &'a Digest,
    scores: &'a [f32],
    plan: &'a Plan,
    covered: Vec<bool>,
    picked: Vec<Option<Why>>,
    /// The sentence of the opening that each says again.
    restated: Vec<Option<usize>>,
    /// Whether a picked sentence says that one of the opening again.
    said: [bool; OPENING],
    /// How many sentences of each section are picked.
    section_picks: Vec<u32>,
    /// How many sentences each section has.
    section_sizes: Vec<u32>,
    spent: f64,
    limit: f64,
}

impl<'a> Selector<'a> {
    fn new(
        document: &'a DocumentView<'a>,
        digest: &'a Digest,
        scores: &'a [f32],
        plan: &'a Plan,
    ) -> Self {
        let limit = match plan.budget {
            Budget::Ratio(ratio) => ratio * digest.words as f64,
            Budget::Sentences(count) | Budget::Words(count) | Budget::Characters(count) => {
                count as f64
            }
        };
        Self {
            document,
            digest,
            scores,
            plan,
            covered: vec![false; digest.counts.term_count()],
            picked: vec![None; digest.candidates.len()],
            restated: if plan.redundancy > 0.0 {
                restated(digest)
            } else {
                Vec::new()
            },
            said: [false; OPENING],
            section_picks: vec![0; digest.sections as usize + 1],
            section_sizes: section_sizes(digest),
            spent: 0.0,
            limit,
        }
    }

    /// Picks the best sentence of every section, and of every labelled point, whatever the budget.
    fn pick_groups(&mut self) {
        let mut start = 0;
        let group = |index: usize| {
            let candidate = self.digest.candidates.get(index);
            candidate.map(|one| (one.section, one.is_point.then_some(one.block)))
        };
        let mut groups = Vec::new();
        for index in 0..self.digest.candidates.len() {
            if group(index) != group(index + 1) {
                groups.push((start..index + 1, group(index)));
                start = index + 1;
            }
        }
        let sections = self.digest.candidates.last();
        let mut spoken_for = vec![false; sections.map_or(0, |one| one.section as usize + 1)];
        // Text around the points of a section speaks for it only where no point does.
        for point_pass in [true, false] {
            for (range, key) in &groups {
                let Some((section, point)) = *key else {
                    continue;
                };
                let Some(spoken_for) = spoken_for.get_mut(section as usize) else {
                    continue;
                };
                if point.is_some() != point_pass || (!point_pass && *spoken_for) {
                    continue;
                }
                *spoken_for = true;
                let why = if point_pass { Why::Point } else { Why::Section };
                self.pick_best_of(range.clone(), why);
            }
        }
    }

    fn pick_best_of(&mut self, range: std::ops::Range<usize>, why: Why) {
        let gains = range.map(|candidate| {
            let value = self.gain(candidate);
            // What stands alone speaks for its section better than what points back.
            let stands_alone = self.antecedent(candidate).is_none();
            (stands_alone, Gain { value, candidate })
        });
        if let Some((_, best)) = gains.max() {
            self.pick_chain(best.candidate, why);
        }
    }

    /// Picks by gain until the budget is reached.
    fn fill(&mut self) -> Result<(), LimitExceeded> {
        let gains = (0..self.digest.candidates.len()).map(|candidate| Gain {
            value: self.gain(candidate),
            candidate,
        });
        let mut heap: BinaryHeap<Gain> = gains.collect();
        let mut picks = 0usize;
        while self.spent < self.limit {
            let Some(best) = heap.pop() else {
                break;
            };
            if self.is_picked(best.candidate) {
                continue;
            }
            let value = self.gain(best.candidate);
            let candidate = best.candidate;
            if value < best.value
                && heap
                    .peek()
                    .is_some_and(|next| *next > Gain { value, candidate })
            {
                heap.push(Gain { value, candidate });
                continue;
            }
            if !self.fits(candidate) {
                continue;
            }
            self.pick_chain(candidate, Why::Merit);
            // What points back to the new pick no longer drags anything along.
            let next = candidate + 1;
            if self.antecedent(next) == Some(candidate) && !self.is_picked(next) {
                heap.push(Gain {
                    value: self.gain(next),
                    candidate: next,
                });
            }
            picks += 1;
            if picks.is_multiple_of(PICKS_BETWEEN_CHECKPOINTS) {
                self.document.checkpoint()?;
            }
        }
        Ok(())
    }

    fn is_picked(&self, candidate: usize) -> bool {
        self.picked.get(candidate).is_some_and(Option::is_some)
    }

    /// What `candidate` points back to.
    fn antecedent(&self, candidate: usize) -> Option<usize> {
        let points_back = self.digest.candidates.get(candidate)?.points_back;
        points_back.then(|| candidate.checked_sub(1)).flatten()
    }

    /// The sentences, last first, that are picked if `candidate` is.
    fn chain(&self, candidate: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(candidate), |one| {
            self.antecedent(*one)
                .filter(|before| !self.is_picked(*before))
        })
    }

    /// Whether the chain is short, and its sentences before the last leave room for it.
    fn fits(&self, candidate: usize) -> bool {
        let before = self.chain(candidate).skip(1).take(LONGEST_CHAIN);
        let (mut count, mut cost) = (0, 0.0);
        for one in before {
            count += 1;
            cost += self.cost(one);
        }
        count < LONGEST_CHAIN && self.spent + cost < self.limit
    }

    fn pick_chain(&mut self, candidate: usize, why: Why) {
        let chain: Vec<usize> = self.chain(candidate).collect();
        for one in chain {
            self.spent += self.cost(one);
            let why = if one == candidate {
                why
            } else {
                Why::Antecedent
            };
            if let Some(place) = self.picked.get_mut(one) {
                *place = Some(why);
            }
            let said = self.restated.get(one).copied().flatten();
            if let Some(said) = said.and_then(|said| self.said.get_mut(said)) {
                *said = true;
            }
            let section = self.section(one);
            if let Some(count) = self.section_picks.get_mut(section) {
                *count += 1;
            }
            for term in self.digest.counts.terms(one) {
                if let Some(covered) = self.covered.get_mut(*term as usize) {
                    *covered = true;
                }
            }
        }
    }

    /// The mean gain of the chain of `candidate`.
    fn gain(&self, candidate: usize) -> f32 {
        let (mut sum, mut count) = (0.0, 0.0);
        for one in self.chain(candidate).take(LONGEST_CHAIN) {
            let score = self.scores.get(one).copied().unwrap_or(0.0);
            let repeated = self.plan.redundancy * self.repetition(one);
            sum += score * (1.0 - repeated) * self.freshness(self.section(one));
            count += 1.0;
        }
        sum / count
    }

    fn section(&self, candidate: usize) -> usize {
        let candidate = self.digest.candidates.get(candidate);
        candidate.map_or(0, |one| one.section as usize)
    }

    /// What a sentence keeps of its score for the picks that its section has already.
    fn freshness(&self, section: usize) -> f32 {
        if self.digest.sections == 0 || self.plan.redundancy == 0.0 {
            return 1.0;
        }
        let at = |counts: &[u32]| counts.get(section).copied().unwrap_or(0) as f32;
        let mean_size = self.picked.len() as f32 / self.section_sizes.len() as f32;
        let share = mean_size / at(&self.section_sizes).max(1.0);
        1.0 / (1.0 + SECTION_FATIGUE * share * at(&self.section_picks))
    }

    /// How much of a sentence is said already, from 0 to 1.
    fn repetition(&self, candidate: usize) -> f32 {
        let opening = self.restated.get(candidate).copied().flatten();
        let is_said = self.said.get(candidate) == Some(&true)
            || opening.is_some_and(|opening| {
                self.is_picked(opening) || self.said.get(opening) == Some(&true)
            });
        if is_said {
            1.0
        } else {
            repetition(self.covered_share(candidate))
        }
    }

    /// The share of a sentence's weight that lies in terms which are covered.
    fn covered_share(&self, candidate: usize) -> f32 {
        let (mut covered, mut total) = (0.0, 0.0);
        for term in self.digest.counts.terms(candidate) {
            let weight = self.digest.term_weights.get(*term as usize);
            let weight = weight.copied().unwrap_or(0.0);
            total += weight;
            if self.covered.get(*term as usize) == Some(&true) {
                covered += weight;
            }
        }
        if total > 0.0 { covered / total } else { 0.0 }
    }

    fn cost(&self, candidate: usize) -> f64 {
        let Some(one) = self.digest.candidates.get(candidate) else {
            return 0.0;
        };
        match self.plan.budget {
            Budget::Sentences(_) => 1.0,
            Budget::Ratio(_) | Budget::Words(_) => f64::from(one.words),
            Budget::Characters(_) => {
                let text = self.document.text().get(one.span.range());
                text.unwrap_or_default().chars().count() as f64
            }
        }
    }
}

/// For each candidate the first of the opening that it says again.
fn restated(digest: &Digest) -> Vec<Option<usize>> {
    let rows = digest.unit_rows();
    let mut restated = vec![None; rows.len()];
    let mut vector = rows.empty_vector();
    for opening in 0..OPENING.min(rows.len()) {
        rows.copy_to(opening, &mut vector);
        for (row, said) in restated.iter_mut().enumerate().skip(opening + 1) {
            if said.is_none() && rows.dot(row, &vector) >= RESTATES {
                *said = Some(opening);
            }
        }
        rows.clear_from(opening, &mut vector);
    }
    restated
}

fn section_sizes(digest: &Digest) -> Vec<u32> {
    let mut sizes = vec![0; digest.sections as usize + 1];
    for candidate in &digest.candidates {
        if let Some(size) = sizes.get_mut(candidate.section as usize) {
            *size += 1;
        }
    }
    sizes
}

/// How much of a sentence is said again, by the share of its weight that is covered.
///
/// A sentence on the document's subject shares most of its words with others and still says
/// something new; only one whose words are nearly all covered repeats. The power keeps the two
/// apart: 0.6 gives 0.13, 0.9 gives 0.66, 1 gives 1.
fn repetition(covered_share: f32) -> f32 {
    let square = covered_share * covered_share;
    square * square
}

//! The likeliest way to cut a text without marks: all places are weighed together.
//!
//! A boundary makes the next ones less likely for some words, so a place is not judged alone. The
//! search goes from word to word with the sentences that may be open there, and keeps for each the
//! best way to have come to it. Few words may open one, and sentences of more than a certain length are
//! alike, so few are open at once and the time grows with the text.

use super::boundary_model::{BoundaryModel, LONGEST, Place, STEPS};
use super::unmarked_words::Word;
use std::sync::LazyLock;

/// A sentence has at least so many words.
const LEAST_WORDS: usize = 3;
/// A place of less worth opens no sentence.
const LEAST_WORTH: i32 = -2 * STEPS as i32;
/// Likelihoods are looked up for worths from minus to plus this.
const REACH: i32 = 12 * STEPS as i32;

/// For each worth the logarithm of the likelihood that there is a boundary; the one that there is none
/// is that of the opposite worth.
static LOGARITHMS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let logarithm = |worth: i32| -(-worth as f32 / STEPS).exp().ln_1p();
    (-REACH..=REACH).map(logarithm).collect()
});

/// A sentence that may be open: the word that opens it and the one before, and the logarithm of
/// the likelihood of all that was decided.
#[derive(Clone, Copy)]
struct Open {
    opening: usize,
    likelihood: f32,
}

/// The words that open a sentence, in order, without the first.
pub(super) fn best_cuts(model: &BoundaryModel<'_>, words: &[Word]) -> Vec<usize> {
    let logarithms = LOGARITHMS.as_slice();
    let logarithm = |worth: i32| {
        let at = (worth.clamp(-REACH, REACH) + REACH) as usize;
        logarithms.get(at).copied().unwrap_or_default()
    };
    // For each word that may open a sentence the word that opens the sentence before.
    let mut openings =
        std::collections::HashMap::<usize, usize, foldhash::fast::FixedState>::default();
    let mut open = vec![Open {
        opening: 0,
        likelihood: 0.0,
    }];
    for (next, place) in places(words) {
        let worth = model.worth(&place);
        let mut best: Option<Open> = None;
        for sentence in &mut open {
            let length = next - sentence.opening;
            let worth = worth + model.worth_of_length(&place, length);
            let cut = sentence.likelihood + logarithm(worth);
            sentence.likelihood += logarithm(-worth);
            if length >= LEAST_WORDS && best.is_none_or(|best| best.likelihood < cut) {
                best = Some(Open {
                    opening: sentence.opening,
                    likelihood: cut,
                });
            }
        }
        forget_worse(&mut open, next);
        if let Some(best) = best.filter(|_| worth >= LEAST_WORTH) {
            openings.insert(next, best.opening);
            open.push(Open {
                opening: next,
                likelihood: best.likelihood,
            });
        }
    }
    let last = open
        .iter()
        .filter(|open| words.len() - open.opening >= LEAST_WORDS);
    let last = last.max_by(|one, other| one.likelihood.total_cmp(&other.likelihood));
    let mut cuts = Vec::new();
    let mut opening = last.map_or(0, |open| open.opening);
    while let Some(before) = openings.get(&opening) {
        cuts.push(opening);
        opening = *before;
    }
    cuts.reverse();
    cuts
}

/// Every place between two words, by the number of the second.
pub(super) fn places(words: &[Word]) -> impl Iterator<Item = (usize, Place)> {
    static NONE: Word = Word {
        whole: 0,
        heads: [0; 3],
        tail: 0,
        marks: 0,
        opening: 0,
    };
    let commas = words.iter().any(Word::has_comma);
    let word = |index: usize| words.get(index).unwrap_or(&NONE);
    (1..words.len()).map(move |next| {
        let earlier = next.checked_sub(2).map_or(&NONE, word);
        let around = [
            earlier,
            word(next - 1),
            word(next),
            word(next + 1),
            word(next + 2),
        ];
        (next, Place::new(around, commas))
    })
}

/// Of the sentences that are so long that more words make no difference, the likeliest is kept.
fn forget_worse(open: &mut Vec<Open>, next: usize) {
    let is_long = |sentence: &Open| next - sentence.opening >= LONGEST;
    let long = open.iter().filter(|sentence| is_long(sentence));
    let best = long
        .max_by(|one, other| one.likelihood.total_cmp(&other.likelihood))
        .copied();
    if let Some(best) = best {
        open.retain(|sentence| !is_long(sentence) || sentence.opening == best.opening);
    }
}

//! Choice: scores phrases and drops those that a better one says already.

use super::candidates::Collection;
use super::phrase::Phrase;
use super::sameness::{fuller, heads_of_title, is_short, says_the_same, shared_words};
use super::shape::{is_cut, is_passing, shape};
use crate::arithmetic::logarithm;

/// How many of the best phrases are compared with one another, at least.
const SHORTLIST: usize = 60;
/// The factor below which a phrase is no keyphrase, whatever else speaks for it.
const LEAST_SHAPE: f32 = 0.11;
/// What even a text of a few lines has.
const LEAST_PHRASES: usize = 3;

/// What a phrase keeps of its score for each word that it shares with a phrase that is chosen.
const KEPT_FOR_SHARED_WORD: f32 = 0.5;

/// The scores from which a phrase is given.
struct Enough {
    /// From here on, readers found four of five right.
    sure: f32,
    /// Below this, they found most wrong.
    least: f32,
    /// What lies between is given where there are fewer than so many.
    fewest: usize,
}

/// What is named once behind the opening is given where there are fewer than so many.
const FEWEST_PASSING: usize = 6;

/// A name is more often right than another phrase with the same score.
const ENOUGH_OF_NAMES: Enough = Enough {
    sure: 0.8,
    least: 0.25,
    fewest: 7,
};
const ENOUGH_OF_PHRASES: Enough = Enough {
    sure: 1.0,
    least: 0.5,
    fewest: 5,
};

/// The best `count` phrases with scores from 0 to 1, best first.
pub(crate) fn choose(collection: &Collection, count: usize) -> Vec<(&Phrase, f32)> {
    let scored = collection.phrases.iter();
    let scored = scored.filter(|phrase| phrase.is_free && !is_cut(phrase));
    let heads = heads_of_title(&collection.phrases);
    let scored = scored.filter(|phrase| !is_short(phrase, &heads));
    let scored = scored.filter(|phrase| shape(phrase) >= LEAST_SHAPE);
    let mut scored: Vec<(&Phrase, f32)> = scored
        .map(|phrase| (phrase, score(phrase, collection)))
        .filter(|(_, score)| *score > 0.0)
        .collect();
    // The sort is stable: equal scores stay in the order of the document.
    scored.sort_by(|one, other| other.1.total_cmp(&one.1));
    scored.truncate(SHORTLIST.max(count.saturating_mul(4)));
    let best = scored.first().map_or(1.0, |(_, score)| *score);
    let mut chosen: Vec<(&Phrase, f32)> = Vec::new();
    while chosen.len() < count {
        let places = scored.iter().enumerate();
        let place = places.max_by(|(at, (_, one)), (other_at, (_, other))| {
            one.total_cmp(other).then(other_at.cmp(at))
        });
        let Some(place) = place.map(|(place, _)| place) else {
            break;
        };
        let place = fuller(&scored, place);
        let (phrase, score) = scored.remove(place);
        if !is_needed(phrase, score, chosen.len()) {
            continue;
        }
        scored.retain(|(other, _)| !says_the_same(other, phrase));
        for (other, score) in &mut scored {
            let shared = shared_words(other, phrase) as i32;
            *score *= KEPT_FOR_SHARED_WORD.powi(shared);
        }
        chosen.push((phrase, score / best));
    }
    chosen
}

/// Whether the phrase is good enough where so many are chosen: a text that says little has fewer
/// keyphrases.
fn is_needed(phrase: &Phrase, score: f32, chosen: usize) -> bool {
    let enough = match phrase.kind {
        Some(_) => ENOUGH_OF_NAMES,
        None => ENOUGH_OF_PHRASES,
    };
    let fewest = match phrase.kind {
        Some(_) if is_passing(phrase) => FEWEST_PASSING,
        _ => enough.fewest,
    };
    let is_fair = score >= enough.least && chosen < fewest;
    score >= enough.sure || is_fair || chosen < LEAST_PHRASES
}

/// How much the text and the phrase itself say for it.
fn score(phrase: &Phrase, collection: &Collection) -> f32 {
    let frequency_of = |stem: &u32| collection.stem_frequencies.get(*stem as usize);
    let words = phrase.words as f32;
    let together = phrase.frequency as f32;
    let apart = phrase.stems().iter().filter_map(frequency_of);
    let apart = apart.copied().sum::<u32>() as f32 / words;
    // Words that keep company: a phrase's share of its words' mentions.
    let cohesion = (together / apart.max(1.0)).min(1.0).sqrt();
    let early = 1.0 + 1.0 / (1.0 + 0.2 * phrase.first_sentence as f32);
    let repeated = logarithm(1.0 + together);
    let salient = logarithm(1.0 + apart);
    let title = if phrase.in_title { 1.6 } else { 1.0 };
    let foreign = if phrase.is_foreign { 0.6 } else { 1.0 };
    let far = if phrase.is_near { 1.0 } else { 0.3 };
    let manner = foreign * far * shape(phrase);
    let spread = logarithm(2.0 + phrase.sentences as f32);
    repeated * salient * cohesion * early * title * spread * manner * (0.2 + phrase.rarity)
}

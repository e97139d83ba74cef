//! Choice: orders phrases, drops those that a better one says already, and gives those that a reader
//! would keep.

use super::candidates::Collection;
use super::phrase::Phrase;
use super::sameness::{fuller, heads_of_title, is_short, says_the_same, shared_words};
use super::shape::{is_cut, shape};
use super::worth::{PhraseWeights, RANKED, features};
use crate::arithmetic::logarithm;
use crate::options::KeyphrasesOptions;

/// How many of the best phrases are compared with one another, at least.
const SHORTLIST: usize = 60;
/// The factor below which a phrase is no keyphrase, whatever else speaks for it.
const LEAST_SHAPE: f32 = 0.11;
/// What even a text of a few lines has.
const LEAST_PHRASES: usize = 3;
/// The phrases whose worth is looked at beyond what is asked for.
const SPARE: usize = 4;

/// What a phrase keeps of its score for each word that it shares with a phrase before it.
const KEPT_FOR_SHARED_WORD: f32 = 0.5;

/// A phrase with its score among the others.
pub(crate) struct Ranked<'a> {
    pub(crate) phrase: &'a Phrase,
    pub(crate) score: f32,
}

/// The phrases with their worth, best first: those that are worth enough, or the best few.
pub(crate) fn choose<'a>(
    collection: &'a Collection,
    weights: &PhraseWeights,
    options: &KeyphrasesOptions,
) -> Vec<(&'a Phrase, f32)> {
    let count = options.count;
    let ranked = rank(collection, RANKED.max(count.saturating_add(SPARE)));
    let of_place = |(place, one): (usize, &Ranked<'a>)| {
        let worth = weights.worth(&features(one, place, collection));
        (one.phrase, worth)
    };
    let mut chosen: Vec<(&Phrase, f32)> = ranked.iter().enumerate().map(of_place).collect();
    // The sort is stable: what is worth as much stays in the order of the scores.
    chosen.sort_by(|one, other| other.1.total_cmp(&one.1));
    let least = options.least_score as f32;
    let enough = chosen.iter().filter(|(_, worth)| *worth >= least).count();
    chosen.truncate(enough.max(LEAST_PHRASES).min(count));
    chosen
}

/// The best `count` phrases, each of which says something else, best first.
pub(crate) fn rank(collection: &Collection, count: usize) -> Vec<Ranked<'_>> {
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
    let mut ranked = Vec::new();
    while ranked.len() < count {
        let places = scored.iter().enumerate();
        let place = places.max_by(|(at, (_, one)), (other_at, (_, other))| {
            one.total_cmp(other).then(other_at.cmp(at))
        });
        let Some(place) = place.map(|(place, _)| place) else {
            break;
        };
        let place = fuller(&scored, place);
        let (phrase, score) = scored.remove(place);
        scored.retain(|(other, _)| !says_the_same(other, phrase));
        for (other, score) in &mut scored {
            let shared = shared_words(other, phrase) as i32;
            *score *= KEPT_FOR_SHARED_WORD.powi(shared);
        }
        ranked.push(Ranked { phrase, score });
    }
    ranked
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

//! Choice: scores phrases and drops those that a better one says already.

use super::candidates::{Collection, Phrase};
use crate::arithmetic::logarithm;

/// How many of the best phrases are compared with one another.
const SHORTLIST: usize = 200;

/// The best `count` phrases with scores from 0 to 1.
pub(crate) fn choose(collection: &Collection, count: usize) -> Vec<(&Phrase, f32)> {
    let scored = collection.phrases.iter();
    let mut scored: Vec<(&Phrase, f32)> = scored
        .map(|phrase| (phrase, score(phrase, collection)))
        .filter(|(_, score)| *score > 0.0)
        .collect();
    // The sort is stable: equal scores stay in the order of the document.
    scored.sort_by(|one, other| other.1.total_cmp(&one.1));
    scored.truncate(SHORTLIST.max(count.saturating_mul(4)));
    let best = scored.first().map_or(1.0, |(_, score)| *score);
    let mut chosen: Vec<(&Phrase, f32)> = Vec::new();
    for (phrase, score) in scored {
        if chosen.len() == count {
            break;
        }
        if !chosen.iter().any(|(other, _)| says_the_same(phrase, other)) {
            chosen.push((phrase, score / best));
        }
    }
    chosen
}

/// What kind of phrase it is, as a factor: names and definite phrases stand for things; a single
/// word seldom says enough.
fn shape(phrase: &Phrase) -> f32 {
    match (phrase.name.is_some(), phrase.words, phrase.is_definite) {
        (true, 1, _) => 1.0,
        (true, ..) => 1.4,
        (false, 1, true) if phrase.frequency > 2 => 0.5,
        (false, 1, _) => 0.1,
        (false, 2 | 3, true) => 1.2,
        (false, _, true) => 0.8,
        (false, _, false) => 0.5,
    }
}

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
    let title = if phrase.in_title { 1.3 } else { 1.0 };
    repeated * salient * cohesion * early * title * shape(phrase) * (0.2 + phrase.rarity)
}

/// Whether they are one name, one holds the other, or they share most of their stems.
fn says_the_same(phrase: &Phrase, other: &Phrase) -> bool {
    let shared = phrase.stems().iter();
    let shared = shared.filter(|stem| other.stems().contains(stem)).count();
    let one_name = phrase.name.is_some() && phrase.name == other.name;
    one_name || shared >= phrase.words.min(other.words) || shared * 2 > phrase.words
}

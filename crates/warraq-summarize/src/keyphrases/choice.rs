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
    scored.truncate(SHORTLIST.max(count * 4));
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

fn score(phrase: &Phrase, collection: &Collection) -> f32 {
    let frequency_of = |stem: &u32| collection.stem_frequencies.get(*stem as usize);
    let words = phrase.words as f32;
    let together = phrase.frequency as f32;
    let apart = phrase.stems().iter().filter_map(frequency_of);
    let apart = apart.copied().sum::<u32>() as f32 / words;
    // Words that keep company (C-value in spirit): a phrase's share of its words' mentions.
    let cohesion = if phrase.words > 1 {
        (together / apart).sqrt()
    } else {
        0.6
    };
    let early = 1.0 + 1.0 / (1.0 + 0.2 * phrase.first_sentence as f32);
    let repeated = logarithm(1.0 + together);
    let salient = logarithm(1.0 + apart);
    let shape = match (phrase.is_name, phrase.words, phrase.is_definite) {
        (true, ..) => 1.6,
        (false, 1, _) => 0.6,
        (false, _, true) => 1.2,
        (false, _, false) => 0.7,
    };
    let title = if phrase.in_title { 1.5 } else { 1.0 };
    repeated * salient * cohesion * early * shape * title
}

/// Whether one phrase holds the other, or they share most of their stems.
fn says_the_same(phrase: &Phrase, other: &Phrase) -> bool {
    let shared = phrase.stems().iter();
    let shared = shared.filter(|stem| other.stems().contains(stem)).count();
    shared * 2 >= phrase.words.min(other.words) * 2 || shared * 2 > phrase.words
}

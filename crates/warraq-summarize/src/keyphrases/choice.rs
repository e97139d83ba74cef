//! Choice: scores phrases and drops those that a better one says already.

use super::candidates::Collection;
use super::names::NameKind;
use super::phrase::Phrase;
use crate::arithmetic::logarithm;

/// How many of the best phrases are compared with one another, at least.
const SHORTLIST: usize = 60;
/// The rarity from which a word alone may be a subject; half of it where it is said often.
const LEAST_RARITY: f32 = 0.4;
/// The factor below which a phrase is no keyphrase, whatever else speaks for it.
const LEAST_SHAPE: f32 = 0.11;
/// The sentences that open a document: what they have is not said in passing.
const OPENING: u32 = 3;
/// The scores from which a phrase is given.
struct Enough {
    /// From here on, readers found four of five right.
    sure: f32,
    /// Below this, they found most wrong.
    least: f32,
    /// What lies between is given where there are fewer than so many.
    fewest: usize,
}

/// What even a text of a few lines has.
const LEAST_PHRASES: usize = 3;

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
/// The mentions from which a common word is believed to be a name (`الهلال`).
const LEAST_MENTIONS: u32 = 4;
/// What a phrase keeps of its score for each word that it shares with a phrase that is chosen.
const KEPT_FOR_SHARED_WORD: f32 = 0.5;

/// The best `count` phrases with scores from 0 to 1, best first.
pub(crate) fn choose(collection: &Collection, count: usize) -> Vec<(&Phrase, f32)> {
    let scored = collection.phrases.iter();
    let scored = scored.filter(|phrase| phrase.is_free && !is_cut(phrase));
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

/// Whether it is a part of a longer phrase most of the time (`الجائزة` of `الجائزة الكبرى`).
fn is_cut(phrase: &Phrase) -> bool {
    if phrase.is_open {
        return true;
    }
    if phrase.is_contracted {
        // Cut out of its sentence, such a mention does not read as Arabic (`لأمم المتحدة`).
        return true;
    }
    phrase.kind != Some(NameKind::Person) && phrase.continued * 2 > phrase.continued + phrase.alone
}

/// Whether a place is named by a common noun that never stands alone (`بئر` of `بئر زمزم`).
fn is_cut_place(phrase: &Phrase) -> bool {
    phrase.is_common && !phrase.has_article && phrase.alone < 2 && phrase.seat.is_none()
}

/// Whether the document has it once and goes on.
fn is_passing(phrase: &Phrase) -> bool {
    let is_opening = phrase.first_sentence < OPENING;
    let is_said_once = phrase.frequency < 2 || phrase.sentences < 2;
    let is_said_seldom = phrase.kind.is_none() && !phrase.is_definite && phrase.frequency < 3;
    match phrase.kind {
        None => is_said_once || (is_said_seldom && !phrase.in_title),
        Some(_) => is_said_once && !phrase.in_title && !is_opening,
    }
}

/// Whether the phrase is good enough where so many are chosen: a text that says little has fewer
/// keyphrases.
fn is_needed(phrase: &Phrase, score: f32, chosen: usize) -> bool {
    let enough = match phrase.kind {
        Some(_) => ENOUGH_OF_NAMES,
        None => ENOUGH_OF_PHRASES,
    };
    let is_fair = score >= enough.least && chosen < enough.fewest;
    score >= enough.sure || is_fair || chosen < LEAST_PHRASES
}

/// The place of the longer form of the phrase at `place`, if there is one that says it in full often
/// enough (`منظمة العفو الدولية` for `العفو الدولية`), or of the country that a capital stands for.
fn fuller(scored: &[(&Phrase, f32)], place: usize) -> usize {
    let Some((phrase, _)) = scored.get(place) else {
        return place;
    };
    let is_fuller = |other: &Phrase| {
        let is_longer = other.words > phrase.words && shared_words(phrase, other) == phrase.words;
        let is_same_thing = match phrase.kind {
            Some(NameKind::Place) => false,
            Some(_) => other.kind.is_some() && other.frequency * 2 >= phrase.frequency,
            None => {
                let says_more = !other.is_vague && !other.is_light && other.frequency > 1;
                says_more && other.frequency * 3 >= phrase.frequency * 2
            }
        };
        let is_shown = !phrase.in_title || other.in_title;
        let is_country = is_shown
            && phrase.seat.is_some_and(|seat| seat.is_capital)
            && other.seat.is_some_and(|seat| !seat.is_capital)
            && is_one_state(phrase, other);
        is_country || (is_longer && is_same_thing)
    };
    let mut others = scored.iter();
    others
        .position(|(other, _)| is_fuller(other))
        .unwrap_or(place)
}

/// What kind of phrase it is, as a factor: names and definite phrases stand for things; a single
/// word seldom says enough.
fn shape(phrase: &Phrase) -> f32 {
    let is_single = phrase.words == 1;
    let is_prominent = phrase.in_title || phrase.first_sentence < OPENING;
    let is_passing = is_passing(phrase);
    if phrase.is_generic && phrase.words > 1 && !phrase.in_title {
        return 0.05;
    }
    match phrase.kind {
        // A common word that was taken for a name says no more than it does elsewhere.
        Some(_)
            if is_single
                && (phrase.frequency < 5 || phrase.kind == Some(NameKind::Other))
                && (phrase.is_vague || phrase.is_generic) =>
        {
            0.05
        }
        Some(kind) if phrase.is_adjectival && !(is_single && kind == NameKind::Place) => 0.05,
        // Titles repeat what the text says: a word that stands there alone is a slip or a play.
        Some(NameKind::Person | NameKind::Other) if is_single && phrase.frequency < 2 => 0.3,
        Some(NameKind::Other) if is_single && is_doubtful(phrase) => 0.1,
        Some(NameKind::Media) if phrase.is_foreign => 0.1,
        Some(NameKind::Media) if !phrase.in_title => 0.3,
        Some(NameKind::Person) if is_single && phrase.frequency < 3 && !phrase.in_title => 0.1,
        Some(NameKind::Person) if is_passing && is_single => 0.1,
        Some(NameKind::Person) if is_passing => 0.7,
        Some(NameKind::Place) if is_single && is_cut_place(phrase) => 0.05,
        // A word that nobody knows and that is said once is no place.
        Some(NameKind::Place) if is_passing && is_single && phrase.rarity >= 1.0 => 0.1,
        Some(NameKind::Place) if is_passing => 0.2,
        Some(NameKind::Place) if phrase.frequency < 3 && !is_prominent => 0.5,
        Some(NameKind::Place) if is_single => 0.9,
        Some(_) if is_passing => 0.5,
        Some(_) if is_single => 1.0,
        Some(_) => 1.4,
        None if is_single => shape_of_word(phrase, is_prominent),
        None => shape_of_words(phrase, is_prominent),
    }
}

/// Whether a name of one word is more likely none.
fn is_doubtful(phrase: &Phrase) -> bool {
    let is_common = phrase.is_common && phrase.frequency < LEAST_MENTIONS;
    is_common || (phrase.frequency < 3 && !phrase.in_title)
}

/// A word that mostly stands in longer phrases is better said by one of them.
fn shape_of_word(phrase: &Phrase, is_prominent: bool) -> f32 {
    let apart = phrase.alone as f32 / phrase.frequency.max(1) as f32;
    let is_rare =
        phrase.rarity >= LEAST_RARITY || (phrase.alone > 4 && phrase.rarity >= LEAST_RARITY / 2.0);
    let is_subject = phrase.alone > 3 && is_rare && is_prominent;
    if is_subject && !phrase.is_vague && !phrase.is_generic {
        0.5 * apart * apart
    } else {
        0.01
    }
}

fn shape_of_words(phrase: &Phrase, is_prominent: bool) -> f32 {
    let length = match (phrase.words, phrase.is_definite) {
        (2 | 3, true) => 1.2,
        (_, true) => 1.0,
        (_, false) if phrase.is_described => 0.5,
        (_, false) => 0.3,
    };
    let says_little = phrase.is_vague || phrase.is_light;
    let vague = match (says_little, phrase.in_title && phrase.frequency > 1) {
        (false, _) => 1.0,
        (true, true) if !phrase.is_vague => 0.6,
        (true, _) => 0.05,
    };
    // What somebody has or does is seldom a subject of its own, unless it is said again.
    let of_a_name = if phrase.is_of_person && phrase.frequency < 3 {
        0.1
    } else if phrase.holds_name && phrase.frequency < 2 {
        0.5
    } else {
        1.0
    };
    // What is said once is a subject only if it is a term elsewhere, too.
    let is_passing = phrase.frequency < 2 && !phrase.in_title && !phrase.is_term;
    let passing = match (is_passing, phrase.is_definite, is_prominent) {
        (false, false, true) if phrase.frequency < 2 => 0.4,
        (false, true, _) | (false, false, true) => 1.0,
        (true, true, true) => 0.5,
        (true, true, false) => 0.2,
        (true, false, true) => 0.2,
        (false, false, false) => 0.5,
        (true, false, false) => 0.1,
    };
    length * vague * of_a_name * passing
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
    let title = if phrase.in_title { 1.6 } else { 1.0 };
    let foreign = if phrase.is_foreign { 0.6 } else { 1.0 };
    let far = if phrase.is_near { 1.0 } else { 0.3 };
    let manner = foreign * far * shape(phrase);
    let spread = logarithm(2.0 + phrase.sentences as f32);
    repeated * salient * cohesion * early * title * spread * manner * (0.2 + phrase.rarity)
}

/// Whether they are one name, one holds the other, or they share most of their stems.
fn says_the_same(phrase: &Phrase, other: &Phrase) -> bool {
    let shared = shared_words(phrase, other);
    // `القطاع الصحي` and `قطاع الصحة`
    let one_root = phrase.words > 1
        && phrase.words == other.words
        && phrase
            .skeletons()
            .iter()
            .all(|one| other.skeletons().contains(one));
    let one_name = phrase.name.is_some() && phrase.name == other.name;
    let one_state = is_one_state(phrase, other);
    let one_word = phrase.skeleton.is_some() && phrase.skeleton == other.skeleton;
    let is_proper = |one: &Phrase| matches!(one.kind, Some(NameKind::Person | NameKind::Place));
    let one_word = one_word && !(is_proper(phrase) && is_proper(other));
    // `اليمن` says something else than `الجيش اليمني`.
    let are_apart = is_of_place(phrase, other) || is_of_place(other, phrase);
    let is_held = shared >= phrase.words.min(other.words) || shared * 2 > phrase.words;
    one_name || one_root || one_state || one_word || (is_held && !are_apart)
}

/// Whether one is a place and the other something of it that does not name it (`الجيش اليمني`).
fn is_of_place(place: &Phrase, other: &Phrase) -> bool {
    let is_place = place.kind == Some(NameKind::Place) && place.words == 1;
    let is_person = other.kind == Some(NameKind::Person);
    is_place && other.words > 1 && !is_person && !other.holds_name
}

/// Whether one is a country and the other its capital that stands for its government.
fn is_one_state(phrase: &Phrase, other: &Phrase) -> bool {
    let seats = phrase.seat.zip(other.seat);
    let is_one = seats.is_some_and(|(one, other)| one.country == other.country);
    let is_government = |phrase: &Phrase| {
        let is_capital = phrase.seat.is_some_and(|seat| seat.is_capital);
        is_capital && phrase.located * 2 < phrase.frequency
    };
    let are_both = seats.is_some_and(|(one, other)| one.is_capital == other.is_capital);
    is_one && (are_both || is_government(phrase) || is_government(other))
}

fn shared_words(phrase: &Phrase, other: &Phrase) -> usize {
    let stems = phrase.stems().iter();
    stems.filter(|stem| other.stems().contains(stem)).count()
}

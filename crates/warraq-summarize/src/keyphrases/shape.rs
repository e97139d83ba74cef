//! Shape: what speaks for a phrase and against it, whatever its words are.

use super::names::NameKind;
use super::phrase::Phrase;

/// The factors of what is no keyphrase, and of what hardly is.
const NONE: f32 = 0.05;
const DOUBTFUL: f32 = 0.1;
/// The rarity from which a word alone may be a subject; half of it where it is said often.
const LEAST_RARITY: f32 = 0.4;
/// The sentences that open a document: what they have is not said in passing.
const OPENING: u32 = 3;
/// The mentions from which a word is a subject though it opens longer phrases, too (`الذهب`).
const MANY: u32 = 8;
/// The mentions from which a common word is believed to be a name (`الهلال`).
const LEAST_MENTIONS: u32 = 4;

/// What kind of phrase it is, as a factor: names and definite phrases stand for things; a single
/// word seldom says enough.
pub(crate) fn shape(phrase: &Phrase) -> f32 {
    let is_prominent = phrase.in_title || phrase.first_sentence < OPENING;
    match phrase.kind {
        _ if phrase.is_generic && phrase.words > 1 && !phrase.in_title => NONE,
        Some(kind) if is_no_name(phrase, kind) => NONE,
        Some(kind) if phrase.words == 1 => shape_of_name(phrase, kind, is_prominent),
        Some(kind) => shape_of_names(phrase, kind, is_prominent),
        None if phrase.words == 1 => shape_of_word(phrase, is_prominent),
        None => shape_of_words(phrase, is_prominent),
    }
}

/// Whether what was taken for a name says no more than it does elsewhere: common words, adjectives,
/// a verb behind a name (`صلاح يغرز`).
fn is_no_name(phrase: &Phrase, kind: NameKind) -> bool {
    let is_single = phrase.words == 1;
    // An unknown name that ends as an accusative does is none (`ألمانيا`).
    let is_vague = phrase.is_vague && phrase.rarity < 1.0;
    let is_empty = is_vague || phrase.is_generic;
    let is_believed = phrase.frequency > LEAST_MENTIONS && kind != NameKind::Other;
    let is_adjectival = phrase.is_adjectival && !(is_single && kind == NameKind::Place);
    is_adjectival || phrase.ends_in_verb || (is_single && is_empty && !is_believed)
}

fn shape_of_name(phrase: &Phrase, kind: NameKind, is_prominent: bool) -> f32 {
    let is_passing = is_passing(phrase);
    let is_rare = phrase.frequency < 3 && !phrase.in_title;
    match kind {
        _ if is_incidental(phrase) => DOUBTFUL,
        // Titles repeat what the text says: a word that stands there alone is a slip or a play.
        NameKind::Person | NameKind::Other if phrase.frequency < 2 => DOUBTFUL,
        NameKind::Other if is_doubtful(phrase) => DOUBTFUL,
        NameKind::Media if phrase.is_foreign => DOUBTFUL,
        NameKind::Media if !phrase.in_title => 0.3,
        NameKind::Person if is_rare || is_passing => DOUBTFUL,
        NameKind::Place if is_cut_place(phrase) => NONE,
        // A word that nobody knows and that is said once is no place.
        NameKind::Place if is_passing && phrase.rarity >= 1.0 => DOUBTFUL,
        NameKind::Place if is_passing => 0.2,
        NameKind::Place if is_rare && !is_prominent => 0.3,
        NameKind::Place if phrase.frequency < 2 && !phrase.in_title => 0.3,
        NameKind::Place => 0.9,
        _ if is_passing => 0.3,
        _ => 1.0,
    }
}

fn shape_of_names(phrase: &Phrase, kind: NameKind, is_prominent: bool) -> f32 {
    let is_passing = is_passing(phrase);
    match kind {
        _ if is_incidental(phrase) => DOUBTFUL,
        NameKind::Media if phrase.is_foreign => DOUBTFUL,
        NameKind::Media if !phrase.in_title => 0.3,
        NameKind::Person if is_passing => 0.5,
        NameKind::Place if is_passing => 0.2,
        NameKind::Place if phrase.frequency < 3 && !is_prominent => 0.3,
        NameKind::Place if phrase.frequency < 2 && !phrase.in_title => 0.3,
        _ if is_passing => 0.3,
        _ => 1.4,
    }
}

/// Whether it is one of many names in a row, and nothing else is said of it (a line-up of players).
fn is_incidental(phrase: &Phrase) -> bool {
    let is_person = phrase.kind == Some(NameKind::Person);
    let is_said_once = phrase.frequency < 2 && phrase.first_sentence > 1;
    phrase.is_listed && !phrase.in_title && (is_person || is_said_once)
}

/// Whether a name of one word is more likely none.
fn is_doubtful(phrase: &Phrase) -> bool {
    let is_common = phrase.is_common && phrase.frequency < LEAST_MENTIONS;
    let is_word = phrase.has_article && phrase.rarity < 1.0;
    is_common || (phrase.frequency < 3 && (is_word || !phrase.in_title))
}

/// A word that mostly stands in longer phrases is better said by one of them.
fn shape_of_word(phrase: &Phrase, is_prominent: bool) -> f32 {
    let apart = phrase.alone as f32 / phrase.frequency.max(1) as f32;
    let is_rare =
        phrase.rarity >= LEAST_RARITY || (phrase.alone > 4 && phrase.rarity >= LEAST_RARITY / 2.0);
    let is_subject = phrase.alone > 3 && is_rare && is_prominent;
    if is_subject && !phrase.is_vague && !phrase.is_generic {
        0.5 * if phrase.frequency >= MANY {
            apart
        } else {
            apart * apart
        }
    } else {
        0.01
    }
}

fn shape_of_words(phrase: &Phrase, is_prominent: bool) -> f32 {
    let length = match (phrase.words, phrase.is_definite) {
        // `سجال حاد`, as one of many.
        (_, false) if phrase.frequency < 3 && !(phrase.in_title && phrase.frequency > 1) => NONE,
        (2 | 3, true) => 1.2,
        (_, true) => 1.0,
        (_, false) if phrase.is_described => 0.5,
        (_, false) => 0.3,
    };
    let says_little = phrase.is_vague || phrase.is_light;
    let vague = match (says_little, phrase.in_title && phrase.frequency > 1) {
        (false, _) => 1.0,
        (true, true) if !phrase.is_vague => 0.6,
        (true, _) => NONE,
    };
    // What somebody has or does is seldom a subject of its own, unless it is said again.
    let of_a_name = if phrase.is_of_person && phrase.frequency < 3 {
        0.1
    } else if phrase.holds_name && phrase.frequency < 2 {
        0.5
    } else {
        1.0
    };
    // What is said once is a subject where the text opens, sooner if it is a term elsewhere, too.
    let is_passing = phrase.frequency < 2 && !phrase.in_title;
    let passing = match (is_passing, phrase.is_definite, is_prominent) {
        (false, false, true) if phrase.frequency < 2 => 0.4,
        // A title that plays with words says what the text does not come back to.
        (false, true, _) if phrase.frequency < 2 && !phrase.is_term => 0.6,
        (false, true, _) | (false, false, true) => 1.0,
        (true, true, true) if phrase.is_term => 0.7,
        (true, true, false) if phrase.is_term => 0.3,
        (true, true, true) => 0.5,
        (true, true, false) => 0.2,
        (true, false, true) => 0.2,
        (false, false, false) => 0.5,
        (true, false, false) => 0.1,
    };
    length * vague * of_a_name * passing
}

/// Whether it is a part of a longer phrase most of the time (`الجائزة` of `الجائزة الكبرى`).
pub(crate) fn is_cut(phrase: &Phrase) -> bool {
    let goes_on = phrase.continued * 2 > phrase.continued + phrase.alone;
    // Cut out of its sentence, a contracted mention does not read as Arabic (`لأمم المتحدة`).
    let is_name = phrase.kind.is_some();
    // What و adds each time is the rest of something longer (`العمل والتنمية الاجتماعية`).
    let is_always_added = phrase.added == phrase.frequency && phrase.frequency < 3;
    let is_rest = is_always_added && !is_name && !phrase.in_title;
    let goes_on = goes_on && phrase.kind != Some(NameKind::Person);
    phrase.is_open || phrase.is_contracted || is_rest || goes_on
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

//! Sameness: which phrases say one thing, and which of them says it in full.

use super::names::NameKind;
use super::phrase::Phrase;
use foldhash::fast::FixedState;
use hashbrown::HashSet;

/// Whether they are one name, one holds the other, or they share most of their stems.
pub(crate) fn says_the_same(phrase: &Phrase, other: &Phrase) -> bool {
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
    // `محافظة درعا` and `الضفة الغربية` have the very word.
    let has_name = other.holds_name
        || other.last_noun == place.last_noun
        || (other.kind.is_some() && other.first_noun == place.first_noun);
    is_place && other.words > 1 && !is_person && !has_name
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

/// Whether it is the name of a country.
fn is_country(phrase: &Phrase) -> bool {
    let is_place = phrase.kind == Some(NameKind::Place);
    is_place && phrase.seat.is_some_and(|seat| !seat.is_capital)
}

/// The first stems of what the title names in full (`بروتوكول هانيبال`); a noun alone is short for it.
pub(crate) fn heads_of_title(phrases: &[Phrase]) -> HashSet<u32, FixedState> {
    let full = phrases
        .iter()
        .filter(|one| one.words > 1 && one.in_title && one.holds_name);
    full.filter_map(|one| one.stems().first().copied())
        .collect()
}

/// Whether it is a noun that is short for one of them (`البروتوكول`).
pub(crate) fn is_short(phrase: &Phrase, heads: &HashSet<u32, FixedState>) -> bool {
    let is_noun = phrase.words == 1 && phrase.kind.is_none();
    is_noun && phrase.stems().iter().all(|stem| heads.contains(stem))
}

/// The words of the phrase that the other has, too.
pub(crate) fn shared_words(phrase: &Phrase, other: &Phrase) -> usize {
    let stems = phrase.stems().iter();
    stems.filter(|stem| other.stems().contains(stem)).count()
}

/// The place of the longer form of the phrase at `place`, if there is one that says it in full often
/// enough (`منظمة العفو الدولية` for `العفو الدولية`), or of the country that a capital or a phrase
/// stands for (`النظام الإيراني`).
pub(crate) fn fuller(scored: &[(&Phrase, f32)], place: usize) -> usize {
    let Some((phrase, _)) = scored.get(place) else {
        return place;
    };
    let is_fuller = |other: &Phrase| {
        let is_longer = other.words > phrase.words && shared_words(phrase, other) == phrase.words;
        // `سد الموصل` for `الموصل`
        let is_subject =
            phrase.words == 1 && other.in_title && other.frequency * 2 > phrase.frequency;
        let is_whole = other.holds_name && !other.is_vague && !other.is_light;
        let is_same_thing = match phrase.kind {
            Some(_) if is_subject && is_whole => true,
            Some(NameKind::Place) => false,
            Some(_) => other.kind.is_some() && other.frequency * 2 >= phrase.frequency,
            None => {
                let says_more = !other.is_vague && !other.is_light && other.frequency > 1;
                says_more && other.frequency * 3 >= phrase.frequency * 2
            }
        };
        // A club is named by its city far more often than its country (`روما`).
        let is_shown = !phrase.in_title || other.in_title;
        let is_shown = is_shown && other.frequency * 4 >= phrase.frequency;
        let is_country = is_country(other) && is_one_state(phrase, other);
        let stands_for_it = phrase.kind != Some(NameKind::Place) && phrase.seat.is_some();
        let is_capital = phrase.seat.is_some_and(|seat| seat.is_capital);
        let says_country = is_country && (stands_for_it || (is_shown && is_capital));
        says_country || (is_longer && is_same_thing)
    };
    let mut others = scored.iter();
    others
        .position(|(other, _)| is_fuller(other))
        .unwrap_or(place)
}

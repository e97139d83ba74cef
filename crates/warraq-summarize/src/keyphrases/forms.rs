//! Forms of a name: a person is named in full once and by one word from then on, and a document has
//! one keyphrase for both.

use super::names::NameKind;
use super::phrase::Phrase;

/// Leaves one of the forms of a name: of a person's the most frequent that is more than one word
/// and does not end as a description does, of others the most frequent.
pub(crate) fn unite(phrases: &mut [Phrase], forms: &[usize]) {
    find_family_names(phrases, forms);
    let of_name = || forms.iter().filter_map(|form| phrases.get(*form));
    let rank = |phrase: &Phrase| {
        let is_person = phrase.kind == Some(NameKind::Person);
        let is_full =
            is_person && phrase.words > 1 && (phrase.ends_as_known || !phrase.is_described);
        (is_full, phrase.sentences, phrase.words)
    };
    let best = of_name().map(rank).max();
    let first_sentence = of_name().map(|one| one.first_sentence).min();
    let sentences = of_name().map(|one| one.sentences).sum();
    let in_title = of_name().any(|one| one.in_title);
    let is_near = of_name().any(|one| one.is_near);
    let located = of_name().map(|one| one.located).sum();
    let mut is_found = false;
    for form in forms {
        let Some(phrase) = phrases.get_mut(*form) else {
            continue;
        };
        phrase.is_free = !is_found && Some(rank(phrase)) == best;
        is_found |= phrase.is_free;
        phrase.first_sentence = first_sentence.unwrap_or(phrase.first_sentence);
        phrase.sentences = sentences;
        phrase.in_title |= in_title;
        phrase.is_near |= is_near;
        phrase.located = located;
    }
}

/// Marks the forms that end in a word that is a form itself (`أبو بكر البغدادي`, `البغدادي`).
fn find_family_names(phrases: &mut [Phrase], forms: &[usize]) {
    let of_name = forms.iter().filter_map(|form| phrases.get(*form));
    let single = of_name.filter(|one| one.words == 1);
    let single: Vec<Option<u32>> = single.map(|one| one.stems().first().copied()).collect();
    for form in forms {
        if let Some(phrase) = phrases.get_mut(*form) {
            let last = phrase.stems().last().copied();
            phrase.ends_as_known = phrase.words > 1 && single.contains(&last);
        }
    }
}

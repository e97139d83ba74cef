//! The canonical form of a name, and the key under which its spellings meet.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold::fold_into;
use crate::tables::rows;

const PEOPLE_PLURALS: &str = include_str!("../data/people-plurals.tsv");
const VARIANTS: &str = include_str!("../data/variants.tsv");

/// The name as a reader would write it: without vowel marks, tatweel and invisible characters,
/// single spaces between words, and with the alef that `لل` swallows where it is due.
pub(crate) fn canonical_form(name: &str, restore_article: bool) -> String {
    let mut form = String::with_capacity(name.len() + 2);
    if restore_article {
        form.push('ا');
    }
    let mut pending_space = false;
    for character in name.chars().filter(|&character| !is_mark(character)) {
        if character.is_whitespace() {
            pending_space = true;
            continue;
        }
        if pending_space && !form.is_empty() {
            form.push(' ');
        }
        pending_space = false;
        form.push(character);
    }
    form
}

fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{0610}'..='\u{061A}'
        | '\u{06D6}'..='\u{06ED}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The key of a canonical form: equal for spellings of one name.
pub(crate) fn spelling_key(canonical: &str) -> String {
    static TABLE: LazyLock<HashMap<char, Option<char>>> = LazyLock::new(|| {
        let letter = |cell: &&str| cell.chars().next();
        rows(VARIANTS)
            .filter_map(|row| Some((row.first().and_then(letter)?, row.get(1).and_then(letter))))
            .collect()
    });
    let mut folded = String::with_capacity(canonical.len());
    fold_into(canonical, &mut folded);
    let replaced = folded
        .chars()
        .filter_map(|letter| TABLE.get(&letter).copied().unwrap_or(Some(letter)));
    replaced.filter(|letter| !letter.is_whitespace()).collect()
}

/// The form under which the mentions of a people meet: the masculine singular without the article.
///
/// Each word of the name is treated alike: `الكوريين الشماليين` is `كوري شمالي`.
pub(crate) fn people_form(canonical: &str) -> String {
    let words: Vec<String> = canonical.split(' ').map(singular).collect();
    words.join(" ")
}

fn singular(word: &str) -> String {
    static PLURALS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
        let plurals = rows(PEOPLE_PLURALS);
        let folded = plurals.filter_map(|row| {
            let key = crate::fold::fold(row.first()?);
            Some((key, *row.get(1)?))
        });
        folded.collect()
    });
    const ENDINGS: [&str; 5] = ["ين", "ون", "ات", "ة", "ا"];
    let bare = word.strip_prefix("ال").unwrap_or(word);
    let known = |word: &str| PLURALS.get(&crate::fold::fold(word)).copied();
    if let Some(singular) = known(bare) {
        return singular.to_owned();
    }
    let stem = ENDINGS
        .iter()
        .find_map(|ending| bare.strip_suffix(ending).filter(|stem| stem.ends_with('ي')));
    let stem = stem.unwrap_or(bare);
    known(stem).unwrap_or(stem).to_owned()
}

/// Bytes of `word` that its first `letters` letters take, with the marks on them.
pub(crate) fn prefix_length(word: &str, letters: usize) -> usize {
    let mut left = letters;
    for (place, character) in word.char_indices() {
        if is_mark(character) {
            continue;
        }
        if left == 0 {
            return place;
        }
        left -= 1;
    }
    if left == 0 { word.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        let pairs = [
            ("بيونج يانج", "بيونغ يانغ"),
            ("جون", "چون"),
            ("عبد الله", "عبدالله"),
            ("مكة", "مكه"),
        ];
        for (one, other) in pairs {
            assert_eq!(spelling_key(one), spelling_key(other), "{one}");
        }
        assert_ne!(spelling_key("روسيا"), spelling_key("سوريا"));
    }

    #[test]
    fn canonical_forms_restore_what_writing_hides() {
        assert_eq!(canonical_form("لولايات  المتحدة", true), "الولايات المتحدة");
        assert_eq!(canonical_form("محمـــد \u{064E}علي", false), "محمد علي");
    }

    #[test]
    fn peoples_meet_in_the_masculine_singular() {
        let cases = [
            ("الإيرانيين", "إيراني"),
            ("إيرانيا", "إيراني"),
            ("السعودية", "سعودي"),
            ("الأتراك", "تركي"),
            ("الأميركيون", "أمريكي"),
            ("الكوري الشمالي", "كوري شمالي"),
            ("المسلمين", "مسلم"),
            ("كوبا", "كوبا"),
        ];
        for (form, expected) in cases {
            assert_eq!(people_form(form), expected, "{form}");
        }
    }

    #[test]
    fn prefixes_are_counted_in_letters() {
        assert_eq!(prefix_length("وروسيا", 1), "و".len());
        assert_eq!(prefix_length("و\u{064E}روسيا", 1), "و\u{064E}".len());
        assert_eq!(prefix_length("و", 2), 0);
    }
}

//! Names and their Latin forms, in sentences that were written for it; and that every text can be
//! turned back.

use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};
use warraq_plugin::PluginStage;
use warraq_plugin::testing::{check_cases, found};
use warraq_transliterate::{Letters, TransliterateOptions, TransliterateStage};

#[test]
fn names_are_transliterated_and_spelt() {
    let stage = TransliterateStage::from_options(TransliterateOptions::default()).unwrap();
    assert_eq!(check_cases(&stage, include_str!("cases.txt")), Ok(8));
}

#[test]
fn the_labels_that_count_can_be_chosen() {
    let labels = vec!["LOC".to_owned()];
    let stage = TransliterateStage::from_options(TransliterateOptions { labels }).unwrap();
    let found = found(&stage, "زار [PER محمد] [LOC دمشق].").unwrap();
    assert_eq!(found, ["LOC [دمشق] letters=dm$q spelling=Damascus"]);
}

/// Characters such as names have, those that the transliteration uses itself, and any at all.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::char::range('\u{621}', '\u{671}'),
        2 => proptest::char::range(' ', '~'),
        1 => proptest::sample::select(vec!['[', ']', '{', '}', '`', '~', '\u{200F}', '\u{640}']),
        1 => any::<char>(),
    ]
}

proptest! {
    #[test]
    fn every_text_can_be_turned_back(characters in proptest::collection::vec(character(), 0..40)) {
        let letters = Letters::embedded();
        let text: String = characters.into_iter().collect();
        let latin = letters.transliterate(&text);
        prop_assert_eq!(letters.restore(&latin), text);
    }

    #[test]
    fn names_in_arabic_letters_become_ascii(text in "[ء-غف-ي\u{64B}-\u{652} ]{0,30}") {
        let latin = Letters::embedded().transliterate(&text);
        assert!(latin.is_ascii() && !latin.contains(['[', ']']), "{}", latin);
    }
}
